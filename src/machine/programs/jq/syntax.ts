// The part of jq's language that is here: paths, pipes, commas, construction, conditions, variables, reduce, functions by name.

export type Filter =
  | { readonly is: 'identity' }
  | { readonly is: 'recurse' }
  | { readonly is: 'literal'; readonly value: unknown }
  | { readonly is: 'text'; readonly parts: readonly (string | Filter)[]; readonly format: string | null }
  | { readonly is: 'index'; readonly of: Filter; readonly key: Filter }
  | { readonly is: 'slice'; readonly of: Filter; readonly from: Filter | null; readonly to: Filter | null }
  | { readonly is: 'each'; readonly of: Filter }
  | { readonly is: 'try'; readonly of: Filter }
  | { readonly is: 'pipe'; readonly left: Filter; readonly right: Filter }
  | { readonly is: 'comma'; readonly left: Filter; readonly right: Filter }
  | { readonly is: 'binary'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly is: 'negate'; readonly of: Filter }
  | { readonly is: 'array'; readonly of: Filter | null }
  | { readonly is: 'object'; readonly entries: readonly { readonly key: Filter; readonly value: Filter }[] }
  | { readonly is: 'if'; readonly test: Filter; readonly then: Filter; readonly other: Filter | null }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'bind'; readonly value: Filter; readonly name: string; readonly body: Filter }
  | { readonly is: 'reduce'; readonly source: Filter; readonly name: string; readonly start: Filter; readonly update: Filter }
  | { readonly is: 'format'; readonly name: string }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Filter[] };

/** A program that is no jq, or none that is known here. */
export class Unparsed extends Error {}

type Token =
  | { readonly kind: 'word' | 'field' | 'number' | 'sign' | 'variable' | 'format' | 'end'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly parts: readonly (string | Filter)[] };

function readText(source: string, open: number): { parts: (string | Filter)[]; end: number } {
  const parts: (string | Filter)[] = [];
  let text = '';
  for (let at = open + 1; at < source.length; at++) {
    const letter = source[at] as string;
    if (letter === '"') {
      parts.push(text);
      return { parts, end: at + 1 };
    }
    if (letter !== '\\') {
      text += letter;
      continue;
    }
    const next = source[++at];
    if (next === '(') {
      let depth = 1;
      let end = at + 1;
      for (; end < source.length && depth > 0; end++) depth += source[end] === '(' ? 1 : source[end] === ')' ? -1 : 0;
      parts.push(text, parseFilter(source.slice(at + 1, end - 1)));
      text = '';
      at = end - 1;
    } else if (next === 'u') {
      text += String.fromCharCode(Number.parseInt(source.slice(at + 1, at + 5), 16));
      at += 4;
    } else text += { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[next ?? ''] ?? next ?? '';
  }
  throw new Unparsed('syntax error, unexpected end of file, unfinished string');
}

function tokens(source: string): Token[] {
  const list: Token[] = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const space = /^(\s+|#[^\n]*)/.exec(rest);
    if (space) {
      at += space[0].length;
      continue;
    }
    if (rest.startsWith('"')) {
      const { parts, end } = readText(source, at);
      list.push({ kind: 'text', text: source.slice(at, end), parts });
      at = end;
      continue;
    }
    const match =
      /^(?<field>\.[A-Za-z_]\w*)|^(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|^(?<variable>\$[A-Za-z_]\w*)|^(?<format>@[a-z0-9]+)|^(?<word>[A-Za-z_]\w*)|^(?<sign>\.\.|\/\/=|\|=|[-+*/%]=|\?\/\/|==|!=|<=|>=|\/\/|[.[\](){}|,:;=<>+\-*/%?])/.exec(
        rest,
      );
    const kind = Object.keys(match?.groups ?? {}).find((name) => match?.groups?.[name] !== undefined);
    if (!match || !kind) throw new Unparsed(`syntax error, unexpected INVALID_CHARACTER`);
    list.push({ kind: kind as 'word', text: match[0] });
    at += match[0].length;
  }
  list.push({ kind: 'end', text: 'end of file' });
  return list;
}

const LEVELS: readonly (readonly string[])[] = [['//'], ['or'], ['and'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];

/** Reads a filter. Throws `Unparsed`. */
export function parseFilter(source: string): Filter {
  const list = tokens(source);
  let at = 0;
  const peek = () => list[at] as Token;
  const is = (text: string) => peek().text === text && peek().kind !== 'text';
  const take = (text: string) => {
    if (!is(text)) throw new Unparsed(`syntax error, unexpected ${peek().kind === 'end' ? 'end of file' : `'${peek().text}'`}, expecting '${text}'`);
    at++;
  };
  const identity: Filter = { is: 'identity' };

  const pipe = (): Filter => {
    const left = comma();
    if (is('as')) {
      at++;
      const name = peek();
      if (name.kind !== 'variable') throw new Unparsed('destructuring is not part of this jq');
      at++;
      take('|');
      return { is: 'bind', value: left, name: name.text.slice(1), body: pipe() };
    }
    if (!is('|')) return left;
    at++;
    return { is: 'pipe', left, right: pipe() };
  };
  const comma = (): Filter => {
    let left = binary(0);
    while (is(',')) {
      at++;
      left = { is: 'comma', left, right: binary(0) };
    }
    return left;
  };
  const binary = (level: number): Filter => {
    const operators = LEVELS[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    while (operators.includes(peek().text) && peek().kind !== 'text') {
      const operator = peek().text;
      at++;
      left = { is: 'binary', operator, left, right: level === 0 ? binary(0) : binary(level + 1) };
    }
    if (level === 0 && /^(\|=|[-+*/%]=|\/\/=|=)$/.test(peek().text) && peek().kind === 'sign') throw new Unparsed(`assignment with ${peek().text} is not part of this jq`);
    return left;
  };
  const unary = (): Filter => {
    if (is('-')) {
      at++;
      return { is: 'negate', of: postfix() };
    }
    return postfix();
  };
  const postfix = (): Filter => {
    let filter = primary();
    for (;;) {
      const token = peek();
      if (token.kind === 'field') {
        at++;
        filter = { is: 'index', of: filter, key: { is: 'literal', value: token.text.slice(1) } };
      } else if (is('.') && (list[at + 1]?.kind === 'text' || list[at + 1]?.text === '[')) {
        at++;
        if (peek().kind === 'text') filter = { is: 'index', of: filter, key: text(null) };
      } else if (is('[')) filter = bracket(filter);
      else if (is('?')) {
        at++;
        filter = { is: 'try', of: filter };
      } else return filter;
    }
  };
  const bracket = (of: Filter): Filter => {
    take('[');
    if (is(']')) {
      at++;
      return { is: 'each', of };
    }
    const from = is(':') ? null : pipe();
    if (is(':')) {
      at++;
      const to = is(']') ? null : pipe();
      take(']');
      return { is: 'slice', of, from, to };
    }
    take(']');
    return { is: 'index', of, key: from as Filter };
  };
  const text = (format: string | null): Filter => {
    const token = peek();
    if (token.kind !== 'text') throw new Unparsed(`syntax error, unexpected '${token.text}'`);
    at++;
    return token.parts.length === 1 ? { is: 'literal', value: token.parts[0] } : { is: 'text', parts: token.parts, format };
  };
  const primary = (): Filter => {
    const token = peek();
    switch (token.kind) {
      case 'text':
        return text(null);
      case 'number':
        at++;
        return { is: 'literal', value: Number(token.text) };
      case 'field':
        at++;
        return { is: 'index', of: identity, key: { is: 'literal', value: token.text.slice(1) } };
      case 'variable':
        at++;
        return { is: 'variable', name: token.text.slice(1) };
      case 'format':
        at++;
        return peek().kind === 'text' ? text(token.text) : { is: 'format', name: token.text };
      case 'word':
        return word();
      case 'end':
        throw new Unparsed('syntax error, unexpected end of file');
    }
    at++;
    switch (token.text) {
      case '.':
        if (peek().kind === 'text') return { is: 'index', of: identity, key: text(null) };
        return identity;
      case '..':
        return { is: 'recurse' };
      case '(': {
        const inner = pipe();
        take(')');
        return inner;
      }
      case '[': {
        if (is(']')) {
          at++;
          return { is: 'array', of: null };
        }
        const inner = pipe();
        take(']');
        return { is: 'array', of: inner };
      }
      case '{':
        return object();
    }
    throw new Unparsed(`syntax error, unexpected '${token.text}'`);
  };
  const object = (): Filter => {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!is('}')) {
      const token = peek();
      let key: Filter;
      let value: Filter | null = null;
      if (token.kind === 'word' || token.kind === 'number') {
        at++;
        key = { is: 'literal', value: token.text };
        value = { is: 'index', of: identity, key };
      } else if (token.kind === 'variable') {
        at++;
        key = { is: 'literal', value: token.text.slice(1) };
        value = { is: 'variable', name: token.text.slice(1) };
      } else if (token.kind === 'text') {
        key = text(null);
        value = { is: 'index', of: identity, key };
      } else {
        take('(');
        key = pipe();
        take(')');
      }
      if (is(':')) {
        at++;
        value = objectValue();
      }
      if (!value) throw new Unparsed("syntax error, unexpected '}'");
      entries.push({ key, value });
      if (!is('}')) take(',');
    }
    at++;
    return { is: 'object', entries };
  };
  const objectValue = (): Filter => {
    let left = binary(0);
    while (is('|')) {
      at++;
      left = { is: 'pipe', left, right: binary(0) };
    }
    return left;
  };
  const word = (): Filter => {
    const { text: name } = peek();
    at++;
    if (name === 'if') {
      const test = pipe();
      take('then');
      const then = pipe();
      if (is('elif')) {
        list[at] = { kind: 'word', text: 'if' };
        return { is: 'if', test, then, other: word() };
      }
      let other: Filter | null = null;
      if (is('else')) {
        at++;
        other = pipe();
      }
      take('end');
      return { is: 'if', test, then, other };
    }
    if (name === 'reduce') {
      const source = postfix();
      take('as');
      const variable = peek();
      at++;
      take('(');
      const start = pipe();
      take(';');
      const update = pipe();
      take(')');
      return { is: 'reduce', source, name: variable.text.slice(1), start, update };
    }
    if (['def', 'foreach', 'label', 'import', 'try', 'include'].includes(name)) throw new Unparsed(`\`${name}' is not part of this jq`);
    const args: Filter[] = [];
    if (is('(')) {
      do {
        at++;
        args.push(pipe());
      } while (is(';'));
      take(')');
    }
    if (args.length === 0 && ['true', 'false', 'null'].includes(name)) return { is: 'literal', value: JSON.parse(name) };
    return { is: 'call', name, args };
  };
  if (peek().kind === 'end') return identity;
  const filter = pipe();
  if (peek().kind !== 'end') throw new Unparsed(`syntax error, unexpected '${peek().text}'`);
  return filter;
}
