// Regular expressions of the RE2 kind on top of the host's: the pattern is read, checked and written anew, with RE2's errors.

import { type Flags, folded, Refusal, RegexpCharacters } from './regexp-characters.ts';

export interface Pattern {
  readonly regexp: RegExp;
  /** Names of the capture groups, in order; null for those without one. */
  readonly names: readonly (string | null)[];
}

/** What is wrong with a pattern, and the part of it that is. */
export interface PatternError {
  readonly code: string;
  readonly part: string;
}

const MAX_REPEAT = 1000;

const remembered = new Map<string, Pattern | PatternError>();

/** Reads a pattern; results are kept, as the same few patterns come again and again. */
export function compile(source: string): Pattern | PatternError {
  let known = remembered.get(source);
  if (!known) {
    known = translate(source);
    if (remembered.size > 500) remembered.clear();
    remembered.set(source, known);
  }
  return known;
}

function translate(source: string): Pattern | PatternError {
  try {
    const reader = new Reader(source);
    const body = reader.alternatives({ i: false, m: false, s: false, U: false }, 0);
    return { regexp: new RegExp(body, 'gu'), names: reader.names };
  } catch (problem) {
    if (problem instanceof Refusal) return { code: problem.code, part: problem.part };
    return { code: 'invalid or unsupported Perl syntax', part: source };
  }
}

class Reader extends RegexpCharacters {
  readonly names: (string | null)[] = [];

  alternatives(outer: Flags, depth: number): string {
    let flags = { ...outer };
    let out = '';
    // What a repetition would repeat; empty when there is nothing.
    let last = '';
    let lastIsRepeat = '';
    while (this.at < this.chars.length) {
      const char = this.chars[this.at]!;
      if (char === ')') {
        if (depth === 0) throw new Refusal('unexpected )', this.source);
        return out + last;
      }
      if (char === '|') {
        out += `${last}|`;
        last = '';
        lastIsRepeat = '';
        this.at++;
        continue;
      }
      const start = this.at;
      if (char === '*' || char === '+' || char === '?' || (char === '{' && /^\{\d+(?:,\d*)?\}/.test(this.rest()))) {
        const operator = this.repetition();
        const written = this.chars.slice(start, this.at).join('');
        if (last === '') throw new Refusal('missing argument to repetition operator', written);
        if (lastIsRepeat) throw new Refusal('invalid nested repetition operator', lastIsRepeat + written);
        const lazy = operator.lazy !== flags.U;
        out += `${/^\(\?<?[!=]/.test(last) ? `(?:${last})` : last}${operator.text}${lazy ? '?' : ''}`;
        last = '';
        lastIsRepeat = written;
        // A further operator must not find an argument.
        if (/^[*+?]/.test(this.chars[this.at] ?? '')) {
          const next = this.at;
          this.repetition();
          throw new Refusal('invalid nested repetition operator', lastIsRepeat + this.chars.slice(next, this.at).join(''));
        }
        continue;
      }
      out += last;
      lastIsRepeat = '';
      const atom = this.atom(flags, depth);
      if (typeof atom === 'string') last = atom;
      else {
        flags = atom;
        last = '';
      }
    }
    if (depth > 0) throw new Refusal('missing closing )', this.source);
    return out + last;
  }

  private repetition(): { readonly text: string; readonly lazy: boolean } {
    const braces = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.rest());
    const text = braces ? braces[0] : this.chars[this.at]!;
    this.at += text.length;
    const lazy = this.chars[this.at] === '?';
    if (lazy) this.at++;
    if (braces) {
      const low = Number(braces[1]);
      const high = braces[3] ? Number(braces[3]) : low;
      if (low > MAX_REPEAT || high > MAX_REPEAT || high < low) throw new Refusal('invalid repeat count', text);
    }
    return { text, lazy };
  }

  private atom(flags: Flags, depth: number): string | Flags {
    const char = this.chars[this.at]!;
    switch (char) {
      case '(':
        return this.group(flags, depth);
      case '[':
        return this.bracketed(flags);
      case '.':
        this.at++;
        return flags.s ? '[\\s\\S]' : '[^\\n]';
      case '^':
        this.at++;
        return flags.m ? '(?<![^\\n])' : '(?<![\\s\\S])';
      case '$':
        this.at++;
        return flags.m ? '(?![^\\n])' : '(?![\\s\\S])';
      case '\\':
        return this.escape(flags);
      default:
        this.at++;
        return folded(char, flags);
    }
  }

  private group(flags: Flags, depth: number): string | Flags {
    const rest = this.rest();
    const named = /^\(\?P?<([^>]*)>/.exec(rest);
    if (named && !/^\(\?<[=!]/.test(rest)) {
      if (!/^\w+$/.test(named[1]!)) throw new Refusal('invalid named capture', named[0]);
      this.at += [...named[0]].length;
      this.names.push(named[1]!);
      return this.closed('(', flags, depth);
    }
    const options = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (options && options[0] !== '(?)') {
      const inner = { ...flags };
      for (const letter of options[1]!) inner[letter as keyof Flags] = true;
      for (const letter of options[2] ?? '') inner[letter as keyof Flags] = false;
      this.at += options[0].length;
      return options[3] === ')' ? inner : this.closed('(?:', inner, depth);
    }
    if (rest.startsWith('(?')) {
      if (/^\(\?P?<[^>]*$/.test(rest) && !/^\(\?<[=!]/.test(rest)) throw new Refusal('invalid named capture', rest);
      const shown = /^\(\?(?:<?.)?/.exec(rest)![0];
      throw new Refusal(rest.length <= 2 ? 'missing argument to repetition operator' : 'invalid or unsupported Perl syntax', rest.length <= 2 ? '?' : shown);
    }
    this.at++;
    this.names.push(null);
    return this.closed('(', flags, depth);
  }

  private closed(open: string, flags: Flags, depth: number): string {
    if (depth > 500) throw new Refusal('expression nests too deeply', this.source);
    const body = this.alternatives(flags, depth + 1);
    this.at++;
    return `${open}${body})`;
  }

  private escape(flags: Flags): string {
    const next = this.chars[this.at + 1];
    if (next === undefined) throw new Refusal('trailing backslash at end of expression', '');
    if (next === 'Q') {
      this.at += 2;
      const body = this.rest();
      const end = body.indexOf('\\E');
      const quoted = end < 0 ? body : body.slice(0, end);
      this.at += [...quoted].length + (end < 0 ? 0 : 2);
      return quoted === '' ? '(?:)' : [...quoted].map((char) => folded(char, flags)).join('');
    }
    if (next === 'A' || next === 'z') {
      this.at += 2;
      return next === 'A' ? '(?<![\\s\\S])' : '(?![\\s\\S])';
    }
    if (next === 'b' || next === 'B') {
      this.at += 2;
      return `\\${next}`;
    }
    if (next === 'C') {
      this.at += 2;
      return '[\\s\\S]';
    }
    const inside = this.classEscape();
    if (inside !== null) return `[${inside}]`;
    return folded(this.character(), flags);
  }
}

export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** All matches, from left to right; an empty one right behind another is none. */
export function matches(pattern: Pattern, text: string, limit = Number.POSITIVE_INFINITY): Match[] {
  const found: Match[] = [];
  const { regexp } = pattern;
  let position = 0;
  let previous = -1;
  while (position <= text.length && found.length < limit) {
    regexp.lastIndex = position;
    const match = regexp.exec(text);
    if (!match) break;
    const start = match.index;
    const end = start + match[0].length;
    if (end > start || start !== previous) found.push({ start, end, groups: match.slice(0) });
    if (end > start) position = end;
    else position = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    previous = end;
  }
  return found;
}
