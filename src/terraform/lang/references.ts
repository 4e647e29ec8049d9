// Which objects an expression speaks of: the edges of the graph, and what has to be known before it is evaluated.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Expression, Traversal, TraversalStep } from '../hcl/ast.ts';
import { variables } from '../hcl/variables.ts';

interface Common {
  /** The whole traversal, from its root. */
  readonly traversal: Traversal;
  /** How many steps name the object; the rest goes into its value. */
  readonly consumed: number;
  /** The part of the source that names the object. */
  readonly range: SourceRange;
}

export type Reference = Common &
  (
    | { readonly kind: 'variable' | 'local' | 'count' | 'each' | 'path' | 'terraform' | 'output' | 'check' | 'run'; readonly name: string }
    | { readonly kind: 'self' }
    /** `resource.type.name` is brought to the same form as `type.name`. `key` is there when the first step after the name is a literal index. */
    | { readonly kind: 'resource'; readonly mode: 'managed' | 'data' | 'ephemeral'; readonly type: string; readonly name: string; readonly key?: string | number }
    | { readonly kind: 'module'; readonly name: string; readonly key?: string | number; readonly output?: string }
  );

export interface References {
  readonly references: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}

const between = (start: SourceRange, end: SourceRange): SourceRange => ({ filename: start.filename, start: start.start, end: end.end });
const invalid = (detail: string, subject: SourceRange, summary = 'Invalid reference'): Diagnostic => ({ severity: 'error', summary, detail, subject });

const ATTRIBUTE_ROOTS: { readonly [root: string]: 'variable' | 'local' | 'count' | 'each' | 'path' | 'terraform' } = {
  var: 'variable',
  local: 'local',
  count: 'count',
  each: 'each',
  path: 'path',
  terraform: 'terraform',
};

const MODES = {
  data: { mode: 'data', what: 'data source', hint: 'The "data" object must be followed by two attribute names: the data source type and the resource name.' },
  resource: { mode: 'managed', what: 'resource type', hint: 'The "resource" object must be followed by two attribute names: the resource type and the resource name.' },
  ephemeral: {
    mode: 'ephemeral',
    what: 'ephemeral resource type',
    hint: 'The "ephemeral" object must be followed by two attribute names: the ephemeral resource type and the resource name.',
  },
} as const;

const NOWHERE: SourceRange = { filename: '', start: { line: 0, column: 0, byte: 0 }, end: { line: 0, column: 0, byte: 0 } };

/**
 * Reads one absolute traversal as a reference; a diagnostic when it is none.
 * A bare `var` gives both, a reference without a name and without a place, as in Terraform, which then complains of it twice.
 */
export function parseReference(traversal: Traversal): Parsed {
  let parsed = parsedReferences.get(traversal);
  if (!parsed) parsedReferences.set(traversal, (parsed = parse(traversal)));
  return parsed;
}

type Parsed = { readonly reference?: Reference; readonly diagnostic?: Diagnostic };

const parsedReferences = new WeakMap<Traversal, Parsed>();

function parse(traversal: Traversal): Parsed {
  const read = readReference(traversal);
  if ('consumed' in read) return { reference: read };
  const root = traversal[0]!;
  const kind = root.kind === 'root' && Object.hasOwn(ATTRIBUTE_ROOTS, root.name) ? ATTRIBUTE_ROOTS[root.name] : undefined;
  if (!kind) return { diagnostic: read };
  return { diagnostic: read, reference: { kind, name: '', traversal, consumed: traversal.length, range: NOWHERE } };
}

function readReference(traversal: Traversal): Reference | Diagnostic {
  const root = traversal[0]!;
  const name = root.kind === 'root' ? root.name : '';
  const simple = Object.hasOwn(ATTRIBUTE_ROOTS, name) ? ATTRIBUTE_ROOTS[name] : undefined;
  if (simple || name === 'module') {
    const step = traversal[1];
    if (!step) return invalid(`The "${name}" object cannot be accessed directly. Instead, access one of its attributes.`, root.range);
    if (step.kind !== 'attribute') return invalid(`The "${name}" object does not support this operation.`, step.range);
    if (simple) return { kind: simple, name: step.name, traversal, consumed: 2, range: between(root.range, step.range) };
    return moduleReference(traversal, step.name);
  }
  if (name === 'self') return { kind: 'self', traversal, consumed: 1, range: root.range };
  if (name === 'template' || name === 'lazy' || name === 'arg') {
    return invalid(
      `The symbol name "${name}" is reserved for use in a future Terraform version. If you are using a provider that already uses this as a resource type name, add the prefix "resource." to force interpretation as a resource type name.`,
      root.range,
      'Reserved symbol name',
    );
  }
  if (name === 'data' || name === 'resource' || name === 'ephemeral') {
    if (traversal.length < 3) return invalid(MODES[name].hint, between(root.range, traversal.at(-1)!.range));
    return resourceReference(traversal, 1, MODES[name].mode, MODES[name].what, name);
  }
  if (traversal.length < 2) {
    return invalid('A reference to a resource type must be followed by at least one attribute access, specifying the resource name.', root.range);
  }
  return resourceReference(traversal, 0, 'managed', 'resource type', name);
}

function moduleReference(traversal: Traversal, name: string): Reference | Diagnostic {
  const start = traversal[0]!.range;
  let next = 2;
  let key: string | number | undefined;
  const index = traversal[next];
  if (index?.kind === 'index') {
    key = index.key;
    next++;
  }
  const step = traversal[next];
  const keyed = key === undefined ? {} : { key };
  if (!step) return { kind: 'module', name, ...keyed, traversal, consumed: next, range: between(start, traversal[next - 1]!.range) };
  if (step.kind !== 'attribute') return invalid('Module instance objects do not support this operation.', step.range);
  return { kind: 'module', name, ...keyed, output: step.name, traversal, consumed: next + 1, range: between(start, step.range) };
}

function resourceReference(traversal: Traversal, first: number, mode: 'managed' | 'data' | 'ephemeral', what: string, root: string): Reference | Diagnostic {
  const type = traversal[first]!;
  const step = traversal[first + 1]!;
  if (type.kind === 'index') return invalid(`The "${root}" object does not support this operation.`, type.range);
  if (step.kind !== 'attribute') return invalid(`A reference to a ${what} must be followed by at least one attribute access, specifying the resource name.`, step.range);
  const start = traversal[0]!.range;
  const index = traversal[first + 2];
  const common = { kind: 'resource', mode, type: type.name, name: step.name, traversal } as const;
  if (index?.kind === 'index') return { ...common, key: index.key, consumed: first + 3, range: between(start, index.range) };
  return { ...common, consumed: first + 2, range: between(start, step.range) };
}

const remembered = new WeakMap<Expression, References>();

/** The references of an expression, in the order of the source, and errors in those that are none. Names of `for` are no references. */
export function references(expression: Expression): References {
  const known = remembered.get(expression);
  if (known) return known;
  const found: Reference[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const traversal of variables(expression)) {
    const { reference, diagnostic } = parseReference(traversal);
    if (reference) found.push(reference);
    if (diagnostic) diagnostics.push(diagnostic);
  }
  const result = { references: found, diagnostics };
  remembered.set(expression, result);
  return result;
}

/** The traversal as source text: `aws_instance.web[0].id`. */
export function traversalText(steps: readonly TraversalStep[]): string {
  return steps
    .map((step) =>
      step.kind === 'root' ? step.name : step.kind === 'attribute' ? `.${step.name}` : typeof step.key === 'number' ? `[${step.key}]` : `[${JSON.stringify(step.key)}]`,
    )
    .join('');
}
