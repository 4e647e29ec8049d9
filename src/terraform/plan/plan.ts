// A plan: what Terraform proposes to do, as plain data. Unknown values inside `after` are what is "known after apply".
import type { InstanceKey, ResourceMode } from '../config/address.ts';
import type { ConfigSources } from '../config/sources.ts';
import type { Value } from '../lang/value.ts';
import type { AttributePath } from '../provider.ts';
import type { CheckState, State } from '../state/state.ts';

export type PlanMode = 'normal' | 'destroy' | 'refresh-only';

/** `delete-create` prints `-/+`, `create-delete` prints `+/-`, `forget` leaves the object alone. */
export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'delete-create' | 'create-delete' | 'forget';

/** Why an instance is replaced, deleted or read later, where that is not plain from the configuration. */
export type Reason =
  | 'replace-because-tainted'
  | 'replace-by-request'
  | 'replace-by-triggers'
  | 'replace-because-cannot-update'
  | 'delete-because-no-resource-config'
  | 'delete-because-no-module'
  | 'delete-because-wrong-repetition'
  | 'delete-because-count-index'
  | 'delete-because-each-key'
  | 'delete-because-no-move-target'
  | 'read-because-config-unknown'
  | 'read-because-dependency-pending'
  | 'read-because-check-nested';

export interface ResourceChange {
  /** Of the instance: `module.a["k"].aws_vpc.main[0]`. */
  readonly address: string;
  /** Where it was before a `moved` block or a change of repetition, when that differs. */
  readonly previousAddress?: string;
  /** Module instance, as in `address`; empty in the root. */
  readonly module: string;
  readonly mode: ResourceMode;
  readonly type: string;
  readonly name: string;
  readonly key: InstanceKey;
  /** The id of a deposed object: this change is about that one, not the current one. */
  readonly deposed?: string;
  /** Provider configuration, as in the state. */
  readonly provider: string;
  readonly action: Action;
  readonly reason: Reason | null;
  /** Null values where nothing is before or after. Sensitive parts are marked. */
  readonly before: Value;
  readonly after: Value;
  /** Paths that force the replacement. */
  readonly requiresReplace: readonly AttributePath[];
  readonly private?: string;
  readonly importing?: { readonly id: string };
  /** Configuration written for an import block without one. */
  readonly generatedConfig?: string;
  /** Resources of the configuration that must be there first, without instance keys. */
  readonly dependencies: readonly string[];
  /** Of itself or because something that needs it has create_before_destroy: kept in the state. */
  readonly createFirst?: boolean;
}

/** An ephemeral resource that an apply opens again. */
export interface EphemeralInstance extends Pick<ResourceChange, 'address' | 'module' | 'type' | 'name' | 'key' | 'provider' | 'dependencies'> {}

export interface OutputChange {
  readonly name: string;
  readonly action: 'no-op' | 'create' | 'update' | 'delete';
  /** Null values where there is nothing. */
  readonly before: Value;
  readonly after: Value;
  readonly sensitive: boolean;
}

export interface Plan {
  readonly mode: PlanMode;
  /** As typed: `-target` and `-replace`. */
  readonly targets: readonly string[];
  readonly replace: readonly string[];
  /** The values of root variables that were given (not the defaults), with ephemeral ones left out. */
  readonly variables: { readonly [name: string]: Value };
  /** Names of the ephemeral root variables that had a value: they must have one again when this is applied. */
  readonly ephemeral: readonly string[];
  readonly workspace: string;
  /** In the order in which they are shown; what does not change is there as `no-op`. */
  readonly changes: readonly ResourceChange[];
  /** What was found changed outside, of every instance (whether to show it is up to the reader; see `relevantDrift`). */
  readonly drift: readonly ResourceChange[];
  /** Addresses (`aws_vpc.main`) whose attributes fed into the planned changes: limits which drift is shown in a normal plan. */
  readonly relevant: readonly { readonly address: string; readonly path: AttributePath }[];
  readonly outputs: readonly OutputChange[];
  readonly ephemerals: readonly EphemeralInstance[];
  readonly checks: readonly CheckState[];
  /** After refresh and moves: what an apply starts from. */
  readonly priorState: State;
  /** Serial and lineage of the state it was made from: when they differ later, the plan is stale. */
  readonly basedOn: { readonly serial: number; readonly lineage: string };
  /** Only looking, it found a resource or an output to be otherwise than stored. Neither outputs that the configuration has lost nor those that are not known yet count. */
  readonly learned: boolean;
  /** The planning met an error: to be shown, not to be applied. */
  readonly errored: boolean;
  /** Milliseconds since the epoch, simulated. What `plantimestamp()` says. */
  readonly timestamp: number;
  /** The configuration it was made from: what an apply works with, whatever becomes of the files. */
  readonly sources: ConfigSources;
}

/** Whether an apply would do or store anything. */
export const isApplicable = (plan: Plan): boolean =>
  !plan.errored &&
  (plan.changes.some((change) => change.action !== 'no-op' || change.previousAddress !== undefined || change.importing !== undefined) ||
    (plan.mode === 'refresh-only' ? plan.learned : plan.outputs.some((output) => output.action !== 'no-op')));

/** A plan that shows changes and yet cannot be carried out: apply refuses it. */
export const isStuck = (plan: Plan): boolean => plan.mode === 'refresh-only' && !isApplicable(plan) && plan.outputs.some((output) => output.action !== 'no-op');

export interface PlanTotals {
  readonly import: number;
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly forget: number;
}

/** The numbers of the `Plan: ...` line. A replacement counts as an addition and a destruction. */
export function totals(plan: Pick<Plan, 'changes'>): PlanTotals {
  const sum = { import: 0, add: 0, change: 0, destroy: 0, forget: 0 };
  for (const change of plan.changes) {
    if (change.importing) sum.import++;
    if (change.mode !== 'managed') continue;
    if (change.action === 'create' || change.action === 'delete-create' || change.action === 'create-delete') sum.add++;
    if (change.action === 'delete' || change.action === 'delete-create' || change.action === 'create-delete') sum.destroy++;
    if (change.action === 'update') sum.change++;
    if (change.action === 'forget') sum.forget++;
  }
  return sum;
}

/** An ephemeral resource is opened or closed; `error` only of an opening. */
export interface EphemeralEvent {
  readonly kind: 'ephemeral';
  readonly op: 'open' | 'close';
  readonly phase: 'start' | 'done' | 'error';
  readonly address: string;
}

/** A line of progress while planning, in order. `id` is the attribute by which the object is named, as `[id=vpc-1]`. */
export type PlanEvent =
  | EphemeralEvent
  /** What is to be opened is not known before the apply. */
  | { readonly kind: 'deferring'; readonly address: string }
  | { readonly kind: 'refreshing'; readonly address: string; readonly deposed?: string; readonly id: ShownId | null }
  | { readonly kind: 'reading'; readonly address: string }
  | { readonly kind: 'read'; readonly address: string; readonly id: ShownId | null; readonly elapsed: number }
  | { readonly kind: 'preparing-import'; readonly address: string; readonly id: string };

export interface ShownId {
  readonly key: string;
  readonly value: string;
}
