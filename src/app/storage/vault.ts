// Where runs are kept: IndexedDB through localforage. Damaged saves are put aside under another key and never overwritten.
import type { RunRecord } from '../session.ts';
import { type ReadSave, readSave, type Save, writeSave } from './save.ts';

/** The part of localforage that is used; tests hand in a map. */
export interface Shelf {
  getItem(key: string): Promise<unknown>;
  setItem(key: string, value: unknown): Promise<unknown>;
  removeItem(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

/** The browser's own, with the library loaded when it is first asked. */
function browserShelf(): Shelf {
  let opened: Promise<Shelf> | null = null;
  const shelf = () => {
    opened ??= import('localforage').then((module) => module.default.createInstance({ name: 'undestroy', storeName: 'runs' }));
    return opened;
  };
  return {
    getItem: async (key) => (await shelf()).getItem(key),
    setItem: async (key, value) => (await shelf()).setItem(key, value),
    removeItem: async (key) => (await shelf()).removeItem(key),
    keys: async () => (await shelf()).keys(),
  };
}

export type Kept = { readonly ok: true; readonly savedAt: string } | { readonly ok: false; readonly quota: boolean; readonly message: string };

export interface Found {
  readonly record: RunRecord | null;
  /** A sentence for the learner when there was something that could not be used. */
  readonly remark: string | null;
}

export interface Vault {
  load(slug: string): Promise<Found>;
  keep(record: RunRecord): Promise<Kept>;
  forget(slug: string): Promise<void>;
  /** All runs that can be read, for the export of everything. */
  all(): Promise<Save[]>;
}

const keyOf = (slug: string) => `run:${slug}`;
const asideKeyOf = (slug: string, time: string) => `aside:${slug}:${time}`;

/** `now` gives real time as ISO 8601. */
export function vault(shelf: Shelf = browserShelf(), now: () => string = () => new Date().toISOString()): Vault {
  /** Writes that are under way. Whoever looks waits for them, so that a page entered right after another sees what that one kept. */
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = writing.then(work);
    writing = done.catch(() => undefined);
    return done;
  };
  return {
    async load(slug) {
      await writing;
      let stored: unknown;
      try {
        stored = await shelf.getItem(keyOf(slug));
      } catch (error) {
        return { record: null, remark: `This browser does not let the app keep your run (${reason(error)}). You can play; download the run before you leave.` };
      }
      if (stored === null || stored === undefined) return { record: null, remark: null };
      const read: ReadSave = readSave(stored);
      if (read.ok) return { record: read.save.record, remark: null };
      const aside = asideKeyOf(slug, now());
      try {
        await shelf.setItem(aside, stored);
        await shelf.removeItem(keyOf(slug));
      } catch (error) {
        return { record: null, remark: `Your saved run could not be read. ${read.message} It was left where it is (${reason(error)}).` };
      }
      return { record: null, remark: `Your saved run could not be read. ${read.message} It is kept aside as “${aside}”, nothing of it was deleted; this is a new run.` };
    },
    async keep(record) {
      const savedAt = now();
      try {
        await inTurn(() => shelf.setItem(keyOf(record.scenario), writeSave(record, savedAt)));
        return { ok: true, savedAt };
      } catch (error) {
        const quota = isQuota(error);
        const message = quota
          ? 'The browser has no room left for this run. Download it as a file so that it is not lost with this tab.'
          : `The run could not be saved (${reason(error)}). Download it as a file so that it is not lost with this tab.`;
        return { ok: false, quota, message };
      }
    },
    async forget(slug) {
      await inTurn(() => shelf.removeItem(keyOf(slug)));
    },
    async all() {
      await writing;
      const saves: Save[] = [];
      for (const key of (await shelf.keys()).filter((name) => name.startsWith('run:')).sort()) {
        const read = readSave(await shelf.getItem(key));
        if (read.ok) saves.push(read.save);
      }
      return saves;
    },
  };
}

const isQuota = (error: unknown): boolean => error instanceof Error && /quota/i.test(`${error.name} ${error.message}`);
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
