// What a Postgres is asked so that it can compute what is in a database, and what it answers. Both are plain data; who answers is at the program's edge.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { type DatabaseContents, type Execution, type Spell, type Statement, writtenAt } from './contents.ts';
import { type Role, rolesAtFirst, rolesSql } from './roles.ts';

/** A database's first contents, as SQL. `:seed` stands for the world's seed. */
export interface Dataset {
  /** Makes the tables and fills those that do not grow. */
  readonly schema: string;
  /**
   * Table -> a statement that writes its rows from `:from` to `:to`. `:since` is the instant at which row `:first` was written, as a timestamptz,
   * and `:every` the interval between two rows.
   */
  readonly grow: Readonly<Record<string, string>>;
}

/** What has been done to a database, in order. */
export type SqlEvent =
  | { readonly kind: 'begin'; readonly sql: string; readonly owner: string; readonly database: string }
  /** The application writes rows of a table until there are `to`. */
  | { readonly kind: 'grow'; readonly table: string; readonly template: string; readonly to: number; readonly spells: readonly Spell[] }
  | { readonly kind: 'sql'; readonly user: string; readonly run: readonly Execution[] }
  /** What was done to the server's roles in another of its databases. */
  | { readonly kind: 'roles'; readonly sql: readonly string[] };

/** What a server says of itself. */
export interface SqlServer {
  /** `16.3` */
  readonly version: string;
  /** `aarch64` or `x86_64` */
  readonly machine: string;
}

export interface SqlSession {
  readonly user: string;
  /** Settings made and statements prepared, to be made again. */
  readonly setup: readonly string[];
  /** What the open transaction has executed so far. */
  readonly pending: readonly Execution[];
}

export interface SqlQuestion {
  readonly server: SqlServer;
  readonly history: readonly SqlEvent[];
  readonly session: SqlSession;
  /** One simple query, as the protocol has it: one statement or several. */
  readonly query: Execution;
  readonly seed: number;
}

export interface SqlColumn {
  readonly name: string;
  /** Oid of its type. */
  readonly type: number;
}

export interface SqlNotice {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly context?: string;
  /** 1-based, in characters of the query. */
  readonly position?: number;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** Where in the server's own source it comes from. */
  readonly file?: string;
  readonly fileLine?: string;
  readonly routine?: string;
}

/** What the server said, in order. */
export type SqlReply =
  | { readonly kind: 'rows'; readonly columns: readonly SqlColumn[]; readonly rows: readonly (readonly (string | null)[])[]; readonly tag: string }
  | { readonly kind: 'done'; readonly tag: string }
  | { readonly kind: 'copy'; readonly text: string; readonly tag: string }
  | { readonly kind: 'notice'; readonly notice: SqlNotice }
  | { readonly kind: 'error'; readonly notice: SqlNotice }
  /** More than a client's memory holds. */
  | { readonly kind: 'too-large' };

export interface SqlAnswer {
  readonly replies: readonly SqlReply[];
  /** Milliseconds for which it slept. */
  readonly took?: number;
  /** `idle`, in a transaction, or in one that has failed. */
  readonly transaction: 'I' | 'T' | 'E';
  /** Rows of every table outside the system's schemas; null while a transaction is open and after what only reads. */
  readonly counts: Readonly<Record<string, number>> | null;
  /** All roles of the server but its own, sorted by name; null where `counts` is. */
  readonly roles: readonly Role[] | null;
}

/** A program's wish: what to execute on which server, in which session. */
export interface SqlWish {
  /** `account/region/resource id` of the instance. */
  readonly server: string;
  readonly database: string;
  readonly session: SqlSession;
  readonly query: Execution;
}

/** What has been done to a database until an instant, for whoever computes its rows. `owner` is the server's master user. */
export function historyOf(contents: Readonly<DatabaseContents>, owner: string, database: string, at: number, datasets: Readonly<Record<string, Dataset>>): SqlEvent[] {
  const named = contents.origins[database]?.dataset;
  const dataset = named ? datasets[named] : undefined;
  const events: SqlEvent[] = [{ kind: 'begin', sql: dataset?.schema ?? '', owner, database }];
  const grow = (written: Readonly<Record<string, number>>) => {
    for (const [table, to] of Object.entries(written)) {
      const template = dataset?.grow[table];
      const spells = contents.databases[database]?.[table]?.spells ?? [];
      if (template) events.push({ kind: 'grow', table, template, to, spells: spells.filter((spell) => spell.first <= to) });
    }
  };
  const from = contents.origins[database]?.at ?? 0;
  let roles = rolesAtFirst(owner);
  // After the rows: these come as time goes by, and a server that has some goes on with more.
  let elsewhere: SqlEvent[] = [];
  for (const statement of contents.statements) {
    if (statement.at > at) continue;
    if (statement.database === database && statement.at >= from) {
      grow(statement.written);
      events.push(...elsewhere, { kind: 'sql', user: statement.user, run: statement.run });
      elsewhere = [];
    } else if (statement.roles) elsewhere.push({ kind: 'roles', sql: rolesSql(roles, statement.roles) });
    roles = statement.roles ?? roles;
  }
  grow(writtenAt(contents, database, at));
  events.push(...elsewhere);
  return events;
}

/** The statements by which the application writes a table's rows after `from` up to `to`. */
export function growth(event: Extract<SqlEvent, { readonly kind: 'grow' }>, from: number, seed: number): string[] {
  const statements: string[] = [];
  for (const [index, spell] of event.spells.entries()) {
    const last = Math.min(event.to, (event.spells[index + 1]?.first ?? Number.POSITIVE_INFINITY) - 1);
    const first = Math.max(spell.first, from + 1);
    if (first > last) continue;
    const values: Readonly<Record<string, string>> = {
      from: String(first),
      to: String(last),
      first: String(spell.first),
      since: `timestamptz '${iso(spell.at)}'`,
      every: `interval '${(3600 / spell.perHour).toFixed(6)} seconds'`,
      seed: String(seed),
    };
    statements.push(filled(event.template, values));
  }
  return statements;
}

/** Puts values in the places of `:name`. Casts (`::text`) are left alone. */
export const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/(?<!:):([a-z]+)\b/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] as string) : whole));

/** A text without comments, string literals and quoted names, to recognise statements by their words. */
const bare = (sql: string): string =>
  sql
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"(?:[^"]|"")*"/g, '""');

const READS =
  /^(?:select|show|table|values|explain|begin|start|commit|end|rollback|abort|savepoint|release|set|reset|fetch|move|close|declare|prepare|deallocate|discard|listen|unlisten|lock|with|copy\b[\s\S]*\bto\s+stdout)\b/i;
const WRITES = /\b(?:insert|update|delete|merge|truncate|into|nextval|setval|analyze|execute|lo_\w+|pg_notify)\b/i;

/** Whether a query only reads, as far as its words tell. In doubt it counts as writing, which costs nothing but time. */
export const onlyReads = (sql: string): boolean =>
  bare(sql)
    .split(';')
    .map((part) => part.trim())
    .every((part) => part === '' || (READS.test(part) && !WRITES.test(part)));

/** Whether a session has to do this again to be the same session: settings, prepared statements, temporary tables. */
export const isSetup = (sql: string): boolean =>
  /^\s*(?:set(?!\s+(?:local|constraints))|reset|prepare(?!\s+transaction)|deallocate|discard|create\s+(?:local\s+|global\s+)?temp(?:orary)?)\b/i.test(bare(sql));

/** A question as the engine passes it on. */
export const asJson = (question: SqlQuestion): Json => question as unknown as Json;

export type { Statement };
