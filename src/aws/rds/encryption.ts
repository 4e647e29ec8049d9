// The key of a database's storage. It is asked for when storage is made from it and when something is made of it: without its key a snapshot is a stone.
import type { CloudContext } from '../cloud.ts';
import { findKey, keyProblem } from '../kms/key.ts';
import { AwsError, type OperationContext } from '../operation.ts';

/** `what` as AWS begins the sentence: `The source snapshot KMS key`, `The target KMS key`, `The specified KMS key`. */
const unusable = (what: string, key: string | null) =>
  new AwsError('KMSKeyNotAccessibleFault', `${what} [${key ?? 'None'}] does not exist, is not enabled or you do not have permissions to access it.`, 400);

/** Whether a key is the one that AWS keeps for RDS: what it has encrypted cannot be shared. */
export const isDefaultKey = (context: CloudContext, key: string | null): boolean => key !== null && findKey(context, key)?.manager === 'AWS';

/** Throws KMSKeyNotAccessibleFault when RDS cannot use a key for the caller. Null, for storage that is not encrypted, is no problem. */
export function checkKey(context: OperationContext, key: string | null, what = 'The specified KMS key'): void {
  if (key !== null && keyProblem(context, key, 'rds') !== null) throw unusable(what, key);
}

/** ARN of the key that was asked for. Throws KMSKeyNotAccessibleFault. */
export function keyFor(context: OperationContext, asked: string, what = 'The specified KMS key'): string {
  checkKey(context, asked, what);
  return findKey(context, asked)?.arn as string;
}

/** The key of a copy. Across accounts and regions one has to be named: the source's own is not at hand there. */
export function keyForCopy(
  context: OperationContext,
  source: { readonly encrypted: boolean; readonly kmsKeyId: string | null },
  from: { readonly account: string; readonly region: string },
  asked: string | null,
): string | null {
  if (!source.encrypted && asked === null) return null;
  if (source.encrypted) {
    if (from.region !== context.region && asked === null)
      throw new AwsError('InvalidParameterValue', 'Must specify new KMS key for cross region encrypted snapshot copy.', 400, false);
    checkKey({ ...context, region: from.region }, source.kmsKeyId, 'The source snapshot KMS key');
    if (from.account !== context.account.id && asked === null) throw unusable('The target KMS key', null);
  }
  return asked === null ? source.kmsKeyId : keyFor(context, asked, 'The target KMS key');
}
