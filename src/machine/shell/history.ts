// History expansion: `!!`, `!12`, `!-2`, `!ssh`. Only where a person types; single quotes protect from it.

export interface Recalled {
  readonly text: string;
  /** The line as it will run is to be shown. */
  readonly changed: boolean;
  /** As bash words it: `!x: event not found`. */
  readonly error: string | null;
}

/** Words of an earlier line: `$` the last, `^` the first behind the command, `*` all behind it, `2`, `1-3`. */
function chosen(line: string, which: string): string {
  const words = line.trim().match(/(?:"(?:\\.|[^"])*"|'[^']*'|\\.|[^\s"'])+/g) ?? [];
  if (which === '$') return words.at(-1) ?? '';
  if (which === '^') return words[1] ?? '';
  if (which === '*') return words.slice(1).join(' ');
  const [from, to] = which.split('-').map(Number);
  return words.slice(from, (to ?? from ?? 0) + 1).join(' ');
}

/** `^old^new^`: the last line with one thing changed. */
function replacedLast(history: readonly string[], typed: string): Recalled {
  const [, old = '', fresh = ''] = typed.split('^');
  const last = history.at(-1);
  if (last === undefined) return { text: typed, changed: false, error: '!!: event not found' };
  if (!last.includes(old)) return { text: typed, changed: false, error: ':s^old^new: substitution failed'.replace('^old^new', typed) };
  return { text: last.replace(old, () => fresh), changed: true, error: null };
}

export function recall(history: readonly string[], typed: string): Recalled {
  if (/^\^[^^]+\^/.test(typed)) return replacedLast(history, typed);
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
    const event = !quote && letter === '!' ? /^!(!|-?\d+|\?[^?\n]*\??|[A-Za-z./][^\s;&|()<>"':]*|[$^*])(:[$^*]|:\d+(?:-\d+)?)?/.exec(typed.slice(at)) : null;
    if (!event || (at > 0 && /[{[$]/.test(typed[at - 1] as string))) {
      text += letter;
      continue;
    }
    const name = event[1] as string;
    const last = history.at(-1);
    let found: string | undefined;
    if (name === '!') found = last;
    else if (/^[$^*]$/.test(name)) found = last === undefined ? undefined : chosen(last, name);
    else if (name.startsWith('?')) found = history.findLast((line) => line.includes(name.slice(1).replace(/\?$/, '')));
    else if (/^-?\d+$/.test(name)) found = Number(name) < 0 ? history.at(Number(name)) : history[Number(name) - 1];
    else found = history.findLast((line) => line.startsWith(name));
    if (found === undefined) return { text: typed, changed: false, error: `!${/^[$^*]$/.test(name) ? '' : name}: event not found` };
    text += event[2] ? chosen(found, event[2].slice(1)) : found;
    changed = true;
    at += event[0].length - 1;
  }
  return { text, changed, error: null };
}
