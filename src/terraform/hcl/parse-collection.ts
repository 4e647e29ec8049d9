// What stands in brackets and braces: lists, objects, and the `for` expressions that build them.
import type { SourceRange } from '../../engine/diagnostic.ts';
import type { Expression } from './ast.ts';
import { lost, parseExpressionTokens } from './parse-expression.ts';
import type { Token } from './scan.ts';
import type { Tokens } from './tokens.ts';
import { between } from './tokens.ts';

/** Reads from `[` or `{` to its end. */
export function parseCollection(tokens: Tokens): Expression {
  const open = tokens.read();
  tokens.pushNewlines(false);
  const isFor = tokens.isWord('for');
  tokens.popNewlines();
  tokens.pushNewlines(isFor ? false : open.type === '{');
  const result = isFor ? forExpression(tokens, open) : open.type === '[' ? tuple(tokens, open) : object(tokens, open);
  tokens.popNewlines();
  return result;
}

function tuple(tokens: Tokens, open: Token): Expression {
  const items: Expression[] = [];
  const finish = (close: Token): Expression => ({ kind: 'tuple', items, range: between(open.range, close.range) });
  for (;;) {
    if (tokens.peek().type === ']') return finish(tokens.read());
    const before = tokens.diagnostics.length;
    items.push(parseExpressionTokens(tokens));
    if (lost(tokens, before)) return finish(tokens.recover(']'));
    const next = tokens.peek();
    if (next.type === ']') return finish(tokens.read());
    if (next.type !== ',') {
      if (!tokens.recovery) {
        if (next.type === 'end') {
          tokens.error(
            'Unterminated tuple constructor expression',
            'There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.',
            open.range,
          );
        } else tokens.error('Missing item separator', 'Expected a comma to mark the beginning of the next item.', next.range, between(open.range, next.range));
      }
      return finish(tokens.recover(']'));
    }
    tokens.read();
  }
}

function object(tokens: Tokens, open: Token): Expression {
  const items: { key: Expression; value: Expression; bare: boolean }[] = [];
  const finish = (close: Token): Expression => ({ kind: 'object', items, range: between(open.range, close.range) });
  for (;;) {
    if (tokens.peek().type === 'newline') {
      tokens.read();
      continue;
    }
    if (tokens.peek().type === '}') return finish(tokens.read());
    const before = tokens.diagnostics.length;
    const bare = tokens.peek().type !== '(';
    const key = parseExpressionTokens(tokens);
    if (lost(tokens, before)) return finish(tokens.recover('}'));
    let next = tokens.peek();
    if (next.type !== '=' && next.type !== ':') {
      if (!tokens.recovery) missingValue(tokens, open, next);
      return finish(tokens.recover('}'));
    }
    tokens.read();
    const value = parseExpressionTokens(tokens);
    if (lost(tokens, before)) return finish(tokens.recover('}'));
    items.push({ key, value, bare });
    next = tokens.peek();
    if (next.type === '}') return finish(tokens.read());
    if (next.type !== ',' && next.type !== 'newline') {
      if (!tokens.recovery) {
        if (next.type === 'end') {
          tokens.error(
            'Unterminated object constructor expression',
            'There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.',
            open.range,
          );
        } else {
          tokens.error('Missing attribute separator', 'Expected a newline or comma to mark the beginning of the next attribute.', next.range, between(open.range, next.range));
        }
      }
      return finish(tokens.recover('}'));
    }
    tokens.read();
  }
}

function missingValue(tokens: Tokens, open: Token, next: Token): void {
  const context = between(open.range, next.range);
  if (next.type === 'newline' || next.type === ',') {
    tokens.error('Missing attribute value', 'Expected an attribute value, introduced by an equals sign ("=").', next.range, context);
    return;
  }
  const hint = next.type === 'identifier' ? ' If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.' : '';
  tokens.error('Missing key/value separator', `Expected an equals sign ("=") to mark the beginning of the attribute value.${hint}`, next.range, context);
}

function forExpression(tokens: Tokens, open: Token): Expression {
  const closer = open.type === '{' ? '}' : ']';
  const summary = "Invalid 'for' expression";
  tokens.read();
  const broken = (): Expression => ({ kind: 'null', range: between(open.range, tokens.recover(closer).range) });
  const problem = (detail: string): Expression => {
    const next = tokens.peek().range;
    if (!tokens.recovery) tokens.error(summary, detail, next, between(open.range, next));
    return broken();
  };
  if (tokens.peek().type !== 'identifier') return problem("For expression requires variable name after 'for'.");
  let valueName = tokens.read().text;
  let keyName: string | null = null;
  if (tokens.peek().type === ',') {
    keyName = valueName;
    tokens.read();
    if (tokens.peek().type !== 'identifier') return problem('For expression requires value variable name after comma.');
    valueName = tokens.read().text;
  }
  if (!tokens.isWord('in')) return problem("For expression requires the 'in' keyword after its name declarations.");
  tokens.read();
  const before = tokens.diagnostics.length;
  const collection = parseExpressionTokens(tokens);
  if (lost(tokens, before)) return broken();
  if (tokens.peek().type !== ':') return problem('For expression requires a colon after the collection expression.');
  tokens.read();
  let value = parseExpressionTokens(tokens);
  let key: Expression | null = null;
  if (tokens.peek().type === '=>') {
    tokens.read();
    key = value;
    value = parseExpressionTokens(tokens);
  }
  if (lost(tokens, before)) return broken();
  const ellipsis = tokens.peek().type === '...' ? tokens.read() : null;
  let condition: Expression | null = null;
  if (tokens.isWord('if')) {
    tokens.read();
    condition = parseExpressionTokens(tokens);
    if (lost(tokens, before)) return broken();
  }
  let close: Token;
  if (tokens.peek().type === closer) close = tokens.read();
  else {
    const next = tokens.peek().range;
    if (!tokens.recovery) tokens.error(summary, "Extra characters after the end of the 'for' expression.", next, between(open.range, next));
    close = tokens.recover(closer);
  }
  const range = between(open.range, close.range);
  const misuse = (detail: string, subject: SourceRange) => tokens.error(summary, detail, subject, range);
  if (open.type === '{') {
    if (!key) misuse('Key expression is required when building an object.', value.range);
  } else {
    if (key) misuse('Key expression is not valid when building a tuple.', key.range);
    if (ellipsis) misuse('Grouping ellipsis (...) cannot be used when building a tuple.', ellipsis.range);
  }
  return { kind: 'for', keyName, valueName, collection, key, value, condition, group: ellipsis !== null, openRange: open.range, closeRange: close.range, range };
}
