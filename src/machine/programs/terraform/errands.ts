// What provisioners want done: commands run on this machine, scripts and files on another that ssh reaches.
import type { Connection, Errand, ErrandReply } from '../../../terraform/host.ts';
import type { Work } from '../../launch.ts';
import { keyMark } from '../../machine.ts';
import { CONNECT_TIMEOUT, HANDSHAKE } from '../connection.ts';
import { pathOf, type Session } from './session.ts';

/** How far an errand is. Plain data. */
export interface Underway {
  readonly node: string;
  readonly errand: Errand;
  /** What was written so far. */
  readonly output: string;
  /** Scripts that are done. */
  readonly scripts: number;
  /** Connecting ends with this problem; null: it succeeds. */
  readonly refused?: string | null;
}

/** What is to be done next for an errand. */
export type Next = { readonly reply: ErrandReply } | { readonly until: number; readonly underway: Underway } | { readonly launch: Work; readonly underway: Underway };

const failed = (error: string, output = ''): Next => ({ reply: { output, error } });
const NO_FILE = 'no such file or directory';

export function beginErrand(session: Session, node: string, errand: Errand): Next {
  const underway: Underway = { node, errand, output: '', scripts: 0 };
  if (errand.kind === 'local-exec') return beginLocal(session, underway, errand);
  if (errand.kind === 'file' && 'path' in errand.from && !session.process.disk.stat(pathOf(session, errand.from.path))) return failed(`stat ${errand.from.path}: ${NO_FILE}`);
  if (errand.kind === 'remote-exec') {
    for (const script of errand.scripts) {
      if ('path' in script && session.process.disk.stat(pathOf(session, script.path))?.type !== 'file')
        return failed(`Failed to open script '${script.path}': open ${script.path}: ${NO_FILE}`);
    }
  }
  return connecting(session, underway, errand.connection);
}

/** Goes on when a time is over. */
export function resumeErrand(session: Session, underway: Underway): Next {
  const { errand, refused } = underway;
  if (refused !== null && refused !== undefined) return failed(refused, underway.output);
  if (errand.kind === 'file') return upload(session, errand);
  return errand.kind === 'remote-exec' ? nextScript(session, underway, errand) : { reply: { output: underway.output, error: null } };
}

/** Goes on when what was launched has ended. */
export function launchedErrand(session: Session, before: Underway, exit: number, text: string): Next {
  const output = before.output + text;
  const { errand } = before;
  if (exit === 130)
    return {
      reply: { output, error: errand.kind === 'local-exec' ? `Error running command '${errand.command}': signal: interrupt. Output: ${text}` : 'interrupted' },
    };
  if (errand.kind === 'local-exec') return { reply: { output, error: exit === 0 ? null : `Error running command '${errand.command}': exit status ${exit}. Output: ${text}` } };
  if (errand.kind !== 'remote-exec') return { reply: { output, error: null } };
  if (exit !== 0) return failed(`error executing "/tmp/terraform_${scriptNumber(before)}.sh": Process exited with status ${exit}`, output);
  return nextScript(session, { ...before, output, scripts: before.scripts + 1 }, errand);
}

function beginLocal(session: Session, underway: Underway, errand: Extract<Errand, { kind: 'local-exec' }>): Next {
  const { process } = session;
  const wrong = (words: string): Next => failed(`Error running command '${errand.command}': ${words}. Output: `);
  const [name = '', ...rest] = errand.interpreter;
  const path = name.includes('/');
  const known = process.programs[path ? name.slice(name.lastIndexOf('/') + 1) : name] !== undefined || (path && process.disk.stat(pathOf(session, name))?.type === 'file');
  if (!known) return wrong(path ? `fork/exec ${name}: ${NO_FILE}` : `exec: ${JSON.stringify(name)}: executable file not found in $PATH`);
  const cwd = pathOf(session, errand.directory);
  const folder = process.disk.stat(cwd)?.type;
  if (folder !== 'folder') return wrong(`chdir ${errand.directory}: ${folder ? 'not a directory' : NO_FILE}`);
  const env: Record<string, string> = { ...process.env, ...errand.environment, PWD: cwd };
  const argv = [path && process.programs[name.slice(name.lastIndexOf('/') + 1)] ? name.slice(name.lastIndexOf('/') + 1) : name, ...rest, errand.command];
  return { underway, launch: { argv, env, cwd, stdin: '', capture: true, merge: true } };
}

const truth = (given: boolean): string => (given ? 'true' : 'false');

const banner = ({ host, user, password, privateKey }: Connection): string =>
  `Connecting to remote host via SSH...\n  Host: ${host}\n  User: ${user}\n  Password: ${truth(password !== '')}\n  Private key: ${truth(privateKey !== '')}\n  Certificate: false\n  SSH Agent: false\n  Checking Host Key: false\n  Target Platform: unix\n`;

/** How often Terraform tries within a time: at once, then after 1, 2, 4, 8, 16 and every 20 seconds. Each try may take `each` milliseconds. */
function tries(patience: number, each: number): number {
  let [at, pause, count] = [each, 1000, 1];
  while (at + pause < patience) {
    at += pause + each;
    pause = Math.min(pause * 2, 20_000);
    count++;
  }
  return count;
}

function connecting(session: Session, underway: Underway, connection: Connection): Next {
  const { process } = session;
  const { host, port, user, privateKey, timeout } = connection;
  const says = underway.errand.kind === 'remote-exec' ? banner(connection) : '';
  const refuse = (words: string, each = 0): Next => ({
    until: process.time.now + timeout,
    underway: { ...underway, output: says.repeat(tries(timeout, each)), refused: `timeout - last error: ${words}` },
  });
  if (connection.type !== 'ssh') return refuse(`unknown error Post "http://${host}:${port}/wsman": dial tcp ${host}:${port}: connect: connection refused`);
  const door = process.door(host, port);
  if (!door) {
    const known = /^\d+\.\d+\.\d+\.\d+$/.test(host) || process.resolve(host) !== null;
    return known ? refuse(`dial tcp ${host}:${port}: i/o timeout`, Math.min(CONNECT_TIMEOUT, timeout)) : refuse(`dial tcp: lookup ${host} on 127.0.0.53:53: no such host`);
  }
  if (!door.open) return refuse(`dial tcp ${host}:${port}: i/o timeout`, Math.min(CONNECT_TIMEOUT, timeout));
  if (!door.users || port !== 22) return refuse(`dial tcp ${host}:${port}: connect: connection refused`);
  const opens = door.keys === null ? privateKey !== '' : privateKey !== '' && door.keys.includes(keyMark(privateKey));
  if (!door.users.includes(user) || !opens) {
    const methods = `none${connection.password ? ' password' : ''}${privateKey ? ' publickey' : ''}`;
    return refuse(
      `SSH authentication failed (${user}@${host}:${port}): ssh: handshake failed: ssh: unable to authenticate, attempted methods [${methods}], no supported methods remain`,
      HANDSHAKE,
    );
  }
  return { until: process.time.now + HANDSHAKE, underway: { ...underway, output: says && `${says}Connected!\n`, refused: null } };
}

/** The number in the name of the file that a script is copied to: the same for the same run. */
const scriptNumber = (underway: Underway): number => [...underway.node].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647, underway.scripts + 7);

function nextScript(session: Session, underway: Underway, errand: Extract<Errand, { kind: 'remote-exec' }>): Next {
  const script = errand.scripts[underway.scripts];
  if (!script) return { reply: { output: underway.output, error: null } };
  const machine = session.process.door(errand.connection.host)?.machine;
  if (!machine) return failed('timeout - last error: EOF', underway.output);
  const text = 'text' in script ? script.text : session.process.disk.read(pathOf(session, script.path));
  return { underway, launch: { script: text.replace(/^#!.*\n/, ''), name: 'bash', args: [], machine, stdin: '', capture: true, merge: true } };
}

/** Copies a file, or a folder: itself, or with a slash at its end what is in it. */
function upload(session: Session, { from, destination, connection }: Extract<Errand, { kind: 'file' }>): Next {
  const there = session.process.reach(connection.host);
  if (!there) return failed('timeout - last error: EOF');
  const { disk } = session.process;
  const write = (path: string, content: string | Uint8Array): string | null => {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    if (there.disk.stat(parent)?.type !== 'folder') return `Upload failed: scp: ${path}: No such file or directory`;
    there.disk.write(path, content);
    return null;
  };
  const copy = (source: string, target: string): string | null => {
    if (disk.stat(source)?.type !== 'folder') return write(target, disk.readBytes(source));
    if (!there.disk.stat(target)) there.disk.makeFolder(target);
    for (const name of disk.list(source)) {
      const problem = copy(`${source}/${name}`, `${target}/${name}`);
      if (problem) return problem;
    }
    return null;
  };
  const target = destination.startsWith('/') ? destination : `${there.home}/${destination}`;
  let problem: string | null;
  if ('text' in from) problem = write(target, from.text);
  else {
    const source = pathOf(session, from.path).replace(/\/$/, '');
    const inside = there.disk.stat(target)?.type === 'folder' && !from.path.endsWith('/');
    problem = copy(source, inside ? `${target.replace(/\/$/, '')}/${source.slice(source.lastIndexOf('/') + 1)}` : target);
  }
  return problem === null ? { reply: { output: '', error: null } } : failed(problem);
}
