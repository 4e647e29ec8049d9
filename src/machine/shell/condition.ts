// Conditions: the expressions of `[[ ]]`, and the arguments of `test` and `[`.
import type { TestExpression } from 'unbash';
import type { DiskView } from '../disk/disk.ts';
import { sizeOf } from '../disk/view.ts';
import { readNumber } from './arithmetic.ts';
import { expandPattern, expandText, numbersOf, type Scope } from './expand.ts';
import { globToRegExp } from './pattern.ts';
import { assignArray, ShellError, variable } from './variables.ts';

export interface Testing {
  readonly disk: DiskView;
  /** Whether a descriptor is the terminal. */
  tty(descriptor: string): boolean;
  isSet(name: string): boolean;
}

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;

/** Null when the operator is none that is known. */
export function unary(operator: string, operand: string, testing: Testing): boolean | null {
  const entry = operand === '' ? null : testing.disk.stat(operand);
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-a':
    case '-e':
      return entry !== null;
    case '-f':
      return entry?.type === 'file';
    case '-d':
      return entry?.type === 'folder';
    case '-s':
      return entry !== null && sizeOf(entry) > 0;
    case '-r':
      return entry !== null && (entry.mode & 0o400) !== 0;
    case '-w':
      return entry !== null && (entry.mode & 0o200) !== 0;
    case '-x':
      return entry !== null && (entry.mode & 0o100) !== 0;
    case '-O':
    case '-G':
    case '-N':
      return entry !== null;
    case '-t':
      return testing.tty(operand);
    case '-v':
      return testing.isSet(operand);
    case '-b':
    case '-c':
    case '-g':
    case '-h':
    case '-k':
    case '-L':
    case '-o':
    case '-p':
    case '-R':
    case '-S':
    case '-u':
      return false;
  }
  return null;
}

const INTEGER = /^\s*[+-]?\d+\s*$/;

/** Null when the operator is none that is known. `patterns` compares with a glob, as `[[ ]]` does. */
function binary(left: string, operator: string, right: string, testing: Testing, number: (text: string) => bigint): boolean | null {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return number(left) === number(right);
    case '-ne':
      return number(left) !== number(right);
    case '-lt':
      return number(left) < number(right);
    case '-le':
      return number(left) <= number(right);
    case '-gt':
      return number(left) > number(right);
    case '-ge':
      return number(left) >= number(right);
    case '-nt':
    case '-ot': {
      const [one, other] = operator === '-nt' ? [left, right] : [right, left];
      const first = testing.disk.stat(one);
      const second = testing.disk.stat(other);
      return first !== null && (second === null || first.mtime > second.mtime);
    }
    case '-ef':
      return testing.disk.stat(left) !== null && testing.disk.resolve(left) === testing.disk.resolve(right);
  }
  return null;
}

/** `[[ ]]`. */
export function holds(scope: Scope, testing: Testing, node: TestExpression): boolean {
  switch (node.type) {
    case 'TestGroup':
      return holds(scope, testing, node.expression);
    case 'TestNot':
      return holds(scope, testing, node.operand) !== (node.negations.length % 2 === 1);
    case 'TestLogical':
      return node.operator === '&&' ? node.operands.every((operand) => holds(scope, testing, operand)) : node.operands.some((operand) => holds(scope, testing, operand));
    case 'TestUnary':
      return unary(node.operator, expandText(scope, node.operand), testing) ?? false;
    case 'TestBinary': {
      const left = expandText(scope, node.left);
      if (node.operator === '=' || node.operator === '==' || node.operator === '!=') {
        return globToRegExp(expandPattern(scope, node.right)).test(left) === (node.operator !== '!=');
      }
      if (node.operator === '=~') return matches(scope, left, node.right.parts ? expandText(scope, node.right) : node.right.text);
      return binary(left, node.operator, expandText(scope, node.right), testing, (text) => readNumber(text, numbersOf(scope), 0)) ?? false;
    }
  }
}

function matches(scope: Scope, text: string, source: string): boolean {
  let found: RegExpExecArray | null;
  try {
    found = new RegExp(
      source.replace(/\[:(\w+):\]/g, (_, name: string) => ({ alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', space: '\\s', upper: 'A-Z', lower: 'a-z' })[name] ?? ''),
      's',
    ).exec(text);
  } catch {
    throw new ShellError('', 2);
  }
  assignArray(
    scope.state,
    'BASH_REMATCH',
    (found ?? []).map((value) => ({ key: null, value: value ?? '' })),
    false,
  );
  return found !== null;
}

export const testingOf = (scope: Scope, tty: (descriptor: string) => boolean): Testing => ({
  disk: scope.disk,
  tty,
  isSet: (name) => variable(scope.state, name) !== undefined,
});

/** `test` and `[`: the exit status, or bash's words (after `test: ` or `[: `) with status 2. */
export function test(argv: readonly string[], testing: Testing): { readonly status: number; readonly error?: string } {
  let at = 0;
  const number = (text: string): bigint => {
    if (!INTEGER.test(text)) throw new ShellError(`${text}: integer expression expected`, 2);
    return BigInt(text.trim().replace(/^\+/, ''));
  };
  const primary = (): boolean => {
    const word = argv[at];
    if (word === undefined) throw new ShellError('argument expected', 2);
    const left = argv.length - at;
    if (word === '!' && left > 1) {
      at++;
      return !primary();
    }
    if (word === '(' && left > 2) {
      at++;
      const inner = or();
      if (argv[at] !== ')') throw new ShellError("`)' expected", 2);
      at++;
      return inner;
    }
    if (left >= 3) {
      const answer = binary(word, argv[at + 1] as string, argv[at + 2] as string, testing, number);
      if (answer !== null) {
        at += 3;
        return answer;
      }
    }
    if (left >= 2 && UNARY.test(word)) {
      at += 2;
      return unary(word, argv[at - 1] as string, testing) ?? false;
    }
    if (left === 2 && at === 0) throw new ShellError(`${word}: unary operator expected`, 2);
    if (left === 3 && at === 0 && !['-a', '-o'].includes(argv[1] as string)) throw new ShellError(`${argv[1]}: binary operator expected`, 2);
    at++;
    return word !== '';
  };
  const and = (): boolean => {
    let result = primary();
    while (argv[at] === '-a') {
      at++;
      result = primary() && result;
    }
    return result;
  };
  const or = (): boolean => {
    let result = and();
    while (argv[at] === '-o') {
      at++;
      result = and() || result;
    }
    return result;
  };
  if (argv.length === 0) return { status: 1 };
  try {
    const result = or();
    // `-f two words`: what stands where an operator should.
    if (at < argv.length && UNARY.test(argv[0] as string) && argv.length === 3) return { status: 2, error: `${argv[1]}: binary operator expected` };
    if (at < argv.length) return { status: 2, error: 'too many arguments' };
    return { status: result ? 0 : 1 };
  } catch (error) {
    if (error instanceof ShellError) return { status: error.status, error: error.message };
    throw error;
  }
}
