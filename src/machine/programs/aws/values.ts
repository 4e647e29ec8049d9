// From the words of an option to a value of its shape: files, JSON, shorthand, numbers. What a service makes of it is the service's matter.
import { strToU8 } from 'fflate';
import { toBase64 } from '../../disk/base64.ts';
import { DiskError } from '../../disk/disk.ts';
import { DISK_WORDS } from '../../disk/view.ts';
import type { Process } from '../../program.ts';
import { type ServiceModel, type Shape, shapeOf } from './model.ts';
import { CliError } from './output/print.ts';
import { Float, isList, isMap, ordered, repr, typeName } from './output/python.ts';
import { JsonProblem, parseJson } from './output/read-json.ts';
import { parseShorthand, ShorthandProblem } from './shorthand.ts';

/** What values are read from: the disk and whose home `~` is; and whether blobs are written as they are. */
export interface Around extends Pick<Process, 'disk' | 'host'> {
  readonly rawBlobs?: boolean;
}

/** `option` is shown with its dashes. */
export const parameterError = (option: string, message: string): CliError => new CliError(`\nError parsing parameter '${option}': ${message}\n`, 252);

/** Numbers of the operating system's errors. */
export const ERRNO: Readonly<Record<DiskError['code'], number>> = { ENOENT: 2, EACCES: 13, EEXIST: 17, ENOTDIR: 20, EISDIR: 21, ENOTEMPTY: 39, ENOSPC: 28, ENOMEM: 12 };

/** A file that `file://` or `fileb://` names. */
function fileNamed(option: string, word: string, { disk, host }: Around): string {
  const path = word.replace(/^fileb?:\/\//, '').replace(/^~(?=\/)/, host.home);
  try {
    return word.startsWith('fileb://') ? toBase64(disk.readBytes(path)) : disk.read(path);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw parameterError(option, `Unable to load paramfile ${word}: [Errno ${ERRNO[error.code]}] ${DISK_WORDS[error.code]}: '${path}'`);
  }
}

const isFile = (word: string) => word.startsWith('file://') || word.startsWith('fileb://');

/** Text or file, for options that take both: `--cli-input-json`. */
export const textOrFile = (option: string, word: string, around: Around): string => (isFile(word) ? fileNamed(option, word, around) : word);

/** The value of an option of the given shape. Throws what the real program says. */
export function optionValue(option: string, words: readonly string[], reference: string, service: ServiceModel, around: Around): unknown {
  const shape = shapeOf(service, reference);
  if (shape.type === 'scalar') {
    if (shape.of === 'stream') return streamed(option, words[0] ?? '', around);
    const word = words[0] ?? '';
    return scalarValue(textOrFile(option, word, around), shape, word.startsWith('fileb://') ? 'base64' : around.rawBlobs ? 'raw' : 'text');
  }
  const read = words.length === 1 && isFile(words[0] as string) ? fileNamed(option, words[0] as string, around) : null;
  const texts = read === null ? words : [read];
  const first = texts[0] ?? '';
  const json = /^\s*[[{]/.test(first);
  if (shape.type !== 'list') {
    if (json) {
      if (first.trimStart().startsWith('{')) return jsonValue(option, first);
      throw parameterError(option, `Invalid JSON:\n${first}`);
    }
    const members = shape.type === 'structure' ? Object.keys(shape.members) : [];
    if (members.length === 1 && members[0] === 'Value' && !first.includes('=')) return { Value: first };
    return shorthand(option, first, reference, service);
  }
  if (texts.length === 1 && first.trimStart().startsWith('[')) return jsonValue(option, first);
  const item = shapeOf(service, shape.of);
  // What stands in a file is one text, and Python takes a text for a list of its letters.
  if (read !== null && (item.type === 'scalar' || json)) {
    if (read.trim() === '') throw new CliError('\nstring index out of range\n', 255);
    return [...read].map((letter) => (item.type === 'scalar' ? scalarValue(letter, item, 'text') : jsonValue(option, letter)));
  }
  if (item.type === 'scalar') return texts.map((text) => scalarValue(text, item, 'text'));
  if (read !== null) return shorthand(option, read, null, service);
  if (service.service === 'elb' && (option === '--instances' || option === '--tags') && item.type === 'structure' && Object.keys(item.members).length === 1 && !json)
    return texts.map((text) => ({ [Object.keys(item.members)[0] as string]: text }));
  return texts.map((text) => {
    if (!json) return shorthand(option, text, shape.of, service);
    if (item.type !== 'list' && !text.trimStart().startsWith('{')) throw parameterError(option, `Invalid JSON:\n${text}`);
    return jsonValue(option, text);
  });
}

/** A map of texts that is not of the model, in JSON or shorthand: the metadata of `aws s3`. */
export function mapValue(option: string, word: string, around: Around): unknown {
  const text = textOrFile(option, word, around);
  if (text.trimStart().startsWith('{')) return jsonValue(option, text);
  try {
    return parseShorthand(text);
  } catch (error) {
    if (!(error instanceof ShorthandProblem)) throw error;
    throw parameterError(option, error.message);
  }
}

function jsonValue(option: string, text: string): unknown {
  try {
    return parseJson(text, ordered);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw parameterError(option, `Invalid JSON: ${error.message}\nJSON received: ${text}`);
  }
}

/** Without a shape the values stay texts. */
function shorthand(option: string, text: string, reference: string | null, service: ServiceModel): unknown {
  try {
    const read = parseShorthand(text);
    return reference === null ? read : fitted(read, reference, service);
  } catch (error) {
    if (!(error instanceof ShorthandProblem)) throw error;
    throw parameterError(option, error.message);
  }
}

/** A file that is sent as it is: the body of an object. */
function streamed(option: string, path: string, { disk, host }: Around): unknown {
  const entry = disk.stat(path.replace(/^~(?=\/)/, host.home));
  if (entry?.type !== 'file') throw parameterError(option, 'Blob values must be a path to a file.');
  return entry.text ?? { base64: entry.base64 ?? '' };
}

/** `form` says what a text for a blob is: base64 by the user's word, base64 made from a file, or the bytes themselves. */
function scalarValue(text: string, shape: Extract<Shape, { type: 'scalar' }>, form: 'text' | 'base64' | 'raw'): unknown {
  switch (shape.of) {
    case 'integer':
    case 'long':
      if (!/^\s*[-+]?\d+(_\d+)*\s*$/.test(text)) throw new CliError(`\ninvalid literal for int() with base 10: ${repr(text)}\n`, 255);
      return Number(text.replaceAll('_', ''));
    case 'float':
    case 'double':
      if (text.trim() === '' || Number.isNaN(Number(text))) throw new CliError(`\ncould not convert string to float: ${repr(text)}\n`, 255);
      return new Float(Number(text));
    case 'boolean':
      return text.toLowerCase() !== 'false' && text !== '';
    case 'blob':
      if (form === 'raw') return toBase64(strToU8(text));
      if (form === 'text' && (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)) throw new CliError(`\nInvalid base64: "${text}"\n`, 255);
      return text;
    default:
      return text;
  }
}

/** Brings what shorthand gave into the types of the model; what does not fit stays for the validation to complain about. */
function fitted(value: unknown, reference: string, service: ServiceModel): unknown {
  const shape = shapeOf(service, reference);
  if (shape.type === 'list') return (isList(value) ? value : [value]).map((item) => fitted(item, shape.of, service));
  if (shape.type === 'map') return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fitted(item, shape.of, service)])) : value;
  if (shape.type === 'structure') {
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, Object.hasOwn(shape.members, key) ? fitted(item, shape.members[key] as string, service) : item]));
  }
  if (typeof value !== 'string') {
    const wanted =
      shape.of === 'integer' || shape.of === 'long'
        ? 'int() argument must be a string, a bytes-like object'
        : /float|double/.test(shape.of)
          ? 'float() argument must be a string'
          : null;
    if (wanted !== null) throw new CliError(`\n${wanted} or a real number, not '${typeName(value)}'\n`, 255);
    if (shape.of === 'boolean') throw new CliError(`\n'${typeName(value)}' object has no attribute 'lower'\n`, 255);
    return value;
  }
  if (shape.of === 'boolean') return value.toLowerCase() === 'true' ? true : value.toLowerCase() === 'false' ? false : value;
  return shape.of === 'integer' || shape.of === 'long' || shape.of === 'float' || shape.of === 'double' ? scalarValue(value, shape, 'text') : value;
}

/** A value as the door takes it: floats as plain numbers. */
export function plain(value: unknown): unknown {
  if (value instanceof Float) return value.value;
  if (isList(value)) return value.map(plain);
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}
