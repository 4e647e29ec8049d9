// What commands say when they are called wrongly: Terraform has two generations of commands, with two ways of saying it.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Progress } from '../../program.ts';
import { type FlagReading, type Flags, type FlagTable, readFlags } from './flags.ts';
import { report } from './report.ts';
import { colored, complain, FAILED, problem, type Session } from './session.ts';

export type UsageReading = { readonly ok: true; readonly flags: Flags; readonly session: Session } | { readonly ok: false; readonly progress: Progress };

/** Whether `-no-color` is anywhere among the arguments: it counts even when the rest cannot be read. */
const wantsColor = (session: Session, argv: readonly string[]): boolean => session.color && !argv.some((word) => /^--?no-color$/.test(word));

/** Flags of a newer command: problems are boxes, with a hint at the help. */
export function readNew(session: Session, table: FlagTable, argv: readonly string[], options: { readonly hint?: boolean } = {}): UsageReading {
  const plain = colored(session, wantsColor(session, argv));
  const reading = readFlags({ ...table, 'no-color': 'bool' }, argv);
  if (reading.ok) return { ok: true, flags: reading.flags, session: plain };
  const found = problem('Failed to parse command-line flags', reading.message);
  return { ok: false, progress: options.hint === false ? failed(plain, found) : misused(plain, found) };
}

/** Flags of an operation, which goes on to complain of the rest after one that is wrong. */
export function readOperation(
  session: Session,
  table: FlagTable,
  argv: readonly string[],
): { readonly flags: Flags; readonly session: Session; readonly problems: readonly Diagnostic[] } {
  const reading = readFlags({ ...table, 'no-color': 'bool' }, argv);
  const problems = reading.ok ? [] : [problem('Failed to parse command-line flags', reading.message)];
  return { flags: reading.flags, session: colored(session, wantsColor(session, argv)), problems };
}

/** Ends a newer command that was called wrongly. A stream of JSON has no place for the hint. */
export function misused(session: Session, ...found: readonly Diagnostic[]): Progress {
  report(session, found);
  if (session.stream) return FAILED;
  session.process.err(`\nFor more help on using this command, run:\n  terraform ${session.command} -help\n`);
  return FAILED;
}

function failed(session: Session, found: ReturnType<typeof problem>): Progress {
  report(session, [found]);
  return FAILED;
}

/** Where an older command writes its help when a flag is wrong: before the problem on standard error, after it on standard output, instead of it, or nowhere. */
export type OldStyle = 'help-first' | 'help-after' | 'help-only' | 'problem-only';

/** Flags of an older command. `blank` is whether a blank line follows the problem, `noun` how the command spells where flags are. */
export function readOld(session: Session, help: string, table: FlagTable, argv: readonly string[], style: OldStyle, blank = true, noun = 'command-line'): UsageReading {
  const plain = colored(session, wantsColor(session, argv));
  const reading: FlagReading = readFlags({ ...table, 'no-color': 'bool' }, argv);
  if (reading.ok) return { ok: true, flags: reading.flags, session: { ...plain, spaced: true } };
  if (style === 'help-first' || style === 'help-only') complain(plain, help);
  if (style === 'help-only') return { ok: false, progress: FAILED };
  complain(plain, `Error parsing ${noun} flags: ${reading.message}${blank ? '\n' : ''}`);
  if (style === 'help-after') plain.process.out(`${help}\n`);
  return { ok: false, progress: FAILED };
}

/** An older command that was given the wrong number of arguments; `helpTo` is where the help goes. */
export function wrongCount(session: Session, message: string, help: string, helpTo: 'out' | 'err' | null): Progress {
  complain(session, message);
  if (helpTo === 'err') complain(session, help);
  else if (helpTo) session.process.out(`${help}\n`);
  return FAILED;
}
