// Options as GNU tools read them: clustered letters, long names, values, `--`; and the errors in their words.
import type { Process } from '../program.ts';

export interface Grammar {
  readonly name: string;
  /** Letters without a value. */
  readonly flags?: string;
  /** Letters with one. */
  readonly valued?: string;
  /** Letter -> key, with a value only when it is attached: `-i.bak`. */
  readonly attached?: Readonly<Record<string, string>>;
  /** Long name -> letter or key; a name ending in `=` needs a value, in `=?` may have one. */
  readonly long?: Readonly<Record<string, string>>;
  /** What `--help` prints. */
  readonly help: string;
  /** Exit status of a wrong option: 1, for some tools 2. */
  readonly misuse?: number;
  /** Options end at the first operand, as for `xargs` and `env`. */
  readonly early?: boolean;
  /** The hint stands behind the program's name, as for PostgreSQL's. */
  readonly hint?: boolean;
  /** The program has `--usage` beside `--help`, and says so. */
  readonly usage?: boolean;
  /** `-5` means `-n 5`, as for `head`. */
  readonly numbers?: boolean;
}

export interface Options {
  readonly has: (key: string) => boolean;
  readonly value: (key: string) => string | undefined;
  /** All values of an option given several times. */
  readonly values: (key: string) => readonly string[];
  readonly operands: readonly string[];
}

/** Reads the options, or has written an error or the help and gives the exit status. */
export function readOptions(process: Pick<Process, 'out' | 'err'>, argv: readonly string[], grammar: Grammar): Options | number {
  const given: { key: string; value: string }[] = [];
  const operands: string[] = [];
  const { name, flags = '', valued = '', long = {}, misuse = 1 } = grammar;
  const wrong = (message: string) => {
    process.err(
      `${name}: ${message}\n${grammar.hint ? `${name}: hint: Try "${name} --help"` : `Try '${name} --help'${grammar.usage ? ` or '${name} --usage'` : ''}`} for more information.\n`,
    );
    return misuse;
  };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--') {
      operands.push(...argv.slice(at + 1));
      break;
    }
    if (word === '--help') {
      process.out(grammar.help.endsWith('\n') ? grammar.help : `${grammar.help}\n`);
      return 0;
    }
    if (word.startsWith('--')) {
      const cut = word.indexOf('=');
      const typed = cut < 0 ? word.slice(2) : word.slice(2, cut);
      const names = Object.keys(long).map((each) => each.replace(/=\??$/, ''));
      const found = names.includes(typed) ? [typed] : names.filter((each) => each.startsWith(typed));
      if (found.length === 0) return wrong(`unrecognized option '${word}'`);
      if (found.length > 1) return wrong(`option '${word}' is ambiguous; possibilities: ${found.map((each) => `'--${each}'`).join(' ')}`);
      const full = found[0] as string;
      const plainKey = Object.hasOwn(long, full) ? long[full] : undefined;
      if (plainKey !== undefined) {
        if (cut >= 0) return wrong(`option '--${full}' doesn't allow an argument`);
        given.push({ key: plainKey, value: '' });
        continue;
      }
      const needs = long[`${full}=`];
      if (needs === undefined) {
        given.push({ key: long[`${full}=?`] as string, value: cut < 0 ? '' : word.slice(cut + 1) });
        continue;
      }
      const value = cut < 0 ? argv[++at] : word.slice(cut + 1);
      if (value === undefined) return wrong(`option '--${full}' requires an argument`);
      given.push({ key: needs, value });
      continue;
    }
    if (grammar.numbers && /^-\d+$/.test(word)) {
      given.push({ key: 'n', value: word.slice(1) });
      continue;
    }
    if (!/^-./.test(word)) {
      operands.push(word);
      if (grammar.early) {
        operands.push(...argv.slice(at + 1));
        break;
      }
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const key = word[letter] as string;
      const attached = grammar.attached?.[key];
      if (attached !== undefined) {
        given.push({ key: attached, value: word.slice(letter + 1) });
        break;
      }
      if (flags.includes(key)) given.push({ key, value: '' });
      else if (valued.includes(key)) {
        const value = word.slice(letter + 1) || argv[++at];
        if (value === undefined) return wrong(`option requires an argument -- '${key}'`);
        given.push({ key, value });
        break;
      } else return wrong(`invalid option -- '${key}'`);
    }
  }
  return {
    has: (key) => given.some((each) => each.key === key),
    value: (key) => given.findLast((each) => each.key === key)?.value,
    values: (key) => given.filter((each) => each.key === key).map((each) => each.value),
    operands,
  };
}
