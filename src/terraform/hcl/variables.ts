// The free variables of an expression: every absolute traversal whose root is not a name bound by a `for` around it.
import type { Expression, SplatStep, TemplatePart, Traversal } from './ast.ts';

const remembered = new WeakMap<Expression, readonly Traversal[]>();

/** The traversals, in the order of the source. */
export function variables(expression: Expression): readonly Traversal[] {
  const known = remembered.get(expression);
  if (known) return known;
  const found: Traversal[] = [];
  walk(expression, [], found);
  remembered.set(expression, found);
  return found;
}

type Bound = readonly string[];

const names = (node: { readonly keyName: string | null; readonly valueName: string }): string[] => (node.keyName === null ? [node.valueName] : [node.keyName, node.valueName]);

function walk(node: Expression, bound: Bound, found: Traversal[]): void {
  switch (node.kind) {
    case 'number':
    case 'bool':
    case 'null':
      return;
    case 'template':
      parts(node.parts, bound, found);
      return;
    case 'wrap':
    case 'parens':
      walk(node.expression, bound, found);
      return;
    case 'traversal': {
      const root = node.traversal[0];
      if (root?.kind === 'root' && !bound.includes(root.name)) found.push(node.traversal);
      return;
    }
    case 'relative':
      walk(node.source, bound, found);
      return;
    case 'call':
      for (const arg of node.args) walk(arg, bound, found);
      return;
    case 'index':
      walk(node.collection, bound, found);
      walk(node.key, bound, found);
      return;
    case 'splat':
      walk(node.source, bound, found);
      steps(node.each, bound, found);
      return;
    case 'unary':
      walk(node.operand, bound, found);
      return;
    case 'binary':
      walk(node.left, bound, found);
      walk(node.right, bound, found);
      return;
    case 'conditional':
      walk(node.condition, bound, found);
      walk(node.yes, bound, found);
      walk(node.no, bound, found);
      return;
    case 'tuple':
      for (const item of node.items) walk(item, bound, found);
      return;
    case 'object':
      for (const item of node.items) {
        // A bare word is a name, not a variable.
        const word = item.bare && item.key.kind === 'traversal' && item.key.traversal.length === 1;
        if (!word) walk(item.key, bound, found);
        walk(item.value, bound, found);
      }
      return;
    case 'for': {
      walk(node.collection, bound, found);
      const inner = [...bound, ...names(node)];
      if (node.key) walk(node.key, inner, found);
      walk(node.value, inner, found);
      if (node.condition) walk(node.condition, inner, found);
      return;
    }
  }
}

function steps(each: readonly SplatStep[], bound: Bound, found: Traversal[]): void {
  for (const step of each) {
    if (step.kind === 'indexBy') walk(step.key, bound, found);
    else if (step.kind === 'splat') steps(step.each, bound, found);
  }
}

function parts(list: readonly TemplatePart[], bound: Bound, found: Traversal[]): void {
  for (const part of list) {
    if (part.kind === 'interpolation') walk(part.expression, bound, found);
    else if (part.kind === 'if') {
      walk(part.condition, bound, found);
      parts(part.yes, bound, found);
      parts(part.no, bound, found);
    } else if (part.kind === 'for') {
      walk(part.collection, bound, found);
      parts(part.body, [...bound, ...names(part)], found);
    }
  }
}
