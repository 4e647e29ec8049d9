// How long a file is, in bytes.
import type { Entry } from './disk.ts';

/** Sizes that have been counted; an entry is replaced, never changed. */
const sizes = new WeakMap<Entry, number>();

/** Length in bytes, without making the bytes of a text. */
export function sizeOf(entry: Entry): number {
  const known = sizes.get(entry);
  if (known !== undefined) return known;
  const size = counted(entry);
  if (Object.isFrozen(entry)) sizes.set(entry, size);
  return size;
}

function counted(entry: Entry): number {
  if (entry.type === 'folder') return 4096;
  if (entry.base64 !== undefined) return (entry.base64.length / 4) * 3 - (entry.base64.endsWith('==') ? 2 : entry.base64.endsWith('=') ? 1 : 0);
  let size = entry.zeros ?? 0;
  for (const letter of entry.text ?? '') {
    const code = letter.codePointAt(0) ?? 0;
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return size;
}
