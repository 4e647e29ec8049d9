// Templates, conditionals and objects.
import type { SourceRange } from '../../engine/diagnostic.ts';
import type { Expression, TemplatePart } from '../hcl/ast.ts';
import { convert, isConversionError } from './convert.ts';
import { evaluateIn, report } from './evaluate.ts';
import { iterate } from './evaluate-for.ts';
import type { Frame } from './frame.ts';
import { mark, marksOf, unmark, unmarkDeep } from './marks.ts';
import { quote } from './quote.ts';
import type { Type } from './type.ts';
import { elementType, isCollection, isList, isMap, isObject, isTuple, sameType, typeName } from './type.ts';
import { unify } from './unify.ts';
import type { Mark, Refinement, Value } from './value.ts';
import { keysOf, nullOf, objectOf, put, stringOf, typeOf, UNKNOWN, unknownOf } from './value.ts';

/** Longer known beginnings of an unknown string are not worth remembering. */
const PREFIX_LIMIT = 128;

export function evaluateTemplate(parts: readonly TemplatePart[], range: SourceRange, frame: Frame): Value {
  let text = '';
  let known = true;
  const marks: Mark[] = [];
  const before = frame.diagnostics.length;
  for (const part of parts) {
    if (part.kind === 'literal') {
      if (known) text += part.value;
      continue;
    }
    const value = partValue(part, range, frame);
    const expression = part.kind === 'interpolation' ? part.expression : part.kind === 'if' ? part.condition : part.collection;
    const invalid = (detail: string) =>
      report(frame, {
        summary: 'Invalid template interpolation value',
        detail,
        subject: part.kind === 'interpolation' ? part.expression.range : part.range,
        context: range,
        expression,
      });
    if (value.k === 'null') {
      invalid('The expression result is null. Cannot include a null value in a string template.');
      continue;
    }
    const [plain, own] = unmark(value);
    marks.push(...own);
    if (plain.k === 'unknown') {
      if (known && plain.refined?.prefix) text += plain.refined.prefix;
      known = false;
      continue;
    }
    const string = convert(plain, 'string');
    if (isConversionError(string)) invalid(`Cannot include the given value in a string template: ${string.error}.`);
    else if (known && string.k === 'string') text += string.v;
  }
  if (known) return mark(stringOf(text), marks);
  const prefix = text.slice(0, PREFIX_LIMIT);
  return mark(unknownOf('string', prefix && frame.diagnostics.length === before ? { notNull: true, prefix } : { notNull: true }), marks);
}

function partValue(part: Exclude<TemplatePart, { kind: 'literal' }>, range: SourceRange, frame: Frame): Value {
  if (part.kind === 'interpolation') return evaluateIn(part.expression, frame);
  if (part.kind === 'if') {
    return choose(
      part.condition,
      { range: part.range, result: (into) => evaluateTemplate(part.yes, part.range, into) },
      { range: part.range, result: (into) => evaluateTemplate(part.no, part.range, into) },
      part.range,
      frame,
    );
  }
  const walk = iterate(part.collection, part.range, frame);
  if (walk.kind === 'failed') return UNKNOWN;
  if (walk.kind === 'unknown') return mark(unknownOf('string', { notNull: true }), walk.marks);
  let text = '';
  const marks: Mark[] = [...walk.marks];
  for (const [key, item] of walk.entries) {
    const bound = part.keyName === null ? { [part.valueName]: item } : { [part.keyName]: key, [part.valueName]: item };
    const [plain, own] = unmark(evaluateTemplate(part.body, range, { ...frame, names: { bound, outer: frame.names } }));
    marks.push(...own);
    if (plain.k !== 'string') return mark(unknownOf('string', { notNull: true }), marks);
    text += plain.v;
  }
  return mark(stringOf(text), marks);
}

export function evaluateConditional(node: Extract<Expression, { kind: 'conditional' }>, frame: Frame): Value {
  return choose(
    node.condition,
    { range: node.yes.range, result: (into) => evaluateIn(node.yes, into) },
    { range: node.no.range, result: (into) => evaluateIn(node.no, into) },
    node.range,
    frame,
    node,
  );
}

interface Branch {
  readonly range: SourceRange;
  result(frame: Frame): Value;
}

/** Both branches are evaluated, for the type that they have in common; only the chosen one may complain. */
function choose(condition: Expression, yes: Branch, no: Branch, range: SourceRange, frame: Frame, whole: Expression = condition): Value {
  const yesFrame: Frame = { ...frame, diagnostics: [] };
  const noFrame: Frame = { ...frame, diagnostics: [] };
  const yesValue = yes.result(yesFrame);
  const noValue = no.result(noFrame);
  const type = commonType(yesValue, noValue);
  if (type === null) {
    report(frame, {
      summary: 'Inconsistent conditional result types',
      detail: `The true and false result expressions must have consistent types. ${typeMismatch(typeOf(yesValue), typeOf(noValue))}.`,
      subject: { ...yes.range, end: no.range.end },
      context: range,
      expression: whole,
    });
    return UNKNOWN;
  }
  const given = evaluateIn(condition, frame);
  const place = { subject: condition.range, context: range, expression: condition };
  if (given.k === 'null') {
    report(frame, { summary: 'Null condition', detail: 'The condition value is null. Conditions must either be true or false.', ...place });
    return unknownOf(type);
  }
  if (given.k === 'unknown') return undecided(given, yesValue, noValue, type);
  const test = convert(given, 'bool');
  if (isConversionError(test) || test.k !== 'bool') {
    report(frame, { summary: 'Incorrect condition type', detail: 'The condition expression must be of type bool.', ...place });
    return unknownOf(type);
  }
  const marks = unmarkDeep(given)[1];
  frame.diagnostics.push(...(test.v ? yesFrame : noFrame).diagnostics);
  const chosen = convert(test.v ? yesValue : noValue, type);
  if (!isConversionError(chosen)) return mark(chosen, marks);
  report(frame, {
    summary: 'Inconsistent conditional result types',
    detail: `The ${test.v ? 'true' : 'false'} result value has the wrong type: ${chosen.error}.`,
    subject: (test.v ? yes : no).range,
    context: range,
    expression: whole,
  });
  return unknownOf(type);
}

const untypedNull = (value: Value): boolean => value.k === 'null' && value.type === 'dynamic' && !value.marks;

function commonType(yes: Value, no: Value): Type | null {
  const a = typeOf(yes);
  const b = typeOf(no);
  if (untypedNull(yes)) return b;
  if (untypedNull(no)) return a;
  if (a === 'dynamic' || b === 'dynamic') return 'dynamic';
  return unify([a, b], true);
}

/** The result of a condition that is not known yet: what both results have in common is known of it. */
function undecided(condition: Value, yes: Value, no: Value, type: Type): Value {
  const marks = [...marksOf(condition), ...marksOf(yes), ...marksOf(no)];
  if (yes.k === 'null' && no.k === 'null') return mark(nullOf(type), marks);
  const notNull = (value: Value): boolean => value.k !== 'null' && (value.k !== 'unknown' || value.refined?.notNull === true);
  const refined: { -readonly [key in keyof Refinement]: Refinement[key] } = {};
  if (type !== 'dynamic' && notNull(yes) && notNull(no)) refined.notNull = true;
  return mark(unknownOf(type, refined), marks);
}

function typeMismatch(yes: Type, no: Type): string {
  if (isObject(yes) && isObject(no)) {
    for (const name of keysOf(yes.object))
      if (!Object.hasOwn(no.object, name)) return `The 'true' value includes object attribute ${quote(name)}, which is absent in the 'false' value`;
    for (const name of keysOf(no.object))
      if (!Object.hasOwn(yes.object, name)) return `The 'false' value includes object attribute ${quote(name)}, which is absent in the 'true' value`;
    for (const name of keysOf(yes.object)) {
      if (!sameType(yes.object[name]!, no.object[name]!)) return `Type mismatch for object attribute ${quote(name)}: ${typeMismatch(yes.object[name]!, no.object[name]!)}`;
    }
  } else if (isTuple(yes) && isTuple(no)) {
    if (yes.tuple.length !== no.tuple.length) return `The 'true' tuple has length ${yes.tuple.length}, but the 'false' tuple has length ${no.tuple.length}`;
    for (const [index, type] of yes.tuple.entries())
      if (!sameType(type, no.tuple[index]!)) return `Type mismatch for tuple element ${index}: ${typeMismatch(type, no.tuple[index]!)}`;
  } else if (isCollection(yes) && isCollection(no) && isList(yes) === isList(no) && isMap(yes) === isMap(no)) {
    const [a, b] = [elementType(yes), elementType(no)];
    const inner = typeMismatch(a, b);
    if ((isObject(a) && isObject(b)) || (isTuple(a) && isTuple(b)) || (isCollection(a) && isCollection(b) && isList(a) === isList(b) && isMap(a) === isMap(b)))
      return `Mismatched ${isList(yes) ? 'list' : isMap(yes) ? 'map' : 'set'} element types: ${inner}`;
  }
  const names = [typeName(yes), typeName(no)];
  if (names[0] === names[1]) return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value";
  return `The 'true' value is ${names[0]}, but the 'false' value is ${names[1]}`;
}

export function evaluateObject(node: Extract<Expression, { kind: 'object' }>, frame: Frame): Value {
  const v: Record<string, Value> = {};
  const marks: Mark[] = [];
  let known = true;
  for (const item of node.items) {
    const before = frame.diagnostics.length;
    const key = keyOf(item.key, item.bare, frame);
    const keyFailed = frame.diagnostics.length > before;
    const value = evaluateIn(item.value, frame);
    if (keyFailed) {
      known = false;
      continue;
    }
    if (key.k === 'null') {
      report(frame, { summary: 'Null value as key', detail: "Can't use a null value as a key.", subject: item.value.range, expression: item.key });
      known = false;
      continue;
    }
    const [plain, own] = unmark(key);
    marks.push(...own);
    const name = convert(plain, 'string');
    if (isConversionError(name)) {
      report(frame, { summary: 'Incorrect key type', detail: `Can't use this value as a key: ${name.error}.`, subject: item.key.range, expression: item.key });
      known = false;
    } else if (name.k === 'string') put(v, name.v, value);
    else known = false;
  }
  return known ? mark(objectOf(v), marks) : UNKNOWN;
}

function keyOf(key: Expression, bare: boolean, frame: Frame): Value {
  if (bare && key.kind === 'null') return stringOf('null');
  if (bare && key.kind === 'traversal') {
    const [root] = key.traversal;
    if (key.traversal.length === 1 && root?.kind === 'root') return stringOf(root.name);
    report(frame, {
      summary: 'Ambiguous attribute key',
      detail:
        "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
      subject: key.range,
    });
    return UNKNOWN;
  }
  return evaluateIn(key, frame);
}
