// Steps that read a data source, late because something was not known before.
import { markWithPaths } from '../lang/marks.ts';
import { checkAddresses, soften, unreadable } from '../plan/data.ts';
import { placed } from '../plan/diagnose.ts';
import { objectOfValue, shownId, withSensitive } from '../plan/stored.ts';
import { putObject } from '../state/edit.ts';
import { type ApplyContext, addressOf } from './context.ts';
import { configure, failed, type Prepared, postconditions } from './instance.ts';
import { begin, finishStep } from './running.ts';
import type { Step } from './schedule.ts';

/** Reads a data source. Where it belongs to a check block, failing to is no failure of the step. */
export function read(context: ApplyContext, step: Step, { provider, schema }: Prepared): void {
  const { change } = step;
  const configured = configure(context, change, schema);
  if (!configured) {
    finishStep(context, step, false);
    return;
  }
  const { resource, module, repetition } = configured;
  begin(context, step, 'read', null);
  const reading = provider.readData(change.type, configured.config);
  const problems = placed(reading.diagnostics, change.address, resource.body, resource.range);
  context.diagnostics.push(...soften(problems, resource.check));
  if (failed(problems)) {
    context.events.push({ kind: 'error', at: context.host.now, verb: 'read', address: change.address, elapsed: 0 });
    if (resource.check !== null) {
      context.checks.note('check', ...checkAddresses(module, resource.check), unreadable(problems));
      const unread = withSensitive(schema.block, markWithPaths(configured.config, configured.marks), []);
      putObject(context.state, addressOf(change), change.provider, objectOfValue(unread, schema, { dependencies: [] }));
    }
    finishStep(context, step, resource.check !== null);
    return;
  }
  const value = withSensitive(schema.block, markWithPaths(reading.state, configured.marks), []);
  putObject(context.state, addressOf(change), change.provider, objectOfValue(value, schema, { dependencies: [] }));
  context.events.push({ kind: 'done', at: context.host.now, verb: 'read', address: change.address, id: shownId(value), elapsed: 0 });
  finishStep(context, step, postconditions(context, change, { module, resource }, repetition, value));
}
