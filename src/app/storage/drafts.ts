// Text in the editor that has not been saved to the simulated disk yet. It is no part of a run, and yet a reload must not lose it: kept in localStorage.

/** Text that differs from the disk, and the disk's text it began from. */
export interface Draft {
  readonly text: string;
  readonly base: string;
}

export interface DraftPlace {
  readonly machine: string;
  readonly path: string;
}

export type KeptDraft = DraftPlace & Draft;

export interface Drafts {
  /** The drafts of a case, in the order in which they were begun. */
  of(slug: string): readonly KeptDraft[];
  /** Keeps a draft in the place of an earlier one of the same file; null forgets it. */
  put(slug: string, place: DraftPlace, draft: Draft | null): void;
  /** Forgets all drafts of a case: the learner begins anew. */
  clear(slug: string): void;
  /** Writes what has not been written yet. */
  flush(): void;
}

const PREFIX = 'undestroy:drafts:';
/** Characters of all drafts of a case. What is beyond that lives as long as the page. */
const MOST = 1_000_000;
/** Milliseconds without another key after which a draft is written. */
const PAUSE = 400;

const isDraft = (value: unknown): value is KeptDraft =>
  typeof value === 'object' && value !== null && ['machine', 'path', 'text', 'base'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string');

/** Drafts in a storage; without one, or in one that is full or closed, they live as long as the page. */
export function draftsIn(storage: Storage | null): Drafts {
  const known = new Map<string, readonly KeptDraft[]>();
  const unwritten = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = (slug: string): readonly KeptDraft[] => {
    try {
      const list: unknown = JSON.parse(storage?.getItem(PREFIX + slug) ?? '[]');
      return Array.isArray(list) ? list.filter(isDraft).map(({ machine, path, text, base }) => ({ machine, path, text, base })) : [];
    } catch {
      return [];
    }
  };
  const of = (slug: string) => {
    const list = known.get(slug) ?? read(slug);
    known.set(slug, list);
    return list;
  };
  const write = (slug: string) => {
    const list = of(slug);
    const text = JSON.stringify(list);
    try {
      if (list.length === 0) storage?.removeItem(PREFIX + slug);
      else if (text.length <= MOST) storage?.setItem(PREFIX + slug, text);
    } catch {
      // Full or closed: the page still has them.
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const slug of unwritten) write(slug);
    unwritten.clear();
  };
  const set = (slug: string, list: readonly KeptDraft[]) => {
    known.set(slug, list);
    unwritten.add(slug);
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  };
  return {
    of,
    put(slug, { machine, path }, draft) {
      const list = of(slug);
      const index = list.findIndex((one) => one.machine === machine && one.path === path);
      if (draft) set(slug, index < 0 ? [...list, { machine, path, ...draft }] : list.with(index, { machine, path, ...draft }));
      else if (index >= 0) set(slug, list.toSpliced(index, 1));
    },
    clear(slug) {
      known.set(slug, []);
      unwritten.delete(slug);
      write(slug);
    },
    flush,
  };
}

function ownStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** This browser's. */
export const drafts: Drafts = draftsIn(ownStorage());
if (typeof addEventListener === 'function') addEventListener('pagehide', drafts.flush);
