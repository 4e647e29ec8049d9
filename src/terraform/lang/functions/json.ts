// JSON as the language writes and reads it: numbers exactly, keys sorted, the characters <, > and & escaped.
import { numberText, parseNumber } from '../number-text.ts';
import type { Value } from '../value.ts';
import { boolOf, keysOf, NULL, objectOf, put, stringOf, tupleOf } from '../value.ts';
import { FunctionError, fail } from './function.ts';
import { utf8 } from './utf8.ts';

const ESCAPES: { readonly [char: string]: string } = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A JSON string, with the escapes that make it safe inside HTML unless told otherwise. */
export function jsonString(source: string, html = true): string {
  if (/^[ !#-%'-;=?-[\]-~]*$/.test(source)) return `"${source}"`;
  let out = '"';
  for (const char of source) {
    const code = char.codePointAt(0)!;
    const short = ESCAPES[char];
    if (short !== undefined) out += short;
    else if (code < 0x20 || code === 0x2028 || code === 0x2029 || (html && (char === '<' || char === '>' || char === '&'))) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

/** A wholly known value as compact JSON. */
export function encodeJson(value: Value, html = true): string {
  switch (value.k) {
    case 'null':
    case 'unknown':
      return 'null';
    case 'bool':
      return String(value.v);
    case 'number':
      return numberText(value.v);
    case 'string':
      return jsonString(value.v, html);
    case 'list':
    case 'set':
    case 'tuple':
      return `[${value.v.map((item) => encodeJson(item, html)).join(',')}]`;
    case 'map':
    case 'object':
      return `{${keysOf(value.v)
        .map((key) => `${jsonString(key, html)}:${encodeJson(value.v[key]!, html)}`)
        .join(',')}}`;
  }
}

/** Reads JSON: arrays become tuples, objects objects. Throws a `FunctionError` with the real decoder's words. */
export function decodeJson(source: string): Value {
  const reader = new JsonReader(source);
  const value = reader.value(' looking for beginning of value');
  reader.space();
  if (reader.at < source.length) fail('extraneous data after JSON object');
  return value;
}

/** What keeps a text from being JSON, in the words of Go's decoder, and the byte where it says so; null when nothing does. */
export function jsonFault(source: string): { readonly message: string; readonly offset: number } | null {
  const reader = new JsonReader(source);
  const bytes = () => utf8(source.slice(0, reader.at + 1)).length;
  try {
    reader.value(' looking for beginning of value');
    reader.space();
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const ended = reader.at >= source.length;
    return { message: ended ? 'unexpected end of JSON input' : error.message, offset: bytes() };
  }
  if (reader.at >= source.length) return null;
  const char = String.fromCodePoint(source.codePointAt(reader.at) as number);
  return { message: `invalid character '${char === "'" ? "\\'" : char}' after top-level value`, offset: bytes() };
}

const MAX_DEPTH = 1000;

class JsonReader {
  at = 0;
  private depth = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.source[this.at] ?? '')) this.at++;
  }

  private bad(context: string): never {
    const char = this.source[this.at];
    if (char === undefined) return fail('EOF');
    return fail(`invalid character ${char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${String.fromCodePoint(this.source.codePointAt(this.at)!)}'`}${context}`);
  }

  value(context: string): Value {
    this.space();
    const char = this.source[this.at];
    if (++this.depth > MAX_DEPTH) fail('exceeded max depth');
    let result: Value;
    if (char === '{') result = this.object();
    else if (char === '[') result = this.array();
    else if (char === '"') result = stringOf(this.string());
    else if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) result = this.number();
    else if (char === 't') result = this.word('true', boolOf(true));
    else if (char === 'f') result = this.word('false', boolOf(false));
    else if (char === 'n') result = this.word('null', NULL);
    else return this.bad(context);
    this.depth--;
    return result;
  }

  private word(word: string, value: Value): Value {
    for (let i = 0; i < word.length; i++) {
      const char = this.source[this.at + i];
      if (char === undefined) return fail('unexpected EOF');
      if (char !== word[i]) {
        this.at += i;
        return this.bad(` in literal ${word} (expecting '${word[i]}')`);
      }
    }
    this.at += word.length;
    return value;
  }

  private number(): Value {
    const match = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(this.source.slice(this.at));
    if (!match) {
      this.at++;
      return this.source[this.at] === undefined ? fail('unexpected EOF') : this.bad(' in numeric literal');
    }
    this.at += match[0].length;
    if (/^(?:\.|[eE][+-]?)$/.test(this.source.slice(this.at))) return fail('unexpected EOF');
    return { k: 'number', v: parseNumber(match[0]) ?? fail(`cannot use ${match[0]} as a number`) };
  }

  private string(): string {
    let out = '';
    this.at++;
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined) return fail('unexpected EOF');
      if (char === '"') {
        this.at++;
        return out;
      }
      if (char < ' ') return this.control(char);
      this.at++;
      if (char !== '\\') {
        out += char;
        continue;
      }
      const selector = this.source[this.at] ?? '';
      const simple = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[selector];
      if (simple !== undefined) out += simple;
      else if (selector === 'u') {
        const digits = this.source.slice(this.at + 1, this.at + 5);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
          this.at += 1 + /^[0-9a-fA-F]*/.exec(digits)![0].length;
          return this.source[this.at] === undefined ? fail('unexpected EOF') : this.bad(' in \\u hexadecimal character escape');
        }
        out += String.fromCharCode(Number.parseInt(digits, 16));
        this.at += 4;
      } else return selector === '' ? fail('unexpected EOF') : this.bad(' in string escape code');
      this.at++;
    }
  }

  private control(char: string): never {
    const shown = ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
    return fail(`invalid character '${shown}' in string literal`);
  }

  private array(): Value {
    const items: Value[] = [];
    this.at++;
    this.space();
    if (this.source[this.at] === ']') {
      this.at++;
      return tupleOf(items);
    }
    for (;;) {
      items.push(this.value(' looking for beginning of value'));
      this.space();
      const next = this.source[this.at];
      if (next !== ',' && next !== ']') return this.bad(' after array element');
      this.at++;
      if (next === ']') return tupleOf(items);
    }
  }

  private object(): Value {
    const v: Record<string, Value> = {};
    this.at++;
    this.space();
    if (this.source[this.at] === '}') {
      this.at++;
      return objectOf(v);
    }
    for (let first = true; ; first = false) {
      this.space();
      if (this.source[this.at] !== '"') return this.bad(first ? '' : ' looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (this.source[this.at] !== ':') return this.bad(' after object key');
      this.at++;
      put(v, key.normalize('NFC'), this.value(' looking for beginning of value'));
      this.space();
      const next = this.source[this.at];
      if (next !== ',' && next !== '}') return this.bad(' after object key:value pair');
      this.at++;
      if (next === '}') return objectOf(v);
    }
  }
}
