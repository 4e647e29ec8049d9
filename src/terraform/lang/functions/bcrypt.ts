// bcrypt (Provos and Mazières), on a Blowfish whose tables are computed: they are the digits of pi.

const ROUNDS = 16;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

interface Tables {
  readonly p: Int32Array;
  readonly s: Int32Array;
}

let tables: Tables | null = null;

/** arctan(1/x) × 2^bits */
function arctan(x: bigint, bits: bigint): bigint {
  let power = (1n << bits) / x;
  let sum = power;
  const square = x * x;
  for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / n;
  }
  return sum;
}

/** The fractional bits of pi, after Machin's formula, as the words of both tables. */
function digitsOfPi(): Tables {
  if (tables) return tables;
  const words = 18 + 1024;
  const guard = 64n;
  const bits = BigInt(words * 32) + guard;
  const fraction = ((4n * (4n * arctan(5n, bits) - arctan(239n, bits))) & ((1n << bits) - 1n)) >> guard;
  const hex = fraction.toString(16).padStart(words * 8, '0');
  const all = Int32Array.from({ length: words }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16) | 0);
  tables = { p: all.slice(0, 18), s: all.slice(18) };
  return tables;
}

function encipher({ p, s }: Tables, block: Int32Array, at: number): void {
  let left = block[at]! ^ p[0]!;
  let right = block[at + 1]!;
  for (let i = 1; i <= ROUNDS; i += 2) {
    right ^= ((((s[left >>> 24]! + s[256 + ((left >>> 16) & 255)]!) ^ s[512 + ((left >>> 8) & 255)]!) + s[768 + (left & 255)]!) | 0) ^ p[i]!;
    left ^= ((((s[right >>> 24]! + s[256 + ((right >>> 16) & 255)]!) ^ s[512 + ((right >>> 8) & 255)]!) + s[768 + (right & 255)]!) | 0) ^ p[i + 1]!;
  }
  block[at] = right ^ p[17]!;
  block[at + 1] = left;
}

/** The next 32 bits of a key that repeats. */
function word(key: readonly number[], position: { at: number }): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    value = (value << 8) | key[position.at]!;
    position.at = (position.at + 1) % key.length;
  }
  return value;
}

function expand(state: Tables, key: readonly number[], salt: readonly number[] | null): void {
  const place = { at: 0 };
  for (let i = 0; i < 18; i++) state.p[i] = state.p[i]! ^ word(key, place);
  const block = new Int32Array(2);
  const saltPlace = { at: 0 };
  for (const table of [state.p, state.s]) {
    for (let i = 0; i < table.length; i += 2) {
      if (salt) {
        block[0] = block[0]! ^ word(salt, saltPlace);
        block[1] = block[1]! ^ word(salt, saltPlace);
      }
      encipher(state, block, 0);
      table[i] = block[0]!;
      table[i + 1] = block[1]!;
    }
  }
}

function encode(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    out += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    if (b !== undefined) out += ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    if (c !== undefined) out += ALPHABET[c & 63]!;
  }
  return out;
}

/** The hash of a password of at most 72 bytes with 16 bytes of salt: `$2a$10$...`. */
export function bcrypt(password: readonly number[], salt: readonly number[], cost: number): string {
  const origin = digitsOfPi();
  const state: Tables = { p: origin.p.slice(), s: origin.s.slice() };
  const key = [...password, 0];
  expand(state, key, salt);
  for (let i = 0; i < 2 ** cost; i++) {
    expand(state, key, null);
    expand(state, salt, null);
  }
  const text = 'OrpheanBeholderScryDoubt';
  const block = Int32Array.from({ length: 6 }, (_, i) => [0, 1, 2, 3].reduce((value, j) => (value << 8) | text.charCodeAt(i * 4 + j), 0));
  for (let i = 0; i < 64; i++) for (let at = 0; at < 6; at += 2) encipher(state, block, at);
  const digest = [...block].flatMap((value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]).slice(0, 23);
  return `$2a$${String(cost).padStart(2, '0')}$${encode(salt)}${encode(digest)}`;
}
