// Arithmetic, comparison and logic.
import type { BinaryOperator, Expression } from '../hcl/ast.ts';
import { convert, isConversionError } from './convert.ts';
import { equals } from './equal.ts';
import { evaluateIn, report } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { mark, marksOf, unmark } from './marks.ts';
import { add, compare, divide, modulo, multiply, negate, subtract } from './number.ts';
import type { NumberValue, Value } from './value.ts';
import { boolOf, UNKNOWN, unknownOf } from './value.ts';

const ARITHMETIC: { readonly [operator: string]: (a: NumberValue, b: NumberValue) => NumberValue | null } = { '+': add, '-': subtract, '*': multiply, '/': divide, '%': modulo };
const COMPARISON: { readonly [operator: string]: (order: number) => boolean } = { '<': (o) => o < 0, '<=': (o) => o <= 0, '>': (o) => o > 0, '>=': (o) => o >= 0 };
const UNDEFINED_RESULT: { readonly [operator: string]: string } = {
  '+': "can't compute sum of opposing infinities",
  '-': "can't subtract infinity from itself",
  '*': "can't multiply zero by infinity",
  '/': "can't divide zero by zero or infinity by infinity",
  '%': "can't use modulo with zero and infinity",
};

type OperandType = 'number' | 'bool' | 'dynamic';

const operandType = (operator: BinaryOperator): OperandType => (operator === '==' || operator === '!=' ? 'dynamic' : operator === '&&' || operator === '||' ? 'bool' : 'number');

export function evaluateBinary(node: Extract<Expression, { kind: 'binary' }>, frame: Frame): Value {
  const before = frame.diagnostics.length;
  const wanted = operandType(node.operator);
  const result = Object.hasOwn(ARITHMETIC, node.operator) ? 'number' : 'bool';
  const given: [Value, Value] = [evaluateIn(node.left, frame), evaluateIn(node.right, frame)];
  const left = operand(given[0], wanted, 'left', node.left, node, frame);
  const right = operand(given[1], wanted, 'right', node.right, node, frame);
  if (frame.diagnostics.length > before) return unknownOf(result);
  const [a, first] = unmark(left);
  const [b, second] = unmark(right);
  const marks = [...first, ...second];
  if (wanted === 'dynamic') {
    const same = equals(left, right);
    if (node.operator === '==') return same;
    const [plain] = unmark(same);
    return mark(plain.k === 'bool' ? boolOf(!plain.v) : plain, marksOf(same));
  }
  if (a.k === 'null' || b.k === 'null') return failed('argument must not be null', result, node, frame);
  // Logic loses the marks of what is not known yet; arithmetic and comparison keep them (observed with 1.11.4).
  if (a.k === 'unknown' || b.k === 'unknown') return mark(unknownOf(result, { notNull: true }), wanted === 'bool' ? [] : marks);
  if (a.k === 'bool' && b.k === 'bool') return mark(boolOf(node.operator === '&&' ? a.v && b.v : a.v || b.v), marks);
  if (a.k !== 'number' || b.k !== 'number') return UNKNOWN;
  const test = COMPARISON[node.operator];
  if (test) return mark(boolOf(test(compare(a.v, b.v))), marks);
  const value = ARITHMETIC[node.operator]!(a.v, b.v);
  return value === null ? failed(UNDEFINED_RESULT[node.operator]!, result, node, frame) : mark({ k: 'number', v: value }, marks);
}

function operand(value: Value, type: OperandType, side: 'left' | 'right' | 'unary', expression: Expression, whole: Expression, frame: Frame): Value {
  const result = convert(value, type);
  if (!isConversionError(result)) return result;
  report(frame, {
    summary: 'Invalid operand',
    detail: `Unsuitable value for ${side} operand: ${result.error}.`,
    subject: expression.range,
    context: whole.range,
    expression,
  });
  return unknownOf(type);
}

function failed(reason: string, type: 'number' | 'bool', node: Expression, frame: Frame): Value {
  report(frame, { summary: 'Operation failed', detail: `Error during operation: ${reason}.`, subject: node.range, expression: node });
  return unknownOf(type);
}

export function evaluateUnary(node: Extract<Expression, { kind: 'unary' }>, frame: Frame): Value {
  const before = frame.diagnostics.length;
  const type = node.operator === '-' ? 'number' : 'bool';
  const value = operand(evaluateIn(node.operand, frame), type, 'unary', node.operand, node, frame);
  if (frame.diagnostics.length > before) return unknownOf(type);
  const [plain, marks] = unmark(value);
  if (plain.k === 'null') return failed('argument must not be null', type, node, frame);
  if (plain.k === 'number') return mark({ k: 'number', v: negate(plain.v) }, marks);
  if (plain.k === 'bool') return mark(boolOf(!plain.v), marks);
  return unknownOf(type, { notNull: true });
}
