// pg_dump, pg_restore, createdb and dropdb against the real Postgres: what they say, and that a dump holds all there is.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { since } from '../../../src/engine/log.ts';
import { answered } from '../../../src/headless/postgres.ts';
import { begin } from '../../../src/lesson/play.ts';
import { parseScript, playingScript } from '../../../src/lesson/script.ts';
import { productionOf } from '../../../src/world/measure.ts';
import { theCase, theWorld } from '../../lesson/evening.ts';

const LONG = 120_000;

async function play(...lines: string[]) {
  const script = parseScript(['> skip', '% old-laptop', ...lines].join('\n'));
  const { play: after } = await answered(playingScript(theCase(), begin(theCase(), theWorld(), false), script));
  const text = since(after.world.computers.terminals['old-laptop']?.output ?? { length: 0, chunks: [] }, 0)
    .join('')
    .replace(/\u001b\[[0-9;]*m/g, '');
  return { text, world: after.world };
}

let text = '';
/** What a command printed, up to the next prompt. */
const after = (command: string): string => {
  const from = text.indexOf(`$ ${command}\n`);
  if (from < 0) throw new Error(`The script has no line ${command}:\n${text}`);
  const begin = from + command.length + 3;
  const end = text.slice(begin).search(/^\[?[a-z0-9-]+@[^\n]*\$ /m);
  return end < 0 ? text.slice(begin) : text.slice(begin, begin + end);
};

// First all that is asked of dev, then of the copy: the device keeps few servers.
const LINES = [
  'pg_dump dev -f dump.sql; echo $?',
  'head -n 20 dump.sql',
  'sed -n "/Data for Name: auth_user;/,/test2/p" dump.sql',
  'grep -c "^ALTER TABLE .* OWNER TO courses;" dump.sql',
  'createdb copied; createdb copied',
  'pg_dump -Fc dev > dump.pgc; head -c 5 dump.pgc; pg_restore -l dump.pgc | grep -e dbname -e "TABLE DATA"',
  'pg_restore -f - dump.pgc | diff dump.sql - && echo reads the same',
  'pg_dump dev -s --no-owner | grep -c -e COPY -e OWNER -e setval',
  'pg_dump dev -a -t courses_course | grep -e "^COPY" -e 2026',
  'pg_dump dev -t nothing; pg_dump -s -a dev; pg_dump nope; pg_dump -Fx dev; pg_dump dev -f no/such.sql',
  'psql -q -v ON_ERROR_STOP=1 -f dump.sql copied > said.txt; echo $?',
  'pg_dump copied | diff dump.sql - && echo the same',
  'pg_restore -d copied -a -t courses_course dump.pgc',
  'pg_restore -d copied -c --if-exists dump.pgc; pg_dump copied | diff dump.sql - && echo the same again',
  'pg_restore dump.sql; pg_restore -d copied dump.sql; pg_restore -d copied nope.pgc; pg_restore -d copied said.txt',
  'dropdb copied; dropdb copied; dropdb --if-exists copied; dropdb; psql -l | grep -c copied',
];

beforeAll(async () => {
  const host = productionOf(theWorld()).instance?.address ?? '';
  const played = await play('$ ssh ec2-user@bastion', `$ export PGHOST=${host} PGUSER=courses PGPASSWORD=Lighthouse-Harbour-71`, ...LINES.map((line) => `$ ${line}`), '$ true');
  text = played.text;
}, LONG);

const said = (index: number) => after(LINES[index] as string);

test('a dump reads like a dump', () => {
  expect(said(0)).toBe('0\n');
  expect(said(1)).toMatch(/^--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 16\.3\n-- Dumped by pg_dump version 16\.4\n\nSET statement_timeout = 0;\n/);
  expect(said(2)).toContain('COPY public.auth_user (id, username, email, is_staff, date_joined) FROM stdin;\n1\ttest1\ttest1@example.org\tt\t2024-02-02 10:00:00+00\n2\ttest2\t');
  expect(said(3)).toBe('7\n');
});

test('what was dumped is there again, to the last row, by psql and by pg_restore', () => {
  expect(said(4)).toBe('createdb: error: database creation failed: ERROR:  database "copied" already exists\n');
  expect(said(10)).toBe('0\n');
  expect(said(11)).toBe('the same\n');
  expect(said(5)).toMatch(/^PGDMP; {5}dbname: dev\n(\d+; 0 \d+ TABLE DATA public \w+ courses\n){7}$/);
  expect(said(6)).toBe('reads the same\n');
  expect(said(13)).toBe('the same again\n');
});

test('parts of a dump', () => {
  expect(said(12)).toMatch(
    /^pg_restore: while PROCESSING TOC:\npg_restore: from TOC entry \d+; 0 \d+ TABLE DATA courses_course courses\npg_restore: error: COPY failed for table "courses_course": ERROR: {2}duplicate key value violates unique constraint "courses_course_pkey"\nDETAIL: {2}Key \(id\)=\(1\) already exists\.\n[\s\S]*pg_restore: warning: errors ignored on restore: 1\n$/,
  );
  expect(said(7)).toBe('0\n');
  expect(said(8)).toMatch(/^COPY public\.courses_course \(id, slug, title, finished\) FROM stdin;\n10\tdata-pipelines-2026\tData Pipelines 2026\tf\n/);
});

test('failures are in the words of the programs', () => {
  expect(said(9)).toMatch(
    /^pg_dump: error: no matching tables were found\npg_dump: error: options -s\/--schema-only and -a\/--data-only cannot be used together\npg_dump: error: connection to server at "[^"]+" \([\d.]+\), port 5432 failed: FATAL: {2}database "nope" does not exist\npg_dump: error: invalid output format "x" specified\npg_dump: error: could not open output file "no\/such.sql": No such file or directory\n$/,
  );
  expect(said(14)).toBe(
    'pg_restore: error: one of -d/--dbname and -f/--file must be specified\npg_restore: error: input file appears to be a text format dump. Please use psql.\npg_restore: error: could not open input file "nope.pgc": No such file or directory\npg_restore: error: input file does not appear to be a valid archive\n',
  );
  expect(said(15)).toBe(
    'dropdb: error: database removal failed: ERROR:  database "copied" does not exist\nNOTICE:  database "copied" does not exist, skipping\ndropdb: error: missing required argument database name\ndropdb: hint: Try "dropdb --help" for more information.\n0\n',
  );
});

test(
  'what the README of the infrastructure says about psql works',
  async () => {
    const readme = readFileSync(new URL('../../../scenarios/wheres-my-database/disk/infra/README.md', import.meta.url), 'utf8');
    const lines = readme
      .slice(readme.indexOf('The database is reached'))
      .split('\n')
      .filter((line) => line.startsWith('    '))
      // dev has few rows, so the answer is quick.
      .map((line) => line.slice(4).replace('courses-prod', 'courses-dev'));
    const { text: shown } = await play(
      ...lines.map((line, index) => `${lines[index - 1]?.endsWith('\\') ? '?' : '$'} ${line}`),
      '? select count(*) from courses_answer;',
      '? \\q',
      '$ true',
    );
    expect(shown).toContain('dev=> select count(*) from courses_answer;\n count \n-------\n   240\n(1 row)\n');
  },
  LONG,
);
