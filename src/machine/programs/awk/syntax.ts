// awk's language, without user functions, getline and pipes: those say that they are not there.

export type Expression =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'regex'; readonly source: string }
  | { readonly is: 'field'; readonly of: Expression }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'element'; readonly name: string; readonly index: Expression }
  | { readonly is: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly is: 'step'; readonly operator: '++' | '--'; readonly target: Expression; readonly prefix: boolean }
  | { readonly is: 'unary'; readonly operator: string; readonly of: Expression }
  | { readonly is: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'in'; readonly index: Expression; readonly name: string }
  | { readonly is: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] };

export type Statement =
  | { readonly is: 'expression'; readonly of: Expression }
  /** `to`: the file that it goes to, in place of standard output. */
  | { readonly is: 'print'; readonly args: readonly Expression[]; readonly formatted: boolean; readonly to?: { readonly append: boolean; readonly file: Expression } }
  | { readonly is: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | null }
  | { readonly is: 'while'; readonly test: Expression; readonly body: Statement; readonly first: boolean }
  | { readonly is: 'for'; readonly start: Statement | null; readonly test: Expression | null; readonly update: Statement | null; readonly body: Statement }
  | { readonly is: 'each'; readonly name: string; readonly of: string; readonly body: Statement }
  | { readonly is: 'block'; readonly list: readonly Statement[] }
  | { readonly is: 'delete'; readonly name: string; readonly index: Expression | null }
  | { readonly is: 'next' | 'break' | 'continue' }
  | { readonly is: 'exit'; readonly code: Expression | null };

export interface Rule {
  readonly when: 'BEGIN' | 'END' | { readonly from: Expression | null; readonly to: Expression | null };
  /** Null: print the line. */
  readonly body: Statement | null;
}

/** `near` is the source where reading stopped. */
export class AwkSyntax extends Error {}

interface Token {
  readonly kind: 'number' | 'text' | 'regex' | 'name' | 'function' | 'sign' | 'break' | 'end';
  readonly text: string;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '/': '/', '\\': '\\' };

function tokens(source: string): Token[] {
  const list: Token[] = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const skipped = /^(?:[ \t\r]|\\\n|#[^\n]*)+/.exec(rest);
    if (skipped) {
      at += skipped[0].length;
      continue;
    }
    const last = list.at(-1);
    const operand = last && (['number', 'text', 'name', 'regex'].includes(last.kind) || [')', ']', '$', '++', '--'].includes(last.text));
    const regex = !operand && /^\/((?:[^/\\\n]|\\.)*)\//.exec(rest);
    if (regex) {
      list.push({ kind: 'regex', text: regex[1] as string });
      at += regex[0].length;
      continue;
    }
    const match =
      /^(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|^(?<text>"(?:[^"\\\n]|\\.)*")|^(?<function>[A-Za-z_]\w*(?=\())|^(?<name>[A-Za-z_]\w*)|^(?<break>\n)|^(?<sign>\+\+|--|&&|\|\||[-+*/%^<>=!]=|!~|>>|[-+*/%^<>=!~?:,;(){}[\]$|])/.exec(
        rest,
      );
    const kind = Object.keys(match?.groups ?? {}).find((name) => match?.groups?.[name] !== undefined) as Token['kind'] | undefined;
    if (!match || !kind) throw new AwkSyntax(`syntax error at source line 1\n context is\n\t >>> ${rest.slice(0, 20)} <<<`);
    const text = kind === 'text' ? match[0].slice(1, -1).replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole) : match[0];
    list.push({ kind, text });
    at += match[0].length;
  }
  list.push({ kind: 'end', text: 'end of program' });
  return list;
}

const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['~', '!~'], ['<', '<=', '==', '!=', '>', '>=']];

/** Reads a program. Throws `AwkSyntax`. */
export function parseAwk(source: string): Rule[] {
  const list = tokens(source);
  let at = 0;
  let noGreater = false;
  let noIn = false;
  const peek = () => list[at] as Token;
  const is = (text: string) => peek().text === text && peek().kind !== 'text' && peek().kind !== 'regex';
  const fail = (): never => {
    throw new AwkSyntax(`syntax error at source line 1\n context is\n\t >>> ${peek().text.replace('\n', '')} <<<`);
  };
  const take = (text: string) => (is(text) ? at++ : fail());
  const breaks = () => {
    while (is('\n') || is(';')) at++;
  };
  const lines = () => {
    while (is('\n')) at++;
  };
  const isTarget = (node: Expression) => node.is === 'variable' || node.is === 'field' || node.is === 'element';

  const expression = (): Expression => {
    const left = choice();
    if (isTarget(left) && peek().kind === 'sign' && /^[-+*/%^]?=$/.test(peek().text)) {
      const operator = peek().text;
      at++;
      return { is: 'assign', operator, target: left, value: expression() };
    }
    return left;
  };
  const choice = (): Expression => {
    const test = level(0);
    if (!is('?')) return test;
    at++;
    const yes = expression();
    take(':');
    return { is: 'choice', test, yes, no: expression() };
  };
  const level = (depth: number): Expression => {
    const operators = BINARY[depth];
    if (!operators) return concatenation();
    let left = level(depth + 1);
    for (;;) {
      if (depth === 2 && is('in') && !noIn) {
        at++;
        left = { is: 'in', index: left, name: peek().text };
        at++;
      } else if (peek().kind === 'sign' && operators.includes(peek().text) && !(noGreater && is('>'))) {
        const operator = peek().text;
        at++;
        lines();
        left = { is: 'binary', operator, left, right: level(depth + 1) };
      } else return left;
    }
  };
  const concatenation = (): Expression => {
    let left = sum();
    while (['number', 'text', 'name', 'function'].includes(peek().kind) ? !is('in') : is('$') || is('(') || is('!') || is('-') ? is('$') || is('(') : false)
      left = { is: 'binary', operator: ' ', left, right: sum() };
    return left;
  };
  const chain = (operators: readonly string[], next: () => Expression) => (): Expression => {
    let left = next();
    while (peek().kind === 'sign' && operators.includes(peek().text)) {
      const operator = peek().text;
      at++;
      left = { is: 'binary', operator, left, right: next() };
    }
    return left;
  };
  const unary = (): Expression => {
    if (is('!') || is('-') || is('+')) {
      const operator = peek().text;
      at++;
      return { is: 'unary', operator, of: unary() };
    }
    return power();
  };
  const power = (): Expression => {
    const left = postfix();
    if (!is('^')) return left;
    at++;
    return { is: 'binary', operator: '^', left, right: unary() };
  };
  const product = chain(['*', '/', '%'], unary);
  const sum = chain(['+', '-'], product);
  const postfix = (): Expression => {
    if (is('++') || is('--')) {
      const operator = peek().text as '++';
      at++;
      return { is: 'step', operator, target: primary(), prefix: true };
    }
    const of = primary();
    if (isTarget(of) && (is('++') || is('--'))) {
      const operator = peek().text as '++';
      at++;
      return { is: 'step', operator, target: of, prefix: false };
    }
    return of;
  };
  const primary = (): Expression => {
    const token = peek();
    at++;
    switch (token.kind) {
      case 'number':
        return { is: 'number', value: Number(token.text) };
      case 'text':
        return { is: 'text', value: token.text };
      case 'regex':
        return { is: 'regex', source: token.text };
      case 'function': {
        take('(');
        const args: Expression[] = [];
        while (!is(')')) {
          args.push(expression());
          if (!is(')')) take(',');
        }
        at++;
        return { is: 'call', name: token.text, args };
      }
      case 'name':
        if (token.text === 'getline') throw new AwkSyntax('getline is not part of this awk');
        if (token.text === 'length') return { is: 'call', name: 'length', args: [] };
        if (!is('[')) return { is: 'variable', name: token.text };
        at++;
        return subscript(token.text);
    }
    if (token.text === '$') return { is: 'field', of: is('++') || is('--') ? postfix() : primary() };
    if (token.text === '(') {
      const [greater, inside] = [noGreater, noIn];
      noGreater = noIn = false;
      let inner = expression();
      while (is(',')) {
        at++;
        inner = { is: 'binary', operator: 'SUBSEP', left: inner, right: expression() };
      }
      take(')');
      [noGreater, noIn] = [greater, inside];
      return inner;
    }
    at--;
    return fail();
  };
  const subscript = (name: string): Expression => {
    let index = expression();
    while (is(',')) {
      at++;
      index = { is: 'binary', operator: 'SUBSEP', left: index, right: expression() };
    }
    take(']');
    return { is: 'element', name, index };
  };

  const simple = (): Statement => {
    if (is('print') || is('printf')) {
      const formatted = is('printf');
      at++;
      const args: Expression[] = [];
      noGreater = true;
      const wrapped = is('(') && /^[;}\n]$|^end of/.test(afterParenthesis());
      if (wrapped) at++;
      while (!(is(';') || is('}') || is('\n') || is('>') || is('|') || is('>>') || is(')') || peek().kind === 'end')) {
        args.push(expression());
        if (is(',')) at++;
      }
      if (wrapped) take(')');
      noGreater = false;
      if (is('|')) throw new AwkSyntax('output into pipes is not part of this awk');
      if (!is('>') && !is('>>')) return { is: 'print', args, formatted };
      const append = is('>>');
      at++;
      return { is: 'print', args, formatted, to: { append, file: concatenation() } };
    }
    if (is('delete')) {
      at++;
      const name = peek().text;
      at++;
      if (!is('[')) return { is: 'delete', name, index: null };
      at++;
      const element = subscript(name);
      return { is: 'delete', name, index: element.is === 'element' ? element.index : null };
    }
    return { is: 'expression', of: expression() };
  };
  const afterParenthesis = (): string => {
    let depth = 0;
    for (let index = at; index < list.length; index++) {
      if (list[index]?.kind === 'text' || list[index]?.kind === 'regex') continue;
      if (list[index]?.text === '(') depth++;
      if (list[index]?.text === ')' && --depth === 0) return list[index + 1]?.text ?? '';
    }
    return '';
  };
  const ended = (statement: Statement): Statement => {
    if (is(';') || is('\n')) at++;
    else if (!is('}') && peek().kind !== 'end') fail();
    return statement;
  };
  const statement = (): Statement => {
    lines();
    const token = peek();
    if (is('{')) return block();
    if (is(';')) {
      at++;
      return { is: 'block', list: [] };
    }
    if (token.text === 'if' && token.kind !== 'text') {
      at++;
      take('(');
      const test = expression();
      take(')');
      const yes = statement();
      const before = at;
      breaks();
      if (is('else')) {
        at++;
        return { is: 'if', test, yes, no: statement() };
      }
      at = before;
      return { is: 'if', test, yes, no: null };
    }
    if (token.text === 'while' && token.kind !== 'text') {
      at++;
      take('(');
      const test = expression();
      take(')');
      return { is: 'while', test, body: statement(), first: false };
    }
    if (is('do')) {
      at++;
      const body = statement();
      breaks();
      take('while');
      take('(');
      const test = expression();
      take(')');
      return ended({ is: 'while', test, body, first: true });
    }
    if (token.text === 'for' && token.kind !== 'text') {
      at++;
      take('(');
      if (list[at + 1]?.text === 'in' && list[at + 3]?.text === ')') {
        const [name, of] = [peek().text, list[at + 2]?.text ?? ''];
        at += 4;
        return { is: 'each', name, of, body: statement() };
      }
      const start = is(';') ? null : simple();
      take(';');
      const test = is(';') ? null : expression();
      take(';');
      const update = is(')') ? null : simple();
      take(')');
      return { is: 'for', start, test, update, body: statement() };
    }
    if (is('next') || is('break') || is('continue')) {
      at++;
      return ended({ is: token.text as 'next' });
    }
    if (is('exit')) {
      at++;
      return ended({ is: 'exit', code: is(';') || is('}') || is('\n') || peek().kind === 'end' ? null : expression() });
    }
    return ended(simple());
  };
  const block = (): Statement => {
    take('{');
    const body: Statement[] = [];
    for (breaks(); !is('}'); breaks()) {
      if (peek().kind === 'end') fail();
      body.push(statement());
    }
    at++;
    return { is: 'block', list: body };
  };

  const rules: Rule[] = [];
  for (breaks(); peek().kind !== 'end'; breaks()) {
    if (is('function') || is('func')) throw new AwkSyntax('user functions are not part of this awk');
    if (is('BEGIN') || is('END')) {
      const when = peek().text as 'BEGIN';
      at++;
      rules.push({ when, body: block() });
      continue;
    }
    const from = is('{') ? null : expression();
    let to: Expression | null = null;
    if (is(',')) {
      at++;
      lines();
      to = expression();
    }
    rules.push({ when: { from, to }, body: is('{') ? block() : null });
  }
  return rules;
}
