// What is done with recovery points: restored into a new database, copied into another vault, also of another account, and looked up as jobs.
import { DAY, iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type Account, type CloudContext, having, listed, rowAt, rows, table } from '../cloud.ts';
import { decide } from '../iam/authorise.ts';
import { worn } from '../iam/service-role.ts';
import { parseArn, uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { findKey } from '../kms/key.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { organizationOf } from '../organizations/organization.ts';
import { page } from '../page.ts';
import { contentsAt } from '../rds/contents.ts';
import { findInstance, lasting } from '../rds/instance.ts';
import { SNAPSHOTS, type Snapshot } from '../rds/tables.ts';
import { jsonWords } from '../wording.ts';
import { checkRetention, onVault, POINTS, pointNamed, type RecoveryPoint, VAULTS, type Vault } from './vault.ts';

interface Job {
  readonly id: string;
  readonly point: string;
  readonly roleArn: string;
  readonly startedAt: number;
  endedAt: number | null;
  state: 'RUNNING' | 'COMPLETED' | 'FAILED';
  message: string | null;
}

interface RestoreJob extends Job {
  readonly instance: string;
}

interface CopyJob extends Job {
  readonly from: string;
  readonly to: string;
  readonly keepDays: number | null;
  copy: string | null;
}

const RESTORES = table<RestoreJob>('backup.restore-job');
const COPIES = table<CopyJob>('backup.copy-job');

const missing = (words: string) => new AwsError('ResourceNotFoundException', words, 400);
const wrong = (words: string) => new AwsError('InvalidParameterValueException', words, 400);

/** A restore goes on until the instance that it made is there. */
const restoreState = (context: CloudContext, job: Readonly<RestoreJob>): RestoreJob['state'] =>
  job.state === 'RUNNING' && findInstance(context, job.instance)?.status !== 'creating' ? 'COMPLETED' : job.state;

const restoreView = (context: CloudContext, job: Readonly<RestoreJob>): Params =>
  given({
    AccountId: context.account.id,
    RestoreJobId: job.id,
    RecoveryPointArn: job.point,
    CreationDate: iso(job.startedAt, true),
    Status: restoreState(context, job),
    StatusMessage: job.message,
    PercentDone: restoreState(context, job) === 'COMPLETED' ? '100.00%' : '0.00%',
    IamRoleArn: job.roleArn,
    CreatedResourceArn: job.state === 'FAILED' ? null : `arn:aws:rds:${context.region}:${context.account.id}:db:${job.instance}`,
    ResourceType: 'RDS',
  });

const startRestore: Operation = {
  kind: 'write',
  authorise: (_context, params) => [{ action: 'backup:StartRestoreJob', resource: input(params, jsonWords).optional('RecoveryPointArn') ?? '*' }],
  run(context, params) {
    const from = input(params, jsonWords);
    const [arn, role] = [from.text('RecoveryPointArn'), from.text('IamRoleArn')];
    const metadata = from.record('Metadata');
    if (!metadata) throw jsonWords('missing', 'Metadata');
    const identifier = input(metadata, jsonWords).text('DBInstanceIdentifier');
    const point = rowAt(context.account, context.region, POINTS, arn);
    if (!point) throw missing(`Cannot find recovery point ${arn}.`);
    if (point.status !== 'COMPLETED') throw new AwsError('InvalidRequestException', `Recovery point ${arn} is not in COMPLETED state.`, 400);
    const as = worn(context.cloud, role, 'backup.amazonaws.com', 'AWSBackup-restore');
    if (!as) throw wrong(`IAM Role ${role} is invalid or cannot be assumed by AWS Backup`);
    const job: RestoreJob = {
      id: uuidOf(context.time, 'backup'),
      point: arn,
      roleArn: role,
      startedAt: context.time.now,
      endedAt: null,
      state: 'RUNNING',
      message: null,
      instance: identifier,
    };
    try {
      context.call('rds', 'RestoreDBInstanceFromDBSnapshot', { ...metadata, DBInstanceIdentifier: identifier, DBSnapshotIdentifier: point.snapshot }, as);
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      job.state = 'FAILED';
      job.message = thrown.message;
      job.endedAt = context.time.now;
    }
    rows(context.account, context.region, RESTORES)[job.id] = job;
    note(context.time, `backup.restore.${job.state === 'FAILED' ? 'failed' : 'started'}`, { account: context.account.id, point: arn, identifier });
    return { RestoreJobId: job.id };
  },
};

const copyView = (context: CloudContext, job: Readonly<CopyJob>): Params =>
  given({
    AccountId: context.account.id,
    CopyJobId: job.id,
    SourceBackupVaultArn: job.from,
    SourceRecoveryPointArn: job.point,
    DestinationBackupVaultArn: job.to,
    DestinationRecoveryPointArn: job.copy,
    CreationDate: iso(job.startedAt, true),
    CompletionDate: job.endedAt === null ? null : iso(job.endedAt, true),
    State: job.state,
    StatusMessage: job.message,
    IamRoleArn: job.roleArn,
    ResourceType: 'RDS',
  });

/** The vault that an ARN names, in whichever account. */
function vaultAt(context: CloudContext, arn: string): { readonly account: Account; readonly region: string; readonly vault: Readonly<Vault> } | null {
  const parts = parseArn(arn);
  const account = parts ? context.cloud.accounts[parts.account] : undefined;
  const vault = account && parts ? rowAt(account, parts.region, VAULTS, parts.resource.replace('backup-vault:', '')) : undefined;
  return account && parts && vault ? { account, region: parts.region, vault } : null;
}

/** Why a point cannot be copied into another account's vault; null when it can. */
function barrier(context: CloudContext, point: Readonly<RecoveryPoint>, to: NonNullable<ReturnType<typeof vaultAt>>): string | null {
  if (to.account.id === context.account.id) return null;
  const organization = organizationOf(context.cloud, context.account.id);
  if (!organization?.members[to.account.id]) return 'Copy job failed. Both source and destination account must be a member of the same organization.';
  const source = { type: 'root', account: context.account.id, arn: `arn:aws:iam::${context.account.id}:root`, userId: context.account.id, name: 'root' } as const;
  const resource = `arn:aws:backup:${to.region}:${to.account.id}:backup-vault:${to.vault.name}`;
  const decision = decide(context.cloud, source, { action: 'backup:CopyIntoBackupVault', resource }, {}, { account: to.account.id, policy: to.vault.policy });
  if (decision.verdict !== 'allowed') return `Access Denied trying to call AWS Backup service: the policy of ${resource} does not allow backup:CopyIntoBackupVault.`;
  const key = rowAt(context.account, context.region, SNAPSHOTS, point.snapshot)?.kmsKeyId ?? null;
  if (key !== null && findKey(context, key)?.manager === 'AWS') return 'Snapshots encrypted with the AWS managed key cannot be copied to another account.';
  return null;
}

const startCopy: Operation = {
  kind: 'write',
  authorise: (context, params) => onVault('StartCopyJob')(context, { BackupVaultName: input(params, jsonWords).optional('SourceBackupVaultName') ?? '*' }),
  run(context, params) {
    const from = input(params, jsonWords);
    const [arn, source, destination, role] = ['RecoveryPointArn', 'SourceBackupVaultName', 'DestinationBackupVaultArn', 'IamRoleArn'].map((name) => from.text(name)) as [
      string,
      string,
      string,
      string,
    ];
    const keepDays = input(from.record('Lifecycle') ?? {}, jsonWords).number('DeleteAfterDays');
    const point = pointNamed(context, source, arn);
    if (point.status !== 'COMPLETED') throw new AwsError('InvalidRequestException', `Recovery point ${arn} is not in COMPLETED state.`, 400);
    if (!worn(context.cloud, role, 'backup.amazonaws.com', 'AWSBackup-copy')) throw wrong(`IAM Role ${role} is invalid or cannot be assumed by AWS Backup`);
    const to = vaultAt(context, destination);
    if (!to) throw missing(`Backup vault ${destination} not found`);
    checkRetention(to.vault, keepDays);
    const message = barrier(context, point, to);
    const job: CopyJob = {
      id: uuidOf(context.time, 'backup'),
      point: arn,
      roleArn: role,
      startedAt: context.time.now,
      endedAt: message === null ? null : context.time.now,
      state: message === null ? 'RUNNING' : 'FAILED',
      message,
      from: `arn:aws:backup:${context.region}:${context.account.id}:backup-vault:${source}`,
      to: destination,
      keepDays,
      copy: null,
    };
    rows(context.account, context.region, COPIES)[job.id] = job;
    if (message === null)
      schedule(context.time, context.time.now + lasting(context, 'backup', 300, 900), 'backup.copy.done', { account: context.account.id, region: context.region, job: job.id });
    return { CopyJobId: job.id, CreationDate: iso(job.startedAt, true), IsParent: false };
  },
};

export const copyDone: CloudJob = (context, data) => {
  const job = rows(context.account, context.region, COPIES)[String(data.job)];
  const point = job && rowAt(context.account, context.region, POINTS, job.point);
  const snapshot = point && rowAt(context.account, context.region, SNAPSHOTS, point.snapshot);
  const to = job && vaultAt(context, job.to);
  if (!job) return;
  job.endedAt = context.time.now;
  if (!point || !snapshot || !to) {
    job.state = 'FAILED';
    job.message = 'The recovery point or the vault is not there any more.';
    return;
  }
  const identifier = `awsbackup:copyjob-${job.id}`;
  const arn = `arn:aws:rds:${to.region}:${to.account.id}:snapshot:${identifier}`;
  const copy: Snapshot = {
    ...snapshot,
    identifier,
    tags: { ...snapshot.tags },
    sharedWith: [],
    source: { region: context.region, arn: point.arn },
    // A copy is encrypted with the key of the vault it lies in.
    kmsKeyId: snapshot.encrypted ? to.vault.keyArn : null,
    contents: contentsAt(snapshot.contents, snapshot.dataAt),
  };
  rows(to.account, to.region, SNAPSHOTS)[identifier] = copy;
  rows(to.account, to.region, POINTS)[arn] = {
    ...point,
    arn,
    vault: to.vault.name,
    jobId: job.id,
    snapshot: identifier,
    createdAt: context.time.now,
    completedAt: context.time.now,
    deleteAt: job.keepDays === null ? null : context.time.now + job.keepDays * DAY,
    keepDays: job.keepDays,
    plan: null,
  };
  if (job.keepDays !== null) schedule(context.time, context.time.now + job.keepDays * DAY, 'backup.point.expire', { account: to.account.id, region: to.region, arn });
  job.state = 'COMPLETED';
  job.copy = arn;
  note(context.time, 'backup.point.copied', { account: to.account.id, vault: to.vault.name, arn, from: point.arn });
};

const answer = <T>(member: string, found: readonly T[], view: (one: T) => Params, params: Params): Params => {
  const cut = page(found, params.NextToken, params.MaxResults, 100, 'InvalidParameterValueException');
  return { [member]: cut.items.map(view), ...(cut.next ? { NextToken: cut.next } : {}) };
};

const pointBrief = (point: Readonly<RecoveryPoint>): Params =>
  given({
    RecoveryPointArn: point.arn,
    CreationDate: iso(point.createdAt, true),
    Status: point.status,
    BackupSizeBytes: 0,
    BackupVaultName: point.vault,
    IsParent: false,
  });

export const JOBS: { readonly [name: string]: Operation } = {
  DescribeCopyJob: {
    kind: 'read',
    run(context, params) {
      const id = input(params, jsonWords).text('CopyJobId');
      const job = rowAt(context.account, context.region, COPIES, id);
      if (!job) throw missing(`Copy job ${id} does not exist.`);
      return { CopyJob: copyView(context, job) };
    },
  },
  DescribeRestoreJob: {
    kind: 'read',
    run(context, params) {
      const id = input(params, jsonWords).text('RestoreJobId');
      const job = rowAt(context.account, context.region, RESTORES, id);
      if (!job) throw missing(`Restore job ${id} does not exist.`);
      return restoreView(context, job);
    },
  },
  ListCopyJobs: {
    kind: 'read',
    run: (context, params) => answer('CopyJobs', listed(context.account, context.region, COPIES), (job) => copyView(context, job), params),
  },
  ListProtectedResources: {
    kind: 'read',
    run(context, params) {
      const last = new Map<string, number>();
      for (const point of listed(context.account, context.region, POINTS)) last.set(point.resourceArn, Math.max(point.createdAt, last.get(point.resourceArn) ?? 0));
      return answer('Results', [...last], ([arn, at]) => ({ ResourceArn: arn, ResourceType: 'RDS', LastBackupTime: iso(at, true) }), params);
    },
  },
  ListRecoveryPointsByResource: {
    kind: 'read',
    run(context, params) {
      const arn = input(params, jsonWords).text('ResourceArn');
      const found = having(context.account, context.region, POINTS, 'resourceArn', arn);
      return answer('RecoveryPoints', found, pointBrief, params);
    },
  },
  ListRestoreJobs: {
    kind: 'read',
    run: (context, params) => answer('RestoreJobs', listed(context.account, context.region, RESTORES), (job) => restoreView(context, job), params),
  },
  StartCopyJob: startCopy,
  StartRestoreJob: startRestore,
};
