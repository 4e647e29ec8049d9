// Resource Groups Tagging API: everything with tags, in one list. It reads the tables of all services, whatever they keep.
import { glance } from '../../engine/draft.ts';
import { type CloudContext, recordOf, rowsIn } from '../cloud.ts';
import { input, isRecord } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { type Tags, tagList } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import { changing } from './change.ts';

/** Table -> resource part of the ARN of a row that does not hold its own. */
const PATHS: { readonly [table: string]: (row: { readonly [member: string]: unknown }) => string } = {
  'ec2.vpc': (row) => `ec2:vpc/${row.id}`,
  'ec2.subnet': (row) => `ec2:subnet/${row.id}`,
  'ec2.internet-gateway': (row) => `ec2:internet-gateway/${row.id}`,
  'ec2.nat-gateway': (row) => `ec2:natgateway/${row.id}`,
  'ec2.address': (row) => `ec2:elastic-ip/${row.id}`,
  'ec2.route-table': (row) => `ec2:route-table/${row.id}`,
  'ec2.security-group': (row) => `ec2:security-group/${row.id}`,
  'ec2.instance': (row) => `ec2:instance/${row.id}`,
  'ec2.volume': (row) => `ec2:volume/${row.id}`,
  'ec2.key-pair': (row) => `ec2:key-pair/${row.id}`,
  'rds.instance': (row) => `rds:db:${row.identifier}`,
  'rds.cluster': (row) => `rds:cluster:${row.identifier}`,
  'rds.cluster-snapshot': (row) => `rds:cluster-snapshot:${row.identifier}`,
  'rds.snapshot': (row) => `rds:snapshot:${row.identifier}`,
  'rds.subnet-group': (row) => `rds:subgrp:${row.name}`,
  'rds.parameter-group': (row) => `rds:pg:${row.name}`,
  'dynamodb.table': (row) => `dynamodb:table/${row.name}`,
  'backup.vault': (row) => `backup:backup-vault:${row.name}`,
  's3.bucket': (row) => `s3:${row.name}`,
};

function arnOf(context: CloudContext, table: string, row: { readonly [member: string]: unknown }): string | null {
  if (typeof row.arn === 'string') return row.arn;
  const path = PATHS[table]?.(row);
  if (!path) return null;
  const cut = path.indexOf(':');
  if (table === 's3.bucket') return `arn:aws:s3:::${row.name}`;
  return `arn:aws:${path.slice(0, cut)}:${context.region}:${context.account.id}:${path.slice(cut + 1)}`;
}

interface Thing {
  readonly arn: string;
  readonly shard: string;
  readonly key: string;
  readonly tags: Readonly<Tags>;
}

/** Everything in the account and region that can have tags. */
function things(context: CloudContext): Thing[] {
  const found: Thing[] = [];
  for (const [shard, rows] of Object.entries(glance(context.account.tables))) {
    const table = shard.slice(shard.indexOf('/') + 1);
    const region = shard.slice(0, shard.indexOf('/'));
    // IAM is not among the services that this API covers in full; global tables count in us-east-1.
    if (table.startsWith('iam.') || table.startsWith('sts.') || (region !== context.region && !(region === 'aws-global' && context.region === 'us-east-1'))) continue;
    for (const [key, row] of Object.entries(recordOf(rows))) {
      if (!isRecord(row) || !isRecord(row.tags)) continue;
      const arn = arnOf(context, table, row);
      if (arn) found.push({ arn, shard, key, tags: row.tags as Tags });
    }
  }
  return found;
}

const find = (context: CloudContext, arn: string) => things(context).find((thing) => thing.arn === arn) ?? null;
const rowOf = (context: CloudContext, arn: string): { tags: Tags } => {
  const thing = find(context, arn) as Thing;
  return rowsIn<{ tags: Tags }>(context.account, thing.shard)[thing.key] as { tags: Tags };
};

/** Sorted and without doubles, a page at a time. */
function listed(params: Params, texts: readonly string[], member: string): Params {
  const cut = page([...new Set(texts)].sort(), params.PaginationToken, null, 100, 'PaginationTokenExpiredException');
  return { PaginationToken: cut.next ?? '', [member]: [...cut.items] };
}

const getTagKeys: Operation = {
  kind: 'read',
  run: (context, params) =>
    listed(
      params,
      things(context).flatMap(({ tags }) => Object.keys(tags)),
      'TagKeys',
    ),
};

const getTagValues: Operation = {
  kind: 'read',
  run(context, params) {
    const key = input(params, jsonWords).text('Key');
    return listed(
      params,
      things(context).flatMap(({ tags }) => (tags[key] === undefined ? [] : [tags[key]])),
      'TagValues',
    );
  },
};

const getResources: Operation = {
  kind: 'read',
  authorise: () => [{ action: 'tag:GetResources', resource: '*' }],
  run(context, params) {
    const from = input(params, jsonWords);
    const filters = from.records('TagFilters').map((filter) => ({ key: input(filter, jsonWords).text('Key'), values: input(filter, jsonWords).texts('Values') }));
    const types = from.texts('ResourceTypeFilters');
    const only = from.texts('ResourceARNList');
    if (only.length > 0 && (filters.length > 0 || types.length > 0)) throw new AwsError('InvalidParameterException', 'ResourceARNList cannot be combined with other filters.', 400);
    const kept = things(context)
      .filter(({ tags }) => Object.keys(tags).length > 0)
      .filter(
        ({ arn, tags }) =>
          (only.length === 0 || only.includes(arn)) &&
          filters.every((filter) => tags[filter.key] !== undefined && (filter.values.length === 0 || filter.values.includes(tags[filter.key] as string))) &&
          (types.length === 0 || types.some((type) => matches(type, arn))),
      )
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const cut = page(kept, params.PaginationToken, params.ResourcesPerPage, 100, 'PaginationTokenExpiredException');
    return { PaginationToken: cut.next ?? '', ResourceTagMappingList: cut.items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: tagList(tags) })) };
  },
};

/** `rds`, `rds:db`, `ec2:instance`. */
function matches(type: string, arn: string): boolean {
  const [, , service, , , ...rest] = arn.split(':');
  const [wanted, kind] = type.split(':');
  return service === wanted && (!kind || rest.join(':').split(/[:/]/)[0] === kind);
}

export const tagging: Service = {
  name: 'resourcegroupstaggingapi',
  eventSource: 'tagging.amazonaws.com',
  iamPrefix: 'tag',
  dialect: 'json',
  operations: {
    GetResources: getResources,
    GetTagKeys: getTagKeys,
    GetTagValues: getTagValues,
    TagResources: changing(true, find, rowOf),
    UntagResources: changing(false, find, rowOf),
  },
  jobs: {},
};
