// The zip container, written here and not by the library, which would ask the host for its time zone. Deflate is fflate's.

import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { joined } from '../../../engine/bytes.ts';

export interface ZipEntry {
  /** Folders end in `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Calendar reading of the local time, as milliseconds of a UTC instant: zip knows no zones. */
  readonly local: number;
  readonly mode: number;
  /** Length as packed, and whether it was deflated or stored. */
  readonly packed: number;
  readonly deflated: boolean;
}

const TABLE = Array.from({ length: 256 }, (_, index) => {
  let word = index;
  for (let bit = 0; bit < 8; bit++) word = word & 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1;
  return word >>> 0;
});

/** CRC-32 as zip and gzip have it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Little-endian fields of a record: `[width in bytes, value]`. */
function record(fields: readonly (readonly [1 | 2 | 4, number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) for (let index = 0; index < width; index++) bytes[at++] = Math.floor(value / 256 ** index) & 255;
  return bytes;
}

/** Packs a file: deflated when that is shorter. */
export function pack(bytes: Uint8Array): { readonly data: Uint8Array; readonly deflated: boolean } {
  const data = bytes.length === 0 ? bytes : deflateSync(bytes, { level: 6 });
  return data.length < bytes.length ? { data, deflated: true } : { data: bytes, deflated: false };
}

/** Seconds since 1980 in DOS's two words; dates outside are clamped. `parts` reads a calendar. */
function dosTime(local: number, calendar: (at: number) => { year: number; month: number; day: number; hour: number; minute: number; second: number }): [number, number] {
  const now = calendar(local);
  const year = Math.min(127, Math.max(0, now.year - 1980));
  return [(now.hour << 11) | (now.minute << 5) | (now.second >> 1), (year << 9) | (now.month << 5) | now.day];
}

export function writeZip(
  entries: readonly { readonly name: string; readonly bytes: Uint8Array; readonly local: number; readonly mode: number }[],
  calendar: (at: number) => { year: number; month: number; day: number; hour: number; minute: number; second: number },
): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = strToU8(entry.name);
    const { data, deflated } = pack(entry.bytes);
    const [time, date] = dosTime(entry.local, calendar);
    const method = deflated ? 8 : 0;
    const crc = crc32(entry.bytes);
    const folder = entry.name.endsWith('/');
    const version = deflated || folder ? 20 : 10;
    const common = [
      [2, 0x0800],
      [2, method],
      [2, time],
      [2, date],
      [4, crc],
      [4, data.length],
      [4, entry.bytes.length],
      [2, name.length],
      [2, 0],
    ] as const;
    const local = [record([[4, 0x04034b50], [2, version], ...common]), name, data];
    const attributes = (((folder ? 0o040000 : 0o100000) | entry.mode) * 0x10000 + (folder ? 0x10 : 0)) % 0x100000000;
    directory.push(record([[4, 0x02014b50], [2, 0x031e], [2, version], ...common, [2, 0], [2, 0], [2, 0], [4, attributes], [4, offset]]), name);
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, size],
    [4, offset],
    [2, 0],
  ]);
  return joined([...parts, ...directory, end]);
}

/** The entries of an archive, or null when it is none. `instant` makes an instant of a calendar reading. */
export function readZip(bytes: Uint8Array, instant: (year: number, month: number, day: number, hour: number, minute: number, second: number) => number): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return null;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null;
    const [time, date] = [view.getUint16(at + 12, true), view.getUint16(at + 14, true)];
    const [method, packed, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [nameLength, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const start = view.getUint32(at + 42, true);
    const data = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    const raw = bytes.subarray(data, data + packed);
    if (method !== 0 && method !== 8) return null;
    entries.push({
      name: strFromU8(bytes.subarray(at + 46, at + 46 + nameLength)),
      bytes: method === 8 ? inflateSync(raw, { out: new Uint8Array(size) }) : raw.slice(),
      local: instant(1980 + (date >> 9), (date >> 5) & 15, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2),
      mode: (view.getUint32(at + 38, true) >>> 16) & 0o7777,
      packed,
      deflated: method === 8,
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}
