// How a line is taken apart: the rules of Python's argparse, which the real program uses (abbreviated options, `--a=b`, words that belong to nobody).
import { usageError } from './usage.ts';

export interface Option {
  /** With its dashes: `--db-instance-identifier`. */
  readonly name: string;
  /** Words that it takes: one, none, any number, at least one, or one or none. */
  readonly takes: 'one' | 'none' | 'any' | 'some' | 'maybe';
  readonly required?: boolean;
  /** It takes a list of one, which is complained about as `1 argument`. */
  readonly exactly?: true;
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

type Part =
  | { readonly word: string; readonly option: Option | null; readonly inline?: string; readonly ends?: undefined }
  /** `ends`: two dashes, behind which there are no options. */
  | { readonly word: string; readonly option?: undefined; readonly ends?: true };

/** Takes a line apart. Throws usage errors; unknown options are left over. */
export function takeApart(
  words: readonly string[],
  options: readonly Option[],
  positionals: readonly Positional[],
  invalidChoice: (argument: string, given: string, choices: readonly string[]) => Error,
  complain: (message: string) => Error = usageError,
): Taken {
  const parts = classify(words, options, complain);
  const found: Record<string, string[]> = {};
  const placed: Record<string, string | string[]> = {};
  const rest: string[] = [];
  const open = [...positionals];

  /** Gives a run of plain words to the open positionals. Returns how many were taken. */
  const place = (start: number, end: number): number => {
    const kinds = parts.slice(start, end).map((part) => (part.ends ? '-' : 'A'));
    // As many positionals as can be served; two dashes go to whom they stand beside.
    const pattern = (one: Positional) => (one.optional ? '(-*A?-*)' : `(-*${Array.from({ length: one.count ?? 1 }, () => 'A').join('-*')}-*)`);
    let serve = open.length;
    let groups: RegExpExecArray | null = null;
    while (!groups) groups = new RegExp(`^${open.slice(0, serve--).map(pattern).join('')}`).exec(kinds.join(''));
    let at = start;
    open.splice(0, serve + 1).forEach((one, index) => {
      const taken = parts.slice(at, at + (groups[index + 1] as string).length);
      at += taken.length;
      const given = taken.filter((part) => !part.ends).map((part) => part.word);
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
      if (option.takes === 'none') throw complain(`argument ${option.name}: ignored explicit argument '${part.inline}'`);
      following.push(part.inline);
    } else {
      const most = option.takes === 'none' ? 0 : option.takes === 'one' || option.takes === 'maybe' ? 1 : Number.POSITIVE_INFINITY;
      while (following.length < most && at < parts.length && (parts[at] as Part).option === undefined && !(parts[at] as Part).ends) following.push((parts[at++] as Part).word);
    }
    if (option.takes === 'one' && !following.length) throw complain(`argument ${option.name}: expected ${option.exactly ? '1' : 'one'} argument`);
    if (option.takes === 'some' && !following.length) throw usageError(`argument ${option.name}: expected at least one argument`);
    if (option.number && !NUMBERS[option.number].test(following[0] as string)) throw usageError(`argument ${option.name}: invalid ${option.number} value: '${following[0]}'`);
    if (option.choices && following.length && !option.choices.includes(following[0] as string)) throw invalidChoice(option.name, following[0] as string, option.choices);
    // In the order of the line, of which the last word counts.
    delete found[option.name];
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
function classify(words: readonly string[], options: readonly Option[], complain: (message: string) => Error): Part[] {
  let plain = false;
  return words.map((word): Part => {
    if (plain || !word.startsWith('-') || word === '-') return { word };
    if (word === '--') {
      plain = true;
      return { word, ends: true };
    }
    const exact = options.find((option) => option.name === word);
    if (exact) return { word, option: exact };
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const inline = equals < 0 ? undefined : word.slice(equals + 1);
    const same = equals < 0 ? undefined : options.find((option) => option.name === name);
    if (same) return inline === undefined ? { word, option: same } : { word, option: same, inline };
    const starting = name.startsWith('--') ? options.filter((option) => option.name.startsWith(name)) : [];
    if (starting.length > 1) throw complain(`ambiguous option: ${word} could match ${starting.map((option) => option.name).join(', ')}`);
    if (starting.length === 1) return inline === undefined ? { word, option: starting[0] as Option } : { word, option: starting[0] as Option, inline };
    if (/^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(' ')) return { word };
    return { word, option: null };
  });
}
