// What the evaluator carries from node to node of one expression.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Traversal } from '../hcl/ast.ts';
import type { Resolved, Scope } from './scope.ts';
import type { Value } from './value.ts';

/** Names bound by `for` expressions and templates, innermost first. */
export interface Names {
  readonly bound: { readonly [name: string]: Value };
  readonly outer: Names | null;
}

export interface Frame {
  readonly scope: Scope;
  /** What the references of the expression lead to, by the traversal's node. */
  readonly resolved: Map<Traversal, Resolved>;
  readonly names: Names | null;
  readonly diagnostics: Diagnostic[];
  /** In a template file, names that are not bound do not exist. */
  readonly closed?: boolean;
}

export function lookup(names: Names | null, name: string): Value | undefined {
  for (let level = names; level; level = level.outer) if (Object.hasOwn(level.bound, name)) return level.bound[name];
  return undefined;
}
