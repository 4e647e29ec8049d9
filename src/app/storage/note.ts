// A run left behind in the instant in which a page goes away. IndexedDB may not come to its end then; localStorage writes at once.
import { readSave, type Save } from './save.ts';

export interface Note {
  read(slug: string): string | null;
  write(slug: string, save: Save): void;
  /** Forgets a note that is not newer than `upTo` (ISO 8601); without that, any. */
  clear(slug: string, upTo?: string): void;
  slugs(): string[];
}

const PREFIX = 'undestroy:left:';

/** Notes in a storage; without one, or in one that is full or closed, nothing is noted, and the ordinary save is all there is. */
export function noteOf(storage: Storage | null = ownStorage()): Note {
  const quietly = <T>(work: (kept: Storage) => T, otherwise: T): T => {
    try {
      return storage ? work(storage) : otherwise;
    } catch {
      return otherwise;
    }
  };
  const read = (slug: string) => quietly((kept) => kept.getItem(PREFIX + slug), null);
  return {
    read,
    write: (slug, save) => quietly((kept) => kept.setItem(PREFIX + slug, JSON.stringify(save)), undefined),
    clear(slug, upTo) {
      const noted = upTo === undefined ? null : readSave(read(slug));
      if (noted?.ok && upTo !== undefined && noted.save.savedAt > upTo) return;
      quietly((kept) => kept.removeItem(PREFIX + slug), undefined);
    },
    slugs: () =>
      quietly(
        (kept) =>
          Array.from({ length: kept.length }, (_, index) => kept.key(index) ?? '')
            .filter((key) => key.startsWith(PREFIX))
            .map((key) => key.slice(PREFIX.length)),
        [],
      ),
  };
}

function ownStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
