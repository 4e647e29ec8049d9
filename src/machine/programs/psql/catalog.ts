// The catalog queries of psql's \d commands, and how their results are shown.
import type { SqlReply } from '../../../aws/rds/sql.ts';
import { type Sheet, standsRight } from './table.ts';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** psql's patterns: `*` and `?` match letters, a dot parts schema and name, quotes keep capitals. Gives regular expressions for both. */
export function patternOf(text: string): { readonly schema: string | null; readonly name: string } {
  const parts = [''];
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === '.') parts.push('');
    else if (!quoted && letter === '*') parts[parts.length - 1] += '.*';
    else if (!quoted && letter === '?') parts[parts.length - 1] += '.';
    else parts[parts.length - 1] += /[\^$()+{}|[\]\\.*?]/.test(letter) ? `\\${letter}` : quoted ? letter : letter.toLowerCase();
  }
  const name = parts.pop() ?? '';
  const schema = parts.pop();
  return { schema: schema === undefined ? null : `^(${schema})$`, name: `^(${name})$` };
}

/** The condition that a pattern, or its absence, puts on a relation `c` in a schema `n`. */
function relations(pattern: string | null): string {
  if (pattern === null) return "n.nspname <> 'pg_catalog' and n.nspname !~ '^pg_toast' and n.nspname <> 'information_schema' and pg_catalog.pg_table_is_visible(c.oid)";
  const { schema, name } = patternOf(pattern);
  return `c.relname ~ ${literal(name)} and ${schema === null ? 'pg_catalog.pg_table_is_visible(c.oid)' : `n.nspname ~ ${literal(schema)}`}`;
}

const KINDS =
  "case c.relkind when 'r' then 'table' when 'v' then 'view' when 'm' then 'materialized view' when 'i' then 'index' when 'S' then 'sequence' when 't' then 'TOAST table' when 'f' then 'foreign table' when 'p' then 'partitioned table' when 'I' then 'partitioned index' end";
const RELKINDS: Readonly<Record<string, string>> = { t: "'r','p'", v: "'v'", m: "'m'", i: "'i','I'", s: "'S'", E: "'f'" };
const PERSISTENCE = "case c.relpersistence when 'p' then 'permanent' when 't' then 'temporary' when 'u' then 'unlogged' end";

const MORE_OF_FUNCTIONS = `, case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as "Volatility", case p.proparallel when 'r' then 'restricted' when 's' then 'safe' else 'unsafe' end as "Parallel", pg_catalog.pg_get_userbyid(p.proowner) as "Owner", case when prosecdef then 'definer' else 'invoker' end as "Security", pg_catalog.array_to_string(p.proacl, E'\\n') as "Access privileges", l.lanname as "Language", p.prosrc as "Source code", pg_catalog.obj_description(p.oid, 'pg_proc') as "Description"`;

/** Lists of what a database seldom has, by their commands. */
const RARE: Readonly<Record<string, string>> = {
  des: 'select s.srvname as "Name", pg_catalog.pg_get_userbyid(s.srvowner) as "Owner", f.fdwname as "Foreign-data wrapper" from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper f on f.oid = s.srvfdw order by 1',
  dT: `select n.nspname as "Schema", pg_catalog.format_type(t.oid, null) as "Name", pg_catalog.obj_description(t.oid, 'pg_type') as "Description" from pg_catalog.pg_type t left join pg_catalog.pg_namespace n on n.oid = t.typnamespace where (t.typrelid = 0 or (select c.relkind = 'c' from pg_catalog.pg_class c where c.oid = t.typrelid)) and not exists (select 1 from pg_catalog.pg_type el where el.oid = t.typelem and el.typarray = t.oid) and n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema' and pg_catalog.pg_type_is_visible(t.oid) order by 1, 2`,
  dD: `select n.nspname as "Schema", t.typname as "Name", pg_catalog.format_type(t.typbasetype, t.typtypmod) as "Type", (select c.collname from pg_catalog.pg_collation c, pg_catalog.pg_type bt where c.oid = t.typcollation and bt.oid = t.typbasetype and t.typcollation <> bt.typcollation) as "Collation", case when t.typnotnull then 'not null' end as "Nullable", t.typdefault as "Default", pg_catalog.array_to_string(array(select pg_catalog.pg_get_constraintdef(r.oid, true) from pg_catalog.pg_constraint r where t.oid = r.contypid), ' ') as "Check" from pg_catalog.pg_type t left join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typtype = 'd' and n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema' and pg_catalog.pg_type_is_visible(t.oid) order by 1, 2`,
  dy: `select evtname as "Name", evtevent as "Event", pg_catalog.pg_get_userbyid(e.evtowner) as "Owner", case evtenabled when 'O' then 'enabled' when 'R' then 'replica' when 'A' then 'always' when 'D' then 'disabled' end as "Enabled", e.evtfoid::pg_catalog.regproc as "Function", pg_catalog.array_to_string(array(select x from pg_catalog.unnest(evttags) as t(x)), ', ') as "Tags" from pg_catalog.pg_event_trigger e order by 1`,
  dd: `select n.nspname as "Schema", r.conname as "Name", 'table constraint' as "Object", d.description as "Description" from pg_catalog.pg_constraint r join pg_catalog.pg_class c on c.oid = r.conrelid left join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_description d on r.oid = d.objoid and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objsubid = 0 where n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema' and pg_catalog.pg_table_is_visible(c.oid) order by 1, 2`,
};

/** The query of a command without the backslash, such as `dt+`; null when it lists nothing. `describe` says that one relation is meant. */
export function catalogQuery(command: string, pattern: string | null): string | null {
  const plus = command.includes('+');
  const bare = command.replace(/[+S]/g, '');
  if (bare === 'd' && pattern !== null) {
    return `select c.oid, n.nspname, c.relname, c.relkind from pg_catalog.pg_class c left join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${relations(pattern)} order by 2, 3`;
  }
  if (Object.hasOwn(RARE, bare) && pattern === null) return RARE[bare] ?? null;
  if (/^d[tvmisE]*$/.test(bare)) {
    const letters = bare.slice(1) || 'tvmsE';
    const kinds = [...letters].map((letter) => RELKINDS[letter]).join(',');
    const table = letters.includes('i') ? ', c2.relname as "Table"' : '';
    const more = plus
      ? `, ${PERSISTENCE} as "Persistence", am.amname as "Access method", pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) as "Size", pg_catalog.obj_description(c.oid, 'pg_class') as "Description"`
      : '';
    const join = letters.includes('i') ? ' left join pg_catalog.pg_index i on i.indexrelid = c.oid left join pg_catalog.pg_class c2 on i.indrelid = c2.oid' : '';
    return `select n.nspname as "Schema", c.relname as "Name", ${KINDS} as "Type", pg_catalog.pg_get_userbyid(c.relowner) as "Owner"${table}${more} from pg_catalog.pg_class c left join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_am am on am.oid = c.relam${join} where c.relkind in (${kinds}) and ${relations(pattern)} order by 1, 2`;
  }
  if (bare === 'dn' && plus)
    return `select n.nspname as "Name", pg_catalog.pg_get_userbyid(n.nspowner) as "Owner", case when pg_catalog.array_length(n.nspacl, 1) = 0 then '(none)' else pg_catalog.array_to_string(n.nspacl, E'\\n') end as "Access privileges", pg_catalog.obj_description(n.oid, 'pg_namespace') as "Description" from pg_catalog.pg_namespace n where ${pattern === null ? "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'" : `n.nspname ~ ${literal(patternOf(pattern).name)}`} order by 1`;
  if (bare === 'dn') {
    const where = pattern === null ? "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'" : `n.nspname ~ ${literal(patternOf(pattern).name)}`;
    return `select n.nspname as "Name", pg_catalog.pg_get_userbyid(n.nspowner) as "Owner" from pg_catalog.pg_namespace n where ${where} order by 1`;
  }
  if (bare === 'du' || bare === 'dg') {
    const where = pattern === null ? "r.rolname !~ '^pg_'" : `r.rolname ~ ${literal(patternOf(pattern).name)}`;
    return `select r.rolname as "Role name", concat_ws(', ', case when r.rolsuper then 'Superuser' end, case when not r.rolinherit then 'No inheritance' end, case when r.rolcreaterole then 'Create role' end, case when r.rolcreatedb then 'Create DB' end, case when not r.rolcanlogin then 'Cannot login' end, case when r.rolreplication then 'Replication' end, case when r.rolbypassrls then 'Bypass RLS' end) as "Attributes" from pg_catalog.pg_roles r where ${where} order by 1`;
  }
  if (bare === 'df') {
    const where =
      pattern === null
        ? "pg_catalog.pg_function_is_visible(p.oid) and n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema'"
        : `p.proname ~ ${literal(patternOf(pattern).name)} and pg_catalog.pg_function_is_visible(p.oid)`;
    return `select n.nspname as "Schema", p.proname as "Name", pg_catalog.pg_get_function_result(p.oid) as "Result data type", pg_catalog.pg_get_function_arguments(p.oid) as "Argument data types", case p.prokind when 'a' then 'agg' when 'w' then 'window' when 'p' then 'proc' else 'func' end as "Type"${plus ? MORE_OF_FUNCTIONS : ''} from pg_catalog.pg_proc p left join pg_catalog.pg_namespace n on n.oid = p.pronamespace${plus ? ' left join pg_catalog.pg_language l on l.oid = p.prolang' : ''} where ${where} order by 1, 2, 4`;
  }
  if (bare === 'dp' || bare === 'z')
    return `select n.nspname as "Schema", c.relname as "Name", ${KINDS} as "Type", case when pg_catalog.cardinality(c.relacl) = 0 then '(none)' else pg_catalog.array_to_string(c.relacl, E'\\n') end as "Access privileges", (select string_agg(a.attname || E':\\n  ' || pg_catalog.array_to_string(a.attacl, E'\\n  '), E'\\n' order by a.attnum) from pg_catalog.pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attacl is not null) as "Column privileges", (select string_agg(p.polname, E'\\n' order by p.polname) from pg_catalog.pg_policy p where p.polrelid = c.oid) as "Policies" from pg_catalog.pg_class c left join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm', 'S', 'f', 'p') and ${relations(pattern)} order by 1, 2`;
  if (bare === 'db')
    return `select t.spcname as "Name", pg_catalog.pg_get_userbyid(t.spcowner) as "Owner", pg_catalog.pg_tablespace_location(t.oid) as "Location" from pg_catalog.pg_tablespace t where ${pattern === null ? 'true' : `t.spcname ~ ${literal(patternOf(pattern).name)}`} order by 1`;
  if (bare === 'dx')
    return `select e.extname as "Name", e.extversion as "Version", n.nspname as "Schema", c.description as "Description" from pg_catalog.pg_extension e left join pg_catalog.pg_namespace n on n.oid = e.extnamespace left join pg_catalog.pg_description c on c.objoid = e.oid and c.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass order by 1`;
  return null;
}

const TITLES: readonly (readonly [RegExp, string])[] = [
  [/^dn/, 'List of schemas'],
  [/^d[ug]/, 'List of roles'],
  [/^df/, 'List of functions'],
  [/^(dp|z)/, 'Access privileges'],
  [/^db/, 'List of tablespaces'],
  [/^dx/, 'List of installed extensions'],
  [/^des/, 'List of foreign servers'],
  [/^dT/, 'List of data types'],
  [/^dD/, 'List of domains'],
  [/^dy/, 'List of event triggers'],
  [/^dd/, 'Object descriptions'],
  [/^d/, 'List of relations'],
];

/** The queries that describe one relation, sent as one. */
export const describeQuery = (oid: string): string => `
select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (select pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) from pg_catalog.pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum and a.atthasdef), a.attnotnull, (select c.collname from pg_catalog.pg_collation c, pg_catalog.pg_type t where c.oid = a.attcollation and t.oid = a.atttypid and a.attcollation <> t.typcollation), a.attidentity, a.attgenerated, case a.attstorage when 'p' then 'plain' when 'x' then 'extended' when 'e' then 'external' when 'm' then 'main' end from pg_catalog.pg_attribute a where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped order by a.attnum;
select c2.relname, i.indisprimary, i.indisunique, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), pg_catalog.pg_get_constraintdef(con.oid, true), con.contype from pg_catalog.pg_class c2, pg_catalog.pg_index i left join pg_catalog.pg_constraint con on conrelid = i.indrelid and conindid = i.indexrelid and contype in ('p', 'u', 'x') where i.indrelid = ${oid} and i.indexrelid = c2.oid order by i.indisprimary desc, c2.relname;
select r.conname, pg_catalog.pg_get_constraintdef(r.oid, true), r.contype from pg_catalog.pg_constraint r where r.conrelid = ${oid} and r.contype in ('c', 'f') order by 1;
select conname, conrelid::pg_catalog.regclass, pg_catalog.pg_get_constraintdef(oid, true) from pg_catalog.pg_constraint where confrelid = ${oid} and contype = 'f' order by conname;
select am.amname, case when c.relkind = 'v' then pg_catalog.pg_get_viewdef(c.oid, true) end from pg_catalog.pg_class c left join pg_catalog.pg_am am on am.oid = c.relam where c.oid = ${oid};
select a.attname, case when a.attnum <= i.indnkeyatts then 'yes' else 'no' end, pg_catalog.pg_get_indexdef(i.indexrelid, a.attnum, true), i.indisprimary, i.indisunique, am.amname, n.nspname, t.relname, pg_catalog.pg_get_expr(i.indpred, i.indrelid, true), i.indisvalid from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_am am on am.oid = c.relam join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace join pg_catalog.pg_attribute a on a.attrelid = c.oid where c.oid = ${oid} and a.attnum > 0 order by a.attnum;
select pg_catalog.format_type(seqtypid, null), seqstart, seqmin, seqmax, seqincrement, case when seqcycle then 'yes' else 'no' end, seqcache from pg_catalog.pg_sequence where seqrelid = ${oid};
select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || '.' || pg_catalog.quote_ident(a.attname), d.deptype from pg_catalog.pg_depend d join pg_catalog.pg_class c on c.oid = d.refobjid join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = ${oid} and d.deptype in ('a', 'i')`;

type Row = readonly (string | null)[];
const named = (...names: string[]) => names.map((name) => ({ name, right: false }));

/** A relation as `\d NAME` shows it. */
export function described(relation: Row, plus: boolean, replies: readonly SqlReply[]): Sheet {
  const results = replies.flatMap((reply) => (reply.kind === 'rows' ? [reply.rows] : []));
  const [columns = [], indexes = [], constraints = [], references = [], [about = []] = [], parts = [], sequences = [], owners = []] = results;
  const [, schema, name, kind] = relation;
  const full = `"${schema}.${name}"`;
  if (kind === 'S') {
    const [owner] = owners;
    const [sequence] = sequences;
    return {
      title: `Sequence ${full}`,
      columns: [
        { name: 'Type', right: false },
        ...['Start', 'Minimum', 'Maximum', 'Increment'].map((head) => ({ name: head, right: true })),
        { name: 'Cycles?', right: false },
        { name: 'Cache', right: true },
      ],
      rows: sequence ? [sequence] : [],
      footers: owner ? [`${owner[1] === 'i' ? 'Sequence for identity column' : 'Owned by'}: ${owner[0]}`] : [],
    };
  }
  const table = kind !== 'i' && kind !== 'I';
  const rows = columns.map(([attribute, type, value, notNull, collation, identity, generated, storage]) => {
    const fallback =
      identity === 'a' ? 'generated always as identity' : identity === 'd' ? 'generated by default as identity' : generated ? `generated always as (${value}) stored` : value;
    const part = parts.find((one) => one[0] === attribute);
    const cells = table ? [attribute, type, collation, notNull === 't' ? 'not null' : '', fallback] : [attribute, type, part?.[1] ?? '', part?.[2] ?? ''];
    return (plus && table ? [...cells, storage, ...(kind === 'v' ? [] : ['', '']), ''] : cells) as Row;
  });
  const footers: string[] = [];
  if (kind === 'v' && plus) footers.push('View definition:', ...(about[1] ?? '').split('\n'));
  const [part] = parts;
  if (part) {
    const unique = part[3] === 't' ? 'primary key, ' : part[4] === 't' ? 'unique, ' : '';
    footers.push(`${unique}${part[5]}, for table "${part[6]}.${part[7]}"${part[8] ? `, predicate (${part[8]})` : ''}${part[9] === 't' ? '' : ', invalid'}`);
  }
  if (indexes.length > 0) footers.push('Indexes:');
  for (const [index, primary, unique, definition = '', constraint, type] of indexes) {
    const using = (definition ?? '').replace(/^.*? USING /, '');
    footers.push(
      `    "${index}" ${primary === 't' ? 'PRIMARY KEY, ' : unique === 't' ? (type === 'u' ? 'UNIQUE CONSTRAINT, ' : 'UNIQUE, ') : ''}${using}${/DEFERRABLE/.test(constraint ?? '') ? ' DEFERRABLE' : ''}`,
    );
  }
  const checks = constraints.filter((one) => one[2] === 'c');
  const keys = constraints.filter((one) => one[2] === 'f');
  if (checks.length > 0) footers.push('Check constraints:', ...checks.map(([constraint, definition]) => `    "${constraint}" ${definition}`));
  if (keys.length > 0) footers.push('Foreign-key constraints:', ...keys.map(([constraint, definition]) => `    "${constraint}" ${definition}`));
  if (references.length > 0) footers.push('Referenced by:', ...references.map(([constraint, from, definition]) => `    TABLE "${from}" CONSTRAINT "${constraint}" ${definition}`));
  if (plus && about[0] && kind !== 'i') footers.push(`Access method: ${about[0]}`);
  const kinds: Readonly<Record<string, string>> = { r: 'Table', v: 'View', m: 'Materialized view', i: 'Index', p: 'Partitioned table', f: 'Foreign table' };
  const heads = table ? ['Column', 'Type', 'Collation', 'Nullable', 'Default'] : ['Column', 'Type', 'Key?', 'Definition'];
  return {
    title: `${kinds[kind ?? 'r'] ?? 'Relation'} ${full}`,
    columns: named(...heads, ...(plus && table ? ['Storage', ...(kind === 'v' ? [] : ['Compression', 'Stats target']), 'Description'] : [])),
    rows,
    footers,
  };
}

/** A list as its command shows it; a sentence when there is nothing to list. */
export function listed(command: string, pattern: string | null, reply: Extract<SqlReply, { readonly kind: 'rows' }>): Sheet | string {
  const title = TITLES.find(([test]) => test.test(command))?.[1] ?? '';
  if (reply.rows.length === 0 && title === 'List of relations') return pattern === null ? 'Did not find any relations.\n' : `Did not find any relation named "${pattern}".\n`;
  const roles = title === 'List of roles';
  return { title, columns: reply.columns.map((column) => ({ name: column.name, right: standsRight(column.type) })), rows: reply.rows, ...(roles ? { footers: [] } : {}) };
}
