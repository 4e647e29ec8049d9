// Profile, region, credentials and output format: from options, the environment and the files in ~/.aws.
import type { Process } from '../../program.ts';
import { CliError } from './output/print.ts';

/** Sections of an INI file as ~/.aws has them. */
export function sections(text: string): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  let at: Record<string, string> | null = null;
  // A name without a value opens a group: what is indented below belongs to it, as `s3.max_concurrent_requests`.
  let group: string | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (!line || line.startsWith('#') || line.startsWith(';')) continue;
    const name = /^\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]$/.exec(line)?.[1];
    if (name) {
      at = found[name] ?? {};
      found[name] = at;
      continue;
    }
    const pair = /^([^=]+?)\s*=\s*(.*)$/.exec(line);
    if (!pair || !at) continue;
    const inside = /^\s/.test(raw) && group !== null;
    if (!inside) group = pair[2] === '' ? (pair[1] as string) : null;
    at[inside ? `${group}.${pair[1]}` : (pair[1] as string)] = pair[2] as string;
  }
  return found;
}

export const VERSION = '2.33.22';
const AGENT = `aws-cli/${VERSION}`;

export interface Settings {
  readonly profile: string;
  readonly region: string | null;
  readonly output: string;
  /** The profile was asked for by option: the environment's keys do not count. */
  readonly explicit: boolean;
  /** The code of a second factor that was typed for this command. */
  readonly code: string | null;
  /** Beginning of the user agent. */
  readonly agent: string;
}

/** Where the two files are. */
export function filesOf({ env, host }: Pick<Process, 'env' | 'host'>): { readonly config: string; readonly credentials: string } {
  return { config: env.AWS_CONFIG_FILE ?? `${host.home}/.aws/config`, credentials: env.AWS_SHARED_CREDENTIALS_FILE ?? `${host.home}/.aws/credentials` };
}

/** Sections of one of the files, none when it is not there. */
export function sharedOf(process: Process, path: string): Record<string, Record<string, string>> {
  return sections(process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '');
}

/** What the files say of a profile; the credentials win. */
export function ownOf(process: Process, profile: string): Readonly<Record<string, string>> {
  const files = filesOf(process);
  return { ...sharedOf(process, files.config)[profile], ...sharedOf(process, files.credentials)[profile] };
}

/** All profiles of both files; the credentials win. */
export function profilesOf(process: Process): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const files = filesOf(process);
  const [config, credentials] = [sharedOf(process, files.config), sharedOf(process, files.credentials)];
  return Object.fromEntries([...Object.keys(config), ...Object.keys(credentials)].map((name) => [name, { ...config[name], ...credentials[name] }]));
}

/** Throws when a profile is named that there is not, unless a new one is `allowed`. */
export function settingsOf(
  process: Process,
  given: { readonly profile: string | null; readonly region: string | null; readonly output: string | null },
  allowed = false,
  code: string | null = null,
): Settings {
  const { env } = process;
  const named = given.profile ?? (env.AWS_PROFILE || null) ?? (env.AWS_DEFAULT_PROFILE || null);
  const profile = named ?? 'default';
  const own = ownOf(process, profile);
  if (named !== null && named !== 'default' && !allowed && !Object.keys(own).length) {
    const files = filesOf(process);
    if (!sharedOf(process, files.config)[named] && !sharedOf(process, files.credentials)[named]) throw new CliError(`\nThe config profile (${named}) could not be found\n`, 255);
  }
  return {
    profile,
    region: given.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || own.region) ?? null,
    output: given.output ?? (env.AWS_DEFAULT_OUTPUT || own.output || 'json'),
    explicit: given.profile !== null,
    code,
    agent: AGENT,
  };
}
