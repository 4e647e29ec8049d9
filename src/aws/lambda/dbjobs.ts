// The jobs that a function can be: `dbjobs`, a small library that is in this cloud's Python runtimes. Each does, through the door and with the
// function's rights and network, what its code would do: connect to the database, read or write rows, put and get objects.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, rows } from '../cloud.ts';
import { isRecord } from '../input.ts';
import type { AwsError, Params } from '../operation.ts';
import { rowsAt } from '../rds/contents.ts';
import { type DatabaseAddress, databaseAddress } from '../rds/database-address.ts';
import { dumpOf, dumpText, inTheWay, loadDump, readDump, rowsIn } from '../rds/dump.ts';
import { reachDatabase } from '../rds/reach.ts';
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
  print(line: string): void;
}

/** Rows that a copy moves in a millisecond. */
const ROWS_PER_MS = 60;

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

/** Logs in to the database, or with `anyway`, when there is no such database, to the one that every server has. */
function connect(running: Running, anyway = false): { readonly address: DatabaseAddress; readonly instance: Instance } {
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
  return { address, instance: rows(reached.at.account, reached.at.region, INSTANCES)[reached.instance.resourceId] as Instance };
}

const prefixOf = (running: Running): string => {
  const prefix = running.environment.PREFIX ?? '';
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
};

/** Every table of the database into one object, `PREFIX/DATABASE/2026-02-26T02-00-00Z.dump` in BUCKET. */
function dumpToS3(running: Running): Json {
  const bucket = setting(running, 'BUCKET');
  const { address, instance } = connect(running);
  const now = running.context.time.now;
  const dump = dumpOf(instance.contents, address.database, now);
  const counts = rowsIn(dump);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  running.spend(200 + total / ROWS_PER_MS);
  const key = `${prefixOf(running)}${address.database}/${iso(now).replace(/:/g, '-')}.dump`;
  running.aws('s3', 'PutObject', { Bucket: bucket, Key: key, Body: dumpText(dump), ContentType: 'application/octet-stream' });
  running.print(`${address.database}: ${Object.keys(counts).length} tables, ${total} rows to s3://${bucket}/${key}`);
  note(running.context.time, 'rds.data.exported', {
    identifier: instance.identifier,
    resourceId: instance.resourceId,
    bucket,
    key,
    dataAt: now,
    rows: named(address.database, counts),
  });
  return { bucket, key, rows: counts };
}

const named = (database: string, counts: { readonly [table: string]: number }): Json =>
  Object.fromEntries(Object.entries(counts).map(([table, count]) => [`${database}.${table}`, count]));

/**
 * The object named by the event's `key`, or the newest under PREFIX/DATABASE, into the database, which is made when it is not there.
 * Tables with rows in them are not touched.
 */
function loadFromS3(running: Running): Json {
  const bucket = setting(running, 'BUCKET');
  const { address, instance } = connect(running, true);
  const key = given(running, 'key') ?? newest(running, bucket, `${prefixOf(running)}${given(running, 'from') ?? address.database}/`);
  const body = running.aws('s3', 'GetObject', { Bucket: bucket, Key: key }).Body;
  const dump = typeof body === 'string' ? readDump(body) : null;
  if (!dump) throw new Raised('ValueError', `s3://${bucket}/${key} is no dump`);
  const counts = rowsIn(dump);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const taken = inTheWay(instance.contents, address.database, dump);
  if (taken) throw new Raised('DuplicateTable', `relation "${taken}" already exists`);
  running.spend(300 + total / ROWS_PER_MS);
  loadDump(instance.contents, running.context.time.now, address.database, dump);
  running.print(`s3://${bucket}/${key} to ${address.database} on ${address.host}: ${total} rows, as of ${iso(dump.asOf)}`);
  note(running.context.time, 'rds.data.loaded', {
    identifier: instance.identifier,
    resourceId: instance.resourceId,
    bucket,
    key,
    dataAt: dump.asOf,
    rows: named(address.database, counts),
  });
  return { bucket, key, rows: counts };
}

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

/** Rows of TABLE (or the event's `table`). Raises when they are fewer than the event's or the environment's MINIMUM; puts the number into METRIC_NAMESPACE. */
function countRows(running: Running): Json {
  const table = given(running, 'table') ?? setting(running, 'TABLE');
  const { address, instance } = connect(running);
  const count = rowsAt(instance.contents, address.database, table, running.context.time.now);
  if (count === null) throw new Raised('UndefinedTable', `relation "${table}" does not exist`);
  running.spend(20 + count / (ROWS_PER_MS * 40));
  running.print(`${address.database}.${table} on ${address.host}: ${count} rows`);
  const namespace = running.environment.METRIC_NAMESPACE;
  if (namespace) {
    running.aws('cloudwatch', 'PutMetricData', {
      Namespace: namespace,
      MetricData: [{ MetricName: 'Rows', Value: count, Unit: 'Count', Dimensions: [{ Name: 'Table', Value: table }] }],
    });
  }
  const minimum = Number(running.event.minimum ?? running.environment.MINIMUM ?? 0);
  if (count < minimum) throw new Raised('AssertionError', `${table} has ${count} rows, expected at least ${minimum}`);
  return { rows: count, host: address.host };
}

export const JOBS = { dump_to_s3: dumpToS3, load_from_s3: loadFromS3, count_rows: countRows } as const satisfies Record<string, (running: Running) => Json>;
export type JobName = keyof typeof JOBS;

/** boto3's words for a refusal. */
export const clientError = (operation: string, error: AwsError): Raised =>
  new Raised('ClientError', `An error occurred (${error.code}) when calling the ${operation} operation: ${error.message}`);
