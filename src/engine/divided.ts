// A record of many members, kept in parts: Immer copies an object whole when a member changes, so one of ten thousand would make every step slow.
// Which part holds a member is told by a hash of its name. Plain JSON; a short record stays as it is. Whoever reads or writes sees a record either way.
import { isDraft } from 'immer';
import { glance } from './draft.ts';

/** A member and its place in the order in which members were added. */
type Member<T> = [number: number, value: T];
type Part<T> = Record<string, Member<T>>;

/** An array, which tells it from a record. The number of parts is a power of two. */
export type Divided<T> = [size: number, nextNumber: number, parts: Part<T>[]];

export type Whole<T> = Record<string, T>;

/** A record from this size on is divided, and a divided one below half of it made whole. */
const MANY = 128;
/** Members of a part beyond which there are four times as many parts. */
const FULL = 64;

export const isDivided = (value: object): value is Divided<unknown> => Array.isArray(value);

function partOf(name: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) & (parts - 1);
}

/** Members in the order in which they were added. */
function members<T>(divided: Readonly<Divided<T>>): [name: string, value: T][] {
  const [size, next, parts] = glance(divided as Divided<T>);
  const found: [number: number, name: string, value: T][] = [];
  for (const part of glance(parts)) {
    const held = glance(part);
    for (const name in held) {
      const [number, value] = glance(held[name] as Member<T>);
      found.push([number, name, value]);
    }
  }
  if (next > 4 * size) return found.sort((a, b) => a[0] - b[0]).map(([, name, value]) => [name, value]);
  const ordered: ([name: string, value: T] | undefined)[] = new Array(next).fill(undefined);
  for (const [number, name, value] of found) ordered[number] = [name, value];
  return ordered.filter((one) => one !== undefined);
}

function divide<T>(whole: readonly [name: string, value: T][]): Divided<T> {
  let count = 16;
  while (whole.length * 4 > count * FULL) count *= 4;
  const parts: Part<T>[] = Array.from({ length: count }, () => ({}));
  whole.forEach(([name, value], number) => {
    (parts[partOf(name, count)] as Part<T>)[name] = [number, value];
  });
  return [whole.length, whole.length, parts];
}

/** Frozen records that were found well divided, or not worth dividing. */
const fine = new WeakSet<object>();

/** Whether a record had better be divided, made whole, or divided otherwise. Of plain data. */
export function unbalanced(value: object): boolean {
  if (fine.has(value)) return false;
  if (isDivided(value)) return value[0] < MANY / 2 || value[0] > value[2].length * FULL;
  let count = 0;
  for (const _ in value) if (++count >= MANY) return true;
  if (Object.isFrozen(value)) fine.add(value);
  return false;
}

/** The same members, divided or whole as their number asks for. Of plain data. */
export function balanced<T>(value: Readonly<Whole<T>> | Readonly<Divided<T>>): Whole<T> | Divided<T> {
  const all = isDivided(value) ? members(value as Divided<T>) : Object.entries(value as Whole<T>);
  return all.length < MANY ? Object.fromEntries(all) : divide(all);
}

function lookup<T>(divided: Divided<T>, name: string): T | undefined {
  const parts = glance(glance(divided)[2]);
  const part = glance(parts[partOf(name, parts.length)] as Part<T>);
  return Object.hasOwn(part, name) ? glance(part[name] as Member<T>)[1] : undefined;
}

/** One value, or undefined: not what an object has of its prototype. To read, at once. */
export function memberOf<T>(value: Readonly<Whole<T>> | Readonly<Divided<T>>, name: string): T | undefined {
  const now = glance(value);
  if (isDivided(now)) return lookup(now as Divided<T>, name);
  return Object.hasOwn(now, name) ? (now as Whole<T>)[name] : undefined;
}

const described = (value: unknown) => (value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true });

/** A frozen record's view, kept for as long as the record is. */
const views = new WeakMap<object, Readonly<Whole<unknown>>>();

/** A record to read. In a step it is what the record holds at this moment, and not for long. */
export function reading<T>(value: Readonly<Whole<T>> | Readonly<Divided<T>>): Readonly<Whole<T>> {
  const now = glance(value);
  if (!isDivided(now)) return now as Readonly<Whole<T>>;
  const known = views.get(now);
  if (known) return known as Readonly<Whole<T>>;
  const divided = now as Divided<T>;
  let all: Map<string, T> | null = null;
  const view = new Proxy({} as Whole<T>, {
    get: (_, name) => (typeof name === 'string' ? (all ? all.get(name) : lookup(divided, name)) : undefined),
    has: (_, name) => typeof name === 'string' && (all ? all.has(name) : lookup(divided, name) !== undefined),
    ownKeys: () => {
      if (!all || !Object.isFrozen(divided)) all = new Map(members(divided));
      return [...all.keys()];
    },
    getOwnPropertyDescriptor: (_, name) => described(all ? all.get(name as string) : lookup(divided, name as string)),
    set: () => false,
    deleteProperty: () => false,
  });
  if (Object.isFrozen(divided)) views.set(divided, view);
  return view;
}

/** A record to change: `held` gives it as it is in the step's draft, each time anew. */
export function writing<T>(held: () => Whole<T> | Divided<T>): Whole<T> {
  if (!isDivided(held())) return held() as Whole<T>;
  const divided = held as () => Divided<T>;
  const draftOf = (name: string): T | undefined => {
    if (lookup(divided(), name) === undefined) return undefined;
    const parts = divided()[2];
    return parts[partOf(name, parts.length)]?.[name]?.[1];
  };
  return new Proxy({} as Whole<T>, {
    get: (_, name) => (typeof name === 'string' ? draftOf(name) : undefined),
    has: (_, name) => typeof name === 'string' && lookup(divided(), name) !== undefined,
    ownKeys: () => members(divided()).map(([name]) => name),
    getOwnPropertyDescriptor: (_, name) => described(draftOf(name as string)),
    set(_, name, value) {
      const at = divided();
      const part = at[2][partOf(name as string, at[2].length)] as Part<T>;
      const known = Object.hasOwn(glance(part), name) ? part[name as string] : undefined;
      if (known) known[1] = value;
      else {
        part[name as string] = [at[1], value];
        at[0]++;
        at[1]++;
      }
      return true;
    },
    defineProperty: () => false,
    deleteProperty(_, name) {
      if (lookup(divided(), name as string) === undefined) return true;
      const at = divided();
      delete (at[2][partOf(name as string, at[2].length)] as Part<T>)[name as string];
      at[0]--;
      return true;
    },
  });
}

/** What was made of a frozen record or of a part of one, by the maker. */
const made = new WeakMap<object, Map<object, unknown>>();

function once<R>(of: object, maker: object, make: () => R): R {
  if (isDraft(of) || !Object.isFrozen(of)) return make();
  let own = made.get(of);
  if (!own) {
    own = new Map();
    made.set(of, own);
  }
  if (!own.has(maker)) own.set(maker, make());
  return own.get(maker) as R;
}

type Kept<T> = Readonly<Whole<T>> | Readonly<Divided<T>>;

const valuesOf = <T>(part: Part<T>): T[] => {
  const held = glance(part);
  const found: T[] = [];
  for (const name in held) found.push(glance(held[name] as Member<T>)[1]);
  return found;
};

/** What `make` gives for the members of each part (or of the whole record), reckoned anew only where a part has changed. `make` must be the same function each time. */
export function each<T, R>(value: Kept<T>, make: (values: readonly T[]) => R): readonly R[] {
  const now = glance(value);
  return once(now, make, () => {
    if (!isDivided(now)) return [make(Object.values(now as Whole<T>))];
    return glance(now[2] as Part<T>[]).map((part) => once(glance(part), make, () => make(valuesOf(part))));
  });
}

/** The values in the order in which they were added. To read, at once. */
export function values<T>(value: Kept<T>): readonly T[] {
  const now = glance(value);
  if (!isDivided(now)) return Object.values(now as Whole<T>);
  return once(now, values, () => members(now as Divided<T>).map(([, one]) => one));
}

/** The names in the order of their bytes, as far as UTF-16 tells. */
export function sortedNames(value: Kept<unknown>): readonly string[] {
  const now = glance(value);
  const names = () => (isDivided(now) ? members(now).map(([name]) => name) : Object.keys(now)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return once(now, sortedNames, names);
}

type Index<T> = ReadonlyMap<unknown, readonly Member<T>[]>;

/** One maker for each member that was asked for: what `once` tells indices by. */
const indexers = new Map<string, object>();

function indexOf<T>(part: Part<T>, member: string): Index<T> {
  const index = new Map<unknown, Member<T>[]>();
  for (const name in part) {
    const held = glance(part[name] as Member<T>);
    const key = (glance(held[1] as object) as Whole<unknown>)[member];
    const same = index.get(key);
    if (same) same.push(held);
    else index.set(key, [held]);
  }
  return index;
}

/** The values that have something as a member of theirs, in the order in which they were added. To read, at once. An index of each part spares looking at all. */
export function having<T, K extends keyof T & string>(value: Kept<T>, member: K, wanted: T[K]): readonly T[] {
  const now = glance(value);
  if (!isDivided(now)) return Object.values(now as Whole<T>).filter((one) => (glance(one as object) as T)[member] === wanted);
  let indexer = indexers.get(member);
  if (!indexer) {
    indexer = {};
    indexers.set(member, indexer);
  }
  const found: Member<T>[] = [];
  for (const part of glance(now[2] as Part<T>[])) {
    const held = glance(part);
    const same = once(held, indexer, () => indexOf(held, member)).get(wanted);
    if (same) found.push(...same);
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, one]) => one);
}
