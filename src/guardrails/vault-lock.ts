// AWS Backup: a copy every night in a vault whose lock refuses deletions before their time.
import { POINTS, VAULTS } from '../aws/backup/vault.ts';
import { peek } from '../aws/cloud.ts';
import { accountOf, copiesOf } from '../world/measure.ts';
import type { World } from '../world/world.ts';
import type { Guardrail } from './guardrail.ts';

const VAULT = 'locked';
const ROLE = 'backup-of-the-database';
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' }, Action: 'sts:AssumeRole' }] });
const PLAN = JSON.stringify({
  BackupPlanName: 'nightly',
  Rules: [{ RuleName: 'nightly', TargetBackupVaultName: VAULT, ScheduleExpression: 'cron(0 3 ? * * *)', Lifecycle: { DeleteAfterDays: 35 } }],
});

/** A complete recovery point of the production rows in a vault with a lock. */
function lockedCopy(world: World): boolean {
  const account = accountOf(world);
  const vaults = peek(account, world.setting.region, VAULTS);
  const points = Object.values(peek(account, world.setting.region, POINTS));
  return copiesOf(world).some((copy) => copy.kind === 'vault' && copy.restorable && points.some((point) => point.snapshot === copy.name && vaults[point.vault]?.lock));
}

export const vaultLock: Guardrail = {
  id: 'vault-lock',
  name: 'AWS Backup in a locked vault',
  monthly: 3.8,
  minutes: 5,
  price: 'A few dollars a month for a copy of every night. What is in the vault cannot be deleted sooner, not even on purpose.',
  hole: 'Governance mode can be lifted by whoever may lift it; compliance mode by nobody, so its mistakes stay as well. A restore from it still has to be tried.',
  inPlace: lockedCopy,
  putInPlace(world, { terminal }) {
    const { account, region, database } = world.setting;
    const resource = `arn:aws:rds:${region}:${account}:db:${database.instance}`;
    const role = `arn:aws:iam::${account}:role/${ROLE}`;
    const selection = JSON.stringify({ SelectionName: 'database', IamRoleArn: role, Resources: [resource] });
    return [
      { line: `aws iam create-role --role-name ${ROLE} --assume-role-policy-document '${TRUST}' --query Role.Arn --output text`, terminal },
      { line: `aws iam attach-role-policy --role-name ${ROLE} --policy-arn arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup`, terminal },
      { line: `aws backup create-backup-vault --backup-vault-name ${VAULT} --query BackupVaultArn --output text`, terminal },
      { line: `aws backup put-backup-vault-lock-configuration --backup-vault-name ${VAULT} --min-retention-days 7 --max-retention-days 35`, terminal },
      {
        line: `aws backup create-backup-selection --backup-plan-id $(aws backup create-backup-plan --backup-plan '${PLAN}' --query BackupPlanId --output text) --backup-selection '${selection}' --query SelectionId --output text`,
        terminal,
      },
      {
        line: `aws backup start-backup-job --backup-vault-name ${VAULT} --resource-arn ${resource} --iam-role-arn ${role} --lifecycle DeleteAfterDays=35 --query BackupJobId --output text`,
        terminal,
      },
      {
        line: `until [ "$(aws backup list-recovery-points-by-backup-vault --backup-vault-name ${VAULT} --query 'RecoveryPoints[].Status' --output text)" = COMPLETED ]; do sleep 30; done`,
        terminal,
      },
      { free: terminal },
    ];
  },
};
