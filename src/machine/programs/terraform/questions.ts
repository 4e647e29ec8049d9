// Questions and their answers: typed at the terminal, or taken from what was piped in (of which only the first question gets anything).
import type { Json } from '../../../engine/json.ts';
import type { Progress, Wake } from '../../program.ts';
import type { Session } from './session.ts';

/** What an answer may be: a line, the end of input, or Ctrl-C instead of an answer. */
export type Answer = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'end' } | { readonly kind: 'interrupt' };

/**
 * Asks for a line. When standard input is not the terminal the answer is there at once: the first question reads the first line and whatever
 * else was piped in with it is lost, as in the real tool.
 */
export function ask(session: Session, asked: number, state: Json, secret = false): { readonly answer: Answer } | { readonly progress: Progress } {
  const { stdin } = session.process;
  if (stdin === null) return { progress: { wait: { for: 'line', ...(secret ? { secret } : {}) }, state } };
  if (asked > 0 || stdin === '') return { answer: { kind: 'end' } };
  const cut = stdin.indexOf('\n');
  return { answer: { kind: 'line', text: cut < 0 ? stdin : stdin.slice(0, cut) } };
}

/** The answer that a wake brings. */
export function answerOf(wake: Wake): Answer {
  if (wake.by === 'interrupt') return { kind: 'interrupt' };
  return wake.by === 'line' && wake.text !== null ? { kind: 'line', text: wake.text } : { kind: 'end' };
}
