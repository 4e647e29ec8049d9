// A database written out as a text, and read back: what an export puts into a bucket and a load takes from it. The text holds the same value that a
// snapshot holds (rows of each table at an instant, statements that changed something), not the rows one by one: those are computed from it.
import { iso, parseIso } from '../../engine/clock.ts';
import { isRecord } from '../input.ts';
import { contentsAt, type DatabaseContents, type Origin, tableOf } from './contents.ts';

export interface Dump {
  readonly database: string;
  /** Instant of the rows. */
  readonly asOf: number;
  readonly tables: DatabaseContents['databases'][string];
  readonly statements: DatabaseContents['statements'];
  /** What the database began with. */
  readonly origin: Origin | null;
}

const HEADING = '-- dbjobs dump, version 1';

/** One database as it is at an instant. It must be there. */
export function dumpOf(contents: Readonly<DatabaseContents>, database: string, at: number): Dump {
  const frozen = contentsAt(contents, at);
  return {
    database,
    asOf: at,
    tables: frozen.databases[database] ?? {},
    statements: frozen.statements.filter((statement) => statement.database === database),
    origin: frozen.origins[database] ?? null,
  };
}

export const rowsIn = (dump: Dump): { readonly [table: string]: number } => Object.fromEntries(Object.entries(dump.tables).map(([table, found]) => [table, found.count]));

export function dumpText(dump: Dump): string {
  const lines = Object.entries(rowsIn(dump)).map(([table, rows]) => `-- ${dump.database}.${table}: ${rows} rows`);
  return [
    HEADING,
    `-- as of ${iso(dump.asOf, true)}`,
    ...lines,
    JSON.stringify({ database: dump.database, tables: dump.tables, statements: dump.statements, origin: dump.origin }),
    '',
  ].join('\n');
}

/** Reads what `dumpText` wrote; null for any other text. */
export function readDump(text: string): Dump | null {
  const lines = text.split('\n');
  const asOf = parseIso(/^-- as of (\S+)$/.exec(lines[1] ?? '')?.[1] ?? '');
  const body = lines.find((line) => line.startsWith('{'));
  if (lines[0] !== HEADING || asOf === null || body === undefined) return null;
  try {
    const value: unknown = JSON.parse(body);
    if (!isRecord(value) || typeof value.database !== 'string' || !isRecord(value.tables)) return null;
    for (const table of Object.values(value.tables)) if (!isRecord(table) || typeof table.count !== 'number' || typeof table.perHour !== 'number') return null;
    return {
      database: value.database,
      asOf,
      tables: value.tables as unknown as Dump['tables'],
      statements: Array.isArray(value.statements) ? (value.statements as unknown as Dump['statements']) : [],
      origin: isRecord(value.origin) ? (value.origin as unknown as Origin) : null,
    };
  } catch {
    return null;
  }
}

/** The first table of a dump that stands in the database with rows in it: loading would collide with it. */
export const inTheWay = (contents: Readonly<DatabaseContents>, database: string, dump: Dump): string | null =>
  Object.keys(dump.tables).find((table) => (contents.databases[database]?.[table]?.count ?? 0) > 0) ?? null;

/** Puts a dump's tables into a database, from now on. They grow again when something writes to them. Mutates. */
export function loadDump(contents: DatabaseContents, now: number, database: string, dump: Dump): void {
  const tables = (contents.databases[database] ??= {});
  for (const [name, table] of Object.entries(dump.tables))
    tables[name] = { ...tableOf(table.count, now), perHour: table.perHour, shift: table.shift ?? 0, spells: [...(table.spells ?? [])] };
  // The database is now what the dump's was: what that began with, and what was done to it since.
  contents.origins[database] = { dataset: dump.origin?.dataset ?? null, at: now };
  contents.statements.push(...dump.statements.map((statement) => ({ ...statement, database, at: now })));
}
