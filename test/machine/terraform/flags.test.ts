import { expect, test } from 'vitest';
import { readFlags } from '../../../src/machine/programs/terraform/flags.ts';
import { suggestion } from '../../../src/machine/programs/terraform/suggestion.ts';
import { shellWords } from '../../../src/machine/programs/terraform/words.ts';
import { parseDuration } from '../../../src/terraform/lang/duration.ts';

const TABLE = { refresh: 'bool', out: 'text', parallelism: 'number', var: 'list', 'lock-timeout': 'duration' } as const;

test('one dash or two, with or without an equals sign', () => {
  const reading = readFlags(TABLE, ['-refresh=false', '--out', 'p', '-var', 'a=1', '-var=b=2', 'rest', '-refresh']);
  if (!reading.ok) throw new Error(reading.message);
  const { flags } = reading;
  expect(flags.on('refresh', true)).toBe(false);
  expect(flags.text('out')).toBe('p');
  expect(flags.variables.map((given) => given.value)).toEqual(['a=1', 'b=2']);
  expect(flags.rest).toEqual(['rest', '-refresh']);
});

test.each([
  [['-nope'], 'flag provided but not defined: -nope'],
  [['--nope=1'], 'flag provided but not defined: -nope'],
  [['-out'], 'flag needs an argument: -out'],
  [['-refresh=maybe'], 'invalid boolean value "maybe" for -refresh: parse error'],
  [['-parallelism=x'], 'invalid value "x" for flag -parallelism: parse error'],
  [['-lock-timeout=x'], 'invalid value "x" for flag -lock-timeout: parse error'],
  [['-=x'], 'bad flag syntax: -=x'],
])('%j is refused in the words of the real tool', (argv, message) => {
  expect(readFlags(TABLE, argv)).toMatchObject({ ok: false, message });
});

test('durations as Go writes them', () => {
  expect(parseDuration('1m30s')).toBe(90_000);
  expect(parseDuration('0')).toBe(0);
  expect(parseDuration('ten')).toBeNull();
});

test('words of an environment variable', () => {
  expect(shellWords(`-var 'a=b c' "d"e`)).toEqual(['-var', 'a=b c', 'de']);
  expect(shellWords(`'open`)).toBeNull();
});

test('a command that is nearly one is suggested', () => {
  expect(suggestion('plna', ['apply', 'plan'])).toBe(' Did you mean "plan"?');
  expect(suggestion('xyzzy', ['apply', 'plan'])).toBe('');
});
