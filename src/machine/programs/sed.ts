// sed: s, d, p, q, a, i, c, y, =, n, with addresses and ranges; -n, -i, -E, -e.
import { bytesOfText } from '../disk/bytes.ts';
import { orRefused } from '../disk/view.ts';
import type { Options } from './options.ts';
import { filter, linesOf } from './reading.ts';
import { posix } from './regex.ts';

type Address = { readonly line: number } | { readonly last: true } | { readonly match: RegExp };

interface Command {
  readonly from: Address | null;
  readonly to: Address | null;
  readonly negated: boolean;
  readonly letter: string;
  readonly match?: RegExp;
  readonly replacement?: string;
  readonly print?: boolean;
  readonly nth?: number;
  readonly text?: string;
  readonly block?: readonly Command[];
}

class Wrong extends Error {}

/** Reads a script. Throws `Wrong` with sed's words after `sed: -e expression #1, char N: `. */
function parse(script: string, extended: boolean): Command[] {
  let at = 0;
  const fail = (message: string) => new Wrong(`char ${Math.min(at, script.length)}: ${message}`);
  const delimited = (mark: string): string => {
    let text = '';
    for (; at < script.length && script[at] !== mark; at++) {
      if (script[at] === '\\' && at + 1 < script.length) {
        text += script[at + 1] === mark && mark !== '\\' ? mark : script.slice(at, at + 2);
        at++;
      } else if (script[at] === '[' && mark === '/') {
        const close = script.indexOf(']', at + 2);
        if (close > 0 && !script.slice(at, close).includes('\n')) {
          text += script.slice(at, close + 1);
          at = close;
        } else text += script[at];
      } else text += script[at];
    }
    if (at >= script.length) return '\0';
    at++;
    return text;
  };
  const regex = (source: string, flags: string): RegExp => {
    try {
      return new RegExp(posix(source, extended), flags);
    } catch {
      throw fail('Invalid preceding regular expression');
    }
  };
  const address = (): Address | null => {
    const number = /^\d+/.exec(script.slice(at));
    if (number) {
      at += number[0].length;
      return { line: Number(number[0]) };
    }
    if (script[at] === '$') {
      at++;
      return { last: true };
    }
    if (script[at] === '/') {
      at++;
      const source = delimited('/');
      if (source === '\0') throw fail('unterminated address regex');
      const ignore = script[at] === 'I';
      if (ignore) at++;
      return { match: regex(source, ignore ? 'i' : '') };
    }
    return null;
  };
  const skip = () => {
    while (at < script.length && /[\s;]/.test(script[at] as string)) at++;
  };
  const commands = (nested: boolean): Command[] => {
    const list: Command[] = [];
    for (skip(); at < script.length; skip()) {
      if (script[at] === '}') {
        if (!nested) throw fail("unexpected `}'");
        at++;
        return list;
      }
      if (script[at] === '#') {
        while (at < script.length && script[at] !== '\n') at++;
        continue;
      }
      const from = address();
      let to: Address | null = null;
      while (/[ \t]/.test(script[at] ?? '')) at++;
      if (from && script[at] === ',') {
        at++;
        to = address();
        if (!to) throw fail("unexpected `,'");
      }
      while (/[ \t]/.test(script[at] ?? '')) at++;
      const negated = script[at] === '!';
      if (negated) at++;
      const letter = script[at++];
      const base = { from, to, negated };
      if (letter === undefined) throw fail('missing command');
      if (letter === '{') list.push({ ...base, letter, block: commands(true) });
      else if (letter === 's' || letter === 'y') {
        const mark = script[at++];
        const source = mark === undefined ? '\0' : delimited(mark);
        const replacement = source === '\0' ? '\0' : delimited(mark as string);
        if (replacement === '\0') throw fail(`unterminated \`${letter}' command`);
        if (letter === 'y') {
          if ([...source].length !== [...replacement].length) throw fail("strings for `y' command are different lengths");
          list.push({ ...base, letter, text: source, replacement });
          continue;
        }
        const flags = /^[gpiIeMm0-9]*/.exec(script.slice(at))?.[0] ?? '';
        at += flags.length;
        if (at < script.length && !/[\s;}#]/.test(script[at] as string)) throw fail("unknown option to `s'");
        const nth = /\d+/.exec(flags)?.[0];
        list.push({
          ...base,
          letter,
          match: regex(source, `${flags.includes('g') || nth ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`),
          replacement,
          print: flags.includes('p'),
          ...(nth ? { nth: Number(nth) } : {}),
        });
      } else if ('aic'.includes(letter)) {
        const rest = /^[ \t]*(?:\\\n?)?([^\n]*(?:\\\n[^\n]*)*)/.exec(script.slice(at));
        at += rest?.[0].length ?? 0;
        if (!rest?.[1]) throw fail("expected \\ after `a', `c' or `i'");
        list.push({ ...base, letter, text: rest[1].replace(/\\\n/g, '\n').replace(/\\(.)/g, (_, after: string) => ESCAPED[after] ?? after) });
      } else if ('dpqQlnDPNhHgGx='.includes(letter)) {
        if (letter === 'q' || letter === 'Q' || letter === 'l') {
          const code = /^[ \t]*\d+/.exec(script.slice(at))?.[0] ?? '';
          at += code.length;
        }
        list.push({ ...base, letter });
        if (at < script.length && !/[\s;}#]/.test(script[at] as string)) throw fail('extra characters after command');
      } else throw fail(`unknown command: \`${letter}'`);
    }
    if (nested) throw new Wrong("char 0: unmatched `{'");
    return list;
  };
  return commands(false);
}

/** `\1`, `&`, `\n` and the case letters of a replacement. */
function replacementOf(template: string, groups: readonly (string | undefined)[]): string {
  let result = '';
  let mode = '';
  const add = (text: string) => {
    result += mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
  };
  for (let at = 0; at < template.length; at++) {
    const letter = template[at] as string;
    if (letter === '&') add(groups[0] ?? '');
    else if (letter === '\\') {
      const next = template[++at] ?? '';
      if (/\d/.test(next)) add(groups[Number(next)] ?? '');
      else if (next === 'n') add('\n');
      else if (next === 't') add('\t');
      else if ('ULE'.includes(next) && next) mode = next === 'E' ? '' : next;
      else add(next);
    } else add(letter);
  }
  return result;
}

/** Escapes in the text of `a`, `i` and `c`, as GNU sed reads them. */
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\u0007' };

/** `sed -n l`: letters that do not print as escapes. */
const unambiguous = (text: string): string =>
  [...bytesOfText(text)]
    .map(
      (byte) =>
        ({ 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\' })[byte] ??
        (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`),
    )
    .join('');

function run(script: readonly Command[], given: string, quiet: boolean, zero = false): { readonly out: string; readonly quit: boolean } {
  // With -z lines end in a zero byte, and a line break is a letter like any other.
  const end = zero ? '\0' : '\n';
  const lines = zero ? given.replace(/\0$/, '').split('\0') : linesOf(given);
  const noBreak = given !== '' && !given.endsWith(end);
  const active = new Map<Command, boolean>();
  let out = '';
  let hold = '';
  let quit = false;
  for (let index = 0; index < lines.length && !quit; index++) {
    let space = lines[index] as string;
    let deleted = false;
    const appended: string[] = [];
    const hits = (address: Address) => ('line' in address ? address.line === index + 1 : 'last' in address ? index === lines.length - 1 : address.match.test(space));
    const selected = (command: Command): boolean => {
      if (!command.from) return !command.negated;
      let result: boolean;
      if (!command.to) result = hits(command.from);
      else if (active.get(command)) {
        result = true;
        if ('line' in command.to ? index + 1 >= command.to.line : hits(command.to)) active.set(command, false);
      } else {
        result = hits(command.from);
        if (result) active.set(command, !('line' in command.to && command.to.line <= index + 1));
      }
      return result !== command.negated;
    };
    const emit = (line: string) => {
      out += line + end;
    };
    const execute = (commands: readonly Command[]): void => {
      for (const command of commands) {
        if (deleted || quit) return;
        if (!selected(command)) continue;
        switch (command.letter) {
          case '{':
            execute(command.block ?? []);
            break;
          case 'd':
            deleted = true;
            break;
          case 'p':
            emit(space);
            break;
          case 'P':
            emit(space.split('\n')[0] ?? '');
            break;
          case '=':
            emit(String(index + 1));
            break;
          case 'q':
            quit = true;
            break;
          case 'Q':
            quit = true;
            deleted = true;
            break;
          case 'l':
            out += `${unambiguous(space)}$\n`;
            break;
          case 'n':
          case 'N': {
            if (index + 1 >= lines.length) {
              if (command.letter === 'n') quit = true;
              break;
            }
            if (command.letter === 'n' && !quiet) emit(space);
            index++;
            space = command.letter === 'N' ? `${space}\n${lines[index]}` : (lines[index] as string);
            break;
          }
          case 'h':
            hold = space;
            break;
          case 'H':
            hold = `${hold}\n${space}`;
            break;
          case 'g':
            space = hold;
            break;
          case 'G':
            space = `${space}\n${hold}`;
            break;
          case 'x':
            [space, hold] = [hold, space];
            break;
          case 'a':
            appended.push(command.text ?? '');
            break;
          case 'i':
            emit(command.text ?? '');
            break;
          case 'c':
            if (!command.to || !active.get(command)) emit(command.text ?? '');
            deleted = true;
            break;
          case 'y':
            space = [...space].map((letter) => [...(command.replacement ?? '')][[...(command.text ?? '')].indexOf(letter)] ?? letter).join('');
            break;
          case 's': {
            let count = 0;
            let changed = false;
            const match = command.match as RegExp;
            match.lastIndex = 0;
            const next = space.replace(match, (...given) => {
              count++;
              if (command.nth && count < command.nth) return given[0] as string;
              if (command.nth && count > command.nth) return given[0] as string;
              changed = true;
              const groups = given.slice(
                0,
                given.findIndex((each) => typeof each === 'number'),
              ) as (string | undefined)[];
              return replacementOf(command.replacement ?? '', groups);
            });
            space = next;
            if (changed && command.print) emit(space);
          }
        }
      }
    };
    execute(script);
    if (!deleted && !quiet) emit(space);
    for (const line of appended) emit(line);
  }
  return { out: noBreak && !quit && out.endsWith(end) ? out.slice(0, -1) : out, quit };
}

const scriptsOf = (options: Options): string => (options.has('e') ? options.values('e').join('\n') : (options.operands[0] ?? ''));

export const sed = filter({
  grammar: {
    name: 'sed',
    flags: 'nErsuz',
    valued: 'e',
    long: { quiet: 'n', silent: 'n', 'regexp-extended': 'E', 'expression=': 'e', 'in-place=?': 'in' },
    attached: { i: 'in' },
    help: `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent
                 suppress automatic printing of pattern space
  -e script, --expression=script
                 add the script to the commands to be executed
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
      --help     display this help and exit`,
  },
  summary: 'edit a stream of lines',
  files(process, options) {
    if (!options.has('e') && options.operands.length === 0) {
      process.err('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
      return 1;
    }
    try {
      parse(scriptsOf(options), options.has('E') || options.has('r'));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      process.err(`sed: -e expression #1, ${error.message}\n`);
      return 1;
    }
    const files = options.has('e') ? options.operands : options.operands.slice(1);
    if (options.has('in') && files.length === 0) {
      process.err('sed: no input files\n');
      return 1;
    }
    return files;
  },
  run(process, options, inputs, failed) {
    const script = parse(scriptsOf(options), options.has('E') || options.has('r'));
    const quiet = options.has('n');
    const suffix = options.value('in');
    let status = failed ? 2 : 0;
    if (suffix !== undefined) {
      for (const input of inputs) {
        orRefused<void>(
          () => {
            if (suffix) process.disk.write(input.name + suffix, input.text);
            process.disk.write(input.name, run(script, input.text, quiet, options.has('z')).out);
          },
          (words) => {
            process.err(`sed: couldn't open file ${input.name}: ${words}\n`);
            status = 4;
          },
        );
      }
      return status;
    }
    process.out(run(script, inputs.map((input) => input.text).join(''), quiet, options.has('z')).out);
    return status;
  },
});
