// The index: git's list of what the next commit holds, in its binary format, version 2 (gitformat-index); versions 2 and 3 are read.
import { strFromU8, strToU8 } from 'fflate';
import { joined } from '../../../engine/bytes.ts';
import { sha1 } from '../../../engine/digest.ts';
import type { Entry } from '../../disk/disk.ts';
import { joinPath } from '../../disk/path.ts';
import { Fatal, missing } from './fatal.ts';
import { bytesOfHex, hexOf } from './objects.ts';
import { putGitFile } from './repository.ts';
import type { Listing, Side, Store } from './store.ts';

export interface IndexEntry extends Side {
  /** Of the working file when it was added: bytes, and milliseconds since the epoch. Nothing here decides by them: contents do. */
  readonly size: number;
  readonly mtime: number;
  /** `git add -N`: known, with nothing in it yet. */
  readonly intent?: boolean;
}

/** The three sides of a path that could not be merged: the common ancestor's, ours, theirs. */
export interface Conflict {
  readonly base: Side | null;
  readonly ours: Side | null;
  readonly theirs: Side | null;
}

export interface Index {
  readonly entries: Map<string, IndexEntry>;
  readonly conflicts: Map<string, Conflict>;
}

const read = new WeakMap<Entry, Index>();

function decode(bytes: Uint8Array): Index {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 32 || strFromU8(bytes.subarray(0, 4)) !== 'DIRC') throw new Fatal('error: bad signature 0x00000000\nfatal: index file corrupt');
  if (hexOf(Uint8Array.from(sha1(bytes.subarray(0, -20)))) !== hexOf(bytes.subarray(-20)) && bytes.subarray(-20).some((byte) => byte !== 0))
    throw new Fatal('error: bad index file sha1 signature\nfatal: index file corrupt');
  const version = view.getUint32(4);
  if (version !== 2 && version !== 3) throw missing(`an index of version ${version}`);
  const index: Index = { entries: new Map(), conflicts: new Map() };
  let at = 12;
  for (let count = view.getUint32(8); count > 0; count--) {
    const flags = view.getUint16(at + 60);
    const extended = (flags & 0x4000) !== 0;
    const begin = at + (extended ? 64 : 62);
    const end = bytes.indexOf(0, begin);
    const path = strFromU8(bytes.subarray(begin, end));
    const side = { mode: view.getUint32(at + 24), id: hexOf(bytes.subarray(at + 40, at + 60)) };
    const stage = (flags >> 12) & 3;
    if (stage === 0) {
      const mtime = view.getUint32(at + 8) * 1000 + Math.floor(view.getUint32(at + 12) / 1_000_000);
      const intent = extended && (view.getUint16(at + 62) & 0x2000) !== 0;
      index.entries.set(path, { ...side, size: view.getUint32(at + 36), mtime, ...(intent ? { intent } : {}) });
    } else {
      const conflict = index.conflicts.get(path) ?? { base: null, ours: null, theirs: null };
      index.conflicts.set(path, { ...conflict, [stage === 1 ? 'base' : stage === 2 ? 'ours' : 'theirs']: side });
    }
    at += Math.floor((end - at) / 8) * 8 + 8;
  }
  return index;
}

/** The index as it is on the disk; an empty one when there is none. What is given may be changed and written. */
export function loadIndex(store: Store): Index {
  const path = joinPath(store.folder, 'index');
  const entry = store.disk.stat(path);
  if (entry?.type !== 'file') return { entries: new Map(), conflicts: new Map() };
  let known = read.get(entry);
  if (!known) {
    known = decode(store.disk.readBytes(path));
    read.set(entry, known);
  }
  return { entries: new Map(known.entries), conflicts: new Map(known.conflicts) };
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function record(path: string, side: Side, stage: number, size: number, mtime: number, intent: boolean): Uint8Array {
  const name = strToU8(path);
  const head = intent ? 64 : 62;
  const bytes = new Uint8Array(Math.floor((head + name.length) / 8) * 8 + 8);
  const view = new DataView(bytes.buffer);
  const [seconds, nanos] = [Math.floor(mtime / 1000), (mtime % 1000) * 1_000_000];
  for (const from of [0, 8]) {
    view.setUint32(from, seconds);
    view.setUint32(from + 4, nanos);
  }
  view.setUint32(24, side.mode);
  view.setUint32(36, size);
  bytes.set(bytesOfHex(side.id), 40);
  view.setUint16(60, (stage << 12) | Math.min(name.length, 0xfff) | (intent ? 0x4000 : 0));
  if (intent) view.setUint16(62, 0x2000);
  bytes.set(name, head);
  return bytes;
}

export function saveIndex(store: Store, index: Index): void {
  const records: Uint8Array[] = [];
  let intents = false;
  for (const path of [...new Set([...index.entries.keys(), ...index.conflicts.keys()])].sort(byBytes)) {
    const entry = index.entries.get(path);
    if (entry) records.push(record(path, entry, 0, entry.size, entry.mtime, entry.intent === true));
    intents ||= entry?.intent === true;
    const conflict = index.conflicts.get(path);
    for (const [at, side] of (conflict ? [conflict.base, conflict.ours, conflict.theirs] : []).entries()) if (side) records.push(record(path, side, at + 1, 0, 0, false));
  }
  const head = new Uint8Array(12);
  head.set(strToU8('DIRC'));
  new DataView(head.buffer).setUint32(4, intents ? 3 : 2);
  new DataView(head.buffer).setUint32(8, records.length);
  const body = joined([head, ...records]);
  putGitFile(store, 'index', joined([body, Uint8Array.from(sha1(body))]));
}

/** What would be committed. */
export const listingOfIndex = (index: Index): Listing => new Map([...index.entries].filter(([, entry]) => !entry.intent).sort(([a], [b]) => byBytes(a, b)));
