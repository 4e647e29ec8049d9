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

const readFile = (process: Process, path: string): string => {
  const entry = process.disk.stat(path);
  return entry?.type === 'file' ? process.disk.read(path) : '';
};

/** Throws when a profile is named that there is not. */
export function settingsOf(process: Process, given: { readonly profile: string | null; readonly region: string | null; readonly output: string | null }): Settings {
  const { env, host } = process;
  const config = sections(readFile(process, env.AWS_CONFIG_FILE ?? `${host.home}/.aws/config`));
  const secrets = sections(readFile(process, env.AWS_SHARED_CREDENTIALS_FILE ?? `${host.home}/.aws/credentials`));
  const named = given.profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? null;
  const profile = named ?? 'default';
  if (named !== null && named !== 'default' && !config[named] && !secrets[named]) throw new CliError(`\nThe config profile (${named}) could not be found\n`, 255);
  const own = { ...config[profile], ...secrets[profile] };
  return {
    profile,
    region: given.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? own.region ?? null,
    accessKeyId: named === null && env.AWS_ACCESS_KEY_ID ? env.AWS_ACCESS_KEY_ID : (own.aws_access_key_id ?? null),
    output: given.output ?? env.AWS_DEFAULT_OUTPUT ?? own.output ?? 'json',
  };
}
