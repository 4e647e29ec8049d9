// What a step needs to know of its instance: the provider, the configuration with what is known by now, and what its conditions say.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { configAddress } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import type { ResourceBlock } from '../config/config.ts';
import { impliedType } from '../config/schema.ts';
import { type MarkedPath, unmarkDeepWithPaths } from '../lang/marks.ts';
import { nullOf, type Value } from '../lang/value.ts';
import type { ModuleInstance } from '../plan/evaluation.ts';
import type { ResourceChange } from '../plan/plan.ts';
import type { Repetition } from '../plan/repetition.ts';
import { checkRule } from '../plan/rules.ts';
import type { Provider, ResourceSchema } from '../provider.ts';
import { type ApplyContext, addressOf, blockOf } from './context.ts';

export const failed = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');

export interface Prepared {
  readonly provider: Provider;
  readonly schema: ResourceSchema;
  readonly missing: Value;
}

/** The provider of an instance and the schema of its type. Null when there are none, which is then among the diagnostics. */
export function prepare(context: ApplyContext, change: ResourceChange): Prepared | null {
  const provider = context.providers.get(change.provider, context.diagnostics);
  const schema = context.schemas.resourceAt(change.provider, change.mode, change.type);
  return provider && schema ? { provider, schema, missing: nullOf(impliedType(schema.block)) } : null;
}

interface Configured {
  readonly module: ModuleInstance;
  readonly resource: ResourceBlock;
  readonly repetition: Repetition;
  readonly config: Value;
  readonly marks: readonly MarkedPath[];
}

/** The configuration of an instance with what is known by now. */
export function configure(context: ApplyContext, change: ResourceChange, schema: ResourceSchema): Configured | null {
  const block = blockOf(context, change);
  if (!block) return null;
  const found: Diagnostic[] = [];
  const expansion = context.evaluation.expand(block.module, block.resource, found);
  const repetition = expansion.repetition(change.key);
  for (const rule of block.resource.lifecycle.preconditions) {
    const outcome = checkRule(rule, 'Resource precondition', context.evaluation.scope(block.module, repetition, []), found);
    context.checks.note('resource', configAddress(addressOf(change)), change.address, outcome);
  }
  const value = failed(found) ? null : decodeBody(block.resource.body, schema.block, context.evaluation.scope(block.module, repetition, found));
  context.diagnostics.push(...found);
  if (failed(found) || !value) return null;
  const [config, marks] = unmarkDeepWithPaths(value);
  return { ...block, repetition, config, marks };
}

/** Whether the postconditions of an instance hold. */
export function postconditions(
  context: ApplyContext,
  change: ResourceChange,
  block: { readonly module: ModuleInstance; readonly resource: ResourceBlock },
  repetition: Repetition,
  self: Value,
): boolean {
  let fine = true;
  for (const rule of block.resource.lifecycle.postconditions) {
    const outcome = checkRule(rule, 'Resource postcondition', context.evaluation.scope(block.module, repetition, [], self), context.diagnostics);
    context.checks.note('resource', configAddress(addressOf(change)), change.address, outcome);
    if (outcome.status === 'fail' || outcome.status === 'error') fine = false;
  }
  return fine;
}
