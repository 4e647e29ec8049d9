// unzip: takes an archive apart where one stands. It asks before it overwrites, unless -o says not to.
import { strFromU8 } from 'fflate';
import { instant } from '../../engine/clock.ts';
import { joinPath, parentOf } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program, Progress } from '../program.ts';
import { globToRegExp } from '../shell/pattern.ts';
import { readZip, type ZipEntry } from './archive/zip.ts';
import { type Grammar, readOptions } from './options.ts';
import { formatDate, zoneAt } from './zone.ts';

const GRAMMAR: Grammar = {
  name: 'unzip',
  flags: 'olnpqtujvZ',
  valued: 'dx',
  misuse: 10,
  help: `UnZip 6.00 of 20 April 2009, by Debian. Original by Info-ZIP.

Usage: unzip [-Z] [-opts[modifiers]] file[.zip] [list] [-x xlist] [-d exdir]

  -p  extract files to pipe, no messages     -l  list files (short format)
  -f  freshen existing files, create none    -t  test compressed archive data
  -u  update files, create if necessary      -d  extract files into exdir
modifiers:
  -n  never overwrite existing files         -q  quiet mode (-qq => quieter)
  -o  overwrite files WITHOUT prompting      -j  junk paths (do not make directories)`,
};

const UTC = { name: 'UTC', offset: 0 };

function list(process: Process, archive: string, entries: readonly ZipEntry[]): void {
  process.out(`Archive:  ${archive}\n  Length      Date    Time    Name\n---------  ---------- -----   ----\n`);
  for (const entry of entries) process.out(`${String(entry.bytes.length).padStart(9)}  ${formatDate(entry.local, UTC, '%Y-%m-%d %H:%M')}   ${entry.name}\n`);
  const total = entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
  process.out(`---------                     -------\n${String(total).padStart(9)}                     ${entries.length} file${entries.length === 1 ? '' : 's'}\n`);
}

interface Place {
  readonly argv: readonly string[];
  readonly at: number;
  /** What was answered for all that follow. */
  readonly all: 'yes' | 'no' | null;
  /** A new name is asked for. */
  readonly renaming: boolean;
}

function go(process: Process, place: Place, answer: string | null): Progress {
  const options = readOptions(process, place.argv, GRAMMAR);
  if (typeof options === 'number') return { exit: options };
  const [given, ...wanted] = options.operands;
  if (given === undefined) {
    process.out(`${GRAMMAR.help}\n`);
    return { exit: 10 };
  }
  const archive = process.disk.stat(given)?.type === 'file' ? given : `${given}.zip`;
  if (process.disk.stat(archive)?.type !== 'file') {
    process.err(`unzip:  cannot find or open ${given}, ${given}.zip or ${given}.ZIP.\n`);
    return { exit: 9 };
  }
  const all = readZip(process.disk.readBytes(archive), instant);
  if (!all) {
    process.err(
      `Archive:  ${archive}\n  End-of-central-directory signature not found.  Either this file is not\n  a zipfile, or it constitutes one disk of a multi-part archive.  In the\n  latter case the central directory and zipfile comment will be found on\n  the last disk(s) of this archive.\nunzip:  cannot find zipfile directory in one of ${archive} or\n        ${archive}.zip, and cannot find ${archive}.ZIP, period.\n`,
    );
    return { exit: 9 };
  }
  const globs = wanted.map(globToRegExp);
  const excluded = options.values('x').map(globToRegExp);
  const entries = all.filter((entry) => (globs.length === 0 || globs.some((glob) => glob.test(entry.name))) && !excluded.some((glob) => glob.test(entry.name)));
  if (options.has('l') || options.has('v') || options.has('Z')) {
    list(process, archive, entries);
    return { exit: entries.length === 0 ? 11 : 0 };
  }
  if (options.has('p')) {
    for (const entry of entries) process.out(strFromU8(entry.bytes));
    return { exit: 0 };
  }
  const quiet = options.has('q');
  if (place.at === 0 && answer === null && !quiet) process.out(`Archive:  ${archive}\n`);
  if (entries.length === 0) {
    for (const name of wanted) process.err(`caution: filename not matched:  ${name}\n`);
    return { exit: 11 };
  }
  if (options.has('t')) {
    for (const entry of entries) if (!quiet) process.out(`    testing: ${entry.name.padEnd(23)}  OK\n`);
    process.out(`No errors detected in compressed data of ${archive}.\n`);
    return { exit: 0 };
  }
  return extract(process, place, answer, entries, {
    never: options.has('n'),
    always: options.has('o'),
    quiet,
    flat: options.has('j'),
    newer: options.has('u'),
    into: options.value('d') ?? '',
  });
}

interface How {
  readonly never: boolean;
  readonly always: boolean;
  readonly quiet: boolean;
  readonly flat: boolean;
  readonly newer: boolean;
  readonly into: string;
}

function extract(process: Process, place: Place, answer: string | null, entries: readonly ZipEntry[], how: How): Progress {
  const { disk } = process;
  let { all } = place;
  let reply = answer;
  let status = 0;
  const say = (text: string) => {
    if (!how.quiet) process.out(text);
  };
  for (let at = place.at; at < entries.length; at++) {
    const entry = entries[at] as ZipEntry;
    // An archive may not climb out of the folder where it is unpacked.
    const safe = entry.name
      .split('/')
      .filter((part) => part !== '..')
      .join('/')
      .replace(/^\/+/, '');
    let path = how.into ? joinPath(how.into, safe) : safe;
    if (how.flat) path = how.into ? joinPath(how.into, safe.slice(safe.lastIndexOf('/') + 1)) : safe.slice(safe.lastIndexOf('/') + 1);
    const ask = (text: string, renaming: boolean): Progress => {
      process.out(text);
      return { wait: { for: 'line' }, state: { argv: [...place.argv], at, all, renaming } };
    };
    if (entry.name.endsWith('/')) {
      if (how.flat || disk.stat(path)) continue;
      orRefused<void>(
        () => {
          disk.makeFolder(path.replace(/\/$/, ''), { parents: true });
          say(`   creating: ${path}\n`);
        },
        (words) => {
          process.err(`checkdir error:  cannot create ${path}\n                 ${words}\n`);
          status = 2;
        },
      );
      continue;
    }
    const mtime = entry.local - zoneAt(entry.local, process.env.TZ).offset;
    if (place.renaming && at === place.at && reply !== null) {
      path = reply;
      reply = null;
    } else if (disk.stat(path) && !how.always && all !== 'yes') {
      if (how.never || all === 'no') continue;
      if (how.newer && (disk.stat(path)?.mtime ?? 0) >= mtime) continue;
      const question = `replace ${path}? [y]es, [n]o, [A]ll, [N]one, [r]ename: `;
      if (reply === null) return ask(question, false);
      const letter = reply.trim().slice(0, 1);
      reply = null;
      if (letter === 'A') all = 'yes';
      else if (letter === 'N') {
        all = 'no';
        continue;
      } else if (letter === 'n') continue;
      else if (letter === 'r') return ask('new name: ', true);
      else if (letter !== 'y' && letter !== 'Y') {
        process.out(`error:  invalid response [${letter || '{ENTER}'}]\n`);
        return ask(question, false);
      }
    }
    orRefused<void>(
      () => {
        const folder = parentOf(disk.resolve(path));
        if (!disk.stat(folder)) disk.makeFolder(folder, { parents: true });
        if (disk.stat(path)?.type === 'file') disk.remove(path);
        disk.write(path, entry.bytes, { mode: entry.mode || 0o644, mtime });
        say(entry.deflated ? `  inflating: ${path.padEnd(23)} \n` : ` extracting: ${path.padEnd(23)} \n`);
      },
      (words) => {
        process.err(`error:  cannot create ${path}\n        ${words}\n`);
        status = 50;
      },
    );
  }
  return { exit: status };
}

export const unzip: Program = {
  name: 'unzip',
  summary: 'take an archive apart',
  start: (process, argv) => go(process, { argv, at: 0, all: null, renaming: false }, null),
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    if (wake.by === 'line' && wake.text === null) {
      process.out('\n(EOF or read error, treating as "[N]one" ...)\n');
      return go(process, { ...(state as unknown as Place), all: 'no' }, 'N');
    }
    return go(process, state as unknown as Place, wake.by === 'line' ? wake.text : 'N');
  },
};
