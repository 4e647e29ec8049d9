// Encrypting and decrypting with a key. A ciphertext names its key; when that key is gone, so is what it says.
import { hexId } from '../ids.ts';
import { given, type Input, input } from '../input.ts';
import { type Ask, AwsError, type Operation, type Params } from '../operation.ts';
import { bytesOf, toBase64 } from '../s3/bytes.ts';
import { unveil, veil } from '../veil.ts';
import { choice, jsonWords, validation } from '../wording.ts';
import { checkUsable, type Key, keyOf, onKey } from './key.ts';

/** The encryption context, in one order. */
function contextOf(from: Input, name: string): string {
  const record = from.record(name) ?? {};
  return JSON.stringify(
    Object.keys(record)
      .sort()
      .map((key) => [key, String(record[key])]),
  );
}

const seal = (key: Readonly<Key>, context: string, plaintext: string): string => veil('kms', JSON.stringify([key.arn, context, plaintext]));

function opened(blob: string): { readonly key: string; readonly context: string; readonly plaintext: string } | null {
  const said = unveil('kms', blob);
  if (said === null) return null;
  const [key, context, plaintext] = JSON.parse(said) as [string, string, string];
  return { key, context, plaintext };
}

const invalid = () => new AwsError('InvalidCiphertextException', '', 400);
const encrypts = (key: Readonly<Key>) => {
  if (key.usage !== 'ENCRYPT_DECRYPT') throw new AwsError('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid for this operation.`, 400);
  checkUsable(key);
};

/** The key that a ciphertext was made with is asked for, whatever the request says. */
const onBlob =
  (action: string): NonNullable<Operation['authorise']> =>
  (context, params): readonly Ask[] => {
    const blob = input(params, jsonWords).optional('CiphertextBlob');
    const named = blob === null ? null : opened(blob)?.key;
    return onKey(action)(context, { KeyId: named ?? params.KeyId ?? '*' });
  };

function decrypted(context: Parameters<Operation['run']>[0], from: Input, parameter: string, named: string): { readonly key: Readonly<Key>; readonly plaintext: string } {
  const blob = opened(from.text('CiphertextBlob'));
  if (!blob) throw invalid();
  const asked = from.optional(named);
  const key = keyOf(context, blob.key);
  if (asked !== null && keyOf(context, asked).arn !== key.arn)
    throw new AwsError('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.', 400);
  checkUsable(key);
  if (blob.context !== contextOf(from, parameter)) throw invalid();
  return { key, plaintext: blob.plaintext };
}

const encrypt: Operation = {
  kind: 'read',
  authorise: onKey('Encrypt'),
  run(context, params) {
    const from = input(params, jsonWords);
    const [id, plaintext] = [from.text('KeyId'), from.text('Plaintext')];
    if (bytesOf({ base64: plaintext }).length > 4096) throw validation('plaintext', null, 'Member must have length less than or equal to 4096');
    const key = keyOf(context, id);
    encrypts(key);
    return { CiphertextBlob: seal(key, contextOf(from, 'EncryptionContext'), plaintext), KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  },
};

const decrypt: Operation = {
  kind: 'read',
  authorise: onBlob('Decrypt'),
  run(context, params) {
    const { key, plaintext } = decrypted(context, input(params, jsonWords), 'EncryptionContext', 'KeyId');
    return { KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  },
};

const reEncrypt: Operation = {
  kind: 'read',
  authorise: (context, params) => [...onBlob('ReEncryptFrom')(context, params), ...onKey('ReEncryptTo', 'DestinationKeyId')(context, params)],
  run(context, params) {
    const from = input(params, jsonWords);
    const { key, plaintext } = decrypted(context, from, 'SourceEncryptionContext', 'SourceKeyId');
    const to = keyOf(context, from.text('DestinationKeyId'));
    encrypts(to);
    return {
      CiphertextBlob: seal(to, contextOf(from, 'DestinationEncryptionContext'), plaintext),
      SourceKeyId: key.arn,
      KeyId: to.arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  },
};

/** A new key for somebody else's encryption, plain and sealed; or sealed only. */
const dataKey = (plain: boolean): Operation => ({
  kind: 'read',
  authorise: onKey(plain ? 'GenerateDataKey' : 'GenerateDataKeyWithoutPlaintext'),
  run(context, params) {
    const from = input(params, jsonWords);
    const id = from.text('KeyId');
    const count = from.number('NumberOfBytes');
    const spec = from.has('KeySpec') ? choice(from, jsonWords, 'KeySpec', ['AES_128', 'AES_256'] as const) : null;
    if ((count === null) === (spec === null)) throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.', 400, false);
    const length = count ?? (spec === 'AES_128' ? 16 : 32);
    if (!(Number.isInteger(length) && length >= 1 && length <= 1024)) throw validation('numberOfBytes', String(length), 'Member must have value less than or equal to 1024');
    const key = keyOf(context, id);
    encrypts(key);
    const digits = hexId(context.time, 'data-key', length * 2);
    const plaintext = toBase64(Array.from({ length }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16)));
    return given({ CiphertextBlob: seal(key, contextOf(from, 'EncryptionContext'), plaintext), Plaintext: plain ? plaintext : null, KeyId: key.arn }) as Params;
  },
});

export const CIPHER: { readonly [name: string]: Operation } = {
  Decrypt: decrypt,
  Encrypt: encrypt,
  GenerateDataKey: dataKey(true),
  GenerateDataKeyWithoutPlaintext: dataKey(false),
  ReEncrypt: reEncrypt,
};
