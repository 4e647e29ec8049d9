// Templates: literal text, `${...}`, `%{if}` and `%{for}` put together from their pieces.
import type { Expression, TemplatePart } from './ast.ts';
import type { Token, TokenType } from './scan.ts';
import { meld, type Piece, readPieces, removeIndentation } from './template-pieces.ts';
import { between, rangeText, type Tokens } from './tokens.ts';

/** Reads up to and over the closing token. A template of one interpolation alone is a `wrap`. */
export function parseTemplateTokens(tokens: Tokens, opener: Token | null, closer: TokenType): Expression {
  const start = opener?.range ?? tokens.peek().range;
  const pieces = readPieces(tokens, closer);
  if (opener?.flush) removeIndentation(pieces);
  const melded = meld(pieces);
  const reader = new PieceReader(melded, tokens);
  const parts = reader.root();
  const range = opener ? between(start, tokens.previous()) : between(start, melded.at(-1)!.range);
  const first = melded[0];
  if (melded.length === 2 && first?.kind === 'interpolation') return { kind: 'wrap', expression: first.expression, range };
  return { kind: 'template', parts, quoted: opener?.type === 'openQuote', range };
}

/** Puts directives and their ends together. */
class PieceReader {
  private at = 0;
  private readonly pieces: readonly Piece[];
  private readonly tokens: Tokens;

  constructor(pieces: readonly Piece[], tokens: Tokens) {
    this.pieces = pieces;
    this.tokens = tokens;
  }

  root(): TemplatePart[] {
    const parts: TemplatePart[] = [];
    while (this.pieces[this.at]!.kind !== 'end') {
      const part = this.part();
      if (part) parts.push(part);
    }
    return parts;
  }

  private part(): TemplatePart | null {
    const piece = this.pieces[this.at]!;
    this.at++;
    switch (piece.kind) {
      case 'literal':
      case 'interpolation':
        return piece;
      case 'if':
        return this.conditional(piece);
      case 'for':
        return this.loop(piece);
      default:
        this.tokens.error(`Unexpected ${piece.kind} directive`, 'The control directives within this template are unbalanced.', piece.range);
        return null;
    }
  }

  private conditional(open: Extract<Piece, { kind: 'if' }>): TemplatePart | null {
    const yes: TemplatePart[] = [];
    const no: TemplatePart[] = [];
    let current = yes;
    for (;;) {
      const piece = this.pieces[this.at]!;
      if (piece.kind === 'end') {
        this.tokens.error('Unexpected end of template', `The if directive at ${rangeText(open.range)} is missing its corresponding endif directive.`, piece.range);
        return null;
      }
      if (piece.kind === 'endif') {
        this.at++;
        return { kind: 'if', condition: open.condition, yes, no, range: between(open.range, piece.range) };
      }
      if (piece.kind === 'else' && current === yes) {
        this.at++;
        current = no;
        continue;
      }
      if (piece.kind === 'else' || piece.kind === 'endfor') {
        this.at++;
        const detail =
          piece.kind === 'else'
            ? `Already in the else clause for the if started at ${rangeText(open.range)}.`
            : `Expecting an endif directive for the if started at ${rangeText(open.range)}.`;
        this.tokens.error(`Unexpected ${piece.kind} directive`, detail, piece.range);
        return null;
      }
      const part = this.part();
      if (part) current.push(part);
    }
  }

  private loop(open: Extract<Piece, { kind: 'for' }>): TemplatePart | null {
    const body: TemplatePart[] = [];
    for (;;) {
      const piece = this.pieces[this.at]!;
      if (piece.kind === 'end') {
        this.tokens.error('Unexpected end of template', `The for directive at ${rangeText(open.range)} is missing its corresponding endfor directive.`, piece.range);
        return null;
      }
      if (piece.kind === 'endfor') {
        this.at++;
        return { kind: 'for', keyName: open.keyName, valueName: open.valueName, collection: open.collection, body, range: between(open.range, piece.range) };
      }
      if (piece.kind === 'else' || piece.kind === 'endif') {
        this.at++;
        const detail =
          piece.kind === 'else'
            ? 'An else clause is not expected for a for directive.'
            : `Expecting an endfor directive corresponding to the for directive at ${rangeText(open.range)}.`;
        this.tokens.error(`Unexpected ${piece.kind} directive`, detail, piece.range);
        return null;
      }
      const part = this.part();
      if (part) body.push(part);
    }
  }
}
