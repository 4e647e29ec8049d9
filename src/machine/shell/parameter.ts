// ${...}: defaults, lengths, cutting, replacing, slices, cases, and indirect names.
import { draw } from '../../engine/chance.ts';
import { evaluate, parseArithmetic, readNumber } from './arithmetic.ts';
import { type Expanded, expandPattern, expandText, joined, lookup, numbersOf, type Scope, unbound } from './expand.ts';
import { globSource, globToRegExp } from './pattern.ts';
import type { NodeOf } from './syntax.ts';
import { assign, elementsOf, isName, quoted as quotedValue, ShellError, variable } from './variables.ts';

type ParameterNode = NodeOf<'ParameterExpansion'>;

/** A random 15-bit number, from the world's own chance. */
export const randomOf = (scope: Pick<Scope, 'time'>): number => draw(scope.time.chance, 'bash.RANDOM');

function indexOf(scope: Scope, node: ParameterNode, name: string): string | undefined {
  if (!node.index) return undefined;
  const text = expandText(scope, node.index);
  if (text === '@' || text === '*') return text;
  const items = variable(scope.state, name)?.items;
  if (items && Object.keys(items).some((key) => !/^\d+$/.test(key))) return text;
  const number = readNumber(text, numbersOf(scope), 0);
  const keys = items ? Object.keys(items) : [];
  return String(number < 0n ? Number(keys.at(-1) ?? -1) + 1 + Number(number) : number);
}

/** Cuts the shortest or longest start (`#`) or end (`%`) that matches. */
export function cut(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const whole = globToRegExp(pattern);
  const lengths = Array.from({ length: value.length + 1 }, (_, index) => index);
  const order = operator.length === 1 ? lengths : lengths.reverse();
  for (const length of order) {
    const piece = operator.startsWith('#') ? value.slice(0, length) : value.slice(value.length - length);
    if (whole.test(piece)) return operator.startsWith('#') ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

function replaced(value: string, operator: '/' | '//' | '/#' | '/%', pattern: string, replacement: string): string {
  if (pattern === '') return value;
  const source = globSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  return value.replace(new RegExp(anchored, operator === '//' ? 'g' : ''), () => replacement);
}

function cased(value: string, operator: '^' | '^^' | ',' | ',,', pattern: RegExp): string {
  const turn = (letter: string) => (pattern.test(letter) ? (operator.startsWith('^') ? letter.toUpperCase() : letter.toLowerCase()) : letter);
  return operator.length === 2 ? [...value].map(turn).join('') : turn(value.slice(0, 1)) + value.slice(1);
}

function transformed(value: string, name: string, how: string): string {
  switch (how) {
    case 'U':
      return value.toUpperCase();
    case 'u':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case 'L':
      return value.toLowerCase();
    case 'Q':
      return /^'/.test(quotedValue(value)) ? quotedValue(value) : `'${value}'`;
    default:
      throw new ShellError(`\${${name}@${how}}: bad substitution`, 1, true);
  }
}

/** The value of `${...}`: one text, or the words of an array. */
export function parameter(scope: Scope, node: ParameterNode, quoted: boolean): Expanded {
  let name = node.parameter;
  const bad = () => new ShellError(`${node.text}: bad substitution`, 1, true);
  if (!isName(name) && !/^([0-9]+|[@*#?$!-])$/.test(name)) throw bad();
  const operation = node.operation;
  if (operation?.type === 'Unknown') throw bad();
  if (operation?.type === 'Names') {
    return {
      words: Object.keys(scope.state.vars)
        .filter((key) => key.startsWith(name))
        .sort(),
      joined: operation.operator === '*',
    };
  }
  if (node.prefix === '!') {
    const index = node.index ? expandText(scope, node.index) : null;
    if (index === '@' || index === '*') return { words: elementsOf(scope.state, name).keys, joined: index === '*' };
    const target = lookup(scope, name);
    if (target === undefined || !/^([A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(target))
      throw new ShellError(`${target ?? name}: invalid ${target === undefined ? 'indirect expansion' : 'variable name'}`, 1, true);
    name = target;
  }
  const index = indexOf(scope, node, name);
  const many = index === '@' || index === '*' || ((name === '@' || name === '*') && !node.index);
  const star = index === '*' || name === '*';

  if (node.prefix === '#') {
    if (many) return { text: String(elementsOf(scope.state, name).values.length) };
    return { text: String([...(lookup(scope, name, index) ?? '')].length) };
  }
  if (many) return manyValues(scope, node, name, star, quoted);

  const value = lookup(scope, name, index);
  if (!operation) {
    if (value === undefined && scope.state.options.nounset) throw unbound(scope.state, name);
    return { text: value ?? '' };
  }
  if (operation.type === 'Default') {
    const missing = operation.operator.startsWith(':') ? !value : value === undefined;
    const kind = operation.operator.slice(-1);
    if (kind === '+') return { text: missing ? '' : expandText(scope, operation.operand) };
    if (!missing) return { text: value ?? '' };
    const text = expandText(scope, operation.operand);
    if (kind === '=') {
      if (!isName(name)) throw new ShellError(`$${name}: cannot assign in this way`, 1, true);
      assign(scope.state, name, text, index === undefined ? {} : { index });
    }
    if (kind === '?') throw new ShellError(`${name}: ${text || 'parameter null or not set'}`, 1, true);
    return { text };
  }
  return { text: operated(scope, node, value ?? '', name) };
}

function operated(scope: Scope, node: ParameterNode, value: string, name: string): string {
  const operation = node.operation;
  switch (operation?.type) {
    case 'Remove':
      return cut(value, operation.operator, expandPattern(scope, operation.operand));
    case 'Replace':
      return replaced(value, operation.operator, expandPattern(scope, operation.pattern), expandText(scope, operation.replacement));
    case 'Slice': {
      const letters = [...value];
      const [from, to] = bounds(scope, operation.offset, operation.length, letters.length);
      return letters.slice(from, to).join('');
    }
    case 'CaseModification':
      return cased(value, operation.operator, globToRegExp(operation.operand ? expandPattern(scope, operation.operand) || '?' : '?'));
    case 'Transform':
      return transformed(value, name, expandText(scope, operation.operand));
    default:
      return value;
  }
}

function bounds(scope: Scope, offset: NodeOf<'Word'>, length: NodeOf<'Word'> | undefined, size: number): [number, number] {
  const number = (word: NodeOf<'Word'>) => {
    const text = expandText(scope, word).trim();
    const tree = parseArithmetic(text);
    return Number(tree ? evaluate(tree, numbersOf(scope)) : readNumber(text, numbersOf(scope), 0));
  };
  const start = number(offset);
  const from = start < 0 ? size + start : start;
  if (from < 0 || from > size) return [0, 0];
  if (!length) return [from, size];
  const count = number(length);
  const to = count < 0 ? size + count : from + count;
  if (to < from) throw new ShellError(`${expandText(scope, length)}: substring expression < 0`, 1, true);
  return [from, to];
}

function manyValues(scope: Scope, node: ParameterNode, name: string, star: boolean, quoted: boolean): Expanded {
  const { values } = elementsOf(scope.state, name);
  const operation = node.operation;
  if (!operation) return { words: values, joined: star };
  if (operation.type === 'Default') {
    const missing = values.length === 0 || (operation.operator.startsWith(':') && values.join('') === '');
    const kind = operation.operator.slice(-1);
    if (kind === '+') return missing ? { words: [], joined: star } : { text: expandText(scope, operation.operand) };
    return missing ? { text: expandText(scope, operation.operand) } : { words: values, joined: star };
  }
  if (operation.type === 'Slice') {
    const whole = name === '@' || name === '*' ? [scope.state.script?.name ?? scope.state.name, ...values] : values;
    const [from, to] = bounds(scope, operation.offset, operation.length, whole.length);
    return { words: whole.slice(from === 0 && whole !== values ? 0 : from, to), joined: star };
  }
  const words = values.map((value) => operated(scope, node, value, name));
  return quoted || !star ? { words, joined: star } : { text: joined(scope, { words, joined: star }) };
}
