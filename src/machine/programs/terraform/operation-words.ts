// What plan, apply, destroy and refresh say before they begin: why they refuse, what is deprecated, and the question whether to go on.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Host } from '../../../terraform/host.ts';
import type { Plan, PlanMode } from '../../../terraform/plan/plan.ts';
import type { State } from '../../../terraform/state/state.ts';
import { missingSchemas, stateSources } from './host.ts';
import type { OperationOptions } from './operation-flags.ts';
import { report } from './report.ts';
import { problem, type Session } from './session.ts';

export type Verb = 'plan' | 'apply' | 'destroy' | 'refresh';

/** Refuses `-generate-config-out` of a plan that can want none, or into a file that is there. */
export function generateProblem(mode: PlanMode, taken: boolean): Diagnostic | null {
  if (mode !== 'normal') {
    return problem('Invalid generate-config-out flag', 'Config can only be generated during a normal plan operation, and not during a refresh-only or destroy plan.');
  }
  return taken ? TARGET_EXISTS : null;
}

export const NOTHING_TO_REFRESH = problem('Empty or non-existent state', 'There are currently no remote objects tracked in the state, so there is nothing to refresh.', 'warning');

const TARGET_EXISTS = problem(
  'Target generated file already exists',
  'Terraform can only write generated config into a new file. Either choose a different target location or move all existing configuration out of the target file, delete it and try again.',
);

const refuseWithout = (what: string, gerund: string, advice: string): Diagnostic =>
  problem(
    'No configuration files',
    `${what} requires configuration to be present. ${gerund} without a configuration would mark everything for destruction, which is normally not what is desired. If you would like to destroy everything, run ${advice}`,
  );

export const NO_CONFIGURATION: Record<Verb, Diagnostic> = {
  plan: refuseWithout('Plan', 'Planning', 'plan with the -destroy option. Otherwise, create a Terraform configuration file (.tf file) and try again.'),
  apply: refuseWithout('Apply', 'Applying', "'terraform destroy' instead."),
  destroy: refuseWithout('Apply', 'Applying', "'terraform destroy' instead."),
  refresh: refuseWithout('Plan', 'Planning', 'plan with the -destroy option. Otherwise, create a Terraform configuration file (.tf file) and try again.'),
};

export function deprecatedFlags(session: Session, options: OperationOptions): void {
  if (!options.paths.state) return;
  report(session, [
    problem(
      'Deprecated flag: -state',
      'Use `path` attribute within the `local` backend instead: https://developer.hashicorp.com/terraform/language/v1.10.x/settings/backends/local#path',
      'warning',
    ),
  ]);
}

/** Complaints about providers that only the state needs and that are not installed: a plan has its own words for it. */
export function unavailableProviders(verb: Verb, host: Host, state: State | null): readonly Diagnostic[] {
  if (verb !== 'plan') return [missingSchemas(host, state)].flatMap((found) => found ?? []);
  return stateSources(state)
    .filter((source) => !host.providers[source])
    .map((source) =>
      problem(
        'Missing required provider',
        `This state requires provider ${source}, but that provider isn't available. You may be able to install it automatically by running:\n  terraform init`,
      ),
    );
}

export function question(session: Session, made: Plan, workspace: string): string {
  const { ink } = session;
  const where = workspace === 'default' ? '' : ` in workspace ${JSON.stringify(workspace)}`;
  let head = 'Do you want to perform these actions';
  let body = "Terraform will perform the actions described above.\n  Only 'yes' will be accepted to approve.";
  if (made.mode === 'destroy') {
    head = 'Do you really want to destroy all resources';
    body = "Terraform will destroy all your managed infrastructure, as shown above.\n  There is no undo. Only 'yes' will be accepted to confirm.";
  } else if (made.mode === 'refresh-only') {
    head = 'Would you like to update the Terraform state to reflect these detected changes';
    body = "Terraform will write these changes to the state without modifying any real infrastructure.\n  There is no undo. Only 'yes' will be accepted to confirm.";
  }
  return `\n${ink.bold(`${head}${where}?`)}\n  ${body}\n\n  ${ink.bold('Enter a value:')} `;
}
