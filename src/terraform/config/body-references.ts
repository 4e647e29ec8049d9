// All references in a body, nested blocks included; the iterators of dynamic blocks are no references.
import type { Body, Expression } from '../hcl/ast.ts';
import { type Reference, references } from '../lang/references.ts';

const remembered = new WeakMap<Body, readonly Reference[]>();

export function bodyReferences(body: Body): readonly Reference[] {
  const known = remembered.get(body);
  if (known) return known;
  const found: Reference[] = [];
  collect(body, new Set(), found);
  remembered.set(body, found);
  return found;
}

function collect(body: Body, iterators: ReadonlySet<string>, found: Reference[]): void {
  for (const attribute of body.attributes) add(attribute.expression, iterators, found);
  for (const block of body.blocks) {
    if (block.type !== 'dynamic') {
      collect(block.body, iterators, found);
      continue;
    }
    const named = block.body.attributes.find((attribute) => attribute.name === 'iterator');
    const root = named?.expression.kind === 'traversal' ? named.expression.traversal[0] : undefined;
    const iterator = root?.kind === 'root' ? root.name : (block.labels[0] ?? '');
    for (const attribute of block.body.attributes) if (attribute !== named) add(attribute.expression, iterators, found);
    for (const inner of block.body.blocks) collect(inner.body, new Set([...iterators, iterator]), found);
  }
}

function add(expression: Expression, iterators: ReadonlySet<string>, found: Reference[]): void {
  for (const reference of references(expression).references) {
    if (reference.kind === 'resource' && reference.mode === 'managed' && iterators.has(reference.type)) continue;
    found.push(reference);
  }
}
