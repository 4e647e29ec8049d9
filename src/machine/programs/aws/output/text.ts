// --output text: tab-separated, keys sorted, nested lists on lines of their own under their name in capitals.
import { byCodePoint, isMap, isScalar, repr, str } from './python.ts';

/** The text with its newlines. Throws what the real formatter fails with. */
export function text(value: unknown): string {
  const lines: string[] = [];
  const write = (line: string) => lines.push(`${line}\n`);
  format(value, null, write, null);
  return lines.join('');
}

function format(value: unknown, name: string | null, write: (line: string) => void, keys: readonly string[] | null): void {
  if (Array.isArray(value)) list(value, name, write);
  else if (isMap(value)) map(value, name, write, keys);
  else write(name === null ? str(value) : `${name.toUpperCase()}\t${str(value)}`);
}

function list(items: readonly unknown[], name: string | null, write: (line: string) => void): void {
  if (!items.length) return;
  if (items.some(isMap)) {
    const scalar = items.find((item) => !isMap(item));
    if (scalar !== undefined) throw new Error(`'${Array.isArray(scalar) ? 'list' : typeof scalar === 'string' ? 'str' : typeof scalar === 'number' ? 'int' : typeof scalar === 'boolean' ? 'bool' : 'NoneType'}' object has no attribute 'items'`);
    const maps = items as readonly Record<string, unknown>[];
    const keys = [...new Set(maps.flatMap((item) => Object.keys(item).filter((key) => isScalar(item[key]) && item[key] !== undefined)))].sort(byCodePoint);
    for (const item of maps) map(item, name, write, keys);
    return;
  }
  if (items.some(Array.isArray)) {
    const scalars = items.filter(isScalar);
    if (scalars.length) write([...(name ? [name.toUpperCase()] : []), ...scalars.map(str)].join('\t'));
    for (const item of items) if (Array.isArray(item)) list(item, name, write);
    return;
  }
  if (name === null) write(items.map(str).join('\t'));
  else for (const item of items) write(`${name.toUpperCase()}\t${str(item)}`);
}

function map(item: Readonly<Record<string, unknown>>, name: string | null, write: (line: string) => void, keys: readonly string[] | null): void {
  const own = Object.keys(item).filter((key) => item[key] !== undefined).sort(byCodePoint);
  const scalars = keys ?? own.filter((key) => isScalar(item[key]));
  if (scalars.length) {
    const cells = scalars.map((key) => (key in item && item[key] !== undefined ? (isScalar(item[key]) ? str(item[key]) : repr(item[key])) : ''));
    write([...(name ? [name.toUpperCase()] : []), ...cells].join('\t'));
  }
  for (const key of own) if (!isScalar(item[key]) && !scalars.includes(key)) format(item[key], key, write, null);
}
