// tr: letters for letters.
import { filter } from './reading.ts';

const CLASSES: Readonly<Record<string, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digit: '0123456789',
  space: ' \t\n\v\f\r',
  blank: ' \t',
  alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  alnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

function lettersOf(text: string): string[] {
  const plain = text
    .replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole)
    .replace(/\\([nrtvf\\0])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t', v: '\v', f: '\f', '\\': '\\', 0: '\0' })[letter] ?? letter);
  const letters = [...plain];
  const result: string[] = [];
  for (let at = 0; at < letters.length; at++) {
    const [from, dash, to] = [letters[at] as string, letters[at + 1], letters[at + 2]];
    if (dash === '-' && to !== undefined && from <= to) {
      for (let code = from.codePointAt(0) ?? 0; code <= (to.codePointAt(0) ?? 0); code++) result.push(String.fromCodePoint(code));
      at += 2;
    } else result.push(from);
  }
  return result;
}

export const tr = filter({
  grammar: {
    name: 'tr',
    flags: 'cCdst',
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
    help: `Usage: tr [OPTION]... STRING1 [STRING2]
Translate, squeeze, and/or delete characters from standard input,
writing to standard output.

  -c, -C, --complement    use the complement of STRING1
  -d, --delete            delete characters in STRING1, do not translate
  -s, --squeeze-repeats   replace each sequence of a repeated character
      --help        display this help and exit`,
  },
  summary: 'replace or delete letters',
  files(process, options) {
    const count = options.operands.length;
    const needs = options.has('d') || options.has('s') ? 1 : 2;
    if (count < needs) {
      process.err(count === 0 ? 'tr: missing operand\n' : `tr: missing operand after ‘${options.operands[0]}’\nTwo strings must be given when translating.\n`);
      process.err("Try 'tr --help' for more information.\n");
      return 1;
    }
    if (count > 2) {
      process.err(`tr: extra operand ‘${options.operands[2]}’\nTry 'tr --help' for more information.\n`);
      return 1;
    }
    return [];
  },
  run(process, options, inputs) {
    const first = lettersOf(options.operands[0] ?? '');
    const second = lettersOf(options.operands[1] ?? '');
    const complement = options.has('c') || options.has('C');
    const inFirst = (letter: string) => first.includes(letter) !== complement;
    let text = inputs.map((input) => input.text).join('');
    if (options.has('d')) text = [...text].filter((letter) => !inFirst(letter)).join('');
    else if (second.length > 0) {
      const last = second.at(-1) as string;
      text = [...text].map((letter) => (!inFirst(letter) ? letter : complement ? last : (second[first.lastIndexOf(letter)] ?? last))).join('');
    }
    if (options.has('s')) {
      const squeezed = options.has('d') || second.length > 0 ? (letter: string) => second.includes(letter) : inFirst;
      text = [...text].filter((letter, index, all) => index === 0 || letter !== all[index - 1] || !squeezed(letter)).join('');
    }
    process.out(text);
    return 0;
  },
});
