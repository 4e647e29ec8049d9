// echo: its arguments, with bash's own reading of -n, -e and -E.
import type { Program } from '../program.ts';

/** Backslash escapes as `echo -e` and `printf %b` read them; `stop` is set by `\c`. */
export function unescapeText(text: string): { readonly text: string; readonly stop: boolean } {
  const names: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };
  let stop = false;
  const result = text.replace(/\\(0[0-7]{0,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|[abcefnrtvE\\])|\\$/g, (whole, code: string | undefined) => {
    if (stop || code === undefined) return stop ? '' : whole;
    if (code === 'c') {
      stop = true;
      return '\x00';
    }
    if (code.startsWith('x') || code.startsWith('u')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (code.startsWith('0')) return String.fromCharCode(Number.parseInt(code, 8));
    return names[code] ?? whole;
  });
  return stop ? { text: result.slice(0, result.indexOf('\x00')), stop } : { text: result, stop };
}

/** What `echo` prints for its arguments. */
export function echoed(argv: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; at < argv.length && /^-[neE]+$/.test(argv[at] as string); at++) {
    for (const letter of (argv[at] as string).slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = argv.slice(at).join(' ');
  const shown = escapes ? unescapeText(text) : { text, stop: false };
  return shown.text + (newline && !shown.stop ? '\n' : '');
}

export const echo: Program = {
  name: 'echo',
  summary: 'print its arguments',
  start(process, argv) {
    process.out(echoed(argv));
    return { exit: 0 };
  },
};
