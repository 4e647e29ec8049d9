// What Tab offers behind `aws`: commands, operations, waiters, options, and what options take.
import { REGIONS } from '../../../aws/ec2/zone.ts';
import type { Program } from '../../program.ts';
import type { Option } from './arguments.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { operationCalled, operationNamed, SERVICE_NAMES, serviceNamed } from './model.ts';
import { commonOptions, optionsOf, pageOptions } from './options.ts';
import { S3_COMMANDS } from './s3/options.ts';
import { isProfile, sections } from './settings.ts';

type Around = Parameters<NonNullable<Program['complete']>>[0];

/** The options that a line so far may have. */
function optionsIn(words: readonly string[]): readonly Option[] {
  const [command, name, third] = words;
  if (command === 's3') return name && Object.hasOwn(S3_COMMANDS, name) ? (S3_COMMANDS[name]?.options ?? []) : [];
  const service = serviceNamed(command ?? '');
  if (!service || !name) return [];
  const operation = name === 'wait' ? operationCalled(service, service.waits[third ?? '']?.o ?? '') : operationNamed(service, name);
  return operation ? [...optionsOf(service, operation), ...commonOptions, ...pageOptions(service, operation)] : [];
}

/** Names of the profiles in ~/.aws, as far as the files can be read. */
function profiles({ disk, env }: Around): string[] {
  const read = (path: string, kind: 'config' | 'credentials') => Object.keys(sections(disk.stat(path)?.type === 'file' ? disk.read(path) : '', kind) ?? {}).filter(isProfile);
  return [...read(env.AWS_CONFIG_FILE ?? `${env.HOME}/.aws/config`, 'config'), ...read(env.AWS_SHARED_CREDENTIALS_FILE ?? `${env.HOME}/.aws/credentials`, 'credentials')];
}

/** Words that are no options of the program, and no values of those. */
const plainWords = (words: readonly string[]): string[] =>
  words.filter((word, index) => !word.startsWith('-') && GLOBAL_OPTIONS.find((option) => option.name === words[index - 1])?.takes !== 'one');

export const complete: NonNullable<Program['complete']> = (process, words, prefix) => {
  const starting = (list: readonly string[]) => [...new Set(list.filter((name) => name.startsWith(prefix)))].sort();
  const [command, name, third] = plainWords(words.slice(1));
  const options = [...optionsIn([command ?? '', name ?? '', third ?? '']), ...GLOBAL_OPTIONS];
  const before = words.at(-1) ?? '';
  if (before.startsWith('--') && !prefix.startsWith('-')) {
    if (before === '--region') return starting(REGIONS);
    if (before === '--profile') return starting(profiles(process));
    const option = options.find((one) => one.name === before);
    if (option?.choices) return starting(option.choices);
    if (option && option.takes !== 'none') return [];
  }
  if (!command) return starting(prefix.startsWith('-') ? GLOBAL_OPTIONS.map((option) => option.name) : [...SERVICE_NAMES, 's3', 'configure', 'help']);
  if (prefix.startsWith('-')) return starting(options.map((option) => option.name));
  if (command === 's3') return name ? [] : starting(Object.keys(S3_COMMANDS));
  if (command === 'configure') return name ? [] : starting(['list', 'get', 'set', 'import', 'list-profiles', 'export-credentials']);
  const service = serviceNamed(command);
  if (!service) return [];
  const waits = Object.keys(service.waits);
  if (!name) return starting([...Object.keys(service.operations), ...(waits.length ? ['wait'] : []), ...(command === 'logs' ? ['tail'] : [])]);
  return name === 'wait' && !third ? starting(waits) : [];
};
