// The account's bill from the learner's side: what today costs, what a month would, and what the evening cost beyond the ordinary.
import { accrue, billBetween, type Line, lines, metered, monthlyRate, spent } from '../aws/cost/bill.ts';
import { DAY, HOUR } from '../engine/clock.ts';
import { accountOf } from './measure.ts';
import type { World } from './world.ts';

/** What was ordinary when the evening began. */
export interface Bill {
  startedAt: number;
  /** US dollars a month. */
  monthlyAtStart: number;
}

export const newBill = (at: number): Bill => ({ startedAt: at, monthlyAtStart: 0 });

/** Reads the meter: after each action and job. */
export const accrueBill = (world: World): void => accrue(accountOf(world), world.time.now);

/** Whether reading the meter would note anything. */
export const billUnread = (world: World): boolean => !metered(accountOf(world));

/** From here on the evening is compared with the present rate. Mutates. */
export function startBill(world: World): void {
  accrueBill(world);
  world.bill.startedAt = world.time.now;
  world.bill.monthlyAtStart = monthlyRate(accountOf(world));
}

export interface BillNow {
  /** US dollars since midnight where the learner sits. */
  readonly today: number;
  readonly monthly: number;
  readonly monthlyAtStart: number;
  /** US dollars that the evening cost more than it would have without anything happening. */
  readonly beyond: number;
  readonly lines: readonly (Line & { readonly soFar: number })[];
}

const HOURS_A_MONTH = 730;

export function billOf(world: World): BillNow {
  const account = accountOf(world);
  const { now } = world.time;
  const offset = world.setting.zone.offset * 60_000;
  const midnight = Math.floor((now + offset) / DAY) * DAY - offset;
  const since = spent(account, midnight, now);
  const elapsed = (now - world.bill.startedAt) / HOUR;
  return {
    today: billBetween(account, midnight, now),
    monthly: monthlyRate(account),
    monthlyAtStart: world.bill.monthlyAtStart,
    beyond: billBetween(account, world.bill.startedAt, now) - (world.bill.monthlyAtStart / HOURS_A_MONTH) * elapsed,
    lines: lines(account).map((line) => ({ ...line, soFar: since[line.id]?.amount ?? 0 })),
  };
}
