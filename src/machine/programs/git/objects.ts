// Git's four kinds of objects as bytes and as plain data (gitformat-commit, git-mktree and git-mktag describe them), and their names.

import { strFromU8, strToU8 } from 'fflate';
import { joined } from '../../../engine/bytes.ts';
import { hex, sha1 } from '../../../engine/digest.ts';
import { Fatal } from './fatal.ts';

export const KINDS = ['blob', 'tree', 'commit', 'tag'] as const;
export type Kind = (typeof KINDS)[number];

/** Modes of tree entries. */
export const MODE = { file: 0o100644, executable: 0o100755, folder: 0o40000, link: 0o120000, module: 0o160000 } as const;

export interface TreeEntry {
  readonly mode: number;
  readonly name: string;
  readonly id: string;
}

/** Who did something and when: seconds since the epoch, and the zone as `+0100`. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly at: number;
  readonly zone: string;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  /** Ends with a line break, unless it is empty. */
  readonly message: string;
}

export interface Tag {
  readonly object: string;
  readonly kind: Kind;
  readonly name: string;
  readonly tagger: Signature | null;
  readonly message: string;
}

/** A name of 40 hexadecimal digits that stands for "nothing". */
export const NOTHING = '0'.repeat(40);

/** What is hashed and deflated: `kind SIZE`, a zero byte, the contents. */
export const framed = (kind: Kind, bytes: Uint8Array): Uint8Array => joined([strToU8(`${kind} ${bytes.length}\0`), bytes]);

export const nameOf = (kind: Kind, bytes: Uint8Array): string => hex(sha1(framed(kind, bytes)));

export const hexOf = (bytes: Uint8Array): string => hex([...bytes]);

export function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}

/** Order of entries in a tree: by bytes, a folder as if its name ended with a slash. */
const sortKey = (entry: TreeEntry): string => (entry.mode === MODE.folder ? `${entry.name}/` : entry.name);
const inOrder = (a: TreeEntry, b: TreeEntry): number => (sortKey(a) < sortKey(b) ? -1 : 1);

export const encodeTree = (entries: readonly TreeEntry[]): Uint8Array =>
  joined([...entries].sort(inOrder).flatMap((entry) => [strToU8(`${entry.mode.toString(8)} ${entry.name}\0`), bytesOfHex(entry.id)]));

export function decodeTree(bytes: Uint8Array): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, space);
    if (space < 0 || zero < 0) throw new Fatal('fatal: malformed tree object');
    entries.push({
      mode: Number.parseInt(strFromU8(bytes.subarray(at, space)), 8),
      name: strFromU8(bytes.subarray(space + 1, zero)),
      id: hexOf(bytes.subarray(zero + 1, zero + 21)),
    });
    at = zero + 21;
  }
  return entries;
}

export const signatureText = (who: Signature): string => `${who.name} <${who.email}> ${who.at} ${who.zone}`;

export function signatureOf(text: string): Signature {
  const found = /^(.*?) ?<([^>]*)> (-?\d+) ([-+]\d{4})$/.exec(text);
  return { name: found?.[1] ?? text, email: found?.[2] ?? '', at: Number(found?.[3] ?? 0), zone: found?.[4] ?? '+0000' };
}

export const encodeCommit = (commit: Commit): Uint8Array =>
  strToU8(
    [
      `tree ${commit.tree}`,
      ...commit.parents.map((id) => `parent ${id}`),
      `author ${signatureText(commit.author)}`,
      `committer ${signatureText(commit.committer)}`,
      '',
      commit.message,
    ].join('\n'),
  );

/** Header lines by name, and the text after the empty line. Continuation lines (signatures) are passed over. */
function headersOf(bytes: Uint8Array): { readonly headers: readonly (readonly [string, string])[]; readonly message: string } {
  const text = strFromU8(bytes);
  const cut = text.indexOf('\n\n');
  const head = cut < 0 ? text : text.slice(0, cut);
  const headers = head
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
  return { headers, message: cut < 0 ? '' : text.slice(cut + 2) };
}

export function decodeCommit(bytes: Uint8Array): Commit {
  const { headers, message } = headersOf(bytes);
  const first = (name: string) => headers.find(([key]) => key === name)?.[1] ?? '';
  return {
    tree: first('tree'),
    parents: headers.filter(([key]) => key === 'parent').map(([, id]) => id),
    author: signatureOf(first('author')),
    committer: signatureOf(first('committer')),
    message,
  };
}

export const encodeTag = (tag: Tag): Uint8Array =>
  strToU8([`object ${tag.object}`, `type ${tag.kind}`, `tag ${tag.name}`, ...(tag.tagger ? [`tagger ${signatureText(tag.tagger)}`] : []), '', tag.message].join('\n'));

export function decodeTag(bytes: Uint8Array): Tag {
  const { headers, message } = headersOf(bytes);
  const first = (name: string) => headers.find(([key]) => key === name)?.[1];
  const tagger = first('tagger');
  return { object: first('object') ?? '', kind: (first('type') ?? 'commit') as Kind, name: first('tag') ?? '', tagger: tagger === undefined ? null : signatureOf(tagger), message };
}

/** The first line of a message, the paragraph before the first empty line joined to one. */
export const subjectOf = (message: string): string => (message.replace(/^\n+/, '').split(/\n\s*\n/)[0] ?? '').trimEnd().replace(/\n/g, ' ');
