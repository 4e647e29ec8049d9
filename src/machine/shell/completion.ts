// Completion: what Tab offers for the word under the cursor. Programs say what they know; the rest is names, files and variables.
import { DiskError, type DiskView } from '../disk/disk.ts';
import { joinPath } from '../disk/path.ts';
import { viewOf } from '../disk/view.ts';
import type { AnyProgram } from '../launch.ts';
import type { Computers } from '../machine.ts';
import type { Completions } from '../terminal.ts';
import { BUILTINS } from './builtins/index.ts';
import type { Session } from './frame.ts';
import { environment } from './variables.ts';

const special = /[\s'"\\$&;|<>()*?[\]{}#!`]/g;

/** The words of the last command on the line; the last one is the one being typed. */
function wordsOf(line: string): { words: string[]; from: number } {
  let words = [''];
  let from = 0;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] as string;
    const last = words.length - 1;
    if (quote) {
      if (letter === quote) quote = '';
      else words[last] += letter;
    } else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === '\\') words[last] += line[++at] ?? '';
    else if (/[|;&(\n]/.test(letter)) {
      words = [''];
      from = at + 1;
    } else if (/\s/.test(letter)) {
      if (words[last] !== '') words.push('');
      from = at + 1;
    } else if (/[<>]/.test(letter)) {
      words.push('');
      from = at + 1;
    } else words[last] += letter;
  }
  return { words, from };
}

function files(disk: DiskView, home: string, prefix: string, foldersOnly: boolean): string[] {
  const cut = prefix.lastIndexOf('/') + 1;
  const shown = prefix.slice(0, cut);
  const folder = shown.startsWith('~/') ? joinPath(home, shown.slice(2)) : shown || '.';
  const start = prefix.slice(cut);
  try {
    return disk
      .list(folder === '' ? '/' : folder)
      .filter((name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
      .flatMap((name) => {
        const isFolder = disk.stat(`${folder.replace(/\/$/, '')}/${name}`)?.type === 'folder';
        if (foldersOnly && !isFolder) return [];
        return [`${shown}${name.replace(special, '\\$&')}${isFolder ? '/' : ' '}`];
      });
  } catch (error) {
    if (error instanceof DiskError) return [];
    throw error;
  }
}

/** `line` is the text up to the cursor. */
export function completionsAt(computers: Computers, now: number, programs: Readonly<Record<string, AnyProgram>>, session: Session, line: string): Completions {
  const host = computers.machines[session.machine];
  if (!host) return { from: line.length, candidates: [] };
  const { shell } = session;
  const disk = viewOf(host.disk, shell.cwd, now);
  const { words, from } = wordsOf(line);
  const prefix = words[words.length - 1] ?? '';
  const variable = /\$\{?([A-Za-z_]\w*)?$/.exec(prefix);
  if (variable) {
    const head = prefix.slice(0, variable.index);
    const brace = variable[0].startsWith('${');
    const names = Object.keys(shell.vars).filter((name) => name.startsWith(variable[1] ?? ''));
    return { from, candidates: names.sort().map((name) => `${head}$${brace ? `{${name}}` : name}`) };
  }
  const before = words.slice(0, -1).filter((word, index) => !(index === 0 && /^\w+=/.test(word)));
  const [name] = before;
  if (name === undefined && !prefix.includes('/')) {
    const names = new Set([
      ...Object.keys(BUILTINS).filter((each) => /^[a-z]/.test(each)),
      ...Object.keys(programs),
      ...Object.keys(shell.aliases),
      ...Object.keys(shell.functions),
    ]);
    return {
      from,
      candidates:
        prefix === ''
          ? []
          : [...names]
              .filter((each) => each.startsWith(prefix))
              .sort()
              .map((each) => `${each} `),
    };
  }
  const program = name !== undefined && Object.hasOwn(programs, name) ? programs[name] : undefined;
  const own = program?.complete?.({ disk, cwd: shell.cwd, env: environment(shell) }, before, prefix) ?? [];
  if (own.length > 0) return { from, candidates: own.map((each) => (/[/=:@]$/.test(each) ? each : `${each} `)) };
  return { from, candidates: files(disk, host.home, prefix, name === 'cd' || name === 'pushd' || name === 'rmdir') };
}
