// Tags of EC2 things: kept on the thing, set at creation by TagSpecifications and later by CreateTags.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, having, peek, rowAt, rows, table } from '../cloud.ts';
import type { Operation, Params } from '../operation.ts';
import { readTags, type Tags } from '../tags.ts';
import { read, refusal } from './refusal.ts';

/** The tags that `TagSpecifications` give to a kind such as `vpc` or `natgateway`. */
export function tagsFor(params: Params, kind: string): Tags {
  const tags: Tags = {};
  for (const specification of read(params).records('TagSpecifications')) if (specification.ResourceType === kind) Object.assign(tags, readTags(specification.Tags));
  return tags;
}

/** Id prefix -> table name and the kind that describe-tags prints. */
export const TAGGED: Record<string, { readonly table: string; readonly kind: string }> = {
  vpc: { table: 'ec2.vpc', kind: 'vpc' },
  subnet: { table: 'ec2.subnet', kind: 'subnet' },
  igw: { table: 'ec2.internet-gateway', kind: 'internet-gateway' },
  nat: { table: 'ec2.nat-gateway', kind: 'natgateway' },
  eipalloc: { table: 'ec2.address', kind: 'elastic-ip' },
  snap: { table: 'ec2.snapshot', kind: 'snapshot' },
  rtb: { table: 'ec2.route-table', kind: 'route-table' },
  sg: { table: 'ec2.security-group', kind: 'security-group' },
  sgr: { table: 'ec2.security-group-rule', kind: 'security-group-rule' },
  acl: { table: 'ec2.network-acl', kind: 'network-acl' },
  dopt: { table: 'ec2.dhcp-options', kind: 'dhcp-options' },
  eni: { table: 'ec2.network-interface', kind: 'network-interface' },
  i: { table: 'ec2.instance', kind: 'instance' },
  vol: { table: 'ec2.volume', kind: 'volume' },
  key: { table: 'ec2.key-pair', kind: 'key-pair' },
};

interface Tagged {
  tags: Tags;
}

function find(context: CloudContext, id: string): string {
  const home = TAGGED[id.slice(0, id.lastIndexOf('-'))];
  if (!home) throw refusal('InvalidID', `The ID '${id}' is not valid`);
  const kind = table<Tagged & { readonly id?: string; readonly name?: string }>(home.table);
  if (rowAt(context.account, context.region, kind, id)) return id;
  // A key pair is kept by its name.
  const key = having(context.account, context.region, kind, 'id', id)[0]?.name;
  if (key === undefined) throw refusal('InvalidID', `The ID '${id}' is not valid`);
  return key;
}

const row = (context: CloudContext, id: string, key: string): Tagged =>
  rows(context.account, context.region, table<Tagged>(TAGGED[id.slice(0, id.lastIndexOf('-'))]?.table ?? ''))[key] as Tagged;

export const createTags: Operation = {
  kind: 'write',
  run(context, params) {
    const ids = read(params).texts('Resources');
    if (ids.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter resourceIdSet');
    const tags = readTags(params.Tags);
    const keys = ids.map((id) => find(context, id));
    ids.forEach((id, i) => {
      Object.assign(row(context, id, keys[i] as string).tags, tags);
    });
    return {};
  },
};

export const deleteTags: Operation = {
  kind: 'write',
  run(context, params) {
    const ids = read(params).texts('Resources');
    if (ids.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter resourceIdSet');
    const wanted = read(params).has('Tags') ? read(params).records('Tags') : null;
    const keys = ids.map((id) => find(context, id));
    ids.forEach((id, i) => {
      const { tags } = row(context, id, keys[i] as string);
      if (!wanted) for (const key of Object.keys(tags)) delete tags[key];
      else for (const tag of wanted) if (typeof tag.Key === 'string' && (tag.Value === undefined || tag.Value === tags[tag.Key])) delete tags[tag.Key];
    });
    return {};
  },
};

/** Filters: `resource-id`, `resource-type`, `key`, `value`. */
export const describeTags: Operation = {
  kind: 'read',
  run(context, params) {
    const filters = read(params).records('Filters');
    const found: Json[] = [];
    for (const home of Object.values(TAGGED)) {
      for (const [key, thing] of Object.entries(peek(context.account, context.region, table<Tagged & { id?: string }>(home.table)))) {
        const id = thing.id ?? key;
        for (const [Key, Value] of Object.entries(thing.tags)) {
          const facets: Record<string, string> = { 'resource-id': id, 'resource-type': home.kind, key: Key, value: Value };
          const matches = filters.every((filter) =>
            read(filter)
              .texts('Values')
              .includes(facets[String(filter.Name)] ?? ''),
          );
          if (matches) found.push({ Key, ResourceId: id, ResourceType: home.kind, Value });
        }
      }
    }
    return { Tags: found };
  },
};
