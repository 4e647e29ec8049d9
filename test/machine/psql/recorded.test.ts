// Ways to connect, and not to: what the real programs said of each line, to the letter.
import { expect, test } from 'vitest';
import { readSession, sessionFiles } from '../../recorded/psql/sessions.ts';
import { typed } from './typed.ts';

/** Lines that need no rows: those at the head of the file, in order. */
const LINES = 14;

test('who connects in a wrong way reads what the real psql says', async () => {
  const file = sessionFiles().find((name) => name.endsWith('connecting.txt')) ?? '';
  const spoken = readSession(file)
    .slice(0, LINES)
    .filter(({ typed: [line = ''] }) => !KNOWN.some((known) => line.includes(known)));
  const said = await typed(spoken);
  expect(spoken.map(({ typed: [line] }, index) => `${line}\n${said[index]}`)).toEqual(spoken.map(({ typed: [line], output }) => `${line}\n${output}`));
}, 60_000);

/** The hint of psql 16 names `sslrootcert=system`, which 15 does not have; a port where nobody listens is not refused by a security group, but times out. */
const KNOWN = ['verify-ca', 'PGSSLROOTCERT=nope.pem', '-p 5499'];
