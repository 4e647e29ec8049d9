// The bill: what was spent up to an instant. Rates are noted when they change and summed when somebody asks, so it never runs backwards.
import { HOUR } from '../../engine/clock.ts';
import { append, emptyLog, type Log, since } from '../../engine/log.ts';
import { type Account, GLOBAL, peek, rows, table } from '../cloud.ts';
import { HOURS_IN_MONTH } from './prices.ts';
import { type Line, lines } from './rate.ts';

/** From `at` on these lines hold, until the next stretch. */
export interface Stretch {
  readonly at: number;
  readonly lines: readonly Line[];
}

/** What is paid once, for something done. */
export interface Charge {
  readonly at: number;
  readonly id: string;
  readonly service: string;
  readonly label: string;
  /** US dollars. */
  readonly amount: number;
}

const CHARGES = table<Log<Charge>>('cost.charge', 'global');
const METER = table<Log<Stretch>>('cost.meter', 'global');

const same = (a: readonly Line[], b: readonly Line[]) =>
  a.length === b.length && a.every((line, i) => line.id === b[i]?.id && line.perHour === b[i]?.perHour && line.count === b[i]?.count);

const lastStretch = (account: Account): Stretch | undefined => peek(account, GLOBAL, METER).log?.chunks.at(-1)?.at(-1);

/** Whether the rates are what the meter noted last. */
export function metered(account: Account): boolean {
  const last = lastStretch(account);
  return last !== undefined && same(last.lines, lines(account));
}

/** Reads the meter: to be called after each change of the account. Does nothing when the rates are what they were. */
export function accrue(account: Account, now: number): void {
  const last = lastStretch(account);
  const present = lines(account);
  if (last && same(last.lines, present)) return;
  const kept = rows(account, GLOBAL, METER);
  kept.log ??= emptyLog<Stretch>();
  append(kept.log as Log<Stretch>, { at: now, lines: [...present] });
}

/** Puts on the bill what something cost that was done now. */
export function charge(account: Account, made: Charge): void {
  const kept = rows(account, GLOBAL, CHARGES);
  kept.log ??= emptyLog<Charge>();
  append(kept.log as Log<Charge>, made);
}

/** US dollars a month if everything stayed as it is. */
export const monthlyRate = (account: Account): number => lines(account).reduce((total, line) => total + line.perHour, 0) * HOURS_IN_MONTH;

/** US dollars by line id, spent from `from` to `to` (milliseconds); `quantity` is in hours of each thing, or in times for what is paid once. */
export function spent(
  account: Account,
  from: number,
  to: number,
): { readonly [line: string]: { readonly service: string; readonly label: string; readonly amount: number; readonly quantity: number } } {
  const log = peek(account, GLOBAL, METER).log;
  const stretches = log ? since(log) : [];
  const totals: { [line: string]: { service: string; label: string; amount: number; quantity: number } } = {};
  stretches.forEach((stretch, i) => {
    const start = Math.max(stretch.at, from);
    const end = Math.min(stretches[i + 1]?.at ?? to, to);
    if (end <= start) return;
    for (const line of stretch.lines) {
      totals[line.id] ??= { service: line.service, label: line.label, amount: 0, quantity: 0 };
      const total = totals[line.id] as { amount: number; quantity: number };
      total.amount += (line.perHour * (end - start)) / HOUR;
      total.quantity += (line.count * (end - start)) / HOUR;
    }
  });
  const charges = peek(account, GLOBAL, CHARGES).log;
  for (const { at, id, service, label, amount } of charges ? since(charges) : []) {
    if (at < from || at >= to) continue;
    totals[id] ??= { service, label, amount: 0, quantity: 0 };
    const total = totals[id] as { amount: number; quantity: number };
    total.amount += amount;
    total.quantity += 1;
  }
  return totals;
}

/** US dollars spent in a stretch of time, all lines together. */
export const billBetween = (account: Account, from: number, to: number): number => Object.values(spent(account, from, to)).reduce((total, line) => total + line.amount, 0);

export { type Line, lines };
