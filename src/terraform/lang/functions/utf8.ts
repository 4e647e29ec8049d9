// Text and bytes. The host's own coders are not part of the pure language, so they are here.

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const given = char.codePointAt(0)!;
    const code = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** The text of UTF-8 bytes, or null when they are none. */
export function fromUtf8(bytes: ArrayLike<number>): string | null {
  const pieces: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i]!;
    const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (length === 0 || i + length > bytes.length) return null;
    let code = length === 1 ? lead : lead & (0xff >> (length + 1));
    for (let j = 1; j < length; j++) {
      const next = bytes[i + j]!;
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 63);
    }
    if ((length === 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) || (length === 4 && (code < 0x10000 || code > 0x10ffff))) return null;
    units.push(code);
    if (units.length >= 4096) {
      pieces.push(String.fromCodePoint(...units));
      units = [];
    }
    i += length;
  }
  pieces.push(String.fromCodePoint(...units));
  return pieces.join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64(bytes: ArrayLike<number>): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    out += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    out += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    out += c === undefined ? '=' : ALPHABET[c & 63]!;
  }
  return out;
}

/** The bytes of a padded base64 text (line ends are passed over), or the offset of what is wrong in it. */
export function fromBase64(source: string): { readonly bytes: number[] } | { readonly offset: number } {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  let padding = 0;
  let count = 0;
  let lastGroup = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char === '\n' || char === '\r') continue;
    if (count % 4 === 0) lastGroup = i;
    if (char === '=') {
      // One or two of them, and only to fill up the last group of four.
      if (count % 4 < 2) return { offset: i };
      padding++;
      count++;
      continue;
    }
    const digit = ALPHABET.indexOf(char);
    if (digit < 0 || padding > 0) return { offset: i };
    count++;
    held = (held << 6) | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  // What is missing at the end is missed where its group of four begins.
  return count % 4 === 0 ? { bytes } : { offset: lastGroup };
}

export const hexOf = (bytes: ArrayLike<number>): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
