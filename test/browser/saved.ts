// A run that a test begins with in a later act: the evening to the destroy, played once without a screen by the headless program, cut where the test needs it.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TimedAction } from '../../src/app/session.ts';
import { type Save, writeSave } from '../../src/app/storage/save.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const KEPT = root('.cache/browser/disaster.json');
const SCRIPT = root('test/browser/disaster.txt');

/** Runs the headless program of this build; answers what it prints. */
export async function sim(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [root('scripts/sim.mjs'), ...args], { cwd: root(''), maxBuffer: 1 << 28 });
  return stdout;
}

/** Before all files: plays the evening, unless that has been done for this build. */
export default async function setup(): Promise<void> {
  const madeAt = existsSync(KEPT) ? statSync(KEPT).mtimeMs : 0;
  if (madeAt > statSync(root('dist/index.html')).mtimeMs && madeAt > statSync(SCRIPT).mtimeMs) return;
  const text = await sim('play', 'wheres-my-database', '--script', SCRIPT, '--guided', '--save');
  mkdirSync(root('.cache/browser'), { recursive: true });
  writeFileSync(KEPT, text);
}

/** The run up to the instant at which a beat's question has been asked, and nothing of it answered. */
export function savedBefore(beat: string): Save {
  const { record, savedAt } = JSON.parse(readFileSync(KEPT, 'utf8')) as Save;
  const branch = record.branches[0] as (typeof record.branches)[number];
  const first = branch.actions.findIndex(({ action }) => (action.type === 'choose' && action.beat === beat) || (action.type === 'predict' && action.prediction === beat));
  const { at } = branch.actions[first] ?? {};
  if (at === undefined) throw new Error(`The saved evening answers nothing of ${beat}.`);
  const before = branch.actions.slice(0, first);
  const wait: TimedAction = { at: before.at(-1)?.at ?? at, action: { type: 'wait', until: at } };
  return writeSave({ ...record, branches: [{ ...branch, actions: [...before, wait] }] }, savedAt);
}
