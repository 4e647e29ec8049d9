// Credentials that cannot delete data, whoever uses them.
import { GLOBAL, peek } from '../aws/cloud.ts';
import { USERS } from '../aws/iam/tables.ts';
import { accountOf } from '../world/measure.ts';
import type { Guardrail } from './guardrail.ts';

const NAME = 'no-data-deletion';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'KeepTheData',
      Effect: 'Deny',
      Action: ['rds:DeleteDBInstance', 'rds:DeleteDBSnapshot', 'rds:DeleteDBInstanceAutomatedBackup', 's3:DeleteBucket', 's3:DeleteObjectVersion'],
      Resource: '*',
    },
  ],
});

export const leastPrivilege: Guardrail = {
  id: 'least-privilege',
  name: 'Credentials that cannot delete data',
  monthly: 0,
  minutes: 5,
  price: 'Another identity for the rare day on which data is to go.',
  hole: 'Whoever may change IAM can lift it, and whoever lends the agent another profile walks around it.',
  inPlace: (world) => peek(accountOf(world), GLOBAL, USERS)[world.setting.user]?.inline?.[NAME] !== undefined,
  putInPlace: (world, place) => [
    { line: `aws iam put-user-policy --user-name ${world.setting.user} --policy-name ${NAME} --policy-document '${POLICY}'`, terminal: place.terminal },
  ],
};
