// What is inside a database instance, as a value: how many rows each table has at which instant, and what has been done to it. Snapshots hold a
// frozen one. Whoever can open the database (the world's Postgres) computes answers from this; it is never the other way round.
import { HOUR } from '../../engine/clock.ts';
import type { Role } from './roles.ts';

/** A table between two changes. */
interface Stretch {
  count: number;
  asOf: number;
  /** New rows in an hour while growing. */
  perHour: number;
  growing: boolean;
  /** `count` less the rows that the application has written by then: what statements added or took away. */
  shift: number;
  /** There is no such table. */
  gone: boolean;
}

/** Rows from number `first` on were written from `at` on, evenly. */
export interface Spell {
  first: number;
  readonly at: number;
  readonly perHour: number;
}

/** A table grows evenly while something writes to it. `count` holds at `asOf`. */
export interface TableContents extends Stretch {
  /** Earlier stretches, oldest first, so that a restore to a point in time finds what was there. */
  past: Readonly<Stretch>[];
  /** When the application wrote which rows, oldest first. */
  spells: Spell[];
}

/** One query as it was sent, and for `COPY ... FROM STDIN` what followed it. */
export interface Execution {
  readonly at: number;
  readonly sql: string;
  readonly input: string | null;
}

/** What one session executed as a unit: one query, or a transaction from its beginning to its end. */
export interface Statement {
  readonly at: number;
  readonly database: string;
  readonly user: string;
  readonly run: readonly Execution[];
  /** Table -> rows that the application had written by then. */
  readonly written: Readonly<Record<string, number>>;
  /** All roles after it, when it has changed one. */
  readonly roles?: readonly Role[];
}

/** Where a database's first contents came from. */
export interface Origin {
  /** Name of the data set of the case; null for an empty database. */
  readonly dataset: string | null;
  readonly at: number;
}

export interface DatabaseContents {
  /** Database -> table -> rows. */
  databases: Record<string, Record<string, TableContents>>;
  /** Of the master user, as RDS was told. */
  password: string;
  /** When RDS was last told another one, in simulated milliseconds; left out while it has been one and the same. */
  passwordAt?: number;
  /** Database -> how it began; databases without an entry began empty. */
  origins: Record<string, Origin>;
  /** Databases that have been dropped, for a restore to an earlier instant. */
  dropped: { readonly name: string; readonly at: number; readonly tables: Record<string, TableContents>; readonly origin: Origin | null }[];
  /** Statements that may have changed something, in order, for whoever computes rows from this. */
  statements: Statement[];
}

export const emptyContents = (password: string, databases: readonly string[]): DatabaseContents => ({
  databases: Object.fromEntries(databases.map((name) => [name, {}])),
  password,
  origins: {},
  dropped: [],
  statements: [],
});

export const tableOf = (count: number, asOf: number, perHour = 0): TableContents => ({
  count,
  asOf,
  perHour,
  growing: perHour > 0,
  shift: 0,
  gone: false,
  past: [],
  spells: perHour > 0 ? [{ first: count + 1, at: asOf, perHour }] : [],
});

const reckon = (stretch: Readonly<Stretch>, at: number) => stretch.count + (stretch.growing ? Math.floor((Math.max(0, at - stretch.asOf) / HOUR) * stretch.perHour) : 0);

/** The stretch of a table that an instant falls into. Before the first known instant: the first. */
function stretchAt(table: Readonly<TableContents>, at: number): Readonly<Stretch> {
  let stretch: Readonly<Stretch> = table.past[0] ?? table;
  for (const next of [...table.past, table]) if (next.asOf <= at) stretch = next;
  return stretch;
}

/** Rows of one table at an instant; null when there is no such table. Before the first known instant: as at that instant. */
export function rowsAt(contents: Readonly<DatabaseContents>, database: string, table: string, at: number): number | null {
  const found = contents.databases[database]?.[table];
  if (!found) return null;
  const stretch = stretchAt(found, at);
  return stretch.gone ? null : reckon(stretch, at);
}

/** Rows that the application has written into each table by an instant, whatever became of them. */
export function writtenAt(contents: Readonly<DatabaseContents>, database: string, at: number): Record<string, number> {
  const written: Record<string, number> = {};
  for (const [name, table] of Object.entries(contents.databases[database] ?? {})) {
    const stretch = stretchAt(table, at);
    if (table.spells.length > 0) written[name] = reckon(stretch, at) - stretch.shift;
  }
  return written;
}

/** The contents as they were at an instant, growing no more: what a snapshot holds and what a restore begins with. */
export function contentsAt(contents: Readonly<DatabaseContents>, at: number): DatabaseContents {
  const databases: DatabaseContents['databases'] = {};
  const origins: DatabaseContents['origins'] = {};
  const standing = Object.entries(contents.databases).map(([name, tables]) => ({ name, tables, origin: contents.origins[name] ?? null }));
  for (const { name, tables, origin } of [...standing, ...contents.dropped.filter((one) => one.at > at)]) {
    if (origin && origin.at > at) continue;
    const frozen: Record<string, TableContents> = {};
    for (const [table, found] of Object.entries(tables)) {
      const stretch = stretchAt(found, at);
      if (stretch.gone) continue;
      const spells = found.spells.filter((spell) => spell.at <= at).map((spell) => ({ ...spell }));
      frozen[table] = { count: reckon(stretch, at), asOf: at, perHour: stretch.perHour, growing: false, shift: stretch.shift, gone: false, past: [], spells };
    }
    databases[name] = frozen;
    if (origin) origins[name] = { ...origin };
  }
  const statements = contents.statements.filter((statement) => statement.at <= at).map((statement) => ({ ...statement }));
  const { password, passwordAt } = contents;
  return { databases, password, ...(passwordAt === undefined ? {} : { passwordAt }), origins, dropped: [], statements };
}

/** Starts or pauses growth of all tables that have a rate: the site went up or down. Mutates. */
export function setGrowing(contents: DatabaseContents, now: number, growing: boolean): void {
  for (const tables of Object.values(contents.databases)) {
    for (const table of Object.values(tables)) if (table.perHour > 0 && table.growing !== growing && !table.gone) turn(table, now, { growing });
  }
}

/** Sets a table's rows or rate from now on. Makes the table when it is new. Mutates. */
export function setTable(contents: DatabaseContents, now: number, database: string, table: string, change: { readonly count?: number; readonly perHour?: number }): void {
  contents.databases[database] ??= {};
  const tables = contents.databases[database] as Record<string, TableContents>;
  const found = tables[table];
  if (found) turn(found, now, change);
  else tables[table] = tableOf(change.count ?? 0, now, change.perHour ?? 0);
}

/**
 * Notes statements that were executed, and what there is after them: `counts` has a number of rows for every table, `roles` all roles where one of
 * them has changed. Mutates.
 */
export function noteStatements(
  contents: DatabaseContents,
  now: number,
  done: { readonly database: string; readonly user: string; readonly run: readonly Execution[] },
  counts: Readonly<Record<string, number>>,
  roles: readonly Role[] | null = null,
): void {
  contents.statements.push({ at: now, ...done, written: writtenAt(contents, done.database, now), ...(roles ? { roles } : {}) });
  contents.databases[done.database] ??= {};
  const tables = contents.databases[done.database] as Record<string, TableContents>;
  for (const [name, table] of Object.entries(tables)) if (counts[name] === undefined && !table.gone) turn(table, now, { count: 0, gone: true });
  for (const [name, count] of Object.entries(counts)) {
    const table = tables[name];
    // A table that has just been made was not there before.
    if (!table) tables[name] = { ...tableOf(count, now), past: [{ count: 0, asOf: 0, perHour: 0, growing: false, shift: 0, gone: true }] };
    else if (table.gone || reckon(table, now) !== count) turn(table, now, { count, gone: false });
  }
}

/** A new database on the server. Mutates. */
export function createDatabase(contents: DatabaseContents, now: number, name: string): void {
  contents.databases[name] = {};
  contents.origins[name] = { dataset: null, at: now };
}

/** A database is dropped with all that is in it. Mutates. */
export function dropDatabase(contents: DatabaseContents, now: number, name: string): void {
  const tables = contents.databases[name];
  if (!tables) return;
  contents.dropped.push({ name, at: now, tables, origin: contents.origins[name] ?? null });
  delete contents.databases[name];
  delete contents.origins[name];
}

function turn(table: TableContents, now: number, change: { readonly count?: number; readonly perHour?: number; readonly growing?: boolean; readonly gone?: boolean }): void {
  const written = reckon(table, now) - table.shift;
  const count = change.count ?? reckon(table, now);
  if (now > table.asOf) {
    const { asOf, perHour, growing, shift, gone } = table;
    table.past.push({ count: table.count, asOf, perHour, growing, shift, gone });
  }
  table.count = count;
  table.asOf = now;
  table.shift = count - written;
  if (change.perHour !== undefined) table.perHour = change.perHour;
  if (change.growing !== undefined) table.growing = change.growing;
  if (change.gone !== undefined) table.gone = change.gone;
  if (table.growing && table.perHour > 0 && !table.gone && (change.growing || change.perHour !== undefined || change.gone === false)) {
    table.spells.push({ first: written + 1, at: now, perHour: table.perHour });
  }
}

/** Rows of every table, as `database.table` -> rows, for facts and proofs. */
export function census(contents: Readonly<DatabaseContents>, at: number): { [name: string]: number } {
  const counts: { [name: string]: number } = {};
  for (const [database, tables] of Object.entries(contents.databases)) {
    for (const table in tables) {
      const rows = rowsAt(contents, database, table, at);
      if (rows !== null) counts[`${database}.${table}`] = rows;
    }
  }
  return counts;
}
