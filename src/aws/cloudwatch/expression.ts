// Metric math: what an expression of GetMetricData makes of the series beside it. Read once into a tree, then computed period by period.
import { AwsError } from '../operation.ts';

/** Period's beginning -> value. */
export type Series = ReadonlyMap<number, number>;
export type Value = number | Series | readonly Series[];

/** What an expression is computed over. */
export interface Around {
  /** Period in milliseconds. */
  readonly period: number;
  /** Beginnings of all periods that were asked for. */
  readonly times: readonly number[];
  /** The series of an id; null when there is none of that name. */
  series(id: string): Value | null;
  /** Series whose id contains a text, all for none. Expressions are not among them. */
  metrics(part: string): readonly Series[];
  /** `SEARCH(expression, statistic, period)`. */
  search(words: string, statistic: string, seconds: number | null): readonly Series[];
}

const invalid = (expression: string, why: string) => new AwsError('ValidationError', `Error in expression '${expression}': ${why}`, 400, false);

type Token = { readonly kind: 'number' | 'name' | 'text' | 'sign'; readonly text: string };

function tokens(expression: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|'([^']*)'|"([^"]*)"|(<=|>=|==|!=|&&|\|\||[-+*/^()<>,[\]]))/y;
  while (pattern.lastIndex < expression.trimEnd().length) {
    const match = pattern.exec(expression);
    if (!match) throw invalid(expression, 'Invalid syntax');
    const [, number, name, single, double, sign] = match;
    if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign });
    else found.push({ kind: 'text', text: single ?? double ?? '' });
  }
  return found;
}

const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['<', '>', '<=', '>=', '==', '!='], ['+', '-'], ['*', '/'], ['^']];

const SIGNS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

const isList = (value: Value): value is readonly Series[] => Array.isArray(value);
const isSeries = (value: Value): value is Series => value instanceof Map;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function mapped(series: Series, change: (value: number, at: number) => number | null): Series {
  const made = new Map<number, number>();
  for (const [at, value] of series) {
    const next = change(value, at);
    if (next !== null && Number.isFinite(next)) made.set(at, next);
  }
  return made;
}

/** Two values, period by period; a period that one of them does not have is left out. */
function combined(a: Value, b: Value, by: (a: number, b: number) => number): Value {
  if (isList(a)) return a.map((one) => combined(one, b, by) as Series);
  if (isList(b)) return b.map((one) => combined(a, one, by) as Series);
  if (isSeries(a)) return mapped(a, (value, at) => (isSeries(b) ? (b.has(at) ? by(value, b.get(at) as number) : null) : by(value, b)));
  if (isSeries(b)) return mapped(b, (value) => by(a, value));
  return by(a, b);
}

const each = (value: Value, change: (value: number) => number): Value =>
  isList(value) ? value.map((one) => mapped(one, change)) : isSeries(value) ? mapped(value, change) : change(value);

/** One number of a series, or of several series one for each period. */
const over =
  (by: (values: readonly number[]) => number) =>
  ([value]: readonly Value[], around: Around): Value => {
    if (value === undefined || typeof value === 'number') return value ?? 0;
    if (isSeries(value)) return value.size > 0 ? by([...value.values()]) : 0;
    const made = new Map<number, number>();
    for (const at of around.times) {
      const there = value.flatMap((one) => one.get(at) ?? []);
      if (there.length > 0) made.set(at, by(there));
    }
    return made;
  };

const step = (value: Value, by: (now: number, before: number, seconds: number) => number): Value =>
  isList(value)
    ? value.map((one) => step(one, by) as Series)
    : isSeries(value)
      ? (() => {
          const sorted = [...value].sort(([a], [b]) => a - b);
          return new Map(sorted.slice(1).map(([at, now], i) => [at, by(now, (sorted[i] as [number, number])[1], (at - (sorted[i] as [number, number])[0]) / 1000)]));
        })()
      : 0;

type Argument = Value | { readonly text: string } | { readonly name: string };

const FUNCTIONS: Readonly<Record<string, (given: readonly Value[], around: Around) => Value>> = {
  SUM: over(sum),
  AVG: over((values) => sum(values) / values.length),
  MIN: over((values) => Math.min(...values)),
  MAX: over((values) => Math.max(...values)),
  STDDEV: over((values) => {
    const mean = sum(values) / values.length;
    return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
  }),
  ABS: ([value = 0]) => each(value, Math.abs),
  CEIL: ([value = 0]) => each(value, Math.ceil),
  FLOOR: ([value = 0]) => each(value, Math.floor),
  LOG: ([value = 0]) => each(value, Math.log),
  LOG10: ([value = 0]) => each(value, Math.log10),
  DIFF: ([value = 0]) => step(value, (now, before) => now - before),
  RATE: ([value = 0]) => step(value, (now, before, seconds) => (now - before) / seconds),
  PERIOD: (_given, around) => around.period / 1000,
  METRIC_COUNT: ([value = 0]) => (isList(value) ? value.length : 1),
  RUNNING_SUM: ([value = 0]) => {
    if (!isSeries(value)) return value;
    let total = 0;
    return new Map([...value].sort(([a], [b]) => a - b).map(([at, one]) => [at, (total += one)]));
  },
  IF([condition = 0, yes = 0, no], around) {
    const at = (value: Value | undefined, time: number) => (value === undefined || isList(value) ? undefined : isSeries(value) ? value.get(time) : value);
    const made = new Map<number, number>();
    for (const time of around.times) {
      const holds = at(condition, time);
      const value = holds === undefined ? undefined : at(holds !== 0 ? yes : no, time);
      if (value !== undefined) made.set(time, value);
    }
    return made;
  },
  TIME_SERIES: ([value = 0], around) => (typeof value === 'number' ? new Map(around.times.map((at) => [at, value])) : value),
};

/** Periods without a value get one: a number, the last there was (REPEAT), or what lies on the line between (LINEAR). */
function filled(value: Value, by: Argument, around: Around): Value {
  if (isList(value)) return value.map((one) => filled(one, by, around) as Series);
  if (!isSeries(value)) return value;
  const known = [...value].sort(([a], [b]) => a - b);
  const made = new Map<number, number>();
  for (const at of around.times) {
    const before = known.filter(([time]) => time <= at).at(-1);
    const after = known.find(([time]) => time >= at);
    if (typeof by === 'number') made.set(at, value.get(at) ?? by);
    else if (isSeriesArgument(by)) made.set(at, value.get(at) ?? by.get(at) ?? 0);
    else if ('name' in by && by.name === 'REPEAT' && before) made.set(at, before[1]);
    else if ('name' in by && by.name === 'LINEAR' && before && after)
      made.set(at, before[0] === after[0] ? before[1] : before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0]));
  }
  return made;
}

const isSeriesArgument = (value: Argument): value is Series => value instanceof Map;

/** Computes an expression. Throws `ValidationError` for what is none, in CloudWatch's grammar. */
export function compute(expression: string, around: Around): Value {
  const words = tokens(expression);
  let next = 0;
  const sign = (text: string): boolean => {
    const token = words[next];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    next += 1;
    return true;
  };
  const need = (text: string): void => {
    if (!sign(text)) throw invalid(expression, 'Invalid syntax');
  };
  const level = (rank: number): Value => {
    const signs = LEVELS[rank];
    if (!signs) return single();
    let left = level(rank + 1);
    for (let found = signs.find(sign); found; found = signs.find(sign)) left = combined(left, level(rank + 1), SIGNS[found] as (a: number, b: number) => number);
    return left;
  };
  const argument = (): Argument => {
    const token = words[next];
    if (token?.kind === 'text') {
      next += 1;
      return { text: token.text };
    }
    if (token?.kind === 'name' && /^(REPEAT|LINEAR)$/.test(token.text)) {
      next += 1;
      return { name: token.text };
    }
    return level(0);
  };
  const single = (): Value => {
    if (sign('-')) return each(single(), (value) => -value);
    if (sign('(')) {
      const inner = level(0);
      need(')');
      return inner;
    }
    if (sign('[')) {
      const items: Series[] = [];
      do {
        const item = level(0);
        if (isSeries(item)) items.push(item);
      } while (sign(','));
      need(']');
      return items;
    }
    const token = words[next];
    next += 1;
    if (token?.kind === 'number') return Number(token.text);
    if (token?.kind !== 'name') throw invalid(expression, 'Invalid syntax');
    if (sign('(')) return called(token.text);
    const found = around.series(token.text);
    if (found === null) throw invalid(expression, `Unknown id: ${token.text}`);
    return found;
  };
  const called = (name: string): Value => {
    const given: Argument[] = [];
    if (!sign(')')) {
      do given.push(argument());
      while (sign(','));
      need(')');
    }
    const [first, second] = given;
    const textOf = (value: Argument | undefined) => (value !== undefined && typeof value === 'object' && 'text' in value ? value.text : '');
    if (name === 'METRICS') return around.metrics(textOf(first));
    if (name === 'SEARCH') return around.search(textOf(first), textOf(second), typeof given[2] === 'number' ? given[2] : null);
    const values = given.filter((value): value is Value => typeof value === 'number' || isSeriesArgument(value) || Array.isArray(value));
    if (name === 'FILL' && values[0] !== undefined && second !== undefined) return filled(values[0], second, around);
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!known) throw invalid(expression, `Unknown function: ${name}`);
    if (values.length !== given.length) throw invalid(expression, `Invalid arguments of ${name}`);
    return known(values, around);
  };
  const value = level(0);
  if (next < words.length) throw invalid(expression, 'Invalid syntax');
  return value;
}
