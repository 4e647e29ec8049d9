// The master user's password where RDS manages it: a secret of the instance's own in Secrets Manager, which lives and dies with it.
import { type CloudContext, rowAt, rows } from '../cloud.ts';
import { mixedId, uuidOf } from '../ids.ts';
import { managedKey } from '../kms/key.ts';
import { AwsError, type Params } from '../operation.ts';
import { SECRETS } from '../secretsmanager/service.ts';
import { instanceArn } from './events.ts';
import type { Instance } from './tables.ts';

/** A request that gives a password and wants RDS to make one. */
export const bothPasswords = (): AwsError =>
  new AwsError('InvalidParameterCombination', "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.", 400, false);

/** A password as RDS draws one. */
export const masterPassword = (context: CloudContext): string => mixedId(context.time, 'rds.master', 32);

/** Puts the password into a secret of the instance's own. */
export function manageMaster(context: CloudContext, instance: Instance, password: string, key: string | null): void {
  const name = `rds!db-${uuidOf(context.time, 'rds.secret')}`;
  const arn = `arn:aws:secretsmanager:${context.region}:${context.account.id}:secret:${name}-${mixedId(context.time, 'secret', 6)}`;
  rows(context.account, context.region, SECRETS)[arn] = {
    arn,
    name,
    createdAt: context.time.now,
    changedAt: context.time.now,
    description: `The secret associated with the primary RDS DB instance: ${instanceArn(context, instance.identifier)}`,
    kmsKeyId: key ?? managedKey(context, 'secretsmanager'),
    policy: null,
    deleteAt: null,
    deletedAt: null,
    versions: {
      [uuidOf(context.time, 'secret')]: { text: JSON.stringify({ username: instance.username, password }), binary: null, at: context.time.now, stages: ['AWSCURRENT'] },
    },
    tags: { 'aws:secretsmanager:owningService': 'rds' },
  };
  instance.masterSecret = arn;
}

/** The secret goes with its instance, or when somebody sets a password of their own. */
export function dropMasterSecret(context: CloudContext, instance: Instance): void {
  if (instance.masterSecret === undefined) return;
  delete rows(context.account, context.region, SECRETS)[instance.masterSecret];
  delete instance.masterSecret;
}

/** `MasterUserSecret` of a description. */
export function masterSecretView(context: CloudContext, instance: Readonly<Instance>): Params | null {
  const arn = instance.masterSecret;
  if (arn === undefined) return null;
  return { SecretArn: arn, SecretStatus: 'active', KmsKeyId: rowAt(context.account, context.region, SECRETS, arn)?.kmsKeyId ?? '' };
}
