// What ssh and scp share: whom a host name reaches, with which key, and how long it takes to find out that nobody answers.
import { SECOND } from '../../engine/clock.ts';
import type { LaunchingProcess } from '../launch.ts';
import { keyMark, SSH_PORT } from '../machine.ts';
import { globToRegExp } from '../shell/pattern.ts';

/** How long Linux tries to connect to a host that does not answer. */
export const CONNECT_TIMEOUT = 127 * SECOND;
/** A handshake on an ordinary line. */
export const HANDSHAKE = 0.8 * SECOND;

export type Connection =
  | { readonly ok: true; readonly machine: string; readonly host: string }
  /** `after` milliseconds until the words come. */
  | { readonly ok: false; readonly words: string; readonly after: number };

interface HostConfig {
  readonly hostname?: string;
  readonly user?: string;
  readonly port?: number;
  readonly keys: readonly string[];
}

/** What `~/.ssh/config` says of a host: HostName, User, Port, IdentityFile. */
function configOf(process: LaunchingProcess, host: string): HostConfig {
  const path = `${process.host.home}/.ssh/config`;
  const text = process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '';
  let applies = true;
  let hostname: string | undefined;
  let user: string | undefined;
  let port: number | undefined;
  const keys: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\w+)\s*[= ]\s*(.+?)\s*$/.exec(line);
    if (!match || line.trim().startsWith('#')) continue;
    const [, key = '', value = ''] = match;
    switch (key.toLowerCase()) {
      case 'host':
        applies = value.split(/\s+/).some((pattern) => globToRegExp(pattern).test(host));
        break;
      case 'hostname':
        if (applies) hostname ??= value;
        break;
      case 'user':
        if (applies) user ??= value;
        break;
      case 'port':
        if (applies) port ??= Number(value);
        break;
      case 'identityfile':
        if (applies) keys.push(value);
    }
  }
  return { ...(hostname === undefined ? {} : { hostname }), ...(user === undefined ? {} : { user }), ...(port ? { port } : {}), keys };
}

const BOX = '@'.repeat(59);

/** Tries to reach `[user@]host` with the keys given by -i, in the config and in `~/.ssh`. */
export function connect(
  process: LaunchingProcess,
  destination: string,
  identities: readonly string[],
  given: { readonly timeout?: number; readonly port?: number } = {},
): Connection {
  const at = destination.lastIndexOf('@');
  const name = destination.slice(at + 1);
  const config = configOf(process, name);
  const host = config.hostname ?? name;
  const timeout = given.timeout ?? CONNECT_TIMEOUT;
  const port = given.port ?? config.port ?? SSH_PORT;
  const door = process.door(name, port) ?? process.door(host, port);
  const silent: Connection = { ok: false, words: `ssh: connect to host ${host} port ${port}: Connection timed out\n`, after: timeout };
  if (!door) {
    const known = /^\d+\.\d+\.\d+\.\d+$/.test(host) || process.resolve(host) !== null;
    return known ? silent : { ok: false, words: `ssh: Could not resolve hostname ${host}: Name or service not known\n`, after: 0 };
  }
  // Packets that no rule lets in are dropped without a word; connections that are open already go on.
  if (!door.open) return silent;
  if (!door.users || port !== SSH_PORT) return { ok: false, words: `ssh: connect to host ${host} port ${port}: Connection refused\n`, after: 0 };
  const user = at > 0 ? destination.slice(0, at) : (config.user ?? process.host.user);
  const home = (path: string) => path.replace(/^~(?=\/)/, process.host.home);
  let complaints = '';
  for (const path of identities) if (!process.disk.stat(home(path))) complaints += `Warning: Identity file ${path} not accessible: No such file or directory.\n`;
  const candidates = [...identities, ...config.keys, '~/.ssh/id_ed25519', '~/.ssh/id_rsa'].map(home);
  const opens = candidates.some((path) => {
    const entry = process.disk.stat(path);
    if (entry?.type !== 'file') return false;
    if (entry.mode & 0o077) {
      complaints += `${BOX}\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n${BOX}\nPermissions 0${(entry.mode & 0o777).toString(8)} for '${path}' are too open.\nIt is required that your private key files are NOT accessible by others.\nThis private key will be ignored.\nLoad key "${path}": bad permissions\n`;
      return false;
    }
    return door.keys?.includes(keyMark(process.disk.read(path))) ?? false;
  });
  if (!door.users.includes(user) || (door.keys !== null && !opens)) return { ok: false, words: `${complaints}${user}@${host}: Permission denied (publickey).\n`, after: 0 };
  if (complaints) process.err(complaints);
  return { ok: true, machine: door.machine, host: process.door(name) ? name : host };
}
