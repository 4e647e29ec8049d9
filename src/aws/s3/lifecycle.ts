// Lifecycle rules by the clock: once a day, at midnight UTC, what has become old is expired or moved to another storage class.
// A lock is stronger than a rule: a version that is held is not removed for good.
import { DAY, parseIso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import type { CloudContext } from '../cloud.ts';
import { isRecord } from '../input.ts';
import { AwsError, type CloudJob, type Params } from '../operation.ts';
import { type Bucket, bucketOf, keyRows, type ObjectVersion, peekKeys, placeOf, type StoredKey } from './bucket.ts';
import { held, storeMarker } from './object.ts';

const DUE = 's3.lifecycle.due';

const malformed = () => new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400, false);
const invalid = (message: string) => new AwsError('InvalidArgument', message, 400, false);

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const list = (value: unknown): Params[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** Throws for rules that S3 would not take. */
export function checkLifecycle(value: Params): void {
  const rules = list(value.Rules);
  if (rules.length === 0 || rules.length !== (value.Rules as unknown[]).length) throw malformed();
  const ids = rules.map((rule) => rule.ID).filter((id) => typeof id === 'string');
  if (new Set(ids).size !== ids.length) throw invalid('Rule ID must be unique. Found same ID for more than one rule');
  for (const rule of rules) {
    if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') throw malformed();
    if (rule.Filter === undefined && rule.Prefix === undefined) throw malformed();
    const actions = ['Expiration', 'NoncurrentVersionExpiration', 'Transitions', 'NoncurrentVersionTransitions', 'AbortIncompleteMultipartUpload'];
    if (actions.every((action) => rule[action] === undefined)) throw new AwsError('InvalidRequest', 'At least one action needs to be specified in a rule', 400, false);
    const expiration = isRecord(rule.Expiration) ? rule.Expiration : null;
    if (expiration && ['Days', 'Date', 'ExpiredObjectDeleteMarker'].filter((name) => expiration[name] !== undefined).length !== 1) throw malformed();
    const days = [expiration?.Days, isRecord(rule.NoncurrentVersionExpiration) ? rule.NoncurrentVersionExpiration.NoncurrentDays : undefined];
    for (const one of days) if (one !== undefined && !(Number.isInteger(one) && (one as number) > 0)) throw invalid("'Days' for Expiration action must be a positive integer");
  }
}

/** Plans the next look at a bucket. One look at a time is planned, whatever is put meanwhile. */
export function planLifecycle(context: CloudContext, bucket: string): void {
  const { account, region } = placeOf(context, bucket);
  for (const job of Object.values(context.time.jobs)) if (job.kind === DUE && job.data.bucket === bucket) delete context.time.jobs[job.id];
  schedule(context.time, (Math.floor(context.time.now / DAY) + 1) * DAY, DUE, { account: account.id, region, bucket });
}

interface Rule {
  readonly body: Params;
  matches(key: string, version: Readonly<ObjectVersion>): boolean;
}

function ruleOf(body: Params): Rule {
  const filter = isRecord(body.Filter) ? body.Filter : {};
  const both = isRecord(filter.And) ? filter.And : filter;
  const prefix = typeof both.Prefix === 'string' ? both.Prefix : typeof body.Prefix === 'string' ? body.Prefix : '';
  const tags = isRecord(filter.Tag) ? [filter.Tag] : list(both.Tags);
  const [over, under] = [number(both.ObjectSizeGreaterThan), number(both.ObjectSizeLessThan)];
  return {
    body,
    matches: (key, version) =>
      key.startsWith(prefix) &&
      tags.every((tag) => version.tags[String(tag.Key)] === tag.Value) &&
      (over === null || version.size > over) &&
      (under === null || version.size < under),
  };
}

/** Whether so many days have gone by since, counted to the midnight after. */
const old = (since: number, days: number, now: number) => Math.ceil((since + days * DAY) / DAY) * DAY <= now;

/** The storage class that the transitions of a rule want by now; null when none does. */
function classFor(transitions: readonly Params[], member: 'Days' | 'NoncurrentDays', since: number, now: number): string | null {
  const due = transitions.filter((one) =>
    number(one[member]) !== null ? old(since, number(one[member]) as number, now) : typeof one.Date === 'string' && (parseIso(one.Date) ?? now + 1) <= now,
  );
  const last = due.sort((a, b) => (number(a[member]) ?? 0) - (number(b[member]) ?? 0)).at(-1);
  return typeof last?.StorageClass === 'string' ? last.StorageClass : null;
}

function expires(rule: Rule, version: Readonly<ObjectVersion>, now: number): boolean {
  const expiration = isRecord(rule.body.Expiration) ? rule.body.Expiration : {};
  const days = number(expiration.Days);
  if (days !== null) return old(version.at, days, now);
  return typeof expiration.Date === 'string' && (parseIso(expiration.Date) ?? now + 1) <= now;
}

/** What the rules do to one key. Works on what is there, and changes only what has to be changed. */
function apply(context: CloudContext, bucket: Readonly<Bucket>, rules: readonly Rule[], key: string, stored: Readonly<StoredKey>): void {
  const { now } = context.time;
  const current = stored.versions[stored.versions.length - 1];
  const gone = new Set<string>();
  const moved = new Map<string, string>();
  let hidden = false;
  for (const rule of rules) {
    stored.versions.forEach((version, index) => {
      if (!rule.matches(key, version)) return;
      const next = stored.versions[index + 1];
      if (!next) {
        if (version.marker) return;
        if (expires(rule, version, now)) {
          if (bucket.versioning === null) gone.add(version.id);
          else hidden = true;
        }
        const to = classFor(list(rule.body.Transitions), 'Days', version.at, now);
        if (to && to !== version.storageClass) moved.set(version.id, to);
        return;
      }
      const past = isRecord(rule.body.NoncurrentVersionExpiration) ? rule.body.NoncurrentVersionExpiration : {};
      const kept = number(past.NewerNoncurrentVersions) ?? 0;
      const newer = stored.versions.length - 2 - index;
      if (number(past.NoncurrentDays) !== null && newer >= kept && old(next.at, number(past.NoncurrentDays) as number, now) && !held(version, now, false)) gone.add(version.id);
      const to = classFor(list(rule.body.NoncurrentVersionTransitions), 'NoncurrentDays', next.at, now);
      if (to && !version.marker && to !== version.storageClass) moved.set(version.id, to);
    });
    const alone = current?.marker && stored.versions.every((version) => version === current || gone.has(version.id));
    if (alone && isRecord(rule.body.Expiration) && rule.body.Expiration.ExpiredObjectDeleteMarker === true) gone.add(current.id);
  }
  if (gone.size === 0 && moved.size === 0 && !hidden) return;
  const keys = keyRows(context, bucket.name);
  const row = keys[key] as StoredKey;
  row.versions = row.versions.filter((version) => !gone.has(version.id));
  for (const version of row.versions) version.storageClass = moved.get(version.id) ?? version.storageClass;
  if (row.versions.length === 0) delete keys[key];
  for (const version of gone) note(context.time, 's3.object.deleted', { bucket: bucket.name, key, version, forGood: true, marker: false, why: 'lifecycle' });
  if (!hidden || gone.has(current?.id ?? '')) return;
  const made = storeMarker(context, bucket, key);
  note(context.time, 's3.object.deleted', { bucket: bucket.name, key, version: made.id, forGood: false, marker: true, why: 'lifecycle' });
}

export const lifecycleDue: CloudJob = (context, data) => {
  const name = String(data.bucket);
  if (!context.cloud.bucketOwners[name]) return;
  const bucket = bucketOf(context, name);
  const body = bucket.config.lifecycle;
  if (!isRecord(body)) return;
  const rules = list(body.Rules)
    .filter((rule) => rule.Status === 'Enabled')
    .map(ruleOf);
  for (const [key, stored] of Object.entries(peekKeys(context, name))) apply(context, bucket, rules, key, stored);
  planLifecycle(context, name);
};
