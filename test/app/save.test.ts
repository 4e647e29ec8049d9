import { expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/session.ts';
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
