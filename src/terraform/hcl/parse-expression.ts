// Expressions, by recursive descent. Errors carry the words and places of the real parser, and parsing goes on after them as there.
import { parseNumber } from '../lang/number-text.ts';
import type { BinaryOperator, Expression, TraversalStep } from './ast.ts';
import { type Accessor, afterBracket, afterDot } from './parse-accessor.ts';
import { parseCollection } from './parse-collection.ts';
import { parseTemplateTokens } from './parse-template.ts';
import type { Token, TokenType } from './scan.ts';
import { between, type Tokens } from './tokens.ts';

const LEVELS: readonly (readonly TokenType[])[] = [['||'], ['&&'], ['==', '!='], ['>', '>=', '<', '<='], ['+', '-'], ['*', '/', '%']];

/** Deeper than any person nests; beyond it the host's own stack would give way. */
const MAX_DEPTH = 400;

const depth = new WeakMap<Tokens, number>();

/** Whether an error was reported since there were `count` of them, and the reader lost its place. */
export const lost = (tokens: Tokens, count: number): boolean => tokens.recovery && tokens.diagnostics.length > count;

export function parseExpressionTokens(tokens: Tokens): Expression {
  const level = (depth.get(tokens) ?? 0) + 1;
  if (level > MAX_DEPTH) {
    const range = tokens.peek().range;
    if (!tokens.recovery) tokens.error('Invalid expression', 'This expression is nested too deeply.', range);
    tokens.recover('end');
    return { kind: 'null', range };
  }
  depth.set(tokens, level);
  const result = conditional(tokens);
  depth.set(tokens, level - 1);
  return result;
}

function conditional(tokens: Tokens): Expression {
  const before = tokens.diagnostics.length;
  const start = tokens.peek().range;
  const condition = binary(tokens, 0);
  if (lost(tokens, before) || tokens.peek().type !== '?') return condition;
  tokens.read();
  const yes = parseExpressionTokens(tokens);
  if (lost(tokens, before)) return condition;
  const colon = tokens.peek();
  if (colon.type !== ':') {
    tokens.error(
      'Missing false expression in conditional',
      'The conditional operator (...?...:...) requires a false expression, delimited by a colon.',
      colon.range,
      between(start, colon.range),
    );
    return condition;
  }
  tokens.read();
  const no = parseExpressionTokens(tokens);
  if (lost(tokens, before)) return condition;
  return { kind: 'conditional', condition, yes, no, range: between(start, no.range) };
}

function binary(tokens: Tokens, level: number): Expression {
  const operators = LEVELS[level];
  if (!operators) return term(tokens);
  const before = tokens.diagnostics.length;
  let left = binary(tokens, level + 1);
  if (lost(tokens, before)) return left;
  while (operators.includes(tokens.peek().type)) {
    const operator = tokens.read().type as BinaryOperator;
    const right = binary(tokens, level + 1);
    if (lost(tokens, before)) return left;
    left = { kind: 'binary', operator, left, right, range: between(left.range, right.range) };
  }
  return left;
}

/** A term with the accessors that follow it. */
function term(tokens: Tokens): Expression {
  let result = bareTerm(tokens);
  const from = result.range;
  // The steps of the traversal that is growing, so that a long one is not copied at every step.
  let steps: TraversalStep[] | null = null;
  for (;;) {
    const type = tokens.peek().type;
    if (type !== '.' && type !== '[') return result;
    const open = tokens.read();
    const next: Accessor | null = open.type === '.' ? afterDot(tokens, open) : afterBracket(tokens, open);
    if (!next) continue;
    if (next.kind === 'splat') {
      result = { kind: 'splat', source: result, full: next.full, each: next.each, markerRange: next.range, range: between(from, next.end) };
      steps = null;
    } else if (next.kind === 'indexBy') {
      result = { kind: 'index', collection: result, key: next.key, bracketRange: next.range, range: between(from, next.range) };
      steps = null;
    } else if (steps) {
      steps.push(next);
      result = { ...result, range: between(from, next.range) };
    } else if (result.kind === 'traversal') {
      steps = [...result.traversal, next];
      result = { kind: 'traversal', traversal: steps, range: between(from, next.range) };
    } else {
      steps = [next];
      result = { kind: 'relative', source: result, traversal: steps, range: between(from, next.range) };
    }
  }
}

/** The text of a quoted string without any interpolation, else null. */
export function literalText(expression: Expression): string | null {
  if (expression.kind !== 'template') return null;
  if (expression.parts.length === 0) return '';
  const [only] = expression.parts;
  return expression.parts.length === 1 && only?.kind === 'literal' ? only.value : null;
}

function bareTerm(tokens: Tokens): Expression {
  const start = tokens.peek();
  switch (start.type) {
    case '(':
      return parenthesised(tokens);
    case 'number':
      tokens.read();
      if (parseNumber(start.text) === null) tokens.error('Invalid number literal', 'Failed to recognize the value of this number literal.', start.range);
      return { kind: 'number', text: start.text, range: start.range };
    case 'identifier': {
      tokens.read();
      const next = tokens.peek().type;
      if (next === '(' || next === '::') return call(tokens, start);
      if (start.text === 'true' || start.text === 'false') return { kind: 'bool', value: start.text === 'true', range: start.range };
      if (start.text === 'null') return { kind: 'null', range: start.range };
      return { kind: 'traversal', traversal: [{ kind: 'root', name: start.text, range: start.range }], range: start.range };
    }
    case 'openQuote':
    case 'openHeredoc':
      tokens.read();
      return parseTemplateTokens(tokens, start, start.type === 'openQuote' ? 'closeQuote' : 'closeHeredoc');
    case '-':
    case '!': {
      tokens.read();
      const level = (depth.get(tokens) ?? 0) + 1;
      if (level > MAX_DEPTH) return parseExpressionTokens(tokens);
      depth.set(tokens, level);
      const operand = term(tokens);
      depth.set(tokens, level - 1);
      return { kind: 'unary', operator: start.type, operand, operatorRange: start.range, range: between(start.range, operand.range) };
    }
    case '[':
    case '{':
      return parseCollection(tokens);
    default:
      if (!tokens.recovery) {
        if (start.type === 'end') tokens.error('Missing expression', 'Expected the start of an expression, but found the end of the file.', start.range);
        else tokens.error('Invalid expression', 'Expected the start of an expression, but found an invalid expression token.', start.range);
      }
      tokens.recovery = true;
      return { kind: 'null', lost: true, range: start.range };
  }
}

function parenthesised(tokens: Tokens): Expression {
  const open = tokens.read();
  tokens.pushNewlines(false);
  const before = tokens.diagnostics.length;
  const expression = parseExpressionTokens(tokens);
  if (tokens.diagnostics.length > before) {
    tokens.recover(')');
    tokens.popNewlines();
    return expression;
  }
  const close = tokens.peek();
  if (close.type !== ')') {
    tokens.error('Unbalanced parentheses', 'Expected a closing parenthesis to terminate the expression.', close.range, between(open.range, close.range));
    tokens.recovery = true;
  }
  tokens.read();
  tokens.popNewlines();
  return { kind: 'parens', expression, range: between(open.range, close.range) };
}

function call(tokens: Tokens, first: Token): Expression {
  let name = first.text;
  let nameRange = first.range;
  const nothing: Expression = { kind: 'null', range: first.range };
  let open = tokens.read();
  while (open.type === '::') {
    const next = tokens.read();
    if (next.type !== 'identifier') {
      tokens.error('Missing function name', 'Function scope resolution symbol :: must be followed by a function name in this scope.', next.range, between(first.range, next.range));
      tokens.recoverOver('(', ')');
      return nothing;
    }
    name += `::${next.text}`;
    nameRange = between(first.range, next.range);
    open = tokens.read();
  }
  if (open.type !== '(') {
    tokens.error('Missing open parenthesis', 'Function selector must be followed by an open parenthesis to begin the function call.', open.range, between(first.range, open.range));
    tokens.recoverOver('(', ')');
    return nothing;
  }
  tokens.pushNewlines(false);
  const { args, expand, close } = callArguments(tokens, first, open);
  tokens.popNewlines();
  return { kind: 'call', name, nameRange, args, expand, closeRange: close.range, range: between(first.range, close.range) };
}

function callArguments(tokens: Tokens, name: Token, open: Token): { args: Expression[]; expand: boolean; close: Token } {
  const args: Expression[] = [];
  for (;;) {
    if (tokens.peek().type === ')') return { args, expand: false, close: tokens.read() };
    const before = tokens.diagnostics.length;
    args.push(parseExpressionTokens(tokens));
    if (lost(tokens, before)) return { args, expand: false, close: tokens.recover(')') };
    const separator = tokens.read();
    if (separator.type === ')') return { args, expand: false, close: separator };
    if (separator.type === '...') {
      if (tokens.peek().type === ')') return { args, expand: true, close: tokens.read() };
      if (!tokens.recovery) {
        tokens.error(
          'Missing closing parenthesis',
          'An expanded function argument (with ...) must be immediately followed by closing parentheses.',
          separator.range,
          between(name.range, separator.range),
        );
      }
      return { args, expand: true, close: tokens.recover(')') };
    }
    if (separator.type !== ',') {
      if (separator.type === 'end') {
        tokens.error(
          'Unterminated function call',
          'There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.',
          between(name.range, open.range),
        );
      } else {
        tokens.error('Missing argument separator', 'A comma is required to separate each function argument from the next.', separator.range, between(name.range, separator.range));
      }
      return { args, expand: false, close: tokens.recover(')') };
    }
  }
}
