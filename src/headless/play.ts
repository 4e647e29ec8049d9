// `sim play SLUG [--script FILE] [--seed N] [--guided] [--json] [--save]`: plays a case by a script and says how it ended.
import { readFileSync } from 'node:fs';
import { SEED } from '../app/ground.ts';
import { writeSave } from '../app/storage/save.ts';
import { impatient, type Question } from '../engine/device.ts';
import { canonical, fingerprint } from '../engine/json.ts';
import { since } from '../engine/log.ts';
import { type Outcome, outcomeOf } from '../lesson/outcome.ts';
import { begin } from '../lesson/play.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { parseScript, playingScript } from '../lesson/script.ts';
import { clock } from '../lesson/words.ts';
import { factLine } from '../views/fact-line.ts';
import type { Action } from '../world/actions.ts';
import type { World } from '../world/world.ts';
import { eveningWorld } from './kept-world.ts';
import { answered } from './postgres.ts';
import { loadCase } from './scenarios.ts';

export { SEED } from '../app/ground.ts';

export interface PlayedCase {
  readonly scenario: Scenario;
  readonly play: Play;
  readonly outcome: Outcome;
  readonly actions: readonly { readonly at: number; readonly action: Action }[];
  readonly worldHash: string;
}

export const hashOf = (play: Play): string => fingerprint(canonical(play.world));

/** Plays a script of a case from its beginning. Scripts choose everything themselves, so no prediction is asked unless `guided`. */
export const playCase = (scenario: Scenario, script: string, options: PlayOptions = {}): PlayedCase => impatient(playingCase(scenario, script, options));

export interface PlayOptions {
  readonly seed?: number;
  readonly guided?: boolean;
  readonly world?: World;
}

/** The same, where somebody can answer what a device is asked on the way. */
export function* playingCase(scenario: Scenario, script: string, options: PlayOptions = {}): Generator<Question, PlayedCase, void> {
  const world = options.world ?? eveningWorld(scenario, options.seed ?? SEED);
  const { play, actions } = yield* playingScript(scenario, begin(scenario, world, options.guided ?? false), parseScript(script));
  return { scenario, play, outcome: outcomeOf(scenario, play), actions, worldHash: hashOf(play) };
}

/** Everything in the record that a person would have seen, as text. */
export function storyOf(scenario: Scenario, play: Play): string {
  const lines: string[] = [];
  for (const fact of since(play.world.time.facts, play.world.setting.firstFact)) {
    const at = clock(fact.at, scenario.zone.offset, true);
    if (fact.kind === 'beat.told') {
      if (fact.data.begins) lines.push('', `== ${fact.data.act}. ${scenario.acts.find((act) => act.number === fact.data.act)?.title ?? ''}`);
      if (fact.data.text) lines.push(`${at}  ${String(fact.data.text).replaceAll('\n', '\n          ')}`);
    } else if (fact.kind === 'agent.said') lines.push(`${at}  agent: ${String(fact.data.text)}`);
    else if (fact.kind === 'you.said') lines.push(`${at}  you: ${String(fact.data.text)}`);
    else {
      const line = factLine(fact, scenario.zone.offset);
      if (line) lines.push(`${at}  - ${line.text}`);
    }
  }
  return lines.join('\n');
}

/** The run as a file that the app takes: its actions, and the time that went by after the last. */
function saveOf({ scenario, play, actions }: PlayedCase, seed: number, guided: boolean) {
  const { now } = play.world.time;
  const last = actions[actions.length - 1]?.at ?? now;
  const all = last < now ? [...actions, { at: last, action: { type: 'wait' as const, until: now } }] : actions;
  const branch = { id: 'b1', parent: null, label: 'Your evening', actions: all };
  return writeSave({ scenario: scenario.slug, version: String(scenario.version), seed, branches: [branch], current: branch.id, settings: { guided } }, new Date(now).toISOString());
}

export async function playVerb(args: readonly string[]): Promise<string> {
  const option = (name: string) => {
    const index = args.indexOf(name);
    return index < 0 ? null : (args[index + 1] ?? null);
  };
  const slug = args.find((word, index) => !word.startsWith('--') && !['--script', '--seed'].includes(args[index - 1] ?? ''));
  if (!slug) throw new Error('usage: sim play SLUG [--script FILE.txt] [--seed N] [--guided] [--json] [--save] [--terminal ID]');
  const scenario = loadCase(slug);
  const file = option('--script');
  const seed = Number(option('--seed') ?? SEED);
  const played = await answered(playingCase(scenario, file ? readFileSync(file, 'utf8') : '', { seed, guided: args.includes('--guided') }));
  const { outcome, play } = played;
  if (args.includes('--save')) return JSON.stringify(saveOf(played, seed, args.includes('--guided')));
  if (args.includes('--json')) {
    return JSON.stringify({
      scenario: slug,
      version: scenario.version,
      seed,
      ending: outcome.ending,
      finished: play.progress.finished,
      score: outcome.score,
      rowsLost: outcome.rowsLost,
      minutesDown: outcome.minutesDown,
      money: outcome.money,
      findings: outcome.findings.map(({ objective, verdict, evidence }) => ({ objective, verdict, evidence })),
      facts: play.world.time.facts.length,
      worldHash: played.worldHash,
    });
  }
  const terminal = option('--terminal');
  if (terminal) return since(play.world.computers.terminals[terminal]?.output ?? { length: 0, chunks: [] }, 0).join('');
  return `${storyOf(scenario, play)}\n\n${play.progress.finished ? '' : 'The case is not over.\n'}Ending: ${outcome.ending}. Score ${outcome.score.points} of ${outcome.score.outOf}. Rows lost: ${outcome.rowsLost}. Minutes down: ${outcome.minutesDown}. Money: $${outcome.money.once} once, $${outcome.money.monthly} a month.\nWorld ${played.worldHash}`;
}
