// --output json: four spaces, `[]` and `{}` inline, nothing escaped beyond JSON's own.
import { Float, isList, isMap, isNumber, numberText } from './python.ts';
import { Unprintable } from './text.ts';

/** The text without the newline at its end. */
export function json(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'null';
  const inner = `${indent}    `;
  if (isList(value)) return value.length ? `[\n${value.map((item) => inner + json(item, inner)).join(',\n')}\n${indent}]` : '[]';
  if (value instanceof Float) return numberText(value);
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return entries.length ? `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${json(item, inner)}`).join(',\n')}\n${indent}}` : '{}';
  }
  // What is left is an expression that nobody evaluated.
  if (typeof value === 'object') throw new Unprintable('Circular reference detected');
  return isNumber(value) ? numberText(value) : JSON.stringify(value);
}
