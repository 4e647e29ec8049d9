// What all describe calls of EC2 share: choosing by ids, by filters with wildcards and by tags, and paging.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, listed, rowAt, type Table } from '../cloud.ts';
import type { AwsError, Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import type { Tags } from '../tags.ts';
import { read, refusal } from './refusal.ts';

type Facet = string | number | boolean | null | readonly string[];

export interface Kind<Row> {
  readonly table: Table<Row>;
  /** Name of the id list in the request: `VpcIds`. */
  readonly ids: string;
  /** Name of the list in the reply: `Vpcs`. */
  readonly result: string;
  readonly id: (row: Readonly<Row>) => string;
  readonly tags: (row: Readonly<Row>) => Readonly<Tags>;
  readonly notFound: (id: string) => AwsError;
  readonly filters: { readonly [name: string]: (row: Readonly<Row>, context: CloudContext) => Facet };
  readonly print: (context: CloudContext, row: Readonly<Row>) => Json;
  /** `Filter` for DescribeNatGateways, else `Filters`. */
  readonly filterParam?: string;
}

function matcher(pattern: string): (value: string) => boolean {
  if (!/[*?]/.test(pattern)) return (value) => value === pattern;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (value) => expression.test(value);
}

const facetTexts = (facet: Facet): string[] => (facet === null ? [] : Array.isArray(facet) ? [...facet] : [String(facet)]);

/** The row of an id, which is its key nearly everywhere. Throws the kind's own error. */
function named<Row>(context: CloudContext, kind: Kind<Row>, id: string): Readonly<Row> {
  const direct = rowAt(context.account, context.region, kind.table, id);
  const row = direct && kind.id(direct) === id ? direct : listed(context.account, context.region, kind.table).find((candidate) => kind.id(candidate) === id);
  if (!row) throw kind.notFound(id);
  return row;
}

/** The rows that a request asks for, in order of creation. */
export function choose<Row>(context: CloudContext, kind: Kind<Row>, params: Params): Readonly<Row>[] {
  const request = read(params);
  const ids = request.texts(kind.ids);
  let chosen = ids.length > 0 ? ids.map((id) => named(context, kind, id)) : [...listed(context.account, context.region, kind.table)];
  for (const filter of request.records(kind.filterParam ?? 'Filters')) {
    const name = read(filter).text('Name');
    const tests = read(filter).texts('Values').map(matcher);
    let facet: (row: Readonly<Row>) => Facet;
    if (name.startsWith('tag:')) facet = (row) => kind.tags(row)[name.slice(4)] ?? null;
    else if (name === 'tag-key') facet = (row) => Object.keys(kind.tags(row));
    else {
      const known = kind.filters[name];
      if (!known) throw refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
      facet = (row) => known(row, context);
    }
    chosen = chosen.filter((row) => facetTexts(facet(row)).some((value) => tests.some((test) => test(value))));
  }
  return chosen;
}

/** Cuts a page out of a list as MaxResults and NextToken ask, and prints what is on it. */
export function paged<Item>(params: Params, result: string, list: readonly Item[], print: (item: Item) => Json = (item) => item as Json): Params {
  const { items, next } = page(list, params.NextToken, params.MaxResults, 1000);
  const shown = items.map(print);
  return next === null ? { [result]: shown } : { [result]: shown, NextToken: next };
}

export const describe = <Row>(kind: Kind<Row>): Operation => ({
  kind: 'read',
  run: (context, params) => paged(params, kind.result, choose(context, kind, params), (row) => kind.print(context, row)),
});
