// The run as a file on the learner's disk, and back.
import { downloadText } from '../../app/download.ts';
import type { RunRecord, Session } from '../../app/session.ts';
import { readSave, saveFileName, writeSave } from '../../app/storage/save.ts';
import type { Aside } from '../../app/storage/vault.ts';

export function downloadRun(session: Session): void {
  const save = writeSave(session.record(), new Date().toISOString());
  downloadText(saveFileName(save), `${JSON.stringify(save, null, 1)}\n`);
}

/** What was put aside, as it was stored. */
export function downloadAside(slug: string, { at, text }: Aside): void {
  downloadText(`undestroy-${slug}-aside-${at.slice(0, 10) || 'run'}.json`, text);
}

/** The record in a run file; throws with a sentence for the learner when there is none. */
export async function readRunFile(file: Blob): Promise<RunRecord> {
  const read = readSave(await file.text());
  if (!read.ok) throw new Error(read.message);
  return read.save.record;
}
