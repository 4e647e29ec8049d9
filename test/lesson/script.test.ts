// Runs as text: what each line means, and what is wrong with the others, by its number.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factMatches, within } from '../../src/lesson/conditions.ts';
import { sections } from '../../src/lesson/scenario/read.ts';
import { parseDuration, parseScript } from '../../src/lesson/script.ts';
import { clock, dollars, duration, grouped } from '../../src/lesson/words.ts';

test('each kind of line', () => {
  const text = '# a comment\n\n$ terraform plan\n> share\n? yes\n?\n@ stop it\n% old-laptop\n! always\n!hint\n^C 41s\n^C\n~ 1h30m\n';
  expect(parseScript(text)).toEqual([
    { line: 3, kind: 'type', text: 'terraform plan', time: 0 },
    { line: 4, kind: 'choose', text: 'share', time: 0 },
    { line: 5, kind: 'answer', text: 'yes', time: 0 },
    { line: 6, kind: 'answer', text: '', time: 0 },
    { line: 7, kind: 'say', text: 'stop it', time: 0 },
    { line: 8, kind: 'terminal', text: 'old-laptop', time: 0 },
    { line: 9, kind: 'permit', text: 'always', time: 0 },
    { line: 10, kind: 'hint', text: expect.any(String), time: 0 },
    { line: 11, kind: 'interrupt', text: '', time: 41_000 },
    { line: 12, kind: 'interrupt', text: '', time: 0 },
    { line: 13, kind: 'wait', text: '', time: 5_400_000 },
  ]);
});

test.each([
  ['$ ok\nterraform plan', /^line 2: "terraform plan" is no line of a script/],
  ['~ soon', /^line 1: "soon" is no duration/],
  ['\n^C 5 apples', /^line 2: "5 apples" is no duration/],
  ['$', /^line 1: /],
])('%j is refused', (text, words) => {
  expect(() => parseScript(text)).toThrow(words);
});

test('durations', () => {
  expect(['41s', '4m', '25min', '8h', '2d', '1h30m', '1 h 20 min', '0.5h'].map(parseDuration)).toEqual([
    41_000, 240_000, 1_500_000, 28_800_000, 172_800_000, 5_400_000, 4_800_000, 1_800_000,
  ]);
  for (const text of ['', ' ', 'h', '5', '5 x', 'm5', '-3s']) expect(parseDuration(text), text).toBe(null);
});

test('a script never fails otherwise than by naming a line', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('$ ls', '> a', '~ 3m', '^C x', '!', '! yes')), { maxLength: 8 }), (lines) => {
      try {
        parseScript(lines.join('\n'));
      } catch (error) {
        expect((error as Error).message).toMatch(/^line \d+: /);
      }
    }),
    { seed: 21, numRuns: 200 },
  );
});

test('bounds: an upper end that is out, a lower one that is in, texts by pattern', () => {
  expect([within(3, { gte: 3 }), within(2.9, { gte: 3 }), within(3, { lt: 3 }), within(2, { gte: 1, lt: 3 }), within('3', { gte: 1 }), within(undefined, { lt: 9 })]).toEqual([
    true,
    false,
    false,
    true,
    false,
    false,
  ]);
  expect([within('rds:x', { matches: '^rds:' }), within(7, { matches: '7' }), within(null, { is: null }), within(undefined, { is: null }), within(0, {})]).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
});

test('facts by kind, by the beginning of a kind, and by their members', () => {
  const fact = { id: 1, at: 0, kind: 'rds.instance.deleted', cause: null, data: { identifier: 'db', rows: { 'prod.answers': 12 } } };
  expect(factMatches(fact, 'rds.instance.deleted', undefined)).toBe(true);
  expect(factMatches(fact, 'rds.*', { identifier: 'db' })).toBe(true);
  expect(factMatches(fact, 'rds.instance', undefined)).toBe(false);
  expect(factMatches(fact, 'rds.*', { identifier: 'other' })).toBe(false);
  expect(factMatches(fact, 'rds.*', { missing: null })).toBe(false);
  expect(factMatches(fact, 'rds.*', { identifier: { matches: '^d' } })).toBe(true);
});

test('sections of a story', () => {
  expect(sections('before\n\n## one\n\nWords.\n### inside\n\n##two\n## three-four\n\n## empty\n')).toEqual({ '': 'before', one: 'Words.\n### inside\n\n##two' });
});

test('numbers and times in prose', () => {
  expect([grouped(0), grouped(999), grouped(194_320.4), grouped(1_943_200)]).toEqual(['0', '999', '194,320', '1,943,200']);
  expect([dollars(0), dollars(1.005), dollars(148.2)]).toEqual(['$0.00', expect.stringMatching(/^\$1\.0[01]$/), '$148.20']);
  expect([duration(0), duration(41_400), duration(59_600), duration(61_000), duration(4_800_000)]).toEqual(['0 s', '41 s', '1 min', '1 min', '1 h 20 min']);
  expect([clock(0, 60), clock(0, -30), clock(86_399_999, 0, true)]).toEqual(['01:00', '23:30', '23:59:59']);
});
