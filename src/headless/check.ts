// `sim check [SLUG...]`: a case is sound when it reads without a problem, each of its runs plays to its end, a good run scores well, the disaster scores low, and every ending that a run claims is reached.
import { eveningWorld } from './kept-world.ts';
import { playingCase, SEED } from './play.ts';
import { answered } from './postgres.ts';
import { readCase, slugs } from './scenarios.ts';

/** Endings that runs are named after. `listened` and `stopped` are roads to `avoided`. */
const CLAIMS: Readonly<Record<string, string>> = { disaster: 'support', listened: 'avoided', stopped: 'avoided', half: 'half', 'own-copy': 'own-copy', lost: 'lost' };

export async function checkVerb(args: readonly string[]): Promise<string> {
  const chosen = args.filter((word) => !word.startsWith('--'));
  const lines: string[] = [];
  let failed = 0;
  const fail = (text: string) => {
    failed++;
    lines.push(`FAILED ${text}`);
  };
  for (const slug of chosen.length ? chosen : slugs()) {
    const { scenario, problems } = readCase(slug);
    for (const problem of problems) fail(`${slug}/${problem.file}${problem.line ? `:${problem.line}` : ''}: ${problem.message}`);
    if (!scenario) continue;
    const world = eveningWorld(scenario, SEED);
    const reached = new Set<string>();
    const told = new Set<string>();
    for (const [file, script] of Object.entries(scenario.runs)) {
      const name = file.replace(/\.txt$/, '');
      try {
        const { play, outcome } = await answered(playingCase(scenario, script, { world }));
        for (const beat of Object.keys(play.progress.told)) told.add(beat);
        reached.add(outcome.ending);
        if (!play.progress.finished) fail(`${slug}: the run ${name} does not come to the end of the case`);
        else if (CLAIMS[name] && CLAIMS[name] !== outcome.ending) fail(`${slug}: the run ${name} ends in ${outcome.ending}`);
        else if (name === 'disaster' && outcome.score.points * 2 > outcome.score.outOf) fail(`${slug}: the disaster scores ${outcome.score.points} of ${outcome.score.outOf}`);
        else
          lines.push(
            `ok     ${slug}: ${name} ends in ${outcome.ending}, ${outcome.score.points} of ${outcome.score.outOf} points, ${outcome.rowsLost} rows lost, ${outcome.minutesDown} minutes down`,
          );
      } catch (error) {
        fail(`${slug}: the run ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const untold = scenario.beats.filter((beat) => !told.has(beat.id)).map((beat) => beat.id);
    if (untold.length) lines.push(`note   ${slug}: no run tells ${untold.join(', ')}`);
  }
  if (failed) process.exitCode = 1;
  return lines.join('\n');
}
