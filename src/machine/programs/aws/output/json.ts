// --output json: four spaces, `[]` and `{}` inline, nothing escaped beyond JSON's own.
import { isList, isMap, isNumber, numberText } from './python.ts';

/** The text without the newline at its end. */
export function json(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'null';
  const inner = `${indent}    `;
  if (isList(value)) return value.length ? `[\n${value.map((item) => inner + json(item, inner)).join(',\n')}\n${indent}]` : '[]';
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return entries.length ? `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${json(item, inner)}`).join(',\n')}\n${indent}}` : '{}';
  }
  return isNumber(value) ? numberText(value) : JSON.stringify(value);
}
