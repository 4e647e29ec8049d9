// Settings of a bucket that are resources of their own: put, read and deleted whole, named after the bucket.
import type { Json } from '../../engine/json.ts';
import type { Api } from './api.ts';
import { length } from './checks.ts';
import { type Attrs, text } from './members.ts';
import type { ResourceType } from './resource.ts';
import type { Checks } from './validation.ts';

export interface BucketSetting {
  readonly name: string;
  readonly label: string;
  readonly put: string;
  readonly get: string;
  /** How it is deleted: an operation of its own, or another value. */
  remove(api: Api, bucket: string, prior: Attrs): void;
  /** Codes that say there is no such setting. */
  readonly absent: readonly string[];
  /** Request members besides the bucket. */
  request(planned: Attrs): { readonly [member: string]: Json | undefined };
  /** Attributes of the reply; null when the setting is not there. */
  attrs(reply: Json, state: Attrs): Attrs | null;
  readonly checks?: Checks;
  readonly more?: Partial<ResourceType>;
}

/** The part of an id before an expected owner: `bucket` or `bucket,123456789012`. */
export const bucketOf = (attrs: Attrs): string => text(attrs.bucket) || (text(attrs.id).split(',')[0] as string);

export const bucketSetting = (setting: BucketSetting): ResourceType => ({
  name: setting.name,
  label: setting.label,
  checks: { ...setting.checks, values: { bucket: length(1, 63), ...setting.checks?.values } },
  shown: (attrs) => text(attrs.id) || text(attrs.bucket),
  create(api, planned) {
    api.call('s3', setting.put, { Bucket: bucketOf(planned), ...setting.request(planned) });
    const owner = text(planned.expected_bucket_owner);
    return { id: owner ? `${bucketOf(planned)},${owner}` : bucketOf(planned) };
  },
  read(api, state) {
    const bucket = text(state.id).split(',')[0] as string;
    const reply = api.find('s3', setting.get, { Bucket: bucket }, ['NoSuchBucket', ...setting.absent]);
    const found = reply ? setting.attrs(reply as Json, state) : null;
    return found ? { ...found, bucket, expected_bucket_owner: state.expected_bucket_owner ?? '' } : null;
  },
  update(api, prior, planned) {
    api.call('s3', setting.put, { Bucket: text(prior.bucket), ...setting.request(planned) });
  },
  delete(api, prior) {
    setting.remove(api, text(prior.bucket), prior);
  },
  ...setting.more,
});

/** Calls that leave a bucket without the setting, where the bucket itself may be gone. */
export const deletion = (operation: string) => (api: Api, bucket: string) =>
  void api.find('s3', operation, { Bucket: bucket }, ['NoSuchBucket', 'NoSuchBucketPolicy', 'NoSuchLifecycleConfiguration', 'NoSuchPublicAccessBlockConfiguration']);
