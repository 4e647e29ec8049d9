// Whose keys a call is signed with: the environment, a profile's own, or a role that a profile assumes. Roles are asked for when they are needed and kept
// in ~/.aws/cli/cache, as the real program does.
import { strToU8 } from 'fflate';
import { iso, MINUTE, parseIso } from '../../../engine/clock.ts';
import { hex, sha1 } from '../../../engine/digest.ts';
import type { Process } from '../../program.ts';
import { CliError } from './output/print.ts';
import { isMap } from './output/python.ts';
import { JsonProblem, parseJson } from './output/read-json.ts';
import { filesOf, profilesOf, type Settings, sharedOf } from './settings.ts';

export interface Keys {
  readonly id: string;
  readonly secret: string;
  readonly token: string | null;
  /** When they end, as text; null for keys that last. */
  readonly until: string | null;
  /** Where they were found, as `configure list` says it. */
  readonly from: 'env' | 'shared-credentials-file' | 'config-file' | 'assume-role' | 'custom-process';
}

/** A profile wants a second factor: the program has to ask for a code. */
export class NeedsCode extends Error {
  constructor(readonly serial: string) {
    super(`a code of ${serial} is needed`);
  }
}

/** A profile has its keys from another program: that has to run first. */
export class NeedsProcess extends Error {
  constructor(readonly argv: readonly string[]) {
    super(`${argv[0]} has to run`);
  }
}

type Section = Readonly<Record<string, string>>;

const wrong = (message: string) => new CliError(`\n${message}\n`, 255);
const partial = (from: string, missing: string) => wrong(`Partial credentials found in ${from}, missing: ${missing}`);

/** Credentials with less than this left are fetched again. */
const WINDOW = 15 * MINUTE;

function fromSection(section: Section | undefined, from: Keys['from']): Keys | null {
  if (!section || section.aws_access_key_id === undefined) return null;
  if (section.aws_secret_access_key === undefined) throw partial(from, 'aws_secret_access_key');
  return { id: section.aws_access_key_id, secret: section.aws_secret_access_key, token: section.aws_security_token ?? section.aws_session_token ?? null, until: null, from };
}

/** Keys of a profile that assumes no role: a browser's session, the credentials file, another program, the configuration. */
function ownKeys(process: Process, settings: Settings, profile: string): Keys | null {
  const files = filesOf(process);
  refuseSso(process, profile);
  return (
    fromSection(sharedOf(process, files.credentials)[profile], 'shared-credentials-file') ??
    fromProcess(process, settings, profilesOf(process)[profile]?.credential_process) ??
    fromSection(sharedOf(process, files.config)[profile], 'config-file')
  );
}

/** Throws for a profile that signs in through a browser, which nobody has done here. */
function refuseSso(process: Process, profile: string): void {
  const own = profilesOf(process)[profile] ?? {};
  if (own.sso_role_name === undefined && own.sso_account_id === undefined) return;
  const session = own.sso_session;
  const section: Section = session === undefined ? own : (sharedOf(process, filesOf(process).config)[`[sso-session ${session}]`] ?? {});
  if (session !== undefined && !Object.keys(section).length) throw wrong(`The specified sso-session does not exist: "${session}"`);
  const all: Section = { ...section, ...own };
  const missing = ['sso_start_url', 'sso_region', 'sso_role_name', 'sso_account_id'].filter((name) => all[name] === undefined);
  if (missing.length) throw wrong(`The profile "${profile}" is configured to use SSO but is missing required configuration: ${missing.join(', ')}`);
  throw wrong(`Error loading SSO Token: Token for ${session ?? all.sso_start_url} does not exist`);
}

/** Words of a command as a shell takes them apart, without expansions. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)].map(([word]) =>
    word.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
      (_, single?: string, double?: string, letter?: string) => single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? letter ?? '',
    ),
  );

function fromProcess(process: Process, settings: Settings, command: string | undefined): Keys | null {
  if (command === undefined) return null;
  const argv = wordsOf(command);
  const { printed } = settings.known;
  if (printed === null) throw new NeedsProcess(argv);
  const failed = (reason: string) => wrong(`Error when retrieving credentials from custom-process: ${reason}`);
  if (printed.exit === 127) throw wrong(`[Errno 2] No such file or directory: '${argv[0]}'`);
  if (printed.exit === 126) throw wrong(`[Errno 13] Permission denied: '${argv[0]}'`);
  if (printed.exit !== 0) throw failed(printed.output);
  let read: unknown;
  try {
    read = parseJson(printed.output);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw wrong(error.message);
  }
  const made = isMap(read) ? read : {};
  const version = made.Version ?? '<Version key not provided>';
  if (version !== 1) throw failed(`Unsupported version '${String(version)}' for credential process provider, supported versions: 1`);
  for (const name of ['AccessKeyId', 'SecretAccessKey']) if (made[name] === undefined) throw failed(`Missing required key in response: '${name}'`);
  const until = typeof made.Expiration === 'string' ? made.Expiration : null;
  if (until !== null && (parseIso(until) ?? Number.POSITIVE_INFINITY) <= process.time.now)
    throw wrong('Credentials were refreshed, but the refreshed credentials are still expired.');
  const token = made.SessionToken ?? null;
  return { id: String(made.AccessKeyId), secret: String(made.SecretAccessKey), token: token === null ? null : String(token), until, from: 'custom-process' };
}

interface Role {
  readonly arn: string;
  readonly source: string;
  readonly extra: Readonly<Record<string, string | number>>;
  readonly serial: string | null;
}

function roleOf(profiles: Readonly<Record<string, Section>>, name: string, visited: readonly string[]): Role {
  const { role_arn: arn = '', source_profile: source, credential_source: other, mfa_serial: serial, external_id, role_session_name, duration_seconds } = profiles[name] ?? {};
  if (other !== undefined && source !== undefined) throw wrong(`The profile "${name}" contains both source_profile and credential_source.`);
  if (other !== undefined) {
    if (!['Ec2InstanceMetadata', 'EcsContainer', 'Environment'].includes(other)) throw wrong(`The credential source "${other}" referenced in profile "${name}" is not valid.`);
    if (other !== 'Environment') throw wrong(`Error when retrieving credentials from ${other}: No credentials found in credential_source referenced in profile ${name}`);
  }
  if (source === undefined && other === undefined) throw partial('assume-role', 'source_profile or credential_source');
  if (source !== undefined && !profiles[source]) throw wrong(`The source_profile "${source}" referenced in the profile "${name}" does not exist.`);
  const own = source === undefined ? undefined : profiles[source];
  const hasKeys = own?.aws_access_key_id !== undefined || own?.aws_secret_access_key !== undefined;
  if (source !== undefined && visited.includes(source) && (source !== name || !hasKeys)) {
    const list = visited.map((one) => `'${one}'`).join(', ');
    throw wrong(`Infinite loop in credential configuration detected. Attempting to load from profile ${source} which has already been visited. Visited profiles: [${list}]`);
  }
  return {
    arn,
    source: source ?? '',
    serial: serial ?? null,
    extra: {
      ...(role_session_name === undefined ? {} : { RoleSessionName: role_session_name }),
      ...(external_id === undefined ? {} : { ExternalId: external_id }),
      ...(serial === undefined ? {} : { SerialNumber: serial }),
      ...(duration_seconds !== undefined && /^\d+$/.test(duration_seconds) ? { DurationSeconds: Number(duration_seconds) } : {}),
    },
  };
}

/** Name of a role's file in the cache: the digest of what is asked for, as Python writes it. */
function cachePath(process: Process, asked: Readonly<Record<string, string | number>>): string {
  const text = Object.keys(asked)
    .sort()
    .map((key) => `${JSON.stringify(key)}: ${JSON.stringify(asked[key])}`)
    .join(', ');
  return `${process.host.home}/.aws/cli/cache/${hex(sha1(strToU8(`{${text}}`)))}.json`;
}

function fromCache(process: Process, path: string): Keys | null {
  if (process.disk.stat(path)?.type !== 'file') return null;
  let read: unknown;
  try {
    read = parseJson(process.disk.read(path));
  } catch (error) {
    if (error instanceof JsonProblem) return null;
    throw error;
  }
  const kept = isMap(read) && isMap(read.Credentials) ? read.Credentials : {};
  const until = typeof kept.Expiration === 'string' ? parseIso(kept.Expiration.replace('+00:00', 'Z')) : null;
  if (until === null || until - process.time.now < WINDOW) return null;
  return { id: String(kept.AccessKeyId), secret: String(kept.SecretAccessKey), token: String(kept.SessionToken), until: String(kept.Expiration), from: 'assume-role' };
}

function assume(process: Process, settings: Settings, name: string, visited: readonly string[]): Keys {
  const profiles = profilesOf(process);
  const role = roleOf(profiles, name, visited);
  const asked = { RoleArn: role.arn, ...role.extra };
  const path = cachePath(process, asked);
  const kept = fromCache(process, path);
  if (kept) return kept;
  const source = role.source === '' ? fromEnvironment(process) : sourceKeys(process, settings, role.source, [...visited, role.source], profiles);
  if (!source) throw wrong(`The source profile "${role.source}" must have credentials.`);
  if (role.serial !== null && settings.known.code === null) throw new NeedsCode(role.serial);
  const reply = process.cloud({
    service: 'sts',
    operation: 'AssumeRole',
    params: { RoleSessionName: `botocore-session-${Math.floor(process.time.now / 1000)}`, ...asked, ...(role.serial === null ? {} : { TokenCode: settings.known.code }) },
    region: settings.region ?? 'us-east-1',
    accessKeyId: source.id,
    signature: { secret: source.secret, token: source.token },
    userAgent: `${settings.agent} command/sts.assume-role`,
  });
  if (!reply.ok) throw new CliError(`\nAn error occurred (${reply.code}) when calling the AssumeRole operation: ${reply.message}\n`, 254);
  const made = isMap(reply.output.Credentials) ? reply.output.Credentials : {};
  const until = iso(parseIso(String(made.Expiration)) ?? 0).replace('Z', '+00:00');
  process.disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
  process.disk.write(path, JSON.stringify({ Credentials: { ...made, Expiration: until }, AssumedRoleUser: reply.output.AssumedRoleUser }), { mode: 0o600 });
  return { id: String(made.AccessKeyId), secret: String(made.SecretAccessKey), token: String(made.SessionToken), until, from: 'assume-role' };
}

/** Keys of a profile that another one names as its source: its own, or those of the role that it assumes itself. */
function sourceKeys(process: Process, settings: Settings, name: string, visited: readonly string[], profiles: Readonly<Record<string, Section>>): Keys | null {
  const section = profiles[name];
  if (section?.role_arn === undefined || section.aws_access_key_id !== undefined) return ownKeys(process, settings, name);
  return assume(process, settings, name, visited);
}

function fromEnvironment({ env }: Process): Keys | null {
  if (!env.AWS_ACCESS_KEY_ID) return null;
  if (!env.AWS_SECRET_ACCESS_KEY) throw partial('env', 'AWS_SECRET_ACCESS_KEY');
  return {
    id: env.AWS_ACCESS_KEY_ID,
    secret: env.AWS_SECRET_ACCESS_KEY,
    token: env.AWS_SECURITY_TOKEN || env.AWS_SESSION_TOKEN || null,
    until: env.AWS_CREDENTIAL_EXPIRATION || null,
    from: 'env',
  };
}

/** Half of a pair of keys in the environment is found before a call is thought of. */
export function checkEnvironment(process: Process, settings: Settings): void {
  if (!settings.explicit) fromEnvironment(process);
}

/**
 * The keys for a call, or null when there are none. A profile asked for by option goes before the environment, a role before a profile's own keys.
 * Throws what the program says of a configuration that makes no sense, the refusal of the role, NeedsCode and NeedsProcess.
 */
export function keysOf(process: Process, settings: Settings): Keys | null {
  const own = settings.explicit ? null : fromEnvironment(process);
  if (own) return own;
  const section = profilesOf(process)[settings.profile];
  if (section?.role_arn !== undefined && section.web_identity_token_file !== undefined)
    throw wrong('This account is a simulation, and sts assume-role-with-web-identity is not part of it.');
  if (section?.role_arn !== undefined) return assume(process, settings, settings.profile, [settings.profile]);
  return ownKeys(process, settings, settings.profile);
}
