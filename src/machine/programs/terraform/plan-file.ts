// A saved plan: a zip archive, as the real one is, with the plan inside.
import { strFromU8, strToU8, unzipSync } from 'fflate';
import type { Json } from '../../../engine/json.ts';
import type { Plan } from '../../../terraform/plan/plan.ts';
import { pathOf, type Session } from './session.ts';
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
