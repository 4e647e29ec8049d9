// cp and mv: files and folders to another place or name.
import type { Entry } from '../disk/disk.ts';
import { baseName, joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program, Progress } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';

const grammar = (name: 'cp' | 'mv'): Grammar => ({
  name,
  flags: name === 'cp' ? 'rRafnivpuTL' : 'fnivuT',
  valued: 't',
  long: {
    recursive: 'r',
    archive: 'a',
    force: 'f',
    'no-clobber': 'n',
    interactive: 'i',
    verbose: 'v',
    update: 'u',
    'no-target-directory': 'T',
    'target-directory=': 't',
    preserve: 'p',
  },
  help:
    name === 'cp'
      ? `Usage: cp [OPTION]... [-T] SOURCE DEST
  or:  cp [OPTION]... SOURCE... DIRECTORY
Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.

  -a, --archive                same as -dR --preserve=all
  -f, --force                  if an existing destination file cannot be opened, remove it
  -i, --interactive            prompt before overwrite
  -n, --no-clobber             do not overwrite an existing file
  -p                           preserve mode and timestamps
  -R, -r, --recursive          copy directories recursively
  -v, --verbose                explain what is being done
      --help        display this help and exit`
      : `Usage: mv [OPTION]... [-T] SOURCE DEST
  or:  mv [OPTION]... SOURCE... DIRECTORY
Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.

  -f, --force                  do not prompt before overwriting
  -i, --interactive            prompt before overwrite
  -n, --no-clobber             do not overwrite an existing file
  -v, --verbose                explain what is being done
      --help        display this help and exit`,
});

/** Copies a file or a tree; says what failed. */
function copy(process: Process, options: Options, from: string, to: string, say: (words: string) => void): void {
  const { disk } = process;
  const entry = disk.stat(from) as Entry;
  const keep = options.has('a') || options.has('p');
  if (entry.type === 'folder') {
    orRefused<void>(
      () => {
        if (!disk.stat(to)) disk.makeFolder(to);
        if (options.has('v')) process.out(`'${from}' -> '${to}'\n`);
        for (const name of disk.list(from)) copy(process, options, joinPath(from, name), joinPath(to, name), say);
      },
      (words) => say(`cannot create directory '${to}': ${words}`),
    );
    return;
  }
  const bytes = orRefused<Uint8Array | null>(
    () => (entry.zeros === undefined ? disk.readBytes(from) : new Uint8Array()),
    (words) => {
      say(`cannot open '${from}' for reading: ${words}`);
      return null;
    },
  );
  if (!bytes) return;
  orRefused<void>(
    () => {
      if (entry.zeros !== undefined) disk.writeZeros(to, entry.zeros);
      else disk.write(to, bytes, { mode: disk.stat(to) && !keep ? undefined : entry.mode, mtime: keep ? entry.mtime : undefined });
      if (options.has('v')) process.out(`'${from}' -> '${to}'\n`);
    },
    (words) =>
      say(
        words === 'Is a directory'
          ? `cannot overwrite directory '${to}' with non-directory`
          : words === 'No space left on device'
            ? `error writing '${to}': ${words}`
            : `cannot create regular file '${to}': ${words}`,
      ),
  );
}

interface Place {
  readonly argv: readonly string[];
  readonly at: number;
  readonly status: number;
}

function go(name: 'cp' | 'mv', process: Process, place: Place, answer: string | null): Progress {
  const options = readOptions(process, place.argv, grammar(name));
  if (typeof options === 'number') return { exit: options };
  const { disk } = process;
  let { status } = place;
  const say = (words: string) => {
    process.err(`${name}: ${words}\n`);
    status = 1;
  };
  const given = options.value('t') === undefined ? options.operands : [...options.operands, options.value('t') as string];
  if (given.length === 0 || (given.length === 1 && !options.has('t'))) {
    process.err(given.length === 0 ? `${name}: missing file operand\n` : `${name}: missing destination file operand after '${given[0]}'\n`);
    process.err(`Try '${name} --help' for more information.\n`);
    return { exit: 1 };
  }
  const target = given[given.length - 1] as string;
  const sources = given.slice(0, -1);
  const into = disk.stat(target)?.type === 'folder' && !options.has('T');
  if (sources.length > 1 && !into) {
    process.err(`${name}: target '${target}'${disk.stat(target) ? ' is not a directory' : ': No such file or directory'}\n`);
    return { exit: 1 };
  }
  let reply = answer;
  for (let at = place.at; at < sources.length; at++) {
    const from = sources[at] as string;
    const entry = disk.stat(from);
    const recursive = options.has('r') || options.has('R') || options.has('a') || name === 'mv';
    if (!entry) {
      say(name === 'cp' ? `cannot stat '${from}': No such file or directory` : `cannot stat '${from}': No such file or directory`);
      continue;
    }
    if (entry.type === 'folder' && !recursive) {
      say(`-r not specified; omitting directory '${from}'`);
      continue;
    }
    const to = into ? joinPath(target, baseName(disk.resolve(from))) : target;
    const [source, goal] = [disk.resolve(from), disk.resolve(to)];
    const there = disk.stat(to);
    if (source === goal) {
      say(`'${from}' and '${to}' are the same file`);
      continue;
    }
    if (entry.type === 'folder' && goal.startsWith(`${source}/`)) {
      say(name === 'cp' ? `cannot copy a directory, '${from}', into itself, '${to}'` : `cannot move '${from}' to a subdirectory of itself, '${to}'`);
      continue;
    }
    if (there && there.type === 'file') {
      if (options.has('n') || (options.has('u') && there.mtime >= entry.mtime)) continue;
      if (options.has('i') && !options.has('f')) {
        if (reply === null) {
          process.err(`${name}: overwrite '${to}'? `);
          return { wait: { for: 'line' }, state: { argv: [...place.argv], at, status } };
        }
        const yes = /^[yY]/.test(reply);
        reply = null;
        if (!yes) continue;
      }
      if (entry.type === 'folder') {
        say(`cannot overwrite non-directory '${to}' with directory '${from}'`);
        continue;
      }
    }
    if (name === 'cp') copy(process, options, from, to, say);
    else {
      orRefused<void>(
        () => {
          disk.rename(from, to);
          if (options.has('v')) process.out(`renamed '${from}' -> '${to}'\n`);
        },
        (words) => say(`cannot move '${from}' to '${to}': ${words}`),
      );
    }
  }
  return { exit: status };
}

const make = (name: 'cp' | 'mv', summary: string): Program => ({
  name,
  summary,
  start: (process, argv) => go(name, process, { argv, at: 0, status: 0 }, null),
  resume: (process, state, wake) => (wake.by === 'interrupt' ? { exit: 130 } : go(name, process, state as unknown as Place, wake.by === 'line' ? (wake.text ?? 'n') : 'n')),
});

export const cp = make('cp', 'copy files or folders');
export const mv = make('mv', 'move or rename files or folders');
