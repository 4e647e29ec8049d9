import { createDraft, current, finishDraft, produce } from 'immer';
import { expect, test } from 'vitest';
import { glance, sealed, snapshot } from '../../src/engine/draft.ts';
import { append, emptyLog, type Log } from '../../src/engine/log.ts';

const world = () => produce({ a: { deep: { n: 1 } }, list: [{ n: 1 }, { n: 2 }], same: { n: 9 } }, () => {});

test('a snapshot is what Immer calls current, and shares what did not change', () => {
  const base = world();
  const draft = createDraft(base);
  expect(snapshot(draft)).toBe(base);
  draft.a.deep.n = 2;
  draft.list.push({ n: 3 });
  (draft as { extra?: unknown }).extra = { of: draft.same };
  const seen = snapshot(draft);
  expect(seen).toEqual(current(draft));
  expect(seen.same).toBe(base.same);
  expect(seen.list[0]).toBe(base.list[0]);
  draft.a.deep.n = 3;
  expect(seen.a.deep.n).toBe(2);
  expect(snapshot(seen)).toBe(seen);
  expect(finishDraft(draft).a.deep.n).toBe(3);
});

test('a glance makes no drafts and follows later changes only when taken again', () => {
  const base = world();
  produce(base, (draft) => {
    expect(glance(draft.list)[0]).toBe(base.list[0]);
    draft.list.push({ n: 3 });
    expect(glance(draft.list).length).toBe(3);
  });
  expect(glance(base)).toBe(base);
});

test('sealed data holds no drafts and outlives the step', () => {
  const base = world();
  let kept: { readonly of: { readonly n: number } } | undefined;
  const after = produce(base, (draft) => {
    draft.same.n = 10;
    kept = sealed({ of: draft.same });
    (draft as { kept?: unknown }).kept = kept;
  });
  expect(kept?.of.n).toBe(10);
  expect(Object.isFrozen(kept?.of)).toBe(true);
  expect((after as { kept?: unknown }).kept).toEqual({ of: { n: 10 } });
});

test('a log shares its full chunks with the log before', () => {
  const start = produce(emptyLog<number>(), (draft) => {
    for (let i = 0; i < 130; i++) append(draft as Log<number>, i);
  });
  const next = produce(start, (draft) => append(draft as Log<number>, 130));
  expect(next.length).toBe(131);
  expect(next.chunks.flat()).toEqual([...Array(131).keys()]);
  expect(next.chunks[0]).toBe(start.chunks[0]);
});
