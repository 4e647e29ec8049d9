// Single characters of a pattern in RE2's syntax, with their escapes, and the classes in brackets that are made of them.
import { complement, inClass, PERL, POSIX } from './regexp-class.ts';

/** Thrown where a pattern is refused. */
export class Refusal {
  readonly code: string;
  readonly part: string;
  constructor(code: string, part: string) {
    this.code = code;
    this.part = part;
  }
}

const SINGLE: { readonly [letter: string]: string } = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
export interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  U: boolean;
}

const literal = (char: string): string => (/[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char);

/** A character that ignores case where the flag asks for it. */
export function folded(char: string, flags: Flags): string {
  const lower = char.toLowerCase();
  const upper = char.toUpperCase();
  return flags.i && lower !== upper && [...lower].length === 1 && [...upper].length === 1 ? `[${literal(lower)}${literal(upper)}]` : literal(char);
}

/** Reads over a pattern, character by character. */
export class RegexpCharacters {
  protected at = 0;
  protected readonly chars: readonly string[];
  protected readonly source: string;

  constructor(source: string) {
    this.source = source;
    this.chars = [...source];
  }

  protected rest(from = this.at): string {
    return this.chars.slice(from).join('');
  }

  /** `\d`, `\pL` and their like, as the inside of a character class; null when the escape is a single character. */
  protected classEscape(): string | null {
    const letter = this.chars[this.at + 1]!;
    const perl = PERL[letter];
    if (perl !== undefined) {
      this.at += 2;
      return perl;
    }
    if (letter !== 'p' && letter !== 'P') return null;
    const match = /^\\[pP](?:\{(\^?)([^}]*)\}|(.))/u.exec(this.rest());
    const name = match ? (match[2] ?? match[3]!) : '';
    const written = match?.[0] ?? this.rest();
    this.at += [...written].length;
    const negated = (letter === 'P') !== (match?.[1] === '^');
    for (const property of [name, `Script=${name}`]) {
      const text = `\\${negated ? 'P' : 'p'}{${property}}`;
      try {
        new RegExp(text, 'u');
        return text;
      } catch {
        // Not a general category: it may be a script.
      }
    }
    throw new Refusal('invalid character class range', written);
  }

  /** One escaped character, read over. */
  protected character(): string {
    const rest = this.rest();
    const letter = this.chars[this.at + 1]!;
    const single = SINGLE[letter];
    if (single !== undefined) {
      this.at += 2;
      return single;
    }
    const hex = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(rest);
    if (hex) {
      const code = Number.parseInt(hex[1] ?? hex[2]!, 16);
      if (code > 0x10ffff) throw new Refusal('invalid escape sequence', hex[0]);
      this.at += hex[0].length;
      return String.fromCodePoint(code);
    }
    const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (octal) {
      this.at += octal[0].length;
      return String.fromCodePoint(Number.parseInt(octal[1]!, 8));
    }
    if (/^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]$/.test(letter) && letter !== '_') {
      this.at += 2;
      return letter;
    }
    throw new Refusal('invalid escape sequence', letter === 'x' ? rest.slice(0, 3) : `\\${letter}`);
  }

  protected bracketed(flags: Flags): string {
    const start = this.at;
    this.at++;
    let out = '[';
    if (this.chars[this.at] === '^') {
      out += '^';
      this.at++;
    }
    let first = true;
    for (;;) {
      const char = this.chars[this.at];
      if (char === undefined) throw new Refusal('missing closing ]', this.rest(start));
      if (char === ']' && !first) {
        this.at++;
        return `${out}]`;
      }
      first = false;
      const posix = /^\[:(\^?)(\w+):\]/.exec(this.rest());
      if (posix) {
        const inside = Object.hasOwn(POSIX, posix[2]!) ? POSIX[posix[2]!] : undefined;
        if (inside === undefined) throw new Refusal('invalid character class range', posix[0]);
        this.at += posix[0].length;
        out += posix[1] ? complement(inside) : inside;
        continue;
      }
      if (char === '\\') {
        if (this.chars[this.at + 1] === undefined) throw new Refusal('trailing backslash at end of expression', '');
        const inside = this.classEscape();
        if (inside !== null) {
          out += inside;
          continue;
        }
      }
      out += this.classRange(flags);
    }
  }

  protected classRange(flags: Flags): string {
    const start = this.at;
    const low = this.classCharacter();
    if (this.chars[this.at] !== '-' || this.chars[this.at + 1] === ']' || this.chars[this.at + 1] === undefined) {
      const both = flags.i ? [...new Set([low, low.toLowerCase(), low.toUpperCase()])].filter((char) => [...char].length === 1) : [low];
      return both.map(inClass).join('');
    }
    this.at++;
    const high = this.classCharacter();
    if (high.codePointAt(0)! < low.codePointAt(0)!) throw new Refusal('invalid character class range', this.chars.slice(start, this.at).join(''));
    const plain = `${inClass(low)}-${inClass(high)}`;
    if (!flags.i) return plain;
    const extra = [
      [/[a-z]/, 'A', 'a'],
      [/[A-Z]/, 'a', 'A'],
    ] as const;
    let out = plain;
    for (const [, to, from] of extra) {
      const begin = Math.max(low.codePointAt(0)!, from.charCodeAt(0));
      const end = Math.min(high.codePointAt(0)!, from.charCodeAt(0) + 25);
      const shift = to.charCodeAt(0) - from.charCodeAt(0);
      if (begin <= end) out += `${String.fromCharCode(begin + shift)}-${String.fromCharCode(end + shift)}`;
    }
    return out;
  }

  private classCharacter(): string {
    if (this.chars[this.at] === '\\') return this.character();
    const char = this.chars[this.at];
    if (char === undefined) throw new Refusal('missing closing ]', this.source);
    this.at++;
    return char;
  }
}
