// What a terminal is doing, in words, and what can be done with it: shared by the emulator and the plain one.
import type { Action, Completion } from '../../app/session.ts';
import type { TerminalView } from '../../views/desk.ts';

export interface TerminalDoors {
  readonly dispatch: (action: Action) => void;
  readonly complete: (terminal: string, line: string, cursor: number) => Completion;
  readonly typing: (line: string) => void;
}

/** What a terminal is doing, in words: for the status line and for those who hear it. */
export function stateInWords(view: TerminalView): string {
  switch (view.status) {
    case 'prompt':
      return 'ready for a command';
    case 'running':
      return view.by === 'agent' ? 'the agent’s command is running, Ctrl-C stops it' : 'running, Ctrl-C stops it';
    case 'question':
      return view.secret ? 'asks for a secret, nothing is shown as you type' : 'asks for a line';
    case 'closed':
      return 'closed: the machine is gone';
  }
}
