// What is inside a database instance, as a value: how many rows each table has at which instant. Snapshots hold a frozen one.
// Whoever can open the database (the world's Postgres) computes answers from this; it is never the other way round.
import { HOUR } from '../../engine/clock.ts';

/** A table grows evenly while something writes to it. */
export interface TableContents {
  /** Rows at `asOf`. */
  count: number;
  asOf: number;
  /** New rows in an hour while growing. */
  perHour: number;
  growing: boolean;
  /** Earlier stretches, oldest first, so that a restore to a point in time finds what was there. */
  past: { readonly count: number; readonly asOf: number; readonly perHour: number; readonly growing: boolean }[];
}

export interface DatabaseContents {
  /** Database -> table -> rows. */
  databases: Record<string, Record<string, TableContents>>;
  /** Of the master user. */
  password: string;
  /** Statements that changed something, in order, for whoever computes rows from this. */
  statements: { readonly at: number; readonly database: string; readonly sql: string }[];
}

export const emptyContents = (password: string, databases: readonly string[]): DatabaseContents => ({
  databases: Object.fromEntries(databases.map((name) => [name, {}])),
  password,
  statements: [],
});

export const tableOf = (count: number, asOf: number, perHour = 0): TableContents => ({ count, asOf, perHour, growing: perHour > 0, past: [] });

type Stretch = Pick<TableContents, 'count' | 'asOf' | 'perHour' | 'growing'>;

const reckon = (stretch: Stretch, at: number) => stretch.count + (stretch.growing ? Math.floor((Math.max(0, at - stretch.asOf) / HOUR) * stretch.perHour) : 0);

/** Rows of one table at an instant; null when there is no such table. Before the first known instant: as at that instant. */
export function rowsAt(contents: Readonly<DatabaseContents>, database: string, table: string, at: number): number | null {
  const found = contents.databases[database]?.[table];
  if (!found) return null;
  let stretch: Stretch = found.past[0] ?? found;
  for (const next of [...found.past, found]) if (next.asOf <= at) stretch = next;
  return reckon(stretch, at);
}

/** The contents as they were at an instant, growing no more: what a snapshot holds and what a restore begins with. */
export function contentsAt(contents: Readonly<DatabaseContents>, at: number): DatabaseContents {
  const databases: DatabaseContents['databases'] = {};
  for (const [name, tables] of Object.entries(contents.databases)) {
    const frozen: Record<string, TableContents> = {};
    for (const [table, found] of Object.entries(tables)) {
      frozen[table] = { count: rowsAt(contents, name, table, at) ?? 0, asOf: at, perHour: found.perHour, growing: false, past: [] };
    }
    databases[name] = frozen;
  }
  return { databases, password: contents.password, statements: contents.statements.filter((statement) => statement.at <= at).map((statement) => ({ ...statement })) };
}

/** Starts or pauses growth of all tables that have a rate: the site went up or down. Mutates. */
export function setGrowing(contents: DatabaseContents, now: number, growing: boolean): void {
  for (const tables of Object.values(contents.databases)) {
    for (const table of Object.values(tables)) if (table.perHour > 0 && table.growing !== growing) turn(table, now, { growing });
  }
}

/** Sets a table's rows or rate from now on, after a statement that was executed. Makes the table when it is new. Mutates. */
export function setTable(contents: DatabaseContents, now: number, database: string, table: string, change: { readonly count?: number; readonly perHour?: number }): void {
  contents.databases[database] ??= {};
  const tables = contents.databases[database] as Record<string, TableContents>;
  const found = tables[table];
  if (found) turn(found, now, change);
  else tables[table] = tableOf(change.count ?? 0, now, change.perHour ?? 0);
}

function turn(table: TableContents, now: number, change: { readonly count?: number; readonly perHour?: number; readonly growing?: boolean }): void {
  const count = change.count ?? reckon(table, now);
  if (now > table.asOf) table.past.push({ count: table.count, asOf: table.asOf, perHour: table.perHour, growing: table.growing });
  table.count = count;
  table.asOf = now;
  if (change.perHour !== undefined) table.perHour = change.perHour;
  if (change.growing !== undefined) table.growing = change.growing;
}

/** Rows of every table, as `database.table` -> rows, for facts and proofs. */
export function census(contents: Readonly<DatabaseContents>, at: number): { [name: string]: number } {
  const counts: { [name: string]: number } = {};
  for (const [database, tables] of Object.entries(contents.databases)) for (const table in tables) counts[`${database}.${table}`] = rowsAt(contents, database, table, at) ?? 0;
  return counts;
}
