// The Postgres servers of the world: who reaches them, who may log in, what is asked of whoever computes rows, and what an answer changes.
import { type Account, type CloudView, rows } from '../aws/cloud.ts';
import { createDatabase, type DatabaseContents, dropDatabase, noteStatements } from '../aws/rds/contents.ts';
import { parameterOf } from '../aws/rds/parameter-group.ts';
import { addressBehind, type Client, instanceAt, isReading, nameAt, reachServer, readsOnly, serverName, serverNamed } from '../aws/rds/reach.ts';
import { loginTo, rolesOf } from '../aws/rds/roles.ts';
import { asJson, historyOf, onlyReads, type SqlAnswer, type SqlReply, type SqlWish } from '../aws/rds/sql.ts';
import { INSTANCES, type Instance } from '../aws/rds/tables.ts';
import type { Question } from '../engine/device.ts';
import { canonical } from '../engine/json.ts';
import { note } from '../engine/moment.ts';
import type { Machine } from '../machine/machine.ts';
import type { DatabaseServers } from '../machine/program.ts';
import { linkIn } from '../machine/programs/psql/connect.ts';
import { wishOf } from '../machine/terminal.ts';
import { ADDRESS, faceOf, hostOf } from './hosted.ts';
import { accountOf } from './measure.ts';
import type { World } from './world.ts';

const viewOf = (world: World): CloudView => ({ cloud: world.cloud, account: accountOf(world), region: world.setting.region, time: world.time });

/** Where a machine stands: behind its instance's interface, or somewhere on the internet. */
const clientOf = (world: World, machine: Machine): Client => ({ view: viewOf(world), interfaceId: hostOf(world, machine.name)?.interfaceId ?? null, ip: ADDRESS });

/** Databases that every RDS server has besides the customer's. */
const BUILT_IN = ['postgres', 'rdsadmin', 'template0', 'template1'];

/** Whether there is such a database to be used: the customer's, or one that every server has. */
const isOpen = ({ contents }: Readonly<Instance>, database: string): boolean => Boolean(contents.databases[database]) || database === 'postgres' || database === 'template1';

export function serversFor(world: World, machine: Machine): DatabaseServers {
  return {
    at(given, port) {
      const host = /^\d+(?:\.\d+){3}$/.test(given) ? (nameAt(viewOf(world), given) ?? given) : given;
      const reached = reachServer(clientOf(world, machine), host, port);
      const found = instanceAt(world.cloud, world.time.now, host);
      const ip = found ? addressBehind(found.at, found.instance) : null;
      if (reached.ok) {
        const { instance } = reached;
        const forced = parameterOf(reached.at, instance.parameterGroup, 'rds.force_ssl') === '1';
        return {
          ok: true,
          server: serverName(reached.at, instance, readsOnly(world.cloud, world.time.now, host)),
          name: instance.address ?? host,
          ip: ip ?? host,
          from: faceOf(world, machine.name)?.privateIp ?? ADDRESS,
          version: instance.engineVersion,
          encryptedOnly: forced,
        };
      }
      if (reached.stage === 'name' && /^\d+(?:\.\d+){3}$/.test(given)) return { ok: false, error: 'timeout', ip: given };
      return { ok: false, error: reached.stage === 'name' ? 'dns' : reached.stage === 'network' ? 'timeout' : 'refused', ip: reached.stage === 'name' ? null : ip };
    },
    login(server, user, password, database) {
      const instance = serverNamed(world.cloud, server);
      if (!instance) return 'gone';
      const said = loginTo(instance, world.time.now, user, password);
      if (said !== 'ok') return said;
      if (database === 'template0') return 'shut';
      return isOpen(instance, database) ? 'ok' : 'database';
    },
    list(server) {
      const instance = serverNamed(world.cloud, server);
      if (!instance) return null;
      const own = Object.keys(instance.contents.databases).map((name) => ({ name, owner: instance.username }));
      const built = BUILT_IN.filter((name) => !instance.contents.databases[name]).map((name) => ({ name, owner: name === 'postgres' ? instance.username : 'rdsadmin' }));
      return [...own, ...built].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** A program that waits for a Postgres: what it asks, or what the world can say by itself. */
export type Open = { readonly terminal: string } & ({ readonly question: Question } | { readonly answer: SqlAnswer | null });

/** The first program that waits for a Postgres now; null when none does. */
export function openQuestion(world: World): Open | null {
  for (const terminal of Object.values(world.computers.terminals)) {
    const wish = wishOf(terminal)?.wish;
    if (!wish) continue;
    const instance = serverNamed(world.cloud, wish.server);
    if (!instance || !isOpen(instance, wish.database)) return { terminal: terminal.id, answer: null };
    const own = answerOfReader(wish) ?? answerOfServer(instance.contents, wish);
    if (own) return { terminal: terminal.id, answer: own };
    return { terminal: terminal.id, question: questionTo(world, instance, wish) };
  }
  return null;
}

function questionTo(world: World, instance: Readonly<Instance>, wish: Pick<SqlWish, 'server' | 'database' | 'session' | 'query'>): Question {
  const setup = isReading(wish.server) ? ['SET default_transaction_read_only = on', ...wish.session.setup] : wish.session.setup;
  const about = {
    server: { version: instance.engineVersion, machine: /^db\.\w+g[a-z]*\./.test(instance.class) ? 'aarch64' : 'x86_64' },
    history: historyOf(instance.contents, instance.username, wish.database, world.time.now, world.setting.datasets),
    session: { ...wish.session, setup },
    query: wish.query,
    seed: world.time.chance.seed,
  };
  return { device: 'postgres', about: asJson(about) };
}

/** A Postgres that is likely to be asked something soon, so that it can be got ready: `key` tells one from another. */
export interface Expected {
  readonly key: string;
  /** Of the database that somebody is connected to; null while nobody is, but stands where a server is in reach. */
  readonly question: Question | null;
}

/** Whether a Postgres will be wanted: somebody is connected to one, or is on a machine of the account, from where servers are reached. */
export function expectedPostgres(world: World): Expected | null {
  let near = false;
  for (const { sessions } of Object.values(world.computers.terminals)) {
    const session = sessions.at(-1);
    if (!session || !hostOf(world, session.machine)) continue;
    near = true;
    for (const task of Object.values(session.tasks)) {
      const frame = task.done ? undefined : task.stack.at(-1);
      const link = frame?.kind === 'program' ? linkIn(frame.state) : null;
      const instance = link ? serverNamed(world.cloud, link.server) : null;
      if (!link || !instance?.contents.databases[link.database]) continue;
      const nothing = { session: { user: link.user, setup: [], pending: [] }, query: { at: world.time.now, sql: '', input: null }, database: link.database, server: link.server };
      return { key: `${link.server}/${link.database}`, question: questionTo(world, instance, nothing) };
    }
  }
  return near ? { key: '', question: null } : null;
}

const DATABASE_STATEMENT = /^\s*(create|drop)\s+database\s+(if\s+exists\s+)?("(?:[^"]|"")+"|[\w$]+)\s*(?:with\b[^;]*|\(\s*force\s*\)\s*)?;?\s*$/i;
const nameIn = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase());

const WRITING =
  /^\s*(?:set\b[\s\S]*\b(?:read\s+write|(?:default_)?transaction_read_only\s*(?:=|to)\s*'?(?:off|false|no|0))|(?:begin|start\s+transaction)\b[\s\S]*\bread\s+write)\b/i;

/** A server that follows another cannot be made to write. Null for what is no attempt at it. */
function answerOfReader(wish: SqlWish): SqlAnswer | null {
  if (!isReading(wish.server) || !WRITING.test(wish.query.sql)) return null;
  const notice = { severity: 'ERROR', code: '0A000', message: 'cannot set transaction read-write mode during recovery' };
  return { replies: [{ kind: 'error', notice }], transaction: wish.session.pending.length > 0 ? 'E' : 'I', counts: null, roles: null };
}

/** Statements about databases as wholes are the server's own business, not that of one database. Null for all others. */
function answerOfServer(contents: Readonly<DatabaseContents>, wish: SqlWish): SqlAnswer | null {
  const match = DATABASE_STATEMENT.exec(wish.query.sql);
  if (!match) return null;
  const [, verb = '', lenient, quoted = ''] = match;
  const name = nameIn(quoted);
  const say = (...replies: SqlReply[]): SqlAnswer => ({ replies, transaction: wish.session.pending.length > 0 ? 'T' : 'I', counts: null, roles: null });
  const refuse = (code: string, message: string) => say({ kind: 'error', notice: { severity: 'ERROR', code, message } });
  const tag = `${verb.toUpperCase()} DATABASE`;
  if (wish.session.pending.length > 0) return refuse('25001', `${tag} cannot run inside a transaction block`);
  if (verb.toLowerCase() === 'create') {
    return contents.databases[name] || BUILT_IN.includes(name) ? refuse('42P04', `database "${name}" already exists`) : say({ kind: 'done', tag });
  }
  if (name === wish.database) return refuse('55006', 'cannot drop the currently open database');
  if (BUILT_IN.includes(name)) return refuse('42501', `must be owner of database ${name}`);
  if (contents.databases[name]) return say({ kind: 'done', tag });
  if (!lenient) return refuse('3D000', `database "${name}" does not exist`);
  return say({ kind: 'notice', notice: { severity: 'NOTICE', code: '00000', message: `database "${name}" does not exist, skipping` } }, { kind: 'done', tag });
}

/** Makes a database's contents what a Postgres said that it is after what a program asked of it. Mutates. */
export function takeAnswer(world: World, terminal: string, given: SqlAnswer | null): void {
  const at = world.computers.terminals[terminal];
  const wish = at ? wishOf(at)?.wish : undefined;
  if (!wish) return;
  const [account = '', region = ''] = wish.server.split('/');
  const known = serverNamed(world.cloud, wish.server);
  const instance = known ? Object.values(rows(world.cloud.accounts[account] as Account, region, INSTANCES)).find((one) => one.resourceId === known.resourceId) : undefined;
  if (given && instance) change(world, instance, wish, given);
}

function change(world: World, instance: Instance, wish: SqlWish, given: SqlAnswer): void {
  const { time } = world;
  const { contents } = instance;
  const failed = given.replies.some((reply) => reply.kind === 'error');
  const whole = DATABASE_STATEMENT.exec(wish.query.sql);
  if (whole) {
    const name = nameIn(whole[3] ?? '');
    if (failed || wish.session.pending.length > 0) return;
    if (whole[1]?.toLowerCase() === 'create') createDatabase(contents, time.now, name);
    else dropDatabase(contents, time.now, name);
    note(time, whole[1]?.toLowerCase() === 'create' ? 'postgres.database.created' : 'postgres.database.dropped', { instance: instance.identifier, database: name });
    return;
  }
  const run = [...wish.session.pending, wish.query];
  if (given.transaction !== 'I' || given.counts === null || run.every((one) => onlyReads(one.sql))) return;
  const tables = contents.databases[wish.database] ?? {};
  const before = Object.keys(tables).filter((name) => !tables[name]?.gone);
  const roles = given.roles && canonical(given.roles) !== canonical(rolesOf(instance)) ? given.roles : null;
  noteStatements(contents, time.now, { database: wish.database, user: wish.session.user, run }, given.counts, roles);
  const dropped = before.filter((name) => given.counts?.[name] === undefined);
  note(time, 'postgres.changed', {
    instance: instance.identifier,
    database: wish.database,
    sql: run
      .map((one) => one.sql)
      .join('; ')
      .slice(0, 400),
    ...(dropped.length > 0 ? { dropped } : {}),
  });
}
