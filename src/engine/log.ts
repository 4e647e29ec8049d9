// An append-only list in chunks: a frame that adds one entry shares all full chunks with the frame before.
import { isDraft } from 'immer';
import { glance, sealed, snapshot } from './draft.ts';

const CHUNK = 128;

export interface Log<T> {
  length: number;
  chunks: T[][];
}

export const emptyLog = <T>(): Log<T> => ({ length: 0, chunks: [] });

/** Adds an entry at the end. Mutates; in a step's draft the chunks are replaced by frozen ones, so that nothing of a long list is drafted or looked through. */
export function append<T>(log: Log<T>, entry: T): void {
  if (!isDraft(log)) {
    const last = log.chunks[log.chunks.length - 1];
    if (last && last.length < CHUNK) last.push(entry);
    else log.chunks.push([entry]);
    log.length++;
    return;
  }
  const kept = sealed(entry);
  const { chunks, length } = glance(log);
  const before = snapshot(chunks);
  const last = before[before.length - 1];
  const filling = last && last.length < CHUNK;
  const chunk = Object.freeze(filling ? [...last, kept] : [kept]) as T[];
  log.chunks = Object.freeze(filling ? [...before.slice(0, -1), chunk] : [...before, chunk]) as T[][];
  log.length = length + 1;
}

/** Takes the entries from `length` on away again. Mutates. */
export function truncate<T>(log: Log<T>, length: number): void {
  const kept = since(log).slice(0, length);
  log.chunks = [];
  log.length = 0;
  for (let from = 0; from < kept.length; from += CHUNK) log.chunks.push(kept.slice(from, from + CHUNK));
  log.length = kept.length;
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
