// `aws s3 cp|mv|rm|sync`: finds what there is to do, then does one thing after another, each of which takes its time.
import { strFromU8 } from 'fflate';
import type { Json } from '../../../../engine/json.ts';
import { DiskError } from '../../../disk/disk.ts';
import { DISK_WORDS } from '../../../disk/view.ts';
import type { Process, Progress } from '../../../program.ts';
import { CliError } from '../output/print.ts';
import { ownOf, type Settings } from '../settings.ts';
import { ask, type Client, isRemote, split } from './client.ts';
import { type Found, find, isWarning, routeOf, type Verb, type Warning } from './files.ts';
import { keeps } from './filters.ts';
import type { S3Command, S3Line } from './options.ts';
import { contentOf, perform, placeOf, put } from './perform.ts';
import { complain, ended, type Loudness, loudnessOf, moved, type Tally } from './progress.ts';
import { TransferError } from './refused.ts';
import { copyParams, payer, secretOf, uploadParams } from './request.ts';
import { compared } from './sync.ts';

/** What is kept while a transfer goes on. */
export interface TransferState {
  readonly kind: 's3';
  readonly settings: Settings;
  readonly name: string;
  readonly line: S3Line;
  readonly todo: readonly Found[];
  readonly tally: Tally;
  /** Which one is under way, and how many of its bytes have gone through. */
  readonly at: number;
  readonly sent: number;
  /** A bucket to remove when all is done: `rb --force`. */
  readonly removes?: string;
}

/** The line of a person at home: bytes per second, and milliseconds until the store answers. */
const RATE = 10 * 1024 ** 2;
const LATENCY = 80;
/** Bytes after which the real program looks at its progress, and how many such looks there are at most at one file here. */
const PIECE = 256 * 1024;
const LOOKS = 200;
/** Requests at a time, unless the profile says otherwise. */
const REQUESTS = 10;

const GLACIER = ['GLACIER', 'DEEP_ARCHIVE'];

/** Begins a command. `command` has the words for its complaints. */
export function beginTransfers(client: Client, name: string, command: S3Command, line: S3Line): Progress {
  const paths = line.paths.map((path) => (isRemote(path) && !path.slice('s3://'.length).includes('/') ? `${path}/` : path));
  const [from, to = from] = paths as [string, string?];
  const remote = paths.map(isRemote);
  if (!remote.some(Boolean)) throw new CliError(`\nusage: aws s3 ${name} ${command.usage}\nError: Invalid argument type\n`, 252);
  const verb: Verb = paths.length === 1 ? 'delete' : remote[0] ? (remote[1] ? 'copy' : 'download') : 'upload';
  const folders = name === 'sync' || line.options['--recursive'] !== undefined;
  check(client, name, line, from, to, verb, folders);
  const loud = loudnessOf(line, name);
  const state = { kind: 's3', settings: client.settings, name, line: { ...line, paths } } as const;
  try {
    if (from === '-' || to === '-') return { exit: streamed(client, { ...line, paths }, from, to, loud) };
    let warned = 0;
    const found = planned(client, { ...line, paths }, name, verb, folders, (text) => {
      warned++;
      complain(client.process, loud, null, text);
    });
    return submitted(client, state, found, loud, warned);
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    complain(client.process, loud, null, `fatal error: ${error.message}`);
    return { exit: 1 };
  }
}

/** What the program has against a line before it looks at anything in the store. */
function check({ process }: Client, name: string, line: S3Line, from: string, to: string, verb: Verb, folders: boolean): void {
  const wrong = (message: string) => new CliError(`\n${message}\n`, 252);
  const streams = from === '-' || to === '-';
  if (streams && (name !== 'cp' || folders)) throw wrong('Streaming currently is only compatible with non-recursive cp commands');
  const onto = to.endsWith('/') ? to + (from.split('/').at(-1) as string) : to;
  if (name === 'mv' && verb === 'copy' && (from === to || from === onto)) throw wrong(`Cannot mv a file onto itself: '${from}' - '${to}'`);
  if (verb === 'upload' && !streams && !process.disk.stat(from)) throw new CliError(`\nThe user-provided path ${from} does not exist.\n`, 255);
  if (verb === 'download' && folders && !streams && !process.disk.stat(to)) process.disk.makeFolder(to, { parents: true });
  for (const option of ['--sse-c', '--sse-c-copy-source']) {
    const [kind, key] = [line.options[option] !== undefined, Boolean(line.options[`${option}-key`]?.[0])];
    if (kind && !key) throw wrong(`If ${option} is specified, ${option}-key must be specified as well.`);
    if (key && !kind) throw wrong(`If ${option}-key is specified, ${option} must be specified as well.`);
  }
  if (line.options['--sse-c-copy-source'] && verb !== 'copy') throw wrong('--sse-c-copy-source is only supported for copy operations.');
}

/** Standard input to an object, or an object to standard output. */
function streamed(client: Client, line: S3Line, from: string, to: string, loud: Loudness): number {
  const { process } = client;
  const verb = from === '-' ? 'upload' : 'download';
  const { key: given, bucket } = split(verb === 'upload' ? to : from);
  const key = verb === 'upload' && given.endsWith('/') ? `${given}-` : verb === 'upload' && given === '' ? '-' : given;
  const place = verb === 'upload' ? `- to s3://${bucket}/${key}` : `s3://${bucket}/${key} to -`;
  const params = verb === 'upload' ? uploadParams(line, process, to) : {};
  const size = line.options['--expected-size']?.[0];
  if (verb === 'upload' && size !== undefined && !line.options['--dryrun'] && !/^\s*[-+]?\d+(_\d+)*\s*$/.test(size))
    throw new TransferError(`invalid literal for int() with base 10: '${size}'`, null);
  if (line.options['--dryrun']) {
    if (loud !== 'quiet') process.out(`(dryrun) ${verb}: ${place}\n`);
    return 0;
  }
  try {
    if (verb === 'upload') put(client, 'PutObject', { Bucket: bucket, Key: key, Body: process.stdin ?? '', ...params });
    else {
      ask(client, 'HeadObject', { Bucket: bucket, Key: key, ...secretOf(line, 'own'), ...payer(line) });
      const content = contentOf(client, line, `${bucket}/${key}`);
      process.out(typeof content === 'string' ? content : strFromU8(content));
    }
    return 0;
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    complain(process, loud, null, `${verb} failed: ${place} ${error.message}`);
    return 1;
  }
}

/** Everything that the line is about. Files that have to be passed over are told at once, and counted. */
function planned(client: Client, line: S3Line, name: string, verb: Verb, folders: boolean, warn: (text: string) => void): Found[] {
  const [from, to = from] = line.paths as [string, string?];
  const keep = keeps(client, line, folders);
  const kept = (all: readonly (Found | Warning)[]) =>
    all.filter((one): one is Found => {
      if (isWarning(one)) warn(one.warning);
      return !isWarning(one) && keep(one);
    });
  const source = kept(find(client, line, verb, routeOf(client, from, to, folders)));
  if (name !== 'sync') return source;
  // An empty object that stands for a folder is no file on either side.
  const target = kept(find(client, line, 'delete', routeOf(client, to, from, true))).filter((one) => !(one.remote && one.size === 0 && one.from.endsWith('/')));
  return compared(line, source, target);
}

/** Why a thing is not even tried; null when it is. An empty text is a silent no. */
function unwilling(line: S3Line, one: Found): string | null {
  if ((one.verb === 'copy' || one.verb === 'download') && one.storage !== null && GLACIER.includes(one.storage) && !one.restored && !line.options['--force-glacier-transfer']) {
    if (line.options['--ignore-glacier-warnings']) return '';
    return `warning: Skipping file s3://${one.from}. Object is of storage class GLACIER. Unable to perform ${one.verb} operations on GLACIER objects. You must restore the object to be able to perform the operation. See aws s3 ${one.verb} help for additional parameter options to ignore or force these transfers.`;
  }
  if (one.verb === 'download' && escapes(one.key)) return `warning: Skipping file ${one.key}. File references a parent directory.`;
  return null;
}

function escapes(key: string): boolean {
  let depth = 0;
  for (const step of key.split('/')) {
    if (step === '..') depth--;
    else if (step !== '' && step !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** Warnings and what would be done are told at once; the rest is begun. */
function submitted(client: Client, state: Pick<TransferState, 'kind' | 'settings' | 'name' | 'line'>, found: readonly Found[], loud: Loudness, skipped: number): Progress {
  const { process } = client;
  const { line, name } = state;
  const todo: Found[] = [];
  let warned = skipped;
  for (const thing of found) {
    const warning = unwilling(line, thing);
    if (warning !== null) {
      if (warning === '') continue;
      warned++;
      complain(process, loud, null, warning);
      continue;
    }
    // What the options ask for is looked at even when nothing is sent.
    if (thing.verb === 'upload') uploadParams(line, process, thing.from);
    else if (thing.verb === 'copy') copyParams(line, process, () => ({}));
    if (!line.options['--dryrun']) todo.push(thing);
    else if (loud !== 'quiet') process.out(`(dryrun) ${name === 'mv' ? 'move' : thing.verb}: ${placeOf(client, thing)}\n`);
  }
  const bytes = todo.reduce((sum, one) => sum + (one.verb === 'delete' && !one.remote ? 0 : (one.size ?? 0)), 0);
  const tally: Tally = { expectedBytes: bytes, expectedFiles: todo.length, began: process.time.now, moved: 0, lost: 0, done: 0, failed: 0, warned, speed: 0, length: 0 };
  return next(client, { ...state, todo, tally, at: 0, sent: 0 });
}

/** Waits for the next piece of what is under way, or ends the command. */
function next(client: Client, state: TransferState): Progress {
  const { process } = client;
  const one = state.todo[state.at];
  if (!one) return { exit: state.tally.failed ? 1 : state.tally.warned ? 2 : 0 };
  const requests = Number(ownOf(process, state.settings.profile)['s3.max_concurrent_requests'] ?? REQUESTS);
  const latency = state.sent === 0 ? LATENCY / Math.max(1, requests || REQUESTS) : 0;
  return { wait: { for: 'time', until: process.time.now + Math.ceil(latency + (piece(one, state.sent) / RATE) * 1000) }, state: state as unknown as Json };
}

/** Bytes until the next look at the progress. */
function piece(one: Found, sent: number): number {
  const size = carried(one);
  return Math.min(size - sent, Math.max(PIECE, Math.ceil(size / LOOKS)));
}

/** Bytes that go over the line: a copy stays within the store. */
const carried = (one: Found): number => (one.verb === 'upload' || one.verb === 'download' ? (one.size ?? 0) : 0);

/** A piece has gone through: the last one ends a transfer. */
export function goOnTransferring(process: Process, state: TransferState): Progress {
  const client: Client = { process, settings: state.settings };
  const { line, name } = state;
  const loud = loudnessOf(line, name);
  const tally: Tally = { ...state.tally };
  const one = state.todo[state.at] as Found;
  const bytes = piece(one, state.sent);
  const sent = state.sent + bytes;
  if (sent < carried(one)) {
    moved(process, loud, tally, bytes);
    return next(client, { ...state, tally, sent });
  }
  const verb = name === 'mv' ? 'move' : one.verb;
  const place = placeOf(client, one);
  try {
    perform(client, line, one, name === 'mv');
    const rest = one.verb === 'copy' ? (one.size ?? 0) : bytes;
    if (rest > 0) moved(process, loud, tally, rest);
    ended(process, loud, tally, verb, place, null);
  } catch (error) {
    if (!(error instanceof TransferError) && !(error instanceof DiskError)) throw error;
    const reason = error instanceof DiskError ? `${DISK_WORDS[error.code]}: '${error.path}'` : error.message;
    ended(process, loud, tally, verb, place, reason, (one.size ?? 0) - state.sent);
  }
  return next(client, { ...state, tally, at: state.at + 1, sent: 0 });
}

/** Ctrl-C: what is under way is given up. */
export function cancelled(process: Process, state: TransferState): Progress {
  complain(process, loudnessOf(state.line, state.name), { ...state.tally }, 'cancelled: ctrl-c received');
  return { exit: 1 };
}
