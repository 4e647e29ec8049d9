// Plans one instance of a data source: read now when everything is known, else while applying.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatModule, formatModulePath } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import { impliedType, unknownComputed } from '../config/schema.ts';
import { nodesOf } from '../graph/config-graph.ts';
import { markWithPaths, unmarkDeepWithPaths } from '../lang/marks.ts';
import { parseReference } from '../lang/references.ts';
import { isWhollyKnown, nullOf, type Value } from '../lang/value.ts';
import { putObject } from '../state/edit.ts';
import { placed } from './diagnose.ts';
import { checkPostconditions, checkPreconditions, ephemeralUses } from './managed.ts';
import type { Reason } from './plan.ts';
import type { RuleOutcome } from './rules.ts';
import { objectOfValue, shownId, withSensitive } from './stored.ts';
import { changeKey, type PlanWalk, type Subject } from './walk.ts';

export function planData(walk: PlanWalk, subject: Subject): boolean {
  const { text, resource, schema, provider } = subject;
  if (!checkPreconditions(walk, subject)) return false;
  const found: Diagnostic[] = [];
  const config = decodeBody(resource.body, schema.block, walk.evaluation.scope(subject.module, subject.repetition, found));
  walk.diagnostics.push(...found);
  if (found.some((d) => d.severity === 'error')) return false;
  const ephemeral = ephemeralUses(config, subject);
  if (ephemeral.length) {
    walk.diagnostics.push(...ephemeral);
    return false;
  }
  const [plain, marks] = unmarkDeepWithPaths(config);
  const finish = (value: Value): Value => withSensitive(schema.block, markWithPaths(value, marks), []);
  const reason: Reason | null = !isWhollyKnown(plain) ? 'read-because-config-unknown' : pending(walk, subject) ? 'read-because-dependency-pending' : null;
  const problems = placed(provider.validateData(resource.type, plain), text, resource.body, resource.range);
  walk.diagnostics.push(...soften(problems, resource.check));
  if (problems.some((d) => d.severity === 'error')) return resource.check !== null;
  const toRead = (after: Value, why: Reason): void => {
    walk.changes.set(changeKey(subject.address), {
      address: text,
      module: formatModule(subject.address.module),
      mode: 'data',
      type: resource.type,
      name: resource.name,
      key: subject.address.key,
      provider: subject.providerAddress,
      action: 'read',
      reason: why,
      before: nullOf(impliedType(schema.block)),
      after,
      requiresReplace: [],
      dependencies: walk.closures(subject.node),
    });
  };
  // A check reads its data again while applying, to judge what there is then.
  const nested = resource.check !== null && walk.options.mode === 'normal';
  if (reason) {
    const after = finish(unknownComputed(schema.block, plain));
    toRead(after, resource.check !== null ? 'read-because-check-nested' : reason);
    walk.values.set(text, after);
    return checkPostconditions(walk, subject, after);
  }
  walk.events.push({ kind: 'reading', address: text });
  const reading = provider.readData(resource.type, plain);
  const errors = placed(reading.diagnostics, text, resource.body, resource.range);
  walk.diagnostics.push(...soften(errors, resource.check));
  if (errors.some((d) => d.severity === 'error')) {
    const unread = finish(unknownComputed(schema.block, plain));
    walk.values.set(text, unread);
    if (resource.check === null) return false;
    walk.checks.note('check', ...checkAddresses(subject.module, resource.check), unreadable(errors));
    if (nested) toRead(unread, 'read-because-check-nested');
    return true;
  }
  const value = finish(reading.state);
  walk.events.push({ kind: 'read', address: text, id: shownId(value), elapsed: 0 });
  walk.values.set(text, value);
  if (nested) toRead(value, 'read-because-check-nested');
  putObject(walk.state, subject.address, subject.providerAddress, objectOfValue(value, schema, { dependencies: [] }));
  return checkPostconditions(walk, subject, value);
}

/** The addresses of a check in the configuration and in one instance of its module. */
export function checkAddresses(module: Subject['module'], check: string): [string, string] {
  const path = formatModulePath(module.module.path);
  return [`${path}${path && '.'}check.${check}`, `${module.text}${module.text && '.'}check.${check}`];
}

/** What a check comes to whose data cannot be read. */
export const unreadable = (problems: readonly Diagnostic[]): RuleOutcome => ({
  status: 'fail',
  message: problems
    .filter((problem) => problem.severity === 'error')
    .map(({ summary, detail }) => `${summary}: ${detail}`)
    .join('; '),
});

/** A data source inside a check block never stops anything. */
export const soften = (diagnostics: readonly Diagnostic[], check: string | null): readonly Diagnostic[] =>
  check === null ? diagnostics : diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' as const }));

/** Something that it explicitly depends on is about to change. */
function pending(walk: PlanWalk, subject: Subject): boolean {
  if (walk.options.mode !== 'normal') return false;
  const nodes = new Set<string>();
  const add = (traversals: Subject['resource']['dependsOn'], module: Subject['module']['module']): void => {
    for (const traversal of traversals) {
      const { reference } = parseReference(traversal);
      if (!reference) continue;
      for (const node of nodesOf(walk.config, module, reference)) {
        nodes.add(node);
        for (const further of walk.closures(node)) nodes.add(further);
      }
    }
  };
  add(subject.resource.dependsOn, subject.module.module);
  for (let here: Subject['module'] | null = subject.module; here?.parent; here = here.parent) if (here.call) add(here.call.dependsOn, here.parent.module);
  if (nodes.size === 0) return false;
  for (const change of walk.changes.values()) {
    if (change.action !== 'no-op' && change.mode === 'managed' && nodes.has(configText(change))) return true;
  }
  return false;
}

/** The address of a change's resource in the configuration, without instance keys. */
export const configText = (change: { readonly module: string; readonly mode: string; readonly type: string; readonly name: string }): string => {
  const module = change.module.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
  return `${module}${module && '.'}${change.mode === 'managed' ? '' : `${change.mode}.`}${change.type}.${change.name}`;
};
