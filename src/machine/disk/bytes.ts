// Bytes that are no text, on their way through a pipe: a byte that is no part of a UTF-8 letter stands as one of U+DC80 to U+DCFF, as Python's `surrogateescape` has it.
import { strFromU8, strToU8 } from 'fflate';

const ESCAPED = /[\udc80-\udcff]/;

/** The length of the UTF-8 letter at `at`; 0 where there is none. */
function letterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f) || (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return length;
}

/** Bytes as text from which they can be had back. */
export function textOfBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = letterAt(bytes, at);
    if (length === 0) {
      if (at > from) parts.push(strFromU8(bytes.subarray(from, at)));
      parts.push(String.fromCharCode(0xdc00 + (bytes[at] as number)));
      from = at + 1;
    }
    at += length || 1;
  }
  if (from < bytes.length) parts.push(strFromU8(bytes.subarray(from)));
  return parts.join('');
}

/** Whether a text has such bytes in it. */
export const hasBytes = (text: string): boolean => ESCAPED.test(text) && /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(text);

/** The bytes of a text, escaped ones among it. */
export function bytesOfText(text: string): Uint8Array {
  if (!hasBytes(text)) return strToU8(text);
  const pieces = text
    .split(/((?<![\ud800-\udbff])[\udc80-\udcff]+)/)
    .map((piece, index) => (index % 2 === 0 ? strToU8(piece) : Uint8Array.from(piece, (letter) => letter.charCodeAt(0) & 0xff)));
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
