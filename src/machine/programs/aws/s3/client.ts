// The calls that `aws s3` makes, and paths as it shows them.
import { parseIso } from '../../../../engine/clock.ts';
import type { Process } from '../../../program.ts';
import { formatDate, zoneAt } from '../../zone.ts';
import { keysOf } from '../credentials.ts';
import { operationCalled, type ServiceModel, serviceNamed } from '../model.ts';
import { CliError } from '../output/print.ts';
import type { Dict } from '../pages.ts';
import { call, refusalText } from '../reply.ts';
import type { Settings } from '../settings.ts';
import { bucketProblem } from '../validate.ts';
import type { S3Line } from './options.ts';
import { NoCredentials, TransferError } from './refused.ts';
import { payer } from './request.ts';

export interface Remote {
  readonly Key: string;
  readonly Size: number;
  readonly LastModified: string;
  readonly StorageClass?: string;
}

export interface Client {
  readonly process: Process;
  readonly settings: Settings;
}

/** One call. Throws `TransferError` when it is refused. */
export function ask({ process, settings }: Client, name: string, params: Dict): Dict {
  const service = serviceNamed('s3api') as ServiceModel;
  const operation = operationCalled(service, name);
  if (!operation) throw new CliError(`\nThis account is a simulation, and s3 ${name} is not part of it.\n`, 255);
  const problem = typeof params.Bucket === 'string' ? bucketProblem(params.Bucket) : null;
  if (problem !== null) throw new TransferError(`Parameter validation failed:\n${problem}`, null);
  if (settings.signed && !keysOf(process, settings)) throw new NoCredentials();
  const reply = call(process, settings, service, operation, params);
  if (!reply.ok) throw new TransferError(refusalText(reply, name), reply);
  return reply.output as Dict;
}

/** All objects below a prefix. */
export const listed = (client: Client, bucket: string, prefix: string, line: S3Line): Remote[] => list(client, bucket, prefix, null, line).objects;

/** All objects below a prefix, page by page; with a delimiter also what looks like folders. */
export function list(client: Client, bucket: string, prefix: string, delimiter: string | null, line: S3Line): { readonly objects: Remote[]; readonly prefixes: string[] } {
  const size = line.options['--page-size']?.[0];
  const asked = { ...(size === undefined ? {} : { MaxKeys: Number(size) }), ...payer(line) };
  const objects: Remote[] = [];
  const prefixes: string[] = [];
  let token: unknown = null;
  do {
    const page = ask(client, 'ListObjectsV2', {
      Bucket: bucket,
      Prefix: prefix,
      ...asked,
      ...(delimiter ? { Delimiter: delimiter } : {}),
      ...(token ? { ContinuationToken: token } : {}),
    });
    objects.push(...((page.Contents as Remote[] | undefined) ?? []));
    prefixes.push(...((page.CommonPrefixes as { Prefix: string }[] | undefined) ?? []).map((one) => one.Prefix));
    token = page.IsTruncated ? page.NextContinuationToken : null;
  } while (token);
  return { objects, prefixes };
}

export const isRemote = (path: string) => path.startsWith('s3://');

/** Bucket and key of `s3://bucket/key`, or of the same without its scheme. */
export function split(path: string): { readonly bucket: string; readonly key: string } {
  const rest = path.replace(/^s3:\/\//, '');
  const slash = rest.indexOf('/');
  return slash < 0 ? { bucket: rest, key: '' } : { bucket: rest.slice(0, slash), key: rest.slice(slash + 1) };
}

/** A whole local path relative to the working folder: `./name` in it, `folder/name` below it. */
export function shown(process: Process, path: string): string {
  const cut = path.lastIndexOf('/');
  const steps = path.slice(0, cut).split('/').filter(Boolean);
  const from = process.cwd.split('/').filter(Boolean);
  let same = 0;
  while (same < steps.length && same < from.length && steps[same] === from[same]) same++;
  const relative = [...from.slice(same).map(() => '..'), ...steps.slice(same)].join('/');
  return `${relative || '.'}/${path.slice(cut + 1)}`;
}

/** `2024-02-26 22:32:10`, in the zone that `TZ` names; UTC without one. */
export function listedTime(value: unknown, zone = 'UTC'): string {
  const at = (typeof value === 'string' ? parseIso(value) : typeof value === 'number' ? value : 0) ?? 0;
  return formatDate(at, zoneAt(at, zone), '%Y-%m-%d %H:%M:%S');
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

export function sizeText(size: number, human: boolean): string {
  if (!human) return String(size);
  if (size === 1) return '1 Byte';
  if (size < 1024) return `${Math.trunc(size)} Bytes`;
  for (const [index, unit] of UNITS.entries()) {
    const value = size / 1024 ** (index + 1);
    if (Math.round(value) < 1024) return `${value.toFixed(1)} ${unit}`;
  }
  return String(size);
}
