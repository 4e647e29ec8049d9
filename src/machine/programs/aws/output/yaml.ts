// --output yaml: keys sorted, block style, list items in their key's column.
import { json } from './json.ts';
import { byCodePoint, isMap } from './python.ts';

/** What YAML would read as something else than a text has to be quoted. */
const OTHER = /^(?:[-+]?(?:\d[\d_]*)(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+|0x[0-9a-fA-F]+|0o[0-7]+|true|True|TRUE|false|False|FALSE|null|Null|NULL|~|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|<<|=)$/;
const UNSAFE = /^[\s\-?:,[\]{}#&*!|>'"%@`]|: |\s#|:$|\s$|^$/;

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'string') return String(value);
  if (/[\t\u0000-\u0008\u000b-\u001f]/.test(value)) return JSON.stringify(value);
  if (value.includes('\n')) return `'${value.replaceAll("'", "''").replaceAll('\n', '\n\n')}'`;
  const startsPlain = /^[-?:](?=\S)/.test(value) && !/: |\s#|:$/.test(value);
  return OTHER.test(value) || (UNSAFE.test(value) && !startsPlain) ? `'${value.replaceAll("'", "''")}'` : value;
}

function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (!value.length) return ' []\n';
    return `\n${value.map((item) => `${indent}-${inline(item, `${indent}  `)}`).join('')}`;
  }
  if (isMap(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort(byCodePoint);
    if (!keys.length) return ' {}\n';
    return `\n${keys.map((key) => `${indent}${scalar(key)}:${block(value[key], Array.isArray(value[key]) ? indent : `${indent}  `)}`).join('')}`;
  }
  return ` ${scalar(value)}\n`;
}

/** An item behind its dash: a mapping begins on the same line. */
const inline = (value: unknown, indent: string): string => {
  const text = block(value, indent);
  return text.startsWith('\n') ? ` ${text.slice(1 + indent.length)}` : text;
};

export function yaml(value: unknown): string {
  if (!isMap(value) && !Array.isArray(value)) return `${json(value)}\n`;
  const text = block(value, '');
  return text.startsWith('\n') ? text.slice(1) : text.slice(1);
}
