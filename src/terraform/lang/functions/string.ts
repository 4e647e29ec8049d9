// Functions on text.

import type { Type } from '../type.ts';
import type { Value } from '../value.ts';
import { boolOf, isWhollyKnown, listOf, objectOf, stringOf, tupleOf, unknownOf } from '../value.ts';
import type { CallContext, FunctionSpec } from './function.ts';
import { fail, param, text } from './function.ts';
import { characters } from './length.ts';
import { whole } from './numeric.ts';
import type { Match, Pattern } from './regexp.ts';
import { compile, matches } from './regexp.ts';

const str = (name: string) => param(name, 'string');

const textual = (names: readonly string[], run: (...args: string[]) => string): FunctionSpec => ({
  params: names.map(str),
  returns: 'string',
  run: (args) => stringOf(run(...args.map(text))),
});

const test = (names: readonly [string, string], run: (a: string, b: string) => boolean): FunctionSpec => ({
  params: names.map(str),
  returns: 'bool',
  run: ([a, b]) => boolOf(run(text(a), text(b))),
});

/** Upper and lower case letter by letter, without the rules that change a text's length. */
const mapCase = (source: string, change: (char: string) => string): string =>
  [...source]
    .map((char) => {
      // The one letter whose lower case is simple in one rule and a pair in the other.
      const changed = change(char === 'İ' && change('A') === 'a' ? 'I' : char);
      return [...changed].length === 1 ? changed : char;
    })
    .join('');

const upper = (source: string): string => mapCase(source, (char) => char.toUpperCase());
const lower = (source: string): string => mapCase(source, (char) => char.toLowerCase());

/** A letter, digit or underscore does not begin a word behind itself. */
const inWord = (char: string): boolean => /[\p{L}\p{Nd}_]/u.test(char) || (char > '\x7f' && !/\p{White_Space}/u.test(char));

/** Letters of two letters, of which a title raises the first only. */
const DIGRAPHS: { readonly [letter: string]: string } = { Ǆ: 'ǅ', ǆ: 'ǅ', Ǉ: 'ǈ', ǉ: 'ǈ', Ǌ: 'ǋ', ǌ: 'ǋ', Ǳ: 'ǲ', ǳ: 'ǲ' };

function title(source: string): string {
  let previous = ' ';
  return [...source]
    .map((char) => {
      const begins = !inWord(previous);
      previous = char;
      return begins ? (DIGRAPHS[char] ?? upper(char)) : char;
    })
    .join('');
}

const SPACE_START = /^[\s\u0085]+/u;
const SPACE_END = /[\s\u0085]+$/u;

function trim(source: string, cutset: string): string {
  const cut = new Set(cutset);
  const chars = [...source];
  let start = 0;
  let end = chars.length;
  while (start < end && cut.has(chars[start]!)) start++;
  while (end > start && cut.has(chars[end - 1]!)) end--;
  return chars.slice(start, end).join('');
}

function substr(args: readonly Value[]): Value {
  const chars = characters(text(args[0]));
  let offset = whole(args[1]);
  const count = whole(args[2]);
  if (offset < 0) {
    offset += chars.length;
    if (offset < 0) offset = 0;
  }
  return stringOf(chars.slice(offset, count < 0 ? undefined : offset + count).join(''));
}

function pattern(source: string): Pattern {
  const compiled = compile(source);
  return 'code' in compiled ? fail(`invalid regexp pattern: ${compiled.code} in ${compiled.part}`, 0) : compiled;
}

/** What a match gives: the text, or its groups in a tuple or, with names, an object. */
function resultType({ names }: Pattern): Type {
  if (names.length === 0) return 'string';
  const named = names.filter((name) => name !== null);
  if (named.length === 0) return { tuple: names.map(() => 'string' as const) };
  if (named.length < names.length) return fail('invalid regexp pattern: cannot mix both named and unnamed capture groups', 0);
  return { object: Object.fromEntries(named.map((name) => [name, 'string' as const])) };
}

function resultOf({ names }: Pattern, match: Match): Value {
  const part = (group: string | undefined): Value => (group === undefined ? { k: 'null', type: 'string' } : stringOf(group));
  if (names.length === 0) return part(match.groups[0]);
  if (names[0] === null) return tupleOf(match.groups.slice(1).map(part));
  return objectOf(Object.fromEntries(names.map((name, index) => [name!, part(match.groups[index + 1])])));
}

const patternType = (given: Value | undefined): Type => (given?.k === 'string' ? resultType(pattern(given.v)) : 'dynamic');

function replace(source: string, wanted: string, replacement: string): string {
  if (wanted.length <= 1 || !wanted.startsWith('/') || !wanted.endsWith('/')) return source.replaceAll(wanted, () => replacement);
  const inner = wanted.slice(1, -1);
  const compiled = compile(inner);
  if ('code' in compiled) return fail(`error parsing regexp: ${compiled.code}: \`${compiled.part}\``);
  let out = '';
  let at = 0;
  for (const match of matches(compiled, source)) {
    out += source.slice(at, match.start) + template(replacement, compiled, match);
    at = match.end;
  }
  return out + source.slice(at);
}

/** `$1`, `${1}`, `$name`; `$$` is a dollar sign, and so is one that nothing follows. */
function template(replacement: string, { names }: Pattern, match: Match): string {
  return replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})?/g, (_whole: string, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return '$';
    if (/^\d+$/.test(name)) return match.groups[Number(name)] ?? '';
    const index = names.lastIndexOf(name);
    return index < 0 ? '' : (match.groups[index + 1] ?? '');
  });
}

function join(args: readonly Value[]): Value {
  const [separator, ...lists] = args;
  if (lists.length === 0) return fail('at least one list is required');
  const items: string[] = [];
  for (const [index, list] of lists.entries()) {
    if (!isWhollyKnown(list)) return unknownOf('string', { notNull: true });
    for (const [at, item] of ((list as { v?: readonly Value[] }).v ?? []).entries()) {
      if (item.k === 'null') {
        return fail(
          lists.length === 1 ? `element ${at} is null; cannot concatenate null values` : `element ${at} of list ${index} is null; cannot concatenate null values`,
          index + 1,
        );
      }
      items.push(text(item));
    }
  }
  return stringOf(items.join(text(separator)));
}

function templateString(args: readonly Value[], context: CallContext): Value {
  const result = context.template('<templatestring argument>', text(args[0]), args[1]!);
  return result;
}

export const stringFunctions: { readonly [name: string]: FunctionSpec } = {
  chomp: textual(['str'], (source) => source.replace(/[\r\n]+$/, '')),
  endswith: test(['str', 'suffix'], (source, suffix) => source.endsWith(suffix)),
  indent: {
    params: [param('spaces', 'number'), str('str')],
    returns: 'string',
    run: ([spaces, source]) => stringOf(text(source).replaceAll('\n', `\n${' '.repeat(Math.max(0, whole(spaces)))}`)),
  },
  join: { params: [str('separator')], variadic: param('lists', { list: 'string' }, { unknown: true }), returns: 'string', run: join },
  lower: textual(['str'], lower),
  regex: {
    params: [str('pattern'), str('string')],
    returns: ([source]) => patternType(source),
    run: ([source, subject]) => {
      const compiled = pattern(text(source));
      const [match] = matches(compiled, text(subject), 1);
      return match ? resultOf(compiled, match) : fail('pattern did not match any part of the given string');
    },
    mayBeNull: true,
  },
  regexall: {
    params: [str('pattern'), str('string')],
    returns: ([source]) => ({ list: patternType(source) }),
    run: ([source, subject]) => {
      const compiled = pattern(text(source));
      return listOf(
        resultType(compiled),
        matches(compiled, text(subject)).map((match) => resultOf(compiled, match)),
      );
    },
  },
  replace: textual(['str', 'substr', 'replace'], replace),
  split: {
    params: [str('separator'), str('str')],
    returns: { list: 'string' },
    run: ([separator, source]) => {
      const pieces = text(separator) === '' ? [...text(source)] : text(source).split(text(separator));
      return listOf('string', pieces.map(stringOf));
    },
  },
  startswith: test(['str', 'prefix'], (source, prefix) => source.startsWith(prefix)),
  strcontains: test(['str', 'substr'], (source, part) => source.includes(part)),
  strrev: textual(['str'], (source) => characters(source).reverse().join('')),
  substr: { params: [str('str'), param('offset', 'number'), param('length', 'number')], returns: 'string', run: substr },
  templatestring: { params: [str('template'), param('vars', 'dynamic')], returns: 'dynamic', run: (args, _type, context) => templateString(args, context), mayBeNull: true },
  title: textual(['str'], title),
  trim: textual(['str', 'cutset'], trim),
  trimprefix: textual(['str', 'prefix'], (source, prefix) => (source.startsWith(prefix) ? source.slice(prefix.length) : source)),
  trimspace: textual(['str'], (source) => source.replace(SPACE_START, '').replace(SPACE_END, '')),
  trimsuffix: textual(['str', 'suffix'], (source, suffix) => (suffix !== '' && source.endsWith(suffix) ? source.slice(0, -suffix.length) : source)),
  upper: textual(['str'], upper),
};
