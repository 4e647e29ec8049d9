// A dump: its entries, how they read as SQL, and the file of the custom format that holds them.
import { gunzipSync, gzipSync, strFromU8, strToU8, unzlibSync, zlibSync } from 'fflate';
import { iso } from '../../../engine/clock.ts';
import { fromBase64, toBase64 } from '../../disk/base64.ts';
import { quoted, VERSION } from './client.ts';

/** An entry of a dump. */
export interface Item {
  /** Oids of the system catalog and of the object in it; 0 for what has none. */
  readonly catalog: number;
  readonly oid: number;
  /** `TABLE`, `TABLE DATA`, `INDEX`, ... */
  readonly kind: string;
  readonly tag: string;
  readonly schema: string;
  readonly owner: string;
  readonly sql: string;
  readonly drop: string;
  /** Gives it to its owner; empty for what goes with its table. */
  readonly hands: string;
  /** The statement that fetches a table's rows. */
  readonly copy: string | null;
  /** Rows as COPY writes them. */
  readonly data: string | null;
}

export interface Archive {
  /** Simulated milliseconds since the epoch. */
  readonly at: number;
  readonly database: string;
  readonly server: string;
  /** Who owns the database. */
  readonly owner: string;
  readonly items: readonly Item[];
}

/** Which parts of a dump are wanted, and how. */
export interface Choice {
  readonly schemaOnly: boolean;
  readonly dataOnly: boolean;
  readonly clean: boolean;
  readonly ifExists: boolean;
  readonly noOwner: boolean;
  /** `-C`: the database itself, made and connected to first. */
  readonly create: boolean;
}

const isData = (item: Item): boolean => item.kind === 'TABLE DATA' || item.kind === 'SEQUENCE SET';

export const chosen = (items: readonly Item[], choice: Choice): readonly Item[] => items.filter((item) => (isData(item) ? !choice.schemaOnly : !choice.dataOnly));

/** The statements that remove the entries, last ones first. */
export const drops = (items: readonly Item[], choice: Choice): string[] =>
  !choice.clean
    ? []
    : [...items]
        .reverse()
        .map((item) => item.drop)
        .filter((sql) => sql !== '')
        .map((sql) =>
          choice.ifExists
            ? sql
                .replace(/^DROP (\w+) /, 'DROP $1 IF EXISTS ')
                .replace(/^ALTER TABLE (ONLY )?/, (start) => `${start.replace('TABLE', 'TABLE IF EXISTS')}`)
                .replace('DROP CONSTRAINT ', 'DROP CONSTRAINT IF EXISTS ')
                .replace('DROP IDENTITY', 'DROP IDENTITY IF EXISTS')
            : sql,
        );

export const SETTINGS = `SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
`;

/** The statements that make the database and go on in it. */
function creation({ database, owner }: Archive, choice: Choice): string {
  const name = quoted(database);
  const head = `--\n-- Name: ${database}; Type: DATABASE; Schema: -; Owner: ${choice.noOwner ? '-' : owner}\n--\n\n`;
  const hands = choice.noOwner ? '' : `ALTER DATABASE ${name} OWNER TO ${owner};\n\n`;
  const drop = choice.clean ? `DROP DATABASE ${choice.ifExists ? 'IF EXISTS ' : ''}${name};\n` : '';
  return `${drop}${head}CREATE DATABASE ${name} WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = libc LOCALE = 'en_US.UTF-8';\n\n\n${hands}\\connect ${name}\n\n${SETTINGS}\n`;
}

/** A dump as SQL, in the layout of pg_dump. */
export function asSql(archive: Archive, choice: Choice): string {
  const items = chosen(archive.items, choice);
  const parts = [
    `--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version ${archive.server}\n-- Dumped by pg_dump version ${VERSION}\n\n${SETTINGS}\n`,
    ...(choice.create ? [creation(archive, choice)] : drops(items, choice)),
  ];
  let defaults = false;
  for (const item of items) {
    if (item.kind === 'TABLE' && !defaults) {
      parts.push("SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n");
      defaults = true;
    }
    const head = item.kind === 'TABLE DATA' ? 'Data for Name' : 'Name';
    parts.push(`--\n-- ${head}: ${item.tag}; Type: ${item.kind}; Schema: ${item.schema}; Owner: ${choice.noOwner ? '-' : item.owner}\n--\n\n${item.sql}`);
    if (item.data !== null) parts.push(item.data, '\\.\n');
    parts.push(item.hands !== '' && !choice.noOwner ? `\n\n${item.hands}\n` : '\n\n');
  }
  parts.push('--\n-- PostgreSQL database dump complete\n--\n\n');
  return parts.join('');
}

const MAGIC = 'PGDMP';

/** The file of the custom format: its name and version, then the entries compressed. Text, so that it survives a redirection. */
export const packed = (archive: Archive): string => `${MAGIC}\u0001\u000f\u0000\u0004\b\u0001${toBase64(zlibSync(strToU8(JSON.stringify(archive)), { level: 1 }))}\n`;

/** Reads such a file; null when it is none, or not whole. */
export function unpacked(text: string): Archive | null {
  if (!text.startsWith(MAGIC)) return null;
  const bytes = fromBase64(text.slice(MAGIC.length + 6));
  try {
    return bytes && (JSON.parse(strFromU8(unzlibSync(bytes))) as Archive);
  } catch {
    return null;
  }
}

/** The file of a folder that holds the rows of an entry; the entries themselves are in `toc.dat`. */
export const dataFile = (index: number): string => `${3300 + index}.dat.gz`;

/** Writes the files of a folder (`-Fd`): name -> bytes or text. */
export function filesOf(archive: Archive): ReadonlyMap<string, Uint8Array | string> {
  const files = new Map<string, Uint8Array | string>();
  for (const [index, item] of archive.items.entries()) if (item.data !== null) files.set(dataFile(index), gzipSync(strToU8(`${item.data}\\.\n`), { level: 1, mtime: archive.at }));
  const bare = archive.items.map((item) => (item.data === null ? item : { ...item, data: '' }));
  return files.set('toc.dat', packed({ ...archive, items: bare }));
}

/** Reads such a folder; null where something is missing or broken. */
export function gathered(toc: string, read: (name: string) => Uint8Array): Archive | null {
  const archive = unpacked(toc);
  if (!archive) return null;
  try {
    const items = archive.items.map((item, index) => (item.data === null ? item : { ...item, data: strFromU8(gunzipSync(read(dataFile(index)))).replace(/\\\.\n$/, '') }));
    return { ...archive, items };
  } catch {
    return null;
  }
}

/** What `pg_restore -l` prints. */
export function contentsText(archive: Archive, items: readonly Item[]): string {
  const at = iso(archive.at)
    .replace('T', ' ')
    .replace(/(\.\d+)?Z$/, ' UTC');
  const lines = items.map((item) => `${archive.items.indexOf(item) + 1}; ${item.catalog} ${item.oid} ${item.kind} ${item.schema} ${item.tag} ${item.owner}\n`);
  return `;\n; Archive created at ${at}\n;     dbname: ${archive.database}\n;     TOC Entries: ${archive.items.length}\n;     Compression: gzip\n;     Dump Version: 1.15-0\n;     Format: CUSTOM\n;     Integer: 4 bytes\n;     Offset: 8 bytes\n;     Dumped from database version: ${archive.server}\n;     Dumped by pg_dump version: ${VERSION}\n;\n;\n; Selected TOC Entries:\n;\n${lines.join('')}`;
}
