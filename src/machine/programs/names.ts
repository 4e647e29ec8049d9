// basename, dirname, realpath, seq, yes, true-like smalls about names and numbers.
import { baseName, folderName } from '../disk/path.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';

export const basename: Program = {
  name: 'basename',
  summary: 'last part of a path',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'basename',
      flags: 'az',
      valued: 's',
      long: { multiple: 'a', 'suffix=': 's' },
      help: 'Usage: basename NAME [SUFFIX]\n  or:  basename OPTION... NAME...\nPrint NAME with any leading directory components removed.',
    });
    if (typeof options === 'number') return { exit: options };
    const many = options.has('a') || options.has('s');
    const [first, second] = options.operands;
    if (first === undefined) {
      process.err("basename: missing operand\nTry 'basename --help' for more information.\n");
      return { exit: 1 };
    }
    if (!many && options.operands.length > 2) {
      process.err(`basename: extra operand ‘${options.operands[2]}’\nTry 'basename --help' for more information.\n`);
      return { exit: 1 };
    }
    const suffix = many ? options.value('s') : second;
    for (const path of many ? options.operands : [first]) {
      const name = baseName(path);
      process.out(`${suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
    }
    return { exit: 0 };
  },
};

export const dirname: Program = {
  name: 'dirname',
  summary: 'a path without its last part',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'dirname',
      flags: 'z',
      help: 'Usage: dirname [OPTION] NAME...\nOutput each NAME with its last non-slash component and trailing slashes removed.',
    });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.err("dirname: missing operand\nTry 'dirname --help' for more information.\n");
      return { exit: 1 };
    }
    for (const path of options.operands) process.out(`${folderName(path)}\n`);
    return { exit: 0 };
  },
};

const resolving = (name: 'realpath' | 'readlink'): Program => ({
  name,
  summary: 'the absolute path of a name',
  start(process, argv) {
    const options = readOptions(process, argv, { name, flags: 'efmqs', help: `Usage: ${name} [OPTION]... FILE...\nPrint the resolved absolute file name.` });
    if (typeof options === 'number') return { exit: options };
    let status = 0;
    if (options.operands.length === 0) {
      process.err(`${name}: missing operand\nTry '${name} --help' for more information.\n`);
      return { exit: 1 };
    }
    for (const path of options.operands) {
      // There are no symbolic links on these disks: plain `readlink` finds none.
      if (name === 'readlink' && !options.has('f') && !options.has('e') && !options.has('m')) status = 1;
      else if (options.has('e') && !process.disk.stat(path)) {
        process.err(`${name}: ${path}: No such file or directory\n`);
        status = 1;
      } else process.out(`${process.disk.resolve(path)}\n`);
    }
    return { exit: status };
  },
});

export const realpath = resolving('realpath');
export const readlink = resolving('readlink');

export const seq: Program = {
  name: 'seq',
  summary: 'count',
  start(process, argv) {
    const words = [...argv];
    let separator = '\n';
    let wide = false;
    for (; /^-(w|s.*)$/.test(words[0] ?? ''); words.shift()) {
      if (words[0] === '-w') wide = true;
      else if (words[0] !== '-s') separator = words[0]?.slice(2) ?? '';
      else {
        words.shift();
        separator = words[0] ?? '';
      }
    }
    const usage = (text: string) => {
      process.err(`seq: ${text}\nTry 'seq --help' for more information.\n`);
      return { exit: 1 };
    };
    if (words.length === 0) return usage('missing operand');
    if (words.length > 3) return usage(`extra operand ‘${words[3]}’`);
    const wrong = words.find((word) => word === '' || Number.isNaN(Number(word)));
    if (wrong !== undefined) return usage(/^-\D/.test(wrong) ? `invalid option -- '${wrong[1]}'` : `invalid floating point argument: ‘${wrong}’`);
    const numbers = words.map(Number);
    const [from, step, to] =
      numbers.length === 1 ? [1, 1, numbers[0] as number] : numbers.length === 2 ? [numbers[0] as number, 1, numbers[1] as number] : (numbers as [number, number, number]);
    if (step === 0) return usage(`invalid Zero increment value: ‘${words[1]}’`);
    const digits = Math.max(...words.map((word) => word.split('.')[1]?.length ?? 0));
    const count = Math.min(100_000, Math.floor((to - from) / step + 1e-9) + 1);
    const list = Array.from({ length: Math.max(0, count) }, (_, index) => (from + index * step).toFixed(digits));
    const width = wide ? Math.max(0, ...list.map((each) => each.length)) : 0;
    if (list.length > 0) process.out(`${list.map((each) => each.padStart(width, '0')).join(separator)}\n`);
    return { exit: 0 };
  },
};

/** Lines that `yes` writes before a pipe is full; nobody here asks more often. */
const MANY = 1000;

export const yes: Program = {
  name: 'yes',
  summary: 'say y until it is stopped',
  start(process, argv) {
    const line = `${argv.length === 0 ? 'y' : argv.join(' ')}\n`;
    if (!process.terminal.out) {
      process.out(line.repeat(MANY));
      return { exit: 141 };
    }
    process.out(line.repeat(20));
    return { wait: { for: 'time', until: process.time.now + 1000 }, state: line };
  },
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    process.out(String(state).repeat(20));
    return { wait: { for: 'time', until: process.time.now + 1000 }, state };
  },
};
