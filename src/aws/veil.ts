// A veil over texts that AWS hands out unreadable: encoded refusals, ciphertexts. It is no cipher; it keeps a text from being read at a glance,
// as in life, and tells what it has not made.
import { bytesOf, toBase64, utf8 } from './s3/bytes.ts';

function mixed(bytes: readonly number[]): number[] {
  let state = 0x2545f491;
  return bytes.map((byte) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return byte ^ (state >>> 24);
  });
}

const text = (bytes: readonly number[]): string => {
  let made = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    let code = more === 0 ? byte : byte & (0x3f >> more);
    for (let k = 0; k < more; k++) code = code * 64 + ((bytes[++i] ?? 0) & 63);
    made += code <= 0x10ffff ? String.fromCodePoint(code) : '';
  }
  return made;
};

/** Base64 of a text below the veil. `mark` says what kind of thing it is. */
export const veil = (mark: string, said: string): string => toBase64(mixed(utf8(`${mark}:${said}`)));

/** The text below the veil, or null when it is none of this kind. */
export function unveil(mark: string, base64: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const said = text(mixed(bytesOf({ base64 })));
  return said.startsWith(`${mark}:`) ? said.slice(mark.length + 1) : null;
}
