// Command-line flags as Go's flag package reads them: one dash or two, `-name=value` or `-name value`, and its words when it cannot.

import { parseDuration } from '../../../terraform/lang/duration.ts';

export type FlagKind = 'bool' | 'text' | 'number' | 'duration' | 'list';

/** The flags of a command by name. */
export type FlagTable = Readonly<Record<string, FlagKind>>;

/** A variable given on the command line, in order: later ones win. */
export interface GivenVariable {
  readonly flag: 'var' | 'var-file';
  readonly value: string;
}

export interface Flags {
  /** Whether a boolean flag is on; `otherwise` when it was not given. */
  on(name: string, otherwise?: boolean): boolean;
  text(name: string): string | null;
  number(name: string): number | null;
  list(name: string): readonly string[];
  given(name: string): boolean;
  /** `-var` and `-var-file` in the order in which they were typed. */
  readonly variables: readonly GivenVariable[];
  readonly rest: readonly string[];
}

/** Where a flag is wrong, the flags are those before it, and all that follows it counts as arguments. */
export type FlagReading = { readonly ok: true; readonly flags: Flags } | { readonly ok: false; readonly message: string; readonly flags: Flags };

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Reads the arguments after the command's name. */
export function readFlags(table: FlagTable, argv: readonly string[]): FlagReading {
  const values: Record<string, string[]> = {};
  const variables: GivenVariable[] = [];
  const fail = (message: string): FlagReading => ({ ok: false, message, flags: flagsOf(values, variables, argv.slice(at + 1)) });
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    const body = word.slice(word.startsWith('--') ? 2 : 1);
    if (body === '' || body.startsWith('-') || body.startsWith('=')) return fail(`bad flag syntax: ${word}`);
    const cut = body.indexOf('=');
    const name = cut < 0 ? body : body.slice(0, cut);
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!kind) return fail(`flag provided but not defined: -${name}`);
    let value: string;
    if (cut >= 0) value = body.slice(cut + 1);
    else if (kind === 'bool') value = 'true';
    else if (at + 1 < argv.length) value = argv[++at] as string;
    else return fail(`flag needs an argument: -${name}`);
    if (kind === 'bool' && ![...TRUE, ...FALSE].includes(value)) return fail(`invalid boolean value ${JSON.stringify(value)} for -${name}: parse error`);
    if (kind === 'number' && !/^[+-]?\d+$/.test(value)) return fail(`invalid value ${JSON.stringify(value)} for flag -${name}: parse error`);
    if (kind === 'duration' && parseDuration(value) === null) return fail(`invalid value ${JSON.stringify(value)} for flag -${name}: parse error`);
    if (name === 'var' || name === 'var-file') variables.push({ flag: name, value });
    values[name] = [...(values[name] ?? []), value];
  }
  return { ok: true, flags: flagsOf(values, variables, argv.slice(at)) };
}

function flagsOf(values: Readonly<Record<string, readonly string[]>>, variables: readonly GivenVariable[], rest: readonly string[]): Flags {
  const last = (name: string): string | null => values[name]?.at(-1) ?? null;
  return {
    on: (name, otherwise = false) => (last(name) === null ? otherwise : TRUE.includes(last(name) as string)),
    text: last,
    number: (name) => (last(name) === null ? null : Number(last(name))),
    list: (name) => values[name] ?? [],
    given: (name) => Object.hasOwn(values, name),
    variables,
    rest,
  };
}
