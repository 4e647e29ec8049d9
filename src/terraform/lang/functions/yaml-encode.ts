// yamlencode: strings in double quotes or blocks, keys in double quotes, two spaces of indentation.
import { numberText } from '../number-text.ts';
import type { Value } from '../value.ts';
import { keysOf } from '../value.ts';
import { jsonString } from './json.ts';

export function encodeYaml(value: Value): string {
  if (isBlock(value)) return collection(value, 0);
  const scalar = inline(value, 0);
  // A plain scalar at the top needs an end mark to be a document.
  const plain = value.k === 'number' || value.k === 'bool' || value.k === 'null';
  return `${scalar}\n${plain ? '...\n' : ''}`;
}

const size = (value: Value): number => ('v' in value && typeof value.v === 'object' ? (Array.isArray(value.v) ? value.v.length : Object.keys(value.v).length) : 0);
const isCollection = (value: Value): boolean => ['list', 'set', 'tuple', 'map', 'object'].includes(value.k);
const isBlock = (value: Value): boolean => isCollection(value) && size(value) > 0;
const isSequence = (value: Value): boolean => value.k === 'list' || value.k === 'set' || value.k === 'tuple';

/** The lines of a collection that has elements, each ended. */
function collection(value: Value, indent: number): string {
  const pad = ' '.repeat(indent);
  if (value.k === 'list' || value.k === 'set' || value.k === 'tuple') {
    return value.v.map((item) => (isBlock(item) ? `${pad}- ${collection(item, indent + 2).slice(indent + 2)}` : `${pad}- ${inline(item, indent)}\n`)).join('');
  }
  if (value.k !== 'map' && value.k !== 'object') return '';
  return keysOf(value.v)
    .map((key) => {
      const item = value.v[key]!;
      const name = `${pad}${string(key, indent, true)}:`;
      if (!isBlock(item)) return `${name} ${inline(item, indent)}\n`;
      // Sequences in a mapping stand at its own indentation.
      return `${name}\n${collection(item, isSequence(item) ? indent : indent + 2)}`;
    })
    .join('');
}

function inline(value: Value, indent: number): string {
  switch (value.k) {
    case 'string':
      return string(value.v, indent, false);
    case 'number':
      return numberText(value.v);
    case 'bool':
      return String(value.v);
    case 'list':
    case 'set':
    case 'tuple':
      return '[]';
    case 'map':
    case 'object':
      return '{}';
    default:
      return 'null';
  }
}

function string(source: string, indent: number, key: boolean): string {
  // Blocks cannot hold what is not printable, and do not keep trailing spaces of lines safe.
  if (!key && source.includes('\n') && !/[^\n -~\u00a0-\ud7ff\ue000-\ufffd]/.test(source) && !/ \n| $/.test(source)) {
    const chomp = source.endsWith('\n\n') ? '+' : source.endsWith('\n') ? '' : '-';
    const lines = source.replace(/\n$/, '').split('\n');
    const pad = ' '.repeat(indent + 2);
    // Where the first line cannot tell the indentation, the head does.
    return `|${/^[\n ]/.test(source) ? '2' : ''}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
  }
  return jsonString(source, false);
}
