// Who is behind the one session of a Postgres. It began as the superuser, and Postgres lets such a session become anybody, for ever: so for the time of
// somebody's statements the role that it was opened by is changed too, where it lies in memory. What is refused then, Postgres itself refuses.
import { queryMessage, readReplies } from './protocol.ts';
import type { Engine } from './version.ts';

/** The oid of the role that initdb makes, and of one that initdb makes too and that may do little (`pg_monitor`). */
const SUPERUSER = 10;
const SOMEBODY = 3373;

/** How many words around the roles of a session are looked at. */
const NEAR = 12;

/** Says by whom the session was opened, by oid; null for the superuser. */
export type Identity = (role: number | null) => void;

/** Finds where a Postgres keeps the role that opened its session. Its session must be that of the superuser, who is called `superuser`. */
export async function identity(engine: Engine, superuser: string): Promise<Identity> {
  const words = () => new Int32Array((engine.Module as { readonly HEAPU8: Uint8Array }).HEAPU8.buffer);
  const fails = async (sql: string) => readReplies(await engine.execProtocolRaw(queryMessage(sql, null))).replies.some((reply) => reply.kind === 'error');
  const back = `set session authorization "${superuser}"`;
  await fails('set session authorization pg_monitor');
  // The session's, the outer and the current role lie side by side, and the role that opened the session near them.
  for (let at = words().indexOf(SOMEBODY); at >= 0; at = words().indexOf(SOMEBODY, at + 1)) {
    if (words()[at + 1] !== SOMEBODY || words()[at + 2] !== SOMEBODY) continue;
    for (let place = at - NEAR; place < at + NEAR; place++) {
      if (words()[place] !== SUPERUSER) continue;
      words()[place] = SOMEBODY;
      const found = await fails(back);
      words()[place] = SUPERUSER;
      if (await fails(back)) throw new Error('This Postgres does not let its superuser back.');
      if (found)
        return (role) => {
          words()[place] = role ?? SUPERUSER;
        };
      await fails('set session authorization pg_monitor');
    }
  }
  throw new Error('This Postgres does not keep who opened a session where it is expected.');
}
