// scp: files between machines, over ssh's own door.
import type { Json } from '../../engine/json.ts';
import type { DiskView } from '../disk/disk.ts';
import { baseName, joinPath } from '../disk/path.ts';
import { orRefused } from '../disk/view.ts';
import type { Launcher, Launching, LaunchingProcess } from '../launch.ts';
import { connect, HANDSHAKE } from './connection.ts';
import { humanSize } from './ls.ts';
import { readOptions } from './options.ts';

/** Bytes a second between two laptops in one room. */
const SPEED = 8_000_000;

interface End {
  /** Null: this machine. */
  readonly host: string | null;
  readonly path: string;
}

function endOf(text: string): End {
  const match = /^(?:scp:\/\/)?((?:[^@/:]+@)?[^@/:]+):(.*)$/.exec(text);
  return match && !text.startsWith('./') && !text.startsWith('/') ? { host: match[1] as string, path: match[2] as string } : { host: null, path: text };
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly source: string | null;
  readonly target: string | null;
  readonly folder: boolean;
}

/** The disk at one end, now. Null when the machine is gone. */
function diskAt(process: LaunchingProcess, host: string | null): DiskView | null {
  if (host === null) return process.disk;
  return process.reach(host.slice(host.lastIndexOf('@') + 1))?.disk ?? null;
}

/** `infra.zip    100%   12KB   1.2MB/s   00:00`, as wide as the terminal. */
function progressLine(process: LaunchingProcess, name: string, size: number, seconds: number): string {
  const rate = size / Math.max(seconds, 0.1);
  const unit = (value: number) => (value < 1024 ? `${Math.round(value)}` : humanSize(value)).replace(/([KMG])$/, '$1B');
  const tail = ` 100% ${unit(size).padStart(5)} ${(rate < 1024 ? `${rate.toFixed(1)}B` : `${(rate / (rate < 1048576 ? 1024 : 1048576)).toFixed(1)}${rate < 1048576 ? 'KB' : 'MB'}`).padStart(7)}/s   00:${String(Math.floor(seconds)).padStart(2, '0')}    `;
  return `${name.padEnd(Math.max(name.length, Math.min(process.columns, 100) - tail.length - 1))}${tail}\n`;
}

function plan(process: LaunchingProcess, from: DiskView, source: End, path: string, to: DiskView, target: End, toPath: string, recursive: boolean, into: Copy[]): string | null {
  const entry = from.stat(path);
  if (!entry) return `scp: ${source.path}: No such file or directory\n`;
  if (entry.type === 'folder') {
    if (!recursive) return `scp: ${source.host === null ? 'local' : 'download'} "${source.path}" is not a regular file\n`.replace('download ', '');
    into.push({ from: path, to: toPath, source: source.host, target: target.host, folder: true });
    for (const name of from.list(path)) plan(process, from, source, joinPath(path, name), to, target, joinPath(toPath, name), true, into);
    return null;
  }
  into.push({ from: path, to: toPath, source: source.host, target: target.host, folder: false });
  return null;
}

interface State {
  readonly failing?: string;
  readonly after?: string;
  readonly copies: readonly Copy[];
  readonly quiet: boolean;
  readonly keep: boolean;
  readonly status: number;
  readonly started: number;
}

/** Copies the first of what is left, then waits as long as the next one takes. */
function next(process: LaunchingProcess, state: State): Launching {
  const [copy, ...rest] = state.copies;
  if (!copy) return { exit: state.status };
  const [from, to] = [diskAt(process, copy.source), diskAt(process, copy.target)];
  if (!from || !to) {
    process.err('client_loop: send disconnect: Broken pipe\nscp: Connection closed\n');
    return { exit: 255 };
  }
  let { status } = state;
  orRefused<void>(
    () => {
      if (copy.folder) {
        if (!to.stat(copy.to)) to.makeFolder(copy.to);
        return;
      }
      const bytes = from.readBytes(copy.from);
      const entry = from.stat(copy.from);
      to.write(copy.to, bytes, { mode: to.stat(copy.to) ? undefined : entry?.mode, mtime: state.keep ? entry?.mtime : undefined });
      if (!state.quiet && process.terminal.out) process.out(progressLine(process, baseName(copy.from), bytes.length, (process.time.now - state.started) / 1000));
    },
    (words) => {
      process.err(`scp: ${copy.to}: ${words}\n`);
      status = 1;
    },
  );
  return onward(process, { ...state, copies: rest, status });
}

function onward(process: LaunchingProcess, state: State): Launching {
  const copy = state.copies[0];
  if (!copy) return { exit: state.status };
  const from = diskAt(process, copy.source);
  const size =
    from && !copy.folder
      ? orRefused(
          () => from.readBytes(copy.from).length,
          () => 0,
        )
      : 0;
  return { wait: { for: 'time', until: process.time.now + Math.ceil((size / SPEED) * 1000) }, state: { ...state, started: process.time.now } as unknown as Json };
}

export const scp: Launcher = {
  name: 'scp',
  summary: 'copy files between machines',
  launches: true,
  start(process, argv) {
    const usage =
      'usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]\n           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]\n           [-P port] [-S program] [-X sftp_option] source ... target\n';
    const options = readOptions(
      { out: process.out, err: (text) => process.err(/^scp: invalid option -- '(.)'/.test(text) ? `unknown option -- ${/'(.)'/.exec(text)?.[1]}\n${usage}` : text) },
      argv,
      { name: 'scp', flags: '346ABCOpqRrsTv', valued: 'cDFiJloPSX', help: usage },
    );
    if (typeof options === 'number') return { exit: options };
    if (options.operands.length < 2) {
      process.err(usage);
      return { exit: 1 };
    }
    const ends = options.operands.map(endOf);
    const target = ends[ends.length - 1] as End;
    const hosts = new Set(ends.flatMap((end) => (end.host === null ? [] : [end.host])));
    for (const host of hosts) {
      const connection = connect(process, host, options.values('i'), options.has('P') ? { port: Number(options.values('P').at(-1)) } : {});
      if (!connection.ok)
        return {
          wait: { for: 'time', until: process.time.now + connection.after },
          state: { failing: `${connection.words}scp: Connection closed\n`, copies: [], quiet: false, keep: false, status: 255, started: process.time.now },
        };
    }
    const to = diskAt(process, target.host);
    if (!to) {
      process.err(`ssh: Could not resolve hostname ${target.host}: Name or service not known\nscp: Connection closed\n`);
      return { exit: 255 };
    }
    const home = (end: End, path: string) => (end.host === null ? path : path === '' || path === '~' ? '.' : path.replace(/^~\//, ''));
    const goal = home(target, target.path);
    const into = to.stat(goal)?.type === 'folder';
    const copies: Copy[] = [];
    let status = 0;
    for (const source of ends.slice(0, -1)) {
      const from = diskAt(process, source.host);
      if (!from) continue;
      const path = home(source, source.path);
      const problem = plan(process, from, source, from.resolve(path), to, target, to.resolve(into ? joinPath(goal, baseName(from.resolve(path))) : goal), options.has('r'), copies);
      if (problem) {
        process.err(problem);
        status = 1;
      }
    }
    const state: State = { copies, quiet: options.has('q'), keep: options.has('p'), status, started: process.time.now };
    if (hosts.size === 0) return onward(process, state);
    return { wait: { for: 'time', until: process.time.now + HANDSHAKE }, state: { ...state, after: 'handshake' } as unknown as Json };
  },
  resume(process, given, wake) {
    const state = given as unknown as State;
    if (wake.by === 'interrupt') return { exit: 130 };
    if (state.failing !== undefined) {
      process.err(state.failing);
      return { exit: 255 };
    }
    if (state.after !== undefined) {
      const { after: _, ...rest } = state;
      return onward(process, rest);
    }
    return next(process, state);
  },
};
