// Profile, region, credentials and output format: from options, the environment and the files in ~/.aws.
import type { Process } from '../../program.ts';
import type { Globals } from './globals.ts';
import { CliError } from './output/print.ts';

/** Sections of an INI file as ~/.aws has them, by Python's rules; null for a file that they cannot read. */
export function sections(text: string, kind: 'config' | 'credentials' = 'credentials'): Record<string, Record<string, string>> | null {
  const found: Record<string, Record<string, string>> = {};
  const seen = new Set<string>();
  let at: Record<string, string> | null = null;
  // A name without a value opens a group: what is indented below belongs to it, as `s3.max_concurrent_requests`.
  let option: { readonly name: string; readonly indent: number; readonly group: boolean } | null = null;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (!line || line.startsWith('#') || line.startsWith(';')) continue;
    const indent = raw.length - raw.trimStart().length;
    if (at && option && indent > option.indent) {
      if (!option.group) {
        at[option.name] += `\n${line}`;
        continue;
      }
      const equals = line.indexOf('=');
      if (equals < 0) return null;
      at[`${option.name}.${line.slice(0, equals).trim()}`] = line.slice(equals + 1).trim();
      continue;
    }
    option = null;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      if (seen.has(header)) return null;
      seen.add(header);
      const named = /^\s*(profile\s+)?["']?(.+?)["']?\s*$/.exec(header) as RegExpExecArray;
      // In the configuration, a section that is no profile has a name that no profile can have.
      const name = kind === 'config' && !named[1] && named[2] !== 'default' ? `[${named[2]}]` : (named[2] as string);
      at = found[name] ?? {};
      found[name] = at;
      continue;
    }
    const pair = /^([^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    const name = pair?.[1]?.toLowerCase() ?? '';
    if (!pair || !at || name === '' || Object.hasOwn(at, name)) return null;
    at[name] = pair[2] as string;
    option = { name, indent, group: pair[2] === '' };
  }
  return found;
}

export const VERSION = '2.33.22';
const AGENT = `aws-cli/${VERSION}`;
/** What `--version` says. */
export const ABOUT = `${AGENT} Python/3.13.11 Linux/6.8.0 exe/x86_64.ubuntu.24 prompt/off`;

/** What a command had to find out before it could go on. */
export interface Known {
  /** The code of a second factor that was typed for it. */
  readonly code: string | null;
  /** What a profile's credential_process printed, and its exit status. */
  readonly printed: { readonly output: string; readonly exit: number } | null;
}

export const NOTHING_KNOWN: Known = { code: null, printed: null };

export interface Settings {
  readonly profile: string;
  readonly region: string | null;
  readonly output: string;
  /** The profile was asked for by option: the environment's keys do not count. */
  readonly explicit: boolean;
  /** Whether calls are signed at all. */
  readonly signed: boolean;
  readonly known: Known;
  /** Beginning of the user agent. */
  readonly agent: string;
  /** Where to send requests instead of to the service's own address. */
  readonly endpoint: string | null;
  readonly timeouts: Globals['timeouts'];
}

/** Where the two files are. */
export function filesOf({ env, host }: Pick<Process, 'env' | 'host'>): { readonly config: string; readonly credentials: string } {
  return { config: env.AWS_CONFIG_FILE ?? `${host.home}/.aws/config`, credentials: env.AWS_SHARED_CREDENTIALS_FILE ?? `${host.home}/.aws/credentials` };
}

/** Sections of one of the files, none when it is not there. */
export function sharedOf(process: Process, path: string): Record<string, Record<string, string>> {
  const found = sections(process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '', path === filesOf(process).config ? 'config' : 'credentials');
  if (!found) throw new CliError(`\nUnable to parse config file: ${path}\n`, 255);
  return found;
}

/** What the files say of a profile; the credentials win. */
export function ownOf(process: Process, profile: string): Readonly<Record<string, string>> {
  const files = filesOf(process);
  const config = sharedOf(process, files.config);
  return { ...config[profile], ...(PREDEFINED.includes(profile) ? config[`[${profile}]`] : {}), ...sharedOf(process, files.credentials)[profile] };
}

/** Sections of the configuration that are no profiles and may be looked at and set like one. */
export const PREDEFINED = ['preview', 'plugins'];

/** Whether a section is a profile. */
export const isProfile = (section: string): boolean => !section.startsWith('[');

/** All profiles of both files; the credentials win. */
export function profilesOf(process: Process): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const files = filesOf(process);
  const [config, credentials] = [sharedOf(process, files.config), sharedOf(process, files.credentials)];
  return Object.fromEntries([...Object.keys(config).filter(isProfile), ...Object.keys(credentials)].map((name) => [name, { ...config[name], ...credentials[name] }]));
}

/** Throws for a profile of which neither file knows; there is always a default one. */
export function needProfile(process: Process, name: string): void {
  if (name !== 'default' && !profilesOf(process)[name]) throw new CliError(`\nThe config profile (${name}) could not be found\n`, 255);
}

/** Throws when a profile is named that there is not, unless a new one is `allowed`. */
export function settingsOf(
  process: Process,
  given: Pick<Globals, 'profile' | 'region' | 'output' | 'endpoint' | 'timeouts' | 'signed'>,
  allowed = false,
  known: Known = NOTHING_KNOWN,
): Settings {
  const { env } = process;
  const named = given.profile || env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || null;
  const profile = named ?? 'default';
  const own = ownOf(process, profile);
  if (!allowed) needProfile(process, profile);
  return {
    profile,
    region: given.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || own.region) ?? null,
    output: given.output ?? (env.AWS_DEFAULT_OUTPUT || own.output || 'json'),
    explicit: Boolean(given.profile),
    signed: given.signed,
    known,
    agent: AGENT,
    endpoint: given.endpoint,
    timeouts: given.timeouts,
  };
}
