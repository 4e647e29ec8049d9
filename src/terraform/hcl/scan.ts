// Text to tokens. One scanner for three modes: expressions, quoted strings, heredocs and whole templates; it moves between them by itself.
import type { Position, SourceRange } from '../../engine/diagnostic.ts';

export type TokenType =
  | 'identifier'
  | 'number'
  | 'openQuote'
  | 'closeQuote'
  | 'openHeredoc'
  | 'closeHeredoc'
  /** A stretch of literal text in a template; in a heredoc at most one line. */
  | 'literal'
  | 'quotedLiteral'
  | 'quotedNewline'
  /** `${` and `${~` */
  | 'interpolation'
  /** `%{` and `%{~` */
  | 'control'
  /** `}` and `~}` of those */
  | 'sequenceEnd'
  | 'newline'
  | 'comment'
  | 'bitwise'
  | 'backtick'
  | 'apostrophe'
  | 'semicolon'
  | 'invalid'
  | 'end'
  | Punctuation;

const PUNCTUATION = ['...', '&&', '||', '==', '!=', '<=', '>=', '=>', '::', '{', '}', '[', ']', '(', ')', '.', ',', '*', '/', '%', '+', '-', '!', '<', '>', '?', ':', '='] as const;
export type Punctuation = (typeof PUNCTUATION)[number];

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly range: SourceRange;
  /** Opens a heredoc whose indentation is taken away. */
  readonly flush?: boolean;
}

interface Template {
  readonly kind: 'quoted' | 'heredoc' | 'bare';
  readonly marker: string;
  /** How many braces were open outside when it began. */
  readonly braces: number;
}

const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /[0-9](?:[0-9]|\.[0-9]|[eE][+-]?[0-9])*/y;
const HEREDOC = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const COMMENT = /(?:#|\/\/)[^\n]*\n?|\/\*[\s\S]*?\*\//y;
const PLAIN = /^[\x00-\x09\x0b\x0c\x0e-\x7f]*$/;

const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const isWordStart = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
const isWordPart = (code: number): boolean => isWordStart(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d;

/** Punctuation by its first character, longer signs first. */
const SIGNS: { readonly [first: string]: readonly Punctuation[] } = Object.fromEntries(
  [...new Set(PUNCTUATION.map((sign) => sign[0]!))].map((first) => [first, PUNCTUATION.filter((sign) => sign[0] === first)]),
);
const ODD: { readonly [char: string]: TokenType } = { '&': 'bitwise', '|': 'bitwise', '^': 'bitwise', '~': 'bitwise', '`': 'backtick', "'": 'apostrophe', ';': 'semicolon' };

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The position after `text` when it begins at `from`. */
export function advance(from: Position, text: string): Position {
  if (PLAIN.test(text)) return { line: from.line, column: from.column + text.length, byte: from.byte + text.length };
  let { line, column, byte } = from;
  for (const { segment } of clusters.segment(text)) {
    if (segment === '\n' || segment === '\r\n') {
      line++;
      column = 1;
    } else column++;
    for (const char of segment) {
      const code = char.codePointAt(0)!;
      byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
  }
  return { line, column, byte };
}

export const START: Position = { line: 1, column: 1, byte: 0 };

/** Gives one token after the other, comments included; at the end of the text an `end` token, again and again. */
export type Scanner = () => Token;

/** All tokens of a text, closed by an `end` token. */
export function scan(filename: string, text: string): Token[] {
  const next = scanner(filename, text);
  const tokens = [next()];
  while (tokens.at(-1)?.type !== 'end') tokens.push(next());
  return tokens;
}

/** Scans a text as far as it is asked: of a long one few tokens are there at a time. Never fails: what is not of the language becomes tokens that say so. */
export function scanner(filename: string, text: string, mode: 'expression' | 'template' = 'expression', start: Position = START): Scanner {
  // Template modes that are open; an expression inside one has a `braces` count of its own.
  const stack: { readonly template: Template; braces: number; inside: boolean }[] = [];
  let braces = 0;
  let place = start;
  let index = 0;
  let made: Token | null = null;

  const emit = (type: TokenType, length: number, flush?: boolean): void => {
    const piece = text.slice(index, index + length);
    const end = advance(place, piece);
    const range = { filename, start: place, end };
    made = flush === undefined ? { type, text: piece, range } : { type, text: piece, range, flush };
    place = end;
    index += length;
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = index;
    return pattern.exec(text);
  };

  if (mode === 'template') stack.push({ template: { kind: 'bare', marker: '', braces: 0 }, braces: 0, inside: false });

  return () => {
    made = null;
    while (made === null && index < text.length) {
      const top = stack.at(-1);
      if (top && !top.inside) template(top);
      else expression(top);
    }
    if (made === null) emit('end', 0);
    return made as unknown as Token;
  };

  function expression(top: (typeof stack)[number] | undefined): void {
    const code = text.charCodeAt(index);
    if (code === SPACE || code === TAB) {
      let end = index + 1;
      while (text.charCodeAt(end) === SPACE || text.charCodeAt(end) === TAB) end++;
      const width = end - index;
      place = { line: place.line, column: place.column + width, byte: place.byte + width };
      index = end;
      return;
    }
    if (code === NEWLINE || (code === RETURN && text.charCodeAt(index + 1) === NEWLINE)) {
      emit('newline', code === NEWLINE ? 1 : 2);
      return;
    }
    if (isWordStart(code) || code > 0x7f) {
      let end = index + 1;
      if (code < 0x80) while (isWordPart(text.charCodeAt(end))) end++;
      // Letters beyond ASCII are left to the pattern.
      const length = code > 0x7f || text.charCodeAt(end) > 0x7f ? (match(IDENTIFIER)?.[0].length ?? 0) : end - index;
      if (length > 0) {
        emit('identifier', length);
        return;
      }
    }
    if (code >= 0x30 && code <= 0x39) {
      emit('number', match(NUMBER)![0].length);
      return;
    }
    const char = text[index]!;
    const comment = char === '#' || char === '/' ? match(COMMENT) : null;
    if (comment) {
      emit('comment', comment[0].length);
      return;
    }
    if (char === '"') {
      emit('openQuote', 1);
      stack.push({ template: { kind: 'quoted', marker: '', braces }, braces, inside: false });
      return;
    }
    const heredoc = char === '<' ? match(HEREDOC) : null;
    if (heredoc) {
      emit('openHeredoc', heredoc[0].length, heredoc[1] === '-');
      stack.push({ template: { kind: 'heredoc', marker: heredoc[2]!, braces }, braces, inside: false });
      return;
    }
    if (top && braces === top.braces && (char === '}' || (char === '~' && text[index + 1] === '}'))) {
      emit('sequenceEnd', char === '}' ? 1 : 2);
      top.inside = false;
      return;
    }
    if (char === '{') braces++;
    else if (char === '}' && braces > 0) braces--;
    for (const sign of SIGNS[char] ?? []) {
      if (sign.length > 1 && !text.startsWith(sign, index)) continue;
      emit(sign, sign.length);
      return;
    }
    const odd = ODD[char];
    if (odd) emit(odd, 1);
    else emit('invalid', String.fromCodePoint(text.codePointAt(index)!).length);
  }

  function template(top: (typeof stack)[number]): void {
    const { kind, marker } = top.template;
    const char = text[index]!;
    if (kind === 'quoted' && char === '"') {
      emit('closeQuote', 1);
      braces = top.template.braces;
      stack.pop();
      return;
    }
    if (kind === 'quoted' && (char === '\n' || (char === '\r' && text[index + 1] === '\n'))) {
      emit('quotedNewline', char === '\n' ? 1 : 2);
      return;
    }
    if (kind === 'heredoc' && text[index - 1] === '\n') {
      const end = text.indexOf('\n', index);
      const line = end < 0 ? text.slice(index) : text.slice(index, end);
      if (line.trim() === marker && end >= 0) {
        emit('closeHeredoc', line.endsWith('\r') ? line.length - 1 : line.length);
        stack.pop();
        return;
      }
    }
    if ((char === '$' || char === '%') && text[index + 1] === '{') {
      emit(char === '$' ? 'interpolation' : 'control', text[index + 2] === '~' ? 3 : 2);
      top.inside = true;
      top.braces = braces;
      return;
    }
    emit(kind === 'quoted' ? 'quotedLiteral' : 'literal', literalLength(kind));
  }

  /** How far literal text goes: to a sequence, the closing quote, or past the end of the line. */
  function literalLength(kind: Template['kind']): number {
    let at = index;
    while (at < text.length) {
      const char = text[at]!;
      if (kind === 'quoted') {
        if (char === '"' || char === '\n' || (char === '\r' && text[at + 1] === '\n')) break;
        if (char === '\\' && at + 1 < text.length && text[at + 1] !== '\n') {
          at += 2;
          continue;
        }
      } else if (char === '\n') return at + 1 - index;
      if (char === '$' || char === '%') {
        if (text[at + 1] === char && text[at + 2] === '{') {
          at += 3;
          continue;
        }
        if (text[at + 1] === '{') break;
      }
      at++;
    }
    return Math.max(1, at - index);
  }
}
