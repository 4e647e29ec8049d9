// Listing a bucket: keys by prefix and delimiter, and every version with its delete markers.
import { iso } from '../../engine/clock.ts';
import { given, type Input, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { s3Words } from '../wording.ts';
import { bucketOf, keyNames, onBucket, ownerView, peekKeys, placeOf } from './bucket.ts';
import { newest } from './object.ts';

function limit(from: Input): number {
  const most = from.number('MaxKeys') ?? 1000;
  if (!Number.isInteger(most) || most < 0) throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647', 400, false);
  return Math.min(most, 1000);
}

/** Cuts sorted names of keys that are present into keys and common prefixes after `start`, at most `most` of both together. */
function cut(names: readonly string[], present: (name: string) => boolean, prefix: string, delimiter: string | null, start: string, most: number) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const name of names) {
    if (!name.startsWith(prefix) || name <= start || (start !== '' && delimiter && start.endsWith(delimiter) && name.startsWith(start))) continue;
    const at = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
    const common = at < 0 || !delimiter ? null : name.slice(0, at + delimiter.length);
    if ((common !== null && common === prefixes[prefixes.length - 1]) || !present(name)) continue;
    if (keys.length + prefixes.length >= most) return { keys, prefixes, next: last };
    last = common ?? name;
    if (common === null) keys.push(name);
    else prefixes.push(common);
  }
  return { keys, prefixes, next: null };
}

function list(second: boolean): Operation {
  return {
    kind: 'read',
    authorise: onBucket('ListBucket'),
    run(context, params) {
      const from = input(params, s3Words);
      const bucket = bucketOf(context, from.text('Bucket'));
      const keys = peekKeys(context, bucket.name);
      const prefix = from.optional('Prefix') ?? '';
      const delimiter = from.optional('Delimiter') || null;
      const most = limit(from);
      const token = from.optional('ContinuationToken');
      if (token !== null && !token.startsWith('after:')) throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect', 400, false);
      const start = second ? (token?.slice('after:'.length) ?? from.optional('StartAfter') ?? '') : (from.optional('Marker') ?? '');
      const found = cut(keyNames(context, bucket.name), (key) => newest(keys[key])?.marker === false, prefix, delimiter, start, most);
      const owner = second && from.flag('FetchOwner') !== true ? {} : { Owner: ownerView(placeOf(context, bucket.name).account.id) };
      const contents = found.keys.map((key) => {
        const version = newest(keys[key])!;
        return { Key: key, LastModified: iso(version.at), ETag: version.etag, Size: version.size, StorageClass: version.storageClass, ...owner };
      });
      const shared = {
        IsTruncated: found.next !== null,
        ...(contents.length > 0 ? { Contents: contents } : {}),
        Name: bucket.name,
        Prefix: prefix,
        ...(delimiter ? { Delimiter: delimiter } : {}),
        MaxKeys: most,
        ...(found.prefixes.length > 0 ? { CommonPrefixes: found.prefixes.map((one) => ({ Prefix: one })) } : {}),
      };
      if (!second) return { ...shared, Marker: start, ...(found.next !== null && delimiter ? { NextMarker: found.next } : {}) };
      return given({ ...shared, KeyCount: found.keys.length + found.prefixes.length, NextContinuationToken: found.next === null ? null : `after:${found.next}` });
    },
  };
}

export const listObjects = list(false);
export const listObjectsV2 = list(true);

export const listVersions: Operation = {
  kind: 'read',
  authorise: onBucket('ListBucketVersions'),
  run(context, params) {
    const from = input(params, s3Words);
    const bucket = bucketOf(context, from.text('Bucket'));
    const keys = peekKeys(context, bucket.name);
    const prefix = from.optional('Prefix') ?? '';
    const most = limit(from);
    const [keyMarker, versionMarker] = [from.optional('KeyMarker') ?? '', from.optional('VersionIdMarker')];
    const owner = ownerView(placeOf(context, bucket.name).account.id);
    const all = keyNames(context, bucket.name)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => [...(keys[key]?.versions ?? [])].reverse().map((version, index) => ({ key, version, latest: index === 0 })));
    let start = 0;
    if (keyMarker !== '') {
      const at = versionMarker === null ? -1 : all.findIndex((one) => one.key === keyMarker && one.version.id === versionMarker);
      const after = all.findIndex((one) => one.key > keyMarker);
      start = at >= 0 ? at + 1 : after < 0 ? all.length : after;
    }
    const found = all.slice(start, start + most);
    const more = start + most < all.length;
    const last = found[found.length - 1];
    const versions: Params[] = found
      .filter((one) => !one.version.marker)
      .map(({ key, version, latest }) => ({
        ETag: version.etag,
        Size: version.size,
        StorageClass: version.storageClass,
        Key: key,
        VersionId: version.id,
        IsLatest: latest,
        LastModified: iso(version.at),
        Owner: owner,
      }));
    const markers: Params[] = found
      .filter((one) => one.version.marker)
      .map(({ key, version, latest }) => ({ Owner: owner, Key: key, VersionId: version.id, IsLatest: latest, LastModified: iso(version.at) }));
    return {
      IsTruncated: more,
      ...(keyMarker === '' ? {} : { KeyMarker: keyMarker }),
      ...(more && last ? { NextKeyMarker: last.key, NextVersionIdMarker: last.version.id } : {}),
      ...(versions.length > 0 ? { Versions: versions } : {}),
      ...(markers.length > 0 ? { DeleteMarkers: markers } : {}),
      Name: bucket.name,
      Prefix: prefix,
      MaxKeys: most,
    };
  },
};
