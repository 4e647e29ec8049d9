// Tags, kept as a record and shown as the list that each service model has.
import type { Json } from '../engine/json.ts';
import { AwsError } from './operation.ts';

export type Tags = Record<string, string>;

/** Names of the two members of a tag in a service's model: EC2, RDS, IAM, S3 `Key`/`Value`; ECS `key`/`value`; KMS `TagKey`/`TagValue`. */
export type TagStyle = readonly [key: string, value: string];
export const PASCAL: TagStyle = ['Key', 'Value'];
export const CAMEL: TagStyle = ['key', 'value'];
export const KMS_STYLE: TagStyle = ['TagKey', 'TagValue'];

/** The list of a reply, in the order in which the tags were set. */
export const tagList = (tags: Readonly<Tags>, style: TagStyle = PASCAL): { readonly [name: string]: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ [style[0]]: key, [style[1]]: value }));

/**
 * Reads tags from a request: a list of pairs, or a map (Lambda, Backup). Missing means none.
 * Throws `InvalidParameterValue` for what is no list of tags and for keys that begin with `aws:`.
 */
export function readTags(value: Json | undefined, style: TagStyle = PASCAL): Tags {
  const tags: Tags = {};
  if (value === undefined || value === null) return tags;
  if (typeof value !== 'object') throw new AwsError('InvalidParameterValue', 'Tags must be a list.', 400, false);
  const pairs: [unknown, unknown][] = Array.isArray(value)
    ? value.map((item) => {
        const pair = item !== null && typeof item === 'object' ? (item as { [name: string]: Json | undefined }) : {};
        return [pair[style[0]], pair[style[1]] ?? ''];
      })
    : Object.entries(value);
  for (const [key, text] of pairs) {
    if (typeof key !== 'string' || key === '' || typeof text !== 'string') throw new AwsError('InvalidParameterValue', 'Tag keys and values must be strings.', 400, false);
    if (key.toLowerCase().startsWith('aws:')) throw new AwsError('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for system use`, 400, false);
    tags[key] = text;
  }
  if (Object.keys(tags).length > 50) throw new AwsError('TooManyTags', 'A resource can have at most 50 tags.', 400, false);
  return tags;
}
