// Base64 without the browser's or Node's help: bytes of archives live in the world as text.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET[(word >> 18) & 63];
    text += ALPHABET[(word >> 12) & 63];
    text += i + 1 < bytes.length ? ALPHABET[(word >> 6) & 63] : '=';
    text += i + 2 < bytes.length ? ALPHABET[word & 63] : '=';
  }
  return text;
}

/** Ignores line breaks; null when the text is no base64. */
export function fromBase64(text: string): Uint8Array | null {
  const clean = text.replace(/[\s]/g, '').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(clean) || clean.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const letter of clean) {
    word = (word << 6) | ALPHABET.indexOf(letter);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (word >> bits) & 255;
    }
  }
  return bytes;
}
