// How the simulation answers the recorded lines otherwise than psql and its siblings did. From a shell, `tsx test/recorded/psql/compare.ts [WORD...]` prints it,
// for the files whose names begin with a word.
import path from 'node:path';
import { readSession, type Spoken, sessionFiles, settled, versionless } from './sessions.ts';
import { typed } from './typed.ts';

/** A line's name among the known differences: its file and the first words that tell it from others. */
export const keyOf = (file: string, { typed: [first = '', second] }: Spoken): string =>
  `psql/${path.basename(file)}: ${second !== undefined && /<<'X'$/.test(first) ? second : first}`;

export interface Difference {
  readonly key: string;
  readonly lines: readonly string[];
  readonly want: string;
  readonly got: string;
}

const comparable = (text: string): string => versionless(settled(text)).trimEnd();

/** The differences of the first lines of a file, all typed in one world. */
export async function compareSession(file: string, count = Number.POSITIVE_INFINITY): Promise<Difference[]> {
  const spoken = readSession(file).slice(0, count);
  const said = await typed(spoken);
  return spoken.flatMap((one, index) => {
    const [want, got] = [comparable(one.output), comparable(said[index] ?? '')];
    return want === got ? [] : [{ key: keyOf(file, one), lines: one.typed, want, got }];
  });
}

if (process.argv[1]?.endsWith('psql/compare.ts')) {
  const wanted = process.argv.slice(2);
  for (const file of sessionFiles(import.meta.dirname)) {
    const name = path.basename(file);
    if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
    const found = await compareSession(file);
    for (const { lines, want, got } of found) console.log(`=== ${name}: ${lines.join('\n    ')}\n--- real\n${want}\n--- ours\n${got}`);
    const { length } = readSession(file);
    console.log(`${name}: ${length - found.length} of ${length}`);
  }
}
