// The clock and the chance that a Postgres finds on its host, for as long as it works: those of the simulated world.
import { draw, newChance } from '../../engine/chance.ts';

/** Readings of the clock for which it stands still. Whoever reads it more often waits for it to go on, as a sleep and a timeout do: from then on each takes a millisecond. */
const STILL = 20_000;

/** Runs `work` with the host's clock at `now` (milliseconds) and the host's chance seeded by both. Whatever else runs meanwhile sees them too. */
export async function withHost<T>(now: number, seed: number, work: () => Promise<T>): Promise<T> {
  const { now: clock } = Date;
  const { random } = Math;
  const chance = newChance((seed ^ Math.floor(now / 1000)) >>> 0);
  const running = performance.now;
  const fill = crypto.getRandomValues;
  let readings = 0;
  const passed = () => Math.max(0, ++readings - STILL);
  Date.now = () => now + passed();
  Math.random = () => draw(chance, 'host') / 0x1_0000_0000;
  performance.now = passed;
  crypto.getRandomValues = ((array: Uint8Array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = draw(chance, 'host') & 255;
    return array;
  }) as typeof crypto.getRandomValues;
  try {
    return await work();
  } finally {
    Date.now = clock;
    Math.random = random;
    performance.now = running;
    crypto.getRandomValues = fill;
  }
}
