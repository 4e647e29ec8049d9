// --output text: tab-separated, keys sorted, nested lists on lines of their own under their name in capitals.
import { byCodePoint, isList, isMap, isScalar, str, typeName } from './python.ts';

/** Thrown where the real formatter fails on a value; the message is what it says. */
export class Unprintable extends Error {}

/** Writes a value line by line, so that what came before a failure is seen. */
export function text(value: unknown, write: (line: string) => void): void {
  format(value, null, (line) => write(`${line}\n`), null);
}

type Write = (line: string) => void;

function format(value: unknown, name: string | null, write: Write, keys: readonly string[] | null): void {
  if (isMap(value)) map(value, name, write, keys);
  else if (isList(value)) list(value, name, write);
  else write(str(value));
}

function list(items: readonly unknown[], name: string | null, write: Write): void {
  if (items.some(isMap)) {
    const stranger = items.find((item) => !isMap(item));
    if (stranger !== undefined) throw new Unprintable(`'${typeName(stranger)}' object has no attribute 'items'`);
    const maps = items as readonly Record<string, unknown>[];
    const keys = [...new Set(maps.flatMap((item) => Object.keys(item).filter((key) => item[key] !== undefined && isScalar(item[key]))))].sort(byCodePoint);
    for (const item of maps) map(item, name, write, keys);
  } else if (items.some(isList)) {
    scalars(items.filter(isScalar), name, write);
    for (const item of items) if (isList(item)) list(item, name, write);
  } else scalars(items, name, write);
}

function scalars(items: readonly unknown[], name: string | null, write: Write): void {
  if (!items.length) return;
  if (name === null) write(items.map(str).join('\t'));
  else for (const item of items) write(`${name.toUpperCase()}\t${str(item)}`);
}

/** One line of scalars, then what is nested. `keys` are the columns of a list of dicts. */
function map(item: Readonly<Record<string, unknown>>, name: string | null, write: Write, keys: readonly string[] | null): void {
  const own = Object.keys(item)
    .filter((key) => item[key] !== undefined)
    .sort(byCodePoint);
  const columns = keys ?? own.filter((key) => isScalar(item[key]));
  if (columns.length) write([...(name === null ? [] : [name.toUpperCase()]), ...columns.map((key) => (item[key] === undefined ? '' : str(item[key])))].join('\t'));
  for (const key of own) if (!columns.includes(key)) format(item[key], key, write, null);
}
