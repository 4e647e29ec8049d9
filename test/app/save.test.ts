import { expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/session.ts';
import { noteOf } from '../../src/app/storage/note.ts';
import { exportProgress, importProgress } from '../../src/app/storage/progress.ts';
import { readSave, writeSave } from '../../src/app/storage/save.ts';
import { type Shelf, vault } from '../../src/app/storage/vault.ts';

const RECORD: RunRecord = {
  scenario: 'wheres-my-database',
  version: 'abc',
  seed: 7,
  current: 'a',
  settings: { guided: true },
  branches: [{ id: 'a', parent: null, label: 'the first', actions: [{ at: 5, action: { type: 'wait', until: 10 } }] }],
};

function shelfOf(items: Map<string, unknown> = new Map()): Shelf & { items: Map<string, unknown> } {
  return {
    items,
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => items.set(key, value),
    removeItem: async (key) => void items.delete(key),
    keys: async () => [...items.keys()],
  };
}
const now = () => '2026-02-26T23:13:00.000Z';

test('what is written is read, as an object and as text', () => {
  const save = writeSave(RECORD, now());
  expect(readSave(save)).toEqual({ ok: true, save });
  expect(readSave(JSON.stringify(save))).toMatchObject({ ok: true });
});

test('a changed run is noticed, a newer one named, a foreign file refused', () => {
  const save = writeSave(RECORD, now());
  expect(readSave({ ...save, record: { ...RECORD, seed: 8 } })).toMatchObject({ ok: false, why: 'damaged' });
  expect(readSave({ ...save, record: { ...RECORD, branches: undefined } })).toMatchObject({ ok: false, why: 'damaged' });
  expect(readSave({ ...save, version: 99 })).toMatchObject({ ok: false, why: 'newer' });
  expect(readSave('{"a":1}')).toMatchObject({ ok: false, why: 'foreign' });
  expect(readSave('not json')).toMatchObject({ ok: false, why: 'foreign' });
  expect(readSave(null)).toMatchObject({ ok: false, why: 'foreign' });
});

test('a damaged save is put aside and explained, never overwritten', async () => {
  const damaged = { ...writeSave(RECORD, now()), sum: 'wrong' };
  const shelf = shelfOf(new Map([['run:wheres-my-database', damaged]]));
  const found = await vault(shelf, now).load('wheres-my-database');
  expect(found.record).toBeNull();
  expect(found.remark).toMatch(/checksum/);
  expect(shelf.items.get('aside:wheres-my-database:2026-02-26T23:13:00.000Z')).toEqual(damaged);
  await vault(shelf, now).keep(RECORD);
  expect([...shelf.items.keys()]).toHaveLength(2);
});

test('a full disk is said so', async () => {
  const full: Shelf = {
    ...shelfOf(),
    setItem: async () => {
      throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
    },
  };
  expect(await vault(full, now).keep(RECORD)).toMatchObject({ ok: false, quota: true });
});

test('a damaged save that cannot be moved is never written over', async () => {
  const damaged = { ...writeSave(RECORD, now()), sum: 'wrong' };
  const shelf = shelfOf(new Map([['run:wheres-my-database', damaged]]));
  let full = true;
  const runs = vault(
    {
      ...shelf,
      setItem: async (key, value) => {
        if (full) throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
        return shelf.setItem(key, value);
      },
    },
    now,
  );
  expect((await runs.load('wheres-my-database')).remark).toMatch(/left where it is/);
  expect(await runs.keep(RECORD)).toMatchObject({ ok: false, quota: true });
  expect(shelf.items.get('run:wheres-my-database')).toEqual(damaged);
  full = false;
  expect(await runs.keep(RECORD)).toMatchObject({ ok: true });
  expect([...shelf.items.values()]).toContainEqual(damaged);
});

test('what was put aside can be had again, as it was', async () => {
  const runs = vault(shelfOf(), now);
  expect(await runs.putAside('wheres-my-database')).toBeNull();
  await runs.keep(RECORD);
  const aside = await runs.putAside('wheres-my-database');
  expect((await runs.load('wheres-my-database')).record).toBeNull();
  expect(await runs.asides('wheres-my-database')).toEqual([aside]);
  expect(readSave(aside?.text)).toMatchObject({ ok: true, save: { record: RECORD } });
});

/** A storage such as localStorage. */
function storage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

test('what was left behind on leaving is found again, until something newer is kept', async () => {
  let time = '2026-02-26T23:00:00.000Z';
  const local = storage();
  const shelf = shelfOf();
  const open = () => vault(shelf, () => time, noteOf(local));
  await open().keep(RECORD);
  time = '2026-02-26T23:00:01.000Z';
  open().leaveBehind({ ...RECORD, seed: 8 });
  expect((await open().load('wheres-my-database')).record?.seed).toBe(8);
  expect((await open().all()).map((save) => save.record.seed)).toEqual([8]);
  time = '2026-02-26T23:00:02.000Z';
  await open().keep({ ...RECORD, seed: 9 });
  expect(local.length).toBe(0);
  expect((await open().load('wheres-my-database')).record?.seed).toBe(9);
  // A note that is older than what was kept, or damaged, counts for nothing.
  local.setItem('undestroy:left:wheres-my-database', JSON.stringify(writeSave({ ...RECORD, seed: 7 }, '2026-02-26T22:00:00.000Z')));
  expect((await open().load('wheres-my-database')).record?.seed).toBe(9);
  local.setItem('undestroy:left:wheres-my-database', '{"mark":"undestroy-run"');
  expect((await open().load('wheres-my-database')).record?.seed).toBe(9);
  open().leaveBehind({ ...RECORD, seed: 8 });
  await open().forget('wheres-my-database');
  expect((await open().load('wheres-my-database')).record).toBeNull();
});

test('a storage that refuses everything is no trouble', async () => {
  const closed = new Proxy(storage(), {
    get: () => () => {
      throw new Error('denied');
    },
  });
  const runs = vault(shelfOf(), now, noteOf(closed));
  runs.leaveBehind(RECORD);
  await runs.keep(RECORD);
  expect((await runs.load('wheres-my-database')).record).toEqual(RECORD);
  expect(await runs.all()).toHaveLength(1);
});

test('a run brought from a file puts another one of the same case aside, and the same one not', async () => {
  const from = vault(shelfOf(), now);
  await from.keep(RECORD);
  const file = JSON.stringify(await exportProgress(from));
  const into = vault(shelfOf(), now);
  await into.keep({ ...RECORD, branches: [{ id: 'a', parent: null, label: 'mine', actions: [] }] });
  await importProgress(file, into);
  expect(await into.asides('wheres-my-database')).toHaveLength(1);
  await importProgress(file, into);
  expect(await into.asides('wheres-my-database')).toHaveLength(1);
});

test('progress goes out as one file and comes back, whole runs only', async () => {
  const from = vault(shelfOf(), now);
  await from.keep(RECORD);
  const file = JSON.stringify(await exportProgress(from));
  const into = vault(shelfOf(), now);
  expect(await importProgress(file, into)).toEqual({ kept: ['wheres-my-database'], refused: [] });
  expect((await into.load('wheres-my-database')).record).toEqual(RECORD);
  expect(await importProgress('rubbish', into)).toMatchObject({ kept: [] });
  expect((await importProgress(JSON.stringify(writeSave(RECORD, now())), into)).kept).toHaveLength(1);
});

test('whoever looks right after a write sees what was written, however slow the store is', async () => {
  const quick = shelfOf();
  const slow: Shelf = {
    ...quick,
    setItem: async (key, value) => {
      await new Promise((done) => setTimeout(done, 20));
      return quick.setItem(key, value);
    },
  };
  const runs = vault(slow, now);
  void runs.keep(RECORD);
  expect((await runs.all()).map((save) => save.record.scenario)).toEqual(['wheres-my-database']);
  void runs.keep({ ...RECORD, seed: 8 });
  expect((await runs.load('wheres-my-database')).record?.seed).toBe(8);
  void runs.forget('wheres-my-database');
  expect(await runs.all()).toEqual([]);
});
