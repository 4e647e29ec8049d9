// Keys: what is encrypted with one is shared by sharing it, and lost with it.
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, DATABASE, newMember, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const TEXT = Buffer.from('the answer').toString('base64');
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const all = (account: string) => ({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' });

function encryptedDatabase(world: World, key?: string): void {
  out(world, 'rds', 'CreateDBInstance', { ...DATABASE, StorageEncrypted: true, ...(key ? { KmsKeyId: key } : {}) });
  pass(world, HOUR);
  out(world, 'rds', 'CreateDBSnapshot', { DBInstanceIdentifier: DATABASE.DBInstanceIdentifier, DBSnapshotIdentifier: 'copy' });
  pass(world, HOUR);
}

test('what was encrypted comes back, in its context only, as long as the key can be used', () => {
  const world = newWorld();
  const { KeyId, Arn } = out(world, 'kms', 'CreateKey').KeyMetadata;
  out(world, 'kms', 'CreateAlias', { AliasName: 'alias/mine', TargetKeyId: KeyId });
  const { CiphertextBlob } = out(world, 'kms', 'Encrypt', { KeyId: 'alias/mine', Plaintext: TEXT, EncryptionContext: { a: '1', b: '2' } });
  expect(Buffer.from(CiphertextBlob, 'base64').toString()).not.toContain('answer');
  expect(out(world, 'kms', 'Decrypt', { CiphertextBlob, EncryptionContext: { b: '2', a: '1' } })).toMatchObject({ Plaintext: TEXT, KeyId: Arn });
  expect(refusal(world, 'kms', 'Decrypt', { CiphertextBlob })).toContain('InvalidCiphertextException');
  expect(refusal(world, 'kms', 'Decrypt', { CiphertextBlob: TEXT })).toContain('InvalidCiphertextException');
  out(world, 'kms', 'DisableKey', { KeyId });
  expect(refusal(world, 'kms', 'Decrypt', { CiphertextBlob, EncryptionContext: { a: '1', b: '2' } })).toBe(`DisabledException: ${Arn} is disabled.`);
  out(world, 'kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  expect(refusal(world, 'kms', 'Encrypt', { KeyId, Plaintext: TEXT })).toContain('KMSInvalidStateException');
  pass(world, 7 * DAY);
  expect(refusal(world, 'kms', 'Decrypt', { CiphertextBlob, EncryptionContext: { a: '1', b: '2' } })).toContain('NotFoundException');
  expect(refusal(world, 'kms', 'DescribeKey', { KeyId: 'alias/mine' })).toContain('is not found');
});

test('a snapshot whose key is gone cannot be restored', () => {
  const world = newWorld();
  const { KeyId, Arn } = out(world, 'kms', 'CreateKey').KeyMetadata;
  encryptedDatabase(world, KeyId);
  expect(out(world, 'rds', 'DescribeDBSnapshots', { DBSnapshotIdentifier: 'copy' }).DBSnapshots[0].KmsKeyId).toBe(Arn);
  const restore = { DBInstanceIdentifier: 'back', DBSnapshotIdentifier: 'copy' };
  out(world, 'kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  expect(refusal(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', restore)).toBe(
    `KMSKeyNotAccessibleFault: The specified KMS key [${Arn}] does not exist, is not enabled or you do not have permissions to access it.`,
  );
  out(world, 'kms', 'CancelKeyDeletion', { KeyId });
  out(world, 'kms', 'EnableKey', { KeyId });
  out(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', restore);
  out(world, 'kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  pass(world, 8 * DAY);
  expect(refusal(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { ...restore, DBInstanceIdentifier: 'never' })).toContain('KMSKeyNotAccessibleFault');
});

test('what AWS has encrypted with its own key cannot be shared; with a shared key it can, and the copy needs a key of its own', () => {
  const world = newWorld();
  out(world, 'organizations', 'CreateOrganization');
  const other = newMember(world, 'backups');
  encryptedDatabase(world);
  const share = (name: string) => ({ DBSnapshotIdentifier: name, AttributeName: 'restore', ValuesToAdd: [other] });
  expect(refusal(world, 'rds', 'ModifyDBSnapshotAttribute', share('copy'))).toContain('Sharing snapshots encrypted with the default service key for RDS');
  const { KeyId, Arn } = out(world, 'kms', 'CreateKey').KeyMetadata;
  out(world, 'rds', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: 'copy', TargetDBSnapshotIdentifier: 'shared', KmsKeyId: KeyId });
  pass(world, 20 * MINUTE);
  out(world, 'rds', 'ModifyDBSnapshotAttribute', share('shared'));
  const there = out(world, 'sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`, RoleSessionName: 'ann' }, admin(world)).Credentials
    .AccessKeyId;
  const source = `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:shared`;
  const take = { SourceDBSnapshotIdentifier: source, TargetDBSnapshotIdentifier: 'taken', KmsKeyId: 'alias/aws/rds' };
  expect(refusal(world, 'rds', 'CopyDBSnapshot', take, there)).toBe(
    `KMSKeyNotAccessibleFault: The source snapshot KMS key [${Arn}] does not exist, is not enabled or you do not have permissions to access it.`,
  );
  out(world, 'kms', 'PutKeyPolicy', {
    KeyId,
    PolicyName: 'default',
    Policy: policy(all(ACCOUNT), { ...all(other), Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant'] }),
  });
  expect(refusal(world, 'rds', 'CopyDBSnapshot', { ...take, KmsKeyId: undefined }, there)).toContain('The target KMS key [None]');
  expect(refusal(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'x', DBSnapshotIdentifier: source }, there)).toContain('shared and encrypted');
  out(world, 'rds', 'CopyDBSnapshot', take, there);
  pass(world, 20 * MINUTE);
  // From here on the original key can go: the copy has another one.
  out(world, 'kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  out(world, 'rds', 'RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'back', DBSnapshotIdentifier: 'taken' }, there);
});

test("a copy into another region needs a key of that region's", () => {
  const world = newWorld();
  encryptedDatabase(world);
  const source = { SourceDBSnapshotIdentifier: `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:copy`, TargetDBSnapshotIdentifier: 'far' };
  expect(refusal(world, 'rds', 'CopyDBSnapshot', source, undefined, 'eu-central-1')).toBe(
    'InvalidParameterValue: Must specify new KMS key for cross region encrypted snapshot copy.',
  );
  const { Arn } = out(world, 'kms', 'CreateKey', {}, undefined, 'eu-central-1').KeyMetadata;
  out(world, 'rds', 'CopyDBSnapshot', { ...source, KmsKeyId: Arn }, undefined, 'eu-central-1');
  pass(world, 20 * MINUTE);
  expect(out(world, 'rds', 'DescribeDBSnapshots', {}, undefined, 'eu-central-1').DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: 'far', KmsKeyId: Arn, SourceRegion: REGION }]);
});

test('a grant opens a key to one principal, and ends when it is revoked; nobody changes a key of AWS', () => {
  const world = newWorld();
  const { KeyId } = out(world, 'kms', 'CreateKey', { Policy: policy({ ...all(ACCOUNT), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }) }).KeyMetadata;
  out(world, 'iam', 'CreateUser', { UserName: 'poor' });
  const poor = out(world, 'iam', 'CreateAccessKey', { UserName: 'poor' }).AccessKey.AccessKeyId;
  const { CiphertextBlob } = out(world, 'kms', 'Encrypt', { KeyId, Plaintext: TEXT });
  expect(refusal(world, 'kms', 'Decrypt', { CiphertextBlob }, poor)).toContain('AccessDeniedException');
  const { GrantId } = out(world, 'kms', 'CreateGrant', { KeyId, GranteePrincipal: `arn:aws:iam::${ACCOUNT}:user/poor`, Operations: ['Decrypt'] });
  expect(out(world, 'kms', 'Decrypt', { CiphertextBlob }, poor).Plaintext).toBe(TEXT);
  expect(refusal(world, 'kms', 'Encrypt', { KeyId, Plaintext: TEXT }, poor)).toContain('AccessDeniedException');
  out(world, 'kms', 'RevokeGrant', { KeyId, GrantId });
  expect(refusal(world, 'kms', 'Decrypt', { CiphertextBlob }, poor)).toContain('AccessDeniedException');
  expect(out(world, 'kms', 'DescribeKey', { KeyId: 'alias/aws/rds' }).KeyMetadata.KeyManager).toBe('AWS');
  expect(refusal(world, 'kms', 'ScheduleKeyDeletion', { KeyId: 'alias/aws/rds' })).toContain('AccessDeniedException');
});
