// Shell arithmetic over unbash's tree: 64-bit integers, variables by name, assignments.
import type { ArithmeticExpression } from 'unbash';
import { ShellError } from './error.ts';
import { parse } from './syntax.ts';

export interface Numbers {
  get(name: string, index?: string): string | undefined;
  set(name: string, value: string, index?: string): void;
  /** The text of a word that has expansions in it. */
  word(text: string): string;
  command(node: ArithmeticExpression): string;
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

/** The value of an expression; 0 for none. Throws bash's words for a division by zero or a word that is no number. */
export function evaluate(node: ArithmeticExpression | undefined, numbers: Numbers, depth = 0): bigint {
  if (!node) return 0n;
  if (depth > 200) throw new ShellError('expression recursion level exceeded', 1, true);
  const value = (child: ArithmeticExpression) => evaluate(child, numbers, depth + 1);
  switch (node.type) {
    case 'ArithmeticGroup':
      return value(node.expression);
    case 'ArithmeticTernary':
      return value(node.test) !== 0n ? value(node.consequent) : value(node.alternate);
    case 'ArithmeticCommandExpansion':
      return readNumber(numbers.command(node), numbers, depth);
    case 'ArithmeticWord':
      return readNumber(node.parts || /[$`]/.test(node.value) ? numbers.word(node.value) : node.value, numbers, depth);
    case 'ArithmeticUnary': {
      if (node.operator === '++' || node.operator === '--') {
        const before = value(node.operand);
        const after = wrap(before + (node.operator === '++' ? 1n : -1n));
        store(node.operand, after, numbers);
        return node.prefix ? after : before;
      }
      const operand = value(node.operand);
      return node.operator === '-' ? wrap(-operand) : node.operator === '!' ? (operand === 0n ? 1n : 0n) : node.operator === '~' ? ~operand : operand;
    }
    case 'ArithmeticBinary': {
      const assigned = /^(\*\*|<<|>>|[-+*/%&|^])?=$/.exec(node.operator);
      if (assigned) {
        const right = value(node.right);
        const result = assigned[1] ? binary(assigned[1], value(node.left), right) : right;
        store(node.left, result, numbers);
        return result;
      }
      if (node.operator === '&&') return value(node.left) !== 0n && value(node.right) !== 0n ? 1n : 0n;
      if (node.operator === '||') return value(node.left) !== 0n || value(node.right) !== 0n ? 1n : 0n;
      const left = value(node.left);
      return binary(node.operator, left, value(node.right));
    }
  }
}

function binary(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return wrap(left + right);
    case '-':
      return wrap(left - right);
    case '*':
      return wrap(left * right);
    case '/':
    case '%':
      if (right === 0n) throw new ShellError('division by 0 (error token is "0")', 1, true);
      return operator === '/' ? wrap(left / right) : left % right;
    case '**':
      if (right < 0n) throw new ShellError('exponent less than 0', 1, true);
      return right > 4096n ? 0n : wrap(left ** right);
    case '<<':
      return wrap(left << (right & 63n));
    case '>>':
      return left >> (right & 63n);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case ',':
      return right;
  }
  const holds: Record<string, boolean> = { '<': left < right, '>': left > right, '<=': left <= right, '>=': left >= right, '==': left === right, '!=': left !== right };
  const answer = holds[operator];
  if (answer === undefined) throw new ShellError(`syntax error: invalid arithmetic operator (error token is "${operator}")`, 1, true);
  return answer ? 1n : 0n;
}

const NAME = /^([A-Za-z_]\w*)(?:\[(.+)\])?$/;

function store(target: ArithmeticExpression, value: bigint, numbers: Numbers): void {
  const name = target.type === 'ArithmeticWord' ? NAME.exec(target.value.trim()) : null;
  if (!name) throw new ShellError('attempted assignment to non-variable', 1, true);
  numbers.set(name[1] as string, String(value), name[2] === undefined ? undefined : String(readNumber(name[2], numbers, 0)));
}

/** The number that a text stands for: decimal, 0x, octal, base#digits, a name, or an expression. */
export function readNumber(given: string, numbers: Numbers, depth: number): bigint {
  const text = given.trim();
  if (text === '') return 0n;
  if (/^[+-]?\d+$/.test(text)) {
    const digits = text.replace(/^[+-]/, '');
    if (/^0\d/.test(digits)) {
      if (/[89]/.test(digits)) throw new ShellError(`${text}: value too great for base (error token is "${text}")`, 1, true);
      return wrap(BigInt(`0o${digits.slice(1)}`) * (text.startsWith('-') ? -1n : 1n));
    }
    return wrap(BigInt(text.replace(/^\+/, '')));
  }
  if (/^0[xX][0-9A-Fa-f]+$/.test(text)) return wrap(BigInt(text));
  const based = /^(\d+)#([0-9A-Za-z]+)$/.exec(text);
  if (based) {
    const base = Number(based[1]);
    if (base < 2 || base > 36) throw new ShellError(`${text}: invalid arithmetic base (error token is "${text}")`, 1, true);
    return wrap(BigInt(Number.parseInt(based[2] as string, base) || 0));
  }
  const name = NAME.exec(text);
  if (name) {
    if (depth > 100) throw new ShellError(`${text}: expression recursion level exceeded (error token is "${text}")`, 1, true);
    const index = name[2] === undefined ? undefined : String(readNumber(name[2], numbers, depth + 1));
    return readNumber(numbers.get(name[1] as string, index) ?? '', numbers, depth + 1);
  }
  if (depth > 100) throw new ShellError(`${text}: syntax error in expression`, 1, true);
  const expression = parseArithmetic(text);
  if (!expression) throw new ShellError(`${text}: syntax error: operand expected (error token is "${text}")`, 1, true);
  return evaluate(expression, numbers, depth + 1);
}

/** The tree of an arithmetic text, or null when it is none. */
export function parseArithmetic(text: string): ArithmeticExpression | null {
  if (/[;\n]|\$\(|`/.test(text)) return null;
  const parsed = parse(`((${text}))`);
  if (parsed.is !== 'complete' || parsed.nodes.length !== 1) return null;
  const statement = parsed.nodes[0];
  const command = statement?.type === 'Statement' ? statement.command : null;
  if (command?.type !== 'ArithmeticCommand' || !command.expression) return null;
  return command.expression.type === 'ArithmeticWord' && command.expression.value.trim() === text ? null : command.expression;
}
