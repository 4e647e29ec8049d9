// The doors to the parser: a whole configuration file, one expression, one template.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Attribute, Block, Body, Expression } from './ast.ts';
import { parseExpressionTokens } from './parse-expression.ts';
import { parseTemplateTokens } from './parse-template.ts';
import type { Token } from './scan.ts';
import { START, scanner } from './scan.ts';
import { literalValue } from './template-pieces.ts';
import { between, rangeText, startOf, Tokens } from './tokens.ts';

/** A configuration file in native syntax. With errors, the body holds what could be read. */
export function parseConfig(filename: string, text: string): { readonly body: Body; readonly diagnostics: readonly Diagnostic[] } {
  const tokens = new Tokens(scanner(filename, text.startsWith('\ufeff') ? text.slice(1) : text), true);
  const body = parseBody(tokens, 'end');
  return { body, diagnostics: tokens.problems() };
}

export { parseJsonConfig } from './json.ts';

/** One expression, as a line of the console or an attribute path on the command line. Newlines mean nothing. */
export function parseExpression(filename: string, text: string, start = START): { readonly expression: Expression; readonly diagnostics: readonly Diagnostic[] } {
  const tokens = new Tokens(scanner(filename, text, 'expression', start), false);
  const expression = parseExpressionTokens(tokens);
  const next = tokens.peek();
  if (next.type !== 'end' && !tokens.recovery) {
    tokens.error('Extra characters after expression', 'An expression was successfully parsed, but extra characters were found after it.', next.range);
  }
  return { expression, diagnostics: tokens.problems() };
}

/** A whole text as a template, as a file of `templatefile`. */
export function parseTemplate(filename: string, text: string, start = START): { readonly expression: Expression; readonly diagnostics: readonly Diagnostic[] } {
  const tokens = new Tokens(scanner(filename, text, 'template', start), false);
  const expression = parseTemplateTokens(tokens, null, 'end');
  return { expression, diagnostics: tokens.problems() };
}

function parseBody(tokens: Tokens, end: 'end' | '}'): Body {
  const attributes: Attribute[] = [];
  const seen = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const start = end === '}' ? tokens.previous() : tokens.peek().range;
  for (;;) {
    const next = tokens.peek();
    if (next.type === end) {
      tokens.read();
      break;
    }
    if (next.type === 'newline') {
      tokens.read();
      continue;
    }
    if (next.type !== 'identifier') {
      const bad = tokens.read();
      if (!tokens.recovery) badItem(tokens, bad, end, start);
      const range = between(start, tokens.previous());
      tokens.recover(end);
      return { attributes, blocks, range, endRange: startOf(start) };
    }
    const item = parseItem(tokens);
    if (!item) continue;
    if ('labels' in item) blocks.push(item);
    else {
      const existing = seen.get(item.name);
      if (existing) {
        tokens.error('Attribute redefined', `The argument "${item.name}" was already set at ${rangeText(existing.nameRange)}. Each argument may be set only once.`, item.nameRange);
        continue;
      }
      seen.set(item.name, item);
      attributes.push(item);
    }
  }
  return { attributes, blocks, range: between(start, tokens.previous()), endRange: startOf(start) };
}

function badItem(tokens: Tokens, bad: Token, end: 'end' | '}', start: SourceRange): void {
  if (bad.type === 'openQuote') tokens.error('Invalid argument name', 'Argument names must not be quoted.', bad.range);
  else if (bad.type === 'end' && end === '}') {
    tokens.error(
      'Unclosed configuration block',
      'There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.',
      start,
    );
  } else tokens.error('Argument or block definition required', 'An argument or block definition is required here.', bad.range);
}

const EQUALS_HINT = 'An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the argument value.';

function parseItem(tokens: Tokens): Attribute | Block | null {
  const name = tokens.read();
  const next = tokens.peek();
  if (next.type === '=') return parseAttribute(tokens, name, false);
  if (next.type === 'openQuote' || next.type === '{' || next.type === 'identifier') return parseBlock(tokens, name);
  tokens.recoverAfterItem();
  tokens.error('Argument or block definition required', EQUALS_HINT, name.range);
  return null;
}

function parseAttribute(tokens: Tokens, name: Token, oneLine: boolean): Attribute {
  tokens.read();
  const before = tokens.diagnostics.length;
  const expression = parseExpressionTokens(tokens);
  let end = tokens.previous();
  if (tokens.recovery && tokens.diagnostics.length > before) tokens.recoverAfterItem();
  else if (!oneLine) {
    const next = tokens.peek();
    if (next.type === 'newline' || next.type === 'end') tokens.read();
    else {
      if (!tokens.recovery) {
        const comma = next.type === ',';
        tokens.error(
          comma ? 'Unexpected comma after argument' : 'Missing newline after argument',
          `${comma ? 'Argument definitions must be separated by newlines, not commas. ' : ''}An argument definition must end with a newline.`,
          next.range,
          between(name.range, next.range),
        );
      }
      end = tokens.previous();
      tokens.recoverAfterItem();
    }
  }
  return { name: name.text, expression, range: between(name.range, end), nameRange: name.range };
}

function parseBlock(tokens: Tokens, type: Token): Block {
  const labels: string[] = [];
  const labelRanges: SourceRange[] = [];
  let open: Token;
  for (;;) {
    const next = tokens.peek();
    if (next.type === '{') {
      open = tokens.read();
      break;
    }
    if (next.type === 'openQuote') {
      const label = quotedLabel(tokens);
      labels.push(label.text);
      labelRanges.push(label.range);
    } else if (next.type === 'identifier') {
      tokens.read();
      labels.push(next.text);
      labelRanges.push(next.range);
    } else return headerOnly(tokens, type, next, labels, labelRanges);
  }
  const body = blockBody(tokens, open);
  const close = tokens.previous();
  const end = tokens.peek();
  if (end.type === 'newline' || end.type === 'end') tokens.read();
  else {
    if (!tokens.recovery) tokens.error('Missing newline after block definition', 'A block definition must end with a newline.', end.range, between(type.range, end.range));
    tokens.recoverAfterItem();
  }
  const defRange = between(type.range, labelRanges.at(-1) ?? type.range);
  return { type: type.text, labels, body, typeRange: type.range, labelRanges, defRange, range: between(type.range, close), openBrace: open.range, closeBrace: close };
}

/** A block header that leads nowhere. */
function headerOnly(tokens: Tokens, type: Token, bad: Token, labels: string[], labelRanges: SourceRange[]): Block {
  const context = between(type.range, bad.range);
  const summary = 'Invalid block definition';
  if (bad.type === '=') tokens.error(summary, 'The equals sign "=" indicates an argument definition, and must not be used when defining a block.', bad.range, context);
  else if (bad.type === 'newline') {
    tokens.error(summary, 'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.', bad.range, context);
  } else if (!tokens.recovery) tokens.error(summary, 'Either a quoted string block label or an opening brace ("{") is expected here.', bad.range, context);
  tokens.recoverAfterItem();
  const { range } = type;
  const body: Body = { attributes: [], blocks: [], range, endRange: range };
  return { type: type.text, labels, body, typeRange: range, labelRanges, defRange: between(range, labelRanges.at(-1) ?? range), range, openBrace: range, closeBrace: range };
}

function blockBody(tokens: Tokens, open: Token): Body {
  const first = tokens.peek().type;
  if (first === 'newline' || first === 'end' || first === '}') return parseBody(tokens, '}');
  const body = oneLineBody(tokens, open);
  const next = tokens.peek();
  const summary = 'Invalid single-argument block definition';
  if (next.type === '}') {
    tokens.read();
    return body;
  }
  if (next.type === ',') {
    tokens.error(
      summary,
      'Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.',
      next.range,
    );
  } else if (next.type === 'newline') {
    tokens.error(
      summary,
      "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
      next.range,
    );
  } else if (!tokens.recovery) {
    tokens.error(summary, 'A single-line block definition must end with a closing brace immediately after its single argument definition.', next.range);
  }
  tokens.recover('}');
  return body;
}

function oneLineBody(tokens: Tokens, open: Token): Body {
  const name = tokens.read();
  const empty: Body = { attributes: [], blocks: [], range: open.range, endRange: startOf(open.range) };
  if (name.type !== 'identifier') {
    tokens.recoverAfterItem();
    tokens.error('Argument or block definition required', 'An argument or block definition is required here.', name.range);
    return empty;
  }
  const next = tokens.peek();
  if (next.type === '=') {
    const attribute = parseAttribute(tokens, name, true);
    return { attributes: [attribute], blocks: [], range: between(open.range, attribute.range), endRange: startOf(open.range) };
  }
  tokens.recoverAfterItem();
  if (next.type === 'openQuote' || next.type === '{' || next.type === 'identifier') {
    tokens.error(
      'Argument definition required',
      `A single-line block definition can contain only a single argument. If you meant to define argument "${name.text}", use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
      between(name.range, next.range),
    );
  } else tokens.error('Argument or block definition required', EQUALS_HINT, name.range);
  return empty;
}

/** A string in quotes without anything to be worked out in it: a label, a key in an address. */
export function quotedLabel(tokens: Tokens): { text: string; range: SourceRange } {
  const open = tokens.read();
  let text = '';
  for (;;) {
    const token = tokens.read();
    if (token.type === 'closeQuote') return { text, range: between(open.range, token.range) };
    const context = between(open.range, token.range);
    if (token.type === 'quotedLiteral') text += literalValue(token, tokens);
    else if (token.type === 'interpolation' || token.type === 'control') {
      const sign = token.type === 'interpolation' ? '$' : '%';
      tokens.error(
        'Invalid string literal',
        `Template sequences are not allowed in this string. To include a literal "${sign}", double it (as "${sign}${sign}") to escape it.`,
        token.range,
        context,
      );
      text += `${sign}{ ... }`;
      tokens.recover('sequenceEnd');
    } else if (token.type === 'end') {
      tokens.error('Unterminated string literal', 'Unable to find the closing quote mark before the end of the file.', token.range, context);
      return { text, range: context };
    } else {
      tokens.error('Invalid string literal', 'This item is not valid in a string literal.', token.range, context);
      tokens.recover('closeQuote');
      return { text, range: context };
    }
  }
}
