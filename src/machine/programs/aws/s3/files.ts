// What a line of `aws s3` is about: files and objects, one by one, with where each goes. As the real program walks them: byte by byte in the order of their names.
import { parseIso } from '../../../../engine/clock.ts';
import { DiskError } from '../../../disk/disk.ts';
import { sizeOf } from '../../../disk/view.ts';
import type { Dict } from '../pages.ts';
import { ask, type Client, isRemote, listed, split } from './client.ts';
import type { S3Line } from './options.ts';
import { TransferError } from './refused.ts';
import { payer, secretOf } from './request.ts';

/** A folder, a file, a prefix or an object: a path on this machine, or `bucket/key`. */
interface Place {
  readonly remote: boolean;
  readonly path: string;
}

/** From where to where. */
export interface Route {
  readonly from: Place;
  readonly to: Place;
  /** What is below a folder or a prefix, not one thing. */
  readonly folders: boolean;
  /** Things keep their names at the other end. */
  readonly named: boolean;
}

export type Verb = 'upload' | 'download' | 'copy' | 'delete';

/** A file or an object that a command found. */
export interface Found {
  readonly verb: Verb;
  readonly remote: boolean;
  readonly from: string;
  readonly to: string;
  /** Its name below the folder or prefix, by which two sides are compared. */
  readonly key: string;
  /** Bytes; null where nobody asked. */
  readonly size: number | null;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly storage: string | null;
  readonly restored: boolean;
}

/** A file that cannot be taken, in the words of the warning. */
export interface Warning {
  readonly warning: string;
}

export const isWarning = (one: Found | Warning): one is Warning => 'warning' in one;

function placeOf({ process }: Client, path: string, folders: boolean): Place & { readonly named: boolean } {
  if (isRemote(path)) {
    const whole = path.slice('s3://'.length);
    const bare = folders || whole.includes('/') ? whole : `${whole}/`;
    const slashed = folders && !bare.endsWith('/') ? `${bare}/` : bare;
    return { remote: true, path: slashed, named: folders || slashed.endsWith('/') };
  }
  const full = process.disk.resolve(path);
  const named = folders || process.disk.stat(full)?.type === 'folder' || path.endsWith('/');
  return { remote: false, path: named && full !== '/' ? `${full}/` : full, named };
}

export function routeOf(client: Client, from: string, to: string, folders: boolean): Route {
  const [source, target] = [placeOf(client, from, folders), placeOf(client, to, folders)];
  return { from: source, to: target, folders, named: target.named };
}

/** Where one thing goes, and its name for comparing. */
function goal({ from, to, folders, named }: Route, path: string): { readonly to: string; readonly key: string } {
  const key = folders ? path.slice(from.path.length) : (path.split('/').at(-1) as string);
  return { to: named ? to.path + key : to.path, key };
}

/** Everything below the source of a route, or the one thing that it is. Throws `TransferError` when the store refuses to tell. */
export function find(client: Client, line: S3Line, verb: Verb, route: Route): (Found | Warning)[] {
  return route.from.remote ? objects(client, line, verb, route) : files(client, line, verb, route, route.from.path);
}

const skipped = (path: string, reason: string): Warning => ({ warning: `warning: Skipping file ${path}. ${reason}` });

/** Why a file is passed over; null when it can be read. */
function unfit({ process: { disk } }: Client, path: string): Warning | null {
  const entry = disk.stat(path.replace(/(?<=.)\/$/, ''));
  if (!entry || (path.endsWith('/') && entry.type === 'file')) return skipped(path, 'File does not exist.');
  try {
    if (entry.type === 'file') disk.readBytes(path);
    else disk.list(path);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return skipped(path, 'File/Directory is not readable.');
  }
  return null;
}

function files(client: Client, line: S3Line, verb: Verb, route: Route, path: string): (Found | Warning)[] {
  const { disk } = client.process;
  const bad = unfit(client, path);
  if (bad) return [bad];
  const entry = disk.stat(path.replace(/(?<=.)\/$/, ''));
  if (route.folders && entry?.type === 'folder') {
    const names = disk.list(path).map((name) => (disk.stat(path + name)?.type === 'folder' ? `${name}/` : name));
    return names.sort((a, b) => (a < b ? -1 : 1)).flatMap((name) => files(client, line, verb, route, path + name));
  }
  const size = entry?.type === 'file' ? sizeOf(entry) : 4096;
  return [{ verb, remote: false, from: path, ...goal(route, path), size, changedAt: entry?.mtime ?? 0, storage: null, restored: false }];
}

function objects(client: Client, line: S3Line, verb: Verb, route: Route): Found[] {
  const { bucket, key } = split(route.from.path);
  if (!route.folders && key !== '') return [single(client, line, verb, route, bucket, key)];
  return listed(client, bucket, key, line).flatMap((object) => {
    const path = `${bucket}/${object.Key}`;
    // A folder that the console made is an empty object: only a deletion takes it.
    if (object.Size === 0 && path.endsWith('/') ? verb !== 'delete' : !route.folders && path !== route.from.path) return [];
    const changedAt = parseIso(String(object.LastModified)) ?? 0;
    return [{ verb, remote: true, from: path, ...goal(route, path), size: object.Size, changedAt, storage: object.StorageClass ?? null, restored: false }];
  });
}

/** One object: its head says what a listing would. A deletion does not ask. */
function single(client: Client, line: S3Line, verb: Verb, route: Route, bucket: string, key: string): Found {
  const path = `${bucket}/${key}`;
  const base = { verb, remote: true, from: path, ...goal(route, path) };
  if (verb === 'delete') return { ...base, size: null, changedAt: 0, storage: null, restored: false };
  const head = headOf(client, line, bucket, key, verb === 'copy');
  return {
    ...base,
    size: Number(head.ContentLength ?? 0),
    changedAt: parseIso(String(head.LastModified ?? '')) ?? 0,
    storage: typeof head.StorageClass === 'string' ? head.StorageClass : null,
    restored: String(head.Restore ?? '').includes('ongoing-request="false"'),
  };
}

function headOf(client: Client, line: S3Line, bucket: string, key: string, source: boolean): Dict {
  try {
    return ask(client, 'HeadObject', { Bucket: bucket, Key: key, ...secretOf(line, source ? 'source' : 'own'), ...payer(line) });
  } catch (error) {
    if (error instanceof TransferError && error.reply?.code === '404')
      throw new TransferError(`An error occurred (404) when calling the HeadObject operation: Key "${key}" does not exist`, error.reply);
    throw error;
  }
}
