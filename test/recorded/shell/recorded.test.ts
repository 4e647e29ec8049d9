// The shell and the small programs print what bash and the real ones did. A line that is known to differ has its reason in differences.json.
import path from 'node:path';
import { expect, test } from 'vitest';
import known from '../differences.json';
import { compareSession } from './compare.ts';
import { keyOf, readSession, shellFiles } from './sessions.ts';

const reasons: Readonly<Record<string, string>> = known;

const lined = (found: readonly { readonly lines: readonly string[] }[], side: 'want' | 'got') =>
  found.map((one) => `$ ${one.lines.join('\n? ')}\n${(one as unknown as Record<string, string>)[side]}`).join('\n');

test.each(shellFiles().map((file) => [path.basename(file), file] as const))('%s', (_, file) => {
  const found = compareSession(file);
  const unexpected = found.filter(({ key }) => !reasons[key]);
  expect(lined(unexpected, 'got')).toBe(lined(unexpected, 'want'));
  const differing = new Set(found.map(({ key }) => key));
  const alike = readSession(file).map((one) => keyOf(file, one));
  expect(
    alike.filter((key) => reasons[key] && !differing.has(key)),
    'they do not differ any more: take them out of differences.json',
  ).toEqual([]);
});

test('a reason is given for lines that there are', () => {
  const keys = shellFiles().flatMap((file) => readSession(file).map((one) => keyOf(file, one)));
  for (const key of Object.keys(reasons).filter((each) => each.startsWith('shell/'))) expect(keys, key).toContain(key);
});
