// Unsaved text of the editor: a reload finds it, a new run does not, and a storage that is full, closed or damaged takes nothing with it.
import { expect, test } from 'vitest';
import { draftsIn } from '../../src/app/storage/drafts.ts';

const CASE = 'wheres-my-database';
const MAIN = { machine: 'new-laptop', path: '/home/you/infra/main.tf' };
const OTHER = { machine: 'old-laptop', path: '/home/you/notes.md' };

function storageOf(items: Map<string, string> = new Map()): Storage {
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

test('what was typed and not saved is there after a reload, by case and file', () => {
  const items = new Map<string, string>();
  const before = draftsIn(storageOf(items));
  before.put(CASE, MAIN, { text: 'a', base: '' });
  before.put(CASE, OTHER, { text: 'note', base: 'n' });
  before.put(CASE, MAIN, { text: 'ab', base: '' });
  before.flush();
  expect(draftsIn(storageOf(items)).of(CASE)).toEqual([
    { ...MAIN, text: 'ab', base: '' },
    { ...OTHER, text: 'note', base: 'n' },
  ]);
  expect(draftsIn(storageOf(items)).of('another')).toEqual([]);
  before.put(CASE, MAIN, null);
  before.put(CASE, OTHER, null);
  before.flush();
  expect(items.size).toBe(0);
});

test('a run that begins anew has no drafts, and what was still to be written is not written', () => {
  const items = new Map<string, string>();
  const kept = draftsIn(storageOf(items));
  kept.put(CASE, MAIN, { text: 'a', base: '' });
  kept.clear(CASE);
  kept.flush();
  expect(kept.of(CASE)).toEqual([]);
  expect(items.size).toBe(0);
});

test('without room, without storage, and on a damaged text the page still has what was typed', () => {
  const full = {
    ...storageOf(),
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  } as Storage;
  for (const storage of [
    full,
    null,
    storageOf(new Map([[`undestroy:drafts:${CASE}`, '[{"machine":1},']])),
    storageOf(new Map([[`undestroy:drafts:${CASE}`, '[{"machine":1}, 7]']])),
  ]) {
    const kept = draftsIn(storage);
    expect(kept.of(CASE)).toEqual([]);
    kept.put(CASE, MAIN, { text: 'a', base: '' });
    kept.flush();
    expect(kept.of(CASE)).toHaveLength(1);
  }
  const items = new Map<string, string>();
  const large = draftsIn(storageOf(items));
  large.put(CASE, MAIN, { text: 'a'.repeat(1_100_000), base: '' });
  large.flush();
  expect(large.of(CASE)).toHaveLength(1);
  expect(items.size).toBe(0);
});
