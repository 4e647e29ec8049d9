// Plain frozen data as text and back, with what is shared kept shared: frames of an evening have most of their parts in common.

/** Stands in a packed text for a part that several have in common (its number), or for a member that is there and undefined (-1). */
const MARK = '$';
const UNDEFINED = -1;
/** Texts from this length on are kept once: a state file lies on more than one disk. */
const LONG_TEXT = 60;

/**
 * A value of plain data as one JSON text: a list of the parts that occur more than once, each before its first use, and the value itself last.
 * Equal texts for values that are equal and share alike. Throws on what is no plain data (a Map, a function, NaN), and with where it is.
 */
export function pack(value: unknown): string {
  const uses = new Map<unknown, number>();
  const count = (at: unknown, path: string): void => {
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

/** What `pack` was given: equal, frozen to the bottom, and sharing the same parts. The text must be one of `pack`'s. */
export function unpack(text: string): unknown {
  const parts = JSON.parse(text) as unknown[];
  const resolve = (at: unknown): unknown => {
    if (at === null || typeof at !== 'object') return at;
    const number = (at as { readonly [MARK]?: number })[MARK];
    if (number !== undefined) return number === UNDEFINED ? undefined : parts[number];
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
