// Production below another account, whose control policy forbids deletions in it whatever its own users may do.

import { rootOf } from '../aws/call.ts';
import { commonKeys, decide } from '../aws/iam/authorise.ts';
import type { World } from '../world/world.ts';
import type { Guardrail } from './guardrail.ts';

const FORBIDDEN = [
  'rds:DeleteDBInstance',
  'rds:DeleteDBSnapshot',
  'rds:DeleteDBInstanceAutomatedBackup',
  'backup:DeleteRecoveryPoint',
  's3:DeleteBucket',
  's3:DeleteObjectVersion',
];

/** Who is to get past it has to take on this role, which nobody has by default. */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'KeepTheData',
      Effect: 'Deny',
      Action: [...FORBIDDEN, 'organizations:LeaveOrganization'],
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/BreakGlass' } },
    },
  ],
});

/** Whether a policy from above keeps even the root user of the account from deleting the database. */
function bound(world: World): boolean {
  const { account, region, database } = world.setting;
  const root = rootOf(account);
  const keys = commonKeys(world.cloud, world.time, root, { region, sourceIp: '203.0.113.10', userAgent: 'console' });
  const resource = `arn:aws:rds:${region}:${account}:db:${database.instance}`;
  const decision = decide(world.cloud, root, { action: 'rds:DeleteDBInstance', resource }, keys, null);
  return decision.verdict === 'explicitDeny' && decision.by === 'service control policy';
}

export const separateAccounts: Guardrail = {
  id: 'separate-accounts',
  name: 'Production under a policy of an account above it',
  monthly: 0,
  minutes: 15,
  price: 'Overhead for one person: a second account, another profile, and a detour on the rare day on which data is to go.',
  hole: 'It never binds the account above: whoever has that profile takes the policy off. And it denies what it lists; everything else can still be destroyed.',
  inPlace: bound,
  putInPlace(world, { terminal }) {
    const { account, others } = world.setting;
    const above = others[0];
    if (!above) return [];
    const as = `--profile ${above.profile}`;
    return [
      { line: `aws organizations create-organization ${as} --query Organization.Id --output text`, terminal },
      { line: `aws organizations invite-account-to-organization ${as} --target Id=${account},Type=ACCOUNT --query Handshake.State --output text`, terminal },
      {
        line: `aws organizations accept-handshake --handshake-id $(aws organizations list-handshakes-for-account --query 'Handshakes[0].Id' --output text) --query Handshake.State --output text`,
        terminal,
      },
      {
        line: `aws organizations attach-policy ${as} --target-id ${account} --policy-id $(aws organizations create-policy ${as} --name keep-the-data --description 'Nobody deletes data in production' --type SERVICE_CONTROL_POLICY --content '${POLICY}' --query Policy.PolicySummary.Id --output text)`,
        terminal,
      },
    ];
  },
};
