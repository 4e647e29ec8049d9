// mkdir and touch: new folders, new files, new dates.
import { parseIso } from '../../engine/clock.ts';
import { orRefused } from '../disk/view.ts';
import type { Program } from '../program.ts';
import { readOptions } from './options.ts';

export const mkdir: Program = {
  name: 'mkdir',
  summary: 'make folders',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'mkdir',
      flags: 'pv',
      valued: 'm',
      long: { parents: 'p', verbose: 'v', 'mode=': 'm' },
      help: `Usage: mkdir [OPTION]... DIRECTORY...
Create the DIRECTORY(ies), if they do not already exist.

  -m, --mode=MODE   set file mode (as in chmod), not a=rwx - umask
  -p, --parents     no error if existing, make parent directories as needed
  -v, --verbose     print a message for each created directory
      --help        display this help and exit`,
    });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.err("mkdir: missing operand\nTry 'mkdir --help' for more information.\n");
      return { exit: 1 };
    }
    let status = 0;
    for (const path of options.operands) {
      orRefused<void>(
        () => {
          const there = process.disk.stat(path);
          process.disk.makeFolder(path, { parents: options.has('p') });
          const mode = options.value('m');
          if (mode !== undefined && /^[0-7]+$/.test(mode)) process.disk.setMode(path, Number.parseInt(mode, 8));
          if (options.has('v') && !there) process.out(`mkdir: created directory '${path}'\n`);
        },
        (words) => {
          process.err(`mkdir: cannot create directory ‘${path}’: ${words}\n`);
          status = 1;
        },
      );
    }
    return { exit: status };
  },
};

export const touch: Program = {
  name: 'touch',
  summary: 'make empty files, or set their date',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'touch',
      flags: 'acm',
      valued: 'dtr',
      long: { 'no-create': 'c', 'date=': 'd', 'reference=': 'r' },
      help: `Usage: touch [OPTION]... FILE...
Update the access and modification times of each FILE to the current time.
A FILE argument that does not exist is created empty, unless -c is supplied.

  -c, --no-create        do not create any files
  -d, --date=STRING      parse STRING and use it instead of current time
  -r, --reference=FILE   use this file's times instead of current time
      --help        display this help and exit`,
    });
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length === 0) {
      process.err("touch: missing file operand\nTry 'touch --help' for more information.\n");
      return { exit: 1 };
    }
    let mtime = process.time.now;
    const date = options.value('d');
    const reference = options.value('r');
    if (date !== undefined) {
      const parsed = parseIso(/^\d{4}-\d\d-\d\d$/.test(date) ? `${date}T00:00:00Z` : date.replace(' ', 'T')) ?? parseIso(`${date.replace(' ', 'T')}Z`);
      if (parsed === null) {
        process.err(`touch: invalid date format ‘${date}’\n`);
        return { exit: 1 };
      }
      mtime = parsed;
    }
    if (reference !== undefined) mtime = process.disk.stat(reference)?.mtime ?? mtime;
    let status = 0;
    for (const path of options.operands) {
      const entry = process.disk.stat(path);
      if ((!entry && options.has('c')) || entry?.type === 'folder') continue;
      orRefused<void>(
        () => process.disk.write(path, entry ? process.disk.readBytes(path) : '', { mtime }),
        (words) => {
          process.err(`touch: cannot touch '${path}': ${words}\n`);
          status = 1;
        },
      );
    }
    return { exit: status };
  },
};
