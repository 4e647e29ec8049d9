// Secrets that lie in the configuration as ciphertext: KMS tells what they say, and nothing keeps it.
import { strFromU8 } from 'fflate';
import { fromBase64 } from '../../terraform/lang/functions/utf8.ts';
import { map, records, text, texts } from '../core/members.ts';
import type { EphemeralType } from '../core/resource.ts';

export const ephemeralAwsKmsSecrets: EphemeralType = {
  name: 'aws_kms_secrets',
  failure: () => 'reading KMS Secrets',
  open(api, config) {
    const plaintext: Record<string, string> = {};
    for (const secret of records(config.secret)) {
      const context = map(secret.context);
      const reply = api.call('kms', 'Decrypt', {
        CiphertextBlob: text(secret.payload),
        EncryptionContext: Object.keys(context).length ? context : undefined,
        EncryptionAlgorithm: text(secret.encryption_algorithm) || undefined,
        GrantTokens: texts(secret.grant_tokens).length ? texts(secret.grant_tokens) : undefined,
        KeyId: text(secret.key_id) || undefined,
      });
      plaintext[text(secret.name)] = decoded(text(reply.Plaintext));
    }
    return { plaintext };
  },
};

function decoded(text: string): string {
  const read = fromBase64(text);
  return 'bytes' in read ? strFromU8(Uint8Array.from(read.bytes)) : text;
}
