// Values as the console and `terraform output` write them: in the syntax of the language.
import { numberText } from '../lang/number-text.ts';
import { quote } from '../lang/quote.ts';
import type { JsonType, Type } from '../lang/type.ts';
import { elementType, isList, isMap, isObject, isSet, isTuple, typeFromJson, typeName } from '../lang/type.ts';
import type { Value } from '../lang/value.ts';
import { keysOf } from '../lang/value.ts';

/** The value's text, without a line end. Lines after the first are indented by `indent`. */
export function formatValue(value: Value, indent = 0): string {
  if (value.k === 'unknown') return '(known after apply)';
  if (value.marks?.includes('type')) return hiddenType(value);
  if (value.marks?.includes('sensitive')) return '(sensitive value)';
  if (value.marks?.includes('ephemeral')) return '(ephemeral value)';
  switch (value.k) {
    case 'null':
      return formatNull(value.type);
    case 'string':
      return formatString(value.v, indent);
    case 'number':
      return numberText(value.v);
    case 'bool':
      return String(value.v);
    case 'tuple':
      return sequence(value.v, indent);
    case 'list':
      return `tolist(${sequence(value.v, indent)})`;
    case 'set':
      return `toset(${sequence(value.v, indent)})`;
    case 'object':
      return mapping(value.v, indent);
    case 'map':
      return `tomap(${mapping(value.v, indent)})`;
  }
}

function formatNull(type: Type): string {
  if (type === 'dynamic') return 'null';
  if (typeof type === 'string') return `to${type}(null)`;
  if (isList(type)) return `tolist(null) /* of ${typeName(type.list)} */`;
  if (isSet(type)) return `toset(null) /* of ${typeName(type.set)} */`;
  if (isMap(type)) return `tomap(null) /* of ${typeName(type.map)} */`;
  return `null /* ${typeName(type)} */`;
}

/** Texts of several lines become heredocs, with an end mark that none of the lines is. */
function formatString(text: string, indent: number): string {
  const lines = text.split('\n');
  if (lines.length < 2) return quote(text);
  let end = 'EOT';
  while (lines.some((line) => line.trim() === end)) end += '_';
  const pad = ' '.repeat(indent);
  return `${indent > 0 ? '<<-' : '<<'}${end}\n${lines.map((line) => `${pad}${line}\n`).join('')}${pad}${end}`;
}

function sequence(items: readonly Value[], indent: number): string {
  if (items.length === 0) return '[]';
  const pad = ' '.repeat(indent + 2);
  return `[\n${items.map((item) => `${pad}${formatValue(item, indent + 2)},\n`).join('')}${' '.repeat(indent)}]`;
}

function mapping(record: { readonly [key: string]: Value }, indent: number): string {
  const keys = keysOf(record);
  if (keys.length === 0) return '{}';
  const pad = ' '.repeat(indent + 2);
  const lines = keys.map((key) => `${pad}${formatString(key, indent + 2)} = ${formatValue(record[key]!, indent + 2)}\n`);
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** What the console's `type` function hides in a value. */
function hiddenType(value: Value): string {
  const json = value.k === 'object' ? value.v.type : undefined;
  if (json?.k === 'string' && json.v === '"type"') return 'type';
  return json?.k === 'string' ? formatType(typeFromJson(JSON.parse(json.v) as JsonType)) : '';
}

/** A type as the console writes it. */
export function formatType(type: Type, indent = 0): string {
  if (typeof type === 'string') return type;
  const pad = ' '.repeat(indent + 4);
  const close = ' '.repeat(indent);
  if (isTuple(type)) return type.tuple.length === 0 ? 'tuple([])' : `tuple([\n${type.tuple.map((item) => `${pad}${formatType(item, indent + 4)},\n`).join('')}${close}])`;
  if (isObject(type)) {
    const names = keysOf(type.object);
    return names.length === 0 ? 'object({})' : `object({\n${names.map((name) => `${pad}${name}: ${formatType(type.object[name]!, indent + 4)},\n`).join('')}${close}})`;
  }
  const kind = isList(type) ? 'list' : isSet(type) ? 'set' : 'map';
  const element = elementType(type);
  return typeof element === 'string' ? `${kind}(${element})` : `${kind}(\n${pad}${formatType(element, indent + 4)},\n${close})`;
}
