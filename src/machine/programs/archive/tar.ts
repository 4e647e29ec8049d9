// The tar container (ustar) and gzip around it.
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { joined } from '../../../engine/bytes.ts';
import { crc32 } from './zip.ts';

export interface TarEntry {
  readonly name: string;
  readonly folder: boolean;
  readonly bytes: Uint8Array;
  readonly mode: number;
  /** Milliseconds; tar keeps whole seconds. */
  readonly mtime: number;
}

export function writeTar(entries: readonly TarEntry[], user: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const header = new Uint8Array(512);
    const put = (at: number, text: string) => header.set(strToU8(text), at);
    const octal = (at: number, width: number, value: number) => put(at, `${value.toString(8).padStart(width - 1, '0')}\0`);
    const name = strToU8(entry.name).length <= 100 ? entry.name : entry.name.slice(entry.name.indexOf('/', entry.name.length - 101) + 1);
    put(0, name);
    octal(100, 8, entry.mode & 0o7777);
    octal(108, 8, 1000);
    octal(116, 8, 1000);
    octal(124, 12, entry.bytes.length);
    octal(136, 12, Math.floor(entry.mtime / 1000));
    put(148, '        ');
    put(156, entry.folder ? '5' : '0');
    put(257, 'ustar\x0000');
    put(265, user);
    put(297, user);
    if (name !== entry.name) put(345, entry.name.slice(0, entry.name.length - name.length - 1));
    octal(
      148,
      7,
      header.reduce((sum, byte) => sum + byte, 0),
    );
    header[155] = 0x20;
    parts.push(header, entry.bytes, new Uint8Array((512 - (entry.bytes.length % 512)) % 512));
  }
  const size = parts.reduce((sum, part) => sum + part.length, 0) + 1024;
  parts.push(new Uint8Array(1024 + ((10240 - (size % 10240)) % 10240)));
  return joined(parts);
}

/** Null when it is no tar archive. */
export function readTar(bytes: Uint8Array): TarEntry[] | null {
  const entries: TarEntry[] = [];
  const text = (at: number, length: number) => strFromU8(bytes.subarray(at, at + length)).replace(/\0[\s\S]*$/, '');
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    if (text(at + 257, 5) !== 'ustar') return null;
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const prefix = text(at + 345, 155);
    entries.push({
      name: (prefix ? `${prefix}/` : '') + text(at, 100),
      folder: text(at + 156, 1) === '5',
      bytes: bytes.slice(at + 512, at + 512 + size),
      mode: Number.parseInt(text(at + 100, 8), 8) || 0o644,
      mtime: (Number.parseInt(text(at + 136, 12), 8) || 0) * 1000,
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return bytes.length < 512 ? null : entries;
}

export function writeGzip(bytes: Uint8Array, mtime: number): Uint8Array {
  const [seconds, crc] = [Math.floor(mtime / 1000), crc32(bytes)];
  const word = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
  return joined([new Uint8Array([0x1f, 0x8b, 8, 0, ...word(seconds), 0, 3]), deflateSync(bytes, { level: 6 }), new Uint8Array([...word(crc), ...word(bytes.length)])]);
}

/** Null when it is no gzip file. */
export function readGzip(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return null;
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const bit of [8, 16]) if (flags & bit) at = bytes.indexOf(0, at) + 1;
  if (flags & 2) at += 2;
  try {
    return inflateSync(bytes.subarray(at, bytes.length - 8));
  } catch {
    return null;
  }
}
