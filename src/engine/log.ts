// An append-only list in chunks: a frame that adds one entry shares all full chunks with the frame before.

const CHUNK = 128;

export interface Log<T> {
  length: number;
  chunks: T[][];
}

export const emptyLog = <T>(): Log<T> => ({ length: 0, chunks: [] });

/** Adds an entry at the end (mutates; in a step this is the step's draft). */
export function append<T>(log: Log<T>, entry: T): void {
  const last = log.chunks[log.chunks.length - 1];
  if (last && last.length < CHUNK) last.push(entry);
  else log.chunks.push([entry]);
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
