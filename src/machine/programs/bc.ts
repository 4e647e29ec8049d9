// bc: sums with as many digits as are asked for (`scale`). Names, comparisons and parentheses; no statements of its language.
import { filter, linesOf } from './reading.ts';

/** A decimal number: `digits` / 10^`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

class Wrong extends Error {}

const ten = (count: number): bigint => 10n ** BigInt(Math.max(0, count));
const scaled = (value: Decimal, scale: number): bigint => (scale >= value.scale ? value.digits * ten(scale - value.scale) : value.digits / ten(value.scale - scale));

/** As bc writes it: no zero before the point. */
function written({ digits, scale }: Decimal): string {
  const [sign, text] = digits < 0n ? ['-', String(-digits)] : ['', String(digits)];
  if (scale === 0) return sign + text;
  const padded = text.padStart(scale + 1, '0');
  const whole = padded.slice(0, -scale);
  return digits === 0n ? '0' : `${sign}${whole === '0' ? '' : whole}.${padded.slice(-scale)}`;
}

function calculated(line: string, names: Map<string, Decimal>): Decimal | null {
  const tokens = line.match(/\d*\.?\d+|[a-z_]\w*|\*\*|[<>=!]=|&&|\|\||\S/g) ?? [];
  let at = 0;
  const peek = () => tokens[at];
  const scale = (): number => Number(names.get('scale')?.digits ?? 0n);
  const primary = (): Decimal => {
    const token = tokens[at++];
    if (token === undefined) throw new Wrong('syntax error');
    if (token === '-') {
      const value = primary();
      return { ...value, digits: -value.digits };
    }
    if (token === '(') {
      const value = compared();
      if (tokens[at++] !== ')') throw new Wrong('syntax error');
      return value;
    }
    if (/^[\d.]/.test(token)) {
      const [whole = '', part = ''] = token.split('.');
      return { digits: BigInt(whole + part || '0'), scale: part.length };
    }
    if (token === 'sqrt' && peek() === '(') {
      const value = primary();
      if (value.digits < 0n) throw new Wrong('Square root of a negative number');
      const places = Math.max(scale(), value.scale);
      let root = BigInt(Math.floor(Math.sqrt(Number(scaled(value, 2 * places)))));
      while (root * root > scaled(value, 2 * places)) root--;
      while ((root + 1n) * (root + 1n) <= scaled(value, 2 * places)) root++;
      return { digits: root, scale: places };
    }
    if (/^[a-z_]/.test(token)) return names.get(token) ?? { digits: 0n, scale: 0 };
    throw new Wrong('syntax error');
  };
  const power = (): Decimal => {
    const base = primary();
    if (peek() !== '^') return base;
    at++;
    const exponent = power();
    const count = Number(scaled(exponent, 0));
    if (count > 20_000) throw new Wrong('exponent too large in raise');
    const places = Math.min(base.scale * Math.abs(count), Math.max(scale(), base.scale));
    const raised = { digits: base.digits ** BigInt(Math.abs(count)), scale: base.scale * Math.abs(count) };
    if (count >= 0) return { digits: scaled(raised, places), scale: places };
    return divided({ digits: 1n, scale: 0 }, raised);
  };
  const divided = (left: Decimal, right: Decimal): Decimal => {
    if (right.digits === 0n) throw new Wrong('Divide by zero');
    return { digits: (left.digits * ten(scale() + right.scale)) / (right.digits * ten(left.scale)), scale: scale() };
  };
  const product = (): Decimal => {
    let left = power();
    while (/^[*/%]$/.test(peek() ?? '')) {
      const operator = tokens[at++];
      const right = power();
      if (operator === '*') {
        const places = Math.min(left.scale + right.scale, Math.max(scale(), left.scale, right.scale));
        left = { digits: scaled({ digits: left.digits * right.digits, scale: left.scale + right.scale }, places), scale: places };
      } else if (operator === '/') left = divided(left, right);
      else {
        const places = Math.max(scale() + right.scale, left.scale);
        const whole = divided(left, right);
        left = { digits: scaled(left, places) - scaled({ digits: whole.digits * right.digits, scale: whole.scale + right.scale }, places), scale: places };
      }
    }
    return left;
  };
  const sum = (): Decimal => {
    let left = product();
    while (peek() === '+' || peek() === '-') {
      const operator = tokens[at++];
      const right = product();
      const places = Math.max(left.scale, right.scale);
      left = { digits: scaled(left, places) + (operator === '+' ? 1n : -1n) * scaled(right, places), scale: places };
    }
    return left;
  };
  const compared = (): Decimal => {
    const left = sum();
    const operator = peek() ?? '';
    if (!/^([<>]=?|[=!]=)$/.test(operator)) return left;
    at++;
    const right = sum();
    const places = Math.max(left.scale, right.scale);
    const [a, b] = [scaled(left, places), scaled(right, places)];
    const holds = operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : operator === '>=' ? a >= b : operator === '==' ? a === b : a !== b;
    return { digits: holds ? 1n : 0n, scale: 0 };
  };
  const named = /^[a-z_]\w*$/.test(tokens[0] ?? '') && tokens[1] === '=' ? tokens[0] : undefined;
  if (named) at = 2;
  const value = compared();
  if (at < tokens.length) throw new Wrong('syntax error');
  if (named) names.set(named, value);
  return named ? null : value;
}

export const bc = filter({
  grammar: {
    name: 'bc',
    flags: 'lqis',
    long: { mathlib: 'l', quiet: 'q' },
    help: 'usage: bc [options] [file ...]\n  -l  --mathlib          use the predefined math routines\n  -q  --quiet            do not print initial banner',
  },
  summary: 'a calculator',
  files: (_process, options) => options.operands,
  run(process, options, inputs, failed) {
    const names = new Map<string, Decimal>([['scale', { digits: options.has('l') ? 20n : 0n, scale: 0 }]]);
    for (const line of inputs.flatMap(({ text }) => linesOf(text)).flatMap((each) => each.split(';'))) {
      const text = line.replace(/\/\*.*?\*\/|#.*/g, '').trim();
      if (text === 'quit' || text === 'halt') break;
      if (text === '') continue;
      try {
        const value = calculated(text, names);
        if (value) process.out(`${written(value)}\n`);
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        process.err(error.message === 'syntax error' ? '(standard_in) 1: syntax error\n' : `Runtime error (func=(main), adr=4): ${error.message}\n`);
      }
    }
    return failed ? 1 : 0;
  },
});
