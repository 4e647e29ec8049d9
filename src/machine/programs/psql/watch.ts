// `\watch`: a statement that is sent again and again.
import { calendar, iso } from '../../../engine/clock.ts';
import type { Process, Progress } from '../../program.ts';
import { ask, type State } from './state.ts';

/** Sends the watched statement once more, below the time and the interval. */
export function watch(process: Process, state: State): Progress {
  const { sql = '', seconds = 2 } = state.watching ?? {};
  return ask(process, { ...state, phase: 'ready' }, sql, null, { is: 'watch', sql, title: `${moment(process.time.now)} (every ${seconds}s)\n` });
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An instant as the C library writes one: `Thu Feb 26 21:04:00 2026`. */
function moment(at: number): string {
  const { weekday, month, day, year } = calendar(at);
  return `${DAYS[weekday]} ${MONTHS[month - 1]} ${String(day).padStart(2)} ${iso(at).slice(11, 19)} ${year}`;
}
