// Condition, filter and key expressions: comparisons, BETWEEN, IN, and functions, joined with AND, OR, NOT and parentheses.
import { canonical, type Json } from '../../engine/json.ts';
import { isRecord } from '../input.ts';
import { at, type Item, type Path, type Placeholders, type Reader, reader } from './path.ts';

const FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains'];
const SIGNS = ['=', '<>', '<', '<=', '>', '>='];

/** Whether a condition holds for an item; undefined is an item that does not exist. Throws ValidationException for what it cannot read. */
export function holdsFor(expression: string, item: Item | undefined, given: Placeholders, seen: (path: Path, sign: string) => void = () => {}): boolean {
  const words = reader(expression, given);
  const { next, take, word, bad } = words;

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
    if (FUNCTIONS.includes(next()) && next(1) === '(') return call();
    const left = operand(words, item);
    if (left.path) seen(left.path, next().toUpperCase());
    if (word('BETWEEN')) {
      take();
      const low = operand(words, item).value;
      take('AND');
      const high = operand(words, item).value;
      return compare('>=', left.value, low) && compare('<=', left.value, high);
    }
    if (word('IN')) {
      take();
      take('(');
      let found = false;
      for (;;) {
        const candidate = operand(words, item).value;
        found = found || compare('=', left.value, candidate);
        if (next() !== ',') break;
        take();
      }
      take(')');
      return found;
    }
    if (!SIGNS.includes(next())) throw bad();
    return compare(take(), left.value, operand(words, item).value);
  };
  const call = (): boolean => {
    const name = take();
    take('(');
    const path = words.path();
    seen(path, name);
    const value = at(item, path);
    let result = value !== undefined;
    if (name === 'attribute_not_exists') result = !result;
    else if (name !== 'attribute_exists') {
      take(',');
      const other = operand(words, item).value;
      if (name === 'begins_with') result = result && text(value).startsWith(text(other));
      else if (name === 'attribute_type') result = isRecord(value) && Object.keys(value)[0] === text(other);
      else result = has(value, other);
    }
    take(')');
    return result;
  };
  const result = either();
  if (!words.ended()) throw bad();
  return result;
}

/** A path, `size(path)` or a placeholder of a value. */
export function operand(words: Reader, item: Item | undefined): { readonly path: Path | null; readonly value: Json | undefined } {
  if (words.next().startsWith(':')) return { path: null, value: words.value() };
  if (words.next() === 'size' && words.next(1) === '(') {
    words.take();
    words.take('(');
    const value = at(item, words.path());
    words.take(')');
    const [held] = isRecord(value) ? Object.values(value) : [];
    const size = typeof held === 'string' || Array.isArray(held) ? held.length : isRecord(held) ? Object.keys(held).length : null;
    return { path: null, value: size === null ? undefined : { N: String(size) } };
  }
  const path = words.path();
  return { path, value: at(item, path) };
}

const text = (value: Json | undefined): string => (isRecord(value) ? String(Object.values(value)[0] ?? '') : '');

/** A part of a text, a member of a set or a list. */
function has(value: Json | undefined, part: Json | undefined): boolean {
  if (!isRecord(value) || part === undefined) return false;
  const [held] = Object.values(value);
  if (typeof held === 'string') return held.includes(text(part));
  if (!Array.isArray(held)) return false;
  return held.some((one) => (isRecord(one) ? canonical(one as Json) === canonical(part) : String(one) === text(part)));
}

function compare(sign: string, left: Json | undefined, right: Json | undefined): boolean {
  const equal = left !== undefined && right !== undefined && canonical(left) === canonical(right);
  if (sign === '=') return equal;
  if (sign === '<>') return !equal;
  if (!isRecord(left) || !isRecord(right) || Object.keys(left)[0] !== Object.keys(right)[0]) return false;
  const [a, b] = 'N' in left ? [Number(text(left)), Number(text(right))] : [text(left), text(right)];
  return sign === '<' ? a < b : sign === '<=' ? a <= b : sign === '>' ? a > b : a >= b;
}
