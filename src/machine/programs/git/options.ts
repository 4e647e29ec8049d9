// Options as git's commands read them: joined short ones, long ones by any clear beginning, `--no-` before most, and status 129 for a mistake.
import { Fatal } from './fatal.ts';

export interface Grammar {
  readonly usage: readonly string[];
  /** Options by their long name: `message=` takes a value, `color=?` may, `amend` does not. The text is its short letters. */
  readonly options: Readonly<Record<string, string>>;
  /** `-5` stands for this option with the value 5. */
  readonly number?: string;
  /** What to say of an option that is not there, instead of a usage error. */
  readonly unknown?: (word: string) => Fatal;
  /** Stop at the first operand. */
  readonly early?: boolean;
}

export interface Given {
  has(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
  /** Whether an option was last given as itself (true), with `--no-` (false), or not at all. */
  flag(name: string): boolean | undefined;
  /** Operands before `--`, and those after it; null when there was no `--`. */
  readonly words: readonly string[];
  readonly after: readonly string[] | null;
  readonly order: readonly string[];
}

const usageText = (lines: readonly string[]): string => lines.map((line, index) => `${index === 0 ? 'usage: ' : '   or: '}${line}`).join('\n');

/** A complaint with the usage after it. */
export const misuse = (grammar: Pick<Grammar, 'usage'>, complaint: string): Fatal => new Fatal(`${complaint === '' ? '' : `${complaint}\n`}${usageText(grammar.usage)}\n`, 129);

interface Option {
  readonly name: string;
  readonly takes: 'nothing' | 'value' | 'maybe';
}

export function readOptions(grammar: Grammar, argv: readonly string[]): Given {
  const long = new Map<string, Option>();
  const short = new Map<string, Option>();
  for (const [spec, letters] of Object.entries(grammar.options)) {
    const name = spec.replace(/=\??$/, '');
    const option: Option = { name, takes: spec.endsWith('=?') ? 'maybe' : spec.endsWith('=') ? 'value' : 'nothing' };
    long.set(name, option);
    for (const letter of letters) short.set(letter, option);
  }
  const given: { name: string; value: string; on: boolean }[] = [];
  const words: string[] = [];
  let after: string[] | null = null;
  const complain = (word: string, text: string) => grammar.unknown?.(word) ?? misuse(grammar, text);
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--' || word === '--end-of-options') {
      after = argv.slice(at + 1);
      break;
    }
    if (!/^-./.test(word)) {
      if (grammar.early) {
        words.push(...argv.slice(at));
        break;
      }
      words.push(word);
      continue;
    }
    if (word === '-h' && !short.has('h')) throw new Fatal(`${usageText(grammar.usage)}\n`, 129);
    if (word.startsWith('--')) {
      const cut = word.indexOf('=');
      const typed = cut < 0 ? word.slice(2) : word.slice(2, cut);
      const exact = long.get(typed);
      const candidates = exact ? [exact] : [...long.values()].filter((option) => option.name.startsWith(typed));
      const negative = exact || !typed.startsWith('no-') ? undefined : (long.get(typed.slice(3)) ?? [...long.values()].find((option) => option.name.startsWith(typed.slice(3))));
      if (!exact && long.has(`no-${typed}`)) {
        given.push({ name: `no-${typed}`, value: '', on: false });
        continue;
      }
      if (negative && candidates.length === 0) {
        given.push({ name: negative.name, value: '', on: false });
        continue;
      }
      if (candidates.length === 0) throw complain(word, `error: unknown option \`${word.slice(2)}'`);
      if (candidates.length > 1) throw misuse(grammar, `error: ambiguous option: ${typed} (could be --${candidates[0]?.name} or --${candidates[1]?.name})`);
      const option = candidates[0] as Option;
      if (option.takes === 'nothing' && cut >= 0) throw new Fatal(`error: option \`${option.name}' takes no value`, 129);
      const value = cut >= 0 ? word.slice(cut + 1) : option.takes === 'value' ? argv[++at] : '';
      if (value === undefined) throw new Fatal(`error: option \`${option.name}' requires a value`, 129);
      given.push({ name: option.name, value, on: true });
      continue;
    }
    if (grammar.number !== undefined && /^-\d+$/.test(word)) {
      given.push({ name: grammar.number, value: word.slice(1), on: true });
      continue;
    }
    for (let place = 1; place < word.length; place++) {
      const letter = word[place] as string;
      const option = short.get(letter);
      if (!option) throw complain(word, `error: unknown switch \`${letter}'`);
      if (option.takes === 'nothing') {
        given.push({ name: option.name, value: '', on: true });
        continue;
      }
      const rest = word.slice(place + 1);
      const value = rest !== '' || option.takes === 'maybe' ? rest : argv[++at];
      if (value === undefined) throw new Fatal(`error: switch \`${letter}' requires a value`, 129);
      given.push({ name: option.name, value, on: true });
      break;
    }
  }
  const last = (name: string) => given.findLast((each) => each.name === name);
  return {
    has: (name) => last(name)?.on === true,
    value: (name) => (last(name)?.on ? last(name)?.value : undefined),
    values: (name) => given.filter((each) => each.name === name && each.on).map((each) => each.value),
    flag: (name) => last(name)?.on,
    words,
    after,
    order: given.map((each) => each.name),
  };
}
