// pg_restore: executes an archive of pg_dump entry by entry, or writes it as SQL, or lists it.
import type { Process, Program, Progress } from '../../program.ts';
import { asSql, type Choice, chosen, contentsText, drops, type Item, unpacked } from './archive.ts';
import { addressIn, type Client, CONNECTION, CONNECTION_HELP, complaint, enter, entering, LOST, misused, opening, query } from './client.ts';
import { CHOICE_FLAGS, CHOICE_LONG, choiceIn, unwritable } from './dump.ts';

const USAGE = `pg_restore restores a PostgreSQL database from an archive created by pg_dump.

Usage:
  pg_restore [OPTION]... [FILE]

General options:
  -d, --dbname=NAME        connect to database name
  -f, --file=FILENAME      output file name (- for stdout)
  -F, --format=c           backup file format (should be automatic)
  -l, --list               print summarized TOC of the archive
  -v, --verbose            verbose mode
  -V, --version            output version information, then exit
  -?, --help               show this help, then exit

Options controlling the restore:
  -a, --data-only              restore only the data, no schema
  -c, --clean                  clean (drop) database objects before recreating
  -e, --exit-on-error          exit on error, default is to continue
  -O, --no-owner               skip restoration of object ownership
  -s, --schema-only            restore only the schema, no data
  -t, --table=NAME             restore named relation (table, view, etc.)
  -x, --no-privileges          skip restoration of access privileges (grant/revoke)
  --if-exists                  use IF EXISTS when dropping objects
${CONNECTION_HELP}`;

const GRAMMAR = {
  name: 'pg_restore',
  flags: `${CONNECTION.flags}${CHOICE_FLAGS}le`,
  valued: `${CONNECTION.valued}dfFt`,
  long: { ...CONNECTION.long, ...CHOICE_LONG, list: 'l', 'exit-on-error': 'e' },
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
    if (file !== undefined && entry?.type !== 'file')
      return failed(
        process,
        entry ? `directory "${file}" does not appear to be a valid archive ("toc.dat" does not exist)` : `could not open input file "${file}": No such file or directory`,
      );
    const text = file === undefined ? (process.stdin ?? '') : process.disk.read(file);
    if (/^--\n-- PostgreSQL database/.test(text)) return failed(process, 'input file appears to be a text format dump. Please use psql.');
    const archive = unpacked(text);
    if (!archive) return failed(process, text.length < 5 ? 'input file is too short (read 0, expected 5)' : 'input file does not appear to be a valid archive');
    const tables = options.values('t');
    const relations = ['TABLE', 'VIEW', 'SEQUENCE', 'TABLE DATA', 'SEQUENCE SET'];
    const items = chosen(archive.items, choice).filter((item) => tables.length === 0 || (relations.includes(item.kind) && tables.includes(item.tag)));
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
    const steps = stepsOf(archive.items, items, choice);
    const state: State = {
      phase: 'connecting',
      address: addressIn(process, options, database),
      words: '',
      link: null,
      steps,
      at: 0,
      errors: 0,
      firstError: true,
      exitOnError: options.has('e'),
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
    if (state.firstError) process.err('pg_restore: while PROCESSING TOC:\n');
    process.err(`pg_restore: ${step.entry}\n`);
    process.err(
      step.input === null
        ? `pg_restore: error: could not execute query: ${words}Command was: ${step.sql}\n\n`
        : `pg_restore: error: COPY failed for table "${/^COPY (?:\S+\.)?(\S+)/.exec(step.sql)?.[1]}": ${words}`,
    );
    if (state.exitOnError) return { exit: 1 };
    return go(process, { ...state, at: state.at + 1, errors: state.errors + 1, firstError: false });
  },
};
