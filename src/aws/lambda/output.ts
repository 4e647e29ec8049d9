// What an invocation writes into its log group, with the rights of its role: a role that may not write there leaves no log.
import { iso } from '../../engine/clock.ts';
import { rowAt } from '../cloud.ts';
import { worn } from '../iam/service-role.ts';
import { isRecord } from '../input.ts';
import { LOG_GROUPS } from '../logs/group.ts';
import { AwsError, type JobContext } from '../operation.ts';
import type { LambdaFunction } from './function.ts';

export interface Lines {
  readonly at: number;
  readonly messages: string[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const timedOutLine = (now: number, id: string, seconds: number): string => `${iso(now, true)} ${id} Task timed out after ${seconds.toFixed(2)} seconds`;

/** `duration` and `init` in milliseconds, `memory` and `used` in MB. */
export function reportLine(of: {
  readonly id: string;
  readonly duration: number;
  readonly init: number;
  readonly memory: number;
  readonly used: number;
  readonly status: string | null;
}): string {
  const parts = [
    `REPORT RequestId: ${of.id}`,
    `Duration: ${of.duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(of.duration + of.init)} ms`,
    `Memory Size: ${of.memory} MB`,
    `Max Memory Used: ${of.used} MB`,
  ];
  if (of.init > 0) parts.push(`Init Duration: ${of.init.toFixed(2)} ms`);
  if (of.status === 'Sandbox.Timedout') parts.push('Status: timeout');
  if (of.status === 'Runtime.ExitError') parts.push('Status: error', `Error Type: ${of.status}`);
  return parts.join('\t');
}

export function writeLines(
  context: JobContext,
  of: { readonly name: string; readonly stream: string; readonly as: Pick<LambdaFunction, 'settings'> },
  { at, messages }: Lines,
): void {
  const { settings } = of.as;
  const role = worn(context.cloud, text(settings.Role), 'lambda.amazonaws.com', of.name);
  if (!role || messages.length === 0) return;
  const logging = isRecord(settings.LoggingConfig) ? settings.LoggingConfig : {};
  const logGroupName = text(logging.LogGroup) || `/aws/lambda/${of.name}`;
  const place = { logGroupName, logStreamName: of.stream };
  const door = (operation: string, params: { readonly [member: string]: string }) => context.call('logs', operation, params, role);
  try {
    if (!rowAt(context.account, context.region, LOG_GROUPS, logGroupName)) door('CreateLogGroup', { logGroupName });
    if (!rowAt(context.account, context.region, LOG_GROUPS, logGroupName)?.streams[of.stream]) door('CreateLogStream', place);
    context.call('logs', 'PutLogEvents', { ...place, logEvents: messages.map((message) => ({ timestamp: at, message })) }, role);
  } catch (refused) {
    if (!(refused instanceof AwsError)) throw refused;
  }
}
