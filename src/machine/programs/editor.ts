// nano, vi and their kin: the file is opened in the app's own editor; the fact tells the screen.
import { note } from '../../engine/moment.ts';
import type { Launcher } from '../launch.ts';

const make = (name: string): Launcher => ({
  name,
  launches: true,
  summary: 'edit a file (opens beside the terminal)',
  start(process, argv) {
    const path = argv.filter((word) => !/^[-+]/.test(word))[0];
    if (path === undefined) {
      process.err(`${name}: name a file to edit\n`);
      return { exit: 1 };
    }
    const entry = process.disk.stat(path);
    if (entry?.type === 'folder') {
      process.err(`${name}: ${path}: Is a directory\n`);
      return { exit: 1 };
    }
    if (entry?.type === 'file' && entry.base64 !== undefined) {
      process.err(`${name}: ${path}: not a text file\n`);
      return { exit: 1 };
    }
    const full = process.disk.resolve(path);
    if (!entry && process.disk.stat(full.slice(0, full.lastIndexOf('/')) || '/')?.type !== 'folder') {
      process.err(`${name}: ${path}: No such file or directory\n`);
      return { exit: 1 };
    }
    note(process.time, 'editor.open', { machine: process.machine, path: full, program: name });
    process.out(`${full} is open in the editor. Save there; the shell goes on.\n`);
    return { exit: 0 };
  },
});

export const editors: readonly Launcher[] = ['nano', 'vi', 'vim', 'emacs', 'code'].map(make);
