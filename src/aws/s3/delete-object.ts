// Deleting objects: a version for good, or the key by a marker that hides it. Locks refuse what they hold.
import { note } from '../../engine/moment.ts';
import { given, type Input, input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params } from '../operation.ts';
import { s3Words } from '../wording.ts';
import { bucketOf, keyRows, peekKeys, type StoredKey } from './bucket.ts';
import { held, locked, objectArn, onObject, storeMarker } from './object.ts';

/** Deletes as a request asks. `bypass` lifts governance, never compliance. */
function removeOne(context: OperationContext, bucketName: string, key: string, id: string | null, bypass: boolean): { readonly marker: boolean; readonly version: string | null } {
  const bucket = bucketOf(context, bucketName);
  const all = peekKeys(context, bucketName);
  const stored = Object.hasOwn(all, key) ? all[key] : undefined;
  if (id !== null) {
    const found = stored?.versions.find((version) => version.id === id);
    if (!found) return { marker: false, version: id };
    if (held(found, context.time.now, bypass)) throw locked();
    const { marker } = found;
    const keys = keyRows(context, bucketName);
    const row = keys[key] as StoredKey;
    row.versions = row.versions.filter((version) => version.id !== id);
    if (row.versions.length === 0) delete keys[key];
    note(context.time, 's3.object.deleted', { bucket: bucketName, key, version: id, forGood: true, marker });
    return { marker, version: id };
  }
  if (bucket.versioning === null) {
    if (stored) {
      delete keyRows(context, bucketName)[key];
      note(context.time, 's3.object.deleted', { bucket: bucketName, key, version: null, forGood: true, marker: false });
    }
    return { marker: false, version: null };
  }
  const made = storeMarker(context, bucket, key);
  note(context.time, 's3.object.deleted', { bucket: bucketName, key, version: made.id, forGood: false, marker: true });
  return { marker: true, version: made.id };
}

export const deleteObject: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onObject('DeleteObject', 'DeleteObjectVersion'),
  run(context, params) {
    const from = input(params, s3Words);
    const result = removeOne(context, from.text('Bucket'), from.text('Key'), from.optional('VersionId'), from.flag('BypassGovernanceRetention') ?? false);
    return given({ DeleteMarker: result.marker || null, VersionId: result.version });
  },
};

export const deleteObjects: Operation = {
  kind: 'write',
  dataEvent: true,
  // Rights are asked for key by key, and a key that may not be deleted stands among the errors of the answer.
  authorise: () => [],
  run(context, params) {
    const from = input(params, s3Words);
    const bucket = from.text('Bucket');
    const wanted = wantedDeletions(from);
    const bypass = from.flag('BypassGovernanceRetention') ?? false;
    bucketOf(context, bucket);
    const [done, errors]: [Params[], Params[]] = [[], []];
    for (const one of wanted) {
      const resource = objectArn(bucket, one.key);
      const refused =
        context.refuses({ action: one.version === null ? 's3:DeleteObject' : 's3:DeleteObjectVersion', resource }) ??
        (bypass && one.version !== null ? context.refuses({ action: 's3:BypassGovernanceRetention', resource }) : null);
      try {
        if (refused) throw refused;
        const result = removeOne(context, bucket, one.key, one.version, bypass);
        done.push(given({ Key: one.key, VersionId: one.version, DeleteMarker: result.marker || null, DeleteMarkerVersionId: result.marker ? result.version : null }));
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        errors.push(given({ Key: one.key, VersionId: one.version, Code: thrown.code, Message: thrown.message }));
      }
    }
    const quiet = from.record('Delete')?.Quiet === true;
    return { ...(quiet || done.length === 0 ? {} : { Deleted: done }), ...(errors.length > 0 ? { Errors: errors } : {}) };
  },
};

function wantedDeletions(from: Input): readonly { readonly key: string; readonly version: string | null }[] {
  const wanted = from.record('Delete');
  if (!wanted) throw s3Words('missing', 'Delete');
  const list = input(wanted, s3Words).records('Objects');
  if (list.length === 0 || list.length > 1000)
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400, false);
  return list.map((item) => ({ key: input(item, s3Words).text('Key'), version: input(item, s3Words).optional('VersionId') }));
}
