// What `aws s3` tells of its transfers: a line for each, and between them one that says how far it is and is written over.
import type { Process } from '../../../program.ts';
import { sizeText } from './client.ts';
import type { S3Line } from './options.ts';

/** Counts of a command's transfers, in bytes and files. Plain data: it is kept while the command waits. */
export interface Tally {
  readonly expectedBytes: number;
  readonly expectedFiles: number;
  /** Simulated milliseconds at which the first was queued. */
  readonly began: number;
  /** Bytes that went through, and bytes of transfers that failed. */
  moved: number;
  lost: number;
  done: number;
  failed: number;
  warned: number;
  /** Bytes per second when last looked at. */
  speed: number;
  /** Length of the progress line that stands there and has to be written over. */
  length: number;
}

/** How much is told. */
export type Loudness = 'quiet' | 'errors' | 'results' | 'progress';

/** By the options; a command that has no --no-progress shows none. Streams are told of only when they fail. */
export function loudnessOf(line: S3Line, name: string): Loudness {
  if (line.options['--quiet']) return 'quiet';
  if (line.options['--only-show-errors'] || line.paths.includes('-')) return 'errors';
  return line.options['--no-progress'] || name === 'rm' ? 'results' : 'progress';
}

const padded = (text: string, tally: Tally): string => text.padEnd(tally.length);

/** Bytes have gone through: notes them and shows how far the command is. */
export function moved(process: Process, loud: Loudness, tally: Tally, bytes: number): void {
  tally.moved += bytes;
  const passed = (process.time.now - tally.began) / 1000;
  if (passed > 0) tally.speed = tally.moved / passed;
  if (loud === 'progress') showProgress(process, tally);
}

function showProgress(process: Process, tally: Tally): void {
  const left = `with ${tally.expectedFiles - tally.done} file(s) remaining`;
  const text =
    tally.expectedBytes > 0
      ? `Completed ${sizeText(tally.moved + tally.lost, true)}/${sizeText(tally.expectedBytes, true)} (${sizeText(tally.speed, true)}/s) ${left}`
      : `Completed ${tally.done} file(s) ${left}`;
  const line = padded(text, tally);
  process.out(`${line}\r`);
  tally.length = [...line].length;
}

/** A transfer is over, well or, with a reason, badly: `verb` and `place` say which. */
export function ended(process: Process, loud: Loudness, tally: Tally, verb: string, place: string, reason: string | null, left = 0): void {
  tally.done++;
  if (reason !== null) {
    tally.failed++;
    tally.lost += left;
  }
  if (loud === 'quiet') return;
  if (reason === null && loud === 'errors') return;
  if (reason === null) process.out(`${padded(`${verb}: ${place}`, tally)}\n`);
  else process.err(`${padded(`${verb} failed: ${place} ${reason}`, tally)}\n`);
  tally.length = 0;
  if (loud === 'progress' && tally.done < tally.expectedFiles) showProgress(process, tally);
}

/** A line on standard error, over the progress line if there is one. */
export function complain(process: Process, loud: Loudness, tally: Tally | null, text: string): void {
  if (loud === 'quiet') return;
  process.err(`${tally ? padded(text, tally) : text}\n`);
  if (tally) tally.length = 0;
}
