// The pieces of a template one after another, with the trimming of `~` and of `<<-` and the escapes of literal text.
import type { SourceRange } from '../../engine/diagnostic.ts';
import { quote } from '../lang/quote.ts';
import { similar } from '../lang/similar.ts';
import type { Expression } from './ast.ts';
import { parseExpressionTokens } from './parse-expression.ts';
import { advance, type Token, type TokenType } from './scan.ts';
import { between, startOf, type Tokens } from './tokens.ts';

export type Piece =
  | { kind: 'literal'; value: string; range: SourceRange }
  | { kind: 'interpolation'; expression: Expression; range: SourceRange }
  | { kind: 'if'; condition: Expression; range: SourceRange }
  | { kind: 'for'; keyName: string | null; valueName: string; collection: Expression; range: SourceRange }
  | { kind: 'else' | 'endif' | 'endfor'; range: SourceRange }
  | { kind: 'end'; range: SourceRange };

const LEADING = /^[\s\u0085]+/u;

const TRAILING = /[\s\u0085]+$/u;

export function readPieces(tokens: Tokens, closer: TokenType): Piece[] {
  const pieces: Piece[] = [];
  let start = tokens.peek().range;
  let end = start;
  let trimNext = false;
  let literalBefore = false;
  for (;;) {
    const next = tokens.read();
    end = next.range;
    if (next.type === closer) break;
    const trim = trimNext;
    const canTrim = literalBefore;
    trimNext = false;
    literalBefore = false;
    if (next.type === 'literal' || next.type === 'quotedLiteral') {
      const value = literalValue(next, tokens);
      pieces.push({ kind: 'literal', value: trim ? value.replace(LEADING, '') : value, range: next.range });
      literalBefore = true;
    } else if (next.type === 'interpolation' || next.type === 'control') {
      const last = pieces.at(-1);
      if (canTrim && next.text.endsWith('~') && last?.kind === 'literal') last.value = last.value.replace(TRAILING, '');
      tokens.pushNewlines(false);
      const close = next.type === 'interpolation' ? interpolation(tokens, next, start, closer, pieces) : control(tokens, next, start, pieces);
      tokens.popNewlines();
      trimNext = close?.text === '~}';
    } else {
      if (!tokens.recovery) tokens.error('Unterminated template string', 'No closing marker was found for the string.', next.range, between(start, next.range));
      start = tokens.recover(closer).range;
      end = start;
      break;
    }
  }
  if (pieces.length === 0) pieces.push({ kind: 'literal', value: '', range: startOf(end) });
  pieces.push({ kind: 'end', range: end });
  return pieces;
}

/** The closing token, unless it is missing. */
function interpolation(tokens: Tokens, open: Token, start: SourceRange, closer: TokenType, pieces: Piece[]): Token | null {
  const expression = parseExpressionTokens(tokens);
  const close = tokens.peek();
  if (close.type === 'sequenceEnd') tokens.read();
  else {
    if (!tokens.recovery) unclosed(tokens, close, start, closer);
    tokens.recover('sequenceEnd');
  }
  pieces.push({ kind: 'interpolation', expression, range: between(open.range, close.range) });
  return close.type === 'sequenceEnd' ? close : null;
}

function unclosed(tokens: Tokens, close: Token, start: SourceRange, closer: TokenType): void {
  const nesting = 'This might be caused by incorrect nesting inside the given expression.';
  if (close.type === 'end') {
    tokens.error('Unclosed template interpolation sequence', `There is no closing brace for this interpolation sequence before the end of the file. ${nesting}`, start);
  } else if (close.type === ':') {
    tokens.error(
      'Extra characters after interpolation expression',
      'Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".',
      close.range,
      between(start, close.range),
    );
  } else if ((close.type === 'closeQuote' || close.type === 'openQuote') && closer === 'closeQuote') {
    tokens.error('Unclosed template interpolation sequence', `There is no closing brace for this interpolation sequence before the end of the quoted template. ${nesting}`, start);
  } else {
    tokens.error(
      'Extra characters after interpolation expression',
      'Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
      close.range,
      between(start, close.range),
    );
  }
}

const KEYWORDS = ['if', 'for', 'else', 'endif', 'endfor'];

/** The closing token, unless something was wrong before it. */
function control(tokens: Tokens, open: Token, start: SourceRange, pieces: Piece[]): Token | null {
  const word = tokens.peek();
  const give = (summary: string, detail: string, subject: SourceRange, context?: SourceRange): null => {
    if (!tokens.recovery) tokens.error(summary, detail, subject, context);
    tokens.recover('sequenceEnd');
    return null;
  };
  if (word.type !== 'identifier') {
    return give(
      'Invalid template directive',
      'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
      word.range,
      between(open.range, word.range),
    );
  }
  tokens.read();
  switch (word.text) {
    case 'if': {
      const condition = parseExpressionTokens(tokens);
      pieces.push({ kind: 'if', condition, range: between(open.range, tokens.peek().range) });
      break;
    }
    case 'for': {
      const problem = (detail: string) => give("Invalid 'for' directive", detail, tokens.peek().range);
      if (tokens.peek().type !== 'identifier') return problem("For directive requires variable name after 'for'.");
      let valueName = tokens.read().text;
      let keyName: string | null = null;
      if (tokens.peek().type === ',') {
        keyName = valueName;
        tokens.read();
        if (tokens.peek().type !== 'identifier') return problem('For directive requires value variable name after comma.');
        valueName = tokens.read().text;
      }
      if (!tokens.isWord('in')) return problem("For directive requires 'in' keyword after names.");
      tokens.read();
      const collection = parseExpressionTokens(tokens);
      pieces.push({ kind: 'for', keyName, valueName, collection, range: between(open.range, tokens.peek().range) });
      break;
    }
    case 'else':
    case 'endif':
    case 'endfor':
      pieces.push({ kind: word.text, range: between(open.range, tokens.peek().range) });
      break;
    default: {
      const meant = similar(word.text, KEYWORDS);
      return give(
        'Invalid template control keyword',
        `${quote(word.text)} is not a valid template control keyword.${meant ? ` Did you mean "${meant}"?` : ''}`,
        word.range,
        between(open.range, word.range),
      );
    }
  }
  const close = tokens.peek();
  if (close.type !== 'sequenceEnd') {
    return give(`Extra characters in ${word.text} marker`, 'Expected a closing brace to end the sequence, but found extra characters.', close.range, between(start, close.range));
  }
  return tokens.read();
}

const ESCAPES: { readonly [char: string]: string } = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The text that a literal token stands for. Backslashes count in quotes only. */
export function literalValue(token: Token, tokens: Tokens): string {
  const { text } = token;
  const quoted = token.type === 'quotedLiteral';
  if (!(quoted ? /[\\$%]/ : /[$%]/).test(text)) return text.normalize('NFC');
  let out = '';
  const rangeAt = (from: number, to: number): SourceRange => {
    const start = advance(token.range.start, text.slice(0, from));
    return { filename: token.range.filename, start, end: advance(start, text.slice(from, to)) };
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if ((char === '$' || char === '%') && text[i + 1] === char && text[i + 2] === '{') {
      out += `${char}{`;
      i += 2;
      continue;
    }
    if (!quoted || char !== '\\') {
      out += char;
      continue;
    }
    const selector = text.codePointAt(i + 1) === undefined ? '' : String.fromCodePoint(text.codePointAt(i + 1)!);
    const simple = ESCAPES[selector];
    if (simple !== undefined) {
      out += simple;
      i++;
    } else if (selector === 'u' || selector === 'U') {
      const count = selector === 'u' ? 4 : 8;
      const digits = /^[0-9a-fA-F]*/.exec(text.slice(i + 2, i + 2 + count))![0];
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff) {
        tokens.error('Invalid escape sequence', `Cannot encode character U+${code.toString(16)} in UTF-8.`, rangeAt(i, i + 2 + digits.length));
      } else if (digits.length < count) {
        tokens.error(
          'Invalid escape sequence',
          `The \\${selector} escape sequence must be followed by ${count === 4 ? 'four' : 'eight'} hexadecimal digits.`,
          rangeAt(i, i + 2 + digits.length),
        );
      } else out += code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code);
      i += 1 + digits.length;
    } else {
      tokens.error('Invalid escape sequence', `The symbol ${quote(selector)} is not a valid escape sequence selector.`, rangeAt(i, i + 1 + selector.length));
      i += selector.length;
    }
  }
  return out.normalize('NFC');
}

/** `<<-`: takes the indentation that all lines share away from each. Blank lines do not count. */
export function removeIndentation(pieces: Piece[]): void {
  let least = Number.POSITIVE_INFINITY;
  let newline = true;
  const lines: Extract<Piece, { kind: 'literal' }>[] = [];
  for (const piece of pieces) {
    if (newline) {
      newline = false;
      if (piece.kind === 'end') break;
      let spaces = 0;
      if (piece.kind === 'literal') {
        const indentation = LEADING.exec(piece.value)?.[0] ?? '';
        if (indentation === piece.value && piece.value.endsWith('\n')) spaces = Number.POSITIVE_INFINITY;
        else {
          spaces = [...indentation].length;
          lines.push(piece);
        }
      }
      least = Math.min(least, spaces);
    }
    if (piece.kind === 'literal' && piece.value.endsWith('\n')) newline = true;
  }
  if (!Number.isFinite(least)) return;
  for (const piece of lines) piece.value = [...piece.value].slice(least).join('');
}

/** Literals side by side become one. */
export function meld(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (piece.kind === 'literal' && last?.kind === 'literal') out[out.length - 1] = { kind: 'literal', value: last.value + piece.value, range: between(last.range, piece.range) };
    else out.push(piece);
  }
  return out;
}
