// What an emulator sends for a key, turned into a name; everything else is text, possibly pasted.

export type Key = { readonly type: 'text'; readonly text: string } | { readonly type: 'paste'; readonly text: string } | { readonly type: 'key'; readonly name: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'back-tab'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'word-left'
  | 'word-right'
  | 'kill-word-back'
  | 'kill-part-back'
  | 'kill-word-forward'
  | 'kill-to-end'
  | 'kill-to-start'
  | 'yank'
  | 'interrupt'
  | 'end-of-input'
  | 'clear'
  | 'search'
  | 'cancel'
  | 'swap'
  | 'last-word'
  | 'upper'
  | 'lower'
  | 'capital';

const SEQUENCES: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x1b[Z': 'back-tab',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[3~': 'delete',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x02': 'left',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x06': 'right',
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x10': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x0e': 'down',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x01': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x05': 'end',
  '\x1bb': 'word-left',
  '\x1b[1;5D': 'word-left',
  '\x1b[1;3D': 'word-left',
  '\x1bf': 'word-right',
  '\x1b[1;5C': 'word-right',
  '\x1b[1;3C': 'word-right',
  '\x17': 'kill-word-back',
  '\x1b\x7f': 'kill-part-back',
  '\x1b\b': 'kill-part-back',
  '\x1bd': 'kill-word-forward',
  '\x0b': 'kill-to-end',
  '\x15': 'kill-to-start',
  '\x19': 'yank',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
  '\x0c': 'clear',
  '\x12': 'search',
  '\x07': 'cancel',
  '\x14': 'swap',
  '\x1b.': 'last-word',
  '\x1b_': 'last-word',
  '\x1bu': 'upper',
  '\x1bl': 'lower',
  '\x1bc': 'capital',
};

const PASTE = /^\x1b\[200~([\s\S]*?)(?:\x1b\[201~)?$/;

/** Reads one piece of data as the emulator hands it over: one key, one typed text, or one paste. Unknown sequences give null. */
export function readKey(data: string): Key | null {
  const name = SEQUENCES[data];
  if (name) return { type: 'key', name };
  const paste = PASTE.exec(data);
  if (paste) return { type: 'paste', text: paste[1] ?? '' };
  if (data.startsWith('\x1b')) return null;
  if (data.length === 1 && data < ' ') return null;
  // Several lines at once can only have been pasted.
  if (/[\r\n]/.test(data)) return { type: 'paste', text: data };
  return { type: 'text', text: data };
}
