// Evaluates a JMESPath expression. Results keep floats apart from integers, and comparisons follow Python.
import { byCodePoint, equals, isList, isMap, isNumber, numberOf, typeName } from '../output/python.ts';
import { callFunction, QueryFailure, Reference } from './functions.ts';
import { type Node, parseQuery } from './syntax.ts';

/** False in JMESPath's sense: empty or null. Zero is true. */
const isFalse = (value: unknown): boolean =>
  value === null || value === undefined || value === false || value === '' || (isList(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0);

/** Finds what an expression says in a value. Throws `QuerySyntax` for the expression, `QueryFailure` for the value. */
export const search = (expression: string, value: unknown): unknown => evaluate(parseQuery(expression), value);

export function evaluate(node: Node, value: unknown): unknown {
  switch (node.type) {
    case 'field':
      return isMap(value) && Object.hasOwn(value, node.name) ? (value[node.name] ?? null) : null;
    case 'literal':
      return node.value;
    case 'current':
    case 'identity':
      return value;
    case 'index':
      return isList(value) ? (value[node.at < 0 ? value.length + node.at : node.at] ?? null) : null;
    case 'slice':
      return isList(value) ? slice(value, node.parts) : null;
    case 'chain':
      return node.nodes.reduce((result, one) => evaluate(one, result), value);
    case 'project':
      return project(base(node, value), node.right);
    case 'filter': {
      const list = evaluate(node.left, value);
      return isList(list)
        ? project(
            list.filter((item) => !isFalse(evaluate(node.condition, item))),
            node.right,
          )
        : null;
    }
    case 'compare':
      return compare(node.by, evaluate(node.left, value), evaluate(node.right, value));
    case 'or': {
      const left = evaluate(node.left, value);
      return isFalse(left) ? evaluate(node.right, value) : left;
    }
    case 'and': {
      const left = evaluate(node.left, value);
      return isFalse(left) ? left : evaluate(node.right, value);
    }
    case 'not':
      return isFalse(evaluate(node.node, value));
    case 'reference':
      return new Reference((item) => evaluate(node.node, item));
    case 'list':
      return value === null || value === undefined ? null : node.nodes.map((one) => evaluate(one, value));
    case 'map':
      return value === null || value === undefined ? null : Object.fromEntries(node.pairs.map(([key, one]) => [key, evaluate(one, value)]));
    case 'call':
      return callFunction(
        node.name,
        node.given.map((one) => evaluate(one, value)),
      );
  }
}

function base(node: Extract<Node, { type: 'project' }>, value: unknown): readonly unknown[] | null {
  const left = evaluate(node.left, value);
  if (node.over === 'values') return isMap(left) ? Object.values(left) : null;
  if (!isList(left)) return null;
  return node.over === 'flat' ? left.flatMap((item) => (isList(item) ? item : [item])) : left;
}

/** Elements that come to nothing are left out. */
const project = (list: readonly unknown[] | null, right: Node): unknown[] | null =>
  list ? list.map((item) => evaluate(right, item)).filter((item) => item !== null && item !== undefined) : null;

function compare(by: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte', left: unknown, right: unknown): boolean | null {
  if (by === 'eq' || by === 'ne') return equals(left, right) === (by === 'eq');
  let order: number;
  if (isNumber(left) && isNumber(right)) order = numberOf(left) - numberOf(right);
  else if (typeof left === 'string' && typeof right === 'string') order = byCodePoint(left, right);
  else if (isComparable(left) && isComparable(right)) {
    const sign = by === 'lt' ? '<' : by === 'lte' ? '<=' : by === 'gt' ? '>' : '>=';
    throw new QueryFailure(`'${sign}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
  } else return null;
  return by === 'lt' ? order < 0 : by === 'lte' ? order <= 0 : by === 'gt' ? order > 0 : order >= 0;
}

const isComparable = (value: unknown): boolean => isNumber(value) || typeof value === 'string';

/** Python's slice, negative steps included. */
function slice(list: readonly unknown[], [from = null, to = null, by = null]: readonly (number | null)[]): unknown[] {
  const step = by ?? 1;
  if (step === 0) return [];
  const bound = (given: number | null, otherwise: number): number => {
    if (given === null) return otherwise;
    const at = given < 0 ? given + list.length : given;
    return step > 0 ? Math.min(Math.max(at, 0), list.length) : Math.min(Math.max(at, -1), list.length - 1);
  };
  const made: unknown[] = [];
  const start = bound(from, step > 0 ? 0 : list.length - 1);
  const end = bound(to, step > 0 ? list.length : -1);
  for (let at = start; step > 0 ? at < end : at > end; at += step) made.push(list[at]);
  return made;
}
