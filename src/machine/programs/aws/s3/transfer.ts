// `aws s3 cp|mv|rm`: one line per object, failures on standard error.
import { strFromU8 } from 'fflate';
import { parseIso } from '../../../../engine/clock.ts';
import { fromBase64 } from '../../../disk/base64.ts';
import { DiskError } from '../../../disk/disk.ts';
import { DISK_WORDS } from '../../../disk/view.ts';
import type { Process } from '../../../program.ts';
import { type ServiceModel, serviceNamed } from '../model.ts';
import { CliError } from '../output/print.ts';
import { isMap } from '../output/python.ts';
import type { Dict } from '../pages.ts';
import { bucketProblem } from '../validate.ts';
import { ask, type Client, isRemote, list, type Remote, shown, split, TransferError } from './client.ts';
import type { S3Line } from './options.ts';
import { checkObject, objectParams } from './request.ts';

const globbed = (glob: string) =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
  );

/** Whether the filters keep a name (relative to the source); later filters win. */
export const kept = (line: S3Line, name: string): boolean => line.filters.reduce((keep, filter) => (globbed(filter.glob).test(name) ? filter.include : keep), true);

/** Runs one transfer and prints its line. 1 when it failed, else 0. */
export function transfer(client: Client, line: S3Line, verb: string, target: string, work: () => void): number {
  const dry = line.options['--dryrun'] !== undefined;
  if (!dry) {
    try {
      work();
    } catch (error) {
      if (!(error instanceof TransferError) && !(error instanceof DiskError)) throw error;
      client.process.err(`${verb} failed: ${target} ${error instanceof DiskError ? `${DISK_WORDS[error.code]}: '${error.path}'` : error.message}\n`);
      return 1;
    }
  }
  if (!line.options['--quiet'] && !line.options['--only-show-errors']) client.process.out(`${dry ? '(dryrun) ' : ''}${verb}: ${target}\n`);
  return 0;
}

/** The exit code of several: a failure before a warning. */
export const worst = (codes: readonly number[]): number => (codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0);

function warn(client: Client, line: S3Line, about: string): number {
  if (!line.options['--quiet']) client.process.err(`warning: Skipping file ${about}\n`);
  return 2;
}

/** What is in an archive is passed over, with a warning (2) or without one (0); null when it can be read. */
export function archived(client: Client, line: S3Line, verb: 'download' | 'copy', address: string, storage: unknown): number | null {
  if ((storage !== 'GLACIER' && storage !== 'DEEP_ARCHIVE') || line.options['--force-glacier-transfer']) return null;
  if (line.options['--ignore-glacier-warnings']) return 0;
  return warn(
    client,
    line,
    `${address}. Object is of storage class GLACIER. Unable to perform ${verb} operations on GLACIER objects. You must restore the object to be able to perform the operation. See aws s3 ${verb} help for additional parameter options to ignore or force these transfers.`,
  );
}

/** A file where a folder was asked for: it is looked at as a folder, and is none. */
export const noFolder = (client: Client, line: S3Line, path: string): number => warn(client, line, `${client.process.disk.resolve(path)}/. File does not exist.`);

/** A folder's prefix: with a slash at its end, unless it is the whole bucket. */
export const folderKey = (key: string): string => (key === '' || key.endsWith('/') ? key : `${key}/`);

export function remove(client: Client, line: S3Line): number {
  const { bucket, key } = split(line.paths[0] as string);
  const prefix = folderKey(key);
  // A bucket alone names no object, and no bucket is no name.
  if (key === '' && !line.options['--recursive']) {
    list(client, bucket, '', null);
    return 0;
  }
  const keys = line.options['--recursive']
    ? list(client, bucket, prefix, null)
        .objects.map((object) => object.Key)
        .filter((name) => kept(line, name.slice(prefix.length)))
    : [key];
  const failed = keys.map((name) => transfer(client, line, 'delete', `s3://${bucket}/${name}`, () => void ask(client, 'DeleteObject', { Bucket: bucket, Key: name })));
  return failed.includes(1) ? 1 : 0;
}

/** Files below a folder, relative to it, in the order of their names; folders are ordered with their slash. */
export function walk(process: Process, folder: string, prefix = ''): string[] {
  const names = process.disk.list(folder).map((name) => (process.disk.stat(`${folder}/${name}`)?.type === 'folder' ? `${name}/` : name));
  return names
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => (name.endsWith('/') ? walk(process, `${folder}/${name.slice(0, -1)}`, `${prefix}${name}`) : [`${prefix}${name}`]));
}

export function upload(client: Client, path: string, bucket: string, key: string, line: S3Line): void {
  const entry = client.process.disk.stat(path);
  if (entry?.type === 'folder') throw new TransferError(`[Errno 21] Is a directory: '${client.process.disk.resolve(path)}/'`, null);
  if (entry?.type !== 'file') throw new DiskError('ENOENT', path);
  const body = entry.text ?? { base64: entry.base64 ?? '' };
  put(client, 'PutObject', { Bucket: bucket, Key: key, Body: body, ...objectParams(line, client.process, path) });
}

/** Copies an object within the store. */
export const copyObject = (client: Client, line: S3Line, source: string, bucket: string, key: string): void =>
  put(client, 'CopyObject', { Bucket: bucket, Key: key, CopySource: source, ...objectParams(line, client.process, null) });

function put(client: Client, operation: 'PutObject' | 'CopyObject', params: Dict): void {
  const problem = bucketProblem(String(params.Bucket));
  if (problem === null) checkObject(params, operation, serviceNamed('s3api') as ServiceModel);
  ask(client, operation, params);
}

/** The content of an object, a text or bytes, and when it was last changed. */
function content(client: Client, bucket: string, key: string): { readonly body: string | Uint8Array; readonly changedAt: number | null } {
  const reply = ask(client, 'GetObject', { Bucket: bucket, Key: key });
  const body = reply.Body;
  return { body: isMap(body) ? (fromBase64(String(body.base64 ?? '')) ?? new Uint8Array()) : String(body ?? ''), changedAt: parseIso(String(reply.LastModified ?? '')) };
}

/** A downloaded file is as old as the object, to the second. */
export function download(client: Client, bucket: string, key: string, to: string): void {
  const { body, changedAt } = content(client, bucket, key);
  const folder = to.slice(0, to.lastIndexOf('/'));
  if (folder) client.process.disk.makeFolder(folder, { parents: true });
  client.process.disk.write(to, body, changedAt === null ? {} : { mtime: changedAt - (changedAt % 1000) });
}

/** Asks for an object's head first, as the real program does for one that is not part of a listing. */
function head(client: Client, bucket: string, key: string): Dict {
  try {
    return ask(client, 'HeadObject', { Bucket: bucket, Key: key });
  } catch (error) {
    // A reply without a body has no code but the status.
    if (error instanceof TransferError && error.reply?.status === 404)
      throw new TransferError(`An error occurred (404) when calling the HeadObject operation: Key "${key}" does not exist`, error.reply);
    if (error instanceof TransferError && error.reply?.status === 403)
      throw new TransferError('An error occurred (403) when calling the HeadObject operation: Forbidden', error.reply);
    throw error;
  }
}

export function copy(client: Client, command: 'cp' | 'mv', line: S3Line): number {
  const [from, to] = line.paths as [string, string];
  if ((from === '-' || to === '-') && (command === 'mv' || line.options['--recursive']))
    throw new CliError('\nStreaming currently is only compatible with non-recursive cp commands\n', 252);
  return isRemote(from) ? fromBucket(client, command, line, from, to) : fromDisk(client, command, line, from, to);
}

function fromDisk(client: Client, command: 'cp' | 'mv', line: S3Line, from: string, to: string): number {
  const { process } = client;
  const target = split(to);
  if (from === '-') {
    if (line.options['--dryrun']) process.out(`(dryrun) upload: - to s3://${target.bucket}/${target.key}\n`);
    else put(client, 'PutObject', { Bucket: target.bucket, Key: target.key, Body: process.stdin ?? '', ...objectParams(line, process, target.key) });
    return 0;
  }
  if (!process.disk.stat(from)) throw new CliError(`\nThe user-provided path ${from} does not exist.\n`, 255);
  const recursive = line.options['--recursive'] !== undefined;
  if (recursive && process.disk.stat(from)?.type !== 'folder') return noFolder(client, line, from);
  const into = recursive ? folderKey(target.key) : target.key;
  const folder = from.replace(/\/$/, '');
  const pairs = recursive
    ? walk(process, folder)
        .filter((name) => kept(line, name))
        .map((name) => ({ path: `${folder}/${name}`, key: into + name }))
    : [{ path: from, key: into === '' || into.endsWith('/') ? into + (process.disk.stat(from)?.type === 'folder' ? '' : (from.split('/').pop() as string)) : into }].filter(
        ({ path }) => kept(line, path.split('/').pop() as string),
      );
  const failed = pairs.map(({ path, key }) =>
    transfer(
      client,
      line,
      command === 'mv' ? 'move' : 'upload',
      `${process.disk.stat(path)?.type === 'folder' ? `${shown(process, path).replace(/^\.\//, '')}/` : shown(process, path)} to s3://${target.bucket}/${key}`,
      () => {
        upload(client, path, target.bucket, key, line);
        if (command === 'mv') process.disk.remove(path);
      },
    ),
  );
  return failed.includes(1) ? 1 : 0;
}

function fromBucket(client: Client, command: 'cp' | 'mv', line: S3Line, from: string, to: string): number {
  const { process } = client;
  const { bucket, key } = split(from);
  if (to === '-') {
    if (line.options['--dryrun']) {
      process.out(`(dryrun) download: s3://${bucket}/${key} to -\n`);
      return 0;
    }
    try {
      ask(client, 'HeadObject', { Bucket: bucket, Key: key });
      const { body } = content(client, bucket, key);
      process.out(typeof body === 'string' ? body : strFromU8(body));
      return 0;
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      // A reply without a body has no words but those of its status.
      const bare = { 404: 'Not Found', 403: 'Forbidden' }[error.reply?.status ?? 0];
      const said = bare && error.message.includes('HeadObject') ? `An error occurred (${error.reply?.status}) when calling the HeadObject operation: ${bare}` : error.message;
      process.err(`download failed: s3://${bucket}/${key} to - ${said}\n`);
      return 1;
    }
  }
  const recursive = line.options['--recursive'] !== undefined;
  const prefix = recursive ? folderKey(key) : key.slice(0, key.lastIndexOf('/') + 1);
  // A bucket alone names no object.
  if (key === '' && !recursive) {
    list(client, bucket, '', null);
    return 0;
  }
  const objects: readonly Pick<Remote, 'Key' | 'StorageClass'>[] = recursive
    ? list(client, bucket, prefix, null).objects.filter((object) => !object.Key.endsWith('/'))
    : [{ Key: key, StorageClass: String(head(client, bucket, key).StorageClass) }];
  const remoteTo = isRemote(to);
  const target = split(to);
  const folder = recursive || to.endsWith('/') || (!remoteTo && process.disk.stat(to)?.type === 'folder');
  const wanted = objects.filter(({ Key: one }) => kept(line, one.slice(prefix.length)));
  // Warnings come while the list is read, before the first transfer ends.
  const passed = new Map(wanted.map((one) => [one.Key, archived(client, line, remoteTo ? 'copy' : 'download', `s3://${bucket}/${one.Key}`, one.StorageClass)]));
  const done = [...passed].map(([one, code]) => {
    if (code !== null) return code;
    const name = one.slice(prefix.length);
    const source = `s3://${bucket}/${one}`;
    const drop = () => {
      if (command === 'mv') ask(client, 'DeleteObject', { Bucket: bucket, Key: one });
    };
    if (remoteTo) {
      const goal = recursive ? folderKey(target.key) + name : target.key === '' || target.key.endsWith('/') ? target.key + name : target.key;
      return transfer(client, line, command === 'mv' ? 'move' : 'copy', `${source} to s3://${target.bucket}/${goal}`, () => {
        copyObject(client, line, `${bucket}/${one}`, target.bucket, goal);
        drop();
      });
    }
    const path = folder ? `${to.replace(/\/$/, '')}/${name}` : to;
    return transfer(client, line, command === 'mv' ? 'move' : 'download', `${source} to ${shown(process, path)}`, () => {
      download(client, bucket, one, path);
      drop();
    });
  });
  return worst(done);
}
