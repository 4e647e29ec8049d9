// format and formatlist: verbs in the manner of printf.
import { convert, isConversionError } from '../convert.ts';
import { toBigInt } from '../number.ts';
import { formatNumber } from '../number-text.ts';
import { quote } from '../quote.ts';
import type { Type } from '../type.ts';
import { isList, isSet, isTuple } from '../type.ts';
import type { Value } from '../value.ts';
import { isWhollyKnown, listOf, stringOf, typeOf, unknownOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { FunctionError, fail, param, text } from './function.ts';
import { encodeJson, jsonString } from './json.ts';
import { characters } from './length.ts';

interface Verb {
  readonly raw: string;
  readonly offset: number;
  readonly flags: string;
  readonly width: number;
  /** -1 when none is given. */
  readonly precision: number;
  readonly mode: string;
}

const VERB = /%([ +\-#0]*)(?:\[(\d+)\])?(\d*)(?:\.(\d*))?(?:\[(\d+)\])?([\s\S]?)/y;
const MODES = 'vtbdoxXeEfgGsq';

/** Fills in the arguments. Throws a `FunctionError`. */
export function formatText(source: string, args: readonly Value[]): string {
  let out = '';
  let next = 0;
  let highest = 0;
  let verbs = 0;
  for (let at = 0; at < source.length; ) {
    const percent = source.indexOf('%', at);
    if (percent < 0) {
      out += source.slice(at);
      break;
    }
    out += source.slice(at, percent);
    if (source[percent + 1] === '%') {
      out += '%';
      at = percent + 2;
      continue;
    }
    VERB.lastIndex = percent;
    const [raw, flags, index, width, precision, lateIndex, mode] = VERB.exec(source)!;
    if (mode === '') fail(`invalid format string starting at offset ${percent + 1}`);
    if (!MODES.includes(mode!)) {
      fail(
        /[a-zA-Z]/.test(mode!)
          ? `unsupported format verb ${char(mode!)} in ${quote(raw)} at offset ${percent}`
          : `unrecognized format character ${char(mode!)} at offset ${percent + raw.length - mode!.length}`,
      );
    }
    const explicit = index ?? lateIndex;
    const argument = explicit === undefined ? next : Number(explicit) - 1;
    next = argument + 1;
    highest = Math.max(highest, argument + 1);
    verbs++;
    const value = args[argument];
    if (argument < 0 || !value) fail(`not enough arguments for ${quote(raw)} at ${percent}: need index ${argument + 1} but have ${args.length} total`);
    out += formatVerb(
      { raw: raw.replace(/\[\d+\]/, ''), offset: percent, flags: flags!, width: Number(width || 0), precision: precision === undefined ? -1 : Number(precision || 0), mode: mode! },
      value!,
    );
    at = percent + raw.length;
  }
  if (highest < args.length) {
    fail(verbs === 0 ? 'too many arguments; no verbs in format string' : `too many arguments; only ${highest} used by format string`, highest + 1);
  }
  return out;
}

const char = (mode: string): string => (mode === "'" ? "'\\''" : `'${mode}'`);

function formatVerb(verb: Verb, value: Value): string {
  const refuse = (reason: string): never => fail(`unsupported value for ${quote(verb.raw)} at ${verb.offset}: ${reason}`);
  if (verb.mode === 'v') {
    if (!verb.flags.includes('#') && value.k === 'string') return padded(verb, value.v);
    if (!verb.flags.includes('#') && value.k === 'number') return padded(verb, formatNumber(value.v, 'g', -1));
    return padded(verb, encodeJson(value));
  }
  if (value.k === 'null') return refuse('null value cannot be formatted');
  const wanted = verb.mode === 't' ? 'bool' : 'sq'.includes(verb.mode) ? 'string' : 'number';
  const converted = convert(value, wanted);
  if (isConversionError(converted)) return refuse(converted.error);
  if (converted.k === 'bool') return padded(verb, String(converted.v));
  if (converted.k === 'string') {
    const cut = verb.precision < 0 ? converted.v : characters(converted.v).slice(0, verb.precision).join('');
    return padded(verb, verb.mode === 'q' ? jsonString(cut) : cut);
  }
  if (converted.k !== 'number') return '';
  if (!'bdoxX'.includes(verb.mode)) {
    const mode = verb.mode as 'e' | 'E' | 'f' | 'g' | 'G';
    const precision = verb.precision < 0 && 'eEf'.includes(mode) ? 6 : verb.precision;
    return signed(verb, formatNumber(converted.v, mode, precision));
  }
  const integer = toBigInt(converted.v);
  if (integer === null) return refuse('an integer is required');
  const radix = { b: 2, d: 10, o: 8, x: 16, X: 16 }[verb.mode]!;
  let digits = (integer < 0n ? -integer : integer).toString(radix);
  if (verb.precision > digits.length) digits = digits.padStart(verb.precision, '0');
  if (verb.mode === 'X') digits = digits.toUpperCase();
  const prefix = !verb.flags.includes('#') ? '' : { b: '0b', d: '', o: '0', x: '0x', X: '0X' }[verb.mode]!;
  return signed(verb, `${integer < 0n ? '-' : ''}${prefix}${digits}`);
}

/** Sign and zeros, as the flags want them. */
function signed(verb: Verb, source: string): string {
  const negative = source.startsWith('-');
  const bare = negative || source.startsWith('+') ? source.slice(1) : source;
  const sign = negative ? '-' : verb.flags.includes('+') ? '+' : verb.flags.includes(' ') ? ' ' : '';
  const zeros = verb.flags.includes('0') && !verb.flags.includes('-') ? bare.padStart(verb.width - sign.length, '0') : bare;
  return padded({ ...verb, flags: verb.flags.replace('0', '') }, sign + zeros);
}

function padded(verb: Verb, source: string): string {
  const missing = verb.width - characters(source).length;
  if (missing <= 0) return source;
  return verb.flags.includes('-') ? source + ' '.repeat(missing) : (verb.flags.includes('0') ? '0' : ' ').repeat(missing) + source;
}

function format(args: readonly Value[]): Value {
  const [pattern, ...rest] = args;
  // Without verbs nothing is filled in, so unknown arguments do not matter.
  if (pattern!.k === 'unknown' || rest.some((value) => !isWhollyKnown(value))) {
    const prefix = pattern!.k === 'string' ? (/^[^%]*/.exec(pattern!.v)?.[0] ?? '') : '';
    return unknownOf('string', prefix ? { notNull: true, prefix } : { notNull: true });
  }
  return stringOf(formatText(text(pattern), rest));
}

const isSequence = (type: Type): boolean => isList(type) || isTuple(type) || isSet(type);

function formatList(args: readonly Value[]): Value {
  const [pattern, ...rest] = args;
  const lists = rest.map((value) => (value.k !== 'null' && isSequence(typeOf(value)) ? value : null));
  let length = -1;
  let chosen = -1;
  for (const [index, list] of lists.entries()) {
    if (!list || list.k === 'unknown') continue;
    const own = (list as { v: readonly Value[] }).v.length;
    if (length < 0) {
      length = own;
      chosen = index;
    } else if (own !== length) fail(`argument ${index + 1} has length ${own}, which is inconsistent with argument ${chosen + 1} of length ${length}`, index + 1);
  }
  if (pattern!.k === 'unknown' || lists.some((list) => list?.k === 'unknown')) return unknownOf({ list: 'string' }, { notNull: true });
  const out: Value[] = [];
  for (let i = 0; i < (length < 0 ? 1 : length); i++) {
    const row = rest.map((value, index) => (lists[index] ? (lists[index] as { v: readonly Value[] }).v[i]! : value));
    if (row.some((value) => !isWhollyKnown(value))) {
      out.push(unknownOf('string', { notNull: true }));
      continue;
    }
    try {
      out.push(stringOf(formatText(text(pattern), row)));
    } catch (problem) {
      if (problem instanceof FunctionError && rest.length > 0) fail(`error on format iteration ${i}: ${problem.message}`);
      if (problem instanceof FunctionError) fail(problem.message);
      throw problem;
    }
  }
  return listOf('string', out);
}

/** An untyped null has no verb that could print it, so such a call waits, as in the real tool. */
const untyped = (args: readonly Value[]): boolean => args.some((value) => (value.k === 'null' || value.k === 'unknown') && value.type === 'dynamic');
const waits = (run: (args: readonly Value[]) => Value, type: Type) => (args: readonly Value[]) => (untyped(args) ? unknownOf(type) : run(args));

export const formatFunctions: { readonly [name: string]: FunctionSpec } = {
  format: {
    params: [param('format', 'string', { unknown: true })],
    variadic: param('args', 'dynamic', { nullable: true, unknown: true }),
    returns: 'string',
    run: waits(format, 'dynamic'),
  },
  formatlist: {
    params: [param('format', 'string', { unknown: true })],
    variadic: param('args', 'dynamic', { nullable: true, unknown: true }),
    returns: { list: 'string' },
    run: waits(formatList, 'dynamic'),
  },
};
