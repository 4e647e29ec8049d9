// From the words of a line to the parameters of an operation, by the types of the service's model; and the checks that the client makes before it calls.
import { CliError } from './output/print.ts';
import { repr } from './output/python.ts';
import type { ServiceModel, Shape } from './model.ts';
import { parseShorthand, ShorthandError } from './shorthand.ts';

const usage = (message: string) => new CliError(`\n${message}\n`, 252);

/** The value of one option. `words` are the words that followed it. */
export function optionValue(option: string, words: readonly string[], shapeName: string, service: ServiceModel, file: (path: string) => string): unknown {
  const shape = service.shapes[shapeName] ?? { t: 'string' };
  const texts = words.map((word) => (word.startsWith('file://') || word.startsWith('fileb://') ? file(word.slice(word.indexOf('//') + 2)) : word));
  const single = texts[0] ?? '';
  const broken = (error: unknown): never => {
    throw usage(`Error parsing parameter '${option}': ${error instanceof Error ? error.message : String(error)}`);
  };
  if (shape.t === 'structure' || shape.t === 'map') {
    if (/^\s*[{[]/.test(single)) return parseJson(option, single);
    try {
      return coerce(parseShorthand(single), shapeName, service);
    } catch (error) {
      if (error instanceof ShorthandError) broken(error);
      throw error;
    }
  }
  if (shape.t === 'list') {
    if (texts.length === 1 && /^\s*\[/.test(single)) return parseJson(option, single);
    if (texts.length >= 1 && /^\s*\{/.test(single)) return texts.map((text) => parseJson(option, text));
    const item = service.shapes[shape.e ?? ''] ?? { t: 'string' };
    if (item.t === 'structure' || item.t === 'map') {
      try {
        return texts.map((text) => coerce(parseShorthand(text), shape.e ?? '', service));
      } catch (error) {
        if (error instanceof ShorthandError) broken(error);
        throw error;
      }
    }
    return texts.map((text) => scalarOf(option, text, item));
  }
  return scalarOf(option, single, shape);
}

function parseJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usage(`Error parsing parameter '${option}': Invalid JSON: ${jsonProblem(text)}\nJSON received: ${text}`);
  }
}

/** Where Python's reader would stop, in its words. */
function jsonProblem(text: string): string {
  for (let end = 1; end <= text.length; end++) {
    const rest = text.slice(end - 1).trim();
    if (rest === '') break;
  }
  return `Expecting value: line 1 column 1 (char 0)`;
}

function scalarOf(option: string, text: string, shape: Shape): unknown {
  if (shape.t === 'integer' || shape.t === 'long') {
    if (!/^[-+]?\d+$/.test(text.trim())) throw new CliError(`\ninvalid literal for int() with base 10: ${repr(text)}\n`, 255);
    return Number(text);
  }
  if (shape.t === 'float' || shape.t === 'double') return Number(text);
  if (shape.t === 'boolean') return text.toLowerCase() === 'true';
  return text;
}

/** Brings what shorthand gave into the types of the model. */
function coerce(value: unknown, shapeName: string, service: ServiceModel): unknown {
  const shape = service.shapes[shapeName];
  if (!shape) return value;
  if (shape.t === 'list') return (Array.isArray(value) ? value : [value]).map((item) => coerce(item, shape.e ?? '', service));
  if (shape.t === 'map' && value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coerce(item, shape.v ?? '', service)]));
  if (shape.t === 'structure' && value && typeof value === 'object' && !Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coerce(item, shape.m?.[key] ?? '', service)]));
  if (typeof value !== 'string') return value;
  if (shape.t === 'integer' || shape.t === 'long') return /^[-+]?\d+$/.test(value) ? Number(value) : value;
  if (shape.t === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

const PYTHON: Readonly<Record<string, string>> = { string: 'str', number: 'int', boolean: 'bool' };
const VALID: Readonly<Record<string, string>> = {
  string: "<class 'str'>",
  character: "<class 'str'>",
  integer: "<class 'int'>",
  long: "<class 'int'>",
  float: "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
  double: "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
  boolean: "<class 'bool'>",
  structure: "<class 'dict'>",
  map: "<class 'dict'>",
  list: "<class 'list'>, <class 'tuple'>",
};

/** The client's own validation: required members, types, unknown members, least lengths. All problems at once. */
export function validate(value: unknown, shapeName: string, service: ServiceModel): string[] {
  const problems: string[] = [];
  const visit = (at: unknown, of: string, path: string): void => {
    const shape = service.shapes[of];
    if (!shape) return;
    const type = Array.isArray(at) ? 'list' : at === null ? 'NoneType' : typeof at === 'object' ? 'dict' : typeof at === 'number' && !Number.isInteger(at) ? 'float' : (PYTHON[typeof at] ?? 'str');
    const fits =
      shape.t === 'structure' || shape.t === 'map'
        ? type === 'dict'
        : shape.t === 'list'
          ? type === 'list'
          : shape.t === 'string' || shape.t === 'character'
            ? type === 'str'
            : shape.t === 'integer' || shape.t === 'long'
              ? type === 'int'
              : shape.t === 'boolean'
                ? type === 'bool'
                : shape.t === 'float' || shape.t === 'double'
                  ? type === 'int' || type === 'float'
                  : true;
    if (!fits) {
      problems.push(`Invalid type for parameter ${path}, value: ${typeof at === 'string' ? at : repr(at)}, type: <class '${type}'>, valid types: ${VALID[shape.t] ?? "<class 'str'>"}`);
      return;
    }
    const length = typeof at === 'string' || Array.isArray(at) ? at.length : typeof at === 'number' ? at : undefined;
    if (shape.n !== undefined && length !== undefined && length < shape.n) {
      problems.push(typeof at === 'number' ? `Invalid value for parameter ${path}, value: ${at}, valid min value: ${shape.n}` : `Invalid length for parameter ${path}, value: ${length}, valid min length: ${shape.n}`);
    }
    if (Array.isArray(at)) at.forEach((item, index) => visit(item, shape.e ?? '', `${path}[${index}]`));
    else if (shape.t === 'map') for (const [key, item] of Object.entries(at as object)) visit(item, shape.v ?? '', `${path}.${key}`);
    else if (shape.t === 'structure') {
      const given = at as Record<string, unknown>;
      for (const name of shape.r ?? []) if (given[name] === undefined) problems.push(`Missing required parameter in ${path || 'input'}: "${name}"`);
      for (const name of Object.keys(given)) {
        if (!shape.m?.[name]) problems.push(`Unknown parameter in ${path || 'input'}: "${name}", must be one of: ${Object.keys(shape.m ?? {}).join(', ')}`);
        else visit(given[name], shape.m[name] as string, path ? `${path}.${name}` : name);
      }
    }
  };
  visit(value, shapeName, '');
  return problems;
}
