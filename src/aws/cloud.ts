// What the cloud holds: accounts with tables of things. Plain data; every change goes through `call.ts` or a job.
import type { Timeline } from '../engine/moment.ts';

export interface Cloud {
  readonly partition: 'aws';
  accounts: Record<string, Account>;
  /** Bucket name -> account id and region: bucket names are one namespace for everybody. */
  bucketOwners: Record<string, { account: string; region: string }>;
}

export interface Account {
  readonly id: string;
  readonly alias: string;
  readonly createdAt: number;
  /** `region/table` -> key -> thing. Global services use the region `aws-global`. Sharded so that a step copies little. */
  tables: Record<string, Record<string, unknown>>;
}

/** A typed name of a table, such as `table<Vpc>('ec2.vpc')`. */
export interface Table<T> {
  readonly name: string;
  readonly scope: 'regional' | 'global';
  /** Never set; carries the type. */
  readonly row?: T;
}

export const table = <T>(name: string, scope: Table<T>['scope'] = 'regional'): Table<T> => ({ name, scope });

export const GLOBAL = 'aws-global';

/** The rows of a table, to read or to change (inside a step). */
export function rows<T>(account: Account, region: string, of: Table<T>): Record<string, T> {
  const key = `${of.scope === 'global' ? GLOBAL : region}/${of.name}`;
  let found = account.tables[key];
  if (!found) {
    found = {};
    account.tables[key] = found;
    found = account.tables[key] as Record<string, unknown>;
  }
  return found as Record<string, T>;
}

/** The rows of a table for reading only: does not make the table when there is none. */
export const peek = <T>(account: Account, region: string, of: Table<T>): Readonly<Record<string, T>> =>
  (account.tables[`${of.scope === 'global' ? GLOBAL : region}/${of.name}`] ?? {}) as Record<string, T>;

/** What it takes to look at the cloud without changing it. A `CloudContext` is one. */
export interface CloudView {
  readonly cloud: Cloud;
  readonly time: { readonly now: number };
  readonly account: Account;
  readonly region: string;
}

/** Every account and Region in which something stands. */
export function places(cloud: Cloud, now: number): CloudView[] {
  return Object.values(cloud.accounts).flatMap((account) => {
    const regions = new Set(Object.keys(account.tables).map((key) => key.slice(0, key.indexOf('/'))));
    return [...regions].map((region) => ({ cloud, account, region, time: { now } }));
  });
}

/** What an operation or a job of the cloud works on. */
export interface CloudContext {
  readonly cloud: Cloud;
  readonly time: Timeline;
  readonly account: Account;
  readonly region: string;
}
