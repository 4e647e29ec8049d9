// A known value as an expression of the configuration language.
import { numberText } from './number-text.ts';
import { keysOf, type Value } from './value.ts';

/** Lists on one line, objects on several, with the closing brace at `indent`. */
export function literalText(value: Value, indent = ''): string {
  const inner = `${indent}  `;
  switch (value.k) {
    case 'string':
      return JSON.stringify(value.v).replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
    case 'number':
      return numberText(value.v);
    case 'bool':
      return String(value.v);
    case 'list':
    case 'set':
    case 'tuple':
      return `[${value.v.map((item) => literalText(item, indent)).join(', ')}]`;
    case 'map':
    case 'object': {
      const keys = keysOf(value.v);
      if (keys.length === 0) return '{}';
      const names = keys.map((key) => (/^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key)));
      const width = Math.max(...names.map((name) => name.length));
      return `{\n${keys.map((key, i) => `${inner}${(names[i] as string).padEnd(width)} = ${literalText(value.v[key] as Value, inner)}`).join('\n')}\n${indent}}`;
    }
    default:
      return 'null';
  }
}
