// A manual snapshot copied into another account, where no user, state or key of production reaches it.
import { copiesOf } from '../world/measure.ts';
import type { Guardrail } from './guardrail.ts';

const KEY = 'alias/database-copies';
const [ORIGINAL, SHARED, COPY] = ['courses-original', 'courses-shared', 'courses-elsewhere'];

/** A key that the other account may use too: what is encrypted with AWS's own key cannot be shared. */
const policy = (owner: string, guest: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${owner}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${guest}:root` }, Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:ReEncrypt*'], Resource: '*' },
    ],
  });

export const snapshotElsewhere: Guardrail = {
  id: 'snapshot-elsewhere',
  name: 'A snapshot copied to another account',
  monthly: 3.9,
  minutes: 20,
  price: 'About four dollars a month for 20 GB and two keys, and a second account to look after.',
  hole: 'As old as the last copy, and the way back is as long as the way there. Whoever has keys of that account can delete it, and whoever deletes its key has deleted it too.',
  inPlace: (world) => copiesOf(world).some((copy) => copy.kind === 'elsewhere'),
  putInPlace(world, { terminal }) {
    const { account, region, others, database } = world.setting;
    const other = others[0];
    if (!other) return [];
    const as = `--profile ${other.profile}`;
    const key = (owner: string, guest: string, profile = '') =>
      `aws kms create-alias ${profile} --alias-name ${KEY} --target-key-id $(aws kms create-key ${profile} --description 'Copies of the database' --policy '${policy(owner, guest)}' --query KeyMetadata.KeyId --output text)`;
    const shown = "--query 'DBSnapshot.[DBSnapshotIdentifier,Status]' --output text";
    const there = (name: string, profile = '') => [{ line: `aws rds wait db-snapshot-available ${profile} --db-snapshot-identifier ${name}`, terminal }, { free: terminal }];
    return [
      { line: `aws rds create-db-snapshot --db-instance-identifier ${database.instance} --db-snapshot-identifier ${ORIGINAL} ${shown}`, terminal },
      ...there(ORIGINAL),
      { line: key(account, other.account), terminal },
      { line: key(other.account, account, as), terminal },
      { line: `aws rds copy-db-snapshot --source-db-snapshot-identifier ${ORIGINAL} --target-db-snapshot-identifier ${SHARED} --kms-key-id ${KEY} ${shown}`, terminal },
      ...there(SHARED),
      {
        line: `aws rds modify-db-snapshot-attribute --db-snapshot-identifier ${SHARED} --attribute-name restore --values-to-add ${other.account} --query 'DBSnapshotAttributesResult.DBSnapshotAttributes[].AttributeValues[]' --output text`,
        terminal,
      },
      {
        line: `aws rds copy-db-snapshot ${as} --source-db-snapshot-identifier arn:aws:rds:${region}:${account}:snapshot:${SHARED} --target-db-snapshot-identifier ${COPY} --kms-key-id ${KEY} ${shown}`,
        terminal,
      },
      ...there(COPY, as),
      // What stays here would only be one more thing that goes with this account. Where deleting is forbidden it stays.
      {
        line: `for name in ${ORIGINAL} ${SHARED}; do aws rds delete-db-snapshot --db-snapshot-identifier $name --query DBSnapshot.Status --output text || true; done`,
        terminal,
      },
    ];
  },
};
