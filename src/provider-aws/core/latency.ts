// How long the provider's calls take: drawn from the world's chance, so that a run repeats.
import { draw } from '../../engine/chance.ts';
import { SECOND } from '../../engine/clock.ts';
import type { Api } from './api.ts';

/** Milliseconds between two numbers of seconds. */
export function range(api: Api, stream: string, [from, to]: readonly [number, number]): number {
  if (to <= from) return from * SECOND;
  const steps = Math.round((to - from) * 10);
  return Math.round(from * SECOND + (draw(api.time.chance, stream) % (steps + 1)) * 100);
}
