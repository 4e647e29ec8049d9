// Carrying out a plan, as plain data that stops and goes on: at a wake-up time, at an interrupt, after a rewind.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Json } from '../../engine/json.ts';
import type { Errand, ErrandReply } from '../host.ts';
import type { Value } from '../lang/value.ts';
import type { EphemeralEvent, Plan, ShownId } from '../plan/plan.ts';
import type { State } from '../state/state.ts';

export type ApplyVerb = 'create' | 'update' | 'delete' | 'read';

/** What happened, in order; `at` in milliseconds since the epoch, `elapsed` in milliseconds since the start of this action. */
export type ApplyEvent =
  | { readonly kind: 'start'; readonly at: number; readonly verb: ApplyVerb; readonly address: string; readonly deposed?: string; readonly id: ShownId | null }
  | {
      readonly kind: 'progress';
      readonly at: number;
      readonly verb: ApplyVerb;
      readonly address: string;
      readonly deposed?: string;
      readonly id: ShownId | null;
      readonly elapsed: number;
    }
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly verb: ApplyVerb;
      readonly address: string;
      readonly deposed?: string;
      readonly id: ShownId | null;
      readonly elapsed: number;
    }
  /** Nothing is printed for it in the human output; its diagnostics come at the end. */
  | { readonly kind: 'error'; readonly at: number; readonly verb: ApplyVerb; readonly address: string; readonly deposed?: string; readonly elapsed: number }
  | { readonly kind: 'importing'; readonly at: number; readonly address: string; readonly id: string }
  | { readonly kind: 'imported'; readonly at: number; readonly address: string; readonly id: string }
  | { readonly kind: 'provisioning'; readonly at: number; readonly address: string; readonly provisioner: string }
  | { readonly kind: 'provisioner-output'; readonly at: number; readonly address: string; readonly provisioner: string; readonly text: string }
  /** Nothing is printed for it in the human output. */
  | { readonly kind: 'provisioned'; readonly at: number; readonly address: string; readonly provisioner: string; readonly failed: boolean }
  | (EphemeralEvent & { readonly at: number })
  /** The state changed: a caller that keeps it in a file writes it now. */
  | { readonly kind: 'state'; readonly at: number };

/** An apply under way. Treat it as a value: `advance` (see `apply/advance.ts`) gives a new one, and wants it plain, not as a draft. */
export interface ApplyRun {
  readonly plan: Plan;
  readonly parallelism: number;
  /** What exists by now, ready to be written. The serial is the caller's business. */
  readonly state: State;
  /** By node: see `apply/schedule.ts`. */
  readonly finished: { readonly [node: string]: 'done' | 'failed' | 'skipped' };
  readonly running: { readonly [node: string]: Running };
  /** What ephemeral resources are worth while they are open, by address. */
  readonly opened: { readonly [address: string]: Value };
  readonly interrupts: number;
  /** Ids given to objects that were set aside for their replacement, by address. */
  readonly deposed: { readonly [address: string]: string };
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: { readonly imported: number; readonly added: number; readonly changed: number; readonly destroyed: number };
  /** Nothing is left to do (or it was stopped): `diagnostics` tells whether it went well. */
  readonly over: boolean;
}

export interface Running {
  readonly verb: ApplyVerb;
  readonly address: string;
  readonly deposed?: string;
  readonly id: ShownId | null;
  readonly startedAt: number;
  /** Of the next "Still creating...". */
  readonly nextNotice: number;
  readonly wakeAt: number;
  /** The provider's own; null while a provisioner runs. */
  readonly data: Json;
  readonly provisioning?: Provisioning;
}

/** Something of that kind is in a provisioner's configuration: what it writes is not shown. */
export type Secrecy = 'sensitive' | 'ephemeral' | null;

/** A provisioner that runs: after the creation of its object, or before its destruction. */
export interface Provisioning {
  /** Its place among the provisioners of the resource. */
  readonly index: number;
  readonly errand: Errand;
  readonly secret: Secrecy;
  readonly reply: ErrandReply | null;
}

export interface Advance {
  readonly run: ApplyRun;
  readonly events: readonly ApplyEvent[];
  /** When to call `advance` again; null when the run is over. */
  readonly wakeAt: number | null;
  /** All that is to be done or being done, at the same time; `answered` takes the reply to each. */
  readonly errands: readonly { readonly node: string; readonly errand: Errand }[];
}

/** Begins an apply. Nothing happens before the first `advance`. */
export function startApply(plan: Plan, options: { readonly parallelism?: number } = {}): ApplyRun {
  return {
    plan,
    parallelism: options.parallelism ?? 10,
    state: plan.priorState,
    finished: {},
    running: {},
    opened: {},
    interrupts: 0,
    deposed: {},
    diagnostics: [],
    counts: { imported: 0, added: 0, changed: 0, destroyed: 0 },
    over: false,
  };
}

/** Notes a Ctrl-C. The first lets what runs finish and starts nothing new; the second gives up at once. Call `advance` next. */
export const interrupt = (run: ApplyRun): ApplyRun => ({ ...run, interrupts: run.interrupts + 1 });

/** The run with the reply to an errand. Call `advance` next. */
export function answered(run: ApplyRun, node: string, reply: ErrandReply): ApplyRun {
  const running = run.running[node];
  if (!running?.provisioning) return run;
  return { ...run, running: { ...run.running, [node]: { ...running, provisioning: { ...running.provisioning, reply } } } };
}
