// How the simulated shell answers the recorded lines otherwise than bash and the small programs did. From a shell, `tsx test/recorded/shell/compare.ts [WORD...]` prints it,
// for the files whose names begin with a word.
import path from 'node:path';
import { instant } from '../../../src/engine/clock.ts';
import { since } from '../../../src/engine/log.ts';
import { type Bench, bench } from '../../machine/bench.ts';
import { FILES, LAST_CHANGED } from './furniture.ts';
import { exitLine, keyOf, readSession, type Spoken, settled, shellFiles } from './sessions.ts';

export interface Difference {
  readonly key: string;
  readonly lines: readonly string[];
  readonly want: string;
  readonly got: string;
}

const HOME = '/home/you';
const START = ['export LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC', 'HISTCONTROL=ignoreboth; history -c'];

function furnished(): Bench {
  const files = Object.fromEntries(Object.entries(FILES).map(([name, [text]]) => [name, text]));
  const machine = bench({ files });
  const host = machine.computers.machines.laptop;
  const at = Date.parse(LAST_CHANGED);
  for (const [name, entry] of Object.entries(host?.disk ?? {})) {
    if (!host || (name !== HOME && !name.startsWith(`${HOME}/`))) continue;
    const mode = FILES[name.slice(HOME.length + 1)]?.[1];
    host.disk[name] = { ...entry, mtime: at, ...(mode === undefined ? {} : { mode }) };
  }
  // The recording was made in another year than that of its files.
  machine.time.now = instant(2026, 11, 22, 21, 0, 0);
  for (const line of START) machine.type(line);
  return machine;
}

/** The shell's answers to the lines of a session, in order. */
export function typed(spoken: readonly Spoken[]): string[] {
  const machine = furnished();
  return spoken.map(({ typed }) => {
    const { output } = machine.computers.terminals.t ?? {};
    const before = output?.length ?? 0;
    for (const line of typed) machine.type(line);
    for (let waits = 0; waits < 60 && machine.status() === 'running'; waits++) machine.pass(1);
    const shown = settled(since(machine.computers.terminals.t?.output ?? { length: 0, chunks: [] }, before).join(''))
      .split('\n')
      .slice(1)
      .join('\n');
    return `${shown}${shown !== '' && !shown.endsWith('\n') ? '\n' : ''}${exitLine(machine.exit())}`;
  });
}

/** The differences of a file, all of it typed in one shell. */
export function compareSession(file: string): Difference[] {
  const spoken = readSession(file);
  const said = typed(spoken);
  return spoken.flatMap((one, index) => {
    const [want, got] = [one.output.trimEnd(), (said[index] ?? '').trimEnd()];
    return want === got ? [] : [{ key: keyOf(file, one), lines: one.typed, want, got }];
  });
}

if (process.argv[1]?.endsWith('shell/compare.ts')) {
  const wanted = process.argv.slice(2);
  for (const file of shellFiles()) {
    const name = path.basename(file);
    if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
    const found = compareSession(file);
    for (const { lines, want, got } of found) console.log(`=== ${name}: ${lines.join('\n    ')}\n--- real\n${want}\n--- ours\n${got}`);
    const { length } = readSession(file);
    console.log(`${name}: ${length - found.length} of ${length}`);
  }
}
