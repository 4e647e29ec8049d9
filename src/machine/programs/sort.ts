// sort: lines in order, by text, number, size or field.

import { draw } from '../../engine/chance.ts';
import type { Options } from './options.ts';
import { filter, linesOf } from './reading.ts';

const SIZES = 'KMGTPE';

function humanNumber(text: string): number {
  const match = /^\s*(-?[\d.]+)([KMGTPE])?/.exec(text);
  return match ? Number(match[1]) * 1024 ** (match[2] ? SIZES.indexOf(match[2]) + 1 : 0) : 0;
}

interface Key {
  readonly from: number;
  readonly to: number;
  readonly flags: string;
}

function keysOf(options: Options): Key[] {
  return options.values('k').map((text) => {
    const match = /^(\d+)(?:\.\d+)?([bdfghinrV]*)(?:,(\d+)(?:\.\d+)?([bdfghinrV]*))?$/.exec(text);
    return { from: Number(match?.[1] ?? 1), to: Number(match?.[3] ?? Number.POSITIVE_INFINITY), flags: (match?.[2] ?? '') + (match?.[4] ?? '') };
  });
}

function keyText(line: string, key: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*[^\s]+/g) ?? []) : line.split(separator);
  return fields.slice(key.from - 1, key.to).join(separator ?? '');
}

/** Compares as the C.UTF-8 and en_US locales mostly agree: letters first, case last. */
function compare(a: string, b: string, flags: string): number {
  if (flags.includes('n')) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (flags.includes('g')) return (Number(a.trim()) || 0) - (Number(b.trim()) || 0);
  if (flags.includes('h')) return humanNumber(a) - humanNumber(b);
  if (flags.includes('V')) {
    const split = (text: string) => text.match(/\d+|\D+/g) ?? [];
    const [left, right] = [split(a), split(b)];
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      const [one = '', other = ''] = [left[index], right[index]];
      const order = /^\d/.test(one) && /^\d/.test(other) ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
      if (order) return order;
    }
    return 0;
  }
  const fold = (text: string) => (flags.includes('f') ? text.toUpperCase() : text);
  const [left, right] = [fold(flags.includes('b') ? a.trimStart() : a), fold(flags.includes('b') ? b.trimStart() : b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const sort = filter({
  grammar: {
    name: 'sort',
    flags: 'bdfghinrRuVscm',
    valued: 'kto',
    long: {
      'ignore-case': 'f',
      'numeric-sort': 'n',
      reverse: 'r',
      unique: 'u',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'key=': 'k',
      'field-separator=': 't',
      'output=': 'o',
      stable: 's',
      check: 'c',
    },
    misuse: 2,
    help: `Usage: sort [OPTION]... [FILE]...
Write sorted concatenation of all FILE(s) to standard output.

  -f, --ignore-case           fold lower case to upper case characters
  -h, --human-numeric-sort    compare human readable numbers (e.g., 2K 1G)
  -k, --key=KEYDEF            sort via a key; KEYDEF gives location and type
  -n, --numeric-sort          compare according to string numerical value
  -o, --output=FILE           write result to FILE instead of standard output
  -r, --reverse               reverse the result of comparisons
  -t, --field-separator=SEP   use SEP instead of non-blank to blank transition
  -u, --unique                output only the first of an equal run
      --help        display this help and exit`,
  },
  summary: 'sort lines',
  files(process, options) {
    const wrong = options.values('k').find((text) => !/^[1-9]\d*(\.\d+)?[bdfghinrV]*(,[1-9]\d*(\.\d+)?[bdfghinrV]*)?$/.test(text));
    if (wrong !== undefined) {
      process.err(`sort: -: invalid field specification ‘${wrong}’\n`);
      return 2;
    }
    return options.operands;
  },
  run(process, options, inputs, failed) {
    const lines = inputs.flatMap((input) => linesOf(input.text));
    const keys = keysOf(options);
    const common = [...'bdfghinV'].filter((letter) => options.has(letter)).join('');
    const separator = options.value('t');
    const order = (a: string, b: string): number => {
      for (const key of keys) {
        const flags = key.flags || common + (options.has('r') ? 'r' : '');
        const result = compare(keyText(a, key, separator), keyText(b, key, separator), flags);
        if (result) return flags.includes('r') ? -result : result;
      }
      if (keys.length > 0 && (options.has('s') || options.has('u'))) return 0;
      const result = keys.length > 0 ? 0 : compare(a, b, common);
      const last = result || (options.has('u') || options.has('s') ? 0 : a < b ? -1 : a > b ? 1 : 0);
      return options.has('r') ? -last : last;
    };
    // Equal lines stay together in a random order, too.
    const lots = new Map(options.has('R') ? [...new Set(lines)].map((line) => [line, draw(process.time.chance, 'sort')]) : []);
    const sorted = [...lines].sort(options.has('R') ? (a, b) => (lots.get(a) ?? 0) - (lots.get(b) ?? 0) : order);
    if (options.has('c')) {
      const at = lines.findIndex((line, index) => index > 0 && order(lines[index - 1] as string, line) > 0);
      if (at > 0) process.err(`sort: ${inputs[0]?.name ?? '-'}:${at + 1}: disorder: ${lines[at]}\n`);
      return at > 0 ? 1 : 0;
    }
    const kept = options.has('u') ? sorted.filter((line, index) => index === 0 || order(sorted[index - 1] as string, line) !== 0) : sorted;
    const text = kept.map((line) => `${line}\n`).join('');
    const target = options.value('o');
    if (target === undefined) process.out(text);
    else process.disk.write(target, text);
    return failed ? 2 : 0;
  },
});
