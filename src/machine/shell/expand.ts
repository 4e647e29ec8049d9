// Words to fields: tilde, parameters, substitutions, arithmetic, splitting, file names, in bash's order.
import type { Timeline } from '../../engine/moment.ts';
import type { DiskView } from '../disk/disk.ts';
import { evaluate, type Numbers } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import type { ShellState } from './frame.ts';
import { parameter } from './parameter.ts';
import { escaped, isPattern, pathsMatching } from './pattern.ts';
import { arithmeticProblem } from './sums.ts';
import { type NodeOf, parseWord } from './syntax.ts';
import { assign, elementsOf, ShellError, valueOfName } from './variables.ts';

export type WordNode = NodeOf<'Word'>;
export type Part = NonNullable<WordNode['parts']>[number];

export interface Scope {
  readonly state: ShellState;
  readonly disk: DiskView;
  readonly time: Timeline;
  readonly home: string;
  /** What a command substitution wrote; throws when it has not run yet, to be asked again. */
  capture(node: NodeOf<'CommandExpansion'> | { readonly type: string; readonly text: string }): string;
  /** A random number, for `$RANDOM`. */
  random(): number;
}

/** A stretch of a field; quoted ones are no pattern and are not split. */
interface Segment {
  text: string;
  quoted: boolean;
}

type Field = Segment[];

/** What an expansion gave: one text, or the separate words of `$@`. */
export type Expanded = { readonly text: string } | { readonly words: readonly string[]; readonly joined: boolean };

export const numbersOf = (scope: Scope): Numbers => ({
  get: (name, index) => lookup(scope, name, index),
  set: (name, value, index) => assign(scope.state, name, value, index === undefined ? {} : { index }),
  word: (text) => {
    const word = parseWord(`"${text.replaceAll('"', '')}"`);
    return word ? expandText(scope, word) : '';
  },
  command: (node) => scope.capture(node as unknown as NodeOf<'CommandExpansion'>),
});

/** A variable's value, with the ones that only the run knows. */
export function lookup(scope: Scope, name: string, index?: string): string | undefined {
  if (name === 'RANDOM') return String(scope.random() % 32768);
  if (name === 'SECONDS') return String(Math.floor((scope.time.now - scope.state.startedAt) / 1000));
  if (name === 'EPOCHSECONDS') return String(Math.floor(scope.time.now / 1000));
  return valueOfName(scope.state, name, index);
}

/** `set -u`: a positional parameter is named with its sign, and a line given to `bash -c` ends with 127. */
export const unbound = (state: ShellState, name: string): ShellError =>
  new ShellError(`${/^\d+$/.test(name) ? '$' : ''}${name}: unbound variable`, state.script?.name === 'bash' ? 127 : 1, true);

function tilde(scope: Scope, text: string): string {
  const match = /^~([+-]|[A-Za-z_][\w-]*)?(?=\/|$)/.exec(text);
  if (!match) return text;
  const who = match[1];
  const rest = text.slice(match[0].length);
  if (who === undefined) return (lookup(scope, 'HOME') ?? scope.home) + rest;
  if (who === '+') return scope.state.cwd + rest;
  if (who === '-') return (lookup(scope, 'OLDPWD') ?? '~-') + rest;
  if (who === 'root') return `/root${rest}`;
  return scope.home.endsWith(`/${who}`) ? scope.home + rest : scope.disk.stat(`/home/${who}`)?.type === 'folder' ? `/home/${who}${rest}` : text;
}

function expandPart(scope: Scope, part: Part, quoted: boolean): Expanded {
  switch (part.type) {
    case 'SimpleExpansion': {
      const name = part.text.slice(1);
      if (name === '@' || name === '*') return { words: elementsOf(scope.state, name).values, joined: name === '*' };
      const value = lookup(scope, name);
      if (value === undefined && scope.state.options.nounset) throw unbound(scope.state, name);
      return { text: value ?? '' };
    }
    case 'ParameterExpansion':
      return parameter(scope, part, quoted);
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return { text: scope.capture(part) };
    case 'ArithmeticExpansion':
      return { text: arithmeticText(scope, part) };
    default:
      return { text: part.text };
  }
}

/** bash puts the expression in front of what is wrong with it. */
function arithmeticText(scope: Scope, part: NodeOf<'ArithmeticExpansion'>): string {
  const text = part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1);
  const problem = arithmeticProblem(text);
  if (problem) throw new ShellError(`${text.trimStart()}: ${problem}`, 1, true);
  try {
    return String(evaluate(part.expression, numbersOf(scope)));
  } catch (error) {
    if (error instanceof ShellError && /^(division|exponent|attempted)/.test(error.message)) throw new ShellError(`${text}: ${error.message}`, error.status, error.fatal);
    throw error;
  }
}

const separators = (scope: Scope): string => valueOfName(scope.state, 'IFS') ?? ' \t\n';

/** Joins what stands for several words, as in an assignment or within `"$*"`. */
export const joined = (scope: Scope, expanded: Expanded, star = false): string =>
  'text' in expanded ? expanded.text : expanded.words.join(star && expanded.joined ? separators(scope).slice(0, 1) : ' ');

/** Adds unquoted text to the fields, split at the separators. */
function addSplit(fields: Field[], text: string, separator: string): void {
  if (separator === '') {
    if (text !== '') (fields[fields.length - 1] as Field).push({ text, quoted: false });
    return;
  }
  const white = [...separator].filter((letter) => ' \t\n'.includes(letter)).join('');
  let piece = '';
  const flush = () => {
    if (piece !== '') (fields[fields.length - 1] as Field).push({ text: piece, quoted: false });
    piece = '';
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (!separator.includes(letter)) {
      piece += letter;
      continue;
    }
    flush();
    const field = fields[fields.length - 1] as Field;
    if (white.includes(letter)) {
      if (field.length > 0) fields.push([]);
    } else {
      if (field.length === 0) field.push({ text: '', quoted: true });
      fields.push([]);
    }
  }
  flush();
}

function addParts(scope: Scope, fields: Field[], parts: readonly Part[], quoted: boolean): void {
  const last = () => fields[fields.length - 1] as Field;
  for (const [index, part] of parts.entries()) {
    switch (part.type) {
      case 'Literal': {
        const text = index === 0 && !quoted && fields.length === 1 && last().length === 0 && part.text.startsWith('~') ? tilde(scope, part.value) : part.value;
        last().push({ text, quoted: true });
        break;
      }
      case 'Glob':
        for (const piece of globPieces(part)) {
          if (typeof piece === 'string') last().push({ text: piece, quoted });
          else addParts(scope, fields, [piece], quoted);
        }
        break;
      case 'ExtendedGlob':
        last().push({ text: part.text, quoted });
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        last().push({ text: part.value, quoted: true });
        break;
      case 'DoubleQuoted':
      case 'LocaleString': {
        const alone = parts.length === 1 && part.parts.length === 1;
        const before = last().length;
        if (part.parts.length === 0) last().push({ text: '', quoted: true });
        addParts(scope, fields, part.parts as readonly Part[], true);
        // "$@" with no words is no field at all; anything else in quotes is one, be it empty.
        if (!alone && last().length === before && fields.length === 1) last().push({ text: '', quoted: true });
        break;
      }
      default: {
        const expanded = expandPart(scope, part, quoted);
        if ('text' in expanded) {
          if (quoted) last().push({ text: expanded.text, quoted: true });
          else if (part.type === 'ProcessSubstitution') last().push({ text: expanded.text, quoted: true });
          else addSplit(fields, expanded.text, separators(scope));
        } else if (quoted && expanded.joined) last().push({ text: joined(scope, expanded, true), quoted: true });
        else {
          for (const [at, word] of expanded.words.entries()) {
            if (at > 0) fields.push([]);
            if (quoted) last().push({ text: word, quoted: true });
            else addSplit(fields, word, separators(scope));
          }
        }
      }
    }
  }
}

/** A part of a pattern, piece by piece: its own letters as text, and what stands quoted or is a parameter within brackets, as in `x["a"]`. */
function globPieces(glob: Extract<Part, { type: 'Glob' }>): (string | Part)[] {
  const pieces: (string | Part)[] = [];
  let at = glob.pos;
  for (const inner of glob.parts ?? []) {
    if (inner.type === 'Literal') continue;
    pieces.push(glob.text.slice(at - glob.pos, inner.pos - glob.pos), inner);
    at = inner.end;
  }
  return [...pieces, glob.text.slice(at - glob.pos)].filter((piece) => piece !== '');
}

const patternOf = (field: Field): string => field.map((segment) => (segment.quoted ? escaped(segment.text) : segment.text)).join('');

/** The fields that a word of a command stands for. */
export function expandWord(scope: Scope, word: WordNode): string[] {
  if (word.parts?.some((part) => part.type === 'BraceExpansion')) {
    const texts = expandBraces(word.text);
    if (texts.length > 1 || texts[0] !== word.text) {
      return texts.flatMap((text) => {
        const one = text === '' ? null : parseWord(text);
        return one ? expandWord(scope, withoutBraces(one)) : [];
      });
    }
    return expandWord(scope, withoutBraces(word));
  }
  if (!word.parts) return [word.text.startsWith('~') ? tilde(scope, word.value) : word.value];
  const fields: Field[] = [[]];
  addParts(scope, fields, word.parts, false);
  const result: string[] = [];
  for (const field of fields) {
    if (field.length === 0) continue;
    const text = field.map((segment) => segment.text).join('');
    const pattern = patternOf(field);
    if (!scope.state.options.noglob && field.some((segment) => !segment.quoted) && isPattern(pattern)) {
      const paths = pathsMatching(scope.disk, pattern, scope.state.shopts);
      if (paths.length > 0 || scope.state.shopts?.includes('nullglob')) {
        result.push(...paths);
        continue;
      }
    }
    result.push(text);
  }
  return result;
}

/** Braces that expand to nothing else are ordinary text. */
const withoutBraces = (word: WordNode): WordNode => ({
  ...word,
  ...(word.parts
    ? { parts: word.parts.map((part) => (part.type === 'BraceExpansion' ? { type: 'Literal' as const, pos: part.pos, end: part.end, value: part.text, text: part.text } : part)) }
    : {}),
});

/** One text: for assignments, here-strings, `case`: no splitting, no file names. */
export function expandText(scope: Scope, word: WordNode, assignment = false): string {
  if (!word.parts) {
    const tilded = (text: string) => (text.startsWith('~') ? tilde(scope, text) : text);
    return !word.text.includes('~') || /['"\\]/.test(word.text) ? word.value : assignment ? word.value.split(':').map(tilded).join(':') : tilded(word.value);
  }
  return expandParts(scope, withoutBraces(word).parts as readonly Part[]);
}

/** The text of parts, as in a here-document. */
export function expandParts(scope: Scope, parts: readonly Part[]): string {
  let text = '';
  for (const [index, part] of parts.entries()) {
    if (part.type === 'Literal') text += index === 0 && part.text.startsWith('~') ? tilde(scope, part.value) : part.value;
    else if (part.type === 'Glob')
      text += globPieces(part)
        .map((piece) => (typeof piece === 'string' ? piece : expandParts(scope, [piece])))
        .join('');
    else if (part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') text += part.value;
    else if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') text += expandQuoted(scope, part.parts as readonly Part[]);
    else text += joined(scope, expandPart(scope, part, false));
  }
  return text;
}

const expandQuoted = (scope: Scope, parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'Literal' ? part.value : joined(scope, expandPart(scope, part, true), true))).join('');

/** Text of a here-document's body: only `$`, backquotes and `\` are special. */
export const expandBody = (scope: Scope, body: NodeOf<'HereDocBody'>): string => (body.parts ? expandQuoted(scope, body.parts) : body.text);

/** A pattern, for `case`, `[[ == ]]` and `${x#...}`: quoted letters are escaped. */
export const expandPattern = (scope: Scope, word: WordNode): string => (word.parts ? patternParts(scope, withoutBraces(word).parts as readonly Part[]) : escaped(word.value));

function patternParts(scope: Scope, parts: readonly Part[]): string {
  let pattern = '';
  for (const part of parts) {
    if (part.type === 'ExtendedGlob') pattern += part.text;
    else if (part.type === 'Glob')
      pattern += globPieces(part)
        .map((piece) => (typeof piece === 'string' ? piece : patternParts(scope, [piece])))
        .join('');
    else if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') pattern += escaped(part.value);
    else if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') pattern += escaped(expandQuoted(scope, part.parts as readonly Part[]));
    else pattern += joined(scope, expandPart(scope, part, false));
  }
  return pattern;
}
