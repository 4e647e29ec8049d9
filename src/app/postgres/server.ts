// Answers questions about databases with a real Postgres (PGlite). It keeps the servers that it has built, but an answer depends on the question
// alone: a server whose past is not the beginning of the question's past is thrown away.
import { growth, onlyReads, type SqlAnswer, type SqlEvent, type SqlQuestion } from '../../aws/rds/sql.ts';
import { canonical } from '../../engine/json.ts';
import { withHost } from './host.ts';
import { queryMessage, readReplies } from './protocol.ts';

/** What is used of PGlite. */
export interface Engine {
  execProtocolRaw(message: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Server {
  readonly engine: Engine;
  /** What it has done, as texts to compare. Growth is compared by what it has grown to. */
  done: SqlEvent[];
  /** The queries of the transaction that is open in it. */
  open: string[];
  lastUsed: number;
}

/** Servers kept at a time: each takes some hundred megabytes. */
const MOST_SERVERS = 2;

/** What an RDS server looks like to the one who owns a database on it: its roles, its names, its version. */
const BEGIN = (owner: string, database: string) => `
set timezone = 'UTC';
update pg_catalog.pg_authid set rolname = 'rdsadmin' where oid = 10;
update pg_catalog.pg_database set datname = '${database.replaceAll("'", "''")}' where datname = current_database();
create or replace function pg_catalog.version() returns text language sql stable as $$ select 'PostgreSQL 16.3 on aarch64-unknown-linux-gnu, compiled by gcc (GCC) 7.3.1 20180712 (Red Hat 7.3.1-6), 64-bit'::text $$;
create or replace function pg_catalog.gen_random_uuid() returns uuid language sql volatile as $$ select overlay(overlay(md5(random()::text || random()::text) placing '4' from 13) placing '8' from 17)::uuid $$;
create role rds_superuser;
create role "${owner.replaceAll('"', '""')}" login createdb createrole;
grant rds_superuser to "${owner.replaceAll('"', '""')}";
alter database "${database.replaceAll('"', '""')}" owner to "${owner.replaceAll('"', '""')}";
`;

const COUNTS = `select string_agg(format('select %L, count(*) from %I.%I', case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end, n.nspname, c.relname), ' union all ')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema')`;

/** Whether a server that has done `done` is on the way to `wanted`: same events in the same order, the last growth not beyond what is wanted. */
export function isBeginning(done: readonly SqlEvent[], wanted: readonly SqlEvent[]): boolean {
  if (done.length > wanted.length) return false;
  return done.every((event, index) => {
    const other = wanted[index] as SqlEvent;
    if (event.kind === 'grow' && other.kind === 'grow') {
      if (event.table !== other.table || event.to > other.to || event.template !== other.template) return false;
      if (index < done.length - 1 && event.to !== other.to && done.slice(index + 1).some((later) => later.kind === 'sql')) return false;
      return event.spells.every((spell, at) => canonical(spell) === canonical(other.spells[at]));
    }
    return canonical(event) === canonical(other);
  });
}

/** A device that answers one question after the other. `start` makes a fresh, empty Postgres. */
export function postgresDevice(start: () => Promise<Engine>): (question: SqlQuestion) => Promise<SqlAnswer> {
  const servers: Server[] = [];
  let uses = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const run = async (server: Server, sql: string, input: string | null = null) => readReplies(await server.engine.execProtocolRaw(queryMessage(sql, input)));

  /** Executes what is the project's own: an error in it is a defect of a case. */
  const must = async (server: Server, sql: string) => {
    const failed = (await run(server, sql)).replies.find((reply) => reply.kind === 'error');
    if (failed) throw new Error(`The data set of a database does not load: ${failed.notice.message}`);
  };

  /** A new session, as if somebody had just connected. */
  const asUser = async (server: Server, user: string, at: number, setup: readonly string[]) => {
    await run(server, 'discard all');
    await must(
      server,
      `set timezone = 'UTC'; set synchronize_seqscans = off; select setseed(${(Math.floor(at / 1000) % 1000) / 1000}); set session authorization "${user.replaceAll('"', '""')}"`,
    );
    for (const sql of setup) await run(server, sql);
  };

  const asOwner = (server: Server) => run(server, 'reset session authorization; discard all');

  const grow = async (server: Server, event: Extract<SqlEvent, { kind: 'grow' }>, from: number, seed: number) => {
    const statements = growth(event, from, seed);
    if (statements.length === 0) return;
    await asOwner(server);
    // The rows are right by how they are made; what a learner has changed about the table decides whether they still fit.
    await run(server, 'set session_replication_role = replica');
    for (const sql of statements) await run(server, sql);
    await run(server, 'reset session_replication_role');
  };

  const live = async (server: Server, event: SqlEvent, question: SqlQuestion) => {
    if (event.kind === 'begin') {
      await must(server, BEGIN(event.owner, event.database));
      await asUser(server, event.owner, 0, []);
      if (event.sql) await must(server, event.sql.replaceAll(':seed', String(question.seed)));
    } else if (event.kind === 'grow') await grow(server, event, 0, question.seed);
    else {
      await asUser(server, event.user, event.run[0]?.at ?? 0, []);
      for (const one of event.run) await withHost(one.at, question.seed, () => run(server, one.sql, one.input));
    }
  };

  const drop = async (server: Server) => {
    servers.splice(servers.indexOf(server), 1);
    await server.engine.close().catch(() => {});
  };

  /** A server at the state that the question speaks of, with its transaction open. */
  const serverFor = async (question: SqlQuestion): Promise<Server> => {
    const pending = question.session.pending.map((one) => canonical(one));
    for (const server of servers) {
      const same = isBeginning(server.done, question.history);
      if (same && server.open.length > 0 && server.done.length === question.history.length && canonical(server.open) === canonical(pending)) return server;
    }
    let server = servers.find((one) => one.open.length === 0 && isBeginning(one.done, question.history));
    if (!server) {
      const oldest = [...servers].sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (oldest && servers.length >= MOST_SERVERS) await drop(oldest);
      server = { engine: await start(), done: [], open: [], lastUsed: 0 };
      servers.push(server);
    }
    for (const [index, event] of question.history.entries()) {
      const before = server.done[index];
      if (before?.kind === 'grow' && event.kind === 'grow' && before.to < event.to) await grow(server, event, before.to, question.seed);
      else if (!before) await live(server, event, question);
      server.done[index] = event;
    }
    await asUser(server, question.session.user, (question.session.pending[0] ?? question.query).at, question.session.setup);
    for (const one of question.session.pending) {
      await withHost(one.at, question.seed, () => run(server, one.sql, one.input));
      server.open.push(canonical(one));
    }
    return server;
  };

  const answer = async (question: SqlQuestion): Promise<SqlAnswer> => {
    const server = await serverFor(question);
    server.lastUsed = ++uses;
    const { query, session } = question;
    const { replies, transaction } = await withHost(query.at, question.seed, () => run(server, query.sql, query.input));
    const whole = [...session.pending, query];
    const wrote = !whole.every((one) => onlyReads(one.sql));
    if (transaction !== 'I') {
      server.open.push(canonical(query));
      return { replies, transaction, counts: null };
    }
    server.open = [];
    if (!wrote) return { replies, transaction, counts: null };
    server.done = [...server.done, { kind: 'sql', user: session.user, run: whole }];
    await asOwner(server);
    const counts: Record<string, number> = {};
    const [made] = (await run(server, COUNTS)).replies;
    const counting = made?.kind === 'rows' ? made.rows[0]?.[0] : null;
    const [counted] = counting ? (await run(server, counting)).replies : [];
    if (counted?.kind === 'rows') for (const [name, count] of counted.rows) counts[name ?? ''] = Number(count);
    return { replies, transaction, counts };
  };

  return (question) => {
    const next = queue.then(() => answer(question));
    queue = next.catch(() => {
      // A server that broke is not asked again.
      for (const server of [...servers]) void drop(server);
    });
    return next;
  };
}
