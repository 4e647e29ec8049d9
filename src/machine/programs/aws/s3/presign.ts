// `aws s3 presign`: the signed address of an object.
import { keysOf } from '../credentials.ts';
import { CliError } from '../output/print.ts';
import { percent, signed } from '../signature.ts';
import { bucketProblem } from '../validate.ts';
import { type Client, split } from './client.ts';

/** The signed address of an object, good for so many seconds. Throws when there are no credentials. */
export function presigned({ process, settings }: Client, path: string, seconds: number): string {
  const { bucket, key } = split(path);
  if (key === '') throw new CliError('\nParameter validation failed:\nInvalid length for parameter Key, value: 0, valid min length: 1\n', 252);
  const problem = bucketProblem(bucket);
  if (problem !== null) throw new CliError(`\nParameter validation failed:\n${problem}\n`, 252);
  const keys = keysOf(process, settings);
  if (!keys) throw new CliError('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n', 253);
  const region = settings.region ?? 'us-east-1';
  // Names that are no part of a host name stand in the path.
  const inHost = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket);
  const host = inHost ? `${bucket}.s3.${region}.amazonaws.com` : `s3.${region}.amazonaws.com`;
  const where = inHost ? `/${percent(key, '/')}` : `/${percent(`${bucket}/${key}`, '/')}`;
  return `https://${signed(keys, { host, path: where, query: [], service: 's3', region, seconds, now: process.time.now, payload: 'unsigned' })}`;
}
