// One command of a service: its options from the model, checked, called through the door page by page, printed.
import type { CloudReply, Process } from '../../program.ts';
import { hyphenated, list, type OperationModel, printed, type ServiceModel } from './model.ts';
import { CliError } from './output/print.ts';
import { optionValue, validate } from './params.ts';
import type { Settings } from './settings.ts';
import { ordered } from './time.ts';
import { unknownOptions, usageError } from './usage.ts';

export interface Globals {
  readonly profile: string | null;
  readonly region: string | null;
  readonly output: string | null;
  readonly query: string | null;
  readonly paginate: boolean;
}

const GLOBAL_VALUES = ['--endpoint-url', '--output', '--query', '--profile', '--region', '--color', '--ca-bundle', '--cli-read-timeout', '--cli-connect-timeout', '--cli-binary-format'];
const GLOBAL_FLAGS = ['--debug', '--no-verify-ssl', '--no-paginate', '--no-sign-request', '--no-cli-pager', '--cli-auto-prompt', '--no-cli-auto-prompt'];
const CHOICES: Readonly<Record<string, readonly string[]>> = { '--output': ['json', 'text', 'table', 'yaml', 'yaml-stream'], '--color': ['on', 'off', 'auto'], '--cli-binary-format': ['base64', 'raw-in-base64-out'] };

/** Takes the global options out of a line, wherever they stand. */
export function takeGlobals(words: readonly string[]): { readonly globals: Globals; readonly rest: readonly string[] } {
  const found: Record<string, string> = {};
  const rest: string[] = [];
  let paginate = true;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const [name = '', inline] = word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word, undefined];
    if (GLOBAL_FLAGS.includes(word)) {
      if (word === '--no-paginate') paginate = false;
    } else if (GLOBAL_VALUES.includes(name)) {
      const value = inline ?? words[++i];
      if (value === undefined || (inline === undefined && value.startsWith('--'))) throw usageError(`argument ${name}: expected one argument`);
      const choices = CHOICES[name];
      if (choices && !choices.includes(value)) throw usageError(`argument ${name}: Invalid choice, valid choices are:\n\n${pairs(choices)}`);
      found[name] = value;
    } else rest.push(word);
  }
  return { globals: { profile: found['--profile'] ?? null, region: found['--region'] ?? null, output: found['--output'] ?? null, query: found['--query'] ?? null, paginate }, rest };
}

function pairs(choices: readonly string[]): string {
  const lines: string[] = [];
  for (let i = 0; i < choices.length; i += 2) lines.push(choices.slice(i, i + 2).map((choice) => choice.padEnd(40)).join(' | '));
  return lines.join('\n');
}

interface Parsed {
  readonly params: Record<string, unknown>;
  readonly maxItems: number | null;
  readonly startingToken: string | null;
  readonly skeleton: boolean;
}

/** Options of an operation: from its input shape, with pagination's own. */
export function parseOptions(words: readonly string[], operation: OperationModel, service: ServiceModel, process: Pick<Process, 'disk'>): Parsed {
  const input = operation.i ? service.shapes[operation.i] : undefined;
  const members = Object.entries(input?.m ?? {});
  const byOption = new Map<string, { readonly member: string; readonly shape: string; readonly negative: boolean }>();
  for (const [member, shape] of members) {
    const option = `--${hyphenated(member)}`;
    byOption.set(option, { member, shape, negative: false });
    if (service.shapes[shape]?.t === 'boolean') byOption.set(`--no-${hyphenated(member)}`, { member, shape, negative: true });
  }
  const own = ['--cli-input-json', '--cli-input-yaml', '--generate-cli-skeleton', ...(operation.p ? ['--starting-token', '--page-size', '--max-items'] : [])];
  const names = [...byOption.keys(), ...own];
  const params: Record<string, unknown> = {};
  const others: Record<string, string> = {};
  const unknown: string[] = [];
  const extra: string[] = [];
  let skeleton = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('--')) {
      extra.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const written = equals > 0 ? word.slice(0, equals) : word;
    const inline = equals > 0 ? word.slice(equals + 1) : undefined;
    const starting = names.filter((name) => name.startsWith(written));
    const name = names.includes(written) ? written : starting.length === 1 ? (starting[0] as string) : null;
    if (name === null) {
      if (starting.length > 1) throw usageError(`ambiguous option: ${written} could match ${starting.join(', ')}`);
      unknown.push(word);
      continue;
    }
    const of = byOption.get(name);
    if (of && service.shapes[of.shape]?.t === 'boolean') {
      params[of.member] = !of.negative;
      continue;
    }
    const many = of && service.shapes[of.shape]?.t === 'list';
    const values: string[] = inline === undefined ? [] : [inline];
    while (inline === undefined && i + 1 < words.length && !(words[i + 1] as string).startsWith('--') && (many || values.length < 1)) values.push(words[++i] as string);
    if (!of && name === '--generate-cli-skeleton') {
      skeleton = true;
      continue;
    }
    if (!values.length && !many) throw usageError(`argument ${name}: expected one argument`);
    if (of) params[of.member] = optionValue(name, values, of.shape, service, (path) => readParameterFile(process, name, path));
    else others[name] = values[0] as string;
  }
  if (others['--cli-input-json']) Object.assign(params, { ...(JSON.parse(fileOr(process, others['--cli-input-json'])) as object), ...params });
  const missing = (input?.r ?? []).filter((member) => params[member] === undefined && !others['--cli-input-json'] && !skeleton).map((member) => `--${hyphenated(member)}`);
  const order = members.map(([member]) => `--${hyphenated(member)}`);
  if (missing.length) throw usageError(`the following arguments are required: ${missing.sort((a, b) => order.indexOf(a) - order.indexOf(b)).join(', ')}`);
  if (unknown.length || extra.length) throw unknownOptions(extra.length > 1 && unknown.length ? [...unknown, ...extra.slice(1), extra[0] as string] : [...unknown, ...extra]);
  const integer = (name: string): number | null => {
    if (others[name] === undefined) return null;
    if (!/^\d+$/.test(others[name])) throw new CliError(`\ninvalid literal for int() with base 10: '${others[name]}'\n`, 255);
    return Number(others[name]);
  };
  integer('--page-size');
  return { params, maxItems: integer('--max-items'), startingToken: others['--starting-token'] ?? null, skeleton };
}

const fileOr = (process: Pick<Process, 'disk'>, value: string) => (value.startsWith('file://') ? process.disk.read(value.slice(7)) : value);

function readParameterFile(process: Pick<Process, 'disk'>, option: string, path: string): string {
  const entry = process.disk.stat(path);
  if (!entry) throw new CliError(`\nError parsing parameter '${option}': Unable to load paramfile file://${path}: [Errno 2] No such file or directory: '${path}'\n`, 252);
  return process.disk.read(path);
}

export const USER_AGENT = 'aws-cli/2.33.22';

/** Services of one region only. */
const FIXED: Readonly<Record<string, string>> = { support: 'us-east-1', route53: 'us-east-1', iam: 'us-east-1', organizations: 'us-east-1', ce: 'us-east-1', route53domains: 'us-east-1' };

/** One call. Throws the CLI's own complaints about credentials and regions, and what the service answered. */
export function ask(process: Process, settings: Settings, service: ServiceModel, operation: OperationModel, params: Record<string, unknown>): Record<string, unknown> {
  const reply = askRaw(process, settings, service, operation, params);
  if (!reply.ok) throw serviceError(reply.code, operation.o, reply.message);
  return reply.output as Record<string, unknown>;
}

export function askRaw(process: Process, settings: Settings, service: ServiceModel, operation: OperationModel, params: Record<string, unknown>): CloudReply {
  const region = FIXED[service.service] ?? settings.region;
  if (region === null && service.service !== 's3') throw new CliError('\nYou must specify a region. You can also configure your region by running "aws configure".\n', 253);
  if (!settings.accessKeyId) throw new CliError('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n', 253);
  // Global services live in one endpoint, but their things belong to the account's home region here.
  return process.cloud({ service: service.service, operation: operation.o, params: params as never, region: settings.region ?? region ?? 'us-east-1', accessKeyId: settings.accessKeyId, userAgent: `${USER_AGENT} command/${service.service}.${hyphenated(operation.o)}` });
}

export const serviceError = (code: string, operation: string, message: string): CliError => new CliError(`\nAn error occurred (${code.split('#').pop()}) when calling the ${operation} operation: ${message}\n`, 254);

/** The value at `a.b` of a reply. */
const at = (value: Record<string, unknown>, path: string): unknown => path.split('.').reduce<unknown>((inner, name) => (inner && typeof inner === 'object' ? (inner as Record<string, unknown>)[name] : undefined), value);

/** Calls an operation to its last page (or one page) and gives what is printed, ordered by the model. */
export function request(process: Process, settings: Settings, globals: Globals, service: ServiceModel, operation: OperationModel, parsed: Parsed): unknown {
  const problems = operation.i ? validate(parsed.params, operation.i, service) : [];
  if (problems.length) throw new CliError(`\nParameter validation failed:\n${problems.join('\n')}\n`, 252);
  const first = ask(process, settings, service, operation, parsed.params);
  const only = printed(operation, service);
  const { p: page } = operation;
  if (!page || !only || !globals.paginate || list(page.i).some((token) => parsed.params[token] !== undefined)) return ordered(first, operation.u, service);
  const total: Record<string, unknown> = {};
  for (const name of only) if (first[name] !== undefined) total[name] = first[name];
  let last = first;
  for (let count = 0; count < 1000; count++) {
    const tokens = list(page.o).map((path) => at(last, path));
    if (!tokens.some((token) => typeof token === 'string' && token !== '')) break;
    last = ask(process, settings, service, operation, { ...parsed.params, ...Object.fromEntries(list(page.i).map((name, index) => [name, tokens[index]])) });
    for (const path of list(page.k)) {
      const name = path.split('.')[0] as string;
      const more = last[name];
      if (Array.isArray(more)) total[name] = [...((total[name] as unknown[] | undefined) ?? []), ...more];
    }
  }
  const cut = limited(total, list(page.k), parsed.maxItems, parsed.startingToken, list(page.i)[0] ?? 'NextToken');
  const result = ordered(cut.result, operation.u, service) as Record<string, unknown>;
  const inOrder: Record<string, unknown> = {};
  for (const name of only) if (result[name] !== undefined) inOrder[name] = result[name];
  return cut.token ? { ...inOrder, NextToken: cut.token } : inOrder;
}

/** `--max-items` and `--starting-token`: cut by counting items of the first result, and a token in botocore's form. */
function limited(total: Record<string, unknown>, keys: readonly string[], most: number | null, token: string | null, input: string): { readonly result: Record<string, unknown>; readonly token: string | null } {
  const key = keys[0] as string;
  const items = at(total, key);
  if (!Array.isArray(items) || (most === null && token === null)) return { result: total, token: null };
  let from = 0;
  if (token !== null) {
    try {
      from = Number((JSON.parse(decode(token)) as { boto_truncate_amount?: number }).boto_truncate_amount ?? 0);
    } catch {
      throw new CliError(`\nBad starting token: ${token}\n`, 255);
    }
  }
  const kept = items.slice(from, most === null ? undefined : from + most);
  const made: Record<string, unknown> = { ...total, [key.split('.')[0] as string]: kept };
  const rest = most !== null && from + most < items.length;
  return { result: made, token: rest ? encode(`{"${input}": null, "boto_truncate_amount": ${from + (most ?? 0)}}`) : null };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const [a = 0, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)].map((code) => (Number.isNaN(code) ? undefined : code));
    out += (ALPHABET[a >> 2] as string) + (ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)] as string) + (b === undefined ? '=' : (ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)] as string)) + (c === undefined ? '=' : (ALPHABET[c & 63] as string));
  }
  return out;
}

function decode(text: string): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const character of text.replace(/=+$/, '')) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new Error('bad token');
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += String.fromCharCode((held >> bits) & 255);
    }
  }
  return out;
}
