// Reading drafts without wrapping what is read. A step works on Immer drafts, and Immer's own `current` visits every member of all that was
// changed; these do the same work a good deal faster, which a long apply needs at every one of its wakes.
import { current, isDraft } from 'immer';

/** What Immer keeps behind a draft, as far as it is read here. */
interface Behind {
  readonly modified_: boolean;
  readonly base_: object;
  readonly copy_: object | null;
}

const BEHIND = Symbol.for('immer-state');

const behind = (value: object): Behind | undefined => (value as { readonly [BEHIND]?: Behind })[BEHIND];

/** What a draft holds now, as plain data: its base where nothing changed, a copy where something did. What is no draft is returned as it is. */
export const snapshot = <T>(value: T): T => (isDraft(value) ? still(value) : value);

/** The same, and with the drafts in plain data that was put into a draft. */
function still<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  const state = behind(value);
  if (!state) return Object.isFrozen(value) ? value : (membersOf(value) as T);
  if (state.modified_ === false) return state.base_ as T;
  if (!state.copy_) return isDraft(value) ? (current(value as object) as T) : value;
  return membersOf(state.copy_) as T;
}

function membersOf(source: object): object {
  if (Array.isArray(source)) {
    const items: unknown[] = new Array(source.length);
    for (let i = 0; i < source.length; i++) items[i] = still(source[i]);
    return items;
  }
  const made: { [name: string]: unknown } = { ...source };
  for (const name in made) {
    const member = made[name];
    if (member !== null && typeof member === 'object') made[name] = still(member);
  }
  return made;
}

/** The members that a draft has at this moment, to be read at once and never changed: looking at them does not make drafts of them. */
export function glance<T extends object>(value: T): T {
  const state = behind(value);
  return state ? ((state.copy_ ?? state.base_) as T) : value;
}

/** Freezes a plain value in depth, in place, so that the step's end has nothing to look for in it. Drafts in it are replaced by what they are now. */
export function sealed<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  if (behind(value)) return sealed(snapshot(value));
  for (const name in value) {
    const member = value[name];
    if (member === null || typeof member !== 'object' || Object.isFrozen(member)) continue;
    if (behind(member)) value[name] = sealed(snapshot(member));
    else sealed(member);
  }
  return Object.freeze(value);
}
