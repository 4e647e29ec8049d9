// `aws SERVICE wait NAME`: looks until the thing is as asked, with real waits in between. Silent when it succeeds.
import type { Json } from '../../../engine/json.ts';
import type { CloudReply, Process, Progress } from '../../program.ts';
import { checked } from './command.ts';
import { helpOf } from './help.ts';
import { type OperationModel, operationCalled, type ServiceModel, serviceNamed, type WaiterModel } from './model.ts';
import { readOptions } from './options.ts';
import { CliError } from './output/print.ts';
import { equals, isList, str } from './output/python.ts';
import { QueryFailure } from './query/functions.ts';
import { search } from './query/search.ts';
import { call, needEndpoint, shaped } from './reply.ts';
import type { Settings } from './settings.ts';
import { plain } from './values.ts';

export interface WaitState {
  readonly kind: 'wait';
  readonly service: string;
  readonly waiter: string;
  readonly params: Record<string, unknown>;
  readonly settings: Settings;
  /** How often it has looked, and whether it ever saw what an acceptor knows. */
  readonly looks: number;
  readonly known: boolean;
}

type Acceptor = WaiterModel['on'][number];

function holds(acceptor: Acceptor, reply: CloudReply, shown: unknown): boolean {
  if (acceptor.m === 'error') return !reply.ok && (acceptor.e === true || reply.code === acceptor.e || `${reply.code}Fault` === acceptor.e);
  if (acceptor.m === 'status') return acceptor.e === (reply.ok ? 200 : reply.status);
  if (!reply.ok) return false;
  const found = search(acceptor.g ?? '@', shown);
  if (acceptor.m === 'path') return equals(found, acceptor.e);
  if (!isList(found) || !found.length) return false;
  return acceptor.m === 'pathAll' ? found.every((one) => equals(one, acceptor.e)) : found.some((one) => equals(one, acceptor.e));
}

/** As `holds`; an expression that does not fit the reply ends the program. */
function matched(acceptor: Acceptor, reply: CloudReply, shown: unknown): boolean {
  try {
    return holds(acceptor, reply, shown);
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    throw new CliError(`\n${error.message}\n`, 255);
  }
}

/** What an acceptor has seen, in the words of a failure. */
function explained(acceptor: Acceptor): string {
  const expected = typeof acceptor.e === 'string' ? `"${acceptor.e}"` : str(acceptor.e).replace('True', 'true').replace('False', 'false');
  if (acceptor.m === 'path') return `For expression "${acceptor.g}" we matched expected path: ${expected}`;
  if (acceptor.m === 'pathAll') return `For expression "${acceptor.g}" all members matched excepted path: ${expected}`;
  if (acceptor.m === 'pathAny') return `For expression "${acceptor.g}" we matched expected path: ${expected} at least once`;
  if (acceptor.m === 'status') return `Matched expected HTTP status code: ${str(acceptor.e)}`;
  return `Matched expected service error code: ${str(acceptor.e)}`;
}

export function beginWait(process: Process, settings: Settings, service: ServiceModel, command: string, name: string, words: readonly string[]): Progress {
  const waiter = service.waits[name] as WaiterModel;
  const operation = operationCalled(service, waiter.o) as OperationModel;
  const given = readOptions(words, operation, service, process);
  if (given.help) {
    process.out(helpOf([command, 'wait', name]));
    return { exit: 0 };
  }
  needEndpoint(settings, service);
  // A waiter looks once at a time: pages are none of its own.
  if (Object.values(given.pages).some((value) => value !== null)) given.params.PaginationConfig = {};
  checked(given.params, operation, service);
  return goOnWaiting(process, { kind: 'wait', service: command, waiter: name, params: plain(given.params) as Record<string, unknown>, settings, looks: 0, known: false });
}

/** One look, and the wait for the next. */
export function goOnWaiting(process: Process, state: WaitState): Progress {
  const service = serviceNamed(state.service) as ServiceModel;
  const waiter = service.waits[state.waiter] as WaiterModel;
  const operation = operationCalled(service, waiter.o) as OperationModel;
  const fail = (reason: string): never => {
    throw new CliError(`\nWaiter ${waiter.name} failed: ${reason}\n`, 255);
  };
  const reply = call(process, state.settings, service, operation, state.params);
  const shown = reply.ok && operation.u ? shaped(reply.output, operation.u, service) : {};
  const seen = waiter.on.find((acceptor) => matched(acceptor, reply, shown));
  if (!seen && !reply.ok) fail(`An error occurred (${reply.code}): ${reply.message}`);
  if (seen?.s === 'success') return { exit: 0 };
  if (seen?.s === 'failure') fail(`Waiter encountered a terminal failure state: ${explained(seen)}`);
  const known = state.known || seen !== undefined;
  // What it names then is the acceptor that it tried last.
  if (state.looks + 1 >= waiter.a) fail(`Max attempts exceeded${known ? `. Previously accepted state: ${explained(seen ?? (waiter.on.at(-1) as Acceptor))}` : ''}`);
  return { wait: { for: 'time', until: process.time.now + waiter.d * 1000 }, state: { ...state, looks: state.looks + 1, known } as unknown as Json };
}
