// Regular expressions as grep and sed write them, for JavaScript's engine.
import { POSIX_CLASSES } from '../posix-classes.ts';

/** The source of a regular expression from POSIX basic (BRE, with GNU's additions) or extended (ERE) syntax. */
export function posix(pattern: string, extended: boolean): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string;
    if (letter === '[') {
      let end = at + 1;
      if (pattern[end] === '^') end++;
      if (pattern[end] === ']') end++;
      while (end < pattern.length && pattern[end] !== ']')
        end += pattern[end] === '[' && /[:.=]/.test(pattern[end + 1] ?? '') ? Math.max(1, pattern.indexOf(`${pattern[end + 1]}]`, end + 2) + 2 - end) : 1;
      if (end >= pattern.length) throw new SyntaxError('Unmatched [, [^, [:, [., or [=');
      const inner = pattern.slice(at + 1, end);
      const negated = inner.startsWith('^');
      const body = inner.slice(negated ? 1 : 0).replace(/\[:(\w+):\]|[\\[\]]/g, (whole, name: string | undefined) => (name ? (POSIX_CLASSES[name] ?? '') : `\\${whole}`));
      source += `[${negated ? '^' : ''}${body}]`;
      at = end;
    } else if (letter === '\\') {
      const next = pattern[++at];
      if (next === undefined) throw new SyntaxError('Trailing backslash');
      if (!extended && '(){}|+?'.includes(next)) source += next;
      else if (next === '<' || next === '>') source += '\\b';
      else if (/[1-9wWsSbB]/.test(next)) source += `\\${next}`;
      else if (next === 'n') source += '\\n';
      else if (next === 't') source += '\\t';
      else source += /[\\^$.*+?()[\]{}|/]/.test(next) ? `\\${next}` : next;
    } else if (!extended && '(){}|+?'.includes(letter)) source += `\\${letter}`;
    else if (!extended && letter === '*' && (source === '' || source.endsWith('(') || source === '^')) source += '\\*';
    else if (!extended && letter === '^' && at > 0 && !source.endsWith('(') && !source.endsWith('|')) source += '\\^';
    else if (!extended && letter === '$' && at < pattern.length - 1 && !pattern.startsWith('\\)', at + 1) && !pattern.startsWith('\\|', at + 1)) source += '\\$';
    else if (extended && letter === '{' && !/^\{\d*(,\d*)?\}/.test(pattern.slice(at))) source += '\\{';
    else source += letter;
  }
  return source;
}

export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
