// psql and its siblings print what the real ones did. A line that is known to differ has its reason in differences.json; `npm run ledger` compares all lines.
import { expect, test } from 'vitest';
import known from '../differences.json';
import { compareSession, keyOf } from './compare.ts';
import { readSession, sessionFiles } from './sessions.ts';

const reasons: Readonly<Record<string, string>> = known;
/** How many lines of each file are typed here: those at its head. */
const LINES: Readonly<Record<string, number>> = { 'connecting.txt': 14, 'commands.txt': 24, 'copying.txt': 8 };

const lined = (found: readonly { readonly lines: readonly string[] }[], side: 'want' | 'got') =>
  found.map((one) => `$ ${one.lines.join('\n? ')}\n${(one as unknown as Record<string, string>)[side]}`).join('\n');

test.each(Object.entries(LINES))(
  '%s',
  async (name, count) => {
    const file = sessionFiles(import.meta.dirname).find((one) => one.endsWith(`/${name}`)) ?? '';
    const found = await compareSession(file, count);
    const unexpected = found.filter(({ key }) => !reasons[key]);
    expect(lined(unexpected, 'got')).toBe(lined(unexpected, 'want'));
    const differing = new Set(found.map(({ key }) => key));
    const alike = readSession(file)
      .slice(0, count)
      .map((one) => keyOf(file, one))
      .filter((key) => !differing.has(key));
    expect(
      alike.filter((key) => reasons[key]),
      'they do not differ any more: take them out of differences.json',
    ).toEqual([]);
  },
  60_000,
);

test('a reason is given for lines that there are, each of its own name', () => {
  const keys = sessionFiles(import.meta.dirname).flatMap((file) => readSession(file).map((one) => keyOf(file, one)));
  const named = Object.keys(reasons).filter((key) => key.startsWith('psql/'));
  for (const key of named)
    expect(
      keys.filter((one) => one === key),
      key,
    ).toHaveLength(1);
});
