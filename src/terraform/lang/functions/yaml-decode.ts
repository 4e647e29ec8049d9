// yamldecode: a library reads the syntax; which scalar means what is decided here, after YAML 1.1 as the real decoder has it.

import type { Document, Node, Scalar, YAMLError } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { iso, parseIso } from '../../../engine/clock.ts';
import { NEGATIVE_INFINITY, POSITIVE_INFINITY } from '../big.ts';
import { fromBigInt, negate } from '../number.ts';
import { parseNumber } from '../number-text.ts';
import { quote } from '../quote.ts';
import type { Value } from '../value.ts';
import { boolOf, NULL, numberOf, objectOf, put, stringOf, tupleOf } from '../value.ts';
import { fail } from './function.ts';

export function decodeYaml(source: string): Value {
  if (source.trim() === '') return fail('on line 1, column 1: missing start of document');
  if (/^%YAML 1\.(?!1\b)/m.test(source)) return fail('found incompatible YAML document');
  const tab = tabIndentation(source);
  if (tab) return fail(`${tab}: found character that cannot start any token`);
  const parsed = parseAllDocuments(source, { schema: 'failsafe', version: '1.1', merge: false, uniqueKeys: false, logLevel: 'silent', prettyErrors: true, stringKeys: false });
  const documents: Document[] = Array.isArray(parsed) ? (parsed as Document[]) : [];
  const [document, second] = documents;
  if (!document) return fail('on line 1, column 1: missing start of document');
  const [error] = document.errors;
  if (error) return fail(message(error, source));
  if (second) {
    // The real decoder points to the line before the second document.
    const mark = source.split('\n').findIndex((text, index) => index > 0 && text.startsWith('---'));
    return fail(`on line ${Math.max(1, mark)}, column 1: unexpected extra content after value`);
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
  const line = place?.line ?? 1;
  const lines = source.split('\n');
  const before = lines.slice(0, line - 1).findLastIndex((text) => text.trim() !== '');
  const flow = /[[{]/.exec(source);
  if (/reserved character/.test(error.message)) return 'found character that cannot start any token';
  if (/Missing closing ["']quote/.test(error.message)) return 'found unexpected end of stream';
  if (/Invalid escape sequence/.test(error.message)) return 'found unknown escape character';
  if (flow && /flow (?:map|sequence|collection)|Flow (?:map|sequence)/.test(error.message)) {
    return `on line ${source.slice(0, flow.index).split('\n').length}, column 1: did not find expected ',' or '${flow[0] === '{' ? '}' : ']'}'`;
  }
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') {
    // A sequence that is indented neither as before nor deeper ends its mapping.
    return /^\s*-(?:\s|$)/.test(lines[line - 1] ?? '')
      ? `on line ${before + 1}, column 2: did not find expected key`
      : `${line > 1 ? `on line ${line}, column 1: ` : ''}mapping values are not allowed in this context`;
  }
  if (/Unexpected scalar at node end/.test(error.message) && /^\s*-/.test(lines[Math.max(0, before)] ?? '') && /:/.test(lines[line - 1] ?? ''))
    return `on line ${before + 1}, column 1: did not find expected '-' indicator`;
  if (['UNEXPECTED_TOKEN', 'MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY', 'KEY_OVER_1024_CHARS', 'BAD_INDENT'].includes(error.code))
    return `on line ${line + 1}, column 1: could not find expected ':'`;
  return `${place ? `on line ${line}, column ${place.col}: ` : ''}${error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`;
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
      return target ? this.value(target as Node, depth + 1) : fail(`reference to undefined anchor ${quote(node.source)}`);
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
      const name = key.k === 'string' ? key.v : key.k === 'bool' ? String(key.v) : isScalar(keyNode) ? (keyNode.source ?? '') : fail('only strings are allowed as mapping keys');
      put(own, name, item);
    }
    for (const key of Object.keys(own)) put(merged, key, own[key]!);
    return objectOf(merged);
  }
}

const KNOWN_TAGS = /^(?:!|!!(?:str|int|float|bool|null|binary|timestamp)|tag:yaml\.org,2002:(?:str|int|float|bool|null|binary|timestamp))$/;

function scalar(node: Scalar): Value {
  const content = String(node.value ?? '');
  if (node.tag && !KNOWN_TAGS.test(node.tag)) return fail(`unsupported tag ${quote(node.tag)}`);
  if (node.tag?.endsWith('str') || node.type !== 'PLAIN' || node.tag === '!') return stringOf(content);
  if (node.tag?.endsWith('binary')) return stringOf(content.replace(/\s/g, ''));
  return plain(content);
}

function plain(source: string): Value {
  if (NULL_WORDS.test(source)) return NULL;
  if (TRUE_WORDS.test(source)) return boolOf(true);
  if (FALSE_WORDS.test(source)) return boolOf(false);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return numberOf(source.startsWith('-') ? NEGATIVE_INFINITY : POSITIVE_INFINITY);
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return fail('floating point NaN is not supported');
  const integer = /^([-+]?)0(?:x([0-9a-fA-F]+)|o([0-7]+)|b([01]+))$/.exec(source);
  if (integer) {
    const [, sign, hex, octal, binary] = integer;
    const value = fromBigInt(BigInt((hex ? '0x' : binary ? '0b' : '0o') + (hex ?? octal ?? binary)!));
    return numberOf(sign === '-' ? negate(value) : value);
  }
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(source)) {
    const value = parseNumber(source);
    if (value !== null) return numberOf(value);
  }
  if (TIMESTAMP.test(source)) {
    const instant = parseIso(/[Tt ]/.test(source) ? source.replace(/[ \t]+/, 'T').replace(/([0-9])$/, '$1Z') : `${source}T00:00:00Z`);
    if (instant !== null) return stringOf(iso(instant));
  }
  return stringOf(source);
}
