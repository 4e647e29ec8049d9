// A divided record is a record: whatever is done to it, inside steps and outside, it holds what a Map would hold, in the same order.
import fc from 'fast-check';
import { type Draft, produce } from 'immer';
import { expect, test } from 'vitest';
import { balanced, type Divided, each, isDivided, reading, unbalanced, type Whole, writing } from '../../src/engine/divided.ts';

interface Held {
  table: Whole<{ n: number }> | Divided<{ n: number }>;
}

const many = (count: number): Held['table'] => balanced(Object.fromEntries(Array.from({ length: count }, (_, i) => [`row-${i}`, { n: i }])));

const names = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map((i) => `row-${i}`),
  fc.constantFrom('constructor', 'toString', '7', 'length', ''),
);
const doings = fc.array(
  fc.oneof(
    fc.record({ is: fc.constant('put' as const), name: names, n: fc.nat() }),
    fc.record({ is: fc.constant('change' as const), name: names, n: fc.nat() }),
    fc.record({ is: fc.constant('drop' as const), name: names, n: fc.nat() }),
    fc.record({ is: fc.constant('step' as const), name: names, n: fc.nat() }),
  ),
  { minLength: 1, maxLength: 120 },
);

test('it holds what a Map holds, in the order in which things were put, and earlier states stay as they were', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 60, 127, 128, 300), doings, (count, all) => {
      let held = produce({ table: many(count) } as Held, () => {});
      const model = new Map<string, number>(Array.from({ length: count }, (_, i) => [`row-${i}`, i]));
      const steps: (typeof all)[] = [[]];
      for (const one of all) {
        if (one.is === 'step') steps.push([]);
        else steps.at(-1)?.push(one);
      }
      for (const step of steps) {
        const [before, text] = [held, JSON.stringify(held)];
        held = produce(held, (draft: Draft<Held>) => {
          const rows = writing<{ n: number }>(() => draft.table);
          for (const { is, name, n } of step) {
            // An integer's place in a plain record is by its value, not by its turn.
            const known = Object.hasOwn(rows, name);
            expect(known).toBe(model.has(name));
            if (is === 'put') {
              rows[name] = { n };
              model.set(name, n);
            } else if (is === 'change' && known) {
              (rows[name] as { n: number }).n = n;
              model.set(name, n);
            } else if (is === 'drop') {
              delete rows[name];
              model.delete(name);
            }
          }
          expect(new Set(Object.keys(reading(draft.table)))).toEqual(new Set(model.keys()));
        });
        expect(JSON.stringify(before)).toBe(text);
        if (unbalanced(held.table)) held = produce(held, (draft: Draft<Held>) => void (draft.table = balanced(held.table) as Draft<Held>['table']));
        expect(unbalanced(held.table)).toBe(false);
        const view = reading(held.table);
        const ordered = (list: [string, number][]) => list.filter(([name]) => name !== '7');
        expect(ordered(Object.entries(view).map(([name, { n }]) => [name, n]))).toEqual(ordered([...model]));
        expect(view['7']?.n).toBe(model.get('7'));
        expect(each(held.table, (values) => values.length).reduce((a, b) => a + b, 0)).toBe(model.size);
      }
    }),
    { numRuns: 60 },
  );
});

test('a change of one of ten thousand copies little, and what each part comes to is reckoned anew for that part alone', () => {
  const held = produce({ table: many(10_000) } as Held, () => {});
  let reckoned = 0;
  const count = (values: readonly { n: number }[]) => {
    reckoned++;
    return values.length;
  };
  each(held.table, count);
  const parts = reckoned;
  const next = produce(held, (draft: Draft<Held>) => {
    const rows = writing<{ n: number }>(() => draft.table);
    (rows['row-77'] as { n: number }).n = -1;
  });
  expect(reading(next.table)['row-77']).toEqual({ n: -1 });
  expect(reading(held.table)['row-77']).toEqual({ n: 77 });
  reckoned = 0;
  each(next.table, count);
  expect([isDivided(next.table), parts > 100, reckoned]).toEqual([true, true, 1]);
  const kept = (table: Held['table']) => new Set((table as Divided<unknown>)[2]);
  expect([...kept(next.table)].filter((part) => !kept(held.table).has(part))).toHaveLength(1);
});

test('what is read cannot be changed, and a short record is the record itself', () => {
  const { table } = produce({ table: many(500) } as Held, () => {});
  const view = reading(table) as Whole<unknown>;
  expect(() => {
    view.x = 1;
  }).toThrow(TypeError);
  expect(() => {
    delete view['row-1'];
  }).toThrow(TypeError);
  expect(view.constructor).toBeUndefined();
  const short = many(3);
  expect(reading(short)).toBe(short);
});
