// The jobs that a function can be: `dbjobs`, a small library that is in this cloud's Python runtimes. Each does, through the door and with the
// function's rights and network, what its code would do: connect to the database, read or write rows, put and get objects. A job is a list of phases,
// each of which happens when the one before has taken its time.
import { iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type Account, type CloudContext, rows } from '../cloud.ts';
import { isRecord } from '../input.ts';
import type { AwsError, Params } from '../operation.ts';
import { rowsAt } from '../rds/contents.ts';
import { type DatabaseAddress, databaseAddress } from '../rds/database-address.ts';
import { type Dump, dumpOf, dumpText, inTheWay, loadDump, readDump, rowsIn } from '../rds/dump.ts';
import { reachDatabase, readsOnly, serverName, serverNamed } from '../rds/reach.ts';
import { INSTANCES, type Instance } from '../rds/tables.ts';

/** Raised by a job: type and words as Python would have them. */
export class Raised extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a job has while it runs. */
export interface Running {
  readonly context: CloudContext;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: Params;
  /** The function's interface in its VPC; null outside one. */
  readonly interfaceId: string | null;
  /** Calls AWS with the role's rights. A refusal is raised as boto3 does. */
  aws(service: string, operation: string, params: Params): Params;
  /** Takes milliseconds of the function's time; raises the timeout when none is left. */
  spend(milliseconds: number): void;
  /** Takes bytes of the function's memory until the next phase; the runtime is killed when there are not so many. */
  hold(bytes: number): void;
  print(line: string): void;
}

/** One phase of a job: what it is given by the one before (null at first) and gives to the next. The last one's is the answer. */
export type Phase = (running: Running, memo: Json) => Json;

/** Rows that a copy moves in a millisecond. */
const ROWS_PER_MS = 60;
/** Rows that are in memory at once, unless CHUNK_ROWS says so, and bytes of a row there: Python's objects are large. */
const CHUNK_ROWS = 10_000;
const ROW_IN_MEMORY = 1_400;

/** Holds as many rows as are moved at once. */
function holdChunk(running: Running, total: number): void {
  const wanted = Number(running.environment.CHUNK_ROWS ?? CHUNK_ROWS);
  if (!Number.isInteger(wanted) || wanted < 1) throw new Raised('ValueError', `invalid literal for int() with base 10: '${running.environment.CHUNK_ROWS}'`);
  running.hold(Math.min(total, wanted) * ROW_IN_MEMORY);
}

const setting = (running: Running, name: string): string => {
  const value = running.environment[name];
  if (value === undefined) throw new Raised('KeyError', `'${name}'`);
  return value;
};

const given = (running: Running, name: string): string | null => {
  const value = running.event[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Where the database is: the environment, a secret that it names (`DATABASE_SECRET`), and `host` or `database` of the event. */
function addressFor(running: Running): DatabaseAddress {
  const environment: Record<string, string> = { ...running.environment };
  const secret = environment.DATABASE_SECRET;
  if (secret) {
    const text = String(running.aws('secretsmanager', 'GetSecretValue', { SecretId: secret }).SecretString ?? '');
    if (text.startsWith('postgres')) environment.DATABASE_URL = text;
    else environment.SECRET = text;
  }
  const address = databaseAddress(environment);
  if (!address) throw new Raised('KeyError', "'PGHOST'");
  return { ...address, host: given(running, 'host') ?? address.host, database: given(running, 'database') ?? address.database };
}

interface Connected {
  readonly address: DatabaseAddress;
  readonly instance: Instance;
  /** What the connection remembers of its server. */
  readonly server: string;
}

/** Logs in to the database, or with `anyway`, when there is no such database, to the one that every server has. */
function connect(running: Running, anyway = false): Connected {
  const address = addressFor(running);
  running.spend(40);
  const { cloud, time, account, region } = running.context;
  const client = { view: { cloud, time, account, region }, interfaceId: running.interfaceId };
  let reached = reachDatabase(client, address);
  if (anyway && !reached.ok && reached.message.endsWith('does not exist')) reached = reachDatabase(client, { ...address, database: 'postgres' });
  if (!reached.ok) {
    // A client waits for an answer that does not come: the function's own time ends first.
    if (reached.stage === 'network') running.spend(Number.POSITIVE_INFINITY);
    throw new Raised('OperationalError', reached.message);
  }
  const { at, instance } = reached;
  return { address, instance: rows(at.account, at.region, INSTANCES)[instance.resourceId] as Instance, server: serverName(at, instance) };
}

/** The server of a connection that was opened in an earlier phase; raises as libpq does when it went away in between. */
function stillConnected(running: Running, server: string): Instance {
  const found = serverNamed(running.context.cloud, server);
  if (!found)
    throw new Raised(
      'OperationalError',
      'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.',
    );
  const [account = '', region = ''] = server.split('/');
  const owner = running.context.cloud.accounts[account] as Account;
  return rows(owner, region, INSTANCES)[found.resourceId] as Instance;
}

const prefixOf = (running: Running): string => {
  const prefix = running.environment.PREFIX ?? '';
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
};

interface Read {
  readonly server: string;
  readonly database: string;
  readonly dump: string;
}

/** Reads every table of the database, as it is when the reading begins. */
const readTables: Phase = (running) => {
  setting(running, 'BUCKET');
  const { address, instance, server } = connect(running);
  const dump = dumpOf(instance.contents, address.database, running.context.time.now);
  const total = sum(rowsIn(dump));
  holdChunk(running, total);
  running.spend(200 + total / ROWS_PER_MS);
  return { server, database: address.database, dump: dumpText(dump) } satisfies Read;
};

/** What was read, as one object: `PREFIX/DATABASE/2026-02-26T02-00-00Z.dump` in BUCKET. */
const storeTables: Phase = (running, memo) => {
  const { server, database, dump: body } = memo as unknown as Read;
  const { identifier, resourceId } = stillConnected(running, server);
  const bucket = setting(running, 'BUCKET');
  const dump = readDump(body) as Dump;
  const counts = rowsIn(dump);
  const key = `${prefixOf(running)}${database}/${iso(Math.floor(dump.asOf / SECOND) * SECOND).replace(/:/g, '-')}.dump`;
  running.aws('s3', 'PutObject', { Bucket: bucket, Key: key, Body: body, ContentType: 'application/octet-stream' });
  running.print(`${database}: ${Object.keys(counts).length} tables, ${sum(counts)} rows to s3://${bucket}/${key}`);
  note(running.context.time, 'rds.data.exported', { identifier, resourceId, bucket, key, dataAt: dump.asOf, rows: named(database, counts) });
  return { bucket, key, rows: counts };
};

const sum = (counts: { readonly [table: string]: number }): number => Object.values(counts).reduce((total, count) => total + count, 0);

const named = (database: string, counts: { readonly [table: string]: number }): Json =>
  Object.fromEntries(Object.entries(counts).map(([table, count]) => [`${database}.${table}`, count]));

interface Opened {
  readonly server: string;
  readonly address: { readonly database: string; readonly host: string };
  readonly key: string;
  readonly body: string;
}

const refuseTaken = (instance: Readonly<Instance>, database: string, dump: Dump): void => {
  const taken = inTheWay(instance.contents, database, dump);
  if (taken) throw new Raised('DuplicateTable', `relation "${taken}" already exists`);
};

/**
 * The object named by the event's `key`, or the newest under PREFIX/DATABASE, is read and sent to the database, in one transaction.
 * Tables with rows in them are not touched.
 */
const sendTables: Phase = (running) => {
  const bucket = setting(running, 'BUCKET');
  const { address, instance, server } = connect(running, true);
  const key = given(running, 'key') ?? newest(running, bucket, `${prefixOf(running)}${given(running, 'from') ?? address.database}/`);
  const body = running.aws('s3', 'GetObject', { Bucket: bucket, Key: key }).Body;
  const dump = typeof body === 'string' ? readDump(body) : null;
  if (!dump || typeof body !== 'string') throw new Raised('ValueError', `s3://${bucket}/${key} is no dump`);
  if (readsOnly(running.context.cloud, running.context.time.now, address.host))
    throw new Raised('ReadOnlySqlTransaction', 'cannot execute CREATE TABLE in a read-only transaction');
  refuseTaken(instance, address.database, dump);
  const total = sum(rowsIn(dump));
  holdChunk(running, total);
  running.spend(300 + total / ROWS_PER_MS);
  return { server, address: { database: address.database, host: address.host }, key, body } satisfies Opened;
};

/** The transaction is committed: the rows are there. The database is made when it is not. */
const commitTables: Phase = (running, memo) => {
  const { server, address, key, body } = memo as unknown as Opened;
  const bucket = setting(running, 'BUCKET');
  const instance = stillConnected(running, server);
  const dump = readDump(body) as Dump;
  const counts = rowsIn(dump);
  refuseTaken(instance, address.database, dump);
  loadDump(instance.contents, running.context.time.now, address.database, dump);
  running.spend(20);
  running.print(`s3://${bucket}/${key} to ${address.database} on ${address.host}: ${sum(counts)} rows, as of ${iso(dump.asOf)}`);
  const { identifier, resourceId } = instance;
  note(running.context.time, 'rds.data.loaded', { identifier, resourceId, bucket, key, dataAt: dump.asOf, rows: named(address.database, counts) });
  return { bucket, key, rows: counts };
};

function newest(running: Running, bucket: string, prefix: string): string {
  let found = '';
  let token: Json | undefined;
  do {
    const page = running.aws('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) });
    // The names sort by time.
    for (const object of Array.isArray(page.Contents) ? page.Contents : []) if (isRecord(object) && String(object.Key) > found) found = String(object.Key);
    token = page.NextContinuationToken;
  } while (token);
  if (found === '') throw new Raised('FileNotFoundError', `nothing under s3://${bucket}/${prefix}`);
  return found;
}

interface Counted {
  readonly table: string;
  readonly database: string;
  readonly host: string;
  readonly count: number;
}

/** Rows of TABLE (or the event's `table`). */
const countRows: Phase = (running) => {
  const table = given(running, 'table') ?? setting(running, 'TABLE');
  const { address, instance } = connect(running);
  const count = rowsAt(instance.contents, address.database, table, running.context.time.now);
  if (count === null) throw new Raised('UndefinedTable', `relation "${table}" does not exist`);
  running.spend(20 + count / (ROWS_PER_MS * 40));
  return { table, database: address.database, host: address.host, count } satisfies Counted;
};

/** Puts the number into METRIC_NAMESPACE. Raises when it is less than the event's or the environment's MINIMUM. */
const judgeRows: Phase = (running, memo) => {
  const { table, database, host, count } = memo as unknown as Counted;
  running.print(`${database}.${table} on ${host}: ${count} rows`);
  const namespace = running.environment.METRIC_NAMESPACE;
  if (namespace) {
    running.aws('cloudwatch', 'PutMetricData', {
      Namespace: namespace,
      MetricData: [{ MetricName: 'Rows', Value: count, Unit: 'Count', Dimensions: [{ Name: 'Table', Value: table }] }],
    });
  }
  const minimum = Number(running.event.minimum ?? running.environment.MINIMUM ?? 0);
  if (count < minimum) throw new Raised('AssertionError', `${table} has ${count} rows, expected at least ${minimum}`);
  return { rows: count, host };
};

export const JOBS = {
  dump_to_s3: [readTables, storeTables],
  load_from_s3: [sendTables, commitTables],
  count_rows: [countRows, judgeRows],
} as const satisfies Record<string, readonly Phase[]>;
export type JobName = keyof typeof JOBS;

/** boto3's words for a refusal. */
export const clientError = (operation: string, error: AwsError): Raised =>
  new Raised('ClientError', `An error occurred (${error.code}) when calling the ${operation} operation: ${error.message}`);
