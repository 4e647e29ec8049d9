// Expressions to values. First every reference is resolved, as errors there forbid evaluation; then the tree is walked.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Expression, SplatStep, Traversal, TraversalStep } from '../hcl/ast.ts';
import { parseTemplate } from '../hcl/parse.ts';
import { rangeText } from '../hcl/tokens.ts';
import { variables } from '../hcl/variables.ts';
import { attributeOf, elementOf, isAccessError } from './access.ts';
import { evaluateCall } from './call.ts';
import { describeValues } from './describe.ts';
import { evaluateFor } from './evaluate-for.ts';
import { evaluateConditional, evaluateObject, evaluateTemplate } from './evaluate-parts.ts';
import type { Frame } from './frame.ts';
import { lookup } from './frame.ts';
import { fail } from './functions/function.ts';
import { mark, unmark } from './marks.ts';
import { parseNumber } from './number-text.ts';
import { evaluateBinary, evaluateUnary } from './operators.ts';
import { quote } from './quote.ts';
import { parseReference, type Reference } from './references.ts';
import type { Scope } from './scope.ts';
import { unify } from './unify.ts';
import type { Value } from './value.ts';
import { boolOf, listOf, NULL, tupleOf, typeOf, UNKNOWN, unknownOf } from './value.ts';

/**
 * The value of an expression; errors go to the scope's diagnostics. With errors the value is unknown, and may be of a known type.
 * References that the scope's `names` do not bind are resolved first, and nothing is evaluated when one of them fails.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const simple = literal(expression);
  if (simple) return simple;
  const frame: Frame = { scope, resolved: new Map(), names: scope.names ? { bound: scope.names, outer: null } : null, diagnostics: scope.diagnostics };
  return resolveAll(expression, frame) ? evaluateIn(expression, frame) : UNKNOWN;
}

/** Evaluates a template with names of its own and nothing else. Errors are those of `templatefile`. */
export function templateIn(name: string, source: string, given: Value, frame: Frame): Value {
  if (frame.closed) fail(`cannot recursively call ${name.startsWith('<') ? 'templatestring' : 'templatefile'} from inside another template function`);
  const [plain, marks] = unmark(given);
  if (plain.k === 'unknown') return UNKNOWN;
  if (plain.k !== 'object' && plain.k !== 'map') return fail('invalid vars value: must be a map', 1);
  const bound = plain.v;
  for (const key of Object.keys(bound)) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(key)) {
      fail(`invalid template variable name ${quote(key)}: must start with a letter, followed by zero or more letters, digits, and underscores`, 1);
    }
  }
  const { expression, diagnostics } = parseTemplate(name, source);
  const first = diagnostics.find((item) => item.severity === 'error');
  if (first) fail(`${name.startsWith('<') ? 'invalid template: ' : ''}${rangeText(first.subject!)}: ${first.summary}; ${first.detail}`, ...(name.startsWith('<') ? [0] : []));
  for (const traversal of variables(expression)) {
    const root = traversal[0]!;
    if (root.kind === 'root' && !Object.hasOwn(bound, root.name)) fail(`vars map does not contain key ${quote(root.name)}, referenced at ${rangeText(root.range)}`, 1);
  }
  const inner: Frame = { scope: { ...frame.scope }, resolved: new Map(), names: { bound, outer: null }, diagnostics: [], closed: true };
  const result = evaluateIn(expression, inner);
  const problem = inner.diagnostics.find((item) => item.severity === 'error');
  if (problem) fail(`${problem.subject ? `${rangeText(problem.subject)}: ` : ''}${problem.summary}; ${problem.detail}`);
  return mark(result, marks);
}

/** Says that a reference leads nowhere: then nothing else of the block is complained about. */
const unresolved = (diagnostic: Diagnostic): Diagnostic => ({ ...diagnostic, extra: { ...diagnostic.extra, unresolved: true } });

/** Fills the frame with what the expression's references lead to. False when there were errors. */
function resolveAll(expression: Expression, frame: Frame): boolean {
  const found: { readonly traversal: Traversal; readonly reference: Reference }[] = [];
  const { data } = frame.scope;
  let ok = true;
  for (const traversal of variables(expression)) {
    const root = traversal[0]!;
    if (root.kind === 'root' && lookup(frame.names, root.name) !== undefined) continue;
    const { reference, diagnostic } = parseReference(traversal);
    if (diagnostic) {
      frame.diagnostics.push(unresolved(diagnostic));
      ok = false;
    }
    if (reference) found.push({ traversal, reference });
  }
  const named = frame.diagnostics.length;
  for (const { reference } of found) {
    for (const problem of data.check?.(reference) ?? []) {
      frame.diagnostics.push(unresolved(problem));
      ok = false;
    }
  }
  if (frame.diagnostics.length > named) return false;
  for (const { traversal, reference } of found) {
    const before = frame.diagnostics.length;
    frame.resolved.set(traversal, data.resolve(reference, frame.diagnostics));
    for (let i = before; i < frame.diagnostics.length; i++) {
      const problem = frame.diagnostics[i]!;
      if (problem.severity !== 'error') continue;
      frame.diagnostics[i] = unresolved(problem);
      ok = false;
    }
  }
  return ok;
}

function literal(node: Expression): Value | null {
  if (node.kind === 'bool') return boolOf(node.value);
  if (node.kind === 'null') return node.lost ? UNKNOWN : NULL;
  if (node.kind === 'number') return { k: 'number', v: parseNumber(node.text) ?? 0 };
  if (node.kind === 'template' && node.parts.length === 1) {
    const [only] = node.parts;
    if (only?.kind === 'literal') return { k: 'string', v: only.value };
  }
  return null;
}

/** What a diagnostic of the evaluator is made of. `expression` is the one whose references are explained below the source. */
export interface Problem {
  readonly summary: string;
  readonly detail: string;
  readonly subject: SourceRange;
  readonly context?: SourceRange;
  readonly expression?: Expression;
  /** `while calling f(a, b)` */
  readonly call?: string;
}

export function report(frame: Frame, problem: Problem): void {
  const described = problem.expression ? describeValues(variables(problem.expression), (traversal) => valueFor(traversal, frame)) : [];
  // Under the names of a `for`, Terraform no longer finds the function that it would describe.
  const values = problem.call && !(frame.names && !frame.closed) ? [problem.call, ...described] : described;
  const diagnostic: Diagnostic = {
    severity: 'error',
    summary: problem.summary,
    detail: problem.detail,
    subject: problem.subject,
    ...(problem.context ? { context: problem.context } : {}),
    ...(values.length > 0 ? { values } : {}),
  };
  frame.diagnostics.push(diagnostic);
}

/** The node's value; errors are reported to the frame. */
export function evaluateIn(node: Expression, frame: Frame): Value {
  const simple = literal(node);
  if (simple) return simple;
  switch (node.kind) {
    case 'template':
      if (node.faults) {
        frame.diagnostics.push(...node.faults);
        return unknownOf('string');
      }
      return evaluateTemplate(node.parts, node.range, frame);
    case 'wrap':
    case 'parens':
      return evaluateIn(node.expression, frame);
    case 'traversal':
      return evaluateTraversal(node, frame);
    case 'relative':
      return applySteps(evaluateIn(node.source, frame), node.traversal, node, frame);
    case 'call':
      return evaluateCall(node, frame);
    case 'index': {
      const collection = evaluateIn(node.collection, frame);
      const key = evaluateIn(node.key, frame);
      const result = elementOf(collection, key);
      if (!isAccessError(result)) return result;
      report(frame, { ...result, subject: node.bracketRange, context: node.range, expression: node });
      return UNKNOWN;
    }
    case 'splat':
      return evaluateSplat(node, frame);
    case 'unary':
      return evaluateUnary(node, frame);
    case 'binary':
      return evaluateBinary(node, frame);
    case 'conditional':
      return evaluateConditional(node, frame);
    case 'tuple':
      return tupleOf(node.items.map((item) => evaluateIn(item, frame)));
    case 'object':
      return evaluateObject(node, frame);
    case 'for':
      return evaluateFor(node, frame);
    default:
      return UNKNOWN;
  }
}

function evaluateTraversal(node: Extract<Expression, { kind: 'traversal' }>, frame: Frame): Value {
  const base = baseOf(node.traversal, frame);
  if (!base) {
    const root = node.traversal[0]!;
    report(frame, { summary: 'Unknown variable', detail: `There is no variable named ${quote(root.kind === 'root' ? root.name : '')}.`, subject: root.range, expression: node });
    return UNKNOWN;
  }
  return base.consumed >= node.traversal.length ? base.value : applySteps(base.value, node.traversal.slice(base.consumed), node, frame);
}

/** Where a traversal begins: a bound name, or what its reference was resolved to. */
function baseOf(traversal: Traversal, frame: Frame): { readonly value: Value; readonly consumed: number } | null {
  const root = traversal[0]!;
  const bound = root.kind === 'root' ? lookup(frame.names, root.name) : undefined;
  if (bound !== undefined) return { value: bound, consumed: 1 };
  const resolved = frame.resolved.get(traversal);
  if (!resolved) return null;
  if (resolved.consumed !== undefined) return { value: resolved.value, consumed: resolved.consumed };
  return { value: resolved.value, consumed: parseReference(traversal).reference?.consumed ?? traversal.length };
}

/** One step of a traversal. */
export function step(value: Value, item: TraversalStep) {
  if (item.kind === 'attribute') return attributeOf(value, item.name);
  if (item.kind === 'root') return value;
  return elementOf(value, typeof item.key === 'number' ? { k: 'number', v: parseNumber(String(item.key)) ?? 0 } : { k: 'string', v: item.key });
}

function applySteps(start: Value, steps: readonly TraversalStep[], node: Expression, frame: Frame): Value {
  let value = start;
  for (const item of steps) {
    const result = step(value, item);
    if (isAccessError(result)) {
      report(frame, { ...result, subject: item.range, expression: node });
      return UNKNOWN;
    }
    value = result;
  }
  return value;
}

/** The value that a traversal leads to, or undefined; no errors are reported. */
function valueFor(traversal: readonly TraversalStep[], frame: Frame): Value | undefined {
  let base: { readonly value: Value; readonly consumed: number } | null = null;
  const root = traversal[0]!;
  const bound = root.kind === 'root' ? lookup(frame.names, root.name) : undefined;
  if (bound !== undefined) base = { value: bound, consumed: 1 };
  // Shortened traversals are new arrays: they are found by the steps that they share with a resolved one.
  else
    for (const [full, resolved] of frame.resolved)
      if (full[0] === root) base = { value: resolved.value, consumed: resolved.consumed ?? parseReference(full).reference?.consumed ?? full.length };
  if (!base || traversal.length < base.consumed) return undefined;
  let { value } = base;
  for (const item of traversal.slice(base.consumed)) {
    const result = step(value, item);
    if (isAccessError(result)) return undefined;
    value = result;
  }
  return value;
}

function evaluateSplat(node: Extract<Expression, { kind: 'splat' }>, frame: Frame): Value {
  const before = frame.diagnostics.length;
  const source = evaluateIn(node.source, frame);
  if (frame.diagnostics.length > before) return UNKNOWN;
  const context = { ...node.source.range, end: node.markerRange.end };
  return splat(source, node.each, { subject: node.source.range, context, node }, frame);
}

interface SplatPlace {
  readonly subject: SourceRange;
  readonly context: SourceRange;
  readonly node: Expression;
}

/** Applies steps to each element; anything but a sequence counts as a sequence of one, or of none when it is null. */
function splat(marked: Value, each: readonly SplatStep[], place: SplatPlace, frame: Frame): Value {
  const [source, marks] = unmark(marked);
  const type = typeOf(source);
  const sequence = typeof type === 'object' && ('list' in type || 'set' in type || 'tuple' in type);
  if (source.k === 'null') {
    if (!sequence) return mark(tupleOf([]), marks);
    report(frame, {
      summary: 'Splat of null value',
      detail: 'Splat expressions (with the * symbol) cannot be applied to null sequences.',
      subject: place.subject,
      context: place.context,
      expression: place.node,
    });
    return UNKNOWN;
  }
  if (type === 'dynamic') return mark(UNKNOWN, marks);
  const one = (item: Value, into: Frame): Value => splatSteps(item, each, place, into);
  if (source.k === 'unknown' && sequence) {
    if ('tuple' in type) return mark(unknownOf({ tuple: type.tuple.map((item) => typeOf(one(unknownOf(item), frame))) }), marks);
    const element = typeOf(one(unknownOf('list' in type ? type.list : (type as { set: import('./type.ts').Type }).set), frame));
    return mark(unknownOf({ list: element }, source.refined), marks);
  }
  const items = sequence ? (source as Extract<Value, { k: 'list' | 'set' | 'tuple' }>).v : [source];
  const before = frame.diagnostics.length;
  const results = items.map((item) => one(item, frame));
  if (frame.diagnostics.length > before) return UNKNOWN;
  if (source.k !== 'list' && source.k !== 'set') return mark(tupleOf(results), marks);
  if (results.length === 0) {
    const element = typeOf(one(unknownOf(source.elem), frame));
    return mark(listOf(element, []), marks);
  }
  const element = unify(results.map(typeOf), true);
  return mark(element === null ? tupleOf(results) : listOf(element, results), marks);
}

function splatSteps(start: Value, each: readonly SplatStep[], place: SplatPlace, frame: Frame): Value {
  let value = start;
  for (const item of each) {
    if (item.kind === 'splat') {
      value = splat(value, item.each, { ...place, subject: item.range, context: place.context }, frame);
      continue;
    }
    const result = item.kind === 'indexBy' ? elementOf(value, evaluateIn(item.key, frame)) : step(value, item);
    if (isAccessError(result)) {
      // The steps stand for an element that has no name: nothing can be said about what it is.
      report(frame, { ...result, subject: item.range, ...(item.kind === 'indexBy' ? { expression: item.key } : {}) });
      return UNKNOWN;
    }
    value = result;
  }
  return value;
}
