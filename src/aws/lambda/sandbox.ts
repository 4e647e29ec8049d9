// Sandboxes: one for each invocation that runs at a time, with a log stream of its own. One that was used in the last minutes is used again.
import { iso, MINUTE } from '../../engine/clock.ts';
import { type CloudContext, rowAt, rows } from '../cloud.ts';
import { hexId } from '../ids.ts';
import { FUNCTIONS, type LambdaFunction } from './function.ts';

const IDLE = 10 * MINUTE;

/** A sandbox to run in. Takes a warm one out of the function's row, or makes one. */
export function takeSandbox(context: CloudContext, found: Readonly<LambdaFunction>): { readonly stream: string; readonly cold: boolean } {
  const { now } = context.time;
  const row = rows(context.account, context.region, FUNCTIONS)[found.name] as LambdaFunction;
  row.sandboxes = row.sandboxes.filter((one) => one.revision === row.revision && now - one.usedAt < IDLE);
  const warm = row.sandboxes.pop();
  if (warm) return { stream: warm.stream, cold: false };
  const day = iso(now).slice(0, 10).replace(/-/g, '/');
  return { stream: `${day}/[$LATEST]${hexId(context.time, 'lambda.sandbox', 32)}`, cold: true };
}

/** What an invocation ran in, for the next one; not when the sandbox was killed, nor when the function has changed or is gone. */
export function returnSandbox(context: CloudContext, one: { readonly name: string; readonly stream: string; readonly as: { readonly revision: string } }, lost: boolean): void {
  const found = rowAt(context.account, context.region, FUNCTIONS, one.name);
  if (lost || found?.revision !== one.as.revision) return;
  (rows(context.account, context.region, FUNCTIONS)[one.name] as LambdaFunction).sandboxes.push({ stream: one.stream, revision: found.revision, usedAt: context.time.now });
}
