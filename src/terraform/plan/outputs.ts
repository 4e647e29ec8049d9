// What becomes of the outputs of the root module.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { OutputBlock } from '../config/config.ts';
import { sameValue } from '../lang/equal.ts';
import { containsMarked, hasMark, mark, unmarkDeep } from '../lang/marks.ts';
import { typeFromJson, typeToJson } from '../lang/type.ts';
import { isWhollyKnown, NULL, typeOf, type Value } from '../lang/value.ts';
import { fromJson, toJson } from '../state/json.ts';
import type { OutputState, State } from '../state/state.ts';
import type { OutputChange, Plan } from './plan.ts';

/** The value of a stored output, marked when it is sensitive. */
export function outputValue(output: OutputState): Value {
  const value = fromJson(output.value, typeFromJson(output.type));
  return output.sensitive ? mark(value, 'sensitive') : value;
}

export function outputChange(state: State, name: string, value: Value, sensitive: boolean): OutputChange {
  const stored = state.outputs[name]?.value === null ? undefined : state.outputs[name];
  const before = stored ? outputValue(stored) : NULL;
  const [plainBefore] = unmarkDeep(before);
  const [plain] = unmarkDeep(value);
  const after = sensitive ? mark(plain, 'sensitive') : plain;
  const show = sensitive || stored?.sensitive === true;
  if (plain.k === 'null') return { name, action: stored ? 'delete' : 'no-op', before, after: NULL, sensitive: show };
  if (!stored) return { name, action: 'create', before, after, sensitive: show };
  const same = isWhollyKnown(plain) && sameValue(plainBefore, plain) && (stored.sensitive === true) === sensitive;
  return { name, action: same ? 'no-op' : 'update', before, after, sensitive: show };
}

/** Outputs of the state that the configuration does not have. */
export function removedOutputs(state: State, outputs: { readonly [name: string]: OutputBlock }): OutputChange[] {
  return Object.keys(state.outputs)
    .filter((name) => !outputs[name] && state.outputs[name]?.value !== null)
    .map((name) => deletedOutput(state, name));
}

export function deletedOutput(state: State, name: string): OutputChange {
  const stored = state.outputs[name] as OutputState;
  return { name, action: 'delete', before: outputValue(stored), after: NULL, sensitive: stored.sensitive === true };
}

/** What a root output may not hold. */
export function checkOutputValue(block: OutputBlock, value: Value): Diagnostic[] {
  const ephemeral = ephemeralOutput(block, value);
  if (ephemeral.length) return ephemeral;
  if (!block.sensitive && containsMarked(value, 'sensitive')) {
    return [
      {
        severity: 'error',
        summary: 'Output refers to sensitive values',
        detail:
          'To reduce the risk of accidentally exporting sensitive data that was intended to be only internal, Terraform requires that any root module output containing sensitive data be explicitly marked as sensitive, to confirm your intent.\n\nIf you do intend to export this data, annotate the output value as sensitive by adding the following argument:\n    sensitive = true',
        subject: block.range,
      },
    ];
  }
  return [];
}

/** An output that is not declared ephemeral may hold nothing ephemeral; in the root none may be declared so. */
export function ephemeralOutput(block: OutputBlock, value: Value): Diagnostic[] {
  if (block.ephemeral || !containsMarked(value, 'ephemeral')) return [];
  return [
    {
      severity: 'error',
      summary: 'Ephemeral value not allowed',
      detail: 'This output value is not declared as returning an ephemeral value, so it cannot be set to a result derived from an ephemeral value.',
      subject: block.expression.range,
    },
  ];
}

/** A known, unmarked value as the state keeps it. */
export function storedOutput(value: Value, sensitive: boolean): OutputState {
  const type = typeOf(value);
  return { value: toJson(value, type), type: typeToJson(type), ...(sensitive ? { sensitive: true } : {}) };
}

/** The state that was refreshed, with the outputs that are known by now: those that the configuration has lost stay, those that are null go. */
export function refreshedState(plan: Plan, declared: { readonly [name: string]: OutputBlock }): State {
  const outputs = { ...plan.priorState.outputs };
  for (const { name, action, after } of plan.outputs) {
    if (after.k === 'null' && Object.hasOwn(declared, name)) delete outputs[name];
    else if (action !== 'delete' && isWhollyKnown(after)) outputs[name] = storedOutput(unmarkDeep(after)[0], hasMark(after, 'sensitive'));
  }
  return { ...plan.priorState, outputs };
}
