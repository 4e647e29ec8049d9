// One-time codes (RFC 6238): six digits that change every thirty seconds, from a seed that two sides know.
import { hmac, sha1 } from '../../engine/digest.ts';

const STEP = 30_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a base32 text (RFC 4648), padding and blanks aside; null when it is none. */
export function fromBase32(text: string): number[] | null {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text.toUpperCase().replace(/[\s=]/g, '')) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return bytes;
}

/** The code at an instant (milliseconds). */
export function codeAt(seed: readonly number[], at: number): string {
  let counter = Math.floor(at / STEP);
  const message = new Array<number>(8).fill(0);
  for (let i = 7; i >= 0; i--) {
    message[i] = counter % 256;
    counter = Math.floor(counter / 256);
  }
  const digest = hmac(sha1, seed, message);
  const from = (digest[19] as number) & 15;
  const number = digest.slice(from, from + 4).reduce((sum, byte) => sum * 256 + byte, 0) % 2 ** 31;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Whether a code is right now, or was one step ago: clocks differ and people type slowly. */
export const rightCode = (seed: string, code: string, now: number): boolean => {
  const bytes = fromBase32(seed);
  return bytes !== null && [0, -1, 1].some((step) => codeAt(bytes, now + step * STEP) === code);
};

/** Whether two codes follow each other, the second not long ago: what a device has to show when it is enabled. */
export function rightPair(seed: string, first: string, second: string, now: number): boolean {
  const bytes = fromBase32(seed);
  return bytes !== null && [-2, -1, 0, 1].some((step) => codeAt(bytes, now + (step - 1) * STEP) === first && codeAt(bytes, now + step * STEP) === second);
}
