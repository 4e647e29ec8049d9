// Values of variables: converted to their type, defaults filled in, validations checked.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { VariableBlock } from '../config/config.ts';
import { rangeText } from '../config/range.ts';
import { applyDefaults } from '../lang/constraint.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import { containsMarked, mark } from '../lang/marks.ts';
import { NULL, UNKNOWN, unknownOf, type Value } from '../lang/value.ts';
import type { Evaluation, ModuleInstance } from './evaluation.ts';
import type { Repetition } from './repetition.ts';

/** A value given to a root variable. `from` says how, as in `set using -var="name=..."`; a file's values have a range instead. */
export interface VariableInput {
  readonly value: Value;
  readonly from: string;
  readonly range?: SourceRange;
}

export type VariableInputs = { readonly [name: string]: VariableInput };

const marked = (value: Value, block: VariableBlock): Value => {
  const sensitive = block.sensitive ? mark(value, 'sensitive') : value;
  return block.ephemeral ? mark(sensitive, 'ephemeral') : sensitive;
};

function fitted(value: Value, block: VariableBlock): ReturnType<typeof convert> {
  const filled = block.defaults && value.k !== 'null' && value.k !== 'unknown' ? applyDefaults(value, { type: block.type, defaults: block.defaults as never }) : value;
  return convert(filled, block.type);
}

/** The value of a variable of the root module. Missing ones are the caller's to ask for: here they are an error. */
export function rootVariable(evaluation: Evaluation, block: VariableBlock, diagnostics: Diagnostic[]): Value {
  if (evaluation.input.phase === 'validate') return marked(unknownOf(block.type), block);
  const given = evaluation.input.variables[block.name];
  if (!given) {
    if (block.default !== null) return marked(block.default, block);
    diagnostics.push(noValue(block));
    return marked(unknownOf(block.type), block);
  }
  const invalid = (detail: string): Value => {
    diagnostics.push({ severity: 'error', summary: 'Invalid value for input variable', detail, subject: given.range ?? block.range });
    return marked(unknownOf(block.type), block);
  };
  const converted = fitted(given.value, block);
  if ('error' in converted) {
    return invalid(
      given.range
        ? `The given value is not suitable for var.${block.name} declared at ${rangeText(block.range)}: ${converted.error}.`
        : `Unsuitable value for var.${block.name} ${given.from}: ${converted.error}.`,
    );
  }
  if (converted.k === 'null' && !block.nullable) {
    if (block.default !== null) return marked(block.default, block);
    return invalid(
      given.range
        ? `The given value is not suitable for var.${block.name} defined at ${rangeText(block.range)}: required variable may not be set to null.`
        : `Unsuitable value for var.${block.name} ${given.from}: required variable may not be set to null.`,
    );
  }
  return marked(converted, block);
}

export const noValue = (block: VariableBlock): Diagnostic => ({
  severity: 'error',
  summary: 'No value for required variable',
  detail: `The root module input variable ${JSON.stringify(block.name)} is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable.`,
  subject: block.range,
});

/** While validating nobody minds whether a call repeats. */
const ANY_REPETITION: Repetition = { count: unknownOf('number'), each: { key: unknownOf('string'), value: UNKNOWN } };

/** The value that a module's caller gives to a variable. */
export function childVariable(evaluation: Evaluation, module: ModuleInstance, block: VariableBlock, diagnostics: Diagnostic[]): Value {
  const { parent, call } = module;
  const attribute = call?.body.attributes.find((candidate) => candidate.name === block.name);
  if (!parent || !attribute) return marked(block.default ?? (evaluation.input.phase === 'validate' ? unknownOf(block.type) : NULL), block);
  const before = diagnostics.length;
  const repetition = evaluation.input.phase === 'validate' ? ANY_REPETITION : module.repetition;
  const value = evaluate(attribute.expression, evaluation.scope(parent, repetition, diagnostics));
  if (diagnostics.slice(before).some((d) => d.severity === 'error')) return marked(unknownOf(block.type), block);
  if (!block.ephemeral && containsMarked(value, 'ephemeral')) {
    diagnostics.push({
      severity: 'error',
      summary: 'Ephemeral value not allowed',
      detail: 'This input variable is not declared as accepting a ephemeral values, so it cannot be set to a result derived from an ephemeral value.',
      subject: attribute.expression.range,
    });
    return marked(unknownOf(block.type), block);
  }
  if (value.k === 'null' && !block.nullable && block.default !== null) return marked(block.default, block);
  const invalid = (problem: string): Value => {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid value for input variable',
      detail: `The given value is not suitable for ${module.text}.var.${block.name} declared at ${rangeText(block.range)}: ${problem}.`,
      subject: attribute.expression.range,
    });
    return marked(unknownOf(block.type), block);
  };
  const converted = fitted(value, block);
  if ('error' in converted) return invalid(converted.error);
  if (converted.k === 'null' && !block.nullable) return invalid('required variable may not be set to null');
  // A module is validated for whatever it may be given.
  return marked(evaluation.input.phase === 'validate' ? unknownOf(block.type) : converted, block);
}
