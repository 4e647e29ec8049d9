// Whether new volumes of a Region are encrypted unasked.
import { type CloudView, rowAt, rows, table } from '../cloud.ts';
import type { Operation } from '../operation.ts';

const SETTINGS = table<{ readonly encrypted: boolean }>('ec2.encryption');
const ONLY = 'ebs';

export const encryptsByDefault = (view: CloudView): boolean => rowAt(view.account, view.region, SETTINGS, ONLY)?.encrypted ?? false;

const set = (encrypted: boolean): Operation => ({
  kind: 'write',
  run(context) {
    rows(context.account, context.region, SETTINGS)[ONLY] = { encrypted };
    return { EbsEncryptionByDefault: encrypted };
  },
});

export const ENCRYPTION: { readonly [name: string]: Operation } = {
  DisableEbsEncryptionByDefault: set(false),
  EnableEbsEncryptionByDefault: set(true),
  GetEbsDefaultKmsKeyId: { kind: 'read', run: () => ({ KmsKeyId: 'alias/aws/ebs' }) },
  GetEbsEncryptionByDefault: { kind: 'read', run: (context) => ({ EbsEncryptionByDefault: encryptsByDefault(context) }) },
};
