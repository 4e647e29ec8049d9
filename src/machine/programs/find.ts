// find: a walk over folders with tests; -exec runs programs through the shell.
import type { Json } from '../../engine/json.ts';
import type { Entry } from '../disk/disk.ts';
import { baseName, joinPath } from '../disk/path.ts';
import { orRefused, sizeOf } from '../disk/view.ts';
import type { Launcher, Launching, LaunchingProcess } from '../launch.ts';
import { globToRegExp } from '../shell/pattern.ts';
import { modeText } from './ls.ts';
import { posix } from './regex.ts';
import { formatDate, zoneAt } from './zone.ts';

interface Found {
  readonly path: string;
  readonly entry: Entry;
  /** How many folders below its root. */
  readonly depth: number;
  /** `-prune`: it is not entered. */
  pruned?: boolean;
}

type Test = (found: Found) => boolean;

/** What `-printf` makes of a file. */
function printed(process: LaunchingProcess, format: string, { path, entry, depth }: Found): string {
  const fields: Record<string, string> = {
    p: path,
    f: baseName(path),
    h: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.',
    P: path.replace(/^[^/]*\/?/, ''),
    s: String(sizeOf(entry)),
    m: (entry.mode & 0o7777).toString(8),
    M: modeText(entry),
    u: process.host.user,
    g: process.host.user,
    y: entry.type === 'folder' ? 'd' : 'f',
    d: String(depth),
    k: String(Math.ceil(sizeOf(entry) / 4096) * 4),
    t: formatDate(entry.mtime, zoneAt(entry.mtime, process.env.TZ), '%a %b %e %H:%M:%S.%N0 %Y'),
    '%': '%',
  };
  const time = (letter: string) =>
    letter === '@' ? `${(entry.mtime / 1000).toFixed(10)}` : formatDate(entry.mtime, zoneAt(entry.mtime, process.env.TZ), letter === '+' ? '%Y-%m-%d+%H:%M:%S.%N0' : `%${letter}`);
  return format.replace(/\\(n|t|0|\\)|%T(.)|%([a-zA-Z%])/g, (whole, escaped: string | undefined, letter: string | undefined, key: string | undefined) =>
    escaped ? ({ n: '\n', t: '\t', 0: '\0', '\\': '\\' }[escaped] ?? '') : letter ? time(letter) : (fields[key ?? ''] ?? whole),
  );
}

class Wrong extends Error {}

interface Query {
  readonly roots: readonly string[];
  readonly test: Test;
  readonly least: number;
  readonly most: number;
}

/** Actions happen as the test is evaluated; what is to be run is collected and launched afterwards, in order. */
function read(process: LaunchingProcess, argv: readonly string[], commands: string[][], print: (text: string) => void, remove: (path: string) => boolean): Query {
  let at = 0;
  const roots: string[] = [];
  while (at < argv.length && !/^[-(!]/.test(argv[at] as string)) roots.push(argv[at++] as string);
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  let acts = false;
  const value = (name: string): string => {
    const text = argv[at++];
    if (text === undefined) throw new Wrong(`missing argument to \`${name}'`);
    return text;
  };
  const compare = (text: string, name: string): ((given: number) => boolean) => {
    const match = /^([+-]?)(\d+)$/.exec(text);
    if (!match) throw new Wrong(`invalid argument \`${text}' to \`${name}'`);
    const limit = Number(match[2]);
    return match[1] === '+' ? (given) => given > limit : match[1] === '-' ? (given) => given < limit : (given) => given === limit;
  };
  const primary = (): Test => {
    const word = argv[at++];
    switch (word) {
      case undefined:
        throw new Wrong('expected an expression');
      case '(': {
        const inner = either();
        if (argv[at++] !== ')') throw new Wrong("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
        return inner;
      }
      case '!':
      case '-not': {
        const inner = primary();
        return (found) => !inner(found);
      }
      case '-name':
      case '-iname': {
        const glob = value(word);
        const matcher = globToRegExp(word === '-iname' ? glob.toLowerCase() : glob);
        return ({ path }) => matcher.test(word === '-iname' ? baseName(path).toLowerCase() : baseName(path));
      }
      case '-path':
      case '-wholename': {
        const matcher = globToRegExp(value(word));
        return ({ path }) => matcher.test(path);
      }
      case '-type': {
        const kind = value(word);
        if (!/^[fdlbcps](,[fdlbcps])*$/.test(kind)) throw new Wrong(`Unknown argument to -type: ${kind}`);
        return ({ entry }) => kind.includes(entry.type === 'folder' ? 'd' : 'f');
      }
      case '-empty':
        return ({ path, entry }) =>
          entry.type === 'folder'
            ? orRefused(
                () => process.disk.list(path).length === 0,
                () => false,
              )
            : sizeOf(entry) === 0;
      case '-size': {
        const text = value(word);
        const match = /^([+-]?\d+)([ckMGb]?)$/.exec(text);
        if (!match) throw new Wrong(`Invalid argument \`${text}' to -size`);
        const unit = { c: 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3, b: 512 }[match[2] || 'b'] ?? 512;
        const test = compare(match[1] as string, word);
        return ({ entry }) => test(Math.ceil(sizeOf(entry) / unit));
      }
      case '-mtime':
      case '-mmin': {
        const test = compare(value(word), word);
        const unit = word === '-mtime' ? 86_400_000 : 60_000;
        return ({ entry }) => test(Math.floor((process.time.now - entry.mtime) / unit));
      }
      case '-newer': {
        const path = value(word);
        const other = process.disk.stat(path);
        if (!other) throw new Wrong(`‘${path}’: No such file or directory`);
        return ({ entry }) => entry.mtime > other.mtime;
      }
      case '-perm': {
        const text = value(word);
        const bits = Number.parseInt(text.replace(/^[-/]/, ''), 8);
        if (Number.isNaN(bits)) throw new Wrong(`invalid mode ‘${text}’`);
        return ({ entry }) => (text.startsWith('-') ? (entry.mode & bits) === bits : text.startsWith('/') ? (entry.mode & bits) !== 0 : (entry.mode & 0o7777) === bits);
      }
      case '-maxdepth':
        most = Number(value(word));
        return () => true;
      case '-mindepth':
        least = Number(value(word));
        return () => true;
      case '-prune':
        return (found) => {
          found.pruned = true;
          return true;
        };
      case '-regex':
      case '-iregex': {
        const matcher = new RegExp(`^(?:${posix(value(word), false)})$`, word === '-iregex' ? 'i' : '');
        return ({ path }) => matcher.test(path);
      }
      case '-user':
      case '-group': {
        const who = value(word);
        return () => who === process.host.user;
      }
      case '-printf': {
        acts = true;
        const format = value(word);
        return (found) => {
          print(printed(process, format, found));
          return true;
        };
      }
      case '-true':
        return () => true;
      case '-print':
        acts = true;
        return ({ path }) => {
          print(`${path}\n`);
          return true;
        };
      case '-print0':
        acts = true;
        return ({ path }) => {
          print(`${path}\0`);
          return true;
        };
      case '-delete':
        acts = true;
        return ({ path }) => remove(path);
      case '-exec': {
        acts = true;
        const words: string[] = [];
        while (at < argv.length && argv[at] !== ';' && !(argv[at] === '+' && words.at(-1) === '{}')) words.push(argv[at++] as string);
        const ending = argv[at++];
        if (ending === undefined) throw new Wrong("missing argument to `-exec'");
        if (ending === '+') {
          const command = words.slice(0, -1);
          let batch: string[] | null = null;
          return ({ path }) => {
            if (!batch) {
              batch = [...command];
              commands.push(batch);
            }
            batch.push(path);
            return true;
          };
        }
        return ({ path }) => {
          commands.push(words.map((each) => each.replaceAll('{}', path)));
          return true;
        };
      }
    }
    throw new Wrong(/^-/.test(word) ? `unknown predicate \`${word}'` : `paths must precede expression: \`${word}'`);
  };
  const both = (): Test => {
    let test = primary();
    while (at < argv.length && argv[at] !== ')' && argv[at] !== '-o' && argv[at] !== '-or') {
      if (argv[at] === '-a' || argv[at] === '-and') at++;
      const [left, right] = [test, primary()];
      test = (found) => left(found) && right(found);
    }
    return test;
  };
  const either = (): Test => {
    let test = both();
    while (argv[at] === '-o' || argv[at] === '-or') {
      at++;
      const [left, right] = [test, both()];
      test = (found) => left(found) || right(found);
    }
    return test;
  };
  let test: Test = at < argv.length ? either() : () => true;
  if (at < argv.length) throw new Wrong(`paths must precede expression: \`${argv[at]}'`);
  if (!acts) {
    const inner = test;
    test = (found) => {
      if (!inner(found)) return false;
      print(`${found.path}\n`);
      return true;
    };
  }
  return { roots: roots.length === 0 ? ['.'] : roots, test, least, most };
}

/** Runs what `-exec` wanted, one after the other. */
const next = (commands: readonly (readonly string[])[], status: number): Launching => {
  const [first, ...rest] = commands;
  return first ? { launch: { argv: first }, state: { commands: rest as unknown as Json, status } } : { exit: status };
};

export const find: Launcher = {
  name: 'find',
  summary: 'look for files',
  launches: true,
  start(process, argv) {
    if (argv[0] === '--help') {
      process.out(
        'Usage: find [path...] [expression]\n\nTests: -name -iname -path -type -empty -size -mtime -mmin -newer -perm\nActions: -print -print0 -delete -exec COMMAND ;  -exec COMMAND {} +\nOperators: ( EXPR )  ! EXPR  EXPR -a EXPR  EXPR -o EXPR\nOptions: -maxdepth LEVELS -mindepth LEVELS\n',
      );
      return { exit: 0 };
    }
    const commands: string[][] = [];
    let status = 0;
    const remove = (path: string): boolean =>
      orRefused(
        () => {
          process.disk.remove(path);
          return true;
        },
        (words) => {
          process.err(`find: cannot delete ‘${path}’: ${words}\n`);
          status = 1;
          return false;
        },
      );
    let query: Query;
    try {
      query = read(process, argv, commands, process.out, remove);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      process.err(`find: ${error.message}\n`);
      return { exit: 1 };
    }
    const deleting = argv.includes('-delete');
    const visit = (path: string, depth: number): void => {
      const entry = process.disk.stat(path);
      if (!entry) return;
      const found: Found = { path, entry, depth };
      const test = () => {
        if (depth >= query.least) query.test(found);
      };
      if (!deleting) test();
      if (entry.type === 'folder' && depth < query.most && !found.pruned) {
        const names = orRefused<readonly string[]>(
          () => process.disk.list(path),
          (words) => {
            process.err(`find: ‘${path}’: ${words}\n`);
            status = 1;
            return [];
          },
        );
        for (const name of names) visit(joinPath(path, name), depth + 1);
      }
      if (deleting) test();
    };
    for (const root of query.roots) {
      if (process.disk.stat(root)) visit(root, 0);
      else {
        process.err(`find: ‘${root}’: No such file or directory\n`);
        status = 1;
      }
    }
    return next(commands, status);
  },
  launched(_process, state, exit) {
    const { commands, status } = state as unknown as { commands: string[][]; status: number };
    return exit === 130 ? { exit } : next(commands, status);
  },
};
