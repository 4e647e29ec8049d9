// The difference of two values as data, ready to be drawn: what is compared in `compare.ts`, what is drawn in `draw.ts`.
import type { Value } from '../../lang/value.ts';
import type { AttributePath } from '../../provider.ts';

/** What happens to a part of a value. Replacement is a matter of whole resources; parts only say that they force it. */
export type PartAction = 'no-op' | 'create' | 'update' | 'delete';

export interface Difference {
  readonly action: PartAction;
  /** This part forces the replacement of its resource. */
  readonly replace: boolean;
  readonly shape: Shape;
}

export type Shape =
  /** Texts, or null for a null value. */
  | { readonly kind: 'text'; readonly before: string | null; readonly after: string | null }
  /** Numbers, booleans and nulls, already written. */
  | { readonly kind: 'literal'; readonly before: string; readonly after: string }
  | { readonly kind: 'unknown'; readonly before: Difference | null }
  | { readonly kind: 'sensitive'; readonly same: boolean; readonly before: boolean; readonly after: boolean }
  /** An object: names as keys. `nested` attributes are written like blocks and say `-> null` themselves. */
  | { readonly kind: 'object'; readonly parts: Parts; readonly nested: boolean }
  | { readonly kind: 'map'; readonly parts: Parts }
  | { readonly kind: 'list'; readonly items: readonly Difference[] }
  | { readonly kind: 'set'; readonly items: readonly Difference[] }
  /** Two types that cannot be compared: the old one removed, the new one added. */
  | { readonly kind: 'retype'; readonly before: Difference; readonly after: Difference }
  | { readonly kind: 'block'; readonly parts: Parts; readonly groups: readonly BlockGroup[] }
  | { readonly kind: 'write-only' };

export type Parts = { readonly [key: string]: Difference };

/** The nested blocks of one type. `sensitive` hides their content. */
export interface BlockGroup {
  readonly name: string;
  readonly blocks: readonly { readonly label: string | null; readonly difference: Difference }[];
  readonly sensitive: { readonly before: boolean; readonly after: boolean };
  /** The path of the whole group forces the replacement. */
  readonly replace: boolean;
}

/** A pair to compare. A null side has nothing; `set` says that a null was written rather than absent. */
export interface Pair {
  readonly before: Value | null;
  readonly after: Value | null;
  readonly beforeSet: boolean;
  readonly afterSet: boolean;
  /** What is left of the paths that force replacement; an empty path is this part itself. */
  readonly replace: readonly AttributePath[];
  /** What is left of the paths whose change matters (drift); null when all do. */
  readonly relevant: readonly AttributePath[] | null;
}

const nil = (value: Value | null | undefined): value is null | undefined | (Value & { k: 'null' }) => value === null || value === undefined || value.k === 'null';

/** A null value as no value. */
export const present = (value: Value | null | undefined): Value | null => (nil(value) ? null : value);

export const isSensitive = (value: Value | null | undefined): boolean => value?.marks?.includes('sensitive') ?? false;

export const forced = (pair: Pair): boolean => pair.replace.some((path) => path.length === 0);

const step = (paths: readonly AttributePath[], key: string | number): AttributePath[] => {
  const rest: AttributePath[] = [];
  for (const path of paths) if (path.length && path[0] === key) rest.push(path.slice(1));
  return rest;
};

/** The part of a pair under a key. A part that cannot matter compares as unchanged. */
export function child(pair: Pair, key: string | number, before: Value | undefined, after: Value | undefined, explicit: boolean): Pair {
  let relevant: readonly AttributePath[] | null = null;
  if (pair.relevant) relevant = pair.relevant.some((path) => path.length === 0) ? null : step(pair.relevant, key);
  const part: Pair = {
    before: before ?? null,
    after: after ?? null,
    beforeSet: explicit && before !== undefined,
    afterSet: explicit && after !== undefined,
    replace: pair.replace.length ? step(pair.replace, key) : pair.replace,
    relevant,
  };
  return relevant && relevant.length === 0 ? unchanged(part) : part;
}

const unchanged = (pair: Pair): Pair => ({ ...pair, after: pair.before, afterSet: pair.beforeSet });
