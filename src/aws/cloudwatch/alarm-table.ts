// What CloudWatch keeps of an alarm.
import type { Json } from '../../engine/json.ts';
import { table } from '../cloud.ts';
import type { Tags } from '../tags.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How a metric stood from an instant on, as the alarm sees it. */
export interface Seen {
  readonly at: number;
  readonly as: 'breaching' | 'fine' | 'missing';
  readonly value: number | null;
}

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** Members of the API: MetricName, Namespace, Threshold and the like. */
  body: { [name: string]: Json };
  updatedAt: number;
  state: AlarmState;
  reason: string;
  stateAt: number;
  /** Of a metric that is read off the account: its changes within the alarm's window, oldest first. */
  seen: Seen[];
  /** The planned next evaluation. */
  job: number | null;
  history: { readonly at: number; readonly from: AlarmState; readonly to: AlarmState; readonly reason: string }[];
  tags: Tags;
}

/** Keyed by name. */
export const ALARMS = table<Alarm>('cloudwatch.alarm');
