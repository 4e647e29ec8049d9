// What follows a value: `.name`, `[key]`, the splats `.*` and `[*]`, and `.0`.
import type { SourceRange } from '../../engine/diagnostic.ts';
import type { Expression, SplatStep, TraversalStep } from './ast.ts';
import { literalText, lost, parseExpressionTokens } from './parse-expression.ts';
import type { Token } from './scan.ts';
import { between, type Tokens } from './tokens.ts';

export type Accessor = TraversalStep | { readonly kind: 'indexBy'; readonly key: Expression; readonly range: SourceRange } | SplatAccessor;

interface SplatAccessor {
  readonly kind: 'splat';
  readonly full: boolean;
  readonly each: readonly SplatStep[];
  readonly range: SourceRange;
  readonly end: SourceRange;
}

const noName = (tokens: Tokens, subject: SourceRange): null => {
  tokens.error('Invalid attribute name', 'An attribute name is required after a dot.', subject);
  tokens.recovery = true;
  return null;
};

export function afterDot(tokens: Tokens, dot: Token): Accessor | null {
  const next = tokens.peek();
  if (next.type === 'identifier') {
    tokens.read();
    return { kind: 'attribute', name: next.text, range: between(dot.range, next.range) };
  }
  if (next.type === 'number') {
    tokens.read();
    return legacyIndex(tokens, dot, next);
  }
  if (next.type === '*') {
    tokens.read();
    return attributeSplat(tokens, dot, next);
  }
  return noName(tokens, next.range);
}

/** `list.0`, as older configurations have it. */
function legacyIndex(tokens: Tokens, dot: Token, number: Token): Accessor | null {
  const point = number.text.indexOf('.');
  if (point >= 0) {
    tokens.error(
      'Invalid legacy index syntax',
      `When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax instead, like [${number.text.slice(0, point)}][${number.text.slice(point + 1)}].`,
      number.range,
    );
    return null;
  }
  return { kind: 'index', key: Number(number.text), range: between(dot.range, number.range) };
}

function attributeSplat(tokens: Tokens, dot: Token, star: Token): Accessor | null {
  const each: SplatStep[] = [];
  let end = star.range;
  while (tokens.peek().type === '.') {
    const inner = tokens.read();
    const next = tokens.peek();
    if (next.type === 'number') {
      tokens.read();
      each.push({ kind: 'index', key: Number(next.text), range: between(inner.range, next.range) });
    } else if (next.type === 'identifier') {
      tokens.read();
      each.push({ kind: 'attribute', name: next.text, range: between(inner.range, next.range) });
    } else {
      if (!tokens.recovery) {
        if (next.type !== '*') return noName(tokens, star.range);
        tokens.error('Nested splat expression not allowed', 'A splat expression (*) cannot be used inside another attribute-only splat expression.', next.range);
      }
      tokens.recovery = true;
      return null;
    }
    end = next.range;
  }
  return { kind: 'splat', full: false, each, range: between(dot.range, star.range), end };
}

export function afterBracket(tokens: Tokens, open: Token): Accessor | null {
  if (tokens.peek().type === '*') {
    tokens.read();
    let close = tokens.read();
    if (close.type !== ']' && !tokens.recovery) {
      // The place that is named is where reading goes on, not where the bracket is missed (observed with 1.11.4).
      close = tokens.recover(']');
      tokens.error('Missing close bracket on splat index', 'The star for a full splat operator must be immediately followed by a closing bracket ("]").', close.range);
    }
    const each: SplatStep[] = [];
    let end = close.range;
    // A full splat takes everything that follows.
    while (tokens.peek().type === '.' || tokens.peek().type === '[') {
      const next = tokens.read();
      const step: Accessor | null = next.type === '.' ? afterDot(tokens, next) : afterBracket(tokens, next);
      if (!step) continue;
      each.push(step.kind === 'splat' ? { kind: 'splat', full: step.full, each: step.each, range: step.range } : step);
      end = step.kind === 'splat' ? step.end : step.range;
    }
    return { kind: 'splat', full: true, each, range: between(open.range, close.range), end };
  }
  tokens.pushNewlines(false);
  const before = tokens.diagnostics.length;
  const key = parseExpressionTokens(tokens);
  let close: Token;
  if (lost(tokens, before)) close = tokens.recover(']');
  else {
    close = tokens.read();
    if (close.type !== ']' && !tokens.recovery) {
      close = tokens.recover(']');
      tokens.error('Missing close bracket on index', 'The index operator must end with a closing bracket ("]").', close.range);
    }
  }
  tokens.popNewlines();
  const range = between(open.range, close.range);
  if (key.kind === 'number') return { kind: 'index', key: Number(key.text), range };
  const text = literalText(key);
  return text === null ? { kind: 'indexBy', key, range } : { kind: 'index', key: text, range };
}
