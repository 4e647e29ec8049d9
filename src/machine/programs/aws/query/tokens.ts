// The words of a JMESPath expression.
import { JsonProblem, parseJson } from '../output/read-json.ts';

/** A bad expression; the message is what the CLI prints behind `Bad value for --query`. */
export class QuerySyntax extends Error {}

export type TokenType =
  | 'dot'
  | 'star'
  | 'rbracket'
  | 'comma'
  | 'colon'
  | 'current'
  | 'lparen'
  | 'rparen'
  | 'lbrace'
  | 'rbrace'
  | 'lbracket'
  | 'flatten'
  | 'filter'
  | 'or'
  | 'pipe'
  | 'and'
  | 'expref'
  | 'lte'
  | 'lt'
  | 'gte'
  | 'gt'
  | 'ne'
  | 'not'
  | 'eq'
  | 'unquoted_identifier'
  | 'quoted_identifier'
  | 'literal'
  | 'number'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  /** As an error shows it. */
  readonly text: string;
  readonly start: number;
  /** Of literals, numbers and quoted identifiers. */
  readonly value?: unknown;
}

const SIMPLE: Readonly<Record<string, TokenType>> = {
  '.': 'dot',
  '*': 'star',
  ']': 'rbracket',
  ',': 'comma',
  ':': 'colon',
  '@': 'current',
  '(': 'lparen',
  ')': 'rparen',
  '{': 'lbrace',
  '}': 'rbrace',
};
/** First letter -> second letter, token with it, token without it. */
const DOUBLE: Readonly<Record<string, readonly [string, TokenType, TokenType]>> = {
  '|': ['|', 'or', 'pipe'],
  '&': ['&', 'and', 'expref'],
  '<': ['=', 'lte', 'lt'],
  '>': ['=', 'gte', 'gt'],
  '!': ['=', 'ne', 'not'],
};

/** All tokens with an `eof` at the end. Throws `QuerySyntax`. */
export function tokens(expression: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const fail = (message: string, position: number): never => {
    throw new QuerySyntax(`Bad jmespath expression: ${message}:\n${expression}\n${' '.repeat(position)}^`);
  };
  /** The text up to a closing mark that is not escaped; backslashes stay. */
  const until = (mark: string): string => {
    const start = at++;
    let text = '';
    while (expression[at] !== mark) {
      if (expression[at] === '\\') text += expression[at++];
      if (at >= expression.length) fail(`Unclosed ${mark} delimiter`, start);
      text += expression[at++];
    }
    at++;
    return text;
  };
  while (at < expression.length) {
    const start = at;
    const letter = expression[at] as string;
    const push = (type: TokenType, text: string, value?: unknown) => found.push(value === undefined ? { type, text, start } : { type, text, start, value });
    const simple = SIMPLE[letter];
    const double = DOUBLE[letter];
    if (simple) {
      at++;
      push(simple, letter);
    } else if (/[A-Za-z_]/.test(letter)) {
      const text = (/^\w+/.exec(expression.slice(at)) as RegExpExecArray)[0];
      at += text.length;
      push('unquoted_identifier', text);
    } else if (' \t\n\r'.includes(letter)) at++;
    else if (letter === '[') {
      const next = expression[at + 1];
      at += next === ']' || next === '?' ? 2 : 1;
      if (next === ']') push('flatten', '[]');
      else if (next === '?') push('filter', '[?');
      else push('lbracket', '[');
    } else if (letter === "'") {
      const text = until("'").replaceAll("\\'", "'");
      push('literal', text, text);
    } else if (letter === '`') {
      const text = until('`').replaceAll('\\`', '`');
      push(
        'literal',
        text,
        literal(text, () => fail(`Bad token ${text}`, start)),
      );
    } else if (letter === '"') {
      const text = `"${until('"')}"`;
      try {
        const value = parseJson(text);
        push('quoted_identifier', String(value), value);
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
        fail(error.message.split(':')[0] as string, start);
      }
    } else if (/[-\d]/.test(letter)) {
      const text = (/^-?\d*/.exec(expression.slice(at)) as RegExpExecArray)[0];
      if (text === '-') fail(`Unknown token '-'`, start);
      at += text.length;
      push('number', text, Number(text));
    } else if (double) {
      const both = expression[at + 1] === double[0];
      at += both ? 2 : 1;
      push(both ? double[1] : double[2], both ? letter + double[0] : letter);
    } else if (letter === '=') {
      if (expression[at + 1] !== '=') fail("Unknown token '='", start);
      at += 2;
      push('eq', '==');
    } else fail(`Unknown token ${letter}`, start);
  }
  found.push({ type: 'eof', text: '', start: expression.length });
  return found;
}

/** What stands between backticks: JSON, or an old-style bare text. */
function literal(text: string, fail: () => never): unknown {
  for (const candidate of [text, `"${text.trimStart()}"`]) {
    try {
      return parseJson(candidate);
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
    }
  }
  return fail();
}
