// What Tab offers behind `aws`: commands, operations, waiters and options.
import type { Program } from '../../program.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { operationCalled, operationNamed, SERVICE_NAMES, serviceNamed } from './model.ts';
import { optionsOf, pageOptions } from './options.ts';
import { S3_COMMANDS } from './s3/options.ts';

export const complete: NonNullable<Program['complete']> = (_process, words, prefix) => {
  const starting = (list: readonly string[]) => [...new Set(list.filter((name) => name.startsWith(prefix)))].sort();
  const [command, name, third] = words.slice(1).filter((word) => !word.startsWith('-'));
  const globals = GLOBAL_OPTIONS.map((option) => option.name);
  if (!command) return starting(prefix.startsWith('-') ? globals : [...SERVICE_NAMES, 's3', 'configure', 'help']);
  if (command === 's3') return name ? [] : starting(Object.keys(S3_COMMANDS));
  if (command === 'configure') return name ? [] : starting(['list', 'get', 'set', 'import', 'list-profiles', 'export-credentials']);
  const service = serviceNamed(command);
  if (!service) return [];
  const waits = Object.keys(service.waits);
  if (!name) return starting([...Object.keys(service.operations), ...(waits.length ? ['wait'] : []), ...(command === 'logs' ? ['tail'] : [])]);
  if (name === 'wait' && !third && !prefix.startsWith('-')) return starting(waits);
  const operation = name === 'wait' ? operationCalled(service, service.waits[third ?? '']?.o ?? '') : operationNamed(service, name);
  if (!prefix.startsWith('-') || !operation) return [];
  return starting([...optionsOf(service, operation), ...pageOptions(service, operation)].map((option) => option.name).concat(globals));
};
