// Digests: MD5, SHA-1, SHA-256 and SHA-512 after their standards (RFC 1321, FIPS 180-4).

/** Message, a one bit, zeros, and the length in bits, in blocks. */
function padded(bytes: ArrayLike<number>, block: number, little: boolean): Uint8Array {
  const lengthBytes = block / 8;
  const total = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const out = new Uint8Array(total);
  out.set(bytes);
  out[bytes.length] = 0x80;
  let bits = bytes.length * 8;
  for (let i = 0; i < 8; i++) {
    out[little ? total - 8 + i : total - 1 - i] = bits % 256;
    bits = Math.floor(bits / 256);
  }
  return out;
}

const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

const toBytes = (words: readonly number[], little: boolean): number[] =>
  words.flatMap((word) => (little ? [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24] : [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));

const MD5_SHIFT = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const MD5_SINE = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

export function md5(bytes: ArrayLike<number>): number[] {
  const data = padded(bytes, 64, true);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let offset = 0; offset < data.length; offset += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
      const at = offset + g * 4;
      const word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
      const sum = (a + f + MD5_SINE[i]! + word) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotl(sum, MD5_SHIFT[round * 4 + (i % 4)]!)) | 0;
    }
    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
  }
  return toBytes([a0, b0, c0, d0], true);
}

const wordAt = (data: Uint8Array, at: number): number => (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;

export function sha1(bytes: ArrayLike<number>): number[] {
  const data = padded(bytes, 64, false);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const w = new Int32Array(80);
  for (let offset = 0; offset < data.length; offset += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? wordAt(data, offset + i * 4) : rotl(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1);
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotl(a, 5) + f + e + k + w[i]!) | 0;
      e = d;
      d = c;
      c = rotl(b, 30);
      b = a;
      a = next;
    }
    [a, b, c, d, e].forEach((value, index) => {
      state[index] = (state[index]! + value) | 0;
    });
  }
  return toBytes(state, false);
}

/** The first primes; the constants of SHA-2 are fractions of their roots. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/** The first 64 bits of the fractional part of a root of an integer. */
function rootFraction(n: number, degree: 2 | 3): bigint {
  // The integer root of n × 2^(64·degree), by bisection.
  const target = BigInt(n) << BigInt(64 * degree);
  let low = 0n;
  let high = 1n << 72n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle - 1n;
  }
  return low & 0xffffffffffffffffn;
}

const K512 = primes(80).map((prime) => rootFraction(prime, 3));
const H512 = primes(8).map((prime) => rootFraction(prime, 2));
const K256 = K512.slice(0, 64).map((value) => Number(value >> 32n) | 0);
const H256 = H512.map((value) => Number(value >> 32n) | 0);

export function sha256(bytes: ArrayLike<number>): number[] {
  const data = padded(bytes, 64, false);
  const state = [...H256];
  const w = new Int32Array(64);
  for (let offset = 0; offset < data.length; offset += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = wordAt(data, offset + i * 4);
      else {
        const x = w[i - 15]!;
        const y = w[i - 2]!;
        w[i] = (w[i - 16]! + (rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)) + w[i - 7]! + (rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10))) | 0;
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const first = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K256[i]! + w[i]!) | 0;
      const second = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => {
      state[index] = (state[index]! + value) | 0;
    });
  }
  return toBytes(state, false);
}

const M64 = 0xffffffffffffffffn;
const rotr64 = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & M64;

export function sha512(bytes: ArrayLike<number>): number[] {
  const data = padded(bytes, 128, false);
  const state = [...H512];
  for (let offset = 0; offset < data.length; offset += 128) {
    const w: bigint[] = [];
    for (let i = 0; i < 80; i++) {
      if (i < 16) {
        let word = 0n;
        for (let j = 0; j < 8; j++) word = (word << 8n) | BigInt(data[offset + i * 8 + j]!);
        w.push(word);
      } else {
        const x = w[i - 15]!;
        const y = w[i - 2]!;
        w.push((w[i - 16]! + (rotr64(x, 1n) ^ rotr64(x, 8n) ^ (x >> 7n)) + w[i - 7]! + (rotr64(y, 19n) ^ rotr64(y, 61n) ^ (y >> 6n))) & M64);
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < 80; i++) {
      const first = h + (rotr64(e, 14n) ^ rotr64(e, 18n) ^ rotr64(e, 41n)) + ((e & f) ^ (~e & M64 & g)) + K512[i]! + w[i]!;
      const second = (rotr64(a, 28n) ^ rotr64(a, 34n) ^ rotr64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + first) & M64;
      d = c;
      c = b;
      b = a;
      a = (first + second) & M64;
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => {
      state[index] = (state[index]! + value) & M64;
    });
  }
  return state.flatMap((value) => Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(56 - i * 8)) & 255n)));
}

/** Lower-case hexadecimal digits of bytes. */
export const hex = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** HMAC (RFC 2104) with a digest of blocks of 64 bytes: SHA-1 or SHA-256. */
export function hmac(digest: (bytes: ArrayLike<number>) => number[], key: readonly number[], message: readonly number[]): number[] {
  const block = [...(key.length > 64 ? digest(key) : key)];
  while (block.length < 64) block.push(0);
  return digest([...block.map((byte) => byte ^ 0x5c), ...digest([...block.map((byte) => byte ^ 0x36), ...message])]);
}
