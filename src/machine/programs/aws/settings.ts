// Profile, region, credentials and output format: from options, the environment and the files in ~/.aws.
import type { Process } from '../../program.ts';
import { CliError } from './output/print.ts';

/** Sections of an INI file as ~/.aws has them. */
export function sections(text: string): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  let at: Record<string, string> | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (!line || line.startsWith('#') || line.startsWith(';')) continue;
    const name = /^\[\s*(?:profile\s+)?"?([^\]"]+?)"?\s*\]$/.exec(line)?.[1];
    if (name) {
      at = found[name] ?? {};
      found[name] = at;
      continue;
    }
    const pair = /^([^=]+?)\s*=\s*(.*)$/.exec(line);
    if (pair && at) at[pair[1] as string] = pair[2] as string;
  }
  return found;
}

export interface Settings {
  readonly profile: string;
  readonly region: string | null;
  readonly accessKeyId: string | null;
  readonly output: string;
}

/** Where the two files are. */
export function filesOf({ env, host }: Pick<Process, 'env' | 'host'>): { readonly config: string; readonly credentials: string } {
  return { config: env.AWS_CONFIG_FILE ?? `${host.home}/.aws/config`, credentials: env.AWS_SHARED_CREDENTIALS_FILE ?? `${host.home}/.aws/credentials` };
}

function readSections(process: Process, path: string): Record<string, Record<string, string>> {
  return sections(process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '');
}

/** What the files say of a profile; the credentials win. */
export function ownOf(process: Process, profile: string): Readonly<Record<string, string>> {
  const files = filesOf(process);
  return { ...readSections(process, files.config)[profile], ...readSections(process, files.credentials)[profile] };
}

/** Throws when a profile is named that there is not, unless a new one is `allowed`. */
export function settingsOf(
  process: Process,
  given: { readonly profile: string | null; readonly region: string | null; readonly output: string | null },
  allowed = false,
): Settings {
  const { env } = process;
  const named = given.profile ?? (env.AWS_PROFILE || null) ?? (env.AWS_DEFAULT_PROFILE || null);
  const profile = named ?? 'default';
  const own = ownOf(process, profile);
  if (named !== null && named !== 'default' && !allowed && !Object.keys(own).length) {
    const files = filesOf(process);
    if (!readSections(process, files.config)[named] && !readSections(process, files.credentials)[named])
      throw new CliError(`\nThe config profile (${named}) could not be found\n`, 255);
  }
  return {
    profile,
    region: (given.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || own.region) ?? null,
    // A profile asked for by option goes before the environment's keys.
    accessKeyId: (given.profile === null ? env.AWS_ACCESS_KEY_ID || own.aws_access_key_id : own.aws_access_key_id) ?? null,
    output: given.output ?? (env.AWS_DEFAULT_OUTPUT || own.output || 'json'),
  };
}
