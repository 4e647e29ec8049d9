// rm and rmdir: what is gone is gone; there is no bin.
import { baseName, joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program, Progress } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';

const GRAMMAR: Grammar = {
  name: 'rm',
  flags: 'fiIrRdv',
  long: { force: 'f', recursive: 'r', dir: 'd', verbose: 'v', 'preserve-root': 'keep', 'no-preserve-root': 'noroot', 'interactive=?': 'i' },
  help: `Usage: rm [OPTION]... [FILE]...
Remove (unlink) the FILE(s).

  -f, --force           ignore nonexistent files and arguments, never prompt
  -i                    prompt before every removal
  -r, -R, --recursive   remove directories and their contents recursively
  -d, --dir             remove empty directories
  -v, --verbose         explain what is being done
      --help        display this help and exit

By default, rm does not remove directories.  Use the --recursive (-r or -R)
option to remove each listed directory, too, along with all of its contents.`,
};

/** Removes one operand; false when that failed. */
function remove(process: Process, options: Options, path: string): boolean {
  const { disk } = process;
  const recursive = options.has('r') || options.has('R');
  const entry = disk.stat(path);
  const refuse = (words: string) => {
    process.err(`rm: ${words}\n`);
    return false;
  };
  if (!entry) {
    if (options.has('f')) return true;
    return refuse(`cannot remove '${path}': No such file or directory`);
  }
  if (/^(\.|\.\.)$/.test(baseName(path)) && entry.type === 'folder') return refuse(`refusing to remove '.' or '..' directory: skipping '${path}'`);
  if (disk.resolve(path) === '/' && recursive && !options.has('noroot')) {
    return refuse("it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe");
  }
  if (entry.type === 'folder' && !recursive) {
    if (!options.has('d')) return refuse(`cannot remove '${path}': Is a directory`);
  }
  let good = true;
  const one = (target: string): void => {
    if (disk.stat(target)?.type === 'folder' && recursive) {
      const names = orRefused<readonly string[]>(
        () => disk.list(target),
        (words) => {
          good = refuse(`cannot remove '${target}': ${words}`);
          return [];
        },
      );
      for (const name of names) one(joinPath(target, name));
    }
    orRefused<void>(
      () => {
        const kind = disk.stat(target)?.type;
        disk.remove(target);
        if (options.has('v')) process.out(kind === 'folder' ? `removed directory '${target}'\n` : `removed '${target}'\n`);
      },
      (words) => {
        good = refuse(`cannot remove '${target}': ${words}`);
      },
    );
  };
  one(path.length > 1 ? path.replace(/\/+$/, '') : path);
  return good;
}

function ask(process: Process, path: string): void {
  const entry = process.disk.stat(path);
  const kind = entry?.type === 'folder' ? 'directory' : entry?.type === 'file' && entry.text === '' ? 'regular empty file' : 'regular file';
  process.err(`rm: remove ${kind} '${path}'? `);
}

/** Goes on from an operand; asks where -i wants it. */
function go(process: Process, argv: readonly string[], from: number, before: number, answer: string | null): Progress {
  const options = readOptions(process, argv, GRAMMAR);
  if (typeof options === 'number') return { exit: options };
  if (options.operands.length === 0) {
    if (options.has('f')) return { exit: 0 };
    process.err("rm: missing operand\nTry 'rm --help' for more information.\n");
    return { exit: 1 };
  }
  let status = before;
  let reply = answer;
  for (let at = from; at < options.operands.length; at++) {
    const path = options.operands[at] as string;
    if (options.has('i') && !options.has('f') && process.disk.stat(path)) {
      if (reply === null) {
        ask(process, path);
        return { wait: { for: 'line' }, state: { argv: [...argv], at, status } };
      }
      const yes = /^[yY]/.test(reply);
      reply = null;
      if (!yes) continue;
    }
    if (!remove(process, options, path)) status = 1;
  }
  return { exit: status };
}

export const rm: Program = {
  name: 'rm',
  summary: 'remove files or folders',
  start: (process, argv) => go(process, argv, 0, 0, null),
  resume(process, given, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    const { argv, at, status } = given as unknown as { argv: string[]; at: number; status: number };
    return go(process, argv, at, status, wake.by === 'line' ? (wake.text ?? 'n') : 'n');
  },
};

export const rmdir: Program = {
  name: 'rmdir',
  summary: 'remove empty folders',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'rmdir',
      flags: 'pv',
      long: { parents: 'p', verbose: 'v' },
      help: 'Usage: rmdir [OPTION]... DIRECTORY...\nRemove the DIRECTORY(ies), if they are empty.',
    });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.err("rmdir: missing operand\nTry 'rmdir --help' for more information.\n");
      return { exit: 1 };
    }
    let status = 0;
    for (const path of options.operands) {
      const entry = process.disk.stat(path);
      orRefused<void>(
        () => {
          if (entry?.type === 'file') {
            process.err(`rmdir: failed to remove '${path}': Not a directory\n`);
            status = 1;
          } else process.disk.remove(path);
        },
        (words) => {
          process.err(`rmdir: failed to remove '${path}': ${words}\n`);
          status = 1;
        },
      );
    }
    return { exit: status };
  },
};
