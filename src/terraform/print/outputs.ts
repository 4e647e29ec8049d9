// Output values as `terraform output` and the end of an apply show them: as the console writes values, sensitive ones hidden.
import { fromJson } from '../lang/json.ts';
import { typeFromJson } from '../lang/type.ts';
import type { Value } from '../lang/value.ts';
import type { OutputState } from '../state/state.ts';
import { formatValue } from './value.ts';

/** The value of a stored output, unmarked. */
export const outputValue = (output: OutputState): Value => fromJson(output.value, typeFromJson(output.type));

/** `name = value` lines in order of names; the empty text when there is none. */
export function drawOutputs(outputs: { readonly [name: string]: OutputState }): string {
  return Object.keys(outputs)
    .sort()
    .map((name) => {
      const output = outputs[name] as OutputState;
      return `${name} = ${output.sensitive ? '<sensitive>' : formatValue(outputValue(output))}\n`;
    })
    .join('');
}
