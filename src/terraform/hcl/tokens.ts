// A reader over tokens that skips comments, and newlines where they mean nothing; it also finds its way again after an error.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Scanner, Token, TokenType } from './scan.ts';

export const between = (start: SourceRange, end: SourceRange): SourceRange => ({ filename: start.filename, start: start.start, end: end.end });

/** An empty range at the end of another. */
export const endOf = (range: SourceRange): SourceRange => ({ filename: range.filename, start: range.end, end: range.end });
/** An empty range at the start of another. */
export const startOf = (range: SourceRange): SourceRange => ({ filename: range.filename, start: range.start, end: range.start });

/** As in `main.tf:2,3-8`, or `main.tf:2,3-4,5` over several lines. */
export function rangeText(range: SourceRange): string {
  const { start, end } = range;
  return `${range.filename}:${start.line},${start.column}-${start.line === end.line ? '' : `${end.line},`}${end.column}`;
}

const OPENER: { readonly [closer: string]: TokenType } = { '}': '{', ']': '[', ')': '(', closeQuote: 'openQuote', closeHeredoc: 'openHeredoc', sequenceEnd: 'interpolation' };
const OPENERS: readonly TokenType[] = ['{', '[', '(', 'openQuote', 'openHeredoc', 'interpolation', 'control'];

interface Seen {
  readonly token: Token;
  /** How many of the tokens ahead reading it takes. */
  readonly taken: number;
  readonly significant: boolean;
}

export class Tokens {
  readonly diagnostics: Diagnostic[] = [];
  /** After a first syntax error, follow-up errors of the doubtful kinds are kept quiet. */
  recovery = false;
  private readonly scanner: Scanner;
  /** Scanned and not yet read. */
  private readonly ahead: Token[] = [];
  private last: Token | null = null;
  private readonly newlines: boolean[];
  /** What was looked up last, as most tokens are looked at many times before they are read. */
  private seen: Seen | null = null;
  /** Tokens that are no part of any program. */
  private readonly invalid: Token[] = [];

  constructor(scanner: Scanner, newlines: boolean) {
    this.scanner = scanner;
    this.newlines = [newlines];
  }

  /** All that is wrong with the text, to its end: the tokens that are no part of any program first. */
  problems(): readonly Diagnostic[] {
    while (this.scanned(0).type !== 'end') this.ahead.shift();
    const invalid: Diagnostic[] = [];
    reportInvalidTokens(this.invalid, invalid);
    return [...invalid, ...this.diagnostics];
  }

  error(summary: string, detail: string, subject: SourceRange, context?: SourceRange): void {
    this.diagnostics.push({ severity: 'error', summary, detail, subject, ...(context ? { context } : {}) });
  }

  /** Whether line ends count, from here until `popNewlines`. */
  pushNewlines(significant: boolean): void {
    this.newlines.push(significant);
  }

  popNewlines(): void {
    this.newlines.pop();
  }

  peek(): Token {
    if (!this.seen || this.seen.significant !== this.newlines.at(-1)) this.seen = this.look();
    return this.seen.token;
  }

  read(): Token {
    const token = this.peek();
    for (let count = this.seen?.taken ?? 0; count > 0; count--) this.last = this.ahead.shift() ?? this.last;
    this.seen = null;
    return token;
  }

  /** The range of the token read last. */
  previous(): SourceRange {
    return (this.last ?? this.scanned(0)).range;
  }

  isWord(word: string): boolean {
    const token = this.peek();
    return token.type === 'identifier' && token.text === word;
  }

  /** One of the tokens ahead. */
  private scanned(index: number): Token {
    while (this.ahead.length <= index) {
      const token = this.scanner();
      if (INVALID.has(token.type)) this.invalid.push(token);
      this.ahead.push(token);
    }
    return this.ahead[index] as Token;
  }

  private look(): Seen {
    const significant = this.newlines.at(-1) as boolean;
    for (let i = 0; ; i++) {
      const token = this.scanned(i);
      if (token.type === 'comment') {
        // A comment to the end of its line swallows the line end, which may matter.
        if (significant && token.text.endsWith('\n')) {
          const { end } = token.range;
          const start = { line: end.line - 1, column: token.range.start.column + token.text.length - 1, byte: end.byte - 1 };
          return { token: { type: 'newline', text: '\n', range: { filename: token.range.filename, start, end } }, taken: i + 1, significant };
        }
        continue;
      }
      if (token.type === 'newline' && !significant) continue;
      return { token, taken: i + 1, significant };
    }
  }

  /** Goes on after the closing token of what is open now, over nested ones. */
  recover(end: TokenType): Token {
    const start = OPENER[end];
    this.recovery = true;
    let nest = 0;
    for (;;) {
      const token = this.read();
      const type = end === 'sequenceEnd' && token.type === 'control' ? 'interpolation' : token.type;
      if (type === start) nest++;
      else if (type === end) {
        if (nest < 1) return token;
        nest--;
      }
      if (token.type === 'end') return token;
    }
  }

  /** Goes on after the bracket that opens next has been closed. */
  recoverOver(start: TokenType, end: TokenType): void {
    for (;;) {
      const token = this.read();
      if (token.type === start || token.type === 'end') break;
    }
    this.recover(end);
  }

  /** Goes on after the line that ends the current argument or block. */
  recoverAfterItem(): void {
    this.recovery = true;
    const open: TokenType[] = [];
    for (;;) {
      const token = this.read();
      if (token.type === 'end' || (token.type === 'newline' && open.length === 0)) return;
      if (OPENERS.includes(token.type)) open.push(token.type);
      else if (OPENER[token.type]) {
        const matches = (type: TokenType | undefined) => type === OPENER[token.type] || (token.type === 'sequenceEnd' && type === 'control');
        while (open.length > 0 && !matches(open.at(-1))) open.pop();
        open.pop();
      }
    }
  }
}

const INVALID: ReadonlySet<TokenType> = new Set(['bitwise', 'backtick', 'apostrophe', 'semicolon', 'quotedNewline', 'invalid']);

/** Reports tokens that can be no part of any program; most kinds only once, bitwise operators four times. */
function reportInvalidTokens(tokens: readonly Token[], diagnostics: Diagnostic[]): void {
  let bitwise = 0;
  let backtick = 0;
  let apostrophe = 0;
  let semicolon = 0;
  const report = (token: Token, summary: string, detail: string) => diagnostics.push({ severity: 'error', summary, detail, subject: token.range });
  for (const token of tokens) {
    switch (token.type) {
      case 'bitwise': {
        if (bitwise++ >= 4) break;
        const meant = token.text === '&' ? 'AND ("&&")' : token.text === '|' ? 'OR ("||")' : token.text === '~' ? 'NOT ("!")' : '';
        report(token, 'Unsupported operator', `Bitwise operators are not supported.${meant ? ` Did you mean boolean ${meant}?` : ''}`);
        break;
      }
      case 'backtick':
        // The closing one of a pair is not reported again.
        if (backtick % 2 === 0) report(token, 'Invalid character', 'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".');
        if (backtick <= 2) backtick++;
        break;
      case 'apostrophe':
        if (apostrophe % 2 === 0) report(token, 'Invalid character', 'Single quotes are not valid. Use double quotes (") to enclose strings.');
        if (apostrophe <= 2) apostrophe++;
        break;
      case 'semicolon':
        if (semicolon++ > 0) break;
        report(token, 'Invalid character', 'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.');
        break;
      case 'quotedNewline':
        report(
          token,
          'Invalid multi-line string',
          'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
        );
        break;
      case 'invalid':
        if (token.text === '“' || token.text === '”') {
          report(
            token,
            'Invalid character',
            '"Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a "straight quote".',
          );
        } else report(token, 'Invalid character', 'This character is not used within the language.');
        break;
    }
  }
}
