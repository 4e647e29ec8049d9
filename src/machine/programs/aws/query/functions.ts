// The functions of JMESPath, with the argument checks and words of the CLI's library.
import { byCodePoint, equals, Float, isList, isMap, isNumber, numberOf, numberText, str, typeName } from '../output/python.ts';

/** `&expression`: evaluated by the function that it is given to. */
export class Reference {
  constructor(readonly of: (value: unknown) => unknown) {}
}

/** A query that is well written but does not fit the value; the message is the CLI's. */
export class QueryFailure extends Error {}

type Types = readonly string[];
type List = readonly unknown[];

const PYTHON: Readonly<Record<string, readonly string[]>> = {
  boolean: ['bool'],
  array: ['list'],
  object: ['dict'],
  null: ['NoneType'],
  string: ['str'],
  number: ['float', 'int'],
  expref: ['_Expression'],
};
const nameOf = (value: unknown): string => (value instanceof Reference ? '_Expression' : typeName(value));
const jmespathName = (value: unknown): string => Object.keys(PYTHON).find((name) => PYTHON[name]?.includes(nameOf(value))) ?? 'unknown';
const listed = (types: Types): string => `[${types.map((type) => `'${type}'`).join(', ')}]`;

function wrongType(name: string, value: unknown, actual: string, types: Types): never {
  throw new QueryFailure(
    `In function ${name}(), invalid type for value: ${value instanceof Reference ? '&expression' : str(value)}, expected one of: ${listed(types)}, received: "${actual}"`,
  );
}

interface Definition {
  readonly types: readonly Types[];
  readonly variadic?: true;
  readonly run: (...given: never[]) => unknown;
}

const compareScalars = (a: unknown, b: unknown): number => (isNumber(a) && isNumber(b) ? numberOf(a) - numberOf(b) : byCodePoint(String(a), String(b)));
const best = (list: List, sign: 1 | -1): unknown => list.reduce((found, item) => (compareScalars(item, found) * sign > 0 ? item : found), list[0] ?? null);

/** The keys by which a function orders a list; all must be of one of the types. */
function keysOf(name: string, list: List, by: Reference, types: Types): unknown[] {
  return list.map((item) => {
    const key = by.of(item);
    if (!types.includes(jmespathName(key))) wrongType(name, key, jmespathName(key), types);
    return key;
  });
}

function bestBy(name: string, list: List, by: Reference, sign: 1 | -1): unknown {
  const keys = keysOf(name, list, by, ['number', 'string']);
  let found = 0;
  for (let i = 1; i < list.length; i++) if (compareScalars(keys[i], keys[found]) * sign > 0) found = i;
  return list[found] ?? null;
}

function sum(list: readonly (number | Float)[]): number | Float {
  const total = list.reduce<number>((so, item) => so + numberOf(item), 0);
  return list.some((item) => item instanceof Float || !Number.isInteger(item)) ? new Float(total) : total;
}

/** `json.dumps` without blanks; other than ASCII is escaped. */
function dumps(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (isNumber(value)) return numberText(value);
  if (isList(value)) return `[${value.map(dumps).join(',')}]`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${dumps(key)}:${dumps(item)}`)
      .join(',')}}`;
  return value === null || value === undefined ? 'null' : String(value);
}

function toNumber(value: unknown): unknown {
  if (isNumber(value)) return value;
  if (typeof value !== 'string') return null;
  if (/^\s*[-+]?\d+(_\d+)*\s*$/.test(value)) return Number(value.replaceAll('_', ''));
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value) ? new Float(Number(value)) : null;
}

const FUNCTIONS: Readonly<Record<string, Definition>> = {
  abs: { types: [['number']], run: (value: number | Float) => (value instanceof Float ? new Float(Math.abs(value.value)) : Math.abs(value)) },
  avg: { types: [['array-number']], run: (list: (number | Float)[]) => (list.length ? new Float(numberOf(sum(list)) / list.length) : null) },
  ceil: { types: [['number']], run: (value: number | Float) => Math.ceil(numberOf(value)) },
  contains: { types: [['array', 'string'], []], run: contains },
  ends_with: { types: [['string'], ['string']], run: (text: string, end: string) => text.endsWith(end) },
  floor: { types: [['number']], run: (value: number | Float) => Math.floor(numberOf(value)) },
  join: { types: [['string'], ['array-string']], run: (between: string, list: string[]) => list.join(between) },
  keys: { types: [['object']], run: (map: object) => Object.keys(map) },
  length: {
    types: [['string', 'array', 'object']],
    run: (value: string | List | object) => (typeof value === 'string' ? [...value].length : isList(value) ? value.length : Object.keys(value).length),
  },
  map: { types: [['expref'], ['array']], run: (by: Reference, list: List) => list.map((item) => by.of(item)) },
  max: { types: [['array-number', 'array-string']], run: (list: List) => best(list, 1) },
  max_by: { types: [['array'], ['expref']], run: (list: List, by: Reference) => bestBy('max_by', list, by, 1) },
  merge: { types: [['object']], variadic: true, run: merge },
  min: { types: [['array-number', 'array-string']], run: (list: List) => best(list, -1) },
  min_by: { types: [['array'], ['expref']], run: (list: List, by: Reference) => bestBy('min_by', list, by, -1) },
  not_null: { types: [[]], variadic: true, run: (...values: unknown[]) => values.find((value) => value !== null && value !== undefined) ?? null },
  reverse: { types: [['array', 'string']], run: (value: string | List) => (typeof value === 'string' ? [...value].reverse().join('') : [...value].reverse()) },
  sort: { types: [['array-string', 'array-number']], run: (list: List) => [...list].sort(compareScalars) },
  sort_by: { types: [['array'], ['expref']], run: sortBy },
  starts_with: { types: [['string'], ['string']], run: (text: string, start: string) => text.startsWith(start) },
  sum: { types: [['array-number']], run: sum },
  to_array: { types: [[]], run: (value: unknown) => (isList(value) ? value : [value]) },
  to_number: { types: [[]], run: toNumber },
  to_string: { types: [[]], run: (value: unknown) => (typeof value === 'string' ? value : dumps(value)) },
  type: { types: [[]], run: (value: unknown) => jmespathName(value) },
  values: { types: [['object']], run: (map: object) => Object.values(map) },
};

/** Python's `dict.update`: a list may stand for a dict when each of its items is a pair. */
function merge(...maps: unknown[]): object {
  const made: Record<string, unknown> = {};
  for (const map of maps) {
    if (isMap(map)) {
      Object.assign(made, map);
      continue;
    }
    const items = typeof map === 'string' ? [...map] : map;
    if (!isList(items)) throw new QueryFailure(`'${typeName(map)}' object is not iterable`);
    items.forEach((item, index) => {
      const pair = typeof item === 'string' ? [...item] : isMap(item) ? Object.keys(item) : item;
      if (!isList(pair)) throw new QueryFailure(`cannot convert dictionary update sequence element #${index} to a sequence`);
      if (pair.length !== 2) throw new QueryFailure(`dictionary update sequence element #${index} has length ${pair.length}; 2 is required`);
      made[str(pair[0])] = pair[1];
    });
  }
  return made;
}

function contains(subject: List | string, item: unknown): boolean {
  if (isList(subject)) return subject.some((one) => equals(one, item));
  if (typeof item !== 'string') throw new QueryFailure(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  return subject.includes(item);
}

function sortBy(list: List, by: Reference): List {
  if (!list.length) return list;
  const type = jmespathName(by.of(list[0]));
  if (type !== 'number' && type !== 'string') wrongType('sort_by', list[0], type, ['string', 'number']);
  const keys = keysOf('sort_by', list, by, [type]);
  return list
    .map((item, index) => ({ item, key: keys[index] }))
    .sort((a, b) => compareScalars(a.key, b.key))
    .map((one) => one.item);
}

/** Checks one argument: its type, and for `array-number` that of its elements. */
function check(name: string, value: unknown, types: Types): void {
  const split = types.map((type) => type.split('-') as [string, string?]);
  if (!split.some(([type]) => PYTHON[type]?.includes(nameOf(value)))) wrongType(name, value, jmespathName(value), types);
  const inner = split.flatMap(([, of]) => (of ? [of] : []));
  if (!inner.length || !isList(value) || !value.length) return;
  // With several kinds of element allowed, the first one decides for all.
  const decided = inner.length === 1 ? inner[0] : inner.find((of) => PYTHON[of]?.includes(nameOf(value[0])));
  if (decided === undefined) wrongType(name, value[0], nameOf(value[0]), types);
  for (const item of value) if (!PYTHON[decided as string]?.includes(nameOf(item))) wrongType(name, item, nameOf(item), types);
}

export function callFunction(name: string, given: readonly unknown[]): unknown {
  const definition = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!definition) throw new QueryFailure(`Unknown function: ${name}()`);
  const count = definition.types.length;
  if (definition.variadic ? given.length < count : given.length !== count) {
    throw new QueryFailure(`Expected ${definition.variadic ? 'at least ' : ''}${count} argument${count === 1 ? '' : 's'} for function ${name}(), received ${given.length}`);
  }
  definition.types.forEach((types, index) => {
    if (types.length) check(name, given[index], types);
  });
  return (definition.run as (...values: unknown[]) => unknown)(...given);
}
