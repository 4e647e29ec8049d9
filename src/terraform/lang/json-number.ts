// Numbers in JSON that a double cannot hold: carried as marked texts, written and read with all their digits.
import type { Json } from '../../engine/json.ts';
import { numberText, parseNumber } from './number-text.ts';
import type { NumberValue } from './value.ts';

/** In front of the digits. No text of a configuration begins with it. */
const MARK = '\u0001#';

/** A number as JSON: itself where a double is written as Terraform writes it, else its digits, marked. */
export function jsonOfNumber(value: NumberValue): Json {
  if (typeof value === 'number') return value;
  if (value.m === '-0') return 0;
  const text = numberText(value);
  const double = Number(text);
  return text === String(double) ? double : `${MARK}${text}`;
}

/** The digits of a marked number; null for any other JSON. */
export const digitsOf = (json: Json | undefined): string | null => (typeof json === 'string' && json.startsWith(MARK) ? json.slice(MARK.length) : null);

/** JSON as text in Go's way, its marked numbers as numbers. */
export const jsonText = (json: Json, indent?: number): string => escaped(JSON.stringify(json, null, indent)).replace(/"\\u0001#([-\d.]+)"/g, '$1');

/** Whether a double writes every number of a text as it stands there: none is long, none so small that it gets an exponent. */
export const withinDoubles = (text: string): boolean => !/[\d.]{16}|0\.0{6}/.test(text);

/** Reads JSON text (which must be correct) without losing digits. */
export function parseJson(text: string): Json {
  if (withinDoubles(text)) return JSON.parse(text) as Json;
  const guarded = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?![\d.eE])/g, (part) => {
    if (part.startsWith('"') || withinDoubles(part)) return part;
    const value = parseNumber(part);
    return value !== null && digitsOf(jsonOfNumber(value)) !== null ? `"\\u0001#${part}"` : part;
  });
  return JSON.parse(guarded) as Json;
}

const ESCAPES: { readonly [character: string]: string } = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** A text of JSON as Go writes it: angle brackets and ampersands, which can only be in strings, are escaped. */
export const escaped = (text: string): string => text.replace(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character] as string);
