// Condition expressions: comparisons, attribute_exists and attribute_not_exists, begins_with, joined with AND, OR, NOT and parentheses.
import { canonical, type Json } from '../../engine/json.ts';
import { AwsError, type Params } from '../operation.ts';

type Item = { readonly [attribute: string]: Json };

const bad = (token: string) => new AwsError('ValidationException', `Invalid ConditionExpression: Syntax error; token: "${token || '<EOF>'}"`, 400, false);

/** Whether a condition holds for an item; undefined is an item that does not exist. Throws ValidationException for what it cannot read. */
export function holdsFor(expression: string, item: Item | undefined, names: Params, values: Params): boolean {
  const tokens = expression.match(/[:#]?[A-Za-z_][\w.-]*|<>|<=|>=|[=<>(),]|\S/g) ?? [];
  let at = 0;
  const next = () => tokens[at] ?? '';
  const take = (wanted?: string): string => {
    const token = next();
    if (token === '' || (wanted !== undefined && token !== wanted)) throw bad(token);
    at++;
    return token;
  };
  const word = (text: string) => next().toUpperCase() === text;

  const name = (): string => {
    const token = take();
    if (token.startsWith('#')) {
      const real = names[token];
      if (typeof real !== 'string')
        throw new AwsError(
          'ValidationException',
          `Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: ${token}`,
          400,
          false,
        );
      return real;
    }
    if (!/^[A-Za-z_]/.test(token)) throw bad(token);
    return token;
  };
  const operand = (): Json | undefined => {
    if (!next().startsWith(':')) return item?.[name()];
    const token = take();
    if (values[token] === undefined)
      throw new AwsError(
        'ValidationException',
        `Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: ${token}`,
        400,
        false,
      );
    return values[token];
  };

  const either = (): boolean => {
    let result = both();
    while (word('OR')) {
      take();
      const right = both();
      result = result || right;
    }
    return result;
  };
  const both = (): boolean => {
    let result = one();
    while (word('AND')) {
      take();
      const right = one();
      result = result && right;
    }
    return result;
  };
  const one = (): boolean => {
    if (word('NOT')) {
      take();
      return !one();
    }
    if (next() === '(') {
      take();
      const result = either();
      take(')');
      return result;
    }
    const call = /^(attribute_exists|attribute_not_exists|begins_with)$/.exec(next())?.[0];
    if (call && tokens[at + 1] === '(') {
      take();
      take('(');
      const attribute = name();
      let result = item?.[attribute] !== undefined;
      if (call === 'attribute_not_exists') result = !result;
      if (call === 'begins_with') {
        take(',');
        result = text(item?.[attribute]).startsWith(text(operand()));
      }
      take(')');
      return result;
    }
    const left = operand();
    return compare(take(), left, operand());
  };
  const result = either();
  if (at < tokens.length) throw bad(next());
  return result;
}

const text = (value: Json | undefined): string => (value !== null && typeof value === 'object' && !Array.isArray(value) ? String(Object.values(value)[0] ?? '') : '');

function compare(sign: string, left: Json | undefined, right: Json | undefined): boolean {
  const equal = left !== undefined && right !== undefined && canonical(left) === canonical(right);
  if (sign === '=') return equal;
  if (sign === '<>') return !equal;
  if (!['<', '<=', '>', '>='].includes(sign)) throw bad(sign);
  if (left === undefined || right === undefined) return false;
  const numbers = 'N' in (left as object) && 'N' in (right as object);
  const [a, b] = numbers ? [Number(text(left)), Number(text(right))] : [text(left), text(right)];
  return sign === '<' ? a < b : sign === '<=' ? a <= b : sign === '>' ? a > b : a >= b;
}
