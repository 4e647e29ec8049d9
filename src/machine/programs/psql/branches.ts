// `\if ... \elif ... \else ... \endif`: which parts of the input are carried out, and which are only read.
import type { Process } from '../../program.ts';
import type { State } from './state.ts';

/**
 * One `\if` that is open. `on`: what follows is carried out; `off`: it is not, but a later part may be; `done`: a part was carried out already, or what stands
 * around it is not. `kept` is the statement in which it began.
 */
export interface Branch {
  readonly is: 'on' | 'off' | 'done';
  readonly last: boolean;
  readonly kept: string;
}

/** Whether what is read now is carried out. */
export const carriesOut = (state: State): boolean => state.branches.every((branch) => branch.is === 'on');

/** A truth value as psql's variables have it: a beginning of true, yes, on or 1; null for anything else. */
export function truth(text: string): boolean | null {
  const word = text.toLowerCase();
  if (word === '') return null;
  if ('true'.startsWith(word) || 'yes'.startsWith(word) || word === 'on' || word === '1') return true;
  if ('false'.startsWith(word) || 'no'.startsWith(word) || (word.length > 1 && 'off'.startsWith(word)) || word === '0') return false;
  return null;
}

/** Carries out one of the four commands; false when it is none of them. `value` gives what stands behind it, and is asked only where that counts. */
export function branch(process: Process, state: State, name: string, origin: string, value: () => string): boolean {
  const open = state.branches.at(-1);
  const outer = state.branches.slice(0, -1);
  const complain = (words: string) => {
    process.err(`${origin}${words}\n`);
    state.failed = true;
  };
  const isTrue = (): boolean => {
    const text = value();
    const said = truth(text);
    if (said === null) complain(`unrecognized value "${text}" for "\\${name} expression": Boolean expected`);
    return said === true;
  };
  /** What was read where nothing is carried out was no part of any statement. */
  const discard = () => {
    if (open && open.is !== 'on') state.buffer = open.kept;
  };
  switch (name) {
    case 'if': {
      const is = !carriesOut(state) ? 'done' : isTrue() ? 'on' : 'off';
      state.branches = [...state.branches, { is, last: false, kept: state.buffer }];
      return true;
    }
    case 'elif':
    case 'else': {
      if (!open) complain(`\\${name}: no matching \\if`);
      else if (open.last) complain(`\\${name}: cannot occur after \\else`);
      else {
        discard();
        const is = open.is !== 'off' ? 'done' : name === 'else' || isTrue() ? 'on' : 'off';
        state.branches = [...outer, { is, last: name === 'else', kept: state.buffer }];
      }
      return true;
    }
    case 'endif':
      if (!open) complain('\\endif: no matching \\if');
      else {
        discard();
        state.branches = outer;
      }
      return true;
    default:
      return false;
  }
}
