// Runs an awk program over lines.
import { posix } from '../regex.ts';
import type { Expression, Rule, Statement } from './syntax.ts';

/** Numbers that were read as text compare as numbers: awk's "numeric strings". */
type Value = number | string | { readonly input: string };

export class AwkError extends Error {}

const STEPS = 500_000;
const NUMERIC = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

const textOf = (value: Value): string =>
  typeof value === 'number' ? (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))) : typeof value === 'string' ? value : value.input;
const numberOf = (value: Value): number => (typeof value === 'number' ? value : Number.parseFloat(textOf(value)) || 0);
const truthOf = (value: Value): boolean =>
  typeof value === 'number' ? value !== 0 : typeof value === 'object' && NUMERIC.test(value.input) ? Number(value.input) !== 0 : textOf(value) !== '';
const numeric = (value: Value): boolean => typeof value === 'number' || (typeof value === 'object' && (NUMERIC.test(value.input) || value.input === ''));

type Signal = 'next' | 'break' | 'continue' | 'exit' | null;

export interface Awk {
  readonly out: (text: string) => void;
  /** Writes to a file; `anew` empties it first. */
  readonly write: (path: string, text: string, anew: boolean) => void;
  readonly format: (template: string, args: readonly string[]) => string;
}

/** Gives the exit status. */
export function runAwk(
  rules: readonly Rule[],
  variables: Readonly<Record<string, string>>,
  inputs: readonly { readonly name: string; readonly lines: readonly string[] }[],
  io: Awk,
): number {
  const globals = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['NF', 0],
    ['SUBSEP', '\x1c'],
    ['FILENAME', ''],
  ]);
  for (const [name, value] of Object.entries(variables)) globals.set(name, { input: value });
  const arrays = new Map<string, Map<string, Value>>();
  const active = new Set<Rule>();
  /** Files that are open: `>` empties one only when it is opened. */
  const written = new Set<string>();
  let fields: string[] = [''];
  let exit = 0;
  let steps = 0;
  const array = (name: string) => {
    let found = arrays.get(name);
    if (!found) {
      found = new Map();
      arrays.set(name, found);
    }
    return found;
  };
  const get = (name: string): Value => globals.get(name) ?? { input: '' };
  const regexes = new Map<string, RegExp>();
  const regex = (source: string, flags = ''): RegExp => {
    let found = regexes.get(flags + source);
    if (!found) {
      try {
        found = new RegExp(posix(source, true), flags);
      } catch {
        throw new AwkError(`illegal regular expression: ${source}`);
      }
      regexes.set(flags + source, found);
    }
    return found;
  };
  const matcher = (node: Expression, flags = '') => regex(node.is === 'regex' ? node.source : textOf(evaluate(node)), flags);
  const split = (text: string, separator: string): string[] => {
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/);
    if (text === '') return [];
    return text.split(separator.length === 1 && separator !== ' ' ? separator : regex(separator));
  };
  const setLine = (line: string) => {
    fields = [line, ...split(line, textOf(get('FS')))];
    globals.set('NF', fields.length - 1);
  };
  const rebuild = () => {
    fields[0] = fields.slice(1).join(textOf(get('OFS')));
  };
  const store = (target: Expression, value: Value): Value => {
    if (target.is === 'variable') {
      globals.set(target.name, value);
      if (target.name === 'NF') {
        const count = Math.min(1000, Math.max(0, numberOf(value)));
        fields = [fields[0] as string, ...Array.from({ length: count }, (_, at) => fields[at + 1] ?? '')];
        rebuild();
      }
    } else if (target.is === 'element') array(target.name).set(textOf(evaluate(target.index)), value);
    else if (target.is === 'field') {
      const at = Math.trunc(numberOf(evaluate(target.of)));
      if (at < 0 || at > 1000) throw new AwkError(`trying to access out of range field ${at}`);
      if (at === 0) setLine(textOf(value));
      else {
        while (fields.length <= at) fields.push('');
        fields[at] = textOf(value);
        globals.set('NF', fields.length - 1);
        rebuild();
      }
    }
    return value;
  };
  const arithmetic = (operator: string, a: number, b: number): number => {
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '^':
        return a ** b;
    }
    if (b === 0) throw new AwkError(`division by zero${operator === '%' ? ' in %' : ''}`);
    return operator === '/' ? a / b : a % b;
  };
  const compare = (a: Value, b: Value): number => {
    if (numeric(a) && numeric(b)) return numberOf(a) - numberOf(b);
    const [left, right] = [textOf(a), textOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };

  function evaluate(node: Expression): Value {
    if (++steps > STEPS) throw new AwkError(`stopped after ${STEPS} steps: this looks like a loop without an end`);
    switch (node.is) {
      case 'number':
        return node.value;
      case 'text':
        return node.value;
      case 'regex':
        return regex(node.source).test(fields[0] as string) ? 1 : 0;
      case 'field': {
        const at = numberOf(evaluate(node.of));
        if (at < 0) throw new AwkError(`trying to access out of range field ${at}`);
        return { input: fields[Math.trunc(at)] ?? '' };
      }
      case 'variable':
        return get(node.name);
      case 'element': {
        const index = textOf(evaluate(node.index));
        const found = array(node.name).get(index);
        if (found === undefined) array(node.name).set(index, { input: '' });
        return found ?? { input: '' };
      }
      case 'in':
        return array(node.name).has(textOf(evaluate(node.index))) ? 1 : 0;
      case 'assign': {
        const value = evaluate(node.value);
        return store(node.target, node.operator === '=' ? value : arithmetic(node.operator.slice(0, -1), numberOf(evaluate(node.target)), numberOf(value)));
      }
      case 'step': {
        const before = numberOf(evaluate(node.target));
        const after = before + (node.operator === '++' ? 1 : -1);
        store(node.target, after);
        return node.prefix ? after : before;
      }
      case 'unary': {
        const value = evaluate(node.of);
        return node.operator === '!' ? (truthOf(value) ? 0 : 1) : node.operator === '-' ? -numberOf(value) : numberOf(value);
      }
      case 'choice':
        return truthOf(evaluate(node.test)) ? evaluate(node.yes) : evaluate(node.no);
      case 'call':
        return call(node.name, node.args);
      case 'binary': {
        const { operator } = node;
        if (operator === '&&') return truthOf(evaluate(node.left)) && truthOf(evaluate(node.right)) ? 1 : 0;
        if (operator === '||') return truthOf(evaluate(node.left)) || truthOf(evaluate(node.right)) ? 1 : 0;
        if (operator === '~' || operator === '!~') return matcher(node.right).test(textOf(evaluate(node.left))) === (operator === '~') ? 1 : 0;
        const [left, right] = [evaluate(node.left), evaluate(node.right)];
        if (operator === ' ') return textOf(left) + textOf(right);
        if (operator === 'SUBSEP') return textOf(left) + textOf(get('SUBSEP')) + textOf(right);
        const order = /^([<>]=?|[=!]=)$/.test(operator) ? compare(left, right) : null;
        if (order !== null) return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0, '==': order === 0, '!=': order !== 0 }[operator] ? 1 : 0;
        return arithmetic(operator, numberOf(left), numberOf(right));
      }
    }
  }

  function call(name: string, args: readonly Expression[]): Value {
    const text = (at: number) => (args[at] ? textOf(evaluate(args[at])) : '');
    const number = (at: number) => (args[at] ? numberOf(evaluate(args[at])) : 0);
    switch (name) {
      case 'length': {
        const [first] = args;
        if (first?.is === 'variable' && arrays.has(first.name)) return array(first.name).size;
        return [...(first ? text(0) : (fields[0] as string))].length;
      }
      case 'substr': {
        const letters = [...text(0)];
        const from = Math.round(number(1));
        const to = args[2] ? from + Math.round(number(2)) : letters.length + 1;
        return letters.slice(Math.max(0, from - 1), Math.max(0, to - 1)).join('');
      }
      case 'index':
        return text(0).indexOf(text(1)) + 1;
      case 'toupper':
        return text(0).toUpperCase();
      case 'tolower':
        return text(0).toLowerCase();
      case 'int':
        return Math.trunc(number(0));
      case 'sqrt':
        return Math.sqrt(number(0));
      case 'exp':
        return Math.exp(number(0));
      case 'log':
        return Math.log(number(0));
      case 'sprintf':
        return io.format(
          text(0),
          args.slice(1).map((_, at) => text(at + 1)),
        );
      case 'split': {
        const target = args[1];
        if (target?.is !== 'variable') throw new AwkError('split needs an array');
        const separator = args[2] ? (args[2].is === 'regex' ? args[2].source : text(2)) : textOf(get('FS'));
        const parts = args[2]?.is === 'regex' ? (text(0) === '' ? [] : text(0).split(regex(separator))) : split(text(0), separator);
        arrays.set(target.name, new Map(parts.map((part, at) => [String(at + 1), { input: part }])));
        return parts.length;
      }
      case 'match': {
        const found = matcher(args[1] as Expression).exec(text(0));
        globals.set('RSTART', found ? found.index + 1 : 0);
        globals.set('RLENGTH', found ? found[0].length : -1);
        return found ? found.index + 1 : 0;
      }
      case 'sub':
      case 'gsub': {
        const target: Expression = args[2] ?? { is: 'field', of: { is: 'number', value: 0 } };
        const replacement = text(1);
        let count = 0;
        const changed = textOf(evaluate(target)).replace(matcher(args[0] as Expression, name === 'gsub' ? 'g' : ''), (whole: string) => {
          count++;
          return replacement.replace(/\\\\|\\&|&/g, (mark) => (mark === '&' ? whole : mark.slice(1)));
        });
        if (count > 0) store(target, changed);
        return count;
      }
    }
    throw new AwkError(`calling undefined function ${name}`);
  }

  function execute(statement: Statement): Signal {
    if (++steps > STEPS) throw new AwkError(`stopped after ${STEPS} steps: this looks like a loop without an end`);
    switch (statement.is) {
      case 'expression':
        evaluate(statement.of);
        return null;
      case 'print': {
        const values = statement.args.map((each) => textOf(evaluate(each)));
        const text = statement.formatted
          ? io.format(values[0] ?? '', values.slice(1))
          : (statement.args.length === 0 ? (fields[0] as string) : values.join(textOf(get('OFS')))) + textOf(get('ORS'));
        if (statement.to) {
          const file = textOf(evaluate(statement.to.file));
          io.write(file, text, !statement.to.append && !written.has(file));
          written.add(file);
        } else io.out(text);
        return null;
      }
      case 'block': {
        for (const each of statement.list) {
          const signal = execute(each);
          if (signal) return signal;
        }
        return null;
      }
      case 'if':
        return truthOf(evaluate(statement.test)) ? execute(statement.yes) : statement.no ? execute(statement.no) : null;
      case 'while': {
        for (let first = statement.first; first || truthOf(evaluate(statement.test)); first = false) {
          const signal = execute(statement.body);
          if (signal === 'break') break;
          if (signal && signal !== 'continue') return signal;
        }
        return null;
      }
      case 'for': {
        if (statement.start) execute(statement.start);
        for (; !statement.test || truthOf(evaluate(statement.test)); statement.update && execute(statement.update)) {
          const signal = execute(statement.body);
          if (signal === 'break') break;
          if (signal && signal !== 'continue') return signal;
        }
        return null;
      }
      case 'each': {
        for (const key of [...array(statement.of).keys()]) {
          globals.set(statement.name, { input: key });
          const signal = execute(statement.body);
          if (signal === 'break') break;
          if (signal && signal !== 'continue') return signal;
        }
        return null;
      }
      case 'delete':
        if (statement.index) array(statement.name).delete(textOf(evaluate(statement.index)));
        else array(statement.name).clear();
        return null;
      case 'exit':
        exit = statement.code ? Math.trunc(numberOf(evaluate(statement.code))) : exit;
        return 'exit';
      default:
        return statement.is;
    }
  }

  const selected = (rule: Rule): boolean => {
    if (typeof rule.when === 'string') return false;
    const { from, to } = rule.when;
    if (!from) return true;
    if (!to) return truthOf(evaluate(from));
    if (!active.has(rule)) {
      if (!truthOf(evaluate(from))) return false;
      active.add(rule);
    }
    if (truthOf(evaluate(to))) active.delete(rule);
    return true;
  };
  const print: Statement = { is: 'print', args: [], formatted: false };
  let stopped = false;
  for (const rule of rules) if (rule.when === 'BEGIN' && rule.body && !stopped) stopped = execute(rule.body) === 'exit';
  const lines = rules.some((rule) => rule.when !== 'BEGIN') ? inputs : [];
  for (const input of lines) {
    globals.set('FILENAME', input.name);
    globals.set('FNR', 0);
    for (const line of input.lines) {
      if (stopped) break;
      globals.set('NR', numberOf(get('NR')) + 1);
      globals.set('FNR', numberOf(get('FNR')) + 1);
      setLine(line);
      for (const rule of rules) {
        if (!selected(rule)) continue;
        const signal = execute(rule.body ?? print);
        if (signal === 'next') break;
        if (signal === 'exit') {
          stopped = true;
          break;
        }
      }
    }
  }
  for (const rule of rules) if (rule.when === 'END' && rule.body && execute(rule.body) === 'exit') break;
  return exit;
}
