// `sim run FILE.json`: replays a saved run and verifies what it claims. A score is recomputed, never believed.
import { readFileSync } from 'node:fs';
import type { RunRecord } from '../app/session.ts';
import { outcomeOf } from '../lesson/outcome.ts';
import { replaying } from '../whatif/replay.ts';
import type { Action } from '../world/actions.ts';
import { eveningWorld } from './kept-world.ts';
import { hashOf } from './play.ts';
import { answered } from './postgres.ts';
import { loadCase } from './scenarios.ts';

interface SavedRun {
  readonly scenario: string;
  readonly version: number | string;
  readonly seed: number;
  readonly guided?: boolean;
  readonly actions: readonly { readonly at: number; readonly action: Action }[];
  readonly until?: number;
  readonly worldHash?: string;
}

/** A run as it was written here, or a file that the app gave to the learner: there the run is the branch that was being played. */
function readRun(text: string, file: string): SavedRun {
  const data = JSON.parse(text) as SavedRun & { readonly record?: RunRecord };
  const record = data.record;
  if (record) {
    const branch = record.branches.find((one) => one.id === record.current);
    if (!branch) throw new Error(`${file} names the evening ${record.current} and does not have it.`);
    const last = branch.actions[branch.actions.length - 1];
    const until = last?.action.type === 'wait' ? last.action.until : undefined;
    return {
      scenario: record.scenario,
      version: record.version,
      seed: record.seed,
      guided: record.settings.guided,
      actions: branch.actions.filter((one) => one.action.type !== 'wait'),
      ...(until === undefined ? {} : { until }),
    };
  }
  if (typeof data.scenario !== 'string' || !Array.isArray(data.actions)) throw new Error(`${file} is no saved run: it needs "scenario" and "actions".`);
  return data;
}

export async function runVerb(args: readonly string[]): Promise<string> {
  const file = args[0];
  if (!file) throw new Error('usage: sim run FILE.json');
  const saved = readRun(readFileSync(file, 'utf8'), file);
  const scenario = loadCase(saved.scenario);
  const play = await answered(replaying(scenario, eveningWorld(scenario, saved.seed), saved.guided ?? false, saved.actions, saved.until));
  const outcome = outcomeOf(scenario, play);
  const worldHash = hashOf(play);
  const sameVersion = String(saved.version) === String(scenario.version);
  const verified = saved.worldHash === undefined ? null : sameVersion && saved.worldHash === worldHash;
  if (verified === false) process.exitCode = 1;
  return JSON.stringify({
    scenario: saved.scenario,
    seed: saved.seed,
    verified,
    ...(sameVersion ? {} : { recordedOn: saved.version }),
    ending: outcome.ending,
    score: outcome.score,
    rowsLost: outcome.rowsLost,
    minutesDown: outcome.minutesDown,
    money: outcome.money,
    findings: outcome.findings,
    worldHash,
  });
}
