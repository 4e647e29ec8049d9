// A saved plan: a zip archive, as the real one is, with the plan inside.
import { strFromU8, strToU8, unzipSync } from 'fflate';
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import type { Plan } from '../../../terraform/plan/plan.ts';
import type { State } from '../../../terraform/state/state.ts';
import { pathOf, problem, readText, type Session } from './session.ts';
import { storedZip } from './stored-zip.ts';

const ENTRY = 'tfplan';

export interface SavedPlan {
  readonly plan: Plan;
  /** The backend the plan was made for. */
  readonly backend: { readonly type: string; readonly config: { readonly [name: string]: Json } };
}

/** Writes a plan file; gives the problem, if any. */
export function writePlanFile(session: Session, path: string, saved: SavedPlan): string | null {
  const bytes = storedZip(ENTRY, strToU8(JSON.stringify(saved)));
  try {
    session.process.disk.write(pathOf(session, path), bytes);
    return null;
  } catch {
    return `open ${path}: no such file or directory`;
  }
}

export type PlanReading = { readonly ok: true; readonly saved: SavedPlan } | { readonly ok: false; readonly reason: 'missing' | 'not-zip' | 'not-plan' };

/** Reads a plan file. */
export function readPlanFile(session: Session, path: string): PlanReading {
  const full = pathOf(session, path);
  if (session.process.disk.stat(full)?.type !== 'file') return { ok: false, reason: 'missing' };
  let entry: Uint8Array | undefined;
  try {
    entry = unzipSync(session.process.disk.readBytes(full))[ENTRY];
  } catch {
    return { ok: false, reason: 'not-zip' };
  }
  if (!entry) return { ok: false, reason: 'not-plan' };
  return { ok: true, saved: JSON.parse(strFromU8(entry)) as SavedPlan };
}

/** Why a file that is there is no plan, in the words of both readers that tried. */
export function unreadablePlan(session: Session, path: string, reason: 'missing' | 'not-zip' | 'not-plan'): string {
  const first = /\S/.exec(readText(session, path) ?? '')?.[0] ?? 'P';
  return `couldn't load the provided path as either a local plan file (${reason === 'not-zip' ? 'zip: not a valid zip file' : 'the given file is not a valid plan file'}) or a saved cloud plan (invalid character '${first}' looking for beginning of value)`;
}

/** What keeps a plan from being applied to a state that is no more the one that it was made from. */
export function outdatedPlan({ basedOn }: Plan, state: State | null): Diagnostic | null {
  const serial = state?.serial ?? 0;
  const lineage = state?.lineage ?? '';
  if (serial === basedOn.serial && lineage === basedOn.lineage) return null;
  if (basedOn.lineage !== '' && lineage !== basedOn.lineage) {
    return problem('Saved plan does not match the given state', 'The given plan file can not be applied because it was created from a different state lineage.');
  }
  return problem('Saved plan is stale', 'The given plan file can no longer be applied because the state was changed by another operation after the plan was created.');
}
