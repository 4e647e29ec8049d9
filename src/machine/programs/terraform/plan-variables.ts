// Variables given while a saved plan is applied: they may only repeat what the plan already holds.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { loadConfig } from '../../../terraform/config/load.ts';
import { readerOf } from '../../../terraform/config/sources.ts';
import { convert } from '../../../terraform/lang/convert.ts';
import { sameValue } from '../../../terraform/lang/equal.ts';
import type { Value } from '../../../terraform/lang/value.ts';
import type { Plan } from '../../../terraform/plan/plan.ts';
import type { VariableInputs } from '../../../terraform/plan/variables.ts';
import { formatValue } from '../../../terraform/print/value.ts';
import type { GivenVariable } from './flags.ts';
import { problem, type Session } from './session.ts';
import { collectVariables } from './variables.ts';

/** Complaints about variables that differ from the plan's. */
export function changedVariables(session: Session, given: readonly GivenVariable[], plan: Plan): readonly Diagnostic[] {
  if (!given.length) return [];
  const { root } = loadConfig(readerOf(plan.sources));
  const collected = collectVariables(session, given, root);
  const named = new Set(given.filter((entry) => entry.flag === 'var').map((entry) => entry.value.split('=')[0] as string));
  const found: Diagnostic[] = [...collected.diagnostics];
  for (const [name, input] of Object.entries(collected.inputs)) {
    const block = root.variables[name];
    if (!block || block.ephemeral || !(named.has(name) || input.range)) continue;
    const typed = (value: Value): Value => {
      const converted = convert(value, block.type);
      return 'error' in converted ? value : converted;
    };
    const now = typed(input.value);
    const before = plan.variables[name];
    if (!before) {
      // What was left at its default when the plan was made is no variable of the plan.
      found.push(
        problem(
          'Value for undeclared variable',
          `A variable named ${JSON.stringify(name)} was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.`,
        ),
      );
      continue;
    }
    if (sameValue(typed(before), now)) continue;
    const start = `The variable ${name} cannot be set using the -var and -var-file options when applying a saved plan file, because a saved plan includes the variable values that were set when it was created. The saved plan specifies`;
    const values = `${formatValue(before)} as the value whereas during apply the value ${formatValue(now)} was set by a CLI argument`;
    found.push(
      problem(
        "Can't change variable when applying a saved plan",
        `${start} ${values}. To declare an ephemeral variable which is not saved in the plan file, use ephemeral = true.`,
      ),
    );
  }
  return found;
}

/** The values of ephemeral variables for applying a saved plan: each that was set when it was made must be set again. */
export function ephemeralValues(session: Session, given: readonly GivenVariable[], plan: Plan): { readonly inputs: VariableInputs; readonly diagnostics: readonly Diagnostic[] } {
  if (plan.ephemeral.length === 0) return { inputs: {}, diagnostics: [] };
  const { root } = loadConfig(readerOf(plan.sources));
  const { inputs } = collectVariables(session, given, root);
  const diagnostics = plan.ephemeral
    .filter((name) => !inputs[name])
    .map((name) =>
      problem(
        'No value for required variable',
        `The ephemeral input variable ${JSON.stringify(name)} was set during the plan phase, and so must also be set during the apply phase.`,
      ),
    );
  return { inputs: Object.fromEntries(Object.entries(inputs).filter(([name]) => plan.ephemeral.includes(name))), diagnostics };
}
