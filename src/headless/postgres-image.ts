// What initdb makes, as one compressed file: making it takes seconds, loading it a moment. The build carries it, the headless program keeps it in `.cache`.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FOLDER = join(process.cwd(), '.cache', 'postgres');
/** Where PGlite's files have the log. */
const LOG = '/pglite/data/pg_wal';
/** Raise it when the image is made differently. */
const EDITION = 3;

function releaseOf(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return (JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string }).version;
}

/** The file with the data directory of a fresh Postgres, as a gzipped tar: one database, and of its log, in segments of one megabyte instead of sixteen, only what is in use. */
export async function imageFile(): Promise<string> {
  const kept = join(FOLDER, `image-${releaseOf()}-${EDITION}.tar.gz`);
  if (!existsSync(kept)) {
    const { PGlite } = await import('@electric-sql/pglite');
    const made = await PGlite.create({ initDbStartParams: ['--wal-segsize=1', '--no-data-checksums'] });
    await made.exec('update pg_database set datistemplate = false');
    for (const name of ['template0', 'template1']) await made.exec(`drop database ${name}`);
    for (const sql of ['vacuum full', 'checkpoint']) await made.exec(sql);
    const { rows } = await made.query<{ first: string; last: string }>(
      'select pg_walfile_name(redo_lsn) as first, pg_walfile_name(pg_current_wal_lsn()) as last from pg_control_checkpoint()',
    );
    const { first, last } = rows[0] as { first: string; last: string };
    const { FS } = made.Module as unknown as { readonly FS: { readdir(path: string): string[]; unlink(path: string): void } };
    for (const name of FS.readdir(LOG)) if (/^[\dA-F]{24}$/.test(name) && (name < first || name > last)) FS.unlink(`${LOG}/${name}`);
    const tar = new Uint8Array(await (await made.dumpDataDir('none')).arrayBuffer());
    await made.close();
    mkdirSync(FOLDER, { recursive: true });
    for (const old of readdirSync(FOLDER)) if (!old.startsWith(`image-${releaseOf()}-${EDITION}.`)) rmSync(join(FOLDER, old));
    const part = `${kept}.${process.pid}`;
    writeFileSync(part, gzipSync(tar, { level: 9 }));
    renameSync(part, kept);
  }
  return kept;
}

export const postgresImage = async (): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(readFileSync(await imageFile()));

/** PGlite's own files (time zones, collations, libraries), compressed: few hosts do that to a file of no known kind. */
export function programFiles(): Uint8Array {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return gzipSync(readFileSync(join(dirname(entry), 'pglite.data')), { level: 9 });
}
