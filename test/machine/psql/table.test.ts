// Results as psql prints them: compared with what psql 15 printed for the same values (print.c is the same since).
import { expect, test } from 'vitest';
import { noticeText } from '../../../src/machine/programs/psql/notice.ts';
import { PLAIN, printSheet } from '../../../src/machine/programs/psql/table.ts';

const sheet = {
  columns: [
    { name: 'id', right: true },
    { name: 'a name', right: false },
    { name: 'n', right: true },
  ],
  rows: [
    ['1', 'short', null],
    ['12345', 'two\nlines', '7'],
    ['3', 'é', '1000'],
  ],
};

test('aligned, with numbers to the right and a cell of two lines', () => {
  expect(printSheet(sheet, PLAIN)).toBe(
    [
      '  id   | a name |  n   ',
      '-------+--------+------',
      '     1 | short  |     ',
      ' 12345 | two   +|    7',
      '       | lines  | ',
      '     3 | é      | 1000',
      '(3 rows)',
      '',
      '',
    ].join('\n'),
  );
});

test('expanded, unaligned, rows only, CSV', () => {
  expect(printSheet({ ...sheet, rows: sheet.rows.slice(0, 1) }, { ...PLAIN, expanded: 'on' })).toBe('-[ RECORD 1 ]-\nid     | 1\na name | short\nn      | \n\n');
  expect(printSheet(sheet, { ...PLAIN, format: 'unaligned' })).toBe('id|a name|n\n1|short|\n12345|two\nlines|7\n3|é|1000\n(3 rows)\n');
  expect(printSheet(sheet, { ...PLAIN, format: 'unaligned', tuplesOnly: true })).toBe('1|short|\n12345|two\nlines|7\n3|é|1000\n');
  expect(printSheet({ columns: [{ name: 'count', right: true }], rows: [['194320']] }, { ...PLAIN, tuplesOnly: true })).toBe(' 194320\n\n');
  expect(printSheet(sheet, { ...PLAIN, format: 'csv' })).toBe('id,a name,n\n1,short,\n12345,"two\nlines",7\n3,é,1000\n');
  expect(printSheet({ ...sheet, rows: [] }, PLAIN)).toBe(' id | a name | n \n----+--------+---\n(0 rows)\n\n');
  expect(printSheet({ ...sheet, rows: [] }, { ...PLAIN, expanded: 'on' })).toBe('(0 rows)\n\n');
});

test('a complaint shows the line and the place', () => {
  expect(noticeText({ severity: 'ERROR', code: '42P01', message: 'relation "nope" does not exist', position: 15 }, 'select * from nope;')).toBe(
    'ERROR:  relation "nope" does not exist\nLINE 1: select * from nope;\n                      ^\n',
  );
  const long = `select ${'a, '.repeat(40)}nope from courses_answer where id = 1;`;
  expect(noticeText({ severity: 'ERROR', code: '42703', message: 'column "nope" does not exist', position: long.indexOf('nope') + 1 }, long)).toBe(
    'ERROR:  column "nope" does not exist\nLINE 1: ..., a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, nope from ...\n                                                             ^\n',
  );
});
