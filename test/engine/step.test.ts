// The step and the passing of time, on a small world of its own: a bell that rings, and rings again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw, newChance } from '../../src/engine/chance.ts';
import { canonical } from '../../src/engine/json.ts';
import { emptyLog, since } from '../../src/engine/log.ts';
import { because, cancel, type Fact, type Job, nextJob, note, schedule, type Timeline } from '../../src/engine/moment.ts';
import { advance, type HasTime, type Rules, step } from '../../src/engine/step.ts';

interface Tower extends HasTime {
  rung: number;
  settled: number;
  order: string[];
}

type Action = { readonly wind: string; readonly in: number; readonly times: number };

const rules: Rules<Tower, Action> = {
  act(world, action) {
    world.time.cause = null;
    const cause = note(world.time, 'bell.wound', { name: action.wind });
    because(world.time, cause, () => schedule(world.time, world.time.now + action.in, 'ring', { name: action.wind, times: action.times }));
  },
  work(world, job) {
    const id = note(world.time, 'bell.rang', { name: job.data.name, tone: draw(world.time.chance, 'tone') });
    world.rung++;
    world.order.push(`${world.time.now} ${String(job.data.name)}`);
    const times = Number(job.data.times);
    if (times > 1) because(world.time, id, () => schedule(world.time, world.time.now + 7, 'ring', { name: job.data.name, times: times - 1 }));
  },
  settle(world) {
    world.settled = world.rung;
  },
};

const tower = (): Tower => {
  const time: Timeline = { now: 0, chance: newChance(1), facts: emptyLog<Fact>(), jobs: {}, nextJob: 1, cause: null };
  return { time, rung: 0, settled: 0, order: [] };
};

/** Lets time pass as callers do: job by job, until the instant. */
function wait(world: Tower, until: number): Tower {
  for (;;) {
    const { world: after, done } = advance(rules, world, until);
    if (done) return after;
    world = after;
  }
}

const actions = () => fc.array(fc.record({ wind: fc.constantFrom('a', 'b', 'c'), in: fc.integer({ min: 0, max: 40 }), times: fc.integer({ min: 1, max: 4 }) }), { maxLength: 6 });

test('the world given stays as it is; the one returned is frozen', () => {
  const before = step(rules, tower(), { wind: 'a', in: 5, times: 2 });
  const text = canonical(before);
  const after = step(rules, before, { wind: 'b', in: 1, times: 1 });
  const later = wait(after, 100);
  expect(canonical(before)).toBe(text);
  expect(after).not.toBe(before);
  expect(later.rung).toBe(3);
  expect(Object.isFrozen(later)).toBe(true);
  expect(Object.isFrozen(later.time.facts.chunks[0])).toBe(true);
  expect(() => {
    later.time.now = 0;
  }).toThrow(TypeError);
});

test('a long wait equals many short ones', () => {
  fc.assert(
    fc.property(actions(), fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), (wound, stops) => {
      const start = wound.reduce((world, action) => step(rules, world, action), tower());
      const long = wait(start, 60);
      const short = wait([...stops].sort((a, b) => a - b).reduce(wait, start), 60);
      expect(canonical(short)).toBe(canonical(long));
    }),
    { seed: 15, numRuns: 150 },
  );
});

test('jobs run in order of time, and in order of their making at the same instant', () => {
  const wound = [
    { wind: 'third', in: 9, times: 1 },
    { wind: 'first', in: 3, times: 1 },
    { wind: 'second', in: 3, times: 1 },
  ].reduce((world, action) => step(rules, world, action), tower());
  expect(wait(wound, 50).order).toEqual(['3 first', '3 second', '9 third']);
});

test('advance stops at each job, at its instant, and never goes past the end', () => {
  const wound = step(rules, tower(), { wind: 'a', in: 5, times: 3 });
  const first = advance(rules, wound, 100);
  expect([first.done, first.world.time.now, first.world.rung, first.world.settled]).toEqual([false, 5, 1, 1]);
  const short = wait(wound, 11);
  expect([short.time.now, short.rung]).toEqual([11, 1]);
  expect(wait(short, 3).time.now).toBe(11);
  expect(wait(wound, 12).rung).toBe(2);
});

test('a cause is always an earlier fact', () => {
  fc.assert(
    fc.property(actions(), (wound) => {
      const end = wait(
        wound.reduce((world, action) => step(rules, world, action), tower()),
        500,
      );
      for (const fact of since(end.time.facts)) {
        if (fact.kind === 'bell.wound') expect(fact.cause).toBe(null);
        else expect(fact.cause).toBeLessThan(fact.id);
        const cause = since(end.time.facts).find((one) => one.id === fact.cause);
        if (fact.cause !== null) expect(cause?.at).toBeLessThanOrEqual(fact.at);
      }
    }),
    { seed: 16, numRuns: 60 },
  );
});

test('the cause is put back after work that fails', () => {
  const { time } = tower();
  const id = note(time, 'begun');
  expect(() =>
    because(time, id, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(time.cause).toBe(null);
});

test('a step that fails changes nothing', () => {
  const before = step(rules, tower(), { wind: 'a', in: 5, times: 1 });
  const broken: Rules<Tower, Action> = {
    ...rules,
    act(world) {
      world.rung = 99;
      throw new Error('half way');
    },
  };
  const text = canonical(before);
  expect(() => step(broken, before, { wind: 'b', in: 1, times: 1 })).toThrow('half way');
  expect(canonical(before)).toBe(text);
});

test('a cancelled job does not run, and one in the past runs as soon as time moves', () => {
  const { time } = tower();
  time.now = 50;
  const late = schedule(time, 10, 'ring');
  const never = schedule(time, 60, 'ring');
  cancel(time, never);
  expect((nextJob(time) as Job).id).toBe(late);
  expect((nextJob(time) as Job).at).toBe(50);
  cancel(time, late);
  expect(nextJob(time)).toBe(null);
});
