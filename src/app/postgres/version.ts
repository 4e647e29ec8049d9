// Which release a Postgres says that it is. The program is of one release, the servers of the world are of many: the two settings that a server has for its
// release are internal and cannot be set, so they are changed where they lie in its memory.
import type { SqlServer } from '../../aws/rds/sql.ts';
import { queryMessage, readReplies } from './protocol.ts';

/** What is used of PGlite. */
export interface Engine {
  execProtocolRaw(message: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
  /** Emscripten's module, whose types do not name its memory. */
  readonly Module: object;
}

/** Its memory now: another array when it has grown. */
const memoryOf = (engine: Engine): Uint8Array => (engine.Module as { readonly HEAPU8: Uint8Array }).HEAPU8;

/** Makes a Postgres say that it is a certain server, from now on. Its session must be a superuser's. */
export type Versioned = (server: SqlServer) => Promise<void>;

/** The room that Postgres has given the text: its allocator rounds five bytes up to eight. */
const ROOM = 8;

async function shown(engine: Engine, setting: string): Promise<string> {
  const { replies } = readReplies(await engine.execProtocolRaw(queryMessage(`show ${setting}`, null)));
  const [reply] = replies;
  return (reply?.kind === 'rows' && reply.rows[0]?.[0]) || '';
}

/** The place in memory of a setting whose first four bytes are `word`: of all places that hold it, the one that changes what is shown. */
async function placeOf(engine: Engine, setting: string, word: number): Promise<number> {
  const before = await shown(engine, setting);
  const words = () => new Int32Array(memoryOf(engine).buffer);
  for (let index = words().indexOf(word); index >= 0; index = words().indexOf(word, index + 1)) {
    // The last byte: a text stays one, a number keeps its sign.
    memoryOf(engine)[index * 4] = (word & 255) ^ 1;
    const changed = (await shown(engine, setting)) !== before;
    memoryOf(engine)[index * 4] = word & 255;
    if (changed) return index * 4;
  }
  throw new Error(`This Postgres does not keep ${setting} where it is expected.`);
}

/** Finds where a Postgres keeps its release. */
export async function versioned(engine: Engine): Promise<Versioned> {
  const text = await shown(engine, 'server_version');
  const number = Number(await shown(engine, 'server_version_num'));
  const bytes = new TextEncoder().encode(text.slice(0, 4));
  const textAt = await placeOf(engine, 'server_version', new DataView(bytes.buffer).getInt32(0, true));
  const numberAt = await placeOf(engine, 'server_version_num', number);
  let said = '';
  return async ({ version, machine }) => {
    if (said === version + machine || version.length >= ROOM) return;
    said = version + machine;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const memory = memoryOf(engine);
    memory.set(new TextEncoder().encode(`${version}\0`), textAt);
    new DataView(memory.buffer).setInt32(numberAt, major * 10_000 + minor, true);
    const words = `PostgreSQL ${version} on ${machine}-unknown-linux-gnu, compiled by gcc (GCC) 7.3.1 20180712 (Red Hat 7.3.1-12), 64-bit`;
    await engine.execProtocolRaw(queryMessage(`create or replace function pg_catalog.version() returns text language sql stable as $$ select '${words}'::text $$`, null));
  };
}
