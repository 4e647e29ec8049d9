// A function's deployment package: a zip in the request or in a bucket, or an image.
import { fingerprint } from '../../engine/json.ts';
import type { CloudContext } from '../cloud.ts';
import { AwsError, type Params } from '../operation.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';
import { versionOf } from '../s3/object.ts';
import { openZip } from './code.ts';
import type { LambdaFunction } from './function.ts';
import { invalid, read } from './refusal.ts';

/** A stand-in for the base64 SHA-256 that Lambda gives: the same text always has the same, and another text another one. */
const digest = (text: string): string => {
  const digits = [0, 1, 2, 3].map((round) => fingerprint(`${round}${text}`)).join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i < 43; i++) out += alphabet[(Number.parseInt(digits[i] ?? digits[i % 64] ?? '0', 16) * 4 + i) % 64];
  return `${out}=`;
};

/** Reads where the code comes from, and takes it there. */
export function codeAsked(context: CloudContext, params: Params): Pick<LambdaFunction, 'code' | 'sources'> {
  const code = read(params);
  const zip = code.optional('ZipFile');
  const image = code.optional('ImageUri');
  const bucket = code.optional('S3Bucket');
  const key = code.optional('S3Key');
  if (!zip && !image && !(bucket && key)) throw invalid('Please provide a source for function code.');
  const version = code.optional('S3ObjectVersion');
  const packed = zip ?? (bucket && key ? zipFrom(context, bucket, key, version) : null);
  const sources = packed === null ? null : openZip(packed);
  if (packed !== null && !sources && !known(packed)) throw invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
  const text = packed ?? image ?? '';
  return { code: { sha256: digest(text), bytes: packed ? Math.ceil((packed.length * 3) / 4) : 0, imageUri: image, bucket, key }, sources };
}

/** Terraform's provider sends the hash of a file that it did not read. */
const known = (packed: string) => !packed.startsWith('UEs') && packed.length < 120;

function zipFrom(context: CloudContext, bucket: string, key: string, version: string | null): string {
  try {
    const { content } = versionOf(context, bucket, key, version);
    return typeof content === 'string' ? toBase64(utf8(content)) : content.base64;
  } catch (problem) {
    if (!(problem instanceof AwsError)) throw problem;
    throw invalid(`Error occurred while GetObject. S3 Error Code: ${problem.code}. S3 Error Message: ${problem.message}`);
  }
}
