// What Step Functions keeps: machines, and their executions for ninety days.
import type { Json } from '../../engine/json.ts';
import { table } from '../cloud.ts';
import type { Pending } from '../operation.ts';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly type: string;
  definition: string;
  roleArn: string;
  updatedAt: number;
  revision: string;
}

export interface HistoryEvent {
  readonly at: number;
  readonly type: string;
  /** Member name -> details, such as `taskFailedEventDetails`. */
  readonly details: { readonly [member: string]: Json };
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: string;
  /** As it was when the execution began. */
  readonly definition: string;
  readonly roleArn: string;
  readonly input: string;
  readonly startedAt: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  stoppedAt: number | null;
  output: string | null;
  error: string | null;
  cause: string | null;
  /** The state to enter next, with its data; null when it has ended. */
  state: string | null;
  data: Json;
  /** A call of the present state that is still to be answered, and when the state has waited long enough. */
  pending: { readonly call: Pending; readonly until: number | null } | null;
  /** Tries of the present state by retrier. */
  tries: Record<string, number>;
  history: HistoryEvent[];
}

/** Keyed by name. */
export const MACHINES = table<StateMachine>('stepfunctions.machine');
/** Keyed by ARN. */
export const EXECUTIONS = table<Execution>('stepfunctions.execution');
