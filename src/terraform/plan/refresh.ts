// Asks the providers what has become of the objects in the state.

import type { SourceRange } from '../../engine/diagnostic.ts';
import { formatInstance, formatModule, type InstanceAddress } from '../config/address.ts';
import { impliedType } from '../config/schema.ts';
import type { Body } from '../hcl/ast.ts';
import { sameValue } from '../lang/equal.ts';
import { unmarkDeep } from '../lang/marks.ts';
import { nullOf, type Value } from '../lang/value.ts';
import type { Provider, ResourceSchema } from '../provider.ts';
import { putDeposed, putObject } from '../state/edit.ts';
import type { ObjectState } from '../state/state.ts';
import { placed } from './diagnose.ts';
import type { ResourceChange } from './plan.ts';
import { objectOfValue, shownId, storedValue, withSensitive } from './stored.ts';
import type { PlanWalk } from './walk.ts';

export interface RefreshSubject {
  readonly address: InstanceAddress;
  readonly providerAddress: string;
  readonly provider: Provider;
  readonly schema: ResourceSchema;
  /** What the configuration says by now that it needs. */
  readonly dependencies?: readonly string[];
  /** Where errors are shown. */
  readonly source?: { readonly body: Body; readonly range: SourceRange };
}

/** Reads one object anew, notes the drift, and keeps the result in the walk's state. Null after an error. */
export function refreshObject(
  walk: PlanWalk,
  subject: RefreshSubject,
  object: ObjectState,
  deposed?: string,
): { readonly value: Value; readonly object: ObjectState | null } | null {
  const { address, provider, schema } = subject;
  const before = storedValue(object, address.type, schema, provider);
  const text = formatInstance(address);
  const id = shownId(before);
  walk.events.push(deposed ? { kind: 'refreshing', address: text, deposed, id } : { kind: 'refreshing', address: text, id });
  const [plain] = unmarkDeep(before);
  const reading = provider.read(address.type, plain, object.private);
  const problems = placed(reading.diagnostics, text, subject.source?.body ?? null, subject.source?.range ?? null);
  walk.diagnostics.push(...problems);
  if (problems.some((d) => d.severity === 'error')) return null;
  const gone = reading.state.k === 'null';
  const after = gone
    ? nullOf(impliedType(schema.block))
    : reading.state === plain
      ? before
      : withSensitive(
          schema.block,
          reading.state,
          object.sensitive.map((path) => path.map((step) => (typeof step === 'object' ? step.index : step))),
        );
  const [plainAfter] = unmarkDeep(after);
  const same = !gone && sameValue(plain, plainAfter);
  const dependencies = merged(object.dependencies, subject.dependencies ?? []);
  const next: ObjectState | null = gone
    ? null
    : same && object.schemaVersion === schema.version
      ? dependingOn(object, dependencies)
      : objectOfValue(after, schema, {
          status: object.status,
          dependencies,
          ...((reading.private ?? object.private) ? { private: (reading.private ?? object.private) as string } : {}),
          ...(object.createBeforeDestroy ? { createBeforeDestroy: true } : {}),
        });
  if (next !== object) {
    if (deposed) putDeposed(walk.state, address, subject.providerAddress, deposed, next);
    else putObject(walk.state, address, subject.providerAddress, next);
  }
  const previous = walk.previous.get(text);
  if (!same || (previous !== undefined && !deposed)) walk.drift.push(driftOf(subject, text, before, after, gone, same, deposed, previous));
  return { value: after, object: next };
}

/** Old and new ones: the old hold until changes are applied, or until there turns out to be none. */
function merged(stored: readonly string[], wanted: readonly string[]): readonly string[] {
  if (sameNames(stored, wanted)) return stored;
  const more = wanted.filter((name) => !stored.includes(name));
  return more.length ? [...stored, ...more].sort() : stored;
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean => a === b || (a.length === b.length && a.every((name, i) => name === b[i]));

/** The object with these dependencies; itself where it has them. */
export const dependingOn = (object: ObjectState, dependencies: readonly string[]): ObjectState =>
  sameNames(object.dependencies, dependencies) ? object : { ...object, dependencies };

function driftOf(
  subject: RefreshSubject,
  text: string,
  before: Value,
  after: Value,
  gone: boolean,
  same: boolean,
  deposed: string | undefined,
  previous: string | undefined,
): ResourceChange {
  const { address } = subject;
  return {
    address: text,
    ...(previous ? { previousAddress: previous } : {}),
    module: formatModule(address.module),
    mode: address.mode,
    type: address.type,
    name: address.name,
    key: address.key,
    ...(deposed ? { deposed } : {}),
    provider: subject.providerAddress,
    action: gone ? 'delete' : same ? 'no-op' : 'update',
    reason: null,
    before,
    after,
    requiresReplace: [],
    dependencies: [],
  };
}
