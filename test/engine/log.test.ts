// An append-only list whose full chunks are shared between frames.
import fc from 'fast-check';
import { produce } from 'immer';
import { expect, test } from 'vitest';
import { append, emptyLog, entry, type Log, since } from '../../src/engine/log.ts';

const filled = (count: number): Log<number> => {
  const log = emptyLog<number>();
  for (let index = 0; index < count; index++) append(log, index);
  return log;
};

test('it holds what was appended, in order, from any index on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 720 }), (count, from) => {
      const log = filled(count);
      const all = Array.from({ length: count }, (_, index) => index);
      expect(log.length).toBe(count);
      expect(since(log)).toEqual(all);
      expect(since(log, from)).toEqual(all.slice(from));
      expect(entry(log, from)).toBe(all[from]);
    }),
    { seed: 13, numRuns: 60 },
  );
});

test('a frame that appends shares the full chunks and leaves the frame before as it was', () => {
  const before = produce(filled(300), () => {});
  const after = produce(before, (draft) => append(draft, 300));
  expect(before.length).toBe(300);
  expect(since(before)).toHaveLength(300);
  expect(after.length).toBe(301);
  expect(after.chunks[0]).toBe(before.chunks[0]);
  expect(after.chunks[1]).toBe(before.chunks[1]);
  expect(after.chunks[2]).not.toBe(before.chunks[2]);
});

test('it is plain JSON', () => {
  const log = filled(129);
  expect(JSON.parse(JSON.stringify(log))).toEqual(log);
});
