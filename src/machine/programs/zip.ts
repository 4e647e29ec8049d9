// zip: a real archive of files and folders, with the dates of the simulated clock.
import { calendar, instant } from '../../engine/clock.ts';
import { baseName, joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Process, Program } from '../program.ts';
import { globToRegExp } from '../shell/pattern.ts';
import { pack, readZip, writeZip } from './archive/zip.ts';
import { readOptions } from './options.ts';
import { zoneAt } from './zone.ts';

interface Adding {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly local: number;
  readonly mode: number;
}

/** A file or a tree as entries of an archive. */
function gather(process: Process, path: string, recursive: boolean, excluded: readonly RegExp[], into: Adding[]): void {
  const entry = process.disk.stat(path);
  if (!entry) return;
  const name = path.replace(/^\/+/, '').replace(/^\.\//, '').replace(/\/+$/, '');
  const local = entry.mtime + zoneAt(entry.mtime, process.env.TZ).offset;
  const skip = (full: string) => excluded.some((glob) => glob.test(full));
  if (entry.type === 'file') {
    if (!skip(name))
      orRefused<void>(
        () => void into.push({ name, bytes: process.disk.readBytes(path), local, mode: entry.mode }),
        (words) => process.out(`\tzip warning: could not open for reading: ${path}: ${words}\n`),
      );
    return;
  }
  if (name !== '' && name !== '.' && !skip(`${name}/`)) into.push({ name: `${name}/`, bytes: new Uint8Array(), local, mode: entry.mode });
  if (recursive)
    for (const child of orRefused<readonly string[]>(
      () => process.disk.list(path),
      () => [],
    ))
      gather(process, path === '.' ? child : joinPath(path, child), true, excluded, into);
}

export const zip: Program = {
  name: 'zip',
  summary: 'pack files into an archive',
  start(process, argv) {
    const cut = argv.findIndex((word) => word === '-x' || word === '--exclude');
    const excluded = cut < 0 ? [] : argv.slice(cut + 1).filter((word) => !word.startsWith('-'));
    const options = readOptions(process, cut < 0 ? argv : argv.slice(0, cut), {
      name: 'zip',
      flags: 'rqjvuy9876543210Xm',
      long: { 'recurse-paths': 'r', quiet: 'q', 'junk-paths': 'j' },
      misuse: 16,
      help: "zip [-options] [zipfile list] [-xi list]\n  -r   recurse into directories     -j   junk (don't record) directory names\n  -q   quiet operation              -x   exclude the following names",
    });
    if (typeof options === 'number') return { exit: options };
    const [target, ...sources] = options.operands;
    if (target === undefined || sources.length === 0) {
      process.out(`\nzip error: Nothing to do! (${target ?? 'no archive named'})\n`);
      return { exit: 12 };
    }
    const archive = /\.[^/.]+$/.test(baseName(target)) ? target : `${target}.zip`;
    const before = process.disk.stat(archive) ? readZip(process.disk.readBytes(archive), instant) : [];
    if (!before) {
      process.out(
        `\tzip warning: missing end signature--probably not a zip file (did you\n\tzip warning: remember to use binary mode when you transferred it?)\n\nzip error: Zip file structure invalid (${archive})\n`,
      );
      return { exit: 3 };
    }
    const found: Adding[] = [];
    const globs = excluded.map(globToRegExp);
    for (const source of sources) {
      if (!process.disk.stat(source)) process.out(`\tzip warning: name not matched: ${source}\n`);
      else gather(process, source, options.has('r'), globs, found);
    }
    const adding = (options.has('j') ? found.filter((each) => !each.name.endsWith('/')).map((each) => ({ ...each, name: baseName(each.name) })) : found).filter(
      (each) => process.disk.resolve(each.name) !== process.disk.resolve(archive),
    );
    if (adding.length === 0) {
      process.out(`\nzip error: Nothing to do! (try: zip${options.has('r') ? ' -q' : ''} -r ${archive.replace(/\.zip$/, '')} . -i ${sources.join(' ')})\n`);
      return { exit: 12 };
    }
    const names = new Set(before.map((each) => each.name));
    for (const entry of adding) {
      if (options.has('q')) continue;
      const { data, deflated } = pack(entry.bytes);
      const percent = entry.bytes.length === 0 ? 0 : Math.round(100 - (data.length / entry.bytes.length) * 100);
      process.out(`${names.has(entry.name) ? 'updating: ' : '  adding: '}${entry.name} (${deflated ? `deflated ${percent}%` : 'stored 0%'})\n`);
    }
    const fresh = new Map(adding.map((entry) => [entry.name, entry]));
    const whole = [...before.map((entry) => fresh.get(entry.name) ?? entry), ...adding.filter((entry) => !names.has(entry.name))];
    return orRefused(
      () => {
        process.disk.write(archive, writeZip(whole, calendar));
        return { exit: 0 };
      },
      (words) => {
        process.out(`zip I/O error: ${words}\nzip error: Could not create output file (${archive})\n`);
        return { exit: 15 };
      },
    );
  },
};
