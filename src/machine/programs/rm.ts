// rm and rmdir: what is gone is gone; there is no bin.
import { baseName, joinPath } from '../disk/path.ts';
import { orRefused, sizeOf } from '../disk/view.ts';
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

/** Something that `-i` asks about: a file, a folder to go into, or the folder itself when its contents have been asked about. */
interface Doubt {
  readonly path: string;
  readonly leaving?: boolean;
}

interface Asking {
  readonly argv: readonly string[];
  /** What is still to be asked about; the first has been asked. */
  readonly doubts: readonly Doubt[];
  readonly status: number;
}

/** The names in a folder; none when it cannot be read. */
const namesIn = (process: Process, path: string): readonly string[] =>
  orRefused<readonly string[]>(
    () => process.disk.list(path),
    () => [],
  );

/** Whether a doubt is about going into a folder. */
const enters = (process: Process, recursive: boolean, { path, leaving }: Doubt): boolean =>
  recursive && !leaving && process.disk.stat(path)?.type === 'folder' && namesIn(process, path).length > 0;

/** Asks about the next; where there is nothing to ask about it says why. */
function ask(process: Process, options: Options, { argv, doubts, status }: Asking): Progress {
  const recursive = options.has('r') || options.has('R');
  const [doubt, ...rest] = doubts;
  if (!doubt) return { exit: status };
  const entry = process.disk.stat(doubt.path);
  if (!entry || (entry.type === 'folder' && !recursive && !options.has('d')))
    return ask(process, options, { argv, doubts: rest, status: remove(process, options, doubt.path) ? status : 1 });
  const kind = entry.type === 'folder' ? 'directory' : `regular ${sizeOf(entry) === 0 ? 'empty ' : ''}file`;
  process.err(enters(process, recursive, doubt) ? `rm: descend into directory '${doubt.path}'? ` : `rm: remove ${kind} '${doubt.path}'? `);
  return { wait: { for: 'line' }, state: { argv: [...argv], doubts: doubts as never, status } };
}

/** `-I`: asked once, of many or of folders. */
const once = (options: Options): boolean => options.has('I') && !options.has('f') && (options.operands.length > 3 || options.has('r') || options.has('R'));

function begin(process: Process, argv: readonly string[]): Progress {
  const options = readOptions(process, argv, GRAMMAR);
  if (typeof options === 'number') return { exit: options };
  const { operands } = options;
  if (operands.length === 0) {
    if (options.has('f')) return { exit: 0 };
    process.err("rm: missing operand\nTry 'rm --help' for more information.\n");
    return { exit: 1 };
  }
  if (options.has('i') && !options.has('f')) return ask(process, options, { argv, doubts: operands.map((path) => ({ path })), status: 0 });
  if (once(options)) {
    process.err(`rm: remove ${operands.length} argument${operands.length === 1 ? '' : 's'}${options.has('r') || options.has('R') ? ' recursively' : ''}? `);
    return { wait: { for: 'line' }, state: { argv: [...argv], doubts: [], status: 0 } };
  }
  return { exit: operands.filter((path) => !remove(process, options, path)).length > 0 ? 1 : 0 };
}

function answered(process: Process, asking: Asking, yes: boolean): Progress {
  const options = readOptions(process, asking.argv, GRAMMAR);
  if (typeof options === 'number') return { exit: options };
  const { argv, status } = asking;
  const [doubt, ...rest] = asking.doubts;
  if (!doubt) return { exit: yes ? (options.operands.filter((path) => !remove(process, options, path)).length > 0 ? 1 : 0) : 0 };
  if (!yes) return ask(process, options, { argv, doubts: rest, status });
  if (enters(process, options.has('r') || options.has('R'), doubt)) {
    const inside = namesIn(process, doubt.path).map((name) => ({ path: joinPath(doubt.path, name) }));
    return ask(process, options, { argv, doubts: [...inside, { path: doubt.path, leaving: true }, ...rest], status });
  }
  const good = doubt.leaving
    ? orRefused(
        () => {
          process.disk.remove(doubt.path);
          return true;
        },
        (words) => {
          process.err(`rm: cannot remove '${doubt.path}': ${words}\n`);
          return false;
        },
      )
    : remove(process, options, doubt.path);
  return ask(process, options, { argv, doubts: rest, status: good ? status : 1 });
}

export const rm: Program = {
  name: 'rm',
  summary: 'remove files or folders',
  start: begin,
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    return answered(process, state as unknown as Asking, wake.by === 'line' && /^[yY]/.test(wake.text ?? ''));
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
