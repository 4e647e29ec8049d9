// The tags that a request would put on things: what `aws:RequestTag/...` and `aws:TagKeys` speak of.
import { isRecord } from '../input.ts';
import type { Params } from '../operation.ts';

/** Pairs of a list (`Key`/`Value`, `key`/`value`, `TagKey`/`TagValue`) or of a map. */
function pairs(value: unknown): [string, string][] {
  if (isRecord(value)) return Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap((item) => {
    const [key, text] = [item.Key ?? item.key ?? item.TagKey, item.Value ?? item.value ?? item.TagValue ?? ''];
    return typeof key === 'string' && typeof text === 'string' ? [[key, text] as [string, string]] : [];
  });
}

/** Condition keys of the tags in a request, in lower case but for the tag's own name. */
export function requestTagKeys(params: Params): Record<string, string | readonly string[]> {
  const specified = Array.isArray(params.TagSpecifications) ? params.TagSpecifications.filter(isRecord).flatMap((one) => pairs(one.Tags)) : [];
  const all = [...pairs(params.Tags), ...pairs(params.tags), ...pairs(params.BackupVaultTags), ...pairs(params.BackupPlanTags), ...specified];
  const named = [params.TagKeys, params.tagKeys, params.TagKeyList].flatMap((list) => (Array.isArray(list) ? list.filter((key): key is string => typeof key === 'string') : []));
  if (all.length === 0 && named.length === 0) return {};
  const keys: Record<string, string | readonly string[]> = { 'aws:tagkeys': [...new Set([...all.map(([key]) => key), ...named])] };
  for (const [key, value] of all) keys[`aws:requesttag/${key.toLowerCase()}`] = value;
  return keys;
}
