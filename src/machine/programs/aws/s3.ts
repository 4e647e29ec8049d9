// `aws s3 ls|cp|mv|rm|sync|mb|rb|presign`: files and objects, with the lines that the high-level commands print.
import { iso, parseIso } from '../../../engine/clock.ts';
import type { Process } from '../../program.ts';
import { SERVICES } from './model.ts';
import { CliError } from './output/print.ts';
import { askRaw, serviceError } from './request.ts';
import type { Settings } from './settings.ts';
import { invalidChoice, unknownOptions, usageError } from './usage.ts';

const COMMANDS = ['ls', 'website', 'cp', 'mv', 'rm', 'sync', 'mb', 'rb', 'presign'];
const FLAGS = ['--recursive', '--dryrun', '--quiet', '--no-progress', '--human-readable', '--summarize', '--force', '--delete', '--only-show-errors', '--size-only', '--exact-timestamps', '--follow-symlinks', '--no-follow-symlinks'];
const VALUES = ['--exclude', '--include', '--acl', '--storage-class', '--sse', '--content-type', '--expires-in', '--page-size', '--metadata-directive'];

interface Line {
  readonly paths: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly filters: readonly { readonly include: boolean; readonly pattern: RegExp }[];
  readonly values: Readonly<Record<string, string>>;
}

const model = () => SERVICES.s3api as NonNullable<(typeof SERVICES)[string]>;

function parse(words: readonly string[]): Line {
  const paths: string[] = [];
  const flags = new Set<string>();
  const filters: { include: boolean; pattern: RegExp }[] = [];
  const values: Record<string, string> = {};
  const unknown: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (FLAGS.includes(word)) flags.add(word);
    else if (VALUES.includes(word)) {
      const value = words[++i];
      if (value === undefined) throw usageError(`argument ${word}: expected one argument`);
      if (word === '--exclude' || word === '--include') filters.push({ include: word === '--include', pattern: globbed(value) });
      else values[word] = value;
    } else if (word.startsWith('--')) unknown.push(word);
    else paths.push(word);
  }
  if (unknown.length) throw unknownOptions(unknown);
  return { paths, flags, filters, values };
}

const globbed = (glob: string) => new RegExp(`^${glob.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
const kept = (line: Line, name: string) => line.filters.reduce((keep, filter) => (filter.pattern.test(name) ? filter.include : keep), true);

const isRemote = (path: string) => path.startsWith('s3://');
const split = (path: string) => {
  const rest = path.replace(/^s3:\/\//, '');
  const slash = rest.indexOf('/');
  return { bucket: slash < 0 ? rest : rest.slice(0, slash), key: slash < 0 ? '' : rest.slice(slash + 1) };
};

interface Remote {
  readonly Key: string;
  readonly Size: number;
  readonly LastModified: string;
}

class S3 {
  constructor(
    readonly process: Process,
    readonly settings: Settings,
  ) {}

  raw(operation: string, params: Record<string, unknown>) {
    const found = Object.values(model().operations).find((one) => one.o === operation);
    if (!found) throw new CliError(`\n${operation} is not part of this simulation.\n`, 255);
    return askRaw(this.process, this.settings, model(), found, params);
  }

  ask(operation: string, params: Record<string, unknown>): Record<string, unknown> {
    const reply = this.raw(operation, params);
    if (!reply.ok) throw serviceError(reply.code, operation, reply.message);
    return reply.output as Record<string, unknown>;
  }

  list(bucket: string, prefix: string, delimiter: string | null): { readonly objects: Remote[]; readonly prefixes: string[] } {
    const objects: Remote[] = [];
    const prefixes: string[] = [];
    let token: unknown;
    do {
      const page = this.ask('ListObjectsV2', { Bucket: bucket, Prefix: prefix, ...(delimiter ? { Delimiter: delimiter } : {}), ...(token ? { ContinuationToken: token } : {}) });
      objects.push(...((page.Contents as Remote[] | undefined) ?? []));
      prefixes.push(...((page.CommonPrefixes as { Prefix: string }[] | undefined) ?? []).map((one) => one.Prefix));
      token = page.IsTruncated ? page.NextContinuationToken : null;
    } while (token);
    return { objects, prefixes };
  }
}

const localTime = (text: unknown): string => {
  const at = typeof text === 'string' ? parseIso(text) : typeof text === 'number' ? text : 0;
  return iso(at ?? 0).slice(0, 19).replace('T', ' ');
};

function sizeText(size: number, human: boolean): string {
  if (!human) return String(size);
  if (size < 1024) return `${size} ${size === 1 ? 'Byte' : 'Bytes'}`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = size / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** Runs a command of `aws s3`. Returns the exit code. */
export function s3(process: Process, settings: Settings, words: readonly string[]): number {
  const [command, ...rest] = words;
  if (command === undefined) throw usageError('the following arguments are required: subcommand');
  if (!COMMANDS.includes(command)) throw invalidChoice('subcommand', command, COMMANDS);
  const line = parse(rest);
  const client = new S3(process, settings);
  switch (command) {
    case 'ls':
      return ls(client, line);
    case 'mb':
    case 'rb':
      return bucketCommand(client, command, line);
    case 'rm':
      return rm(client, line);
    case 'cp':
    case 'mv':
      return copy(client, command, line);
    case 'sync':
      return sync(client, line);
    default:
      throw new CliError(`\naws s3 ${command} is not part of this simulation.\n`, 255);
  }
}

function ls(client: S3, line: Line): number {
  const human = line.flags.has('--human-readable');
  const out = (text: string) => client.process.out(text);
  if (!line.paths.length) {
    const buckets = (client.ask('ListBuckets', {}).Buckets as { Name: string; CreationDate: string }[] | undefined) ?? [];
    for (const bucket of buckets) out(`${localTime(bucket.CreationDate)} ${bucket.Name}\n`);
    return 0;
  }
  const { bucket, key } = split(line.paths[0] as string);
  const recursive = line.flags.has('--recursive');
  const { objects, prefixes } = client.list(bucket, key, recursive ? null : '/');
  for (const prefix of prefixes) out(`${' '.repeat(27)}PRE ${prefix.slice(key.lastIndexOf('/') + 1)}\n`);
  let total = 0;
  for (const object of objects) {
    total += object.Size;
    out(`${localTime(object.LastModified)} ${sizeText(object.Size, human).padStart(10)} ${recursive ? object.Key : object.Key.slice(key.lastIndexOf('/') + 1)}\n`);
  }
  if (line.flags.has('--summarize')) out(`\nTotal Objects: ${objects.length}\n   Total Size: ${sizeText(total, human)}\n`);
  return objects.length + prefixes.length === 0 && key !== '' ? 1 : 0;
}

function bucketCommand(client: S3, command: 'mb' | 'rb', line: Line): number {
  const path = line.paths[0];
  if (path === undefined) throw usageError('the following arguments are required: path');
  if (!isRemote(path)) throw new CliError('\n<S3Uri>\nError: Invalid argument type\n', 252);
  const { bucket } = split(path);
  const words = command === 'mb' ? 'make_bucket' : 'remove_bucket';
  if (command === 'rb' && line.flags.has('--force')) rm(client, { ...line, paths: [`s3://${bucket}`], flags: new Set(['--recursive']) });
  const region = client.settings.region;
  const reply = command === 'mb' ? client.raw('CreateBucket', { Bucket: bucket, ...(region && region !== 'us-east-1' ? { CreateBucketConfiguration: { LocationConstraint: region } } : {}) }) : client.raw('DeleteBucket', { Bucket: bucket });
  if (reply.ok) {
    client.process.out(`${words}: ${bucket}\n`);
    return 0;
  }
  client.process.err(`${words} failed: s3://${bucket} An error occurred (${reply.code}) when calling the ${command === 'mb' ? 'CreateBucket' : 'DeleteBucket'} operation: ${reply.message}\n`);
  return 1;
}

/** Runs one transfer and prints its line. True when it failed. */
function transfer(client: S3, line: Line, words: string, target: string, work: () => void): boolean {
  if (line.flags.has('--dryrun')) {
    client.process.out(`(dryrun) ${words}: ${target}\n`);
    return false;
  }
  try {
    work();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    client.process.err(`${words} failed: ${target} ${error.message.trim()}\n`);
    return true;
  }
  if (!line.flags.has('--quiet') && !line.flags.has('--only-show-errors')) client.process.out(`${words}: ${target}\n`);
  return false;
}

function rm(client: S3, line: Line): number {
  const path = line.paths[0];
  if (path === undefined) throw usageError('the following arguments are required: paths');
  if (!isRemote(path)) throw usageError('the following arguments are required: paths');
  const { bucket, key } = split(path);
  const recursive = line.flags.has('--recursive');
  const keys = recursive ? client.list(bucket, key, null).objects.map((object) => object.Key).filter((name) => kept(line, name.slice(key.length))) : [key];
  let failed = 0;
  for (const name of keys) failed += transfer(client, line, 'delete', `s3://${bucket}/${name}`, () => void client.ask('DeleteObject', { Bucket: bucket, Key: name })) ? 1 : 0;
  return failed ? 1 : 0;
}

/** A local path as the CLI shows it: relative to the working folder. */
function shown(process: Process, path: string): string {
  const full = process.disk.resolve(path);
  const cwd = process.cwd === '/' ? '' : process.cwd;
  if (!full.startsWith(`${cwd}/`)) return path;
  const relative = full.slice(cwd.length + 1);
  return relative.includes('/') ? relative : `./${relative}`;
}

/** Files below a folder, relative to it, sorted. */
function walk(process: Process, folder: string, prefix = ''): string[] {
  return process.disk.list(folder).flatMap((name) => {
    const entry = process.disk.stat(`${folder}/${name}`);
    return entry?.type === 'folder' ? walk(process, `${folder}/${name}`, `${prefix}${name}/`) : [`${prefix}${name}`];
  });
}

const body = (process: Process, path: string): Record<string, unknown> => {
  const entry = process.disk.stat(path);
  return entry?.type === 'file' && entry.text !== undefined ? { Body: entry.text } : { Body: entry?.type === 'file' ? { base64: entry.base64 } : '' };
};

function download(client: S3, bucket: string, key: string, to: string): void {
  const reply = client.raw('GetObject', { Bucket: bucket, Key: key });
  if (!reply.ok) throw reply.code === 'NoSuchKey' || reply.status === 404 ? new CliError(`fatal error: An error occurred (404) when calling the HeadObject operation: Key "${key}" does not exist`, 1) : serviceError(reply.code, 'GetObject', reply.message);
  const content = reply.output.Body as string | { base64?: string } | undefined;
  const folder = to.slice(0, to.lastIndexOf('/'));
  if (folder) client.process.disk.makeFolder(folder, { parents: true });
  client.process.disk.write(to, typeof content === 'string' ? content : '');
}

function copy(client: S3, command: 'cp' | 'mv', line: Line): number {
  const { process } = client;
  const [from, to] = line.paths;
  if (from === undefined || to === undefined) throw usageError('the following arguments are required: paths');
  const remoteFrom = isRemote(from);
  const remoteTo = isRemote(to);
  if (!remoteFrom && !remoteTo) throw new CliError(`\nusage: aws s3 ${command} <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>\nError: Invalid argument type\n`, 252);
  if (command === 'mv' && from === to) throw new CliError(`\nCannot mv a file onto itself: '${from}' - '${to}'\n`, 252);
  const recursive = line.flags.has('--recursive');
  const words = command === 'mv' ? 'move' : remoteFrom && remoteTo ? 'copy' : remoteTo ? 'upload' : 'download';
  const after = (work: () => void, undo: () => void) => () => {
    work();
    if (command === 'mv') undo();
  };
  let failed = 0;
  if (!remoteFrom) {
    const target = split(to);
    if (!process.disk.stat(from)) throw new CliError(`\nThe user-provided path ${from} does not exist.\n`, 255);
    const files = recursive ? walk(process, from).filter((name) => kept(line, name)) : [''];
    for (const name of files) {
      const path = name ? `${from.replace(/\/$/, '')}/${name}` : from;
      const key = name ? `${target.key && !target.key.endsWith('/') ? `${target.key}/` : target.key}${name}` : target.key === '' || target.key.endsWith('/') ? `${target.key}${from.split('/').pop()}` : target.key;
      failed += transfer(client, line, words, `${shown(process, path)} to s3://${target.bucket}/${key}`, after(() => void client.ask('PutObject', { Bucket: target.bucket, Key: key, ...body(process, path) }), () => process.disk.remove(path))) ? 1 : 0;
    }
    return failed ? 1 : 0;
  }
  const source = split(from);
  const keys = recursive ? client.list(source.bucket, source.key, null).objects.map((object) => object.Key).filter((name) => kept(line, name.slice(source.key.length))) : [source.key];
  if (to === '-') {
    const reply = client.ask('GetObject', { Bucket: source.bucket, Key: source.key });
    process.out(typeof reply.Body === 'string' ? reply.Body : '');
    return 0;
  }
  for (const key of keys) {
    const rest = recursive ? key.slice(source.key.length).replace(/^\//, '') : (key.split('/').pop() as string);
    const remove = () => void client.ask('DeleteObject', { Bucket: source.bucket, Key: key });
    if (remoteTo) {
      const target = split(to);
      const name = recursive || target.key === '' || target.key.endsWith('/') ? `${target.key}${rest}` : target.key;
      failed += transfer(client, line, words, `s3://${source.bucket}/${key} to s3://${target.bucket}/${name}`, after(() => void client.ask('CopyObject', { Bucket: target.bucket, Key: name, CopySource: `${source.bucket}/${key}` }), remove)) ? 1 : 0;
    } else {
      const folder = recursive || to.endsWith('/') || process.disk.stat(to)?.type === 'folder';
      const path = folder ? `${to.replace(/\/$/, '')}/${rest}` : to;
      if (!recursive && !line.flags.has('--dryrun')) {
        const head = client.raw('HeadObject', { Bucket: source.bucket, Key: key });
        if (!head.ok && head.status === 404) {
          process.err(`fatal error: An error occurred (404) when calling the HeadObject operation: Key "${key}" does not exist\n`);
          return 1;
        }
      }
      failed += transfer(client, line, words, `s3://${source.bucket}/${key} to ${shown(process, path)}`, after(() => download(client, source.bucket, key, path), remove)) ? 1 : 0;
    }
  }
  return failed ? 1 : 0;
}

function sync(client: S3, line: Line): number {
  const { process } = client;
  const [from, to] = line.paths;
  if (from === undefined || to === undefined) throw usageError('the following arguments are required: paths');
  let failed = 0;
  if (!isRemote(from) && isRemote(to)) {
    const target = split(to);
    const base = target.key === '' || target.key.endsWith('/') ? target.key : `${target.key}/`;
    const there = new Map(client.list(target.bucket, base, null).objects.map((object) => [object.Key.slice(base.length), object]));
    const names = walk(process, from).filter((name) => kept(line, name));
    for (const name of names) {
      const path = `${from.replace(/\/$/, '')}/${name}`;
      const entry = process.disk.stat(path);
      const size = process.disk.readBytes(path).length;
      const known = there.get(name);
      if (known && known.Size === size && (entry?.mtime ?? 0) <= (parseIso(String(known.LastModified)) ?? 0)) continue;
      failed += transfer(client, line, 'upload', `${shown(process, path)} to s3://${target.bucket}/${base}${name}`, () => void client.ask('PutObject', { Bucket: target.bucket, Key: `${base}${name}`, ...body(process, path) })) ? 1 : 0;
    }
    if (line.flags.has('--delete')) for (const name of there.keys()) if (!names.includes(name)) failed += transfer(client, line, 'delete', `s3://${target.bucket}/${base}${name}`, () => void client.ask('DeleteObject', { Bucket: target.bucket, Key: `${base}${name}` })) ? 1 : 0;
    return failed ? 1 : 0;
  }
  if (isRemote(from)) {
    return copy(client, 'cp', { ...line, flags: new Set([...line.flags, '--recursive']) });
  }
  throw new CliError('\nusage: aws s3 sync <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>\nError: Invalid argument type\n', 252);
}
