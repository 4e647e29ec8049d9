// The options that every command has, and the command itself.
import { type Option, takeApart } from './arguments.ts';
import { TOP_COMMANDS } from './model.ts';
import { CliError, queryOf } from './output/print.ts';
import { repr } from './output/python.ts';
import type { Node } from './query/syntax.ts';
import { firstUsageError, invalidChoice } from './usage.ts';

export interface Globals {
  readonly profile: string | null;
  readonly region: string | null;
  readonly output: string | null;
  readonly query: Node | null;
  readonly color: 'on' | 'off' | 'auto';
  readonly paginate: boolean;
  readonly signed: boolean;
  readonly version: boolean;
  readonly debug: boolean;
  /** Whether the line asks for the auto-prompt; null when it does not say. */
  readonly prompts: boolean | null;
  /** Blobs are given as they are, not in base64. */
  readonly rawBlobs: boolean;
  readonly endpoint: string | null;
  /** How long to wait for an answer and for a connection, in seconds; 0 for ever. */
  readonly timeouts: { readonly connect: number; readonly read: number };
}

/** In the order in which the manual lists them. */
export const GLOBAL_OPTIONS: readonly Option[] = [
  { name: '--debug', takes: 'none' },
  { name: '--endpoint-url', takes: 'one' },
  { name: '--no-verify-ssl', takes: 'none' },
  { name: '--no-paginate', takes: 'none' },
  { name: '--output', takes: 'one', choices: ['json', 'text', 'table', 'yaml', 'yaml-stream'] },
  { name: '--query', takes: 'one' },
  { name: '--profile', takes: 'one' },
  { name: '--region', takes: 'one' },
  { name: '--version', takes: 'none' },
  { name: '--color', takes: 'one', choices: ['on', 'off', 'auto'] },
  { name: '--no-sign-request', takes: 'none' },
  { name: '--ca-bundle', takes: 'one' },
  { name: '--cli-read-timeout', takes: 'one' },
  { name: '--cli-connect-timeout', takes: 'one' },
  { name: '--cli-binary-format', takes: 'one', choices: ['base64', 'raw-in-base64-out'] },
  { name: '--no-cli-pager', takes: 'none' },
  { name: '--cli-auto-prompt', takes: 'none' },
  { name: '--no-cli-auto-prompt', takes: 'none' },
];

const FIRST_OPTIONS: readonly Option[] = [
  { name: '-h', takes: 'none' },
  { name: '--help', takes: 'none' },
  { name: '--profile', takes: 'one' },
  { name: '--debug', takes: 'none' },
];

/** What is refused before anything else is looked at, the files in ~/.aws included. */
export function firstLook(words: readonly string[]): { readonly help: boolean } {
  const { options } = takeApart(words, FIRST_OPTIONS, [], invalidChoice, firstUsageError);
  return { help: options['-h'] !== undefined || options['--help'] !== undefined };
}

/** Takes the global options and the command out of a line, wherever they stand. What is left belongs to the command. */
export function takeGlobals(words: readonly string[]): { readonly globals: Globals; readonly command: string; readonly rest: readonly string[] } {
  // The version is printed as soon as it is asked for, whatever else is missing.
  const version = words.includes('--version');
  const { options, positionals, rest } = takeApart(
    version ? words.slice(0, words.indexOf('--version') + 1) : words,
    GLOBAL_OPTIONS,
    [{ name: 'command', choices: TOP_COMMANDS, optional: version }],
    invalidChoice,
  );
  const one = (name: string): string | null => options[name]?.[0] ?? null;
  if (options['--cli-auto-prompt'] && options['--no-cli-auto-prompt']) {
    throw new CliError('\nBoth --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.\n', 252);
  }
  for (const timeout of ['--cli-read-timeout', '--cli-connect-timeout']) {
    const given = one(timeout);
    if (given !== null && !/^\s*[-+]?\d+\s*$/.test(given)) throw new CliError(`\ninvalid literal for int() with base 10: ${repr(given)}\n`, 255);
  }
  const endpoint = one('--endpoint-url');
  if (endpoint !== null && !/^[a-z][a-z0-9+.-]*:/i.test(endpoint))
    throw new CliError(`\nBad value for --endpoint-url "${endpoint}": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/\n`, 252);
  const query = one('--query');
  return {
    globals: {
      profile: one('--profile'),
      region: one('--region'),
      output: one('--output'),
      query: query === null ? null : queryOf(query),
      color: (one('--color') ?? 'auto') as Globals['color'],
      paginate: !options['--no-paginate'],
      signed: !options['--no-sign-request'],
      version,
      prompts: options['--cli-auto-prompt'] ? true : options['--no-cli-auto-prompt'] ? false : null,
      debug: options['--debug'] !== undefined,
      rawBlobs: one('--cli-binary-format') === 'raw-in-base64-out',
      endpoint,
      timeouts: { connect: Number(one('--cli-connect-timeout') ?? 60), read: Number(one('--cli-read-timeout') ?? 60) },
    },
    command: positionals.command as string,
    rest,
  };
}
