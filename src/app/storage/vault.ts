// Where runs are kept: IndexedDB through localforage, with a note in localStorage for the instant of leaving. What cannot be played is put aside under
// another key; nothing is ever overwritten by something else than the same run.
import { canonical } from '../../engine/json.ts';
import { type KeptFrame, readKept } from '../kept-frame.ts';
import type { RunRecord } from '../session.ts';
import { type Note, noteOf } from './note.ts';
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

/** Something kept that is not the run being played: damaged, of another version, or replaced by a run from a file. */
export interface Aside {
  readonly key: string;
  /** Real time at which it was put aside, ISO 8601. */
  readonly at: string;
  /** As it was stored, for a file. */
  readonly text: string;
}

export interface Found {
  readonly record: RunRecord | null;
  /** The newest frame that was kept with the run, for whoever can use it. Null where there is none, or none that fits. */
  readonly frame: KeptFrame | null;
  /** A sentence for the learner when there was something that could not be used. */
  readonly remark: string | null;
  readonly aside: Aside | null;
}

export interface Vault {
  load(slug: string): Promise<Found>;
  /** Keeps a run in the place of what was kept of it, and its newest frame where one is given: an older one goes on being of use. What becomes of the frame has no say in whether the run is kept. */
  keep(record: RunRecord, frame?: KeptFrame | null): Promise<Kept>;
  /** Keeps a run at once, in the instant of leaving the page; `load` finds it. */
  leaveBehind(record: RunRecord): void;
  forget(slug: string): Promise<void>;
  /** Moves the kept run aside, where nothing overwrites it. Null when none is kept. Rejects when it cannot be written; then it stays where it is, and `keep` will not overwrite it. */
  putAside(slug: string): Promise<Aside | null>;
  /** What was put aside, newest first. */
  asides(slug: string): Promise<Aside[]>;
  /** All runs that can be read, for the export of everything. */
  all(): Promise<Save[]>;
}

const keyOf = (slug: string) => `run:${slug}`;
const frameOf = (slug: string) => `frame:${slug}`;
const asidesOf = (slug: string) => `aside:${slug}:`;
const textOf = (stored: unknown): string => (typeof stored === 'string' ? stored : `${JSON.stringify(stored, null, 1)}\n`);

/** `now` gives real time as ISO 8601. */
export function vault(shelf: Shelf = browserShelf(), now: () => string = () => new Date().toISOString(), note: Note = noteOf()): Vault {
  /** Writes that are under way. Whoever looks waits for them, so that a page entered right after another sees what that one kept. */
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = writing.then(work);
    writing = done.catch(() => undefined);
    return done;
  };
  /** Cases whose kept run could not be moved aside: it stands in the way of the next. */
  const inTheWay = new Set<string>();

  const move = async (slug: string): Promise<Aside | null> => {
    const stored = await shelf.getItem(keyOf(slug));
    if (stored === null || stored === undefined) return null;
    inTheWay.add(slug);
    const at = now();
    const key = `${asidesOf(slug)}${at}`;
    await shelf.setItem(key, stored);
    await shelf.removeItem(keyOf(slug));
    inTheWay.delete(slug);
    return { key, at, text: textOf(stored) };
  };

  /** What was left behind in the instant of leaving, where it is newer than what is kept. */
  const newer = (slug: string, stored: unknown): Save | null => {
    const read = readSave(note.read(slug));
    if (!read.ok || read.save.record.scenario !== slug) return null;
    const kept = readSave(stored);
    return kept.ok && kept.save.savedAt > read.save.savedAt ? null : read.save;
  };

  /** With the frame that was kept with it. */
  const withFrame = async (record: RunRecord | null): Promise<Pick<Found, 'record' | 'frame'>> => {
    const stored = record && (await shelf.getItem(frameOf(record.scenario)).catch(() => null));
    return { record, frame: record && readKept(stored, record) };
  };

  /** A frame that cannot be written is done without. */
  const keepFrame = async (slug: string, frame: KeptFrame | null): Promise<void> => {
    try {
      if (frame) await shelf.setItem(frameOf(slug), frame);
      else await shelf.removeItem(frameOf(slug));
    } catch {
      await shelf.removeItem(frameOf(slug)).catch(() => undefined);
    }
  };

  return {
    async load(slug) {
      await writing;
      let stored: unknown;
      try {
        stored = await shelf.getItem(keyOf(slug));
      } catch (error) {
        const left = newer(slug, null);
        return {
          record: left?.record ?? null,
          frame: null,
          remark: `This browser does not let the app keep your run (${reason(error)}). You can play; download the run before you leave.`,
          aside: null,
        };
      }
      const left = newer(slug, stored)?.record ?? null;
      if (stored === null || stored === undefined) return { ...(await withFrame(left)), remark: null, aside: null };
      const read: ReadSave = readSave(stored);
      if (read.ok) return { ...(await withFrame(left ?? read.save.record)), remark: null, aside: null };
      try {
        const aside = await inTurn(() => move(slug));
        return { record: left, frame: null, remark: `Your saved run could not be read. ${read.message} It is kept aside, nothing of it was deleted; this is a new run.`, aside };
      } catch (error) {
        const aside = { key: keyOf(slug), at: now(), text: textOf(stored) };
        return {
          record: left,
          frame: null,
          remark: `Your saved run could not be read. ${read.message} It was left where it is (${reason(error)}), and this new run is not saved over it.`,
          aside,
        };
      }
    },
    async keep(record, frame = null) {
      const savedAt = now();
      const slug = record.scenario;
      try {
        await inTurn(async () => {
          if (inTheWay.has(slug)) await move(slug);
          await shelf.setItem(keyOf(slug), writeSave(record, savedAt));
          if (frame) await keepFrame(slug, frame);
        });
        note.clear(slug, savedAt);
        return { ok: true, savedAt };
      } catch (error) {
        const quota = isQuota(error);
        const message = quota
          ? 'The browser has no room left for this run. Download it as a file so that it is not lost with this tab.'
          : `The run could not be saved (${reason(error)}). Download it as a file so that it is not lost with this tab.`;
        return { ok: false, quota, message };
      }
    },
    leaveBehind(record) {
      if (!inTheWay.has(record.scenario)) note.write(record.scenario, writeSave(record, now()));
    },
    async forget(slug) {
      note.clear(slug);
      await inTurn(async () => {
        await shelf.removeItem(keyOf(slug));
        await keepFrame(slug, null);
      });
    },
    async putAside(slug) {
      return inTurn(async () => {
        const left = newer(slug, await shelf.getItem(keyOf(slug)));
        if (left) await shelf.setItem(keyOf(slug), left);
        const aside = await move(slug);
        await keepFrame(slug, null);
        note.clear(slug);
        return aside;
      });
    },
    async asides(slug) {
      await writing;
      const keys = (await shelf.keys()).filter((key) => key.startsWith(asidesOf(slug)));
      return Promise.all(
        keys
          .sort()
          .reverse()
          .map(async (key) => ({ key, at: key.slice(asidesOf(slug).length), text: textOf(await shelf.getItem(key)) })),
      );
    },
    async all() {
      await writing;
      const saves: Save[] = [];
      const slugs = new Set([...(await shelf.keys()).filter((name) => name.startsWith('run:')).map((name) => name.slice('run:'.length)), ...note.slugs()]);
      for (const slug of [...slugs].sort()) {
        const stored = await shelf.getItem(keyOf(slug));
        const read = readSave(newer(slug, stored) ?? stored);
        if (read.ok) saves.push(read.save);
      }
      return saves;
    },
  };
}

/** Whether two records are the same run. */
export const sameRun = (one: RunRecord, other: RunRecord): boolean => canonical(one.branches) === canonical(other.branches);

const isQuota = (error: unknown): boolean => error instanceof Error && /quota/i.test(`${error.name} ${error.message}`);
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
