// `aws s3 ls|mb|rb|rm|cp|mv|sync|website`: files and objects, with the lines that the high-level commands print.
import type { Json } from '../../../../engine/json.ts';
import type { Process, Progress } from '../../../program.ts';
import { takeApart } from '../arguments.ts';
import { helpOf } from '../help.ts';
import { CliError } from '../output/print.ts';
import type { Settings } from '../settings.ts';
import { invalidChoice } from '../usage.ts';
import { ask, type Client, isRemote, list, listedTime, sizeText, split } from './client.ts';
import { filtersOf, S3_COMMANDS, type S3Command, type S3Line } from './options.ts';
import { presigned } from './presign.ts';
import { NoCredentials, TransferError } from './refused.ts';
import { metadataOf } from './request.ts';
import { beginTransfers, goOnTransferring, type TransferState } from './run.ts';

/** Begins a command of `aws s3`. */
export function s3(process: Process, settings: Settings, words: readonly string[]): Progress {
  const [name, ...rest] = words;
  if (name === undefined) throw new CliError('\nusage: aws [options] s3 <subcommand> [parameters]\naws: error: too few arguments\n', 252);
  if (name === 'help' || (rest.length === 1 && rest[0] === 'help')) {
    process.out(helpOf(['s3', ...(name === 'help' ? [] : [name])]));
    return { exit: 0 };
  }
  const choices = [...Object.keys(S3_COMMANDS)];
  if (!Object.hasOwn(S3_COMMANDS, name)) throw invalidChoice('subcommand', name, choices);
  const command = S3_COMMANDS[name] as S3Command;
  const taken = takeApart(rest, command.options, [command.positional], invalidChoice);
  const paths = taken.positionals[command.positional.name] ?? [];
  const line: S3Line = { paths: typeof paths === 'string' ? [paths] : paths, options: taken.options, filters: filtersOf(rest) };
  for (const option of ['--page-size', '--expires-in']) {
    const given = line.options[option]?.[0];
    if (given !== undefined && !/^\s*[-+]?\d+\s*$/.test(given)) throw new CliError(`\ninvalid literal for int() with base 10: '${given}'\n`, 255);
  }
  metadataOf(line, process);
  if (taken.rest.length) throw new CliError(`\nUnknown options: ${taken.rest.join(',')}\n`, 252);
  return run({ process, settings }, name, command, line);
}

function run(client: Client, name: string, command: S3Command, line: S3Line): Progress {
  try {
    switch (name) {
      case 'ls':
        return { exit: ls(client, line) };
      case 'mb':
      case 'rb':
        return changeBucket(client, name, command, line);
      case 'website':
        return { exit: website(client, line) };
      case 'presign':
        client.process.out(`${presigned(client, line.paths[0] as string, Number(line.options['--expires-in']?.[0] ?? 3600))}\n`);
        return { exit: 0 };
    }
  } catch (error) {
    if (error instanceof NoCredentials) throw new CliError('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n', 253);
    if (error instanceof TransferError) throw new CliError(`\n${error.message}\n`, error.reply ? 254 : 252);
    throw error;
  }
  return beginTransfers(client, name, command, line);
}

function ls(client: Client, line: S3Line): number {
  const { options } = line;
  const out = (text: string) => client.process.out(text);
  const human = options['--human-readable'] !== undefined;
  const { bucket, key } = split(line.paths[0] ?? 's3://');
  let total = 0;
  let count = 0;
  let folders = 0;
  if (!bucket) {
    for (const one of (ask(client, 'ListBuckets', {}).Buckets as { Name: string; CreationDate: string }[] | undefined) ?? [])
      out(`${listedTime(one.CreationDate, client.process.env.TZ)} ${one.Name}\n`);
  } else {
    const recursive = options['--recursive'] !== undefined;
    const { objects, prefixes } = list(client, bucket, key, recursive ? null : '/', line);
    folders = prefixes.length;
    count = objects.length;
    for (const prefix of prefixes) out(`${' '.repeat(27)}PRE ${prefix.split('/').at(-2)}/\n`);
    for (const object of objects) {
      total += object.Size;
      out(
        `${listedTime(object.LastModified, client.process.env.TZ)} ${sizeText(object.Size, human).padStart(10)} ${recursive ? object.Key : (object.Key.split('/').at(-1) as string)}\n`,
      );
    }
  }
  if (options['--summarize']) out(`\nTotal Objects: ${count}\n   Total Size: ${sizeText(total, human)}\n`);
  return key !== '' && count + folders === 0 ? 1 : 0;
}

function changeBucket(client: Client, name: 'mb' | 'rb', command: S3Command, line: S3Line): Progress {
  const path = line.paths[0] as string;
  if (!isRemote(path)) throw new CliError(`\n${command.usage}\nError: Invalid argument type\n`, 252);
  const { bucket, key } = split(path);
  if (name === 'rb' && key) throw new CliError(`\nPlease specify a valid bucket name only. E.g. s3://${bucket}\n`, 252);
  if (name === 'rb' && line.options['--force'])
    return afterwards(client, path, beginTransfers(client, 'rm', S3_COMMANDS.rm as S3Command, { paths: [path], options: { '--recursive': [] }, filters: [] }));
  return { exit: madeOrRemoved(client, name, path) };
}

/** A bucket is removed once it is empty. */
function afterwards(client: Client, path: string, progress: Progress): Progress {
  if ('wait' in progress) return { ...progress, state: { ...(progress.state as object), removes: path } as Json };
  if (progress.exit !== 0) throw new CliError('\nremove_bucket failed: Unable to delete all objects in the bucket, bucket will not be deleted.\n', 255);
  return { exit: madeOrRemoved(client, 'rb', path) };
}

/** Goes on with a transfer. */
export function goOn(process: Process, state: TransferState): Progress {
  const progress = goOnTransferring(process, state);
  return state.removes === undefined ? progress : afterwards({ process, settings: state.settings }, state.removes, progress);
}

function madeOrRemoved(client: Client, name: 'mb' | 'rb', path: string): number {
  const { bucket } = split(path);
  const done = name === 'mb' ? 'make_bucket' : 'remove_bucket';
  const { region } = client.settings;
  try {
    if (name === 'rb') ask(client, 'DeleteBucket', { Bucket: bucket });
    else ask(client, 'CreateBucket', { Bucket: bucket, ...(region && region !== 'us-east-1' ? { CreateBucketConfiguration: { LocationConstraint: region } } : {}) });
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    client.process.err(`${done} failed: ${path} ${error.message}\n`);
    return 1;
  }
  client.process.out(`${done}: ${bucket}\n`);
  return 0;
}

function website(client: Client, line: S3Line): number {
  // All of the path is taken for the bucket's name.
  const bucket = (line.paths[0] as string).replace(/^s3:\/\//, '').replace(/\/$/, '');
  const index = line.options['--index-document']?.[0];
  const error = line.options['--error-document']?.[0];
  ask(client, 'PutBucketWebsite', {
    Bucket: bucket,
    WebsiteConfiguration: { ...(index ? { IndexDocument: { Suffix: index } } : {}), ...(error ? { ErrorDocument: { Key: error } } : {}) },
  });
  return 0;
}
