// One transfer: what is asked of the store, and what becomes of the files. Throws `TransferError` or `DiskError`, which end that transfer alone.
import { strToU8 } from 'fflate';
import { hex, sha1 } from '../../../../engine/digest.ts';
import { fromBase64 } from '../../../disk/base64.ts';
import { DiskError, type DiskView } from '../../../disk/disk.ts';
import { DISK_WORDS } from '../../../disk/view.ts';
import { type ServiceModel, serviceNamed } from '../model.ts';
import { isMap } from '../output/python.ts';
import type { Dict } from '../pages.ts';
import { bucketProblem } from '../validate.ts';
import { ERRNO } from '../values.ts';
import { ask, type Client, shown, split } from './client.ts';
import type { Found } from './files.ts';
import type { S3Line } from './options.ts';
import { TransferError } from './refused.ts';
import { checkObject, copyParams, payer, secretOf, uploadParams } from './request.ts';

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** What Python says when a path could not be used. */
const refused = ({ code }: DiskError, path: string): TransferError => new TransferError(`[Errno ${ERRNO[code]}] ${DISK_WORDS[code]}: ${path}`, null);

/** What the line of a transfer says of its ends. */
export function placeOf(client: Client, one: Found): string {
  const from = one.remote ? `s3://${one.from}` : shown(client.process, one.from);
  if (one.verb === 'delete') return from;
  return `${from} to ${one.verb === 'download' ? shown(client.process, one.to) : `s3://${one.to}`}`;
}

/** Carries out one transfer; `moves` takes the source away afterwards. */
export function perform(client: Client, line: S3Line, one: Found, moves: boolean): void {
  const { process } = client;
  switch (one.verb) {
    case 'upload':
      upload(client, line, one);
      if (moves) process.disk.remove(one.from);
      return;
    case 'download':
      download(client, line, one);
      break;
    case 'copy': {
      const head = () => ask(client, 'HeadObject', { Bucket: source.bucket, Key: source.key, ...secretOf(line, 'own'), ...payer(line) });
      const source = split(one.from);
      const goal = split(one.to);
      put(client, 'CopyObject', { Bucket: goal.bucket, Key: goal.key, CopySource: one.from, ...copyParams(line, process, head) });
      break;
    }
    case 'delete':
      if (one.remote) drop(client, line, one);
      else process.disk.remove(one.from);
      return;
  }
  if (moves) drop(client, line, one);
}

function drop(client: Client, line: S3Line, one: Found): void {
  const { bucket, key } = split(one.from);
  ask(client, 'DeleteObject', { Bucket: bucket, Key: key, ...payer(line) });
}

export function put(client: Client, operation: 'PutObject' | 'CopyObject', params: Dict): void {
  if (bucketProblem(String(params.Bucket)) === null) checkObject(params, operation, serviceNamed('s3api') as ServiceModel);
  ask(client, operation, params);
}

function upload(client: Client, line: S3Line, one: Found): void {
  const { process } = client;
  const params = uploadParams(line, process, one.from);
  const entry = process.disk.stat(one.from.replace(/(?<=.)\/$/, ''));
  if (entry?.type !== 'file') throw refused(new DiskError(entry ? 'EISDIR' : 'ENOENT', one.from), `'${one.from}'`);
  const { bucket, key } = split(one.to);
  put(client, 'PutObject', { Bucket: bucket, Key: key, Body: entry.text ?? { base64: entry.base64 ?? '' }, ...params });
}

/** The content of an object, a text or bytes. */
export function contentOf(client: Client, line: S3Line, path: string): string | Uint8Array {
  const { bucket, key } = split(path);
  const body = ask(client, 'GetObject', { Bucket: bucket, Key: key, ...secretOf(line, 'own'), ...payer(line) }).Body;
  return isMap(body) ? (fromBase64(String(body.base64 ?? '')) ?? new Uint8Array()) : String(body ?? '');
}

/** The first folder on the way to one that there is not. */
function firstMissing(disk: DiskView, folder: string): string {
  const above = folderOf(folder);
  return above === '/' || disk.stat(above) ? folder : firstMissing(disk, above);
}

/** A downloaded file is as old as the object, to the second. It is written beside its place and then renamed. */
function download(client: Client, line: S3Line, one: Found): void {
  const { disk } = client.process;
  const folder = folderOf(one.to);
  const beside = `${one.to}.${hex(sha1(strToU8(one.to))).slice(0, 8)}`;
  try {
    if (!disk.stat(folder)) disk.makeFolder(folder, { parents: true });
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new TransferError(`Could not create directory ${folder}: ${refused(error, `'${firstMissing(disk, folder)}'`).message}`, null);
  }
  const content = contentOf(client, line, one.from);
  const mtime = one.changedAt - (one.changedAt % 1000);
  if (disk.stat(folder)?.type === 'file') throw refused(new DiskError('ENOTDIR', beside), `'${beside}'`);
  if (disk.stat(one.to)?.type === 'folder') throw refused(new DiskError('EISDIR', one.to), `'${beside}' -> '${one.to}'`);
  try {
    disk.write(one.to, content, { mtime });
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw refused(error, `'${beside}'`);
  }
}
