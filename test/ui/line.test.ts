import { describe, expect, test } from 'vitest';
import { type KeyName, readKey } from '../../src/ui/terminal/keys.ts';
import { complete, type Effect, EMPTY_LINE, type Line, press, type Situation } from '../../src/ui/terminal/line.ts';

const AT_PROMPT: Situation = { history: ['terraform init', 'terraform plan', 'aws s3 ls'], secret: false, question: false };

/** Feeds raw emulator data, one piece per entry, as the emulator would send it. */
function feed(pieces: readonly string[], situation = AT_PROMPT, start: Line = EMPTY_LINE) {
  let line = start;
  const effects: Effect[] = [];
  for (const piece of pieces) {
    const key = readKey(piece);
    if (!key) continue;
    const step = press(line, key, situation);
    line = step.line;
    effects.push(...step.effects);
  }
  return { line, effects };
}
const chars = (text: string) => [...text];

test('text goes in at the cursor', () => {
  const { line } = feed([...chars('terraform pan'), '\x1b[D', '\x1b[D', 'l']);
  expect(line.text).toBe('terraform plan');
  expect(line.cursor).toBe('terraform pl'.length);
});

test('Enter submits and empties the line', () => {
  const { line, effects } = feed([...chars('ls'), '\r']);
  expect(effects).toEqual([{ type: 'submit', text: 'ls' }]);
  expect(line.text).toBe('');
});

test('Home, End, Ctrl-A, Ctrl-E', () => {
  expect(feed([...chars('abc'), '\x01']).line.cursor).toBe(0);
  expect(feed([...chars('abc'), '\x01', '\x05']).line.cursor).toBe(3);
  expect(feed([...chars('abc'), '\x1b[H']).line.cursor).toBe(0);
  expect(feed([...chars('abc'), '\x1b[H', '\x1b[F']).line.cursor).toBe(3);
});

test('words: Alt-B stops at punctuation, Ctrl-W cuts to the blank', () => {
  expect(feed([...chars('aws rds describe-db'), '\x1bb']).line.cursor).toBe('aws rds describe-'.length);
  expect(feed([...chars('aws rds describe-db'), '\x17']).line.text).toBe('aws rds ');
  expect(feed([...chars('aws rds  '), '\x17']).line.text).toBe('aws ');
  expect(feed([...chars('one two'), '\x01', '\x1bf']).line.cursor).toBe(3);
});

test('Ctrl-U and Ctrl-K cut, Ctrl-Y puts back', () => {
  const cut = feed([...chars('abc def'), '\x1b[D', '\x1b[D', '\x1b[D', '\x0b']);
  expect(cut.line.text).toBe('abc ');
  expect(feed(['\x19'], AT_PROMPT, cut.line).line.text).toBe('abc def');
  expect(feed([...chars('abc'), '\x15']).line).toMatchObject({ text: '', killed: 'abc' });
});

test('history up and down keeps the draft', () => {
  expect(feed([...chars('dra'), '\x1b[A']).line.text).toBe('aws s3 ls');
  expect(feed([...chars('dra'), '\x1b[A', '\x1b[A', '\x1b[B', '\x1b[B']).line.text).toBe('dra');
  const top = feed(['\x1b[A', '\x1b[A', '\x1b[A', '\x1b[A']);
  expect(top.line.text).toBe('terraform init');
  expect(top.effects).toContainEqual({ type: 'bell' });
});

test('Ctrl-R finds backwards, again further back, Enter runs it, Ctrl-G gives up', () => {
  const found = feed(['\x12', ...chars('terra')]);
  expect(found.line.text).toBe('terraform plan');
  expect(feed(['\x12'], AT_PROMPT, found.line).line.text).toBe('terraform init');
  expect(feed(['\r'], AT_PROMPT, found.line).effects).toEqual([{ type: 'submit', text: 'terraform plan' }]);
  expect(feed(['x', '\x12', ...chars('terra'), '\x07']).line).toMatchObject({ text: 'x', search: null });
  expect(feed(['\x12', ...chars('zzz')]).line.search?.found).toBeNull();
});

test('a secret question has no history, no search, no completion', () => {
  const situation: Situation = { ...AT_PROMPT, secret: true, question: true };
  expect(feed(['\x1b[A'], situation).line.text).toBe('');
  expect(feed(['\x12'], situation).line.search).toBeNull();
  expect(feed(['a', '\t'], situation).effects).toEqual([{ type: 'bell' }]);
});

test('Ctrl-C gives the line up, Ctrl-D ends only an empty line', () => {
  expect(feed([...chars('abc'), '\x03'])).toMatchObject({ line: { text: '' }, effects: [{ type: 'interrupt' }] });
  expect(feed(['\x04']).effects).toEqual([{ type: 'end' }]);
  expect(feed([...chars('abc'), '\x01', '\x04'])).toMatchObject({ line: { text: 'bc' }, effects: [] });
});

test('Escape then Tab leaves; Tab alone completes', () => {
  expect(feed(['\x1b', '\t']).effects).toEqual([{ type: 'leave' }]);
  expect(feed(['a', '\t']).effects).toEqual([{ type: 'complete' }]);
  expect(feed(['a', '\x1b', '\t']).effects).toEqual([{ type: 'leave' }]);
  expect(feed(['\t']).effects).toEqual([{ type: 'leave' }]);
  expect(feed(['\x1b', 'x', '\t']).effects).toEqual([{ type: 'complete' }]);
});

test('a paste of several lines submits all but the last', () => {
  const { line, effects } = feed(['a\rb\r\nc']);
  expect(effects).toEqual([
    { type: 'submit', text: 'a' },
    { type: 'submit', text: 'b' },
  ]);
  expect(line.text).toBe('c');
  expect(feed(['\x1b[200~echo "x\x1b[201~']).line.text).toBe('echo "x');
});

test('characters as a reader sees them are one step', () => {
  const family = '👨‍👩‍👧';
  expect(feed([family, '\x7f']).line.text).toBe('');
  expect(feed(['e\u0301', '\x1b[D']).line.cursor).toBe(0);
  expect(feed(['日本', '\x7f']).line.text).toBe('日');
});

test('completion: one option with a blank, a folder without, several by what they share, then the list', () => {
  const typed = feed(chars('terraform de')).line;
  expect(complete(typed, { from: 10, options: ['destroy'] }).line.text).toBe('terraform destroy ');
  expect(complete(feed(chars('ls mo')).line, { from: 3, options: ['modules/'] }).line.text).toBe('ls modules/');
  const shared = complete({ ...feed(chars('aws rds desc')).line, tabs: 1 }, { from: 8, options: ['describe-db-instances', 'describe-db-snapshots'] });
  expect(shared.line.text).toBe('aws rds describe-db-');
  const listed = complete({ ...shared.line, tabs: 2 }, { from: 8, options: ['describe-db-instances', 'describe-db-snapshots'] });
  expect(listed.line.offered).toHaveLength(2);
  expect(complete(typed, { from: 10, options: [] }).effects).toEqual([{ type: 'bell' }]);
});

test('unknown sequences are swallowed, not typed', () => {
  expect(readKey('\x1b[15~')).toBeNull();
  expect(readKey('\x1b]0;title\x07')).toBeNull();
  expect(readKey('\x00')).toBeNull();
});

describe('what is killed together, and words of earlier lines', () => {
  const at = (text: string, cursor = text.length) => ({ ...EMPTY_LINE, text, cursor });
  const keys = (line: Line, names: readonly KeyName[], history: readonly string[] = []) =>
    names.reduce((now, name) => press(now, { type: 'key', name }, { history, secret: false, question: false }).line, line);

  test('kills in a row are yanked as one, forwards and backwards; another key ends the row', () => {
    expect(keys(at('a b c'), ['kill-word-back', 'kill-word-back', 'yank'])).toMatchObject({ text: 'a b c', killed: 'b c' });
    expect(keys(at('a b c', 0), ['kill-word-forward', 'kill-word-forward', 'end', 'yank'])).toMatchObject({ text: ' ca b' });
    expect(keys(at('a b c'), ['kill-word-back', 'left', 'kill-word-back'])).toMatchObject({ killed: 'b' });
  });
  test('Alt-. puts in the last word of the line before, then of the one before that', () => {
    const history = ['ls infra', 'cat "two words.txt"'];
    expect(keys(at('vi '), ['last-word'], history).text).toBe('vi "two words.txt"');
    expect(keys(at('vi '), ['last-word', 'last-word'], history).text).toBe('vi infra');
    expect(keys(at('vi '), ['last-word', 'last-word', 'last-word'], history).text).toBe('vi infra');
  });
  test('Alt-Backspace goes by words where Ctrl-W goes by blanks; Alt-U and Alt-C change letters', () => {
    expect(keys(at('cat a/b.txt'), ['kill-part-back']).text).toBe('cat a/b.');
    expect(keys(at('one two', 0), ['upper', 'capital']).text).toBe('ONE Two');
  });
});
