// A gzip stream as the real tool writes it: one block with the fixed code, a flush, an empty last block. It unpacks to the same bytes;
// for longer texts the real compressor may find a shorter code than this one.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const WINDOW = 32768;
const MIN_MATCH = 4;

export function crc32(bytes: ArrayLike<number>): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    crc ^= bytes[i]!;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

class Bits {
  readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  /** Least significant bit first. */
  put(value: number, width: number): void {
    for (let i = 0; i < width; i++) {
      this.held |= ((value >> i) & 1) << this.count++;
      if (this.count === 8) this.align();
    }
  }

  /** Codes go in with their most significant bit first. */
  code(value: number, width: number): void {
    for (let i = width - 1; i >= 0; i--) this.put((value >> i) & 1, 1);
  }

  align(): void {
    if (this.count === 0) return;
    this.bytes.push(this.held);
    this.held = 0;
    this.count = 0;
  }
}

function symbol(bits: Bits, value: number): void {
  if (value < 144) bits.code(0x30 + value, 8);
  else if (value < 256) bits.code(0x190 + value - 144, 9);
  else if (value < 280) bits.code(value - 256, 7);
  else bits.code(0xc0 + value - 280, 8);
}

const slot = (table: readonly number[], value: number): number => {
  let at = table.length - 1;
  while (table[at]! > value) at--;
  return at;
};

function reference(bits: Bits, length: number, distance: number): void {
  const l = slot(LENGTHS, length);
  symbol(bits, 257 + l);
  bits.put(length - LENGTHS[l]!, l < 8 || l === 28 ? 0 : (l - 4) >> 2);
  const d = slot(DISTANCES, distance);
  bits.code(d, 5);
  bits.put(distance - DISTANCES[d]!, d < 4 ? 0 : (d - 2) >> 1);
}

function deflate(data: readonly number[]): number[] {
  const bits = new Bits();
  const seen = new Map<number, number>();
  if (data.length > 0) {
    bits.put(0, 1);
    bits.put(1, 2);
    for (let at = 0; at < data.length; ) {
      const key = at + MIN_MATCH <= data.length ? ((data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!) >>> 0 : -1;
      const before = seen.get(key);
      let length = 0;
      if (before !== undefined && at - before <= WINDOW) while (length < 258 && at + length < data.length && data[before + length] === data[at + length]) length++;
      if (key >= 0) seen.set(key, at);
      if (length >= MIN_MATCH) {
        reference(bits, length, at - before!);
        at += length;
      } else symbol(bits, data[at++]!);
    }
    symbol(bits, 256);
  }
  bits.put(0, 3);
  bits.align();
  return [...bits.bytes, 0, 0, 0xff, 0xff, 1, 0, 0, 0xff, 0xff];
}

const little = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];

export const gzip = (data: readonly number[]): number[] => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, ...deflate(data), ...little(crc32(data)), ...little(data.length)];
