// All runs of this browser as one file, to carry to another machine, and back.
import { type ReadSave, readSave, type Save } from './save.ts';
import { sameRun, type Vault } from './vault.ts';

const MARK = 'undestroy-progress';

export interface ProgressFile {
  readonly mark: typeof MARK;
  readonly version: 1;
  readonly runs: readonly Save[];
}

export async function exportProgress(from: Vault): Promise<ProgressFile> {
  return { mark: MARK, version: 1, runs: await from.all() };
}

/**
 * Reads a progress file or a single run's file and keeps every run that is whole.
 * A different run of the same case that is kept already is put aside. Answers how many were kept and, for each that was not, why.
 */
export async function importProgress(text: string, into: Vault): Promise<{ readonly kept: readonly string[]; readonly refused: readonly string[] }> {
  const reads = readAll(text);
  const kept: string[] = [];
  const refused: string[] = [];
  for (const read of reads) {
    if (!read.ok) {
      refused.push(read.message);
      continue;
    }
    const { record } = read.save;
    try {
      const present = (await into.all()).find((one) => one.record.scenario === record.scenario);
      if (present && !sameRun(present.record, record)) await into.putAside(record.scenario);
    } catch (error) {
      refused.push(`The run that is kept here could not be put aside (${error instanceof Error ? error.message : String(error)}), so nothing was put in its place.`);
      continue;
    }
    const result = await into.keep(record);
    if (result.ok) kept.push(record.scenario);
    else refused.push(result.message);
  }
  return { kept, refused };
}

function readAll(text: string): ReadSave[] {
  try {
    const value = JSON.parse(text) as { mark?: unknown; runs?: unknown };
    if (value?.mark === MARK && Array.isArray(value.runs)) return value.runs.map(readSave);
  } catch {
    // readSave says what is wrong with the text.
  }
  return [readSave(text)];
}
