// Plain frozen data as text and back, with what is shared kept shared: frames of an evening have most of their parts in common.

/** Stands in a packed text for a part that several have in common (its number), for a member that is there and undefined (-1), or for a part of the base (from -2 down). */
const MARK = '$';
const UNDEFINED = -1;
const BASE = -2;
/** Texts from this length on are kept once: a state file lies on more than one disk. */
const LONG_TEXT = 60;

/** The parts of a frozen value in an order that equal values have in common: objects by identity, long texts by what they say. */
interface Parts {
  readonly numbers: ReadonlyMap<unknown, number>;
  readonly list: readonly unknown[];
}

const parted = new WeakMap<object, Parts>();

function partsOf(base: object): Parts {
  const known = parted.get(base);
  if (known) return known;
  const numbers = new Map<unknown, number>();
  const list: unknown[] = [];
  const visit = (at: unknown): void => {
    if (typeof at === 'string' ? at.length < LONG_TEXT : at === null || typeof at !== 'object') return;
    if (numbers.has(at)) return;
    numbers.set(at, list.length);
    list.push(at);
    if (typeof at === 'object') for (const name in at) visit((at as { readonly [name: string]: unknown })[name]);
  };
  visit(base);
  const made = { numbers, list };
  parted.set(base, made);
  return made;
}

/**
 * A value of plain data as one JSON text: a list of the parts that occur more than once, each before its first use, and the value itself last.
 * Equal texts for values that are equal and share alike. Throws on what is no plain data (a Map, a function, NaN), and with where it is.
 * What is a part of `base` (frozen, and equal where the text is read) is named instead of written: a late frame differs little from the first.
 */
export function pack(value: unknown, base?: object): string {
  const given = base ? partsOf(base).numbers : null;
  const uses = new Map<unknown, number>();
  const count = (at: unknown, path: string): void => {
    if (given?.has(at)) return;
    if (typeof at === 'string' && at.length >= LONG_TEXT) uses.set(at, (uses.get(at) ?? 0) + 1);
    if (at === null || typeof at !== 'object') {
      if (typeof at === 'function' || typeof at === 'symbol' || typeof at === 'bigint' || (typeof at === 'number' && (!Number.isFinite(at) || Object.is(at, -0))))
        throw new Error(`${path || 'The value'} is ${Object.is(at, -0) ? '-0' : String(at)}, which no plain text keeps.`);
      return;
    }
    const known = uses.get(at);
    uses.set(at, (known ?? 0) + 1);
    if (known) return;
    const kind = Object.getPrototypeOf(at);
    if (kind !== Object.prototype && kind !== Array.prototype) throw new Error(`${path || 'The value'} is no plain data.`);
    if (MARK in at) throw new Error(`${path || 'The value'} has a member called ${MARK}, which packed texts keep for themselves.`);
    for (const name of Object.keys(at)) count((at as { readonly [name: string]: unknown })[name], `${path}/${name}`);
  };
  count(value, '');
  const numbers = new Map<unknown, number>();
  const parts: string[] = [];
  const text = (at: unknown): string => {
    if (at === undefined) return `{"${MARK}":${UNDEFINED}}`;
    const named = given?.get(at);
    if (named !== undefined) return `{"${MARK}":${BASE - named}}`;
    if ((uses.get(at) ?? 0) < 2) return body(at);
    let number = numbers.get(at);
    if (number === undefined) {
      const made = body(at);
      number = parts.length;
      numbers.set(at, number);
      parts.push(made);
    }
    return `{"${MARK}":${number}}`;
  };
  const body = (at: unknown): string => {
    if (at === null || typeof at !== 'object') return JSON.stringify(at);
    if (Array.isArray(at)) return `[${at.map(text).join(',')}]`;
    return `{${Object.entries(at)
      .map(([name, member]) => `${JSON.stringify(name)}:${text(member)}`)
      .join(',')}}`;
  };
  const last = text(value);
  return `[${[...parts, last].join(',\n')}]`;
}

/** What `pack` was given: equal, frozen to the bottom, and sharing the same parts. The text must be one of `pack`'s, made on an equal base; throws on one that names what is not there. */
export function unpack(text: string, base?: object): unknown {
  const parts = JSON.parse(text) as unknown[];
  const given = base ? partsOf(base).list : [];
  const named = (number: number): unknown => {
    if (number === UNDEFINED) return undefined;
    const list = number < 0 ? given : parts;
    const index = number < 0 ? BASE - number : number;
    if (!(index in list)) throw new Error(`The packed text names part ${number}, which is not there.`);
    return list[index];
  };
  const resolve = (at: unknown): unknown => {
    if (at === null || typeof at !== 'object') return at;
    const number = (at as { readonly [MARK]?: number })[MARK];
    if (number !== undefined) return named(number);
    if (Array.isArray(at)) for (let index = 0; index < at.length; index++) at[index] = resolve(at[index]);
    else {
      const members = at as { [name: string]: unknown };
      for (const name in members) {
        const member = members[name];
        if (member !== null && typeof member === 'object') members[name] = resolve(member);
      }
    }
    return Object.freeze(at);
  };
  for (let index = 0; index < parts.length; index++) parts[index] = resolve(parts[index]);
  return parts[parts.length - 1];
}

/** Whether two values of plain data are equal: same members with the same values, whatever their order. What they share is not looked at. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object' || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => Object.hasOwn(other, name) && same((one as { readonly [name: string]: unknown })[name], (other as { readonly [name: string]: unknown })[name]));
}
