// Resource Groups Tagging API: everything with tags, in one list. It reads the tables of all services, whatever they keep.
import { type CloudContext, rowsIn } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { type Tags, tagList } from '../tags.ts';
import { unused } from '../unused.ts';
import { jsonWords } from '../wording.ts';
import { changing } from './change.ts';
import { type Thing, things } from './thing.ts';

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
    ...unused('resourcegroupstaggingapi'),
    GetResources: getResources,
    GetTagKeys: getTagKeys,
    GetTagValues: getTagValues,
    TagResources: changing(true, find, rowOf),
    UntagResources: changing(false, find, rowOf),
  },
  jobs: {},
};
