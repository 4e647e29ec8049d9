// expr: a sum, a comparison or a pattern, of words.
import type { Program } from '../program.ts';
import { posix } from './regex.ts';

class Wrong extends Error {}

const INTEGER = /^-?\d+$/;
const truth = (value: string): boolean => value !== '' && !/^-?0+$/.test(value);

/** The value of the words; throws `Wrong` with expr's words. */
function evaluated(words: readonly string[]): string {
  let at = 0;
  const next = (): string => {
    const word = words[at++];
    if (word === undefined) throw new Wrong(at > 1 ? `syntax error: missing argument after ‘${words[at - 2]}’` : 'missing operand');
    return word;
  };
  const number = (text: string): bigint => {
    if (!INTEGER.test(text)) throw new Wrong('non-integer argument');
    return BigInt(text);
  };
  const matched = (text: string, pattern: string): string => {
    const found = new RegExp(`^(?:${posix(pattern, false)})`).exec(text);
    return /\\\(/.test(pattern) ? (found?.[1] ?? '') : String(found?.[0].length ?? 0);
  };
  const primary = (): string => {
    const word = next();
    if (word === '(') {
      const value = or();
      if (words[at] !== ')') throw new Wrong(`syntax error: expecting ')' after ‘${words[at - 1]}’`);
      at++;
      return value;
    }
    if (word === 'length') return String([...next()].length);
    if (word === 'match') return matched(next(), next());
    if (word === 'index') {
      const [text, letters] = [next(), next()];
      return String([...text].findIndex((letter) => letters.includes(letter)) + 1);
    }
    if (word === 'substr') {
      const [text, from, count] = [next(), Number(next()), Number(next())];
      return from >= 1 && count >= 1 ? [...text].slice(from - 1, from - 1 + count).join('') : '';
    }
    return word === '+' ? next() : word;
  };
  const level = (operators: readonly string[], below: () => string, apply: (operator: string, left: string, right: string) => string) => (): string => {
    let value = below();
    while (operators.includes(words[at] ?? '')) {
      const operator = words[at++] as string;
      value = apply(operator, value, below());
    }
    return value;
  };
  const match = level([':'], primary, (_, text, pattern) => matched(text, pattern));
  const product = level(['*', '/', '%'], match, (operator, a, b) => {
    const [left, right] = [number(a), number(b)];
    if (operator !== '*' && right === 0n) throw new Wrong('division by zero');
    return String(operator === '*' ? left * right : operator === '/' ? left / right : left % right);
  });
  const sum = level(['+', '-'], product, (operator, a, b) => String(operator === '+' ? number(a) + number(b) : number(a) - number(b)));
  const compared = level(['<', '<=', '=', '==', '!=', '>=', '>'], sum, (operator, a, b) => {
    const order = INTEGER.test(a) && INTEGER.test(b) ? (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0) : a < b ? -1 : a > b ? 1 : 0;
    const holds = { '<': order < 0, '<=': order <= 0, '=': order === 0, '==': order === 0, '!=': order !== 0, '>=': order >= 0, '>': order > 0 }[operator];
    return holds ? '1' : '0';
  });
  const and = level(['&'], compared, (_, a, b) => (truth(a) && truth(b) ? a : '0'));
  const or: () => string = level(['|'], and, (_, a, b) => (truth(a) ? a : truth(b) ? b : '0'));
  const value = or();
  if (at < words.length) throw new Wrong(`syntax error: unexpected argument ‘${words[at]}’`);
  return value;
}

export const expr: Program = {
  name: 'expr',
  summary: 'a sum of words',
  start(process, argv) {
    if (argv.length === 0) {
      process.err("expr: missing operand\nTry 'expr --help' for more information.\n");
      return { exit: 2 };
    }
    try {
      const value = evaluated(argv);
      process.out(`${value}\n`);
      return { exit: truth(value) ? 0 : 1 };
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      process.err(`expr: ${error.message}\n`);
      return { exit: 2 };
    }
  },
};
