// Values as Python has them: the real program is written in it, and its words and numbers show through in every format.

/** A number of type float or double. Whole ones print with their `.0`, which a JavaScript number would lose. Lives only while a command runs. */
export class Float {
  constructor(readonly value: number) {}
}

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
export const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && value.constructor === Object;
export const isScalar = (value: unknown): boolean => !isList(value) && !isMap(value);
export const isNumber = (value: unknown): value is number | Float => typeof value === 'number' || value instanceof Float;
export const numberOf = (value: number | Float): number => (value instanceof Float ? value.value : value);

/** Whether `if value:` would be taken. */
export function isTrue(value: unknown): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

const ORDERED = new WeakSet<object>();

/** Marks a dict that keeps the order of a JSON text by its own type, which shows when it stands in a complaint. */
export function ordered<T extends object>(map: T): T {
  ORDERED.add(map);
  return map;
}

/** The class of a value, as `type(value)` shows it. */
export const className = (value: unknown): string => (isMap(value) && ORDERED.has(value) ? 'collections.OrderedDict' : typeName(value));

/** `type(value).__name__`; `dict` for every kind of dict. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (value instanceof Float) return 'float';
  if (isList(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return 'dict';
}

/** A float as `repr` writes it: shortest form, with an exponent below 1e-4 and from 1e16. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

export const numberText = (value: number | Float): string => (value instanceof Float ? floatText(value.value) : Number.isInteger(value) ? String(value) : floatText(value));

/** `str(value)`: `True`, `None`, a number, a text as it is. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (isNumber(value)) return numberText(value);
  return repr(value);
}

/** An expression that is not evaluated, as Python shows an object. Where it lies in memory is made up. */
const EXPRESSION = '<jmespath.visitor._Expression object at 0x7f3c2e1a4d90>';

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

const escaped = (code: number): string => {
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
};

/** `repr(value)`, for lists and dicts that stand in a cell or an error. */
export function repr(value: unknown): string {
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const inner = value.replace(/[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (letter) => ESCAPES[letter] ?? escaped(letter.codePointAt(0) as number));
    return `${quote}${quote === "'" ? inner.replaceAll("'", "\\'") : inner}${quote}`;
  }
  if (isList(value)) return `[${value.map(repr).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (ORDERED.has(value)) return entries.length ? `OrderedDict([${entries.map(([key, item]) => `(${repr(key)}, ${repr(item)})`).join(', ')}])` : 'OrderedDict()';
    return `{${entries.map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`;
  }
  return value === null || value === undefined || typeof value === 'boolean' || isNumber(value) ? str(value) : EXPRESSION;
}

/** Python's order of texts: by code point. */
export function byCodePoint(a: string, b: string): number {
  const least = Math.min(a.length, b.length);
  for (let i = 0; i < least; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // Surrogates stand for the highest code points.
    const high = (code: number) => (code >= 0xd800 && code <= 0xdfff ? code + 0x10000 : code);
    return high(left) - high(right);
  }
  return a.length - b.length;
}

/** `==` between values: a number equals another of the same size, a bool only a bool. */
export function equals(a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => equals(item, b[index]));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key]));
  }
  return (a ?? null) === (b ?? null);
}
