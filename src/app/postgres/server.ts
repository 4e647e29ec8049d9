// Answers questions about databases with a real Postgres (PGlite). It keeps the servers that it has built, but an answer depends on the question
// alone: a server whose past is not the beginning of the question's past is thrown away.
import type { Execution } from '../../aws/rds/contents.ts';
import { growth, onlyReads, type SqlAnswer, type SqlEvent, type SqlQuestion, type SqlReply } from '../../aws/rds/sql.ts';
import { equal } from '../../engine/json.ts';
import { withHost } from './host.ts';
import { type Identity, identity } from './identity.ts';
import { queryMessage, readReplies } from './protocol.ts';
import { COUNTS, ROLES, rolesIn } from './questions.ts';
import { type Engine, type Versioned, versioned } from './version.ts';

export type { Engine } from './version.ts';

interface Server {
  readonly engine: Engine;
  readonly say: Versioned;
  readonly openedBy: Identity;
  /** What it has done, as texts to compare. Growth is compared by what it has grown to. */
  done: SqlEvent[];
  /** The queries of the transaction that is open in it. */
  open: Execution[];
  lastUsed: number;
}

/** Servers kept at a time: each takes some hundred megabytes. */
const MOST_SERVERS = 2;

/** The role that RDS keeps for itself. */
const SERVER = 'rdsadmin';

/**
 * Nobody waits here for a clock: what a statement sleeps is added up, for who asked to wait for, and compared with `statement_timeout`. `host.slept` is in milliseconds.
 */
const SLEEP = `
update pg_catalog.pg_proc set proname = 'pg_sleep_real' where proname = 'pg_sleep';
create function pg_catalog.pg_sleep(double precision) returns void language plpgsql volatile strict as $$
declare
  slept numeric := coalesce(nullif(current_setting('host.slept', true), ''), '0')::numeric + greatest($1, 0)::numeric * 1000;
  most numeric := (select setting from pg_catalog.pg_settings where name = 'statement_timeout');
begin
  if most > 0 and slept > most then raise exception 'canceling statement due to statement timeout' using errcode = 'query_canceled'; end if;
  perform pg_catalog.set_config('host.slept', slept::text, false);
end $$;
create or replace function pg_catalog.pg_sleep_for(interval) returns void language sql volatile strict as 'select pg_catalog.pg_sleep(extract(epoch from $1))';
create or replace function pg_catalog.pg_sleep_until(timestamp with time zone) returns void language sql volatile strict as 'select pg_catalog.pg_sleep(extract(epoch from $1) - extract(epoch from clock_timestamp()))';
`;

/** A statement that sleeps. */
const SLEEPS = /\bpg_sleep/i;

/** What the server says of a statement that ran out of time: it is the server itself that ends it, not the function that counts. */
const timedOut = (reply: SqlReply): SqlReply =>
  reply.kind === 'error' && reply.notice.code === '57014' && reply.notice.routine === 'exec_stmt_raise'
    ? {
        kind: 'error',
        notice: { severity: reply.notice.severity, code: '57014', message: reply.notice.message, file: 'postgres.c', fileLine: '3381', routine: 'ProcessInterrupts' },
      }
    : reply;

/** What an RDS server looks like to the one who owns a database on it: its roles, its names. Passwords are kept as MD5, which the world can compare. */
const BEGIN = (owner: string, database: string) => `
set timezone = 'UTC';
update pg_catalog.pg_database set datname = '${database.replaceAll("'", "''")}' where datname = current_database();
create or replace function pg_catalog.gen_random_uuid() returns uuid language sql volatile as $$ select overlay(overlay(md5(random()::text || random()::text) placing '4' from 13) placing '8' from 17)::uuid $$;
${SLEEP}create role rds_superuser;
grant pg_monitor, pg_signal_backend, pg_checkpoint to rds_superuser with admin option;
create role "${owner.replaceAll('"', '""')}" login createdb createrole;
grant rds_superuser to "${owner.replaceAll('"', '""')}";
alter database "${database.replaceAll('"', '""')}" owner to "${owner.replaceAll('"', '""')}";
`;

/** Rows from which it is quicker to make a table's indexes after them than with them. */
const MANY = 10_000;

/** Whether a server that has done `done` is on the way to `wanted`: same events in the same order, the last growth not beyond what is wanted. */
export function isBeginning(done: readonly SqlEvent[], wanted: readonly SqlEvent[]): boolean {
  if (done.length > wanted.length) return false;
  return done.every((event, index) => {
    const other = wanted[index] as SqlEvent;
    if (event.kind === 'grow' && other.kind === 'grow') {
      if (event.table !== other.table || event.to > other.to || event.template !== other.template) return false;
      if (index < done.length - 1 && event.to !== other.to && done.slice(index + 1).some((later) => later.kind === 'sql')) return false;
      return event.spells.every((spell, at) => equal(spell, other.spells[at]));
    }
    return equal(event, other);
  });
}

export interface PostgresDevice {
  ask(question: SqlQuestion): Promise<SqlAnswer>;
  /** Makes the rows that such a question needs, for somebody who is about to ask; for null, a Postgres without any. */
  prepare(question: SqlQuestion | null): Promise<void>;
}

/** A device that answers one question after the other. `start` makes a fresh, empty Postgres. */
export function postgresDevice(start: () => Promise<Engine>): PostgresDevice {
  const servers: Server[] = [];
  let uses = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const run = async (server: Server, sql: string, input: string | null = null) => readReplies(await server.engine.execProtocolRaw(queryMessage(sql, input)));

  /** Executes what is the project's own: an error in it is a defect of a case, or of ours. */
  const must = async (server: Server, sql: string) => {
    const { replies } = await run(server, sql);
    const failed = replies.find((reply) => reply.kind === 'error');
    if (failed) throw new Error(`The data set of a database does not load: ${failed.notice.message}`);
    return replies.flatMap((reply) => (reply.kind === 'rows' ? reply.rows : []));
  };

  /** A new session, as if somebody had just connected. */
  const asUser = async (server: Server, user: string, at: number, setup: readonly string[]) => {
    server.openedBy(null);
    await run(server, 'discard all');
    const name = user.replaceAll('"', '""');
    await must(
      server,
      `set timezone = 'UTC'; set synchronize_seqscans = off; set password_encryption = 'md5'; set md5_password_warnings = off; select setseed(${(Math.floor(at / 1000) % 1000) / 1000}); set session authorization "${name}"`,
    );
    const [row] = await must(server, 'select oid from pg_catalog.pg_roles where rolname = session_user');
    server.openedBy(Number(row?.[0]));
    for (const sql of setup) await run(server, sql);
  };

  /** Apart from each other: what discards everything must not stand in a query with something else. A reset would lead to nobody, for the name is ours. */
  const asOwner = async (server: Server) => {
    server.openedBy(null);
    for (const sql of ['discard all', `set session authorization ${SERVER}`]) await must(server, sql);
  };

  const grow = async (server: Server, event: Extract<SqlEvent, { kind: 'grow' }>, from: number, seed: number) => {
    const statements = growth(event, from, seed);
    if (statements.length === 0) return;
    await asOwner(server);
    // The rows are right by how they are made; what a learner has changed about the table decides whether they still fit.
    await run(server, 'set session_replication_role = replica');
    const table = `'${event.table.replaceAll("'", "''")}'::regclass`;
    const later = event.to - from >= MANY;
    // Nobody restarts this server, so its log need not know of them either.
    const persistence = (before: string, after: string) =>
      run(
        server,
        `update pg_catalog.pg_class set relpersistence = '${after}' where relpersistence = '${before}' and (oid = ${table} or oid in (select indexrelid from pg_catalog.pg_index where indrelid = ${table}))`,
      );
    let unlogged = false;
    if (later) {
      await run(server, `update pg_catalog.pg_index set indisready = false, indisvalid = false where indrelid = ${table}`);
      const { replies } = await persistence('p', 'u');
      unlogged = replies.some((reply) => reply.kind === 'done' && reply.tag !== 'UPDATE 0');
    }
    for (const sql of statements) await run(server, sql);
    if (later) await run(server, `do $$ begin execute 'reindex table ' || ${table}; end $$`);
    if (unlogged) await persistence('u', 'p');
    await run(server, 'reset session_replication_role');
  };

  const live = async (server: Server, event: SqlEvent, question: SqlQuestion) => {
    if (event.kind === 'begin') {
      await must(server, BEGIN(event.owner, event.database));
      await asUser(server, event.owner, 0, []);
      if (event.sql) await must(server, event.sql.replaceAll(':seed', String(question.seed)));
    } else if (event.kind === 'grow') await grow(server, event, 0, question.seed);
    else if (event.kind === 'roles') {
      await asOwner(server);
      for (const sql of event.sql) await run(server, sql);
    } else {
      await asUser(server, event.user, event.run[0]?.at ?? 0, []);
      for (const one of event.run) await withHost(one.at, question.seed, () => run(server, one.sql, one.input));
    }
  };

  const drop = async (server: Server) => {
    servers.splice(servers.indexOf(server), 1);
    await server.engine.close().catch(() => {});
  };

  const freshServer = async (): Promise<Server> => {
    const engine = await start();
    await engine.execProtocolRaw(queryMessage(`update pg_catalog.pg_authid set rolname = '${SERVER}' where oid = 10`, null));
    const server: Server = { engine, say: await versioned(engine), openedBy: await identity(engine, SERVER), done: [], open: [], lastUsed: ++uses };
    servers.push(server);
    return server;
  };

  /** A server whose past is that of the question, with nobody connected. */
  const serverWith = async (question: SqlQuestion): Promise<Server> => {
    let server = servers.find((one) => one.open.length === 0 && isBeginning(one.done, question.history));
    if (!server) {
      const oldest = [...servers].sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (oldest && servers.length >= MOST_SERVERS) await drop(oldest);
      server = await freshServer();
    }
    server.lastUsed = ++uses;
    await asOwner(server);
    await server.say(question.server);
    for (const [index, event] of question.history.entries()) {
      const before = server.done[index];
      if (before?.kind === 'grow' && event.kind === 'grow' && before.to < event.to) await grow(server, event, before.to, question.seed);
      else if (!before) await live(server, event, question);
      server.done[index] = event;
    }
    return server;
  };

  /** A server at the state that the question speaks of, with its transaction open. */
  const serverFor = async (question: SqlQuestion): Promise<Server> => {
    const { pending } = question.session;
    for (const server of servers) {
      const same = isBeginning(server.done, question.history);
      if (same && server.open.length > 0 && server.done.length === question.history.length && equal(server.open, pending)) return server;
    }
    const server = await serverWith(question);
    await asUser(server, question.session.user, (question.session.pending[0] ?? question.query).at, question.session.setup);
    for (const one of pending) {
      await withHost(one.at, question.seed, () => run(server, one.sql, one.input));
      server.open.push(one);
    }
    return server;
  };

  const answer = async (question: SqlQuestion): Promise<SqlAnswer> => {
    const server = await serverFor(question);
    const { query, session } = question;
    const sleeps = SLEEPS.test(query.sql);
    if (sleeps) await run(server, 'set host.slept = 0');
    const setting = async (name: string) =>
      (await run(server, `select setting from pg_catalog.pg_settings where name = '${name}'`)).replies.flatMap((reply) => (reply.kind === 'rows' ? reply.rows : []))[0]?.[0];
    const most = sleeps ? Number(await setting('statement_timeout')) : 0;
    const { replies: said, transaction } = await withHost(query.at, question.seed, () => run(server, query.sql, query.input));
    const replies = said.map(timedOut);
    const late = replies.some((reply) => reply.kind === 'error' && reply.notice.code === '57014' && reply.notice.routine === 'ProcessInterrupts');
    const took = !sleeps
      ? {}
      : {
          took: late
            ? most
            : Number(
                (await run(server, "select pg_catalog.current_setting('host.slept', true)")).replies.flatMap((reply) => (reply.kind === 'rows' ? reply.rows : []))[0]?.[0] ?? 0,
              ),
        };
    const whole = [...session.pending, query];
    const wrote = !whole.every((one) => onlyReads(one.sql));
    if (transaction !== 'I') {
      server.open.push(query);
      return { replies, transaction, counts: null, roles: null, ...took };
    }
    server.open = [];
    // What ran out of time has done nothing.
    if (!wrote || late) return { replies, transaction, counts: null, roles: null, ...took };
    server.done = [...server.done, { kind: 'sql', user: session.user, run: whole }];
    await asOwner(server);
    const counts: Record<string, number> = {};
    const counting = (await must(server, COUNTS))[0]?.[0];
    if (counting) for (const [name, count] of await must(server, counting)) counts[name ?? ''] = Number(count);
    return { replies, transaction, counts, roles: rolesIn(await must(server, ROLES)), ...took };
  };

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work);
    queue = next.catch(() => {
      // A server that broke is not asked again.
      for (const server of [...servers]) void drop(server);
    });
    return next;
  };
  return {
    ask: (question) => inTurn(() => answer(question)),
    prepare: (question) => inTurn(async () => void (question ? await serverWith(question) : servers.length === 0 && (await freshServer()))),
  };
}
