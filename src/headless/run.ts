// `sim run FILE.json`: replays a saved run and verifies what it claims. A score is recomputed, never believed.
import { readFileSync } from 'node:fs';
import { outcomeOf } from '../lesson/outcome.ts';
import type { Action } from '../world/actions.ts';
import { replay } from '../whatif/replay.ts';
import { hashOf, worldOf } from './play.ts';
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

export function runVerb(args: readonly string[]): string {
  const file = args[0];
  if (!file) throw new Error('usage: sim run FILE.json');
  const saved = JSON.parse(readFileSync(file, 'utf8')) as SavedRun;
  if (typeof saved.scenario !== 'string' || !Array.isArray(saved.actions)) throw new Error(`${file} is no saved run: it needs "scenario" and "actions".`);
  const scenario = loadCase(saved.scenario);
  const play = replay(scenario, worldOf(scenario, saved.seed), saved.guided ?? false, saved.actions, saved.until);
  const outcome = outcomeOf(scenario, play);
  const worldHash = hashOf(play);
  const sameVersion = String(saved.version) === String(scenario.version);
  const verified = saved.worldHash === undefined ? null : sameVersion && saved.worldHash === worldHash;
  if (verified === false) process.exitCode = 1;
  return JSON.stringify({ scenario: saved.scenario, seed: saved.seed, verified, ...(sameVersion ? {} : { recordedOn: saved.version }), ending: outcome.ending, score: outcome.score, rowsLost: outcome.rowsLost, minutesDown: outcome.minutesDown, money: outcome.money, findings: outcome.findings, worldHash });
}
