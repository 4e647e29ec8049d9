// The standard style of source files: indentation, spaces between tokens, aligned equals signs and comments, as `terraform fmt` has it.
import type { Body } from './ast.ts';
import { parseConfig } from './parse.ts';
import type { Token, TokenType } from './scan.ts';
import { scan } from './scan.ts';

interface Piece {
  readonly type: TokenType;
  readonly text: string;
  /** Spaces in front of it. */
  spaces: number;
}

/** One line in cells: what stands before an equals sign, the assignment, and a comment at the end. */
interface Line {
  lead: Piece[];
  assign: Piece[] | null;
  comment: Piece | null;
}

/** The text in standard style. Text that does not parse comes back as it was. */
export function formatSource(text: string): string {
  const { body, diagnostics } = parseConfig('', text);
  if (diagnostics.some((item) => item.severity === 'error')) return text;
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const tokens = rewritten(scan('', text.slice(mark.length)), body);
  const lines = linesOf(tokens);
  indent(lines);
  for (const line of lines) {
    space(line.lead);
    if (line.assign) space(line.assign);
  }
  align(lines);
  const write = (piece: Piece): string => ' '.repeat(piece.spaces) + piece.text;
  return mark + lines.map((line) => [...line.lead, ...(line.assign ?? []), ...(line.comment ? [line.comment] : [])].map(write).join('')).join('');
}

/** `"${x}"` becomes `x`, labels get quotes, quoted types of variables lose theirs. */
function rewritten(tokens: readonly Token[], body: Body): Piece[] {
  // The last token is the empty one at the end of the text.
  const at = new Map(tokens.slice(0, -1).map((token, index) => [token.range.start.byte, index]));
  const endAt = new Map(tokens.slice(0, -1).map((token, index) => [token.range.end.byte, index]));
  const replaced = new Map<number, { readonly end: number; readonly pieces: readonly Piece[] }>();
  const piece = ({ type, text }: { type: TokenType; text: string }): Piece => ({ type, text, spaces: 0 });
  const visit = (inner: Body, path: readonly string[]): void => {
    for (const attribute of inner.attributes) {
      const { range } = attribute.expression;
      const first = at.get(range.start.byte);
      if (first === undefined) continue;
      const last = endAt.get(range.end.byte);
      if (last === undefined) continue;
      const own = tokens.slice(first, last + 1);
      const changed = path.length === 1 && path[0] === 'variable' && attribute.name === 'type' ? unquotedType(own) : unwrapped(own);
      if (changed) replaced.set(first, { end: last, pieces: changed.map(piece) });
    }
    for (const block of inner.blocks) {
      block.labelRanges.forEach((range, index) => {
        const first = at.get(range.start.byte);
        if (first === undefined || tokens[first]!.type !== 'identifier') return;
        const quoted: Piece[] = [piece({ type: 'openQuote', text: '"' }), piece({ type: 'quotedLiteral', text: block.labels[index]! }), piece({ type: 'closeQuote', text: '"' })];
        replaced.set(first, { end: first, pieces: quoted });
      });
      visit(block.body, [...path, block.type]);
    }
  };
  visit(body, []);
  const out: Piece[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const change = replaced.get(i);
    if (change) {
      out.push(...change.pieces);
      i = change.end;
    } else if (tokens[i]!.type !== 'end') out.push(piece(tokens[i]!));
  }
  return out;
}

/** The tokens inside of `"${...}"`, when that is all there is; null otherwise. */
function unwrapped(tokens: readonly Token[]): readonly { type: TokenType; text: string }[] | null {
  if (tokens.length < 5 || tokens[0]!.type !== 'openQuote' || tokens[1]!.type !== 'interpolation' || tokens.at(-2)!.type !== 'sequenceEnd' || tokens.at(-1)!.type !== 'closeQuote')
    return null;
  let inside = tokens.slice(2, -2);
  let quotes = 0;
  for (const token of inside) {
    if (token.type === 'openQuote') quotes++;
    else if (token.type === 'closeQuote') quotes--;
    else if (quotes === 0 && (token.type === 'interpolation' || token.type === 'sequenceEnd' || token.type === 'quotedLiteral')) return null;
  }
  while (inside[0]?.type === 'newline') inside = inside.slice(1);
  while (inside.at(-1)?.type === 'newline') inside = inside.slice(0, -1);
  // Over several lines it would not parse without parentheses.
  if (!inside.some((token) => token.type === 'newline') || (inside[0]?.type === '(' && inside.at(-1)?.type === ')')) return inside;
  return [{ type: '(', text: '(' }, { type: 'newline', text: '\n' }, ...inside, { type: 'newline', text: '\n' }, { type: ')', text: ')' }];
}

const QUOTED_TYPES: { readonly [text: string]: string } = { string: 'string', list: 'list(string)', map: 'map(string)' };

function unquotedType(tokens: readonly Token[]): readonly { type: TokenType; text: string }[] | null {
  const text = tokens.length === 3 && tokens[1]!.type === 'quotedLiteral' && Object.hasOwn(QUOTED_TYPES, tokens[1]!.text) ? QUOTED_TYPES[tokens[1]!.text] : undefined;
  if (text !== undefined) return scan('', text).slice(0, -1);
  const bare = tokens.length === 1 && tokens[0]!.type === 'identifier' && (tokens[0]!.text === 'list' || tokens[0]!.text === 'map') ? `${tokens[0]!.text}(any)` : null;
  return bare === null ? null : scan('', bare).slice(0, -1);
}

const endsLine = (piece: Piece): boolean => piece.type === 'newline' || (piece.type === 'comment' && piece.text.endsWith('\n'));

const OPEN: readonly TokenType[] = ['{', '[', '(', 'control', 'interpolation'];
const CLOSE: readonly TokenType[] = ['}', ']', ')', 'sequenceEnd'];
const bracket = ({ type }: Piece): number => (OPEN.includes(type) ? 1 : CLOSE.includes(type) ? -1 : 0);

function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = [{ lead: [], assign: null, comment: null }];
  for (const piece of pieces) {
    lines.at(-1)!.lead.push(piece);
    if (endsLine(piece)) lines.push({ lead: [], assign: null, comment: null });
  }
  for (const line of lines) {
    if (line.lead.length > 1 && line.lead.at(-1)!.type === 'comment') line.comment = line.lead.pop()!;
    const equals = line.lead.findIndex((piece, index) => index > 0 && piece.type === '=');
    // An expression that goes on in the next line is not aligned with its neighbours.
    if (equals > 0 && line.lead.slice(equals).reduce((sum, piece) => sum + bracket(piece), 0) === 0) {
      line.assign = line.lead.slice(equals);
      line.lead = line.lead.slice(0, equals);
    }
  }
  return lines;
}

/** Each line that opens more brackets than it closes indents what follows by one step, however many they are. */
function indent(lines: readonly Line[]): void {
  const levels: number[] = [];
  for (const line of lines) {
    const [first] = line.lead;
    if (!first) continue;
    if (first.type === 'newline') {
      first.spaces = 0;
      continue;
    }
    let net = 0;
    for (const piece of line.lead) {
      net += bracket(piece);
      if (piece.type === 'openHeredoc') break;
    }
    for (const piece of line.assign ?? []) net += bracket(piece);
    for (let closed = -net; closed > 0 && levels.length > 0; ) {
      const top = levels.pop()!;
      if (closed < top) levels.push(top - closed);
      closed -= top;
    }
    first.spaces = 2 * levels.length;
    if (net > 0) levels.push(net);
  }
}

function space(cell: readonly Piece[]): void {
  for (let i = 0; i + 1 < cell.length; i++) cell[i + 1]!.spaces = spaceAfter(cell[i]!, cell[i - 1]?.type ?? null, cell[i + 1]!) ? 1 : 0;
}

const TEMPLATE_BEFORE: readonly TokenType[] = ['quotedLiteral', 'literal', 'openQuote', 'openHeredoc'];
const TEMPLATE_AFTER: readonly TokenType[] = ['quotedLiteral', 'literal', 'closeQuote', 'closeHeredoc'];
/** What a minus sign stands behind when it is a sign and not an operation. */
const BEFORE_SIGN: readonly TokenType[] = ['(', '{', '[', '=', ':', ',', '?', '+', '*', '/', '%', '-', '==', '!=', '>', '>=', '<', '<=', '&&', '||', '!'];

function spaceAfter(subject: Piece, before: TokenType | null, after: Piece): boolean {
  if (after.type === 'newline') return false;
  if (subject.type === 'identifier' && (after.type === '(' || after.type === '::')) return false;
  if (subject.type === '::' || subject.type === '.' || after.type === '.') return false;
  if (after.type === ',' || after.type === '...') return false;
  if (subject.type === ',') return true;
  if (TEMPLATE_BEFORE.includes(subject.type) || TEMPLATE_AFTER.includes(after.type)) return false;
  if (subject.type === 'identifier' && subject.text === 'in' && before === 'identifier') return true;
  if (after.type === '[' && (subject.type === 'identifier' || subject.type === 'number' || bracket(subject) < 0)) return false;
  if (subject.type === '!') return false;
  if (subject.type === '-') return before !== null && !BEFORE_SIGN.includes(before);
  if (subject.type === '{' || after.type === '}') return !(subject.type === '{' && after.type === '}');
  if ((subject.type === 'interpolation' || subject.type === 'control') && after.type === '{') return true;
  if (subject.type === '}' && after.type === 'sequenceEnd') return true;
  if (subject.type === 'sequenceEnd' && (after.type === 'interpolation' || after.type === 'control')) return false;
  return bracket(subject) <= 0 && bracket(after) >= 0;
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function columns(pieces: readonly Piece[]): number {
  let sum = 0;
  for (const { spaces, text } of pieces) {
    sum += spaces + (/^[\x00-\x7f]*$/.test(text) ? text.length : Array.from(clusters.segment(text)).length);
  }
  return sum;
}

/** Brings equals signs, then comments, of neighbouring lines into one column. */
function align(lines: readonly Line[]): void {
  chains(
    lines,
    (line) => line.assign?.[0] ?? null,
    (line) => columns(line.lead),
  );
  chains(
    lines,
    (line) => line.comment,
    (line) => columns(line.lead) + columns(line.assign ?? []),
  );
}

function chains(lines: readonly Line[], cell: (line: Line) => Piece | null, width: (line: Line) => number): void {
  let chain: { readonly piece: Piece; readonly width: number }[] = [];
  const close = (): void => {
    const widest = chain.reduce((most, item) => Math.max(most, item.width), 0);
    for (const item of chain) item.piece.spaces = widest - item.width + 1;
    chain = [];
  };
  for (const line of lines) {
    const piece = cell(line);
    if (piece) chain.push({ piece, width: width(line) });
    else close();
  }
  close();
}
