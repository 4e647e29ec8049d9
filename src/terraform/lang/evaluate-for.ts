// `for` expressions: lists and objects made from the elements of another value.
import type { SourceRange } from '../../engine/diagnostic.ts';
import type { Expression } from '../hcl/ast.ts';
import { convert, isConversionError } from './convert.ts';
import { evaluateIn, report } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { mark, unmark } from './marks.ts';
import { quote } from './quote.ts';
import { isPrimitive, typeName } from './type.ts';
import type { Mark, Value } from './value.ts';
import { entriesOf, objectOf, put, tupleOf, typeOf, UNKNOWN } from './value.ts';

export type Walk =
  | { readonly kind: 'failed' }
  /** Not known yet; one of undecided type has lost its marks (observed with 1.11.4). */
  | { readonly kind: 'unknown'; readonly marks: readonly Mark[] }
  | { readonly kind: 'known'; readonly marks: readonly Mark[]; readonly entries: readonly (readonly [Value, Value])[] };

/** The elements that a `for` walks through, or why it cannot. */
export function iterate(collection: Expression, range: SourceRange, frame: Frame): Walk {
  const before = frame.diagnostics.length;
  const value = evaluateIn(collection, frame);
  const place = { subject: collection.range, context: range, expression: collection };
  if (value.k === 'null') {
    report(frame, { summary: 'Iteration over null value', detail: "A null value cannot be used as the collection in a 'for' expression.", ...place });
    return { kind: 'failed' };
  }
  const [plain, marks] = unmark(value);
  const type = typeOf(plain);
  if (type === 'dynamic') return frame.diagnostics.length > before ? { kind: 'failed' } : { kind: 'unknown', marks: [] };
  if (isPrimitive(type)) {
    report(frame, {
      summary: 'Iteration over non-iterable value',
      detail: `A value of type ${typeName(type)} cannot be used as the collection in a 'for' expression.`,
      ...place,
    });
    return { kind: 'failed' };
  }
  if (plain.k === 'unknown') return { kind: 'unknown', marks };
  return { kind: 'known', marks, entries: entriesOf(plain) };
}

type For = Extract<Expression, { kind: 'for' }>;

export function evaluateFor(node: For, frame: Frame): Value {
  const walk = iterate(node.collection, node.range, frame);
  if (walk.kind === 'failed') return UNKNOWN;
  if (walk.kind === 'unknown') return mark(UNKNOWN, walk.marks);
  const marks: Mark[] = [...walk.marks];
  if (node.condition && !plausibleCondition(node, node.condition, frame)) return mark(UNKNOWN, marks);
  const state: Progress = { known: true, marks, items: [], keys: new Map() };
  for (const [key, item] of walk.entries) {
    const bound: Record<string, Value> = {};
    if (node.keyName !== null) put(bound, node.keyName, key);
    put(bound, node.valueName, item);
    visit(node, { ...frame, names: { bound, outer: frame.names } }, state);
  }
  if (!state.known) return mark(UNKNOWN, marks);
  if (!node.key) return mark(tupleOf(state.items), marks);
  const v: Record<string, Value> = {};
  for (const [key, values] of state.keys) put(v, key, node.group ? tupleOf(values) : values[0]!);
  return mark(objectOf(v), marks);
}

interface Progress {
  known: boolean;
  readonly marks: Mark[];
  readonly items: Value[];
  readonly keys: Map<string, Value[]>;
}

/** Tries the condition with unknown names first, so that a plain mistake in it is reported once and not for every element. */
function plausibleCondition(node: For, condition: Expression, frame: Frame): boolean {
  const bound: Record<string, Value> = {};
  if (node.keyName !== null) put(bound, node.keyName, UNKNOWN);
  put(bound, node.valueName, UNKNOWN);
  const before = frame.diagnostics.length;
  const value = evaluateIn(condition, { ...frame, names: { bound, outer: frame.names } });
  const place = { subject: condition.range, context: node.range, expression: condition };
  if (value.k === 'null') {
    report(frame, { summary: 'Condition is null', detail: "The value of the 'if' clause must not be null.", ...place });
    return false;
  }
  const result = convert(value, 'bool');
  if (isConversionError(result)) {
    report(frame, { summary: "Invalid 'for' condition", detail: `The 'if' clause value is invalid: ${result.error}.`, ...place });
    return false;
  }
  return frame.diagnostics.length === before;
}

function visit(node: For, frame: Frame, state: Progress): void {
  if (node.condition && !included(node, node.condition, frame, state)) return;
  if (!node.key) {
    state.items.push(evaluateIn(node.value, frame));
    return;
  }
  const raw = evaluateIn(node.key, frame);
  const place = { subject: node.key.range, context: node.range, expression: node.key };
  if (raw.k === 'null') {
    if (state.known) report(frame, { summary: 'Invalid object key', detail: "Key expression in 'for' expression must not produce a null value.", ...place });
    state.known = false;
    return;
  }
  const [plain, marks] = unmark(raw);
  state.marks.push(...marks);
  const key = convert(plain, 'string');
  if (isConversionError(key)) {
    if (state.known) report(frame, { summary: 'Invalid object key', detail: `The key expression produced an invalid result: ${key.error}.`, ...place });
    state.known = false;
    return;
  }
  if (key.k !== 'string') {
    state.known = false;
    return;
  }
  const value = evaluateIn(node.value, frame);
  const existing = state.keys.get(key.v);
  if (!existing) state.keys.set(key.v, [value]);
  else if (node.group) existing.push(value);
  else {
    report(frame, {
      summary: 'Duplicate object key',
      detail: `Two different items produced the key ${quote(key.v)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
      ...place,
    });
  }
}

function included(node: For, condition: Expression, frame: Frame, state: Progress): boolean {
  const raw = evaluateIn(condition, frame);
  const place = { subject: condition.range, context: node.range, expression: condition };
  const refuse = (detail: string): false => {
    if (state.known) report(frame, { summary: "Invalid 'for' condition", detail, ...place });
    state.known = false;
    return false;
  };
  if (raw.k === 'null') return refuse("The value of the 'if' clause must not be null.");
  const [plain, marks] = unmark(raw);
  state.marks.push(...marks);
  const test = convert(plain, 'bool');
  if (isConversionError(test)) return refuse(`The 'if' clause value is invalid: ${test.error}.`);
  if (test.k !== 'bool') {
    state.known = false;
    return false;
  }
  return test.v;
}
