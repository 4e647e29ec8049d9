// chmod: permission bits, in octal or in letters.
import { joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';

/** The new bits, or null when the mode is none. */
export function newMode(text: string, before: number, folder: boolean): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = before;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (!match) return null;
    const who = match[1] === '' || match[1]?.includes('a') ? 'ugo' : (match[1] as string);
    for (const [, operator, letters = ''] of (match[2] as string).matchAll(/([-+=])([rwxXst]*)/g)) {
      let bits = 0;
      for (const letter of letters) bits |= letter === 'r' ? 4 : letter === 'w' ? 2 : letter === 'x' || (letter === 'X' && (folder || before & 0o111)) ? 1 : 0;
      for (const person of who) {
        const shift = person === 'u' ? 6 : person === 'g' ? 3 : 0;
        if (operator === '=') mode &= ~(7 << shift);
        mode = operator === '-' ? mode & ~(bits << shift) : mode | (bits << shift);
      }
    }
  }
  return mode;
}

export const chmod: Program = {
  name: 'chmod',
  summary: 'change permissions',
  start(process, argv) {
    const flags = argv.filter((word) => /^-[Rvcf]+$/.test(word) || word === '--recursive');
    const [mode, ...files] = argv.filter((word) => !flags.includes(word) && word !== '--');
    if (argv[0] === '--help') {
      process.out('Usage: chmod [OPTION]... MODE[,MODE]... FILE...\nChange the mode of each FILE to MODE.\n\n  -R, --recursive        change files and directories recursively\n');
      return { exit: 0 };
    }
    if (mode === undefined || files.length === 0) {
      process.err(`chmod: missing operand${mode === undefined ? '' : ` after ‘${mode}’`}\nTry 'chmod --help' for more information.\n`);
      return { exit: 1 };
    }
    if (newMode(mode, 0, false) === null) {
      process.err(`chmod: invalid mode: ‘${mode}’\nTry 'chmod --help' for more information.\n`);
      return { exit: 1 };
    }
    let status = 0;
    const recursive = flags.some((word) => word.includes('R') || word === '--recursive');
    for (const path of files) if (!change(process, mode, path, recursive)) status = 1;
    return { exit: status };
  },
};

function change(process: Process, mode: string, path: string, recursive: boolean): boolean {
  const entry = process.disk.stat(path);
  if (!entry) {
    process.err(`chmod: cannot access '${path}': No such file or directory\n`);
    return false;
  }
  let good = orRefused(
    () => {
      process.disk.setMode(path, newMode(mode, entry.mode, entry.type === 'folder') ?? entry.mode);
      return true;
    },
    (words) => {
      process.err(`chmod: changing permissions of '${path}': ${words === 'Permission denied' ? 'Operation not permitted' : words}\n`);
      return false;
    },
  );
  if (recursive && entry.type === 'folder') {
    for (const name of orRefused<readonly string[]>(
      () => process.disk.list(path),
      () => [],
    ))
      good = change(process, mode, joinPath(path, name), true) && good;
  }
  return good;
}
