// The flags that plan, apply, destroy and refresh share, and what may not be combined.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { parseTarget } from '../../../terraform/config/address.ts';
import { parseDuration } from '../../../terraform/lang/duration.ts';
import type { PlanMode } from '../../../terraform/plan/plan.ts';
import { addressProblems } from './address-problem.ts';
import type { Flags, FlagTable, GivenVariable } from './flags.ts';
import type { LocalPaths } from './local-backend.ts';
import { problem } from './session.ts';

const SHARED: FlagTable = {
  target: 'list',
  var: 'list',
  'var-file': 'list',
  'compact-warnings': 'bool',
  input: 'bool',
  lock: 'bool',
  'lock-timeout': 'duration',
  parallelism: 'number',
  state: 'text',
  json: 'bool',
  'state-out': 'text',
  backup: 'text',
};

const PLANNING: FlagTable = { destroy: 'bool', refresh: 'bool', 'refresh-only': 'bool', replace: 'list' };

export const REFRESH_FLAGS: FlagTable = SHARED;
export const PLAN_FLAGS: FlagTable = { ...SHARED, ...PLANNING, 'detailed-exitcode': 'bool', 'generate-config-out': 'text', out: 'text' };
export const APPLY_FLAGS: FlagTable = { ...SHARED, ...PLANNING, 'auto-approve': 'bool' };

export interface OperationOptions {
  readonly mode: PlanMode;
  readonly refresh: boolean;
  readonly targets: readonly string[];
  readonly replace: readonly string[];
  readonly variables: readonly GivenVariable[];
  readonly compact: boolean;
  readonly input: boolean;
  readonly lock: boolean;
  /** How long to wait for a lock that somebody holds, in milliseconds. */
  readonly lockTimeout: number;
  readonly parallelism: number;
  readonly paths: LocalPaths;
  readonly json: boolean;
}

/** Reads the shared options; what is wrong with them goes to `found`, as the real tool says it. `mode` is what the command itself means. */
export function operationOptions(flags: Flags, given: PlanMode, found: Diagnostic[]): OperationOptions {
  const fail = (summary: string, detail: string): void => {
    found.push(problem(summary, detail));
  };
  for (const text of flags.list('target')) {
    const wrong = badAddress(text, false);
    if (wrong) fail(`Invalid target ${JSON.stringify(text)}`, wrong);
  }
  for (const text of flags.list('replace')) {
    const wrong = badAddress(text, true);
    if (wrong) fail(`Invalid force-replace address ${JSON.stringify(text)}`, wrong);
  }
  const refreshOnly = flags.on('refresh-only');
  const destroy = flags.on('destroy');
  let mode = given;
  if (destroy && refreshOnly) fail('Incompatible plan mode options', 'The -destroy and -refresh-only options are mutually-exclusive.');
  else if (destroy) {
    if (given === 'destroy') fail('Invalid mode option', 'The -destroy option is not valid for "terraform destroy", because this command always runs in destroy mode.');
    mode = 'destroy';
  } else if (refreshOnly) {
    if (given === 'destroy') fail('Invalid mode option', 'The -refresh-only option is not valid for "terraform destroy".');
    if (!flags.on('refresh', true)) {
      fail('Incompatible refresh options', "It doesn't make sense to use -refresh-only at the same time as -refresh=false, because Terraform would have nothing to do.");
    }
    mode = 'refresh-only';
  }
  return {
    mode,
    refresh: flags.on('refresh', true),
    targets: flags.list('target'),
    replace: flags.list('replace'),
    variables: flags.variables,
    compact: flags.on('compact-warnings'),
    input: flags.on('input', true),
    lock: flags.on('lock', true),
    lockTimeout: parseDuration(flags.text('lock-timeout') ?? '0') ?? 0,
    parallelism: flags.number('parallelism') ?? 10,
    paths: { state: flags.text('state'), stateOut: flags.text('state-out'), backup: flags.text('backup') },
    json: flags.on('json'),
  };
}

function badAddress(text: string, instance: boolean): string | null {
  const target = parseTarget(text);
  if (!target || (instance && !target.resource)) return addressProblems(text, instance ? 'instance' : 'target')[0]?.detail ?? '';
  if (instance && target.resource?.mode !== 'managed') return 'Only managed resources can be used with the -replace=... option.';
  return null;
}
