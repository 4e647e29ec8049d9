// A state machine's definition: JSON in the Amazon States Language, checked when it is given.
import type { Json } from '../../engine/json.ts';
import { isRecord } from '../input.ts';
import { AwsError } from '../operation.ts';

export type State = { readonly [member: string]: Json | undefined };

export interface Definition {
  readonly startAt: string;
  readonly states: Readonly<Record<string, State>>;
}

/** Types that run here; Parallel and Map are refused. */
const TYPES = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail'];

const invalid = (problem: string) => new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problem}'`, 400);

/** Reads a definition. Throws InvalidDefinition. */
export function readDefinition(text: string): Definition {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw invalid('INVALID_JSON_DESCRIPTION: The state machine definition is not valid JSON');
  }
  const schema = (problem: string, at: string) => invalid(`SCHEMA_VALIDATION_FAILED: ${problem} at ${at}`);
  if (!isRecord(value) || !isRecord(value.States)) throw schema("The field 'States' is required", '/');
  const { StartAt: startAt, States: states } = value;
  if (typeof startAt !== 'string') throw schema("The field 'StartAt' is required", '/');
  const target = (name: Json | undefined, at: string) => {
    if (typeof name !== 'string' || !Object.hasOwn(states, name)) throw invalid(`MISSING_TRANSITION_TARGET: Missing 'Next' target: ${String(name)} at ${at}`);
  };
  target(startAt, '/StartAt');
  const found: Record<string, State> = {};
  for (const [name, state] of Object.entries(states)) {
    const at = `/States/${name}`;
    if (!isRecord(state) || typeof state.Type !== 'string') throw schema("The field 'Type' is required", at);
    if (state.Type === 'Parallel' || state.Type === 'Map')
      throw new AwsError('InvalidDefinition', `This account is a simulation, and states of the type ${state.Type} are not part of it (${name}).`, 400);
    if (!TYPES.includes(state.Type)) throw schema(`Value '${state.Type}' is not a valid 'Type'`, at);
    if (state.Type === 'Task' && typeof state.Resource !== 'string') throw schema("The field 'Resource' is required", at);
    if (state.Type === 'Wait' && ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((one) => state[one] !== undefined).length !== 1)
      throw schema('A Wait state needs exactly one of Seconds, SecondsPath, Timestamp, TimestampPath', at);
    if (state.Type === 'Choice') {
      if (!Array.isArray(state.Choices) || state.Choices.length === 0) throw schema("The field 'Choices' should have at least 1 item", at);
      for (const rule of state.Choices) target(isRecord(rule) ? rule.Next : undefined, `${at}/Choices`);
      if (state.Default !== undefined) target(state.Default, `${at}/Default`);
    } else if (state.Type !== 'Succeed' && state.Type !== 'Fail') {
      if (state.Next === undefined && state.End !== true) throw schema("A state must have 'Next' or 'End'", at);
      if (state.Next !== undefined) target(state.Next, `${at}/Next`);
    }
    for (const catcher of Array.isArray(state.Catch) ? state.Catch : []) target(isRecord(catcher) ? catcher.Next : undefined, `${at}/Catch`);
    found[name] = state;
  }
  return { startAt, states: found };
}
