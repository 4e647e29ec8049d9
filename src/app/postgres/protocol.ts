// Postgres's wire protocol, as far as simple queries need it: messages out, replies in.
import type { SqlColumn, SqlNotice, SqlReply } from '../../aws/rds/sql.ts';
import { joined } from '../../engine/bytes.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function message(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 5);
  bytes[0] = type.charCodeAt(0);
  new DataView(bytes.buffer).setInt32(1, body.length + 4);
  bytes.set(body, 5);
  return bytes;
}

/** A simple query, with the data of a `COPY ... FROM STDIN` behind it. */
export function queryMessage(sql: string, input: string | null): Uint8Array {
  const parts = [message('Q', encoder.encode(`${sql}\0`))];
  if (input !== null) parts.push(message('d', encoder.encode(input)), message('c', new Uint8Array()));
  return joined(parts);
}

/** More than this in one result, in bytes, is more than a client takes. */
const MOST = 48 * 1024 * 1024;

const FIELDS: Readonly<Record<string, keyof SqlNotice>> = {
  S: 'severity',
  C: 'code',
  M: 'message',
  D: 'detail',
  H: 'hint',
  W: 'context',
  P: 'position',
  s: 'schema',
  t: 'table',
  c: 'column',
  n: 'constraint',
  F: 'file',
  L: 'fileLine',
  R: 'routine',
};

function noticeIn(text: string): SqlNotice {
  const notice: Record<string, string | number> = {};
  for (const field of text.split('\0')) {
    const name = FIELDS[field[0] ?? ''];
    if (name) notice[name] = name === 'position' ? Number(field.slice(1)) : field.slice(1);
  }
  return notice as unknown as SqlNotice;
}

/** Reads what the server sent back. */
export function readReplies(bytes: Uint8Array): { readonly replies: SqlReply[]; readonly transaction: 'I' | 'T' | 'E' } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const replies: SqlReply[] = [];
  let transaction: 'I' | 'T' | 'E' = 'I';
  let columns: SqlColumn[] | null = null;
  let rows: (string | null)[][] = [];
  let copied: string[] | null = null;
  let size = 0;
  const text = (from: number, to: number) => decoder.decode(bytes.subarray(from, to));
  for (let at = 0; at + 5 <= bytes.length; ) {
    const type = String.fromCharCode(bytes[at] as number);
    const end = at + 1 + view.getInt32(at + 1);
    let from = at + 5;
    switch (type) {
      case 'T': {
        columns = [];
        rows = [];
        const count = view.getInt16(from);
        from += 2;
        for (let index = 0; index < count; index++) {
          const stop = bytes.indexOf(0, from);
          columns.push({ name: text(from, stop), type: view.getInt32(stop + 7) });
          from = stop + 19;
        }
        break;
      }
      case 'D': {
        size += end - at;
        if (size > MOST) break;
        const row: (string | null)[] = [];
        const count = view.getInt16(from);
        from += 2;
        for (let index = 0; index < count; index++) {
          const length = view.getInt32(from);
          from += 4;
          row.push(length < 0 ? null : text(from, from + length));
          from += Math.max(0, length);
        }
        rows.push(row);
        break;
      }
      case 'H':
        copied = [];
        break;
      case 'd':
        size += end - at;
        if (size <= MOST) copied?.push(text(from, end));
        break;
      case 'C': {
        const tag = text(from, end - 1);
        if (size > MOST) replies.push({ kind: 'too-large' });
        else if (copied) replies.push({ kind: 'copy', text: copied.join(''), tag });
        else if (columns) replies.push({ kind: 'rows', columns, rows, tag });
        else replies.push({ kind: 'done', tag });
        columns = null;
        copied = null;
        break;
      }
      case 'N':
        replies.push({ kind: 'notice', notice: noticeIn(text(from, end)) });
        break;
      case 'E':
        replies.push({ kind: 'error', notice: noticeIn(text(from, end)) });
        columns = null;
        copied = null;
        break;
      case 'Z':
        transaction = text(from, end) as 'I' | 'T' | 'E';
        break;
    }
    at = end;
  }
  return { replies, transaction };
}
