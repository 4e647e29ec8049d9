// createdb and dropdb: one statement about a database as a whole.
import type { Json } from '../../../engine/json.ts';
import type { Program } from '../../program.ts';
import { addressIn, type Client, CONNECTION, CONNECTION_HELP, complaint, enter, entering, LOST, misused, opening, query, quoted } from './client.ts';

interface State extends Client {
  readonly sql: string;
  readonly echo: boolean;
  /** A question that has to be answered with yes first. */
  readonly sure: boolean;
}

/** Both programs; `failing` is how the failure of the statement is named. */
function aboutDatabases(
  name: string,
  summary: string,
  failing: string,
  options: { readonly flags: string; readonly long: Readonly<Record<string, string>>; readonly help: string },
  statement: (database: string, has: (key: string) => boolean) => string,
): Program {
  const grammar = {
    name,
    flags: CONNECTION.flags + options.flags,
    valued: CONNECTION.valued,
    long: { ...CONNECTION.long, ...options.long, 'maintenance-db=': 'maintenance' },
    help: options.help,
  };
  return {
    name,
    summary,
    start(process, argv) {
      const given = opening(process, argv, grammar);
      if (typeof given === 'number') return { exit: given };
      const [database, extra] = given.operands;
      if (extra !== undefined) return misused(process, name, `too many command-line arguments (first is "${extra}")`);
      if (database === undefined && name === 'dropdb') return misused(process, name, 'missing required argument database name');
      const address = addressIn(process, given, given.value('maintenance') ?? 'postgres');
      const wanted = database ?? process.env.PGDATABASE ?? address.user;
      const state: State = { phase: 'connecting', address, words: '', link: null, sql: statement(wanted, given.has), echo: given.has('e'), sure: !given.has('i') };
      if (state.sure) return enter(process, name, state);
      process.out(`Database "${wanted}" will be permanently removed.\nAre you sure? (y/n) `);
      return { wait: { for: 'line' }, state: state as unknown as Json };
    },
    resume(process, given, wake) {
      const state = given as unknown as State;
      if (!state.sure && wake.by === 'line') {
        if (!/^y(es)?$/i.test((wake.text ?? '').trim())) return { exit: 0 };
        return enter(process, name, { ...state, sure: true } as State);
      }
      if (wake.by !== 'answer') {
        const progress = entering(process, name, state, wake);
        if (progress) return progress;
        if (state.echo) process.out(`SELECT pg_catalog.set_config('search_path', '', false);\n${state.sql}\n`);
        return query(process, state, state.sql);
      }
      const failed = wake.answer ? complaint(wake.answer) : LOST;
      if (failed) {
        process.err(`${name}: error: ${failing}: ${failed}`);
        return { exit: 1 };
      }
      for (const reply of wake.answer?.replies ?? []) if (reply.kind === 'notice') process.err(`${reply.notice.severity}:  ${reply.notice.message}\n`);
      return { exit: 0 };
    },
  };
}

export const createdb = aboutDatabases(
  'createdb',
  'makes a Postgres database',
  'database creation failed',
  {
    flags: 'e',
    long: { echo: 'e' },
    help: `createdb creates a PostgreSQL database.

Usage:
  createdb [OPTION]... [DBNAME]

Options:
  -e, --echo               show the commands being sent to the server
  -V, --version            output version information, then exit
  -?, --help               show this help, then exit
${CONNECTION_HELP}  --maintenance-db=DBNAME  alternate maintenance database

By default, a database with the same name as the current user is created.
`,
  },
  (database) => `CREATE DATABASE ${quoted(database)};`,
);

export const dropdb = aboutDatabases(
  'dropdb',
  'removes a Postgres database',
  'database removal failed',
  {
    flags: 'efi',
    long: { echo: 'e', force: 'f', interactive: 'i', 'if-exists': 'if-exists' },
    help: `dropdb removes a PostgreSQL database.

Usage:
  dropdb [OPTION]... DBNAME

Options:
  -e, --echo               show the commands being sent to the server
  -f, --force              try to terminate other connections before dropping
  -i, --interactive        prompt before deleting anything
  -V, --version            output version information, then exit
  --if-exists              don't report error if database doesn't exist
  -?, --help               show this help, then exit
${CONNECTION_HELP}  --maintenance-db=DBNAME  alternate maintenance database
`,
  },
  (database, has) => `DROP DATABASE ${has('if-exists') ? 'IF EXISTS ' : ''}${quoted(database)}${has('f') ? ' (FORCE)' : ''};`,
);
