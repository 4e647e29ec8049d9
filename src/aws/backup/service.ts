// AWS Backup, for databases.
import { type CloudContext, peek, rowAt, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { tagOperations } from '../tag-operations.ts';
import type { Tags } from '../tags.ts';
import { unused } from '../unused.ts';
import { jsonWords } from '../wording.ts';
import { copyDone, JOBS } from './job.ts';
import * as plan from './plan.ts';
import { SETTINGS } from './settings.ts';
import * as vault from './vault.ts';

/** Tags of a vault or plan by its ARN, to read or (in a write) to change. */
function tagged(context: CloudContext, params: Params, change: boolean): { tags: Tags } {
  const arn = input(params, jsonWords).text('ResourceArn');
  const [, kind, name] = /:(backup-vault|backup-plan):(.+)$/.exec(arn) ?? [];
  const table = kind === 'backup-vault' ? vault.VAULTS : plan.PLANS;
  const found = name ? peek<{ tags: Tags }>(context.account, context.region, table)[name] : undefined;
  if (!found || !name) throw new AwsError('ResourceNotFoundException', `Cannot find resource ${arn}.`, 400);
  return change ? (rows<{ tags: Tags }>(context.account, context.region, table)[name] as { tags: Tags }) : found;
}

const tagging = tagOperations({ check: (context, params) => tagged(context, params, false), row: (context, params) => tagged(context, params, true), keys: 'TagKeyList' });

const tags: { readonly [name: string]: Operation } = {
  ListTags: { kind: 'read', run: (context, params) => ({ Tags: { ...tagged(context, params, false).tags } }) },
  TagResource: tagging.set,
  UntagResource: tagging.drop,
};

export const backup: Service = {
  name: 'backup',
  eventSource: 'backup.amazonaws.com',
  iamPrefix: 'backup',
  dialect: 'json',
  resourcePolicy(context, resource) {
    const [, , , region = '', account = '', kind, name = ''] = resource.split(':');
    const owner = context.cloud.accounts[account];
    const found = owner && kind === 'backup-vault' ? rowAt(owner, region, vault.VAULTS, name) : undefined;
    return found ? { account, policy: found.policy } : null;
  },
  operations: {
    ...unused('backup'),
    ...JOBS,
    ...tags,
    ...SETTINGS,
    CreateBackupPlan: plan.createPlan,
    CreateBackupSelection: plan.createSelection,
    CreateBackupVault: vault.createVault,
    DeleteBackupPlan: plan.deletePlan,
    DeleteBackupSelection: plan.deleteSelection,
    DeleteBackupVault: vault.deleteVault,
    DeleteBackupVaultAccessPolicy: vault.deletePolicy,
    DeleteBackupVaultLockConfiguration: vault.deleteLock,
    DeleteRecoveryPoint: vault.deletePoint,
    DescribeBackupJob: vault.describeJob,
    DescribeBackupVault: vault.describeVault,
    DescribeRecoveryPoint: vault.describePoint,
    GetBackupPlan: plan.getPlan,
    GetBackupSelection: plan.getSelection,
    GetBackupVaultAccessPolicy: vault.getPolicy,
    ListBackupJobs: vault.listJobs,
    ListBackupPlans: plan.listPlans,
    ListBackupSelections: plan.listSelections,
    ListBackupVaults: vault.listVaults,
    ListRecoveryPointsByBackupVault: vault.listPoints,
    PutBackupVaultAccessPolicy: vault.putPolicy,
    PutBackupVaultLockConfiguration: vault.putLock,
    StartBackupJob: vault.startJob,
    UpdateBackupPlan: plan.updatePlan,
    UpdateRecoveryPointLifecycle: vault.updateLifecycle,
  },
  prepare: vault.defaultVault,
  jobs: { 'backup.copy.done': copyDone, 'backup.point.done': vault.pointDone, 'backup.point.expire': vault.pointExpired, 'backup.rule.due': plan.ruleDue },
};
