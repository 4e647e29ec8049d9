import type { Value } from '../lang/value.ts';
import { putObject } from '../state/edit.ts';
import type { ObjectState } from '../state/state.ts';
import { placed } from './diagnose.ts';
import type { WantedImport } from './import-blocks.ts';
import { refreshObject } from './refresh.ts';
import { objectOfValue } from './stored.ts';
import type { PlanWalk, Subject } from './walk.ts';

/** Asks the provider for the object, reads it, and keeps it in the walk's state. */
export function importObject(
  walk: PlanWalk,
  subject: Pick<Subject, 'address' | 'text' | 'provider' | 'providerAddress' | 'schema'> & Partial<Pick<Subject, 'resource'>>,
  target: WantedImport,
): { readonly value: Value; readonly object: ObjectState } | null {
  const { address, text, provider, schema, providerAddress } = subject;
  walk.events.push({ kind: 'preparing-import', address: text, id: target.id });
  const { imported, diagnostics } = provider.importState(address.type, target.id);
  const problems = placed(diagnostics, text, null, target.block.range);
  walk.diagnostics.push(...problems);
  if (problems.some((d) => d.severity === 'error')) return null;
  const first = imported.find((entry) => entry.type === address.type);
  const absent = () => {
    walk.diagnostics.push({
      severity: 'error',
      summary: 'Cannot import non-existent remote object',
      detail: `While attempting to import an existing object to ${JSON.stringify(text)}, the provider detected that no object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use "terraform apply" to create a new remote object for this resource.`,
    });
    return null;
  };
  if (!first || first.state.k === 'null') return absent();
  const object = objectOfValue(first.state, schema, { dependencies: [], ...(first.private ? { private: first.private } : {}) });
  putObject(walk.state, address, providerAddress, object);
  const drifts = walk.drift.length;
  const refreshed = refreshObject(walk, subject, object);
  walk.drift.length = drifts;
  if (!refreshed) return null;
  return refreshed.object ? { value: refreshed.value, object: refreshed.object } : absent();
}
