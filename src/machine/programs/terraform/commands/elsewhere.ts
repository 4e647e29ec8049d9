// Commands that exist in the real Terraform and lead out of this simulation: each says so in one honest line.
import { help as login } from '../help/login.ts';
import { help as logout } from '../help/logout.ts';
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

export const ELSEWHERE: readonly Command[] = [absent('login', login), absent('logout', logout), absent('test', test)];
