// -lock-timeout of the commands that edit a state: they take the lock first, and begin anew whenever it is worth another try.
import type { Json } from '../../../engine/json.ts';
import { parseDuration } from '../../../terraform/lang/duration.ts';
import type { Progress, Wake } from '../../program.ts';
import type { Flags } from './flags.ts';
import { LOCKING, type LockWait, startWait, waitOn, wakeAt } from './lock-wait.ts';
import { report } from './report.ts';
import { type Command, FAILED, INTERRUPTED, type Session } from './session.ts';
import type { Locked } from './state-access.ts';

/** What a command was started with, and its wait so far. */
export interface Trying {
  readonly argv: readonly string[];
  readonly waiting: LockWait | null;
}

interface Kept {
  readonly trying: { readonly argv: readonly string[]; readonly waiting: LockWait };
}

const isWaiting = (state: Json): boolean => typeof state === 'object' && state !== null && 'trying' in state;

const waitFor = (argv: readonly string[], waiting: LockWait): Progress => ({
  wait: { for: 'time', until: wakeAt(waiting) },
  state: { trying: { argv, waiting } } as unknown as Json,
});

/** `-lock-timeout` in milliseconds. */
export const timeoutOf = (flags: Flags): number => parseDuration(flags.text('lock-timeout') ?? '0s') ?? 0;

/** The lock is somebody else's: waits for it as long as `timeout` says, or complains. */
export function lockedOut(session: Session, locked: Extract<Locked, { ok: false }>, timeout: number): Progress {
  const { trying } = session;
  const { now } = session.process.time;
  if (trying && locked.held && timeout > 0) {
    return waitFor(trying.argv, trying.waiting ? waitOn(trying.waiting, now, locked.diagnostic) : startWait(now, timeout, locked.diagnostic));
  }
  report(session, [locked.diagnostic]);
  return FAILED;
}

/** A command that ends with `lockedOut` where it does not get the lock. */
export const retrying = (command: Command): Command => ({
  ...command,
  start: (session, argv) => command.start({ ...session, trying: { argv, waiting: null } }, argv),
  resume: (session, state, wake) => (isWaiting(state) ? again(command, session, state as unknown as Kept, wake) : (command.resume?.(session, state, wake) ?? FAILED)),
});

function again(command: Command, session: Session, { trying }: Kept, wake: Wake) {
  const { now } = session.process.time;
  const { argv, waiting } = trying;
  if (wake.by === 'interrupt') session.process.out(INTERRUPTED);
  if (wake.by === 'interrupt' || now >= waiting.until) {
    report({ ...session, spaced: true }, [waiting.diagnostic]);
    return FAILED;
  }
  if (waiting.tell !== null && now >= waiting.tell) {
    session.process.out(`${LOCKING}\n`);
    return waitFor(argv, { ...waiting, tell: null });
  }
  return now < waiting.next ? waitFor(argv, waiting) : command.start({ ...session, trying }, argv);
}
