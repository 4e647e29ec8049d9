// Functions that look at files, through the reader of the scope, and at paths as texts.

import { md5, sha1, sha256, sha512 } from '../../../engine/digest.ts';
import { quote } from '../quote.ts';
import type { Files } from '../scope.ts';
import { setOf } from '../set.ts';
import type { Value } from '../value.ts';
import { boolOf, stringOf } from '../value.ts';
import type { CallContext, FunctionSpec } from './function.ts';
import { fail, param, text } from './function.ts';
import { base64, fromUtf8, hexOf, utf8 } from './utf8.ts';

const NO_FILES: Files = { kind: () => null, read: () => '', list: () => [] };
const filesOf = (context: CallContext): Files => context.around.files ?? NO_FILES;

function expand(path: string, files: Files): string {
  if (path !== '~' && !path.startsWith('~/')) return path.startsWith('~') ? fail('cannot expand user-specific home dir') : path;
  return files.home === undefined ? fail('failed to expand ~: $HOME is not defined') : files.home + path.slice(1);
}

const HINT =
  'this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource';

/** The bytes of a file, in the manner of `file`. */
function contents(given: string, context: CallContext): number[] | Uint8Array {
  const files = filesOf(context);
  const path = expand(given, files);
  const kind = files.kind(path);
  if (kind === null) return fail(`no file exists at ${quote(path)}; ${HINT}`, 0);
  if (kind === 'directory') return fail(`failed to read file: read ${path}: is a directory`, 0);
  const data = files.read(path);
  return typeof data === 'string' ? utf8(data) : data;
}

const decoded = (given: string, context: CallContext): string =>
  fromUtf8(contents(given, context)) ??
  fail(
    `contents of ${quote(given)} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead`,
    0,
  );

const reading = (run: (path: string, context: CallContext) => string): FunctionSpec => ({
  params: [param('path', 'string')],
  returns: 'string',
  run: ([path], _type, context) => stringOf(run(text(path), context)),
});

/** The digest functions speak of a missing file in other words than `file` does. */
const digest = (run: (bytes: ArrayLike<number>) => string): FunctionSpec =>
  reading((given, context) => {
    const files = filesOf(context);
    const path = expand(given, files);
    const kind = files.kind(path);
    if (kind === null) return fail(`open ${path}: no such file or directory`);
    if (kind === 'directory') return fail(`read ${path}: is a directory`);
    const data = files.read(path);
    return run(typeof data === 'string' ? utf8(data) : data);
  });

/** A path without `.`, `..` and doubled slashes, as far as its text tells. */
export function cleanPath(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (part !== '..' || !rooted) out.push(part);
  }
  return (rooted ? '/' : '') + out.join('/') || (rooted ? '/' : '.');
}

const baseName = (path: string): string => (path === '' ? '.' : path.replace(/\/+$/, '').replace(/^.*\//, '') || '/');
const folderName = (path: string): string => cleanPath(path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '');

/** A glob as a regular expression: `**`, `*`, `?`, `[a-z]`, `{a,b}`. */
function glob(pattern: string): RegExp {
  let out = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (pattern.startsWith('**/', i) && (i === 0 || pattern[i - 1] === '/')) {
      out += '(?:[^/]+/)*';
      i += 2;
    } else if (pattern.startsWith('**', i)) {
      out += '.*';
      i++;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '{') {
      out += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      out += ')';
      depth--;
    } else if (char === ',' && depth > 0) out += '|';
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) return fail(`failed to glob pattern ${quote(pattern)}: syntax error in pattern`);
      const inside = pattern
        .slice(i + 1, end)
        .replace(/^[!^]/, '^')
        .replace(/\\/g, '\\\\');
      out += `[${inside}]`;
      i = end;
    } else out += char.replace(/[\\^$.+()|\]}]/g, '\\$&');
  }
  if (depth > 0) return fail(`failed to glob pattern ${quote(pattern)}: syntax error in pattern`);
  return new RegExp(`^${out}$`, 'u');
}

function fileSet([folder, pattern]: readonly Value[], context: CallContext): Value {
  const files = filesOf(context);
  const root = cleanPath(expand(text(folder), files));
  const test = glob(text(pattern).replace(/^\.\//, ''));
  const found: Value[] = [];
  const walk = (relative: string): void => {
    const path = relative === '' ? root : `${root === '/' ? '' : root}/${relative}`;
    for (const name of files.list(root === '.' && relative !== '' ? relative : path)) {
      const inner = relative === '' ? name : `${relative}/${name}`;
      const full = root === '.' ? inner : `${root === '/' ? '' : root}/${inner}`;
      const kind = files.kind(full);
      if (kind === 'directory') walk(inner);
      else if (kind === 'file' && test.test(inner)) found.push(stringOf(inner));
    }
  };
  if (files.kind(root) === 'directory') walk('');
  return setOf('string', found);
}

export const fileFunctions: { readonly [name: string]: FunctionSpec } = {
  abspath: reading((path, context) => (path.startsWith('/') ? cleanPath(path) : cleanPath(`${filesOf(context).working ?? '/'}/${path}`))),
  basename: reading(baseName),
  dirname: reading(folderName),
  file: reading(decoded),
  filebase64: reading((path, context) => base64(contents(path, context))),
  filebase64sha256: digest((bytes) => base64(sha256(bytes))),
  filebase64sha512: digest((bytes) => base64(sha512(bytes))),
  fileexists: {
    params: [param('path', 'string')],
    returns: 'bool',
    run: ([given], _type, context) => {
      const files = filesOf(context);
      const kind = files.kind(expand(text(given), files));
      return kind === 'directory' ? fail(`${quote(text(given) || '.')} is a directory, not a file`) : boolOf(kind === 'file');
    },
  },
  filemd5: digest((bytes) => hexOf(md5(bytes))),
  fileset: { params: [param('path', 'string'), param('pattern', 'string')], returns: { set: 'string' }, run: (args, _type, context) => fileSet(args, context) },
  filesha1: digest((bytes) => hexOf(sha1(bytes))),
  filesha256: digest((bytes) => hexOf(sha256(bytes))),
  filesha512: digest((bytes) => hexOf(sha512(bytes))),
  pathexpand: reading((path, context) => expand(path, filesOf(context))),
  templatefile: {
    params: [param('path', 'string'), param('vars', 'dynamic')],
    returns: 'dynamic',
    run: ([path, variables], _type, context) => context.template(text(path), decoded(text(path), context), variables!),
    mayBeNull: true,
  },
};
