// terraform_data: a resource that stores what it is given, and is replaced when its triggers change.
import type { Json } from '../../engine/json.ts';
import { sameValue } from '../lang/equal.ts';
import { nullOf, objectOf, stringOf, typeOf, unknownOf, type Value } from '../lang/value.ts';
import type { Applying, PlannedChange, ResourceSchema } from '../provider.ts';

export const dataSchema: ResourceSchema = {
  version: 0,
  block: {
    attributes: {
      id: { type: 'string', computed: true },
      input: { type: 'dynamic', optional: true },
      output: { type: 'dynamic', computed: true },
      triggers_replace: { type: 'dynamic', optional: true },
    },
  },
};

const part = (value: Value, name: string): Value => (value.k === 'object' ? (value.v[name] ?? nullOf('dynamic')) : nullOf('dynamic'));

const storedOf = (input: Value): Value => (input.k === 'null' ? input : unknownOf(typeOf(input)));

export function planData(prior: Value, proposed: Value): PlannedChange {
  if (proposed.k !== 'object') return { planned: proposed, requiresReplace: [], diagnostics: [] };
  const input = part(proposed, 'input');
  const newId = unknownOf('string', { notNull: true });
  if (prior.k === 'null') return { planned: objectOf({ ...proposed.v, id: newId, output: storedOf(input) }), requiresReplace: [], diagnostics: [] };
  const planned: Record<string, Value> = { ...proposed.v };
  const replaced = !sameValue(part(prior, 'triggers_replace'), part(proposed, 'triggers_replace'));
  if (replaced) planned.id = newId;
  // Also for an input that goes away (observed with 1.11.4).
  if (!sameValue(part(prior, 'input'), input)) planned.output = unknownOf(typeOf(input));
  return { planned: objectOf(planned), requiresReplace: replaced ? [['triggers_replace']] : [], diagnostics: [] };
}

export function applyData(planned: Value, uuid: () => string): Applying {
  if (planned.k !== 'object') return { done: true, state: planned, diagnostics: [] };
  const id = part(planned, 'id');
  const state = objectOf({
    ...planned.v,
    id: id.k === 'unknown' ? stringOf(uuid()) : id,
    output: part(planned, 'output').k === 'unknown' ? part(planned, 'input') : part(planned, 'output'),
  });
  return { done: true, state, diagnostics: [] };
}

/** A state upgrade does nothing: there is one version. */
export const upgradeData = (attributes: Json) => ({ attributes, diagnostics: [] });
