// Bytes of what is stored: texts are kept as texts, the rest as base64. Sizes and ETags are those of the bytes.
import { md5 as digest, hex } from '../../engine/digest.ts';

/** What an object holds, and what a request's `Body` may be: a text, or bytes as base64. */
export type Content = string | { readonly base64: string };

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function fromBase64(text: string): number[] {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return bytes;
}

export function toBase64(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    const held = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += `${LETTERS[held >> 18]}${LETTERS[(held >> 12) & 63]}${b === undefined ? '=' : LETTERS[(held >> 6) & 63]}${c === undefined ? '=' : LETTERS[held & 63]}`;
  }
  return text;
}

export const bytesOf = (content: Content): number[] => (typeof content === 'string' ? utf8(content) : fromBase64(content.base64));

/** An object's ETag without its quotes, and the digest that Terraform keeps beside a locked state: MD5 in hexadecimal. */
export const md5 = (bytes: readonly number[]): string => hex(digest(bytes));
