// The grammar of JMESPath 1.0 expressions (what `--query` takes), with errors worded as the CLI's library words them.
// Written here and not taken from a package, because results must keep Python's floats apart from its integers.
import { QuerySyntax, type Token, type TokenType, tokens } from './tokens.ts';

export type Node =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'literal'; readonly value: unknown }
  | { readonly type: 'current' | 'identity' }
  | { readonly type: 'index'; readonly at: number }
  | { readonly type: 'slice'; readonly parts: readonly (number | null)[] }
  /** Each on what the one before gave. */
  | { readonly type: 'chain'; readonly nodes: readonly Node[]; readonly kind: 'dot' | 'index' | 'pipe' }
  | { readonly type: 'project'; readonly over: 'list' | 'values' | 'flat'; readonly left: Node; readonly right: Node }
  | { readonly type: 'filter'; readonly left: Node; readonly right: Node; readonly condition: Node }
  | { readonly type: 'compare'; readonly by: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'; readonly left: Node; readonly right: Node }
  | { readonly type: 'or' | 'and'; readonly left: Node; readonly right: Node }
  | { readonly type: 'not' | 'reference'; readonly node: Node }
  | { readonly type: 'list'; readonly nodes: readonly Node[] }
  | { readonly type: 'map'; readonly pairs: readonly (readonly [string, Node])[] }
  | { readonly type: 'call'; readonly name: string; readonly given: readonly Node[] };

const IDENTITY: Node = { type: 'identity' };

/** How strongly a token binds to what stands left of it. */
const POWER: Readonly<Partial<Record<TokenType, number>>> = {
  pipe: 1,
  or: 2,
  and: 3,
  eq: 5,
  gt: 5,
  lt: 5,
  gte: 5,
  lte: 5,
  ne: 5,
  flatten: 9,
  star: 20,
  filter: 21,
  dot: 40,
  not: 45,
  lbrace: 50,
  lbracket: 55,
  lparen: 60,
};
/** What binds less than this ends a projection. */
const PROJECTION_END = 10;
const powerOf = (token: Token): number => POWER[token.type] ?? 0;

/** Parses an expression. Throws `QuerySyntax`. */
export function parseQuery(expression: string): Node {
  if (expression === '') throw new QuerySyntax('Invalid JMESPath expression: cannot be empty.');
  const all = tokens(expression);
  let at = 0;
  const current = () => all[at] as Token;
  const quoted = (position: number) => `"${expression}"\n${' '.repeat(position + 1)}^`;
  const fail = (token: Token, message: string): never => {
    throw new QuerySyntax(`${message}: Parse error at column ${token.start}, token "${token.text}" (${token.type.toUpperCase()}), for expression:\n${quoted(token.start)}`);
  };
  const incomplete = (): never => {
    throw new QuerySyntax(`Invalid jmespath expression: Incomplete expression:\n${quoted(expression.length)}`);
  };
  const expect = (...types: TokenType[]): Token => {
    const token = current();
    if (types.includes(token.type)) {
      at++;
      return token;
    }
    if (token.type === 'eof') incomplete();
    return fail(token, `Expecting: ${types.length > 1 ? `[${types.map((type) => `'${type}'`).join(', ')}]` : types[0]}, got: ${token.type}`);
  };

  function parse(power = 0): Node {
    const first = current();
    at++;
    let left = begin(first);
    while (power < powerOf(current())) {
      const token = current();
      at++;
      left = go(left, token);
    }
    return left;
  }

  /** A token at the start of an expression. */
  function begin(token: Token): Node {
    switch (token.type) {
      case 'literal':
        return { type: 'literal', value: token.value };
      case 'unquoted_identifier':
        return { type: 'field', name: token.text };
      case 'quoted_identifier':
        if (current().type === 'lparen') {
          const next = current();
          fail({ ...next, start: 0 }, 'Quoted identifier not allowed for function names.');
        }
        return { type: 'field', name: token.value as string };
      case 'star':
        return { type: 'project', over: 'values', left: IDENTITY, right: current().type === 'rbracket' ? IDENTITY : projected(POWER.star as number) };
      case 'filter':
        return filtered(IDENTITY);
      case 'lbrace':
        return hash();
      case 'lparen': {
        const inner = parse();
        expect('rparen');
        return inner;
      }
      case 'flatten':
        return { type: 'project', over: 'flat', left: IDENTITY, right: projected(POWER.flatten as number) };
      case 'not':
        return { type: 'not', node: parse(POWER.not as number) };
      case 'lbracket':
        if (current().type === 'number' || current().type === 'colon') return indexed(IDENTITY);
        if (current().type === 'star' && all[at + 1]?.type === 'rbracket') {
          at += 2;
          return { type: 'project', over: 'list', left: IDENTITY, right: projected(POWER.star as number) };
        }
        return selection();
      case 'current':
        return { type: 'current' };
      case 'expref':
        return { type: 'reference', node: parse(0) };
      case 'eof':
        return incomplete();
      default:
        return fail(token, 'invalid token');
    }
  }

  /** A token behind an expression. */
  function go(left: Node, token: Token): Node {
    switch (token.type) {
      case 'dot': {
        if (current().type === 'star') {
          at++;
          return { type: 'project', over: 'values', left, right: projected(POWER.dot as number) };
        }
        const right = afterDot(POWER.dot as number);
        return { type: 'chain', kind: 'dot', nodes: left.type === 'chain' && left.kind === 'dot' ? [...left.nodes, right] : [left, right] };
      }
      case 'pipe':
        return { type: 'chain', kind: 'pipe', nodes: [left, parse(POWER.pipe as number)] };
      case 'or':
      case 'and':
        return { type: token.type, left, right: parse(POWER[token.type] as number) };
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        return { type: 'compare', by: token.type, left, right: parse(POWER[token.type] as number) };
      case 'filter':
        return filtered(left);
      case 'flatten':
        return { type: 'project', over: 'flat', left, right: projected(POWER.flatten as number) };
      case 'lbracket':
        if (current().type === 'number' || current().type === 'colon') return indexed(left);
        expect('star');
        expect('rbracket');
        return { type: 'project', over: 'list', left, right: projected(POWER.star as number) };
      case 'lparen':
        return call(left);
      default:
        return fail(token, 'invalid token');
    }
  }

  function call(left: Node): Node {
    if (left.type !== 'field') {
      const before = all[at - 2] as Token;
      return fail(before, `Invalid function name '${before.text}'`);
    }
    const given: Node[] = [];
    while (current().type !== 'rparen') {
      given.push(parse());
      if (current().type === 'comma') at++;
    }
    expect('rparen');
    return { type: 'call', name: left.name, given };
  }

  /** `[0]` or `[1:2]` behind its bracket. */
  function indexed(left: Node): Node {
    if (current().type === 'colon' || all[at + 1]?.type === 'colon') {
      const sliced: Node = { type: 'chain', kind: 'index', nodes: [left, slice()] };
      return { type: 'project', over: 'list', left: sliced, right: projected(POWER.star as number) };
    }
    const node: Node = { type: 'index', at: current().value as number };
    at++;
    expect('rbracket');
    return { type: 'chain', kind: 'index', nodes: left.type === 'chain' && left.kind === 'index' ? [...left.nodes, node] : [left, node] };
  }

  function slice(): Node {
    const parts: (number | null)[] = [null, null, null];
    let index = 0;
    while (current().type !== 'rbracket' && index < 3) {
      const token = current();
      if (token.type === 'colon') {
        index++;
        if (index === 3) fail(token, 'syntax error');
      } else if (token.type === 'number') parts[index] = token.value as number;
      else fail(token, 'syntax error');
      at++;
    }
    expect('rbracket');
    return { type: 'slice', parts };
  }

  function filtered(left: Node): Node {
    const condition = parse(0);
    expect('rbracket');
    return { type: 'filter', left, right: current().type === 'flatten' ? IDENTITY : projected(POWER.filter as number), condition };
  }

  /** `a, b]` behind its bracket. */
  function selection(): Node {
    const nodes: Node[] = [];
    for (;;) {
      nodes.push(parse());
      if (current().type === 'rbracket') break;
      expect('comma');
    }
    at++;
    return { type: 'list', nodes };
  }

  /** `k: v, l: w}` behind its brace. */
  function hash(): Node {
    const pairs: [string, Node][] = [];
    for (;;) {
      const key = expect('quoted_identifier', 'unquoted_identifier');
      expect('colon');
      pairs.push([key.type === 'quoted_identifier' ? (key.value as string) : key.text, parse(0)]);
      if (current().type === 'comma') at++;
      else if (current().type === 'rbrace') break;
    }
    at++;
    return { type: 'map', pairs };
  }

  /** What a projection does with each element. */
  function projected(power: number): Node {
    const token = current();
    if (powerOf(token) < PROJECTION_END) return IDENTITY;
    if (token.type === 'lbracket' || token.type === 'filter') return parse(power);
    if (token.type !== 'dot') return fail(token, 'syntax error');
    at++;
    return afterDot(power);
  }

  function afterDot(power: number): Node {
    const token = current();
    if (token.type === 'quoted_identifier' || token.type === 'unquoted_identifier' || token.type === 'star') return parse(power);
    if (token.type === 'lbracket' || token.type === 'lbrace') {
      at++;
      return token.type === 'lbracket' ? selection() : hash();
    }
    return fail(token, `Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: ${token.type}`);
  }

  const parsed = parse();
  const rest = current();
  if (rest.type !== 'eof') fail(rest, `Unexpected token: ${rest.text}`);
  return parsed;
}
