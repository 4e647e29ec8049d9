// How this program names itself and instants: lock ids, the holder of a lock, times with nanoseconds as Go writes them.
import { uuid, word } from '../../../engine/chance.ts';
import { iso } from '../../../engine/clock.ts';
import type { LockInfo } from './backend.ts';
import { type Session, VERSION } from './session.ts';

const CHANCE = 'terraform';

export const newId = (session: Session): string => uuid(session.process.time.chance, CHANCE);

/** Ten digits, as temporary folders have them at the end of their name. */
export const newDigits = (session: Session): string => word(session.process.time.chance, CHANCE, 10, '0123456789');

/** A lock for an operation, such as `OperationTypeApply` or `state-mv`. */
export function lockInfo(session: Session, operation: string, info = ''): LockInfo {
  const { host, time } = session.process;
  const seconds = iso(time.now).slice(0, 19);
  const nanoseconds = `${String(time.now % 1000).padStart(3, '0')}${String(time.now % 997).padStart(3, '0')}${String(time.now % 991).padStart(3, '0')}`.replace(/0+$/, '');
  return {
    ID: newId(session),
    Operation: operation,
    Info: info,
    Who: `${host.user}@${host.name}`,
    Version: VERSION,
    Created: `${seconds}${nanoseconds ? `.${nanoseconds}` : ''}Z`,
    Path: '',
  };
}

/** A lock as diagnostics show it. */
export function describeLock(lock: LockInfo): string {
  const created = lock.Created.replace('T', ' ').replace(/Z$/, ' +0000 UTC');
  return `Lock Info:\n  ID:        ${lock.ID}\n  Path:      ${lock.Path}\n  Operation: ${lock.Operation}\n  Who:       ${lock.Who}\n  Version:   ${lock.Version}\n  Created:   ${created}\n  Info:      ${lock.Info}\n`;
}
