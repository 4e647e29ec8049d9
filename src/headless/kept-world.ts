// The world that an evening begins with takes seconds to make. Between two runs of the program it is kept beside the bundle, and goes with it when a source changes.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGround, worldOf } from '../app/ground.ts';
import { pack } from '../engine/shared.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import type { World } from '../world/world.ts';

/** Names the folder of the bundle; set by scripts/sim.mjs. Without it nothing is kept. */
const FOLDER = 'UNDESTROY_SIM';

const fileOf = (slug: string, seed: number): string | null => {
  const folder = process.env[FOLDER];
  return folder ? join(folder, `evening-${slug}-${seed}.txt`) : null;
};

/** Keeps the packed evening of a case, as `packGround` makes it. */
export function keepEvening(slug: string, seed: number, text: string): void {
  const file = fileOf(slug, seed);
  if (!file) return;
  const made = `${file}.${process.pid}`;
  writeFileSync(made, text);
  renameSync(made, file);
}

/** The world of a case as the evening begins: the kept one, or a new one, which is kept. */
export function eveningWorld(scenario: Scenario, seed: number): World {
  const file = fileOf(scenario.slug, seed);
  if (file && existsSync(file)) return readGround(readFileSync(file, 'utf8')).world;
  const world = worldOf(scenario, seed);
  if (file) keepEvening(scenario.slug, seed, pack({ seed, world, recorded: null }));
  return world;
}
