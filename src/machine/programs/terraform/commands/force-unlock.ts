// force-unlock: takes a lock away from whoever holds it, where the backend allows that.
import type { Json } from '../../../../engine/json.ts';
import type { Progress, Wake } from '../../../program.ts';
import { describeLock } from '../clockwork.ts';
import { help } from '../help/force-unlock.ts';
import { openBackend } from '../open-backend.ts';
import { type Answer, answerOf, ask } from '../questions.ts';
import { type Command, DONE, FAILED, type Session } from '../session.ts';
import { readOld, wrongCount } from '../usage.ts';

const refuse = (session: Session, text: string): Progress => {
  session.process.err(`${session.ink.red(text)}\n`);
  return FAILED;
};

export const forceUnlock: Command = {
  name: 'force-unlock',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, { force: 'bool' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 1) return wrongCount(session, 'Expected a single argument: LOCK_ID', help, 'out');
    const id = flags.rest[0] as string;
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    if (flags.on('force')) return unlock(session, id);
    if (opened.backend.type === 'local') return refuse(session, 'Local state cannot be unlocked by another process');
    const { ink } = session;
    session.process.out(
      `${ink.bold('Do you really want to force-unlock?')}\n  Terraform will remove the lock on the remote state.\n  This will allow local Terraform commands to modify this state, even though it\n  may still be in use. Only 'yes' will be accepted to confirm.\n\n  ${ink.bold('Enter a value:')} `,
    );
    const reply = ask(session, 0, { id, color: session.color });
    return 'progress' in reply ? reply.progress : answered(session, id, reply.answer);
  },
  resume: (session, state: Json, wake: Wake) => answered(session, (state as { id: string }).id, answerOf(wake)),
};

function answered(session: Session, id: string, answer: Answer): Progress {
  if (answer.kind !== 'line') return refuse(session, `Error asking for confirmation: ${answer.kind === 'end' ? 'EOF' : 'interrupted'}`);
  session.process.out('\n');
  if (answer.text !== 'yes') {
    session.process.out('force-unlock cancelled.\n');
    return FAILED;
  }
  return unlock(session, id);
}

function unlock(session: Session, id: string): Progress {
  const opened = openBackend(session);
  if (!opened.ok) return FAILED;
  if (opened.backend.type === 'local') return refuse(session, 'Failed to unlock state: LocalState not locked');
  const reply = opened.store.unlock(id);
  if (!reply.ok) return refuse(session, `Failed to unlock state: ${reply.message}${reply.held ? `\n${describeLock(reply.held)}` : ''}`);
  const { ink } = session;
  session.process.out(
    `${ink.green(ink.bold('Terraform state has been successfully unlocked!'))}\n\n${ink.green('The state has been unlocked, and Terraform commands should now be able to\nobtain a new lock on the remote state.')}\n`,
  );
  return DONE;
}
