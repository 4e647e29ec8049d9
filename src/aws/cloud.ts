// What the cloud holds: accounts with tables of things. Plain data; every change goes through `call.ts` or a job.
import { isDraft } from 'immer';
import { balanced, type Divided, memberOf, having as membersHaving, reading, sortedNames, unbalanced, values, type Whole, writing } from '../engine/divided.ts';
import { glance, sealed, snapshot } from '../engine/draft.ts';
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
  tables: Record<string, Shard>;
}

/** A table of one region. One of many rows is divided: `recordOf` reads it whatever it is. */
export type Shard = Whole<unknown> | Divided<unknown>;

/** A typed name of a table, such as `table<Vpc>('ec2.vpc')`. */
export interface Table<T> {
  readonly name: string;
  readonly scope: 'regional' | 'global';
  /** Its names in an account, by region: put together once, as they are asked for all the time. */
  readonly shards: Map<string, string>;
  /** Never set; carries the type. */
  readonly row?: T;
}

export const table = <T>(name: string, scope: Table<T>['scope'] = 'regional'): Table<T> => ({ name, scope, shards: new Map() });

export const GLOBAL = 'aws-global';

function shardOf(of: Table<unknown>, region: string): string {
  const known = of.shards.get(region);
  if (known !== undefined) return known;
  const made = `${of.scope === 'global' ? GLOBAL : region}/${of.name}`;
  of.shards.set(region, made);
  return made;
}

/** The rows of a table, to read or to change (inside a step). */
export function rows<T>(account: Account, region: string, of: Table<T>): Record<string, T> {
  const key = shardOf(of, region);
  if (!account.tables[key]) account.tables[key] = {};
  return rowsIn(account, key);
}

/** The rows of a shard that is there, to read or to change. */
export const rowsIn = <T>(account: Account, shard: string): Record<string, T> => writing(() => account.tables[shard] as Whole<T> | Divided<T>);

/**
 * The rows of a table for reading only: does not make the table when there is none. Inside a step these are the rows of this moment, as plain data where
 * nothing changed them: to be read at once, and never changed.
 */
export const peek = <T>(account: Account, region: string, of: Table<T>): Readonly<Record<string, T>> => reading(kept(account, region, of));

const kept = <T>(account: Account, region: string, of: Table<T>) => (glance(glance(account).tables)[shardOf(of, region)] ?? NOTHING) as Whole<T> | Divided<T>;

/** The rows of a table in the order in which they were made. For reading, as with `peek`. */
export const listed = <T>(account: Account, region: string, of: Table<T>): readonly Readonly<T>[] => values(kept(account, region, of));

/** The rows that have something as a member of theirs (the subnets of a VPC), without looking at all. For reading, as with `peek`. */
export const having = <T, K extends keyof T & string>(account: Account, region: string, of: Table<T>, member: K, wanted: T[K]): readonly Readonly<T>[] =>
  membersHaving(kept(account, region, of), member, wanted);

/** One row of a table for reading, as with `peek`; none of a name that every object has (`constructor`). */
export const rowAt = <T>(account: Account, region: string, of: Table<T>, key: string): Readonly<T> | undefined => memberOf(kept(account, region, of), key);

/** The keys of a table in order. */
export const keysInOrder = (account: Account, region: string, of: Table<unknown>): readonly string[] => sortedNames(kept(account, region, of));

/** The rows of a shard for reading only. */
export const recordOf = <T = unknown>(shard: Shard | undefined): Readonly<Record<string, T>> => reading((shard ?? NOTHING) as Whole<T> | Divided<T>);

const NOTHING = Object.freeze({});

/** Whether a table of a cloud has come to hold so many rows, or so few, that it had better be kept otherwise. Asked of the plain cloud after each step. */
export function untidy(cloud: Cloud): boolean {
  for (const id in cloud.accounts) {
    const { tables } = cloud.accounts[id] as Account;
    if (tidied.has(tables)) continue;
    for (const shard in tables) if (unbalanced(tables[shard] as Shard)) return true;
    if (Object.isFrozen(tables)) tidied.add(tables);
  }
  return false;
}

const tidied = new WeakSet<Account['tables']>();

/** Keeps large tables in parts. Mutates; the last thing of a step, as what is put in here cannot be changed in the same one. */
export function tidy(cloud: Cloud): void {
  const now = snapshot(cloud);
  for (const id in now.accounts) {
    const { tables } = now.accounts[id] as Account;
    for (const shard in tables) if (unbalanced(tables[shard] as Shard)) (cloud.accounts[id] as Account).tables[shard] = sealed(balanced(tables[shard] as Shard));
  }
}

/** What it takes to look at the cloud without changing it. A `CloudContext` is one. */
export interface CloudView {
  readonly cloud: Cloud;
  readonly time: { readonly now: number };
  readonly account: Account;
  readonly region: string;
}

/** Regions by tables that cannot change any more. */
const regions = new WeakMap<Account['tables'], readonly string[]>();

function regionsOf(tables: Account['tables']): readonly string[] {
  const known = regions.get(tables);
  if (known) return known;
  const found = new Set<string>();
  // Not `Object.keys`, which asks a draft for each member.
  for (const key of Reflect.ownKeys(tables)) if (typeof key === 'string') found.add(key.slice(0, key.indexOf('/')));
  const list = [...found];
  if (!isDraft(tables) && Object.isFrozen(tables)) regions.set(tables, list);
  return list;
}

/** Every account and Region in which something stands. */
export const places = (cloud: Cloud, now: number): CloudView[] =>
  Object.values(cloud.accounts).flatMap((account) => regionsOf(account.tables).map((region) => ({ cloud, account, region, time: { now } })));

/** What an operation or a job of the cloud works on. */
export interface CloudContext {
  readonly cloud: Cloud;
  readonly time: Timeline;
  readonly account: Account;
  readonly region: string;
}
