// The save file: a run with the learner's progress, versioned and summed, so that a damaged or foreign one is noticed and never half-loaded.
import { canonical, fingerprint } from '../../engine/json.ts';
import type { RunRecord } from '../session.ts';

/** Raised when the shape below changes; older shapes are read by `UPGRADES`. */
export const SAVE_VERSION = 1;
const MARK = 'undestroy-run';

export interface Save {
  readonly mark: typeof MARK;
  readonly version: number;
  /** Real time of the save, ISO 8601. For the learner's eyes only; nothing is computed from it. */
  readonly savedAt: string;
  readonly record: RunRecord;
  /** Fingerprint of the record's canonical text. Guards against damage, not against forgery: a score is always recomputed. */
  readonly sum: string;
}

export type ReadSave =
  | { readonly ok: true; readonly save: Save }
  /** `newer`: written by a later version of the app. `damaged`: cannot be trusted. `foreign`: no run file at all. */
  | { readonly ok: false; readonly why: 'damaged' | 'newer' | 'foreign'; readonly message: string };

export function writeSave(record: RunRecord, savedAt: string): Save {
  return { mark: MARK, version: SAVE_VERSION, savedAt, record, sum: fingerprint(canonical(record)) };
}

/** Reads what `writeSave` made, from an object or from a file's text. */
export function readSave(stored: unknown): ReadSave {
  let value: unknown = stored;
  if (typeof stored === 'string') {
    try {
      value = JSON.parse(stored);
    } catch {
      return { ok: false, why: 'foreign', message: 'This file is not a run: it is not JSON.' };
    }
  }
  if (!isObject(value) || value.mark !== MARK) return { ok: false, why: 'foreign', message: 'This file is not a run of Undestroy.' };
  if (typeof value.version !== 'number') return { ok: false, why: 'damaged', message: 'The run has no version number.' };
  if (value.version > SAVE_VERSION)
    return { ok: false, why: 'newer', message: `The run was saved by a newer version of this app (format ${value.version}; this one reads up to ${SAVE_VERSION}).` };
  const record = value.record;
  if (!isRecord(record)) return { ok: false, why: 'damaged', message: 'A part of the run is missing.' };
  if (value.sum !== fingerprint(canonical(record)))
    return { ok: false, why: 'damaged', message: 'The checksum does not match: the run was changed or cut short after it was saved.' };
  return { ok: true, save: { mark: MARK, version: value.version, savedAt: String(value.savedAt ?? ''), record, sum: value.sum } };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function isRecord(value: unknown): value is RunRecord {
  if (!isObject(value) || typeof value.scenario !== 'string' || typeof value.version !== 'string' || typeof value.seed !== 'number' || typeof value.current !== 'string')
    return false;
  if (!isObject(value.settings) || typeof value.settings.guided !== 'boolean' || !Array.isArray(value.branches)) return false;
  return value.branches.every(
    (branch: unknown) =>
      isObject(branch) &&
      typeof branch.id === 'string' &&
      Array.isArray(branch.actions) &&
      branch.actions.every((step: unknown) => isObject(step) && typeof step.at === 'number' && isObject(step.action) && typeof step.action.type === 'string'),
  );
}

/** A name for the downloaded file: `undestroy-wheres-my-database-2026-02-26.json`. */
export const saveFileName = (save: Save): string => `undestroy-${save.record.scenario}-${save.savedAt.slice(0, 10) || 'run'}.json`;
