// pg_dump: asks a server for its definitions, then for its rows, and writes both as SQL or as an archive.
import type { SqlAnswer, SqlReply } from '../../../aws/rds/sql.ts';
import { SECOND } from '../../../engine/clock.ts';
import { DiskError } from '../../disk/disk.ts';
import type { Process, Program, Progress } from '../../program.ts';
import { type Archive, asSql, type Choice, chosen, filesOf, type Item, packed } from './archive.ts';
import { addressIn, type Client, CONNECTION, CONNECTION_HELP, complaint, enter, entering, LOST, misused, opening, query, VERSION } from './client.ts';
import { DEFINITIONS, hasSchema, insertsOf, itemsOf, type Scope } from './definitions.ts';

const USAGE = `pg_dump dumps a database as a text file or to other formats.

Usage:
  pg_dump [OPTION]... [DBNAME]

General options:
  -f, --file=FILENAME          output file name
  -F, --format=c|d|p           output file format (custom, directory,
                               plain text (default))
  -j, --jobs=NUM               use this many parallel jobs to dump
  -v, --verbose                verbose mode
  -V, --version                output version information, then exit
  -?, --help                   show this help, then exit

Options controlling the output content:
  -a, --data-only              dump only the data, not the schema
  -c, --clean                  clean (drop) database objects before recreating
  -C, --create                 include commands to create database in dump
  -n, --schema=PATTERN         dump the specified schema(s) only
  -N, --exclude-schema=PATTERN do NOT dump the specified schema(s)
  -O, --no-owner               skip restoration of object ownership in
                               plain-text format
  -s, --schema-only            dump only the schema, no data
  -t, --table=PATTERN          dump only the specified table(s)
  -T, --exclude-table=PATTERN  do NOT dump the specified table(s)
  -x, --no-privileges          do not dump privileges (grant/revoke)
  --column-inserts             dump data as INSERT commands with column names
  --exclude-table-data=PATTERN do NOT dump data for the specified table(s)
  --inserts                    dump data as INSERT commands, rather than COPY
  --if-exists                  use IF EXISTS when dropping objects
${CONNECTION_HELP}  -d, --dbname=DBNAME      database to dump

If no database name is supplied, then the PGDATABASE environment
variable value is used.
`;

export const CHOICE_FLAGS = 'aCcOsxv';
export const CHOICE_LONG = {
  'data-only': 'a',
  clean: 'c',
  create: 'C',
  'no-owner': 'O',
  'schema-only': 's',
  'no-privileges': 'x',
  verbose: 'v',
  'if-exists': 'if-exists',
  'dbname=': 'd',
  'file=': 'f',
  'format=': 'F',
  'table=': 't',
  'schema=': 'n',
  'exclude-schema=': 'N',
  'jobs=': 'j',
};

const GRAMMAR = {
  name: 'pg_dump',
  flags: CONNECTION.flags + CHOICE_FLAGS,
  valued: `${CONNECTION.valued}dfFtnNTj`,
  long: {
    ...CONNECTION.long,
    ...CHOICE_LONG,
    'exclude-table=': 'T',
    'exclude-table-data=': 'except',
    inserts: 'inserts',
    'column-inserts': 'columns',
    'attribute-inserts': 'columns',
  },
  help: USAGE,
};

/** Letters that come over the line in a second. */
const PACE = 12_000_000;

interface State extends Client {
  readonly choice: Choice;
  readonly scope: Scope;
  readonly path: string | null;
  readonly format: 'custom' | 'folder' | 'plain';
  readonly verbose: boolean;
  items: readonly Item[] | null;
  /** Everything is written; the time that it took passes. */
  done: boolean;
}

/** Reads what both programs understand of the parts of a dump; a text is what is wrong with it. */
export function choiceIn(has: (key: string) => boolean): Choice | string {
  const choice = { schemaOnly: has('s'), dataOnly: has('a'), clean: has('c'), ifExists: has('if-exists'), noOwner: has('O'), create: has('C') };
  if (choice.schemaOnly && choice.dataOnly) return 'options -s/--schema-only and -a/--data-only cannot be used together';
  if (choice.clean && choice.dataOnly) return 'options -c/--clean and -a/--data-only cannot be used together';
  if (choice.ifExists && !choice.clean) return 'option --if-exists requires option -c/--clean';
  return choice;
}

const failed = (process: Process, words: string): Progress => {
  process.err(`pg_dump: error: ${words}`);
  return { exit: 1 };
};

/** Takes the definitions, and asks for the rows of all tables at once. */
function fetchRows(process: Process, state: State, answer: SqlAnswer): Progress {
  const words = complaint(answer);
  if (words) return failed(process, `query failed: ${words}`);
  const { scope } = state;
  if (scope.schemas.length > 0 && !hasSchema(answer.replies, scope.schemas)) return failed(process, 'no matching schemas were found\n');
  const items = itemsOf(answer.replies, scope);
  if ('cannot' in items) return failed(process, `cannot dump ${items.cannot}: this pg_dump knows tables, views and sequences only\n`);
  if (scope.tables.length > 0 && items.length === 0) return failed(process, 'no matching tables were found\n');
  const wanted = chosen(items, state.choice);
  const next: State = { ...state, items: wanted };
  const copies = wanted.flatMap((item) => (item.copy === null ? [] : [item]));
  if (state.verbose) for (const item of copies) process.err(`pg_dump: dumping contents of table "${item.schema}.${item.tag}"\n`);
  if (copies.length === 0) return write(process, next, []);
  return query(process, next, copies.map((item) => item.copy).join('\n'));
}

function write(process: Process, state: State, rows: readonly string[]): Progress {
  const left = [...rows];
  const items = (state.items ?? []).map((item) => {
    if (item.copy === null) return item;
    const data = left.shift() ?? '';
    return state.scope.inserts ? { ...item, sql: data, copy: null } : { ...item, data };
  });
  const database = state.link?.database ?? '';
  const owner = process.databases.list(state.link?.server ?? '')?.find((one) => one.name === database)?.owner ?? '';
  const archive: Archive = { at: process.time.now, database, server: state.link?.version ?? '', owner, items };
  const size = rows.reduce((sum, text) => sum + text.length, 0);
  const text = state.format === 'custom' ? packed(archive) : asSql(archive, state.choice);
  if (state.format === 'folder') for (const [name, content] of filesOf(archive)) process.disk.write(`${state.path}/${name}`, content);
  else {
    try {
      if (state.path === null) process.out(text);
      else process.disk.write(state.path, text);
    } catch (error) {
      return failed(process, unwritable(state.path ?? '-', error));
    }
  }
  return { wait: { for: 'time', until: process.time.now + 80 + Math.round((size / PACE) * SECOND) }, state: { ...state, items: null, done: true } as never };
}

/** The words for an output file that cannot be made. */
export function unwritable(path: string, error: unknown): string {
  if (!(error instanceof DiskError)) throw error;
  if (error.code === 'ENOSPC') return 'could not write to output file: No space left on device\n';
  const reasons: Readonly<Record<string, string>> = { ENOENT: 'No such file or directory', EISDIR: 'Is a directory', EACCES: 'Permission denied', ENOTDIR: 'Not a directory' };
  return `could not open output file "${path}": ${reasons[error.code] ?? error.code}\n`;
}

const FORMATS = ['custom', 'directory', 'plain'] as const;

/** The rows of the tables that were asked for, as COPY writes them or as statements. */
function rowsIn(replies: readonly SqlReply[], asked: readonly Item[]): string[] {
  const found: string[] = [];
  for (const reply of replies) {
    if (reply.kind === 'copy') found.push(reply.text);
    else if (reply.kind === 'rows') found.push(insertsOf(asked[found.length]?.sql ?? '', reply));
  }
  return found;
}

export const pgDump: Program = {
  name: 'pg_dump',
  summary: 'a Postgres database as SQL or as an archive',
  start(process, argv) {
    const options = opening(process, argv, GRAMMAR);
    if (typeof options === 'number') return { exit: options };
    const choice = choiceIn(options.has);
    if (typeof choice === 'string') return failed(process, `${choice}\n`);
    const [database, ...extra] = [...options.values('d'), ...options.operands];
    if (extra.length > 0) return misused(process, 'pg_dump', `too many command-line arguments (first is "${extra[0]}")`);
    const wanted = (options.value('F') ?? 'p').toLowerCase();
    if (['t', 'tar'].includes(wanted)) return failed(process, `output format "${wanted}" is not in this pg_dump: c, d and p are\n`);
    const format = FORMATS.find((one) => wanted === one || wanted === (one === 'directory' ? 'd' : one[0]));
    if (!format) return failed(process, `invalid output format "${options.value('F')}" specified\n`);
    const jobs = options.value('j') ?? '1';
    if (!/^[1-9]\d*$/.test(jobs)) return failed(process, `invalid value "${jobs}" for option -j/--jobs\n`);
    if (jobs !== '1' && format !== 'directory') return failed(process, 'parallel backup only supported by the directory format\n');
    const path = options.value('f') ?? null;
    if (format === 'directory') {
      if (path === null) return failed(process, 'no output directory specified\n');
      const there = process.disk.stat(path);
      if (there?.type === 'file' || (there && process.disk.list(path).length > 0)) return failed(process, `could not create directory "${path}": File exists\n`);
      if (!there) process.disk.makeFolder(path);
    }
    const state: State = {
      phase: 'connecting',
      address: addressIn(process, options, database),
      words: '',
      link: null,
      choice,
      scope: {
        tables: options.values('t'),
        exceptTables: options.values('T'),
        schemas: options.values('n'),
        exceptSchemas: options.values('N'),
        exceptRows: options.values('except'),
        inserts: options.has('columns') ? 'columns' : options.has('inserts') ? 'plain' : null,
      },
      path,
      format: format === 'directory' ? 'folder' : format,
      verbose: options.has('v'),
      items: null,
      done: false,
    };
    return enter(process, 'pg_dump', state);
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'answer') {
      if (!wake.answer) return failed(process, `query failed: ${LOST}`);
      if (state.items === null) return fetchRows(process, state, wake.answer);
      const words = complaint(wake.answer);
      const asked = state.items.filter((item) => item.copy !== null);
      const copied = rowsIn(wake.answer.replies, asked);
      if (!words && copied.length === asked.length) return write(process, state, copied);
      const at = asked[copied.length];
      return failed(
        process,
        `Dumping the contents of table "${at?.tag}" failed: PQgetResult() failed.\npg_dump: detail: Error message from server: ${words ?? 'out of memory\n'}pg_dump: detail: Command was: ${at?.copy}\n`,
      );
    }
    if (wake.by === 'interrupt') return { exit: 130 };
    if (state.done) return { exit: 0 };
    const progress = entering(process, 'pg_dump', state, wake);
    if (progress) return progress;
    const major = (version: string) => Number.parseInt(version, 10);
    const server = state.link?.version ?? VERSION;
    if (major(server) > major(VERSION))
      return failed(process, `aborting because of server version mismatch\npg_dump: detail: server version: ${server}; pg_dump version: ${VERSION}\n`);
    return query(process, state, DEFINITIONS);
  },
};
