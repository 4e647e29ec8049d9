// What stops at questions is tried again from its beginning each time; that the way there is kept must change nothing but the time it takes.
import { expect, test } from 'vitest';
import { Unanswered } from '../../src/engine/device.ts';
import { kept, untilAnswered } from '../../src/lesson/trail.ts';

const question = { device: 'postgres', about: null } as const;

test('work that stopped is gone on with: what came before the question is computed twice at most', () => {
  const start = Object.freeze({});
  let answers = 0;
  let computed = 0;
  const work = () =>
    untilAnswered(() => {
      let at: object = start;
      for (let index = 0; index < 50; index++) {
        const from = at;
        at = kept(from, ['step', index], () => {
          if (index >= answers) throw new Unanswered(question, null);
          computed++;
          return Object.freeze({ index });
        });
      }
      return at;
    });
  for (; answers < 50; answers++) expect(work).toThrow(Unanswered);
  expect(work()).toEqual({ index: 49 });
  expect(computed).toBe(50);
  // Done: nothing is kept for another time.
  computed = 0;
  work();
  expect(computed).toBe(50);
});

test('what differs is another piece of work', () => {
  const from = Object.freeze({});
  const ways: string[] = [];
  expect(() =>
    untilAnswered(() => {
      throw new Unanswered(question, null);
    }),
  ).toThrow();
  untilAnswered(() => {
    for (const how of [['a'], ['a', 1], ['a', 2], ['a', 1]])
      kept(from, how, () => {
        ways.push(how.join());
        return from;
      });
  });
  expect(ways).toEqual(['a', 'a,1', 'a,2']);
});
