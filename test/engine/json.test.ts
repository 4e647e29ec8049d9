// Equal worlds give equal text and equal fingerprints; unequal ones do not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, fingerprint } from '../../src/engine/json.ts';

const settings = { seed: 14, numRuns: 200 };

/** The same data with the members of every object in another order. */
const shuffled = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shuffled)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, shuffled(inner)]),
        )
      : value;

test('the order in which a thing was built does not show', () => {
  expect(canonical({ b: 1, a: { d: [1, { z: null, y: 'x' }], c: true } })).toBe('{"a":{"c":true,"d":[1,{"y":"x","z":null}]},"b":1}');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(shuffled(value))).toBe(canonical(value));
    }),
    settings,
  );
});

test('it can be read again as the same data, and members without a value do not exist', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    settings,
  );
  expect(canonical({ a: undefined, b: 1 })).toBe(canonical({ b: 1 }));
});

test('the order of a list shows', () => {
  expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
});

test('a fingerprint is sixteen digits, and a changed character changes it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.nat(), (text, where) => {
      const at = where % text.length;
      const other = `${text.slice(0, at)}${String.fromCharCode((text.charCodeAt(at) + 1) % 65536)}${text.slice(at + 1)}`;
      expect(fingerprint(text)).toMatch(/^[0-9a-f]{16}$/);
      expect(fingerprint(text)).toBe(fingerprint(text));
      expect(fingerprint(other)).not.toBe(fingerprint(text));
    }),
    settings,
  );
});

test('ten thousand near texts have ten thousand fingerprints', () => {
  const found = new Set(Array.from({ length: 10_000 }, (_, index) => fingerprint(`{"serial":${index},"lineage":"3a9f"}`)));
  expect(found.size).toBe(10_000);
});
