// pg_restore: executes an archive of pg_dump entry by entry, or writes it as SQL, or lists it.
import type { Process, Program, Progress } from '../../program.ts';
import { asSql, type Choice, chosen, contentsText, drops, gathered, type Item, unpacked } from './archive.ts';
import { addressIn, type Client, CONNECTION, CONNECTION_HELP, complaint, enter, entering, LOST, misused, opening, query } from './client.ts';
import { CHOICE_FLAGS, CHOICE_LONG, choiceIn, unwritable } from './dump.ts';

const USAGE = `pg_restore restores a PostgreSQL database from an archive created by pg_dump.

Usage:
  pg_restore [OPTION]... [FILE]

General options:
  -d, --dbname=NAME        connect to database name
  -f, --file=FILENAME      output file name (- for stdout)
  -F, --format=c|d         backup file format (should be automatic)
  -l, --list               print summarized TOC of the archive
  -v, --verbose            verbose mode
  -V, --version            output version information, then exit
  -?, --help               show this help, then exit

Options controlling the restore:
  -a, --data-only              restore only the data, no schema
  -c, --clean                  clean (drop) database objects before recreating
  -e, --exit-on-error          exit on error, default is to continue
  -1, --single-transaction     restore as a single transaction
  -j, --jobs=NUM               use this many parallel jobs to restore
  -L, --use-list=FILENAME      use table of contents from this file for
                               selecting/ordering output
  -n, --schema=NAME            restore only objects in this schema
  -N, --exclude-schema=NAME    do not restore objects in this schema
  -O, --no-owner               skip restoration of object ownership
  -s, --schema-only            restore only the schema, no data
  -t, --table=NAME             restore named relation (table, view, etc.)
  -x, --no-privileges          skip restoration of access privileges (grant/revoke)
  --if-exists                  use IF EXISTS when dropping objects
${CONNECTION_HELP}`;

const GRAMMAR = {
  name: 'pg_restore',
  flags: `${CONNECTION.flags}${CHOICE_FLAGS}le1`,
  valued: `${CONNECTION.valued}dfFtnNjL`,
  long: { ...CONNECTION.long, ...CHOICE_LONG, list: 'l', 'exit-on-error': 'e', 'single-transaction': '1', 'use-list=': 'L' },
  help: USAGE,
};

/** One statement of a restore. */
interface Step {
  readonly sql: string;
  readonly input: string | null;
  /** The entry it belongs to, for a complaint; null for the settings. */
  readonly entry: string | null;
  readonly verbose: string | null;
}

interface State extends Client {
  readonly steps: readonly Step[];
  at: number;
  errors: number;
  /** Nothing has failed yet: the heading before complaints is told once. */
  readonly firstError: boolean;
  readonly exitOnError: boolean;
  readonly verbose: boolean;
}

function stepsOf(all: readonly Item[], items: readonly Item[], choice: Choice): Step[] {
  const steps: Step[] = drops(items, choice).map((sql) => ({ sql, input: null, entry: 'from the entries to drop', verbose: null }));
  for (const item of items) {
    const entry = `from TOC entry ${all.indexOf(item) + 1}; ${item.catalog} ${item.oid} ${item.kind} ${item.tag} ${item.owner}`;
    const verbose = item.data === null ? `creating ${item.kind} "${item.schema}.${item.tag}"` : `processing data for table "${item.schema}.${item.tag}"`;
    steps.push({ sql: item.sql.trimEnd(), input: item.data, entry, verbose });
    if (item.hands !== '' && !choice.noOwner) steps.push({ sql: item.hands.trimEnd(), input: null, entry, verbose: null });
  }
  return steps;
}

function go(process: Process, state: State): Progress {
  const step = state.steps[state.at];
  if (step) {
    if (state.verbose && step.verbose) process.err(`pg_restore: ${step.verbose}\n`);
    return query(process, state, step.sql, step.input);
  }
  if (state.errors === 0) return { exit: 0 };
  process.err(`pg_restore: warning: errors ignored on restore: ${state.errors}\n`);
  return { exit: 1 };
}

const failed = (process: Process, words: string): Progress => {
  process.err(`pg_restore: error: ${words}\n`);
  return { exit: 1 };
};

/** The numbers of entries in a list (`-L`), in its order: what stands behind a semicolon is a comment. */
const idsIn = (text: string): number[] => text.split('\n').flatMap((line) => (/^\s*\d+/.test(line) ? [Number.parseInt(line, 10)] : []));

export const pgRestore: Program = {
  name: 'pg_restore',
  summary: 'brings back what pg_dump put into an archive',
  start(process, argv) {
    const options = opening(process, argv, GRAMMAR);
    if (typeof options === 'number') return { exit: options };
    const choice = choiceIn(options.has);
    if (typeof choice === 'string') return failed(process, choice);
    const [file, extra] = options.operands;
    const database = options.value('d');
    const output = options.value('f');
    if (extra !== undefined) return misused(process, 'pg_restore', `too many command-line arguments (first is "${extra}")`);
    if (database === undefined && output === undefined && !options.has('l')) return failed(process, 'one of -d/--dbname and -f/--file must be specified');
    if (database !== undefined && output !== undefined) return misused(process, 'pg_restore', 'options -d/--dbname and -f/--file cannot be used together');
    const entry = file === undefined ? null : process.disk.stat(file);
    const toc = entry?.type === 'folder' && process.disk.stat(`${file}/toc.dat`)?.type === 'file' ? `${file}/toc.dat` : null;
    if (file !== undefined && entry?.type !== 'file' && toc === null)
      return failed(
        process,
        entry ? `directory "${file}" does not appear to be a valid archive ("toc.dat" does not exist)` : `could not open input file "${file}": No such file or directory`,
      );
    const text = file === undefined ? (process.stdin ?? '') : process.disk.read(toc ?? file);
    if (/^--\n-- PostgreSQL database/.test(text)) return failed(process, 'input file appears to be a text format dump. Please use psql.');
    const archive = toc === null ? unpacked(text) : gathered(text, (name) => process.disk.readBytes(`${file}/${name}`));
    if (!archive)
      return failed(
        process,
        text.length < 5
          ? 'input file is too short (read 0, expected 5)'
          : text.length < 512
            ? 'input file does not appear to be a valid archive (too short?)'
            : 'input file does not appear to be a valid archive',
      );
    const tables = options.values('t');
    const relations = ['TABLE', 'VIEW', 'SEQUENCE', 'TABLE DATA', 'SEQUENCE SET'];
    const [schemas, others] = [options.values('n'), options.values('N')];
    const wanted = (item: Item) =>
      (tables.length === 0 || (relations.includes(item.kind) && tables.includes(item.tag))) &&
      (schemas.length === 0 || schemas.includes(item.schema)) &&
      !others.includes(item.schema);
    const list = options.value('L');
    if (list !== undefined && process.disk.stat(list)?.type !== 'file') return failed(process, `could not open TOC file "${list}": No such file or directory`);
    const order = list === undefined ? null : idsIn(process.disk.read(list));
    const offered = chosen(archive.items, choice).filter(wanted);
    const items = order === null ? offered : order.flatMap((id) => offered.filter((item) => archive.items.indexOf(item) + 1 === id));
    if (options.has('l')) {
      process.out(contentsText(archive, items));
      return { exit: 0 };
    }
    if (output !== undefined) {
      const sql = asSql({ ...archive, items }, choice);
      try {
        if (output === '-') process.out(sql);
        else process.disk.write(output, sql);
      } catch (error) {
        return failed(process, unwritable(output, error).trimEnd());
      }
      return { exit: 0 };
    }
    const single = options.has('1');
    const around = (sql: string): Step[] => (single ? [{ sql, input: null, entry: null, verbose: null }] : []);
    const steps = [...around('BEGIN'), ...stepsOf(archive.items, items, choice), ...around('COMMIT')];
    const state: State = {
      phase: 'connecting',
      address: addressIn(process, options, database),
      words: '',
      link: null,
      steps,
      at: 0,
      errors: 0,
      firstError: true,
      exitOnError: options.has('e') || single,
      verbose: options.has('v'),
    };
    return enter(process, 'pg_restore', state);
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by !== 'answer') {
      const progress = entering(process, 'pg_restore', state, wake);
      if (progress) return progress;
      if (state.verbose) process.err('pg_restore: connecting to database for restore\n');
      return go(process, state);
    }
    const step = state.steps[state.at] as Step;
    const words = wake.answer ? complaint(wake.answer) : null;
    if (!wake.answer) return failed(process, `could not execute query: ${LOST.trimEnd()}`);
    if (!words) return go(process, { ...state, at: state.at + 1 });
    if (state.verbose && state.firstError) process.err('pg_restore: while PROCESSING TOC:\n');
    if (state.verbose) process.err(`pg_restore: ${step.entry}\n`);
    process.err(
      step.input === null
        ? `pg_restore: error: could not execute query: ${words}Command was: ${step.sql}\n\n\n`
        : `pg_restore: error: COPY failed for table "${/^COPY (?:\S+\.)?(\S+)/.exec(step.sql)?.[1]}": ${words}`,
    );
    if (state.exitOnError) return { exit: 1 };
    return go(process, { ...state, at: state.at + 1, errors: state.errors + 1, firstError: false });
  },
};
