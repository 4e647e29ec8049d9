// TF_LOG: a short log of what was started and how, as the real program writes it at level INFO. Of what it says at finer levels nothing is made up.
import { iso } from '../../../engine/clock.ts';
import type { LaunchingProcess } from '../../launch.ts';
import { VERSION } from './session.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF'];

/** Writes a line at level INFO, or nothing where nobody wants one. */
export type Log = (message: string) => void;

const words = (list: readonly string[]): string => `[]string{${list.map((word) => JSON.stringify(word)).join(', ')}}`;

/** Opens the log that the environment asks for and notes the beginning. Problems with it go to standard error and end nothing. */
export function openLog(process: LaunchingProcess, argv: readonly string[]): Log {
  const { env, disk } = process;
  const wanted = (env.TF_LOG || env.TF_LOG_CORE || '').toUpperCase();
  const path = env.TF_LOG_PATH ?? '';
  let file: string | null = null;
  if (path !== '') {
    try {
      file = disk.resolve(path.startsWith('/') ? path : `${process.cwd}/${path}`);
      disk.write(file, '', { append: true });
    } catch {
      process.err(`Error opening log file: open ${path}: no such file or directory\n`);
      file = null;
    }
  }
  const known = LEVELS.includes(wanted);
  if (wanted !== '' && wanted !== 'JSON' && !known)
    process.err(`[WARN] Invalid log level: ${JSON.stringify(wanted)}. Defaulting to level: TRACE. Valid levels are: [${LEVELS.join(' ')}]`);
  const told = wanted !== '' && (!known || LEVELS.indexOf(wanted) <= LEVELS.indexOf('INFO'));
  const log: Log = (message) => {
    if (!told) return;
    const line = `${iso(process.time.now, true)} [INFO]  ${message}\n`;
    if (file === null) process.err(line);
    else disk.write(file, line, { append: true });
  };
  log(`Terraform version: ${VERSION}`);
  log('Go runtime version: go1.23.3');
  log(`CLI args: ${words(['terraform', ...argv])}`);
  return log;
}

/** Notes what is run in the end, with what the environment adds to the arguments. */
export const logCommand = (log: Log, argv: readonly string[]): void => log(`CLI command args: ${words(argv)}`);
