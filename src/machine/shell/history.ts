// History expansion: `!!`, `!12`, `!-2`, `!ssh`. Only where a person types; single quotes protect from it.

export interface Recalled {
  readonly text: string;
  /** The line as it will run is to be shown. */
  readonly changed: boolean;
  /** As bash words it: `!x: event not found`. */
  readonly error: string | null;
}

export function recall(history: readonly string[], typed: string): Recalled {
  let text = '';
  let changed = false;
  let quote = false;
  for (let at = 0; at < typed.length; at++) {
    const letter = typed[at] as string;
    if (letter === '\\') {
      text += typed.slice(at, at + 2);
      at++;
      continue;
    }
    if (letter === "'") quote = !quote;
    const event = !quote && letter === '!' ? /^!(!|-?\d+|[A-Za-z./][^\s;&|()<>"']*|\$)/.exec(typed.slice(at)) : null;
    if (!event || (at > 0 && /[{[$]/.test(typed[at - 1] as string))) {
      text += letter;
      continue;
    }
    const name = event[1] as string;
    const last = history.at(-1);
    let found: string | undefined;
    if (name === '!') found = last;
    else if (name === '$') found = last?.trim().split(/\s+/).at(-1);
    else if (/^-?\d+$/.test(name)) found = Number(name) < 0 ? history.at(Number(name)) : history[Number(name) - 1];
    else found = history.findLast((line) => line.startsWith(name));
    if (found === undefined) return { text: typed, changed: false, error: `!${name}: event not found` };
    text += found;
    changed = true;
    at += event[0].length - 1;
  }
  return { text, changed, error: null };
}
