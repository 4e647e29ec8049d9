// Tags: the same idea with a different call in every service. Which one a type uses is a word in its declaration.
import type { Json } from '../../engine/json.ts';
import type { Api } from './api.ts';
import { type Attrs, map, pick, records, text } from './members.ts';

export type Tags = { readonly [key: string]: string };

export interface TagStyle {
  /** Adds or changes tags of an existing object. */
  set(api: Api, attrs: Attrs, tags: Tags, all: Tags): void;
  remove(api: Api, attrs: Attrs, keys: readonly string[], all: Tags): void;
}

/** `[{ Key, Value }]`, sorted by key. */
export const tagList = (tags: Tags, key = 'Key', value = 'Value'): Json[] =>
  Object.keys(tags)
    .sort()
    .map((name) => ({ [key]: name, [value]: tags[name] ?? '' }));

/** Tags of a list in a reply, whatever its spelling; those of AWS itself (`aws:...`) are not shown. */
export function tagsIn(value: Json | undefined): Tags {
  const tags: Record<string, string> = {};
  for (const tag of records(value)) {
    const key = text(tag.Key ?? tag.key ?? tag.TagKey);
    if (!key.startsWith('aws:')) tags[key] = text(tag.Value ?? tag.value ?? tag.TagValue);
  }
  return tags;
}

/** Tags for a create call; undefined when there are none. */
export function tagsFor(planned: Attrs, key = 'Key', value = 'Value'): Json[] | undefined {
  const tags = map(planned.tags_all);
  return Object.keys(tags).length ? tagList(tags, key, value) : undefined;
}

/** EC2's way of tagging at creation. */
export function tagSpecification(type: string, planned: Attrs): Json[] | undefined {
  const tags = tagsFor(planned);
  return tags ? [{ ResourceType: type, Tags: tags }] : undefined;
}

/** A service whose calls take the object under one member and tags under another. */
const style = (
  service: string,
  add: string,
  remove: string,
  target: (attrs: Attrs) => { readonly [member: string]: Json | undefined },
  form: { readonly tags: string; readonly keys: string; readonly list?: readonly [string, string]; readonly wrap?: (keys: readonly string[]) => Json },
): TagStyle => ({
  set: (api, attrs, tags) => {
    api.call(service, add, { ...target(attrs), [form.tags]: form.list ? tagList(tags, ...form.list) : tags });
  },
  remove: (api, attrs, keys) => {
    api.call(service, remove, { ...target(attrs), [form.keys]: form.wrap ? form.wrap(keys) : keys });
  },
});

const KEY_VALUE = ['Key', 'Value'] as const;
const lower = ['key', 'value'] as const;
const keyed = (keys: readonly string[]): Json => keys.map((Key) => ({ Key }));

export const TAGS = {
  ec2: style('ec2', 'CreateTags', 'DeleteTags', (a) => ({ Resources: [text(a.id)] }), { tags: 'Tags', keys: 'Tags', list: KEY_VALUE, wrap: keyed }),
  rds: style('rds', 'AddTagsToResource', 'RemoveTagsFromResource', (a) => ({ ResourceName: a.arn }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  elbv2: style('elbv2', 'AddTags', 'RemoveTags', (a) => ({ ResourceArns: [text(a.arn)] }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  ecs: style('ecs', 'TagResource', 'UntagResource', (a) => ({ resourceArn: a.arn ?? a.id }), { tags: 'tags', keys: 'tagKeys', list: lower }),
  ecsService: style('ecs', 'TagResource', 'UntagResource', (a) => ({ resourceArn: a.id }), { tags: 'tags', keys: 'tagKeys', list: lower }),
  ecr: style('ecr', 'TagResource', 'UntagResource', (a) => ({ resourceArn: a.arn }), { tags: 'tags', keys: 'tagKeys', list: KEY_VALUE }),
  logs: style('logs', 'TagResource', 'UntagResource', (a) => ({ resourceArn: a.arn }), { tags: 'tags', keys: 'tagKeys' }),
  lambda: style('lambda', 'TagResource', 'UntagResource', (a) => ({ Resource: a.arn }), { tags: 'Tags', keys: 'TagKeys' }),
  events: style('events', 'TagResource', 'UntagResource', (a) => ({ ResourceARN: a.arn }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  cloudwatch: style('cloudwatch', 'TagResource', 'UntagResource', (a) => ({ ResourceARN: a.arn }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  acm: style('acm', 'AddTagsToCertificate', 'RemoveTagsFromCertificate', (a) => ({ CertificateArn: a.arn }), { tags: 'Tags', keys: 'Tags', list: KEY_VALUE, wrap: keyed }),
  dynamodb: style('dynamodb', 'TagResource', 'UntagResource', (a) => ({ ResourceArn: a.arn }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  backup: style('backup', 'TagResource', 'UntagResource', (a) => ({ ResourceArn: a.arn }), { tags: 'Tags', keys: 'TagKeyList' }),
  kms: style('kms', 'TagResource', 'UntagResource', (a) => ({ KeyId: a.key_id }), { tags: 'Tags', keys: 'TagKeys', list: ['TagKey', 'TagValue'] }),
  secretsmanager: style('secretsmanager', 'TagResource', 'UntagResource', (a) => ({ SecretId: a.id }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  route53: style('route53', 'ChangeTagsForResource', 'ChangeTagsForResource', (a) => ({ ResourceType: 'hostedzone', ResourceId: a.id }), {
    tags: 'AddTags',
    keys: 'RemoveTagKeys',
    list: KEY_VALUE,
  }),
  iamRole: style('iam', 'TagRole', 'UntagRole', (a) => ({ RoleName: a.id }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  iamPolicy: style('iam', 'TagPolicy', 'UntagPolicy', (a) => ({ PolicyArn: a.id }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  iamUser: style('iam', 'TagUser', 'UntagUser', (a) => ({ UserName: a.id }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  iamProfile: style('iam', 'TagInstanceProfile', 'UntagInstanceProfile', (a) => ({ InstanceProfileName: a.id }), { tags: 'Tags', keys: 'TagKeys', list: KEY_VALUE }),
  /** S3 replaces the whole set. */
  s3Bucket: {
    set: (api, attrs, tags) => {
      const now = api.find('s3', 'GetBucketTagging', { Bucket: attrs.id }, ['NoSuchTagSet']);
      api.call('s3', 'PutBucketTagging', { Bucket: attrs.id, Tagging: { TagSet: tagList({ ...tagsIn(now ? pick(now as Json, 'TagSet') : undefined), ...tags }) } });
    },
    remove: (api, attrs, _keys, all) => {
      if (Object.keys(all).length) api.call('s3', 'PutBucketTagging', { Bucket: attrs.id, Tagging: { TagSet: tagList(all) } });
      else api.call('s3', 'DeleteBucketTagging', { Bucket: attrs.id });
    },
  },
} as const satisfies { readonly [name: string]: TagStyle };

/** Brings an object's tags from one set to another. */
export function retag(api: Api, of: TagStyle, attrs: Attrs, from: Tags, to: Tags): void {
  const gone = Object.keys(from)
    .filter((key) => !(key in to))
    .sort();
  const changed = Object.fromEntries(Object.entries(to).filter(([key, value]) => from[key] !== value));
  if (gone.length) of.remove(api, attrs, gone, to);
  if (Object.keys(changed).length) of.set(api, attrs, changed, to);
}
