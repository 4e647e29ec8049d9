// What a trail does while it logs: every five minutes it writes the records that came into its bucket, one gzipped object for each account and Region.
import { gzipSync } from 'fflate';
import { calendar, MINUTE } from '../../engine/clock.ts';
import { entry, type Log } from '../../engine/log.ts';
import { cancel, schedule } from '../../engine/moment.ts';
import { type Account, type CloudContext, rowAt, rows } from '../cloud.ts';
import { worn } from '../iam/service-role.ts';
import { mixedId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type CloudJob, type JobContext, type Operation } from '../operation.ts';
import { organizationOf } from '../organizations/organization.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';
import { deposit } from '../s3/object.ts';
import { jsonWords } from '../wording.ts';
import { trailEvent } from './event.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from './record.ts';
import { wants } from './selector.ts';
import { barred, deliverer, folderOf, groupName, onTrail, TRAILS, type Trail, touching, trailOf, trailRow } from './trail.ts';

const EVERY = 5 * MINUTE;

/** The logs that a trail follows: of its Region or of all, of its account or of the whole organisation. */
function followed(context: CloudContext, trail: Readonly<Trail>): { readonly account: Account; readonly region: string; readonly log: Log<TrailRecord> }[] {
  const organization = trail.organization ? organizationOf(context.cloud, context.account.id) : null;
  const accounts = organization ? Object.values(context.cloud.accounts).filter((one) => organization.members[one.id]) : [context.account];
  return accounts.flatMap((account) =>
    Object.keys(account.tables)
      .filter((shard) => shard.endsWith(`/${TRAIL.name}`))
      .map((shard) => shard.slice(0, shard.indexOf('/')))
      .filter((region) => trail.multiRegion || region === trail.region)
      .flatMap((region) => {
        const log = rowAt(account, region, TRAIL, TRAIL_KEY);
        return log ? [{ account, region, log }] : [];
      }),
  );
}

/** From now on only what comes is delivered. */
function forget(context: CloudContext, trail: Trail): void {
  trail.seen = Object.fromEntries(followed(context, trail).map(({ account, region, log }) => [`${account.id}/${region}`, log.length]));
}

const two = (value: number) => String(value).padStart(2, '0');

/** `PREFIX/AWSLogs/ACCOUNT/CloudTrail/REGION/2026/02/26/ACCOUNT_CloudTrail_REGION_20260226T2205Z_16LETTERS.json.gz` */
function nameOf(context: CloudContext, trail: Readonly<Trail>, account: string, region: string): string {
  const c = calendar(context.time.now);
  const day = `${c.year}/${two(c.month)}/${two(c.day)}`;
  const stamp = `${c.year}${two(c.month)}${two(c.day)}T${two(c.hour)}${two(c.minute)}Z`;
  return `${folderOf(context, trail, account)}/${region}/${day}/${account}_CloudTrail_${region}_${stamp}_${mixedId(context.time, 'cloudtrail', 16)}.json.gz`;
}

/** Writes what came up to `until`. Mutates the trail. */
function deliver(context: JobContext, trail: Trail, until: number): void {
  let written = 0;
  let problem: string | null = null;
  for (const { account, region, log } of followed(context, trail)) {
    const place = `${account.id}/${region}`;
    const found: TrailRecord[] = [];
    let next = trail.seen[place] ?? 0;
    for (; next < log.length; next++) {
      const record = entry(log, next) as TrailRecord;
      if (record.at > until) break;
      if (wants(trail, record)) found.push(record);
    }
    if (found.length > 0) {
      problem = barred(context, trail, account.id);
      // CloudTrail tries again for a long time: what could not be written comes later.
      if (problem !== null) break;
      const events = found.map((record) => trailEvent(record, account));
      const bytes = gzipSync(Uint8Array.from(utf8(JSON.stringify({ Records: events }))), { mtime: 0 });
      deposit(context, trail.bucket, nameOf(context, trail, account.id, region), { base64: toBase64([...bytes]) }, trail.kmsKeyId === null ? 'AES256' : 'aws:kms');
      toLogs(context, trail, account.id, region, events);
      written++;
    }
    trail.seen[place] = next;
  }
  trail.problem = problem;
  if (written === 0 && problem === null) return;
  trail.deliveredAt = context.time.now;
  if (problem === null && trail.topic !== null) publish(context, trail);
}

/** The same events to the trail's log group, with the rights of the role that it was given. */
function toLogs(context: JobContext, trail: Readonly<Trail>, account: string, region: string, events: readonly object[]): void {
  const role = trail.logRole === null ? null : worn(context.cloud, trail.logRole, 'cloudtrail.amazonaws.com', 'CloudTrail');
  if (!role || trail.logGroup === null) return;
  const place = { logGroupName: groupName(trail.logGroup), logStreamName: `${account}_CloudTrail_${region}` };
  const tried = (operation: string, params: Parameters<JobContext['call']>[2]) => {
    try {
      context.call('logs', operation, params, role);
    } catch (refused) {
      if (!(refused instanceof AwsError)) throw refused;
    }
  };
  tried('CreateLogStream', place);
  tried('PutLogEvents', { ...place, logEvents: events.map((event) => ({ timestamp: context.time.now, message: JSON.stringify(event) })) });
}

function publish(context: JobContext, trail: Readonly<Trail>): void {
  try {
    context.call(
      'sns',
      'Publish',
      {
        TopicArn: `arn:aws:sns:${trail.region}:${context.account.id}:${trail.topic?.split(':').pop()}`,
        Message: JSON.stringify({ s3Bucket: trail.bucket }),
      },
      deliverer(context.account.id),
    );
  } catch (refused) {
    if (!(refused instanceof AwsError)) throw refused; // A topic that is gone.
  }
}

const plan = (context: CloudContext, trail: Trail) => {
  trail.job = schedule(context.time, context.time.now + EVERY, 'cloudtrail.delivery.due', { account: context.account.id, region: trail.region, name: trail.name });
};

const due: CloudJob = (context, data) => {
  const trail = rows(context.account, context.region, TRAILS)[String(data.name)];
  if (!trail) return;
  trail.job = null;
  deliver(context, trail, trail.logging ? context.time.now : (trail.stoppedAt ?? context.time.now));
  if (trail.logging || trail.problem !== null) plan(context, trail);
};

export const deliveryJobs = { 'cloudtrail.delivery.due': due };

export const startLogging: Operation = {
  kind: 'write',
  authorise: onTrail('StartLogging'),
  touches: touching,
  run(context, params) {
    const trail = trailRow(context, input(params, jsonWords).text('Name'));
    if (trail.logging) return {};
    // What came before the last stop and still waits is delivered with the rest.
    if (trail.job === null) {
      forget(context, trail);
      plan(context, trail);
    }
    trail.logging = true;
    trail.startedAt = context.time.now;
    return {};
  },
};

export const stopLogging: Operation = {
  kind: 'write',
  authorise: onTrail('StopLogging'),
  touches: touching,
  run(context, params) {
    const trail = trailRow(context, input(params, jsonWords).text('Name'));
    if (!trail.logging) return {};
    trail.logging = false;
    trail.stoppedAt = context.time.now;
    return {};
  },
};

export const deleteTrail: Operation = {
  kind: 'write',
  authorise: onTrail('DeleteTrail'),
  touches: touching,
  run(context, params) {
    const { name, region } = trailOf(context, input(params, jsonWords).text('Name'));
    const trail = trailRow(context, name);
    if (trail.job !== null) cancel(context.time, trail.job);
    delete rows(context.account, region, TRAILS)[name];
    return {};
  },
};
