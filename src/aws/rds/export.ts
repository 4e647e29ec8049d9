// Exports of snapshots to S3 as Parquet: data to read elsewhere, never to restore to RDS. The bucket is outside the instance's blast radius.
import { iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { GLOBAL, listed, rowAt, rows } from '../cloud.ts';
import { ROLES } from '../iam/tables.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { BUCKETS } from '../s3/bucket.ts';
import { deposit } from '../s3/object.ts';
import { queryWords } from '../wording.ts';
import { census } from './contents.ts';
import { snapshotEvent } from './events.ts';
import { lasting, readFilters } from './instance.ts';
import { snapshotOf } from './snapshot.ts';
import { EXPORTS, type ExportTask } from './tables.ts';

const view = (task: Readonly<ExportTask>): Params =>
  given({
    ExportTaskIdentifier: task.id,
    SourceArn: task.sourceArn,
    SnapshotTime: task.snapshotAt === null ? null : iso(task.snapshotAt, true),
    TaskStartTime: task.status === 'STARTING' ? null : iso(task.startedAt, true),
    TaskEndTime: task.endedAt === null ? null : iso(task.endedAt, true),
    S3Bucket: task.bucket,
    S3Prefix: task.prefix,
    IamRoleArn: task.roleArn,
    KmsKeyId: task.kmsKeyId,
    Status: task.status,
    PercentProgress: task.percent,
    TotalExtractedDataInGB: task.status === 'COMPLETE' ? 1 : 0,
    FailureCause: task.failure,
    SourceType: 'SNAPSHOT',
  });

export const startExport: Operation = {
  kind: 'write',
  authorise: (_context, params) => [{ action: 'rds:StartExportTask', resource: input(params, queryWords).optional('SourceArn') ?? '*' }],
  run(context, params) {
    const from = input(params, queryWords);
    const [id, sourceArn, bucket, roleArn, kmsKeyId] = ['ExportTaskIdentifier', 'SourceArn', 'S3BucketName', 'IamRoleArn', 'KmsKeyId'].map((name) => from.text(name)) as [
      string,
      string,
      string,
      string,
      string,
    ];
    if (rowAt(context.account, context.region, EXPORTS, id)) throw new AwsError('ExportTaskAlreadyExists', `The export task with the ID ${id} already exists.`, 400);
    if (!sourceArn.startsWith('arn:')) throw new AwsError('InvalidParameterValue', 'SourceArn must be the ARN of a snapshot.', 400, false);
    const snapshot = snapshotOf(context, sourceArn);
    if (snapshot.status !== 'available') throw new AwsError('InvalidExportSourceState', 'The state of the export snapshot is invalid for exporting to an Amazon S3 bucket.', 400);
    const place = Object.hasOwn(context.cloud.bucketOwners, bucket) ? context.cloud.bucketOwners[bucket] : undefined;
    const owner = place && context.cloud.accounts[place.account];
    if (!place || !owner || place.region !== context.region || !rowAt(owner, place.region, BUCKETS, bucket)) {
      throw new AwsError(
        'InvalidS3BucketFault',
        `The specified Amazon S3 bucket name can't be found or Amazon RDS isn't authorized to access the specified Amazon S3 bucket.`,
        400,
      );
    }
    const role = rowAt(context.account, GLOBAL, ROLES, roleArn.split('/').pop() ?? '');
    if (role?.arn !== roleArn) throw new AwsError('IamRoleNotFound', 'The IAM role is missing for exporting to an Amazon S3 bucket.', 404);
    if (!role.trust.includes('export.rds.amazonaws.com')) {
      throw new AwsError('IamRoleMissingPermissions', 'The IAM role requires additional permissions to export to an Amazon S3 bucket.', 400);
    }
    rows(context.account, context.region, EXPORTS)[id] = {
      id,
      sourceArn,
      snapshotAt: snapshot.createdAt,
      startedAt: context.time.now,
      endedAt: null,
      bucket,
      prefix: from.optional('S3Prefix') ?? '',
      roleArn,
      kmsKeyId,
      status: 'STARTING',
      percent: 0,
      failure: null,
    };
    schedule(context.time, context.time.now + lasting(context, 'rds.export', 900, 2400), 'rds.export.done', { account: context.account.id, region: context.region, task: id });
    return view(rowAt(context.account, context.region, EXPORTS, id) as ExportTask);
  },
};

/** Writes one object for each table, and one that tells how many rows there are. */
export const exported: CloudJob = (context, data) => {
  const task = rows(context.account, context.region, EXPORTS)[String(data.task)];
  if (!task || (task.status !== 'STARTING' && task.status !== 'IN_PROGRESS')) return;
  task.endedAt = context.time.now;
  try {
    const snapshot = snapshotOf(context, task.sourceArn);
    const counts = census(snapshot.contents, snapshot.dataAt);
    const folder = `${task.prefix === '' ? '' : `${task.prefix.replace(/\/$/, '')}/`}${task.id}`;
    for (const [table, count] of Object.entries(counts))
      deposit(context, task.bucket, `${folder}/${table.replace('.', '/')}/1/part-00000.gz.parquet`, JSON.stringify({ table, rows: count }));
    deposit(
      context,
      task.bucket,
      `${folder}/export_info_${task.id}.json`,
      JSON.stringify({ exportTaskIdentifier: task.id, sourceArn: task.sourceArn, dataAt: snapshot.dataAt, rows: counts }),
    );
    snapshotEvent(context, snapshot.identifier, 'DB snapshot export task completed', 'notification');
    task.status = 'COMPLETE';
    task.percent = 100;
    note(context.time, 'rds.export.completed', { account: context.account.id, region: context.region, task: task.id, bucket: task.bucket, dataAt: snapshot.dataAt, rows: counts });
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    snapshotEvent(context, task.sourceArn.split(':').slice(6).join(':'), 'DB snapshot export task failed', 'notification');
    task.status = 'FAILED';
    task.failure = thrown.message;
  }
};

export const describeExports: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, queryWords);
    const [id, arn] = [from.optional('ExportTaskIdentifier'), from.optional('SourceArn')];
    const filters = readFilters(from, ['export-task-identifier', 's3-bucket', 'source-arn', 'status']);
    const found = listed(context.account, context.region, EXPORTS).filter(
      (task) =>
        (id === null || task.id === id) &&
        (arn === null || task.sourceArn === arn) &&
        filters('export-task-identifier', task.id) &&
        filters('s3-bucket', task.bucket) &&
        filters('source-arn', task.sourceArn) &&
        filters('status', task.status),
    );
    if (id !== null && found.length === 0) throw new AwsError('ExportTaskNotFound', `The export task with the ID ${id} can't be found.`, 404);
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), ExportTasks: cut.items.map(view) };
  },
};

export const cancelExport: Operation = {
  kind: 'write',
  run(context, params) {
    const id = input(params, queryWords).text('ExportTaskIdentifier');
    const found = rowAt(context.account, context.region, EXPORTS, id);
    if (!found) throw new AwsError('ExportTaskNotFound', `The export task with the ID ${id} can't be found.`, 404);
    if (found.status !== 'STARTING' && found.status !== 'IN_PROGRESS') {
      throw new AwsError('InvalidExportTaskStateFault', "You can't cancel an export task that has completed.", 400);
    }
    const task = rows(context.account, context.region, EXPORTS)[id] as ExportTask;
    snapshotEvent(context, task.sourceArn.split(':').slice(6).join(':'), 'DB snapshot export task canceled', 'notification');
    task.status = 'CANCELED';
    task.endedAt = context.time.now;
    return view(task);
  },
};
