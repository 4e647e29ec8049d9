// Commands that exist in the real Terraform and lead out of this simulation: each says so in one honest line.
import { help as login } from '../help/login.ts';
import { help as logout } from '../help/logout.ts';
import { help as metadata } from '../help/metadata.ts';
import { help as metadataFunctions } from '../help/metadata-functions.ts';
import { help as modules } from '../help/modules.ts';
import { help as lock } from '../help/providers-lock.ts';
import { help as mirror } from '../help/providers-mirror.ts';
import { help as test } from '../help/test.ts';
import { type Command, FAILED } from '../session.ts';

const absent = (name: string, help: string): Command => ({
  name,
  help,
  start: (session) => {
    session.process.err(`terraform ${name}: this command is not part of this simulation.\n`);
    return FAILED;
  },
});

/** Alone it only says what is under it. */
const metadataGroup: Command = {
  name: 'metadata',
  help: metadata,
  start: (session) => {
    session.process.out(`${metadata}\n`);
    return FAILED;
  },
};

export const ELSEWHERE: readonly Command[] = [
  absent('login', login),
  absent('logout', logout),
  metadataGroup,
  absent('metadata functions', metadataFunctions),
  absent('modules', modules),
  absent('providers lock', lock),
  absent('providers mirror', mirror),
  absent('test', test),
];
