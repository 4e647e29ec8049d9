// yamldecode: a library reads the syntax; which scalar means what is decided here, after YAML 1.1 as the real decoder has it.

import type { Document, Node, Scalar, YAMLError } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { iso, parseIso } from '../../../engine/clock.ts';
import { fromBigInt, NEGATIVE_INFINITY, negate, POSITIVE_INFINITY, parseNumber } from '../number.ts';
import { quote } from '../quote.ts';
import type { Value } from '../value.ts';
import { boolOf, NULL, numberOf, objectOf, put, stringOf, tupleOf } from '../value.ts';
import { fail } from './function.ts';

export function decodeYaml(source: string): Value {
  if (source.trim() === '') return fail('on line 1, column 1: missing start of document');
  const tab = tabIndentation(source);
  if (tab) return fail(`${tab}: found character that cannot start any token`);
  const parsed = parseAllDocuments(source, { schema: 'failsafe', version: '1.1', merge: false, uniqueKeys: false, logLevel: 'silent', prettyErrors: true, stringKeys: false });
  const documents: Document[] = Array.isArray(parsed) ? (parsed as Document[]) : [];
  const [document, second] = documents;
  if (!document) return fail('on line 1, column 1: missing start of document');
  const [error] = document.errors;
  if (error) return fail(message(error, source));
  if (second) {
    const line = source.slice(0, second.range?.[0] ?? 0).split('\n').length;
    return fail(`on line ${source.split('\n').findIndex((text, index) => index > 0 && text.startsWith('---')) + 1 || line}, column 1: unexpected extra content after value`);
  }
  return new Reader(document).value(document.contents as Node | null, 0);
}

/** Tabs may not indent. */
function tabIndentation(source: string): string | null {
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) if (/^ *\t\s*[-\w"'[{]/.test(line) && index > 0 && /[:-]\s*$/.test(lines[index - 1]!)) return `on line ${index + 1}, column 1`;
  return null;
}

/** The library's error in the words of the real decoder, where there are such; else its own first line. */
function message(error: YAMLError, source: string): string {
  const [place] = error.linePos ?? [];
  const at = place ? `on line ${place.line}, column ${place.col}: ` : '';
  const open = place ? `on line ${place.line}, column 1: ` : '';
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'mapping values are not allowed in this context';
    case 'BAD_INDENT':
    case 'MISSING_CHAR': {
      if (/flow (map|sequence|collection)/i.test(error.message) || /^\s*[[{]/.test(source)) return `${open}did not find expected ',' or '${/[{]/.test(source) ? '}' : ']'}'`;
      const line = (place?.line ?? 1) + (/implicit (map )?key/i.test(error.message) ? 1 : 0);
      return `on line ${line}, column 1: could not find expected ':'`;
    }
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return `on line ${(place?.line ?? 1) + 1}, column 1: could not find expected ':'`;
    default:
      return `${at}${error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`;
  }
}

const TRUE_WORDS = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE_WORDS = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL_WORDS = /^(?:|~|null|Null|NULL)$/;
const TIMESTAMP = /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)?$/;
const MAX_DEPTH = 500;

class Reader {
  private readonly document: Document;
  constructor(document: Document) {
    this.document = document;
  }

  value(node: Node | null, depth: number): Value {
    if (depth > MAX_DEPTH) return fail('exceeded max depth');
    if (node === null) return NULL;
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      return target ? this.value(target as Node, depth + 1) : fail(`cannot use undefined anchor ${quote(node.source)}`);
    }
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) return tupleOf(node.items.map((item) => this.value(item as Node | null, depth + 1)));
    if (!isMap(node)) return fail('unsupported kind of value');
    const merged: Record<string, Value> = {};
    const own: Record<string, Value> = {};
    for (const pair of node.items) {
      const keyNode = pair.key as Node | null;
      const item = this.value(pair.value as Node | null, depth + 1);
      if (isScalar(keyNode) && keyNode.source === '<<' && keyNode.type === 'PLAIN') {
        for (const source of item.k === 'tuple' ? [...item.v].reverse() : [item]) {
          if (source.k !== 'object') return fail('merge value is not a mapping');
          for (const key of Object.keys(source.v)) put(merged, key, source.v[key]!);
        }
        continue;
      }
      const key = this.value(keyNode, depth + 1);
      const name =
        key.k === 'string' ? key.v : key.k === 'bool' ? String(key.v) : isScalar(keyNode) ? (keyNode.source ?? '') : fail('only primitive values may be used as mapping keys');
      put(own, name, item);
    }
    for (const key of Object.keys(own)) put(merged, key, own[key]!);
    return objectOf(merged);
  }
}

function scalar(node: Scalar): Value {
  const source = node.type === 'PLAIN' ? (node.source ?? '') : String(node.value ?? '');
  const content = String(node.value ?? '');
  if (node.tag === '!!str' || node.tag === 'tag:yaml.org,2002:str' || (node.type !== 'PLAIN' && !node.tag) || node.tag === '!') return stringOf(content);
  if (node.tag?.endsWith('binary')) return stringOf(content.replace(/\s/g, ''));
  return plain(node.type === 'PLAIN' ? content : source);
}

function plain(source: string): Value {
  if (NULL_WORDS.test(source)) return NULL;
  if (TRUE_WORDS.test(source)) return boolOf(true);
  if (FALSE_WORDS.test(source)) return boolOf(false);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return numberOf(source.startsWith('-') ? NEGATIVE_INFINITY : POSITIVE_INFINITY);
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return fail('floating point NaN is not supported');
  const integer = /^([-+]?)0(?:x([0-9a-fA-F_]+)|o([0-7_]+)|b([01_]+)|([0-7_]+))$/.exec(source);
  if (integer) {
    const [, sign, hex, octal, binary, old] = integer;
    const value = fromBigInt(BigInt((hex ? '0x' : binary ? '0b' : '0o') + (hex ?? octal ?? binary ?? old)!.replaceAll('_', '')));
    return numberOf(sign === '-' ? negate(value) : value);
  }
  if (/^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/.test(source)) {
    const value = parseNumber(source.replaceAll('_', ''));
    if (value !== null) return numberOf(value);
  }
  if (TIMESTAMP.test(source)) {
    const instant = parseIso(/[Tt ]/.test(source) ? source.replace(/[ \t]+/, 'T').replace(/([0-9])$/, '$1Z') : `${source}T00:00:00Z`);
    if (instant !== null) return stringOf(iso(instant));
  }
  return stringOf(source);
}
