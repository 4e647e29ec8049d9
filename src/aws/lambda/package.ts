// A function's deployment package: a zip in the request or in a bucket, or an image.
import { sha256 } from '../../engine/digest.ts';
import type { CloudContext } from '../cloud.ts';
import { AwsError, type Params } from '../operation.ts';
import { bytesOf, toBase64, utf8 } from '../s3/bytes.ts';
import { versionOf } from '../s3/object.ts';
import { openZip } from './code.ts';
import type { LambdaFunction } from './function.ts';
import { invalid, read } from './refusal.ts';

/** Base64 of the SHA-256 of the package, as `filebase64sha256` has it. */
const digest = (bytes: readonly number[]): string => toBase64(sha256(bytes));

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
  if (packed !== null && !sources) throw invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
  const bytes = packed === null ? utf8(image ?? '') : bytesOf({ base64: packed });
  return { code: { sha256: digest(bytes), bytes: packed === null ? 0 : bytes.length, imageUri: image, bucket, key }, sources };
}

function zipFrom(context: CloudContext, bucket: string, key: string, version: string | null): string {
  try {
    const { content } = versionOf(context, bucket, key, version);
    return typeof content === 'string' ? toBase64(utf8(content)) : content.base64;
  } catch (problem) {
    if (!(problem instanceof AwsError)) throw problem;
    throw invalid(`Error occurred while GetObject. S3 Error Code: ${problem.code}. S3 Error Message: ${problem.message}`);
  }
}
