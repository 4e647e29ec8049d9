// What a jq filter gives for an input: a list of outputs.
import { type Filter, Unparsed } from './syntax.ts';
import { arithmetic, compare, format, index, iterate, JqError, keysOf, type Members, named, shown, truthy, typeOf, type Value } from './values.ts';

export { JqError } from './values.ts';

type Env = Readonly<Record<string, Value>>;

function contains(a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (Array.isArray(a) && Array.isArray(b)) return b.every((each) => a.some((other) => typeOf(other) === typeOf(each) && contains(other, each)));
  if (typeOf(a) === 'object' && typeOf(b) === 'object')
    return Object.entries(b as Members).every(([key, value]) => Object.hasOwn(a as object, key) && contains((a as Members)[key], value));
  if (typeOf(a) !== typeOf(b)) throw new JqError(`${named(a)} and ${named(b)} cannot have their containment checked`);
  return compare(a, b) === 0;
}

function recurse(value: Value): Value[] {
  return value !== null && typeof value === 'object' ? [value, ...Object.values(value).flatMap(recurse)] : [value];
}

const text = (value: Value, name: string): string => {
  if (typeof value !== 'string') throw new JqError(`${named(value)} ${name}`);
  return value;
};
const list = (value: Value, name = 'cannot be sorted, as it is not an array'): Value[] => {
  if (!Array.isArray(value)) throw new JqError(`${named(value)} ${name}`);
  return value;
};

/** Functions without arguments: one value in, one out. */
const PLAIN: Readonly<Record<string, (value: Value) => Value>> = {
  length: (value) => {
    if (typeof value === 'boolean') throw new JqError(`${named(value)} has no length`);
    return value === null
      ? 0
      : typeof value === 'string'
        ? [...value].length
        : typeof value === 'number'
          ? Math.abs(value)
          : Array.isArray(value)
            ? value.length
            : Object.keys(value as object).length;
  },
  keys: (value) => {
    if (Array.isArray(value)) return value.map((_, at) => at);
    if (typeOf(value) !== 'object') throw new JqError(`${named(value)} has no keys`);
    return keysOf(value as object);
  },
  keys_unsorted: (value) => Object.keys(value as object),
  values: (value) => value,
  not: (value) => !truthy(value),
  type: typeOf,
  add: (value) => iterate(value).reduce((sum, each) => arithmetic('+', sum, each), null),
  any: (value) => iterate(value).some(truthy),
  all: (value) => iterate(value).every(truthy),
  sort: (value) => [...list(value)].sort(compare),
  unique: (value) => [...list(value)].sort(compare).filter((each, at, all) => at === 0 || compare(all[at - 1], each) !== 0),
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : value === null ? [] : [...list(value, 'cannot be reversed')].reverse()),
  min: (value) => [...list(value)].sort(compare)[0] ?? null,
  max: (value) => [...list(value)].sort(compare).at(-1) ?? null,
  first: (value) => index(value, 0),
  last: (value) => index(value, -1),
  flatten: (value) => list(value, 'cannot be flattened').flat(Number.POSITIVE_INFINITY),
  to_entries: (value) => Object.entries(value as object).map(([key, each]) => ({ key, value: each })),
  from_entries: (value) =>
    Object.fromEntries(
      iterate(value).map((each) => [shown(index(each, 'key') ?? index(each, 'name') ?? index(each, 'Key') ?? index(each, 'Name')), index(each, 'value') ?? index(each, 'Value')]),
    ),
  tostring: shown,
  tonumber: (value) => {
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    if (Number.isNaN(number)) throw new JqError(`${named(value)} cannot be parsed as a number`);
    return number;
  },
  tojson: (value) => JSON.stringify(value),
  fromjson: (value) => JSON.parse(text(value, 'cannot be parsed as JSON')) as Value,
  ascii_downcase: (value) => text(value, 'cannot be lower-cased').toLowerCase(),
  ascii_upcase: (value) => text(value, 'cannot be upper-cased').toUpperCase(),
  floor: (value) => Math.floor(value as number),
  ceil: (value) => Math.ceil(value as number),
  round: (value) => Math.round(value as number),
  sqrt: (value) => Math.sqrt(value as number),
  abs: (value) => Math.abs(value as number),
  trim: (value) => text(value, 'cannot be trimmed').trim(),
  explode: (value) => [...text(value, 'cannot be exploded')].map((letter) => letter.codePointAt(0)),
};

const by = (value: Value, key: (each: Value) => Value): { each: Value; key: Value }[] =>
  list(value)
    .map((each) => ({ each, key: key(each) }))
    .sort((a, b) => compare(a.key, b.key));

function groups(value: Value, key: (each: Value) => Value): Value[][] {
  const result: { key: Value; items: Value[] }[] = [];
  for (const item of by(value, key)) {
    const last = result.at(-1);
    if (last && compare(last.key, item.key) === 0) last.items.push(item.each);
    else result.push({ key: item.key, items: [item.each] });
  }
  return result.map((each) => each.items);
}

function regex(source: Value, flags: Value): RegExp {
  try {
    return new RegExp(text(source, 'cannot be matched, as it is not a string').replace(/\(\?<(\w+)>/g, '(?<$1>'), String(flags ?? '').replace(/[xns]/g, ''));
  } catch {
    throw new JqError(`${shown(source)} (at offset 0) is not a valid regex`);
  }
}

function call(name: string, args: readonly Filter[], input: Value, env: Env): Value[] {
  const plainly = args.length === 0 && Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (plainly) return name === 'values' && input === null ? [] : [plainly(input)];
  const run = (at: number, value: Value = input) => evaluate(args[at] as Filter, value, env);
  const one = (at: number, value: Value = input): Value => run(at, value)[0] ?? null;
  switch (`${name}/${args.length}`) {
    case 'empty/0':
      return [];
    case 'error/0':
      throw new JqError(shown(input));
    case 'error/1':
      throw new JqError(shown(one(0)));
    case 'select/1':
      return run(0).flatMap((each) => (truthy(each) ? [input] : []));
    case 'map/1':
      return [iterate(input).flatMap((each) => run(0, each))];
    case 'map_values/1':
      return [
        Array.isArray(input)
          ? input.flatMap((each) => run(0, each).slice(0, 1))
          : Object.fromEntries(
              Object.entries(input as Members).flatMap(([key, each]) =>
                run(0, each)
                  .slice(0, 1)
                  .map((value) => [key, value]),
              ),
            ),
      ];
    case 'recurse/0':
      return recurse(input);
    case 'has/1': {
      const key = one(0);
      return [Array.isArray(input) ? typeof key === 'number' && key >= 0 && key < input.length : Object.hasOwn(input as object, String(key))];
    }
    case 'in/1':
      return [Object.hasOwn(one(0) as object, String(input))];
    case 'contains/1':
      return [contains(input, one(0))];
    case 'inside/1':
      return [contains(one(0), input)];
    case 'startswith/1':
      return [text(input, 'startswith() requires string inputs').startsWith(shown(one(0)))];
    case 'endswith/1':
      return [text(input, 'endswith() requires string inputs').endsWith(shown(one(0)))];
    case 'ltrimstr/1':
      return [typeof input === 'string' && input.startsWith(shown(one(0))) ? input.slice(shown(one(0)).length) : input];
    case 'rtrimstr/1':
      return [typeof input === 'string' && input.endsWith(shown(one(0))) ? input.slice(0, input.length - shown(one(0)).length) : input];
    case 'test/1':
    case 'test/2':
      return [regex(one(0), args.length > 1 ? one(1) : '').test(text(input, 'cannot be matched, as it is not a string'))];
    case 'sub/2':
    case 'gsub/2': {
      const matcher = regex(one(0), name === 'gsub' ? 'g' : '');
      return [text(input, 'cannot be matched, as it is not a string').replace(matcher, (...given) => shown(one(1, typeof given.at(-1) === 'object' ? given.at(-1) : {})))];
    }
    case 'capture/1':
      return [{ ...(regex(one(0), '').exec(text(input, 'cannot be matched, as it is not a string'))?.groups ?? {}) }];
    case 'scan/1':
      return [...text(input, 'cannot be matched, as it is not a string').matchAll(regex(one(0), 'g'))].map((match) => (match.length > 1 ? match.slice(1) : match[0]));
    case 'split/1':
      return [text(input, 'cannot be split').split(shown(one(0)))];
    case 'join/1':
      return [
        iterate(input)
          .map((each) => (each === null ? '' : shown(each)))
          .join(shown(one(0))),
      ];
    case 'sort_by/1':
      return [by(input, (each) => run(0, each)).map((item) => item.each)];
    case 'group_by/1':
      return [groups(input, (each) => run(0, each))];
    case 'unique_by/1':
      return [groups(input, (each) => run(0, each)).map((group) => group[0])];
    case 'min_by/1':
      return [by(input, (each) => run(0, each))[0]?.each ?? null];
    case 'max_by/1':
      return [by(input, (each) => run(0, each)).at(-1)?.each ?? null];
    case 'any/1':
      return [iterate(input).some((each) => run(0, each).some(truthy))];
    case 'all/1':
      return [iterate(input).every((each) => run(0, each).every(truthy))];
    case 'first/1':
      return run(0).slice(0, 1);
    case 'last/1':
      return run(0).slice(-1);
    case 'limit/2':
      return run(1).slice(0, Number(one(0)));
    case 'range/1':
      return Array.from({ length: Math.min(100_000, Math.max(0, Math.ceil(Number(one(0))))) }, (_, at) => at);
    case 'range/2':
      return Array.from({ length: Math.min(100_000, Math.max(0, Math.ceil(Number(one(1)) - Number(one(0))))) }, (_, at) => Number(one(0)) + at);
    case 'flatten/1':
      return [list(input, 'cannot be flattened').flat(Number(one(0)))];
    case 'index/1':
      return [typeof input === 'string' && input.includes(shown(one(0))) ? input.indexOf(shown(one(0))) : null];
    case 'with_entries/1':
      return [(PLAIN.from_entries as (value: Value) => Value)((PLAIN.to_entries as (value: Value) => Value[])(input).flatMap((each) => run(0, each)))];
    case 'del/1': {
      const filter = args[0] as Filter;
      if (filter.is !== 'index' || filter.of.is !== 'identity') throw new Unparsed('del() of more than one key is not part of this jq');
      const key = evaluate(filter.key, input, env)[0];
      return [Array.isArray(input) ? input.filter((_, at) => at !== key) : Object.fromEntries(Object.entries(input as Members).filter(([each]) => each !== key))];
    }
  }
  throw new Unparsed(`${name}/${args.length} is not defined`);
}

/** The outputs of a filter for an input. Throws `JqError` as jq does, `Unparsed` for what is not known here. */
export function evaluate(filter: Filter, input: Value, env: Env): Value[] {
  switch (filter.is) {
    case 'identity':
      return [input];
    case 'recurse':
      return recurse(input);
    case 'literal':
      return [filter.value];
    case 'format':
      return [format(filter.name, input)];
    case 'variable': {
      if (!Object.hasOwn(env, filter.name)) throw new Unparsed(`$${filter.name} is not defined`);
      return [env[filter.name]];
    }
    case 'text':
      return [
        filter.parts
          .map((part) =>
            typeof part === 'string'
              ? part
              : evaluate(part, input, env)
                  .map((each) => (filter.format ? format(filter.format, each) : shown(each)))
                  .join(''),
          )
          .join(''),
      ];
    case 'index':
      return evaluate(filter.of, input, env).flatMap((value) => evaluate(filter.key, input, env).map((key) => index(value, key)));
    case 'slice':
      return evaluate(filter.of, input, env).map((value) => {
        if (value === null) return null;
        if (typeof value !== 'string' && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with object`);
        const bound = (of: Filter | null) => (of ? Number(evaluate(of, input, env)[0]) : undefined);
        return value.slice(bound(filter.from) ?? 0, bound(filter.to));
      });
    case 'each':
      return evaluate(filter.of, input, env).flatMap(iterate);
    case 'try':
      try {
        return evaluate(filter.of, input, env);
      } catch (error) {
        if (error instanceof JqError) return [];
        throw error;
      }
    case 'pipe':
      return evaluate(filter.left, input, env).flatMap((value) => evaluate(filter.right, value, env));
    case 'comma':
      return [...evaluate(filter.left, input, env), ...evaluate(filter.right, input, env)];
    case 'negate':
      return evaluate(filter.of, input, env).map((value) => -(value as number));
    case 'array':
      return [filter.of ? evaluate(filter.of, input, env) : []];
    case 'if':
      return evaluate(filter.test, input, env).flatMap((value) =>
        truthy(value) ? evaluate(filter.then, input, env) : filter.other ? evaluate(filter.other, input, env) : [input],
      );
    case 'bind':
      return evaluate(filter.value, input, env).flatMap((value) => evaluate(filter.body, input, { ...env, [filter.name]: value }));
    case 'reduce': {
      let result: Value = evaluate(filter.start, input, env)[0] ?? null;
      for (const value of evaluate(filter.source, input, env)) result = evaluate(filter.update, result, { ...env, [filter.name]: value }).at(-1) ?? null;
      return [result];
    }
    case 'object':
      return filter.entries.reduce<Members[]>(
        (objects, entry) =>
          objects.flatMap((object) =>
            evaluate(entry.key, input, env).flatMap((key) => {
              if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
              return evaluate(entry.value, input, env).map((value) => ({ ...object, [key]: value }));
            }),
          ),
        [{}],
      );
    case 'call':
      return call(filter.name, filter.args, input, env);
    case 'binary': {
      const { operator, left, right } = filter;
      if (operator === '//') {
        let good: Value[] = [];
        try {
          good = evaluate(left, input, env).filter(truthy);
        } catch (error) {
          if (!(error instanceof JqError)) throw error;
        }
        return good.length > 0 ? good : evaluate(right, input, env);
      }
      if (operator === 'and' || operator === 'or') {
        return evaluate(left, input, env).flatMap((a) => (truthy(a) === (operator === 'or') ? [operator === 'or'] : evaluate(right, input, env).map(truthy)));
      }
      return evaluate(right, input, env).flatMap((b) =>
        evaluate(left, input, env).map((a) => {
          const order = /^([<>]=?|==|!=)$/.test(operator) ? compare(a, b) : 0;
          switch (operator) {
            case '==':
              return order === 0;
            case '!=':
              return order !== 0;
            case '<':
              return order < 0;
            case '<=':
              return order <= 0;
            case '>':
              return order > 0;
            case '>=':
              return order >= 0;
          }
          return arithmetic(operator, a, b);
        }),
      );
    }
  }
}
