// `aws logs tail GROUP`: the events of a log group as lines, and with --follow the new ones every five seconds.
import { iso } from '../../../engine/clock.ts';
import type { Json } from '../../../engine/json.ts';
import type { Process, Progress } from '../../program.ts';
import { takeApart } from './arguments.ts';
import type { Globals } from './globals.ts';
import { helpOf } from './help.ts';
import { instantOf } from './instant.ts';
import { type OperationModel, operationCalled, type ServiceModel, serviceNamed } from './model.ts';
import { json } from './output/json.ts';
import { CliError } from './output/print.ts';
import { JsonProblem, parseJson } from './output/read-json.ts';
import { ask, needEndpoint } from './reply.ts';
import type { Settings } from './settings.ts';
import { invalidChoice } from './usage.ts';

export interface TailState {
  readonly kind: 'tail';
  readonly settings: Settings;
  readonly format: string;
  readonly coloured: boolean;
  readonly params: Record<string, unknown>;
  /** Events at the newest instant, which the next look gives again. */
  readonly seen: readonly string[];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const PAUSE = 5000;

const OPTIONS = [
  { name: '--since', takes: 'one' },
  { name: '--follow', takes: 'none' },
  { name: '--format', takes: 'one', choices: ['detailed', 'short', 'json'] },
  { name: '--filter-pattern', takes: 'one' },
  { name: '--log-stream-names', takes: 'some' },
  { name: '--log-stream-name-prefix', takes: 'one' },
] as const;

/** The first millisecond to show. */
function since(text: string, now: number): number {
  const relative = /^(\d+)([smhdw])$/.exec(text);
  if (relative) return now - Number(relative[1]) * (UNITS[relative[2] as string] as number) * 1000;
  const at = instantOf(text, now);
  if (at === null) throw new CliError(`\nInvalid timestamp "${text}": ${/[a-z\d]/i.test(text) ? 'Unknown string format' : 'String does not contain a date'}: ${text}\n`, 255);
  return at;
}

export function beginTail(process: Process, settings: Settings, globals: Globals, words: readonly string[]): Progress {
  if (words.length === 1 && words[0] === 'help') {
    process.out(helpOf(['logs', 'tail']));
    return { exit: 0 };
  }
  const { options, positionals, rest } = takeApart(words, OPTIONS, [{ name: 'group_name' }], invalidChoice);
  if (rest.length) throw new CliError(`\nUnknown options: ${rest.join(',')}\n`, 252);
  const service = serviceNamed('logs') as ServiceModel;
  needEndpoint(settings, service);
  const params: Record<string, unknown> = { logGroupName: positionals.group_name, interleaved: true, startTime: since(options['--since']?.[0] ?? '10m', process.time.now) };
  if (options['--filter-pattern']) params.filterPattern = options['--filter-pattern'][0];
  if (options['--log-stream-names']) params.logStreamNames = options['--log-stream-names'];
  if (options['--log-stream-name-prefix']) params.logStreamNamePrefix = options['--log-stream-name-prefix'][0];
  const coloured = globals.color === 'on' || (globals.color === 'auto' && process.terminal.out);
  const state: TailState = { kind: 'tail', settings, format: options['--format']?.[0] ?? 'detailed', coloured, params, seen: [] };
  const next = look(process, state);
  return options['--follow'] ? later(process, next) : { exit: 0 };
}

export const goOnTailing = (process: Process, state: TailState): Progress => later(process, look(process, state));

const later = (process: Process, state: TailState): Progress => ({ wait: { for: 'time', until: process.time.now + PAUSE }, state: state as unknown as Json });

interface LogEvent {
  readonly timestamp: number;
  readonly logStreamName: string;
  readonly message: string;
  readonly eventId?: string;
}

/** Prints what is new, and says from where to look next. */
function look(process: Process, state: TailState): TailState {
  const service = serviceNamed('logs') as ServiceModel;
  const operation = operationCalled(service, 'FilterLogEvents') as OperationModel;
  let params: Record<string, unknown> = state.params;
  let newest = Number(state.params.startTime);
  let seen = [...state.seen];
  for (;;) {
    const page = ask(process, state.settings, service, operation, params);
    for (const event of (page.events ?? []) as LogEvent[]) {
      const id = event.eventId ?? `${event.timestamp} ${event.logStreamName} ${event.message}`;
      if (seen.includes(id)) continue;
      process.out(lineOf(event, state));
      if (event.timestamp > newest) {
        newest = event.timestamp;
        seen = [];
      }
      if (event.timestamp === newest) seen.push(id);
    }
    if (!page.nextToken) break;
    params = { ...params, nextToken: page.nextToken };
  }
  return { ...state, params: { ...state.params, startTime: newest }, seen };
}

function lineOf(event: LogEvent, state: TailState): string {
  const second = iso(Math.floor(event.timestamp / 1000) * 1000).slice(0, 19);
  const fraction = String(event.timestamp % 1000).padStart(3, '0');
  const paint = (text: string, code: number) => (state.coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const message = state.format === 'json' ? pretty(event.message) : event.message;
  // The json format writes a fraction only where there is one.
  const time = state.format === 'short' ? second : state.format === 'json' && fraction === '000' ? `${second}+00:00` : `${second}.${fraction}000+00:00`;
  const stream = state.format === 'short' ? '' : `${paint(event.logStreamName, 36)} `;
  return `${`${paint(time, 32)} ${stream}${message}`.trimEnd()}\n`;
}

/** A message that is JSON, on lines of its own; other than ASCII is escaped. */
function pretty(message: string): string {
  try {
    return `\n${json(parseJson(message)).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    return message;
  }
}
