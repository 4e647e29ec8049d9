// How a line is taken apart: the rules of Python's argparse, which the real program uses (abbreviated options, `--a=b`, words that belong to nobody).
import { usageError } from './usage.ts';

export interface Option {
  /** With its dashes: `--db-instance-identifier`. */
  readonly name: string;
  /** Words that it takes: one, none, any number, at least one, or one or none. */
  readonly takes: 'one' | 'none' | 'any' | 'some' | 'maybe';
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** Read as a number while the line is taken apart. */
  readonly number?: 'int' | 'float';
}

const NUMBERS = { int: /^\s*[-+]?\d+(_\d+)*\s*$/, float: /^\s*[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?|nan)\s*$/i };

export interface Positional {
  readonly name: string;
  readonly optional?: boolean;
  /** How many words it takes; 1 unless said. With more than one the value is a list. */
  readonly count?: number;
  /** Refuses a word that is not among them; the name is shown with the complaint. */
  readonly choices?: readonly string[];
}

export interface Taken {
  /** Option -> the words that it was given. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly positionals: Readonly<Record<string, string | readonly string[]>>;
  /** Words that belong to nobody, in order. */
  readonly rest: readonly string[];
}

type Part = { readonly word: string; readonly option: Option | null; readonly inline?: string } | { readonly word: string; readonly option?: undefined };

/** Takes a line apart. Throws usage errors; unknown options are left over. */
export function takeApart(
  words: readonly string[],
  options: readonly Option[],
  positionals: readonly Positional[],
  invalidChoice: (argument: string, given: string, choices: readonly string[]) => Error,
): Taken {
  const parts = classify(words, options);
  const found: Record<string, string[]> = {};
  const placed: Record<string, string | string[]> = {};
  const rest: string[] = [];
  const open = [...positionals];

  /** Gives a run of plain words to the open positionals. Returns how many were taken. */
  const place = (start: number, end: number): number => {
    let at = start;
    // As many positionals as can be served.
    const least = (some: readonly Positional[]) => some.reduce((sum, one) => sum + (one.optional ? 0 : (one.count ?? 1)), 0);
    let serve = open.length;
    while (least(open.slice(0, serve)) > end - start) serve--;
    const served = open.splice(0, serve);
    served.forEach((one, index) => {
      const spare = end - at - least(served.slice(index + 1));
      const count = one.optional ? Math.min(1, Math.max(0, spare)) : (one.count ?? 1);
      const given = parts.slice(at, at + count).map((part) => part.word);
      at += count;
      if (!given.length) return;
      if (one.choices && !one.choices.includes(given[0] as string)) throw invalidChoice(one.name, given[0] as string, one.choices);
      placed[one.name] = (one.count ?? 1) > 1 ? given : (given[0] as string);
    });
    return at - start;
  };

  let at = 0;
  while (at < parts.length) {
    const part = parts[at] as Part;
    if (part.option === undefined) {
      let end = at;
      while (end < parts.length && (parts[end] as Part).option === undefined) end++;
      const taken = place(at, end);
      rest.push(...parts.slice(at + taken, end).map((one) => one.word));
      at = end;
      continue;
    }
    at++;
    if (part.option === null) {
      rest.push(part.word);
      continue;
    }
    const { option } = part;
    const following: string[] = [];
    if (part.inline !== undefined) {
      if (option.takes === 'none') throw usageError(`argument ${option.name}: ignored explicit argument '${part.inline}'`);
      following.push(part.inline);
    } else {
      const most = option.takes === 'none' ? 0 : option.takes === 'one' || option.takes === 'maybe' ? 1 : Number.POSITIVE_INFINITY;
      while (following.length < most && at < parts.length && (parts[at] as Part).option === undefined) following.push((parts[at++] as Part).word);
    }
    if (option.takes === 'one' && !following.length) throw usageError(`argument ${option.name}: expected one argument`);
    if (option.takes === 'some' && !following.length) throw usageError(`argument ${option.name}: expected at least one argument`);
    if (option.number && !NUMBERS[option.number].test(following[0] as string)) throw usageError(`argument ${option.name}: invalid ${option.number} value: '${following[0]}'`);
    if (option.choices && following.length && !option.choices.includes(following[0] as string)) throw invalidChoice(option.name, following[0] as string, option.choices);
    found[option.name] = following;
  }
  const missing = [
    ...options.filter((option) => option.required && !found[option.name]).map((option) => option.name),
    ...open.filter((one) => !one.optional && placed[one.name] === undefined).map((one) => one.name),
  ];
  if (missing.length) throw usageError(`the following arguments are required: ${missing.join(', ')}`);
  return { options: found, positionals: placed, rest };
}

/** Which words are options: known by name or by a beginning that is theirs alone, or unknown. */
function classify(words: readonly string[], options: readonly Option[]): Part[] {
  let plain = false;
  // Two dashes at the end have nothing behind them to keep from being options.
  return (words.at(-1) === '--' ? words.slice(0, -1) : words).map((word): Part => {
    if (plain || !word.startsWith('-') || word === '-') return { word };
    if (word === '--') {
      plain = true;
      return { word };
    }
    const exact = options.find((option) => option.name === word);
    if (exact) return { word, option: exact };
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const inline = equals < 0 ? undefined : word.slice(equals + 1);
    const same = equals < 0 ? undefined : options.find((option) => option.name === name);
    if (same) return inline === undefined ? { word, option: same } : { word, option: same, inline };
    const starting = name.startsWith('--') ? options.filter((option) => option.name.startsWith(name)) : [];
    if (starting.length > 1) throw usageError(`ambiguous option: ${word} could match ${starting.map((option) => option.name).join(', ')}`);
    if (starting.length === 1) return inline === undefined ? { word, option: starting[0] as Option } : { word, option: starting[0] as Option, inline };
    if (/^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(' ')) return { word };
    return { word, option: null };
  });
}
