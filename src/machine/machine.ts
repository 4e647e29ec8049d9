// A computer of the world: its name, its person, its disk. Terminals are open on it; programs run in them.
import { fingerprint } from '../engine/json.ts';
import type { Disk } from './disk/disk.ts';
import { emptyDisk } from './disk/view.ts';
import type { Terminal } from './shell/frame.ts';

export const HOST_COLOURS = ['green', 'blue', 'yellow', 'magenta', 'cyan'] as const;
export type HostColour = (typeof HOST_COLOURS)[number];

export interface Machine {
  readonly name: string;
  /** As it stands in the prompt. */
  hostname: string;
  user: string;
  home: string;
  disk: Disk;
  /** What every login shell starts with, besides HOME, USER, PATH, SHELL, PWD, TERM. */
  env: Record<string, string>;
  colour: HostColour;
  /** Folders in which the user may write. */
  owned: string[];
  /** Who may come in by ssh. Null: nobody (no ssh server). */
  ssh: SshAccess | null;
}

/** Where every ssh server listens. */
export const SSH_PORT = 22;

export interface SshAccess {
  users: string[];
  /** Marks (`keyMark`) of the private keys that open the door; null when any key of the user's own does. */
  keys: string[] | null;
}

/** What a machine remembers of a private key: a mark of its text. The simulation has no cryptography; equal text is the same key. */
export const keyMark = (privateKey: string): string => fingerprint(privateKey.trim());

/** All computers and the terminals open on them: the slice of the world that this folder owns. */
export interface Computers {
  machines: Record<string, Machine>;
  terminals: Record<string, Terminal>;
}

export const noComputers = (): Computers => ({ machines: {}, terminals: {} });

/** A machine with a home folder and the few folders that every Linux has. `at` is their modification time. */
export function newMachine(name: string, at: number, given: Partial<Omit<Machine, 'name'>> & { readonly user: string }): Machine {
  const home = given.home ?? `/home/${given.user}`;
  const disk: Disk = { ...emptyDisk(at), ...given.disk };
  for (const path of ['/bin', '/etc', '/home', '/tmp', '/usr', '/usr/bin', '/usr/local', '/usr/local/bin', '/var', home]) {
    disk[path] ??= { type: 'folder', mode: path === '/tmp' ? 0o1777 : 0o755, mtime: at };
  }
  return {
    name,
    hostname: given.hostname ?? name,
    user: given.user,
    home,
    disk,
    env: given.env ?? {},
    colour: given.colour ?? 'green',
    owned: given.owned ?? [home, '/tmp'],
    ssh: given.ssh ?? null,
  };
}
