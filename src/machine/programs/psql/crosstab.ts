// `\crosstabview`: one column of a result runs down, one runs across, one fills the cells.
import type { SqlReply } from '../../../aws/rds/sql.ts';
import { type Sheet, standsRight } from './table.ts';

type Rows = Extract<SqlReply, { readonly kind: 'rows' }>;

/** Which column a word means, by its number or its name; a text is what is wrong with it. */
function columnOf(word: string, { columns }: Rows): number | string {
  if (/^\d+$/.test(word)) {
    const at = Number(word) - 1;
    return columns[at] ? at : `column number ${word} is out of range 1..${columns.length}`;
  }
  const name = word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase();
  const found = columns.flatMap((column, index) => (column.name === name ? [index] : []));
  if (found.length > 1) return `ambiguous column name: "${word}"`;
  return found[0] ?? `column name not found: "${word}"`;
}

/** A result as a crosstab; a text is why it is none. `args` are the columns for rows, heads and cells, and the one to sort heads by. */
export function crosstab(reply: Rows, args: readonly string[]): Sheet | string {
  const { columns, rows } = reply;
  if (columns.length < 3) return 'query must return at least three columns';
  const [down, across] = [columnOf(args[0] ?? '1', reply), columnOf(args[1] ?? '2', reply)];
  if (typeof down === 'string') return down;
  if (typeof across === 'string') return across;
  if (down === across) return 'vertical and horizontal headers must be different columns';
  const rest = columns.flatMap((_, index) => (index === down || index === across ? [] : [index]));
  if (args[2] === undefined && rest.length !== 1) return 'data column must be specified when query returns more than three columns';
  const cell = args[2] === undefined ? (rest[0] as number) : columnOf(args[2], reply);
  if (typeof cell === 'string') return cell;
  const sort = args[3] === undefined ? null : columnOf(args[3], reply);
  if (typeof sort === 'string') return sort;
  const heads = [...new Set(rows.map((row) => row[across] ?? null))];
  if (sort !== null) {
    const rank = new Map(rows.map((row) => [row[across] ?? null, Number(row[sort])]));
    heads.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  }
  const lines = new Map<string | null, (string | null)[]>();
  for (const row of rows) {
    const name = row[down] ?? null;
    const line = lines.get(name) ?? [name, ...heads.map(() => '')];
    const at = heads.indexOf(row[across] ?? null) + 1;
    if (line[at] !== '') return `query result contains multiple data values for row "${name}", column "${row[across]}"`;
    line[at] = row[cell] ?? null;
    lines.set(name, line);
  }
  const right = standsRight(columns[cell]?.type ?? 0);
  return {
    columns: [{ name: columns[down]?.name ?? '', right: standsRight(columns[down]?.type ?? 0) }, ...heads.map((name) => ({ name: name ?? '', right }))],
    rows: [...lines.values()],
  };
}
