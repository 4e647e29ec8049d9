// A reader over tokens that skips comments, and newlines where they mean nothing; it also finds its way again after an error.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Token, TokenType } from './scan.ts';

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
  readonly next: number;
  readonly at: number;
  readonly significant: boolean;
}

export class Tokens {
  readonly diagnostics: Diagnostic[] = [];
  /** After a first syntax error, follow-up errors of the doubtful kinds are kept quiet. */
  recovery = false;
  private readonly tokens: readonly Token[];
  private position = 0;
  private readonly newlines: boolean[];
  /** What was looked up last, as most tokens are looked at many times before they are read. */
  private seen: Seen | null = null;

  constructor(tokens: readonly Token[], newlines: boolean) {
    this.tokens = tokens;
    this.newlines = [newlines];
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
    if (this.seen?.at !== this.position || this.seen.significant !== this.newlines.at(-1)) this.seen = this.look();
    return this.seen.token;
  }

  read(): Token {
    const token = this.peek();
    this.position = this.seen!.next;
    return token;
  }

  /** The range of the token read last. */
  previous(): SourceRange {
    return this.tokens[Math.max(0, this.position - 1)]!.range;
  }

  isWord(word: string): boolean {
    const token = this.peek();
    return token.type === 'identifier' && token.text === word;
  }

  private look(): Seen {
    const significant = this.newlines.at(-1)!;
    const found = (token: Token, next: number): Seen => ({ token, next, at: this.position, significant });
    for (let i = this.position; i < this.tokens.length; i++) {
      const token = this.tokens[i]!;
      if (token.type === 'comment') {
        // A comment to the end of its line swallows the line end, which may matter.
        if (significant && token.text.endsWith('\n')) {
          const { end } = token.range;
          const start = { line: end.line - 1, column: token.range.start.column + token.text.length - 1, byte: end.byte - 1 };
          return found({ type: 'newline', text: '\n', range: { filename: token.range.filename, start, end } }, i + 1);
        }
        continue;
      }
      if (token.type === 'newline' && !significant) continue;
      return found(token, i + 1);
    }
    return found(this.tokens.at(-1)!, this.tokens.length);
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

/** Reports tokens that can be no part of any program; most kinds only once. */
export function reportInvalidTokens(tokens: readonly Token[], diagnostics: Diagnostic[]): void {
  let bitwise = 0;
  let backtick = 0;
  let apostrophe = 0;
  let semicolon = 0;
  const report = (token: Token, summary: string, detail: string) => diagnostics.push({ severity: 'error', summary, detail, subject: token.range });
  for (const token of tokens) {
    switch (token.type) {
      case 'bitwise': {
        if (bitwise++ > 0) break;
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
