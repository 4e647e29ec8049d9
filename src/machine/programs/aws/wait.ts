// `aws SERVICE wait NAME`: looks until the thing is as asked, with real waits in between. Silent when it succeeds.
import { search } from '@aws-lambda-powertools/jmespath';
import type { Json } from '../../../engine/json.ts';
import type { Process, Progress } from '../../program.ts';
import type { OperationModel, ServiceModel, WaiterModel } from './model.ts';
import { CliError } from './output/print.ts';
import { askRaw, parseOptions, serviceError } from './request.ts';
import type { Settings } from './settings.ts';

export interface WaitState {
  readonly kind: 'wait';
  readonly service: string;
  readonly waiter: string;
  readonly params: Record<string, unknown>;
  readonly settings: Settings;
  readonly looks: number;
}

const operationOf = (service: ServiceModel, waiter: WaiterModel): OperationModel => Object.values(service.operations).find((one) => one.o === waiter.o) as OperationModel;

/** One look: what the acceptors say of a reply. */
function look(process: Process, state: WaitState, service: ServiceModel, waiter: WaiterModel): 'success' | 'failure' | 'retry' | CliError {
  const reply = askRaw(process, state.settings, service, operationOf(service, waiter), state.params);
  for (const acceptor of waiter.on) {
    let holds = false;
    if (acceptor.m === 'error') holds = !reply.ok && (acceptor.e === true || reply.code === acceptor.e || reply.code.replace(/Fault$/, '') === String(acceptor.e).replace(/Fault$/, ''));
    else if (acceptor.m === 'status') holds = reply.ok ? acceptor.e === 200 : acceptor.e === reply.status;
    else if (reply.ok) {
      const value = search(acceptor.g ?? '', reply.output as never) as unknown;
      if (acceptor.m === 'path') holds = value === acceptor.e;
      else if (Array.isArray(value)) holds = acceptor.m === 'pathAll' ? value.length > 0 && value.every((one) => one === acceptor.e) : value.some((one) => one === acceptor.e);
    }
    if (holds) return acceptor.s;
  }
  return reply.ok ? 'retry' : serviceError(reply.code, waiter.o, reply.message);
}

export function beginWait(process: Process, settings: Settings, service: ServiceModel, command: string, name: string, words: readonly string[]): Progress {
  const waiter = service.waits[name] as WaiterModel;
  const { params } = parseOptions(words, operationOf(service, waiter), service, process);
  return goOn(process, { kind: 'wait', service: command, waiter: name, params, settings, looks: 0 }, service);
}

export function goOn(process: Process, state: WaitState, service: ServiceModel): Progress {
  const waiter = service.waits[state.waiter] as WaiterModel;
  const seen = look(process, state, service, waiter);
  if (seen === 'success') return { exit: 0 };
  if (seen instanceof CliError) throw new CliError(`\nWaiter ${waiter.name} failed: ${seen.message.trim()}\n`, 255);
  if (seen === 'failure') throw new CliError(`\nWaiter ${waiter.name} failed: Waiter encountered a terminal failure state\n`, 255);
  if (state.looks + 1 >= waiter.a) throw new CliError(`\nWaiter ${waiter.name} failed: Max attempts exceeded\n`, 255);
  return { wait: { for: 'time', until: process.time.now + waiter.d * 1000 }, state: { ...state, looks: state.looks + 1 } as unknown as Json };
}
