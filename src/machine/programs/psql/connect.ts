// Where psql and its siblings connect to and with which words they fail: arguments, a URL, PG... variables, ~/.pgpass, the network, the server.

import { signedBy } from '../../../aws/rds/authority.ts';
import { SECOND } from '../../../engine/clock.ts';
import type { Json } from '../../../engine/json.ts';
import type { DatabaseDoor, Process } from '../../program.ts';
import { CONNECT_TIMEOUT } from '../connection.ts';

/** What was said of a connection; whatever is missing comes from the environment. */
export interface Target {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
  readonly password?: string | undefined;
  readonly timeout?: string | undefined;
  readonly sslmode?: string | undefined;
  readonly rootcert?: string | undefined;
  /** Words for the server's settings: `-c name=value`. */
  readonly options?: string | undefined;
  readonly application?: string | undefined;
  /** A section of `~/.pg_service.conf`. */
  readonly service?: string | undefined;
  /** Why what was said is not understood. */
  readonly refused?: string | undefined;
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password: string | null;
  /** Seconds to wait for a connection; null for as long as the system does. */
  readonly timeout: number | null;
  /** As it was said, and checked when it is used. */
  readonly sslmode: string;
  /** The file with the certificates that a server's is checked by, or `system`. */
  readonly rootcert: string;
  /** What is set as soon as somebody has logged in, as statements. */
  readonly setup: readonly string[];
  /** `-w`: a password is never asked for. */
  readonly silent?: boolean;
  /** Why nothing is tried at all; null when there is no reason. */
  readonly refused: string | null;
  /** A time to wait that is no number: told once the host is known. */
  readonly wrongTimeout?: string | null;
  /** The file that the password comes from. */
  readonly fromFile?: string | null;
}

/** An open connection, as a program keeps it. */
export interface Link {
  readonly server: string;
  readonly host: string;
  readonly ip: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly version: string;
  readonly encrypted: boolean;
}

/** The connection that a client among these programs has open, by its state; null for other programs. */
export function linkIn(state: Json): Link | null {
  const link = state !== null && typeof state === 'object' && 'link' in state ? state.link : null;
  return link && typeof link === 'object' && 'server' in link && 'database' in link ? (link as unknown as Link) : null;
}

/** `after` milliseconds until the words come. */
export type Connected = { readonly ok: true; readonly link: Link } | { readonly ok: false; readonly words: string; readonly after: number; readonly wantsPassword?: boolean };

/** What a connection string may say, and which part of a target it is; null for what makes no difference here. */
const KEYWORDS: Readonly<Record<string, keyof Target | null>> = {
  host: 'host',
  hostaddr: 'host',
  port: 'port',
  user: 'user',
  password: 'password',
  dbname: 'database',
  connect_timeout: 'timeout',
  sslmode: 'sslmode',
  sslrootcert: 'rootcert',
  options: 'options',
  application_name: 'application',
  fallback_application_name: null,
  service: 'service',
  passfile: null,
  client_encoding: null,
  channel_binding: null,
  gssencmode: null,
  keepalives: null,
  keepalives_idle: null,
  keepalives_interval: null,
  keepalives_count: null,
  tcp_user_timeout: null,
  sslcert: null,
  sslkey: null,
  sslcrl: null,
  sslcompression: null,
  sslsni: null,
  ssl_min_protocol_version: null,
  ssl_max_protocol_version: null,
  target_session_attrs: null,
  load_balance_hosts: null,
  require_auth: null,
};

/** A target out of names and values. `unknown` words a name that there is not. */
function targetOf(pairs: Readonly<Record<string, string>>, unknown: (name: string) => string): Target {
  const target: { -readonly [part in keyof Target]?: string } = {};
  for (const [name, value] of Object.entries(pairs)) {
    const part = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
    if (part === undefined) return { refused: unknown(name) };
    if (part !== null && !(name === 'hostaddr' && pairs.host)) target[part] = value;
  }
  return target;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Reads a connection URL or a string of `key=value` pairs; null when the text is neither, but a plain database name. */
export function readConninfo(text: string): Target | null {
  const url = /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@]*))?@)?([^:/?]*)(?::([^/?]*))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(text);
  if (url) {
    const [, user, password, host, port, database, query = ''] = url;
    const options = Object.fromEntries(
      query
        .split('&')
        .filter(Boolean)
        .map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))]),
    );
    const some = (part: string | undefined) => (part ? decode(part) : undefined);
    const named = { user: some(user), password: some(password), host: some(host), port: some(port), database: some(database) };
    const said = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
    return { ...targetOf(options, (name) => `invalid URI query parameter: "${name}"`), ...said };
  }
  if (!text.includes('=')) return null;
  const pairs: Record<string, string> = {};
  for (const [, name = '', quoted, plain] of text.matchAll(/(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S*))/g)) pairs[name] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  return targetOf(pairs, (name) => `invalid connection option "${name}"`);
}

/** What a service is, by the file of services; `refused` when it is not there. */
function serviceOf(process: Process, name: string): Target {
  const path = process.env.PGSERVICEFILE ?? `${process.host.home}/.pg_service.conf`;
  const missing = { refused: `definition of service "${name}" not found` };
  if (process.disk.stat(path)?.type !== 'file') return missing;
  const lines = process.disk
    .read(path)
    .split('\n')
    .map((line) => line.trim());
  const from = lines.indexOf(`[${name}]`);
  if (from < 0) return missing;
  const end = lines.findIndex((line, index) => index > from && line.startsWith('['));
  const pairs = lines.slice(from + 1, end < 0 ? undefined : end).filter((line) => line.includes('=') && !line.startsWith('#'));
  const said = Object.fromEntries(pairs.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]));
  return targetOf(said, () => `syntax error in service file "${path}"`);
}

/** The settings that words for the server make, as statements. */
function settings(options: string, application: string | undefined): string[] {
  const pairs = [...options.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)].map(
    ([, name = '', value = '']) => [name.replaceAll('-', '_'), value.replace(/\\(.)/g, '$1')] as const,
  );
  const all = application === undefined ? pairs : [...pairs, ['application_name', application] as const];
  return all.map(([name, value]) => `set ${name} = '${value.replaceAll("'", "''")}'`);
}

const passwordPath = (process: Process): string => process.env.PGPASSFILE ?? `${process.host.home}/.pgpass`;

/** What `~/.pgpass` (or PGPASSFILE) says of an address; null when it says nothing, with a warning when it is open to others. */
function passwordFile(process: Process, at: Pick<Address, 'host' | 'port' | 'user' | 'database'>): string | null {
  const path = passwordPath(process);
  const entry = process.disk.stat(path);
  if (entry?.type !== 'file') return null;
  if (entry.mode & 0o077) {
    process.err(`WARNING: password file "${path}" has group or world access; permissions should be u=rw (0600) or less\n`);
    return null;
  }
  const wanted = [at.host || 'localhost', String(at.port), at.database, at.user];
  for (const line of process.disk.read(path).split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map((match) => (match[1] as string).replace(/\\(.)/g, '$1'));
    if (fields.length >= 5 && wanted.every((value, index) => fields[index] === '*' || fields[index] === value)) return fields[4] as string;
  }
  return null;
}

/** Fills in what was not said. */
export function addressOf(process: Process, said: Target): Address {
  const { env } = process;
  const service = said.service ?? env.PGSERVICE;
  const known = Object.entries(said).filter(([, value]) => value !== undefined);
  const target: Target = { ...(service ? serviceOf(process, service) : {}), ...Object.fromEntries(known) };
  const host = target.host ?? env.PGHOST ?? '';
  const wanted = (target.port ?? env.PGPORT) || '5432';
  const port = Number(wanted);
  const wrongPort = !/^\s*[+-]?\d+\s*$/.test(wanted)
    ? `invalid integer value "${wanted}" for connection option "port"`
    : port < 1 || port > 65_535
      ? `invalid port number: "${wanted}"`
      : null;
  const user = target.user ?? env.PGUSER ?? process.host.user;
  const database = target.database ?? env.PGDATABASE ?? user;
  const waiting = target.timeout ?? env.PGCONNECT_TIMEOUT ?? '0';
  const wrongTimeout = /^\s*[+-]?\d+\s*$/.test(waiting) ? null : waiting;
  const seconds = Number(target.timeout ?? env.PGCONNECT_TIMEOUT ?? 0);
  const file = target.password === undefined && !env.PGPASSWORD ? passwordFile(process, { host, port, user, database }) : null;
  const password = target.password ?? (env.PGPASSWORD || null) ?? file;
  const rootcert = target.rootcert ?? env.PGSSLROOTCERT ?? `${process.host.home}/.postgresql/root.crt`;
  const sslmode = target.sslmode ?? env.PGSSLMODE ?? (rootcert === 'system' ? 'verify-full' : 'prefer');
  const setup = settings(target.options ?? env.PGOPTIONS ?? '', target.application ?? env.PGAPPNAME);
  return {
    host,
    port,
    user,
    database,
    password,
    timeout: seconds > 0 ? Math.max(2, seconds) : null,
    sslmode,
    rootcert,
    setup,
    refused: target.refused ?? wrongPort,
    wrongTimeout,
    fromFile: file === null ? null : passwordPath(process),
  };
}

/** Which kinds of connection each mode tries, in order: true for an encrypted one. */
const ATTEMPTS: Readonly<Record<string, readonly boolean[]>> = {
  disable: [false],
  allow: [false, true],
  prefer: [true, false],
  require: [true],
  'verify-ca': [true],
  'verify-full': [true],
};

/** Why a server's certificate is not taken; null where nobody checks it. RDS signs by authorities of its own, which Amazon publishes as a file of roots. */
function mistrust(process: Process, { sslmode, rootcert, host }: Address, name: string): string | null {
  if (!sslmode.startsWith('verify')) return null;
  if (rootcert === 'system') return 'SSL error: certificate verify failed\n';
  const entry = process.disk.stat(rootcert);
  if (entry?.type !== 'file')
    return `root certificate file "${rootcert}" does not exist\nEither provide the file, use the system's trusted roots with sslrootcert=system, or change sslmode to disable server certificate verification.\n`;
  const text = process.disk.read(rootcert);
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return `could not read root certificate file "${rootcert}": no certificate or crl found\n`;
  if (!signedBy(name, text)) return 'SSL error: certificate verify failed\n';
  return sslmode === 'verify-full' && host !== name ? `server certificate for "${name}" does not match host name "${host}"\n` : null;
}

/** Tries to connect. The words of a failure are libpq's, without the name of the program. */
export function connectTo(process: Process, address: Address): Connected {
  const { host, port } = address;
  if (address.refused !== null) return { ok: false, words: `${address.refused}\n`, after: 0 };
  const attempts = Object.hasOwn(ATTEMPTS, address.sslmode) ? ATTEMPTS[address.sslmode] : undefined;
  if (!attempts) return { ok: false, words: `invalid sslmode value: "${address.sslmode}"\n`, after: 0 };
  if (address.rootcert === 'system' && address.sslmode !== 'verify-full')
    return { ok: false, words: `weak sslmode "${address.sslmode}" may not be used with sslrootcert=system (use "verify-full")\n`, after: 0 };
  if (host === '' || host.startsWith('/')) {
    const socket = `${host || '/var/run/postgresql'}/.s.PGSQL.${port}`;
    return {
      ok: false,
      words: `connection to server on socket "${socket}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n`,
      after: 0,
    };
  }
  const door = process.databases.at(host, port);
  if (!door.ok && door.error === 'dns') return { ok: false, words: `could not translate host name "${host}" to address: Name or service not known\n`, after: 0 };
  const server = `connection to server at "${host}"${door.ip && door.ip !== host ? ` (${door.ip})` : ''}, port ${port} failed: `;
  if (!door.ok) {
    if (door.error === 'closed')
      return {
        ok: false,
        words: `${server}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n`,
        after: 200,
      };
    const limited = door.error === 'timeout' && address.timeout !== null && address.timeout * SECOND < CONNECT_TIMEOUT;
    if (limited) return { ok: false, words: `${server}timeout expired\n`, after: (address.timeout ?? 0) * SECOND };
    const reason = door.error === 'timeout' ? 'Connection timed out' : 'Connection refused';
    return {
      ok: false,
      words: `${server}${reason}\n\tIs the server running on that host and accepting TCP/IP connections?\n`,
      after: door.error === 'timeout' ? CONNECT_TIMEOUT : 20,
    };
  }
  if (address.wrongTimeout) return { ok: false, words: `${server}invalid integer value "${address.wrongTimeout}" for connection option "connect_timeout"\n`, after: 0 };
  let words = '';
  for (const encrypted of attempts) {
    const said = entered(process, address, door, encrypted);
    if (said.ok) return said;
    words += `${server}${said.words}`;
    // What is refused before somebody has logged in is tried in the other way.
    if (!said.early) return { ...said, words };
  }
  return { ok: false, words, after: 120 };
}

/** What a server says to one attempt. `early`: before it took the login for good. */
function entered(process: Process, address: Address, door: Extract<DatabaseDoor, { ok: true }>, encrypted: boolean): Connected & { readonly early?: boolean } {
  const { host, port, user, database, password } = address;
  const how = encrypted ? 'SSL encryption' : 'no encryption';
  const refused = (text: string, after: number): Connected => ({ ok: false, words: `${text}\n`, after });
  const doubt = encrypted ? mistrust(process, address, door.name) : null;
  if (doubt) return { ok: false, words: doubt, after: 60 };
  const who = `for host "${door.from}", user "${user}", database "${database}", ${how}`;
  if (database === 'rdsadmin') return { ...refused(`FATAL:  pg_hba.conf rejects connection ${who}`, 60), early: true };
  if (door.encryptedOnly && !encrypted) return { ...refused(`FATAL:  no pg_hba.conf entry ${who}`, 60), early: true };
  if (password === null) return { ok: false, words: 'fe_sendauth: no password supplied\n', after: 60, wantsPassword: !address.silent };
  switch (process.databases.login(door.server, user, password, database)) {
    case 'gone':
      return refused('Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?', 20);
    case 'password':
      return {
        ...refused(`FATAL:  password authentication failed for user "${user}"${address.fromFile ? `\npassword retrieved from file "${address.fromFile}"` : ''}`, 120),
        early: true,
      };
    case 'login':
      return refused(`FATAL:  role "${user}" is not permitted to log in`, 120);
    case 'database':
      return refused(`FATAL:  database "${database}" does not exist`, 90);
    case 'shut':
      return refused(`FATAL:  database "${database}" is not currently accepting connections`, 90);
    case 'ok':
      return { ok: true, link: { server: door.server, host, ip: door.ip, port, user, password, database, version: door.version, encrypted } };
  }
}
