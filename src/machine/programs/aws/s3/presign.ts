// `aws s3 presign`: an address that carries a signature (AWS Signature Version 4), made on this machine without a call.
import { strToU8 } from 'fflate';
import { iso } from '../../../../engine/clock.ts';
import { hex, hmac, sha256 } from '../../../../engine/digest.ts';
import { keysOf } from '../credentials.ts';
import { CliError } from '../output/print.ts';
import { bucketProblem } from '../validate.ts';
import { type Client, split } from './client.ts';

const bytes = (text: string): number[] => [...strToU8(text)];
const quoted = (text: string, safe = '') =>
  [...strToU8(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(letter) || safe.includes(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** The signed address of an object, good for so many seconds. Throws when there are no credentials. */
export function presigned({ process, settings }: Client, path: string, seconds: number): string {
  const { bucket, key } = split(path);
  if (key === '') throw new CliError('\nParameter validation failed:\nInvalid length for parameter Key, value: 0, valid min length: 1\n', 252);
  const keys = keysOf(process, settings);
  if (!keys) throw new CliError('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n', 253);
  const region = settings.region ?? 'us-east-1';
  // Names that are no part of a host name stand in the path.
  const inHost = bucketProblem(bucket) === null && /^[a-z0-9-]+$/.test(bucket);
  const host = inHost ? `${bucket}.s3.${region}.amazonaws.com` : `s3.${region}.amazonaws.com`;
  const where = inHost ? `/${quoted(key, '/')}` : `/${quoted(`${bucket}/${key}`, '/')}`;
  const at = `${iso(process.time.now).slice(0, 19).replace(/[-:]/g, '')}Z`;
  const scope = `${at.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.id}/${scope}`],
    ['X-Amz-Date', at],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
    ...(keys.token === null ? [] : [['X-Amz-Security-Token', keys.token]]),
  ].map(([name, value]) => `${name}=${quoted(value as string)}`);
  const request = ['GET', where, [...query].sort().join('&'), `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const signed = ['AWS4-HMAC-SHA256', at, scope, hex(sha256(bytes(request)))].join('\n');
  const key4 = [at.slice(0, 8), region, 's3', 'aws4_request'].reduce((so, part) => hmac(sha256, so, bytes(part)), bytes(`AWS4${keys.secret}`));
  return `https://${host}${where}?${query.join('&')}&X-Amz-Signature=${hex(hmac(sha256, key4, bytes(signed)))}`;
}
