// `aws s3 sync`: transfers what is new, larger, smaller or younger at the source; with --delete removes what the source does not have.
import { parseIso } from '../../../../engine/clock.ts';
import { sizeOf } from '../../../disk/view.ts';
import { CliError } from '../output/print.ts';
import { ask, type Client, isRemote, list, shown, split } from './client.ts';
import type { S3Line } from './options.ts';
import { archived, copyObject, download, folderKey, kept, noFolder, transfer, upload, walk, worst } from './transfer.ts';

interface Side {
  /** Name below the folder -> size in bytes and time of the last change in milliseconds. */
  readonly files: ReadonlyMap<string, { readonly size: number; readonly time: number; readonly storage?: string | undefined }>;
  /** Where a name is: a path or an S3 address. */
  readonly place: (name: string) => string;
  readonly remote: { readonly bucket: string; readonly prefix: string } | null;
}

function side(client: Client, path: string, mustExist: boolean): Side {
  const { disk } = client.process;
  if (isRemote(path)) {
    const { bucket, key } = split(path);
    const prefix = folderKey(key);
    const files = new Map(
      list(client, bucket, prefix, null).objects.map((object) => [
        object.Key.slice(prefix.length),
        { size: object.Size, time: parseIso(String(object.LastModified)) ?? 0, storage: object.StorageClass },
      ]),
    );
    return { files, place: (name) => `s3://${bucket}/${prefix}${name}`, remote: { bucket, prefix } };
  }
  const folder = path === '/' ? '' : path.replace(/\/$/, '');
  if (mustExist && !disk.stat(path)) throw new CliError(`\nThe user-provided path ${path} does not exist.\n`, 255);
  const names = disk.stat(path)?.type === 'folder' ? walk(client.process, folder) : [];
  const files = new Map(
    names.map((name) => {
      const entry = disk.stat(`${folder}/${name}`);
      return [name, { size: entry ? sizeOf(entry) : 0, time: entry?.mtime ?? 0 }] as const;
    }),
  );
  return { files, place: (name) => `${folder}/${name}`, remote: null };
}

export function sync(client: Client, line: S3Line): number {
  const [from, to] = line.paths as [string, string];
  const source = side(client, from, true);
  const target = side(client, to, false);
  const sizeOnly = line.options['--size-only'] !== undefined;
  const exact = line.options['--exact-timestamps'] !== undefined;
  const names = [...new Set([...source.files.keys(), ...target.files.keys()])].filter((name) => kept(line, name)).sort((a, b) => (a < b ? -1 : 1));
  const codes: number[] = [];
  const changed: string[] = [];
  if (!source.remote && client.process.disk.stat(from)?.type === 'file') codes.push(noFolder(client, line, from));
  for (const name of names) {
    const here = source.files.get(name);
    const there = target.files.get(name);
    if (!here) {
      if (line.options['--delete']) changed.push(name);
      continue;
    }
    // Going up, or from bucket to bucket, a younger source is sent. Coming down it is the other way round: a copy that is younger than the object is no copy of it.
    const younger = there !== undefined && (source.remote && !target.remote ? there.time > here.time : here.time > there.time);
    const differs = !there || there.size !== here.size || (!sizeOnly && (exact && !target.remote ? here.time !== there.time : younger));
    if (differs) changed.push(name);
  }
  // Warnings come while the lists are read, before the first transfer ends.
  const passed = changed.map((name) => {
    const here = source.files.get(name);
    return here && source.remote ? archived(client, line, target.remote ? 'copy' : 'download', source.place(name), here.storage) : null;
  });
  changed.forEach((name, i) => {
    codes.push(passed[i] ?? (source.files.has(name) ? send(client, line, source, target, name) : drop(client, line, target, name)));
  });
  return worst(codes);
}

function send(client: Client, line: S3Line, source: Side, target: Side, name: string): number {
  const from = source.place(name);
  const to = target.place(name);
  const { process } = client;
  if (source.remote && target.remote) {
    const { remote } = source;
    const goal = target.remote;
    return transfer(client, line, 'copy', `${from} to ${to}`, () => copyObject(client, line, `${remote.bucket}/${remote.prefix}${name}`, goal.bucket, goal.prefix + name));
  }
  if (target.remote) {
    const { bucket, prefix } = target.remote;
    return transfer(client, line, 'upload', `${shown(process, from)} to ${to}`, () => upload(client, from, bucket, prefix + name, line));
  }
  const { bucket, prefix } = source.remote as NonNullable<Side['remote']>;
  return transfer(client, line, 'download', `${from} to ${shown(process, to)}`, () => download(client, bucket, prefix + name, to));
}

function drop(client: Client, line: S3Line, target: Side, name: string): number {
  const { remote } = target;
  const place = target.place(name);
  if (remote) return transfer(client, line, 'delete', place, () => void ask(client, 'DeleteObject', { Bucket: remote.bucket, Key: remote.prefix + name }));
  return transfer(client, line, 'delete', shown(client.process, place), () => client.process.disk.remove(place));
}
