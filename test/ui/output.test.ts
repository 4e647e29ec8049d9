import { expect, test } from 'vitest';
import { advance, columnAfter } from '../../src/ui/terminal/cells.ts';
import { EMPTY_LINE } from '../../src/ui/terminal/line.ts';
import { changeOf, endOf, onlyColours } from '../../src/ui/terminal/output.ts';
import { erasePainted, paint } from '../../src/ui/terminal/paint.ts';
import { spansOf } from '../../src/ui/terminal/spans.ts';

const log = (...entries: string[]) => ({ length: entries.length, chunks: [entries] });

test('what is new is appended', () => {
  const before = log('a\n');
  expect(changeOf(null, before)).toEqual({ type: 'append', text: 'a\r\n' });
  expect(changeOf(before, log('a\n', 'b'))).toEqual({ type: 'append', text: 'b' });
  expect(changeOf(before, before)).toEqual({ type: 'none' });
  expect(changeOf(before, log('a\n'))).toEqual({ type: 'none' });
});

test('a rewind draws anew', () => {
  expect(changeOf(log('a', 'b'), log('a'))).toEqual({ type: 'redraw' });
  expect(changeOf(log('a', 'b'), log('a', 'c'))).toEqual({ type: 'redraw' });
  expect(changeOf(log('a', 'b'), { length: 0, chunks: [] })).toEqual({ type: 'redraw' });
});

test('the end of a text has the lines asked for', () => {
  const output = {
    length: 4,
    chunks: [
      ['1\n2\n', '3\n'],
      ['4\n5\n', 'prompt'],
    ],
  };
  expect(endOf(output, 1)).toBe('prompt');
  expect(endOf(output, 2)).toBe('5\r\nprompt');
  expect(endOf(output, 4)).toBe('3\r\n4\r\n5\r\nprompt');
  expect(endOf(output, 99)).toBe('1\r\n2\r\n3\r\n4\r\n5\r\nprompt');
  expect(endOf({ length: 0, chunks: [] }, 9)).toBe('');
});

test('full chunks are shared by identity, the last one grows', () => {
  const full = Array.from({ length: 128 }, (_, index) => `${index}`);
  const before = { length: 129, chunks: [full, ['x']] };
  expect(changeOf(before, { length: 130, chunks: [full, ['x', 'y']] })).toEqual({ type: 'append', text: 'y' });
  expect(changeOf(before, { length: 129, chunks: [full, ['z']] }).type).toBe('redraw');
});

test('only colours and plain clearing pass to the emulator', () => {
  expect(onlyColours('\x1b[31mred\x1b[0m')).toBe('\x1b[31mred\x1b[0m');
  expect(onlyColours('\x1b[H\x1b[2J')).toBe('\x1b[H\x1b[2J');
  expect(onlyColours('\x1b]52;c;aGk=\x07after')).toBe('after');
  expect(onlyColours('\x1b]0;title\x1b\\after')).toBe('after');
  expect(onlyColours('\x1b[10;10Hmoved\x1b[?1049h')).toBe('moved');
  expect(onlyColours('bell\x07 \x9b31m')).toBe('bell 31m');
  expect(onlyColours('a\nb\r\nc')).toBe('a\r\nb\r\nc');
});

test('cells: wide, combining, wrapping, exactly full rows', () => {
  expect(advance({ row: 0, column: 0 }, '日本', 80)).toEqual({ row: 0, column: 4 });
  expect(advance({ row: 0, column: 0 }, 'e\u0301', 80)).toEqual({ row: 0, column: 1 });
  expect(advance({ row: 0, column: 0 }, 'abcd', 4)).toEqual({ row: 1, column: 0 });
  expect(advance({ row: 0, column: 0 }, 'abc日', 4)).toEqual({ row: 1, column: 2 });
  expect(columnAfter('line\n\x1b[1m  Enter a value:\x1b[0m ', 80)).toBe('  Enter a value: '.length);
});

test('painting leaves the cursor at its place and erasing goes back to the origin', () => {
  const painted = paint({ ...EMPTY_LINE, text: 'abcdefgh', cursor: 2 }, { column: 0, columns: 5, prompt: '$ ', secret: false });
  // "$ abc", "defgh": the second row is exactly full, so the end is the third.
  expect(painted.cursorRow).toBe(0);
  expect(painted.text.endsWith('\x1b[2A\r\x1b[4C')).toBe(true);
  expect(erasePainted({ text: '', cursorRow: 2 }, 3)).toBe('\x1b[2A\r\x1b[3C\x1b[J');
  expect(paint({ ...EMPTY_LINE, text: 'secret', cursor: 6 }, { column: 10, columns: 80, prompt: '', secret: true }).text).toBe('');
});

test('spans carry style over lines and reset', () => {
  const lines = spansOf('\x1b[1mbold\nstill\x1b[0m plain');
  expect(lines[0]?.[0]).toMatchObject({ text: 'bold', bold: true });
  expect(lines[1]?.[0]).toMatchObject({ text: 'still', bold: true });
  expect(lines[1]?.[1]).toMatchObject({ text: ' plain', bold: false });
  expect(
    spansOf('old\x1b[2J\x1b[Hnew')
      .flat()
      .map((span) => span.text),
  ).toEqual(['new']);
});
