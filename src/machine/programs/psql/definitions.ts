// What pg_dump asks a server about a database, and the entries of a dump that it makes of the answer, in pg_dump's order.
import type { SqlReply } from '../../../aws/rds/sql.ts';
import type { Item } from './archive.ts';
import { patternOf } from './catalog.ts';

type Row = readonly (string | null)[];

const OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
const FULL = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)";

/** One simple query; the first statement makes all names in the others come with their schemas. */
export const DEFINITIONS = `select pg_catalog.set_config('search_path', '', false);
select c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner), ${FULL}, case when c.relkind = 'v' then pg_catalog.pg_get_viewdef(c.oid) end from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'S') and c.relpersistence <> 't' and ${OURS} order by n.nspname, c.relname;
select a.attrelid, pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.attidentity, a.attgenerated, d.oid, a.attname from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and ${OURS} order by a.attrelid, a.attnum;
select r.conrelid, r.oid, r.conname, pg_catalog.quote_ident(r.conname), r.contype, pg_catalog.pg_get_constraintdef(r.oid) from pg_catalog.pg_constraint r join pg_catalog.pg_namespace n on n.oid = r.connamespace where r.contype in ('c', 'f', 'p', 'u', 'x') and r.conrelid <> 0 and ${OURS} order by r.conname;
select i.indrelid, i.indexrelid, c.relname, pg_catalog.pg_get_indexdef(i.indexrelid), ${FULL} from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${OURS} and not exists (select from pg_catalog.pg_constraint r where r.conindid = i.indexrelid and r.contype in ('p', 'u', 'x')) order by c.relname;
select s.seqrelid, pg_catalog.format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, pg_catalog.pg_sequence_last_value(s.seqrelid), d.refobjid, pg_catalog.quote_ident(a.attname), d.deptype from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.seqrelid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i') left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid where ${OURS} order by c.relname;
select n.oid, n.nspname, pg_catalog.pg_get_userbyid(n.nspowner), pg_catalog.quote_ident(n.nspname) from pg_catalog.pg_namespace n where ${OURS} and n.nspname <> 'public' order by 2;
select 'function ' || n.nspname || '.' || p.proname from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where ${OURS} union all select 'type ' || n.nspname || '.' || t.typname from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typtype in ('e', 'd', 'r') and ${OURS} union all select 'trigger ' || t.tgname from pg_catalog.pg_trigger t where not t.tgisinternal union all select 'relation ' || n.nspname || '.' || c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('m', 'p', 'f', 'c') and ${OURS} union all select 'relation ' || i.inhrelid::pg_catalog.regclass::text from pg_catalog.pg_inherits i order by 1`;

const LIMITS: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};

function sequenceBody([, type = 'bigint', start, increment, min, max, cache, cycle]: Row): string {
  const [lowest, highest] = LIMITS[type ?? 'bigint'] ?? [];
  const down = increment?.startsWith('-');
  const low = min === (down ? lowest : '1') ? 'NO MINVALUE' : `MINVALUE ${min}`;
  const high = max === (down ? '-1' : highest) ? 'NO MAXVALUE' : `MAXVALUE ${max}`;
  return `    START WITH ${start}\n    INCREMENT BY ${increment}\n    ${low}\n    ${high}\n    CACHE ${cache}${cycle === 't' ? '\n    CYCLE' : ''}`;
}

/** Whether a relation is one that a pattern of -t means. */
const fits = (pattern: string, schema: string, name: string): boolean => {
  const wanted = patternOf(pattern);
  return new RegExp(wanted.name).test(name) && (wanted.schema === null ? schema === 'public' : new RegExp(wanted.schema).test(schema));
};

/** Which part of a database is dumped (patterns), and whether rows become `INSERT`s. */
export interface Scope {
  readonly tables: readonly string[];
  readonly exceptTables: readonly string[];
  readonly schemas: readonly string[];
  readonly exceptSchemas: readonly string[];
  /** Tables whose rows are left out. */
  readonly exceptRows: readonly string[];
  readonly inserts: 'plain' | 'columns' | null;
}

/** Whether there is a schema that one of the patterns of `-n` means. */
export const hasSchema = (replies: readonly SqlReply[], patterns: readonly string[]): boolean => {
  const rows = replies.flatMap((reply) => (reply.kind === 'rows' ? [reply.rows] : []))[6] ?? [];
  return ['public', ...rows.map((row) => row[1] ?? '')].some((name) => patterns.some((pattern) => new RegExp(patternOf(pattern).name).test(name)));
};

const RAW = new Set([20, 21, 23, 26, 700, 701, 1700]);

/** A value as a literal of an `INSERT`, by the oid of its type. */
function valueText(value: string | null, type: number): string {
  if (value === null) return 'NULL';
  if (type === 16) return value === 't' ? 'true' : 'false';
  return RAW.has(type) && /^[-+.\deE]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** Rows as statements, behind the words that all of them begin with. */
export const insertsOf = (head: string, { columns, rows }: Extract<SqlReply, { kind: 'rows' }>): string =>
  rows.map((row) => `${head}(${row.map((value, index) => valueText(value, columns[index]?.type ?? 0)).join(', ')});\n`).join('');

/** All entries of a dump, without data; those of tables with data have the `COPY` that fetches it. A text names what cannot be dumped. */
export function itemsOf(replies: readonly SqlReply[], scope: Scope): Item[] | { readonly cannot: string } {
  const { tables: patterns } = scope;
  const results = replies.flatMap((reply) => (reply.kind === 'rows' ? [reply.rows] : []));
  const [, relations = [], columns = [], constraints = [], indexes = [], sequences = [], schemas = [], others = []] = results;
  if (others.length > 0) return { cannot: String(others[0]?.[0]) };
  const any = (list: readonly string[], schema: string | null | undefined, name: string | null | undefined) => list.some((pattern) => fits(pattern, schema ?? '', name ?? ''));
  const named = (list: readonly string[], schema: string) => list.some((pattern) => new RegExp(patternOf(pattern).name).test(schema));
  const inScope = (schema: string) => (scope.schemas.length === 0 || named(scope.schemas, schema)) && !named(scope.exceptSchemas, schema);
  const chosen = (patterns.length > 0 ? relations.filter(([, schema, name]) => any(patterns, schema, name)) : relations).filter(
    ([, schema, name]) => !any(scope.exceptTables, schema, name) && inScope(schema ?? ''),
  );
  const tables = new Map(chosen.filter((row) => row[3] === 'r').map((row) => [row[0], row]));
  const ownerOf = (row: Row) => sequences.find((one) => one[0] === row[0]);
  const ownTable = (row: Row) => ownerOf(row)?.[9] ?? null;
  // A sequence that belongs to a column comes and goes with its table.
  const kept = relations.filter((row) => (row[3] === 'S' && ownTable(row) !== null ? tables.has(ownTable(row)) : chosen.includes(row)));
  const items: Item[] = [];
  const later: Item[] = [];
  const add = (to: Item[], about: Pick<Item, 'oid' | 'kind' | 'tag' | 'schema' | 'owner' | 'sql' | 'drop'> & Partial<Item>) =>
    to.push({ catalog: 0, hands: '', copy: null, data: null, ...about });
  if (patterns.length === 0) {
    for (const [oid, name, owner, quoted] of schemas.filter((row) => inScope(row[1] ?? '')))
      add(items, {
        catalog: 2615,
        oid: Number(oid),
        kind: 'SCHEMA',
        tag: name ?? '',
        schema: '-',
        owner: owner ?? '',
        sql: `CREATE SCHEMA ${quoted};\n`,
        drop: `DROP SCHEMA ${quoted};\n`,
        hands: `ALTER SCHEMA ${quoted} OWNER TO ${owner};\n`,
      });
  }
  for (const row of [...kept.filter((one) => one[3] !== 'v'), ...kept.filter((one) => one[3] === 'v')]) {
    const [oid, schema, name, kind, owner, full, view] = row;
    const about = { catalog: 1259, oid: Number(oid), tag: name ?? '', schema: schema ?? '', owner: owner ?? '' };
    if (kind === 'v') {
      add(items, { ...about, kind: 'VIEW', sql: `CREATE VIEW ${full} AS\n${view}\n`, drop: `DROP VIEW ${full};\n`, hands: `ALTER VIEW ${full} OWNER TO ${owner};\n` });
    } else if (kind === 'r') {
      const own = columns.filter((column) => column[0] === oid);
      const lines = own.map(([, column, type, value, needed, , generated]) => {
        const late = value?.includes('nextval(');
        return `    ${column} ${type}${value && !late ? (generated === 's' ? ` GENERATED ALWAYS AS (${value}) STORED` : ` DEFAULT ${value}`) : ''}${needed === 't' ? ' NOT NULL' : ''}`;
      });
      for (const [table, , , quoted, type, definition] of constraints) if (table === oid && type === 'c') lines.push(`    CONSTRAINT ${quoted} ${definition}`);
      add(items, {
        ...about,
        kind: 'TABLE',
        sql: `CREATE TABLE ${full} (\n${lines.join(',\n')}\n);\n`,
        drop: `DROP TABLE ${full};\n`,
        hands: `ALTER TABLE ${full} OWNER TO ${owner};\n`,
      });
      for (const [, column, , value, , , generated, at, plain] of own)
        if (value?.includes('nextval(') && generated !== 's')
          add(later, {
            ...about,
            catalog: 2604,
            oid: Number(at),
            kind: 'DEFAULT',
            tag: `${name} ${plain}`,
            sql: `ALTER TABLE ONLY ${full} ALTER COLUMN ${column} SET DEFAULT ${value};\n`,
            drop: `ALTER TABLE ${full} ALTER COLUMN ${column} DROP DEFAULT;\n`,
          });
    } else {
      const sequence = ownerOf(row);
      if (!sequence) continue;
      const table = relations.find((one) => one[0] === sequence[9]);
      const column = sequence[10];
      if (sequence[11] === 'i') {
        const how = columns.find((one) => one[0] === sequence[9] && one[1] === column)?.[5] === 'a' ? 'ALWAYS' : 'BY DEFAULT';
        const sql = `ALTER TABLE ${table?.[5]} ALTER COLUMN ${column} ADD GENERATED ${how} AS IDENTITY (\n    SEQUENCE NAME ${full}\n${sequenceBody(sequence)}\n);\n`;
        // It goes with its column.
        add(items, { ...about, kind: 'SEQUENCE', sql, drop: '' });
      } else {
        const type = sequence[1] === 'bigint' ? '' : `    AS ${sequence[1]}\n`;
        add(items, {
          ...about,
          kind: 'SEQUENCE',
          sql: `CREATE SEQUENCE ${full}\n${type}${sequenceBody(sequence)};\n`,
          drop: `DROP SEQUENCE ${full};\n`,
          hands: `ALTER SEQUENCE ${full} OWNER TO ${owner};\n`,
        });
        if (table) add(items, { ...about, catalog: 0, oid: 0, kind: 'SEQUENCE OWNED BY', sql: `ALTER SEQUENCE ${full} OWNED BY ${table[5]}.${column};\n`, drop: '' });
      }
    }
  }
  items.push(...later);
  const about = (row: Row) => ({ schema: row[1] ?? '', owner: row[4] ?? '' });
  for (const row of kept) {
    if (row[3] !== 'r') continue;
    if (any(scope.exceptRows, row[1], row[2])) continue;
    const all = columns.filter((column) => column[0] === row[0]);
    const own = all.filter((column) => column[6] !== 's').map((column) => column[1]);
    const listed = scope.inserts === 'columns' || own.length < all.length ? ` (${own.join(', ')})` : '';
    const asStatements = { sql: `INSERT INTO ${row[5]}${listed} VALUES `, copy: `SELECT ${own.join(', ')} FROM ONLY ${row[5]};` };
    add(items, {
      ...about(row),
      oid: Number(row[0]),
      kind: 'TABLE DATA',
      tag: row[2] ?? '',
      sql: `COPY ${row[5]} (${own.join(', ')}) FROM stdin;\n`,
      drop: '',
      copy: `COPY ${row[5]} (${own.join(', ')}) TO stdout;`,
      ...(scope.inserts ? asStatements : {}),
    });
  }
  for (const row of kept) {
    const sequence = row[3] === 'S' ? ownerOf(row) : undefined;
    if (!sequence) continue;
    const last = sequence[8];
    const name = (row[5] ?? '').replaceAll("'", "''");
    add(items, {
      ...about(row),
      oid: 0,
      kind: 'SEQUENCE SET',
      tag: row[2] ?? '',
      sql: `SELECT pg_catalog.setval('${name}', ${last ?? sequence[2]}, ${last !== null});\n`,
      drop: '',
    });
  }
  const constrained = (foreign: boolean) => {
    for (const [table, oid, name, quoted, type, definition] of constraints) {
      const row = tables.get(table ?? null);
      if (!row || type === 'c' || (type === 'f') !== foreign) continue;
      add(items, {
        ...about(row),
        catalog: 2606,
        oid: Number(oid),
        kind: foreign ? 'FK CONSTRAINT' : 'CONSTRAINT',
        tag: `${row[2]} ${name}`,
        sql: `ALTER TABLE ONLY ${row[5]}\n    ADD CONSTRAINT ${quoted} ${definition};\n`,
        drop: `ALTER TABLE ONLY ${row[5]} DROP CONSTRAINT ${quoted};\n`,
      });
    }
  };
  constrained(false);
  for (const [table, oid, name, definition, full] of indexes) {
    const row = tables.get(table ?? null);
    if (row) add(items, { ...about(row), catalog: 1259, oid: Number(oid), kind: 'INDEX', tag: name ?? '', sql: `${definition};\n`, drop: `DROP INDEX ${full};\n` });
  }
  constrained(true);
  return items;
}
