// Numbers and times as people read them on the desk. Locale fixed: the case is told in English.

const whole = new Intl.NumberFormat('en-US');
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2 });
const roundMoney = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

/** `194,320` */
export const count = (value: number): string => whole.format(value);
/** `$4.18` */
export const dollars = (value: number): string => money.format(value);
export const wholeDollars = (value: number): string => roundMoney.format(value);

/** `1 row`, `2 rows` */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Minutes as `45 min`, `3 h 20 min`, `2 d 4 h`. */
export function span(minutes: number): string {
  const all = Math.max(0, Math.round(minutes));
  if (all < 60) return `${all} min`;
  if (all < 48 * 60) return `${Math.floor(all / 60)} h${all % 60 ? ` ${all % 60} min` : ''}`;
  const hours = Math.floor(all / 60);
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

/** Seconds as a running process counts them: `39 s`, `2 min 05 s`. */
export function seconds(value: number): string {
  const all = Math.max(0, Math.floor(value));
  return all < 60 ? `${all} s` : `${Math.floor(all / 60)} min ${String(all % 60).padStart(2, '0')} s`;
}

const DAY = 86_400_000;

/** How far the desk's clock is ahead of UTC, in milliseconds, read off the clock itself. */
export function zoneOffset(clock: { readonly at: number; readonly time: string }): number {
  const [hours = 0, minutes = 0, secs = 0] = clock.time.split(':').map(Number);
  const shown = ((hours * 60 + minutes) * 60 + secs) * 1000;
  const utc = ((clock.at % DAY) + DAY) % DAY;
  const difference = shown - (utc - (utc % 1000));
  return difference > DAY / 2 ? difference - DAY : difference < -DAY / 2 ? difference + DAY : difference;
}

/** `23:13` of an instant in milliseconds, `offset` ahead of UTC. */
export function clockOf(at: number, offset = 0, withSeconds = false): string {
  return new Date(at + offset).toISOString().slice(11, withSeconds ? 19 : 16);
}
