// tree: folders as a tree.
import { joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Program } from '../program.ts';
import { globToRegExp } from '../shell/pattern.ts';
import { readOptions } from './options.ts';

export const tree: Program = {
  name: 'tree',
  summary: 'show folders as a tree',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'tree',
      flags: 'adfC',
      valued: 'LI',
      long: { dirsfirst: 'folders', noreport: 'quiet' },
      help: 'usage: tree [-adf] [-L level] [-I pattern] [--dirsfirst] [--noreport] [directory ...]',
    });
    if (typeof options === 'number') return { exit: options };
    let folders = 0;
    let files = 0;
    const level = Number(options.value('L') ?? Number.POSITIVE_INFINITY);
    const ignored = options.value('I')?.split('|').map(globToRegExp) ?? [];
    const walk = (path: string, indent: string, depth: number): void => {
      if (depth > level) return;
      const names = orRefused<readonly string[]>(
        () => process.disk.list(path),
        () => [],
      ).filter((name) => (options.has('a') || !name.startsWith('.')) && !ignored.some((glob) => glob.test(name)));
      const kind = (name: string) => process.disk.stat(joinPath(path, name))?.type;
      const shown = names.filter((name) => !options.has('d') || kind(name) === 'folder');
      if (options.has('folders')) shown.sort((a, b) => Number(kind(b) === 'folder') - Number(kind(a) === 'folder'));
      for (const [index, name] of shown.entries()) {
        const last = index === shown.length - 1;
        const full = joinPath(path, name);
        const folder = kind(name) === 'folder';
        process.out(
          `${indent}${last ? '└── ' : '├── '}${process.terminal.out && folder ? `\x1b[01;34m${options.has('f') ? full : name}\x1b[0m` : options.has('f') ? full : name}\n`,
        );
        if (folder) {
          folders++;
          walk(full, `${indent}${last ? '    ' : '│\u00a0\u00a0 '}`, depth + 1);
        } else files++;
      }
    };
    let status = 0;
    for (const path of options.operands.length === 0 ? ['.'] : options.operands) {
      if (process.disk.stat(path)?.type !== 'folder') {
        process.out(`${path}  [error opening dir]\n`);
        status = 2;
        continue;
      }
      process.out(`${process.terminal.out ? `\x1b[01;34m${path}\x1b[0m` : path}\n`);
      // The real one counts the folder that it begins at.
      folders++;
      walk(path, '', 1);
    }
    if (!options.has('quiet')) process.out(`\n${folders} director${folders === 1 ? 'y' : 'ies'}${options.has('d') ? '' : `, ${files} file${files === 1 ? '' : 's'}`}\n`);
    return { exit: status };
  },
};
