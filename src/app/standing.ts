// What an evening has come to, in a few words that outlive the engine that computed it.
import { rowsLost } from '../lesson/outcome.ts';
import type { Play } from '../lesson/progress.ts';
import { isUp } from '../world/site.ts';

export interface Standing {
  /** Simulated milliseconds. */
  readonly at: number;
  readonly made: readonly string[];
  readonly finished: boolean;
  readonly rowsLost: number;
  readonly siteUp: boolean;
}

export const standingOf = ({ world, progress }: Play): Standing => ({
  at: world.time.now,
  made: progress.made.map((one) => `${one.beat}/${one.choice}`),
  finished: progress.finished,
  rowsLost: rowsLost(world),
  siteUp: isUp(world.site),
});

/** How what an evening came to differs from what it came to when it was kept, in words; null when it does not. */
export function difference(then: Standing, now: Standing): string | null {
  if (then.finished !== now.finished) return then.finished ? 'it was over, and is not now' : 'it was not over, and is now';
  if (then.rowsLost !== now.rowsLost) return `${then.rowsLost} rows were lost, and ${now.rowsLost} are now`;
  if (then.siteUp !== now.siteUp) return then.siteUp ? 'the site was up, and is down now' : 'the site was down, and is up now';
  const parted = then.made.findIndex((made, index) => made !== now.made[index]);
  return parted >= 0 || then.made.length !== now.made.length ? 'other decisions were asked' : null;
}
