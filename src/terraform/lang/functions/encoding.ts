// base64, URLs, CSV, JSON, YAML, and text in other encodings; digests.

import { md5, sha1, sha256, sha512 } from '../../../engine/digest.ts';
import { quote } from '../quote.ts';
import type { Value } from '../value.ts';
import { at, isWhollyKnown, listOf, objectOf, put, stringOf, unknownOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { fail, param, text } from './function.ts';
import { gzip } from './gzip.ts';
import { decodeJson, encodeJson } from './json.ts';
import { base64, fromBase64, fromUtf8, hexOf, utf8 } from './utf8.ts';
import { decodeYaml } from './yaml-decode.ts';
import { encodeYaml } from './yaml-encode.ts';

const textual = (name: string, run: (source: string) => string): FunctionSpec => ({
  params: [param(name, 'string')],
  returns: 'string',
  run: ([value]) => stringOf(run(text(value))),
});

function decodeBase64(source: string): string {
  const result = fromBase64(source);
  const decoded = 'bytes' in result ? fromUtf8(result.bytes) : fail(`failed to decode base64 data ${quote(source)}`);
  return decoded ?? fail('the result of decoding the provided string is not valid UTF-8');
}

const urlEncode = (source: string): string =>
  utf8(source)
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.~]/.test(char) ? char : char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

interface Charset {
  /** What every text begins with. */
  readonly mark?: readonly number[];
  encode(char: number): number[] | null;
  decode(bytes: readonly number[]): string | null;
}

const single = (limit: number): Charset => ({
  encode: (code) => (code < limit ? [code] : null),
  decode: (bytes) => bytes.map((byte) => (byte < limit ? String.fromCharCode(byte) : '\ufffd')).join(''),
});

const wide = (little: boolean): Charset => ({
  encode: (code) =>
    [...String.fromCodePoint(code)]
      .join('')
      .split('')
      .flatMap((unit) => order(unit.charCodeAt(0), little)),
  decode: (bytes) => {
    let out = '';
    for (let i = 0; i + 1 < bytes.length; i += 2) out += String.fromCharCode(little ? bytes[i]! | (bytes[i + 1]! << 8) : (bytes[i]! << 8) | bytes[i + 1]!);
    return out;
  },
});
const order = (unit: number, little: boolean): number[] => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]);

/** The characters from 0x80 to 0x9f; undefined places stand for themselves. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const CHARSETS: { readonly [name: string]: Charset } = {
  'utf-8': { encode: (code) => utf8(String.fromCodePoint(code)), decode: fromUtf8 },
  'utf-16le': wide(true),
  'utf-16be': wide(false),
  'utf-16': {
    mark: [0xfe, 0xff],
    encode: wide(false).encode,
    decode: (bytes) =>
      bytes[0] === 0xff && bytes[1] === 0xfe ? wide(true).decode(bytes.slice(2)) : wide(false).decode(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.slice(2) : bytes),
  },
  'us-ascii': single(128),
  'iso-8859-1': single(256),
  'windows-1252': {
    encode: (code) => {
      const at = WINDOWS_1252.indexOf(String.fromCodePoint(code));
      return at >= 0 ? [0x80 + at] : code < 0x80 || (code >= 0xa0 && code < 0x100) ? [code] : null;
    },
    decode: (bytes) => bytes.map((byte) => (byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : String.fromCharCode(byte))).join(''),
  },
};
const ALIASES: { readonly [name: string]: string } = {
  utf8: 'utf-8',
  ascii: 'us-ascii',
  latin1: 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  l1: 'iso-8859-1',
  cp1252: 'windows-1252',
};

function charset(name: string): Charset {
  const lower = name.toLowerCase();
  const found = at(CHARSETS, at(ALIASES, lower) ?? lower);
  return found ?? fail(`${quote(name)} is not a supported IANA encoding name or alias in this Terraform version`, 1);
}

/** The name by which a registry of encodings lists it. */
const properName = (name: string): string => (ALIASES[name.toLowerCase()] === 'iso-8859-1' || name.toLowerCase() === 'iso-8859-1' ? 'ISO_8859-1:1987' : name.toUpperCase());

function textEncode(source: string, name: string): string {
  const { encode, mark = [] } = charset(name);
  const bytes = [...source].flatMap((char) => encode(char.codePointAt(0)!) ?? fail(`the given string contains characters that cannot be represented in ${properName(name)}`, 0));
  return base64([...mark, ...bytes]);
}

function textDecode(source: string, name: string): string {
  const { decode } = charset(name);
  const result = fromBase64(source);
  if ('offset' in result) return fail(`the given value is has an invalid base64 symbol at offset ${result.offset}`, 0);
  return decode(result.bytes) ?? fail(`the given string contains symbols that are not defined for ${properName(name)}`, 0);
}

/** The records of a CSV text, each with the number of the line where it begins. */
function csvRecords(source: string): { fields: string[]; line: number }[] {
  const records: { fields: string[]; line: number }[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    if (source[at] === '\n' || source.startsWith('\r\n', at)) {
      at += source[at] === '\n' ? 1 : 2;
      line++;
      continue;
    }
    const start = line;
    const fields: string[] = [];
    for (let more = true; more; ) {
      let field = '';
      if (source[at] === '"') {
        at++;
        for (;;) {
          if (at >= source.length) fail(`CSV parse error on line ${line}: extraneous or missing " in quoted-field`);
          const char = source[at++]!;
          if (char === '"' && source[at] === '"') {
            field += '"';
            at++;
          } else if (char === '"') break;
          else {
            if (char === '\n') line++;
            if (!(char === '\r' && source[at] === '\n')) field += char;
          }
        }
        if (at < source.length && source[at] !== ',' && source[at] !== '\n' && !source.startsWith('\r\n', at))
          fail(`CSV parse error on line ${line}: extraneous or missing " in quoted-field`);
      } else {
        while (at < source.length && source[at] !== ',' && source[at] !== '\n' && !source.startsWith('\r\n', at)) field += source[at++];
        if (field.includes('"')) fail(`CSV parse error on line ${line}: bare " in non-quoted-field`);
      }
      fields.push(field);
      more = source[at] === ',';
      if (more) at++;
    }
    if (source.startsWith('\r\n', at)) at++;
    if (source[at] === '\n') at++;
    line++;
    records.push({ fields, line: start });
  }
  return records;
}

function decodeCsv(source: string): Value {
  const [header, ...rows] = csvRecords(source);
  if (!header) return fail('missing header line');
  const names = header.fields;
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) fail(`duplicate column name ${quote(name)}`);
  });
  const type = { object: Object.fromEntries(names.map((name) => [name, 'string' as const])) };
  return listOf(
    type,
    rows.map(({ fields, line }) => {
      if (fields.length !== names.length) fail(`CSV parse error on line ${line}: wrong number of fields`);
      const v: Record<string, Value> = {};
      names.forEach((name, index) => {
        put(v, name, stringOf(fields[index]!));
      });
      return objectOf(v);
    }),
  );
}

const NAMESPACES: { readonly [name: string]: string } = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

function uuidv5(namespace: string, name: string): string {
  const source = at(NAMESPACES, namespace) ?? namespace;
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(source)) {
    const length = source.length === 36 ? 'invalid UUID format' : `invalid UUID length: ${source.length}`;
    return fail(`uuidv5() doesn't support namespace ${namespace} (${length})`);
  }
  const bytes = (source.replaceAll('-', '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const digest = sha1([...bytes, ...utf8(name)]).slice(0, 16);
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return hexOf(digest).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const two = (first: string, second: string, run: (a: string, b: string) => string): FunctionSpec => ({
  params: [param(first, 'string'), param(second, 'string')],
  returns: 'string',
  run: ([a, b]) => stringOf(run(text(a), text(b))),
});

const wholly = (name: string, run: (value: Value) => string): FunctionSpec => ({
  params: [param(name, 'dynamic', { nullable: true, unknown: true })],
  returns: 'string',
  run: ([value]) => (isWhollyKnown(value!) ? stringOf(run(value!)) : unknownOf('string', { notNull: true })),
});

export const encodingFunctions: { readonly [name: string]: FunctionSpec } = {
  base64decode: textual('str', decodeBase64),
  base64encode: textual('str', (source) => base64(utf8(source))),
  base64gzip: textual('str', (source) => base64(gzip(utf8(source)))),
  base64sha256: textual('str', (source) => base64(sha256(utf8(source)))),
  base64sha512: textual('str', (source) => base64(sha512(utf8(source)))),
  csvdecode: { params: [param('str', 'string')], returns: 'dynamic', run: ([value]) => decodeCsv(text(value)) },
  jsondecode: { params: [param('str', 'string')], returns: 'dynamic', run: ([value]) => decodeJson(text(value)), mayBeNull: true },
  jsonencode: wholly('val', encodeJson),
  md5: textual('str', (source) => hexOf(md5(utf8(source)))),
  rsadecrypt: two('ciphertext', 'privatekey', (source, key) => {
    if ('offset' in fromBase64(source)) return fail(`failed to decode input ${quote(source)}: cipher text must be base64-encoded`, 0);
    if (!key.includes('-----BEGIN ')) return fail('invalid private key: ssh: no key found', 1);
    return fail('this simulation has no RSA decryption', 1);
  }),
  sha1: textual('str', (source) => hexOf(sha1(utf8(source)))),
  sha256: textual('str', (source) => hexOf(sha256(utf8(source)))),
  sha512: textual('str', (source) => hexOf(sha512(utf8(source)))),
  textdecodebase64: two('source', 'encoding', textDecode),
  textencodebase64: two('string', 'encoding', textEncode),
  urlencode: textual('str', urlEncode),
  uuidv5: two('namespace', 'name', uuidv5),
  yamldecode: { params: [param('src', 'string')], returns: 'dynamic', run: ([value]) => decodeYaml(text(value)), mayBeNull: true },
  yamlencode: wholly('value', encodeYaml),
};
