// `aws help`: the real one opens a manual; this one has its layout, and instead of its texts it says what works here.

import type { Option } from './arguments.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { operationCalled, operationNamed, SERVICE_NAMES, type ServiceModel, serviceNamed } from './model.ts';
import { optionsOf, pageOptions } from './options.ts';
import { CliError } from './output/print.ts';
import { S3_COMMANDS } from './s3/options.ts';
import { invalidChoice } from './usage.ts';

const TOPICS = ['topics', 'config-vars', 'return-codes', 's3-config', 's3-faq', 'ddb-expressions'];
const WIDTH = 78;

const header = (name: string) => {
  const mark = `${name.toUpperCase()}()`;
  return `${mark}${mark.padStart(WIDTH - mark.length)}\n\n\n\nNAME\n       ${name} -\n\n`;
};
const bullets = (names: readonly string[]) => names.map((name) => `       o ${name}\n\n`).join('');
const DESCRIPTION = 'DESCRIPTION\n       The manual of the real program describes this command; its texts are not\n       part of this simulation. What is listed here works.\n\n';

/** Topics are manuals only, which are not here. */
export function helpTopics(words: readonly string[]): string {
  const topic = words[0] as string;
  if (!TOPICS.includes(topic)) throw invalidChoice('subcommand', topic, TOPICS);
  throw new CliError(`\nThis account is a simulation, and the manual's topic ${topic} is not part of it.\n`, 255);
}

const shownOption = (option: Option): string => {
  const text = option.takes === 'none' ? option.name : `${option.name} <value>`;
  return `          ${option.required ? text : `[${text}]`}\n`;
};

function synopsis(name: string, lines: string): string {
  return `SYNOPSIS\n            ${name}\n${lines}${GLOBAL_OPTIONS.map(shownOption).join('')}\n`;
}

function operationSynopsis(service: ServiceModel, command: string, of: string): string {
  const operation = operationNamed(service, of) ?? operationCalled(service, service.waits[of]?.o ?? '');
  if (!operation) return '';
  const own = optionsOf(service, operation);
  // Pagination takes the place of the service's own members for it.
  const hidden = new Set(operation.p ? [operation.p.i, operation.p.l].flat() : []);
  const lines = own
    .filter((option) => !hidden.has(option.member) && !option.negative && option.kind !== 'NegativeBoolean')
    .map((option) => (option.takes === 'none' || option.kind === 'PositiveBoolean' ? `          [${option.name} | ${option.name.replace('--', '--no-')}]\n` : shownOption(option)));
  const outfile = operation.a?.some(([, , kind]) => kind === 'StreamingOutput') ? '          <value>\n' : '';
  return synopsis(
    command,
    `${lines.join('')}          [--cli-input-json | --cli-input-yaml]\n${pageOptions(service, operation).map(shownOption).join('')}          [--generate-cli-skeleton <value>]\n${outfile}`,
  );
}

/** The page of a command: none, a service, one of its operations, or a waiter. */
export function helpOf(path: readonly string[]): string {
  const [command, name, waiter] = path;
  if (!command) {
    return `${header('aws')}${DESCRIPTION}SYNOPSIS\n          aws [options] <command> <subcommand> [parameters]\n\nGLOBAL OPTIONS\n${GLOBAL_OPTIONS.map((option) => `       ${option.name}\n\n`).join('')}AVAILABLE SERVICES\n${bullets([...SERVICE_NAMES, 's3', 'configure'].sort())}`;
  }
  if (command === 'configure') return `${header('configure')}${DESCRIPTION}AVAILABLE COMMANDS\n${bullets(['export-credentials', 'get', 'import', 'list', 'list-profiles', 'set'])}`;
  if (command === 's3') {
    const of = name ? S3_COMMANDS[name] : undefined;
    if (!name || !of) return `${header('s3')}${DESCRIPTION}SYNOPSIS\n          aws s3 <Command> [<Arg> ...]\n\nAVAILABLE COMMANDS\n${bullets(Object.keys(S3_COMMANDS).sort())}`;
    return `${header(name)}${DESCRIPTION}${synopsis(name, `          ${of.usage}\n${of.options.map(shownOption).join('')}`)}`;
  }
  const service = serviceNamed(command);
  const waits = Object.keys(service?.waits ?? {});
  if (!service || !name)
    return `${header(command)}${DESCRIPTION}AVAILABLE COMMANDS\n${bullets([...Object.keys(service?.operations ?? {}), ...(waits.length ? ['wait'] : []), ...(command === 'logs' ? ['tail'] : [])].sort())}`;
  if (name === 'wait' && !waiter) return `${header('wait')}${DESCRIPTION}AVAILABLE COMMANDS\n${bullets([...waits].sort())}`;
  if (command === 'logs' && name === 'tail') {
    const lines = [
      '<value>',
      '[--since <value>]',
      '[--follow]',
      '[--format <value>]',
      '[--filter-pattern <value>]',
      '[--log-stream-names <value>]',
      '[--log-stream-name-prefix <value>]',
    ];
    return `${header('tail')}${DESCRIPTION}${synopsis('tail', lines.map((line) => `          ${line}\n`).join(''))}`;
  }
  return `${header(waiter ?? name)}${DESCRIPTION}${operationSynopsis(service, waiter ?? name, waiter ?? name)}`;
}
