// A goal as a list of named steps: each looks at what the last command showed and says what to do and which step comes next.
import type { Goal, Memory, Move, Seen } from '../state.ts';

export interface Turn {
  readonly memory: Memory;
  /** What the last command showed; an empty one before the first. */
  readonly seen: Seen;
}

export interface Answer {
  /** The step that hears the result; not needed after a `finish`. */
  readonly next?: string;
  readonly moves: readonly Move[];
  /** Added to the memory. */
  readonly keep?: Memory;
}

const NOTHING: Seen = { command: '', output: '', exit: null, outcome: 'done', words: null };

/** Builds a goal. The step called `start` begins; a denied or interrupted command goes to `stopped` where there is one, else the goal ends. */
export function goal(name: string, summary: string, steps: Readonly<Record<string, (turn: Turn) => Answer>>): Goal {
  return {
    name,
    summary,
    begin: (params) => ({ ...params, step: 'start' }),
    next(memory, seen) {
      const halted = seen && seen.outcome !== 'done';
      const step = halted && !String(memory.step).startsWith('!') ? 'stopped' : String(memory.step).replace(/^!/, '');
      const run = steps[step] ?? (halted ? stopped : undefined);
      if (!run) throw new Error(`goal ${name} has no step ${step}`);
      const answer = run({ memory, seen: seen ?? NOTHING });
      return { memory: { ...memory, ...answer.keep, step: answer.next ?? 'start' }, moves: answer.moves };
    },
  };
}

/** How a goal ends when its command was refused or broken off, and it has no other way. */
function stopped({ seen }: Turn): Answer {
  if (seen.outcome === 'denied') {
    return { moves: [say(`I was not allowed to run \`${seen.command}\`. I leave it at that. Tell me how you want to go on.`), finish('denied')] };
  }
  return { moves: [say('Stopped. What had been done by then is done; nothing further runs.'), finish('interrupted')] };
}

export const say = (text: string): Move => ({ do: 'say', text });
export const run = (command: string, why: string): Move => ({ do: 'run', command, why });
export const pause = (seconds: number): Move => ({ do: 'pause', seconds });
export const finish = (result: string, more: { readonly asks?: string; readonly data?: Memory } = {}): Move => ({ do: 'finish', result, ...more });
