// An append-only list in chunks: a frame that adds one entry shares all full chunks with the frame before.
import { isDraft } from 'immer';
import { glance, sealed } from './draft.ts';

const CHUNK = 128;

export interface Log<T> {
  length: number;
  chunks: T[][];
}

export const emptyLog = <T>(): Log<T> => ({ length: 0, chunks: [] });

/** Adds an entry at the end (mutates; in a step this is the step's draft, and the entry is frozen). */
export function append<T>(log: Log<T>, entry: T): void {
  const kept = isDraft(log) ? sealed(entry) : entry;
  const { chunks } = log;
  const count = glance(chunks).length;
  const last = chunks[count - 1];
  const filled = last ? glance(last).length : CHUNK;
  if (last && filled < CHUNK) last[filled] = kept;
  else chunks[count] = [kept];
  log.length++;
}

export const entry = <T>(log: Log<T>, index: number): T | undefined => log.chunks[Math.floor(index / CHUNK)]?.[index % CHUNK];

/** The entries from `from` (included) to the end. */
export function since<T>(log: Log<T>, from = 0): T[] {
  const list: T[] = [];
  for (let i = Math.floor(from / CHUNK); i < log.chunks.length; i++) {
    const chunk = log.chunks[i] ?? [];
    for (let j = i === Math.floor(from / CHUNK) ? from % CHUNK : 0; j < chunk.length; j++) list.push(chunk[j] as T);
  }
  return list;
}
