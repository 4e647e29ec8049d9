// Planning as an operation wants it: the configuration checked first; when that fails there is no plan to show.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import type { Config } from '../../../terraform/config/config.ts';
import type { Host } from '../../../terraform/host.ts';
import { makePlan as plan } from '../../../terraform/plan/make.ts';
import type { Plan, PlanEvent } from '../../../terraform/plan/plan.ts';
import { validate } from '../../../terraform/plan/validate.ts';
import type { VariableInput } from '../../../terraform/plan/variables.ts';
import type { State } from '../../../terraform/state/state.ts';
import type { OperationOptions } from './operation-flags.ts';

export interface PlanningRequest {
  readonly config: Config;
  readonly state: State;
  readonly variables: { readonly [name: string]: VariableInput };
  readonly options: Pick<OperationOptions, 'mode' | 'targets' | 'replace' | 'refresh'>;
  readonly generateConfig: boolean;
}

export interface Planned {
  /** Null when the configuration is wrong in itself. */
  readonly plan: Plan | null;
  readonly events: readonly PlanEvent[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Validates, then plans. */
export function makePlan(host: Host, { config, state, variables, options, generateConfig }: PlanningRequest): Planned {
  const found = validate(config, host);
  if (hasErrors(found)) return { plan: null, events: [], diagnostics: found };
  const { mode, targets, replace, refresh } = options;
  const made = plan(config, state, { mode, variables, targets, replace, refresh, generateConfig }, host);
  return { plan: made.plan, events: made.events, diagnostics: [...found, ...made.diagnostics] };
}
