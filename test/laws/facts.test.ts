// The page of facts says nothing that is not there: every place and every test that it names exists, and what is left out has a reason.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const SECTIONS = 'A1 A2 A3 A4 A5 A6 B1 B2 B3 C1 C2 C3 C4 C5 C6 C7 D1 D2 D3 E F G H1 H2 H3 I'.split(' ');
const DIFFERENT = JSON.parse(readFileSync('test/recorded/differences.json', 'utf8')) as Readonly<Record<string, string>>;

interface Row {
  readonly id: string;
  readonly fact: string;
  readonly where: string;
  readonly said: string;
}

const rowsOf = (page: string): Row[] =>
  page.split('\n').flatMap((line) => {
    const cells = /^\| ([A-I]\d?\.\d+) \| (.*?) \| `(.*?)` \| (.*) \|$/.exec(line);
    return cells ? [{ id: cells[1] as string, fact: cells[2] as string, where: cells[3] as string, said: cells[4] as string }] : [];
  });

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Whether a test file has a test of this title: the text stands in quotes behind an opening bracket. */
const hasTest = (source: string, title: string): boolean => new RegExp(`\\(\\s*(['"\`])${literal(title)}\\1`).test(source);

/** What is wrong with one row; empty when nothing is. */
function wrongWith({ id, fact, where, said }: Row): string[] {
  const wrong: string[] = [];
  if (fact.split(/\s+/).length > 12) wrong.push(`${id}: more than twelve words`);
  if (!existsSync(`src/${where}`)) wrong.push(`${id}: there is no src/${where}`);
  if (/^left out: \S+ \S+ /.test(said)) return wrong;
  for (const one of said.split(/; (?=`)/)) {
    const [, file = '', title] = /^`(.+?)`(?:: (.+))?$/.exec(one) ?? [];
    if (file.startsWith('recorded/') && title === undefined) {
      if (!existsSync(`test/${file}`)) wrong.push(`${id}: there is no recording ${file}`);
      else if (DIFFERENT[file.slice('recorded/'.length)]) wrong.push(`${id}: ${file} is known to differ`);
    } else if (!existsSync(`test/${file}.test.ts`)) wrong.push(`${id}: there is no test/${file}.test.ts`);
    else if (!title || !hasTest(readFileSync(`test/${file}.test.ts`, 'utf8'), title)) wrong.push(`${id}: ${file} has no test "${title}"`);
  }
  return wrong;
}

const page = readFileSync('docs/facts.md', 'utf8');

test('every section is there, its rows counted from one', () => {
  const rows = rowsOf(page);
  const numbers = new Map<string, string[]>();
  for (const { id } of rows) numbers.set(id.slice(0, id.indexOf('.')), [...(numbers.get(id.slice(0, id.indexOf('.'))) ?? []), id]);
  expect([...numbers.keys()]).toEqual(SECTIONS);
  for (const [section, own] of numbers) expect(own).toEqual(own.map((_, index) => `${section}.${index + 1}`));
  // No line of a table is overlooked.
  expect(page.split('\n').filter((line) => /^\| [A-I]/.test(line))).toHaveLength(rows.length);
});

test('every place, test and recording that is named exists', () => {
  expect(rowsOf(page).flatMap(wrongWith)).toEqual([]);
});

test('a row that names what is not there is found', () => {
  const row = { id: 'A1.1', fact: 'something', where: 'aws/call.ts', said: '`laws/facts`: every place, test and recording that is named exists' };
  expect(wrongWith(row)).toEqual([]);
  for (const broken of [
    { where: 'aws/gone.ts' },
    { said: '`laws/facts`: no such title' },
    { said: '`laws/gone`: x' },
    { said: '`recorded/terraform/gone.txtar`' },
    { said: '`recorded/aws/instance.new-ami.txtar`' },
    { said: 'left out: no' },
    { said: '' },
    { fact: 'one two three four five six seven eight nine ten eleven twelve thirteen' },
  ])
    expect(wrongWith({ ...row, ...broken }), JSON.stringify(broken)).toHaveLength(1);
});
