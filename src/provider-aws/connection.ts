// What the provider gets from the machine it runs on: the door to the cloud, the instant, chance, and the places where credentials are kept.
import type { Json } from '../engine/json.ts';
import { byText } from '../engine/memory.ts';
import type { Timeline } from '../engine/moment.ts';

export type Members = { readonly [name: string]: Json | undefined };

export interface CloudRequest {
  readonly service: string;
  readonly operation: string;
  readonly params: Members;
  readonly region: string;
  readonly accessKeyId: string;
  readonly signature?: { readonly secret: string; readonly token: string | null };
  readonly userAgent: string;
}

export type CloudReply =
  | { readonly ok: true; readonly output: Members; readonly requestId: string }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly modelled: boolean;
      readonly fields: Members;
      readonly requestId: string;
    };

/** The machine as far as the provider sees it. A machine's process fits: `{ time, env, home, readFile, cloud }`. */
export interface Connection {
  readonly time: Timeline;
  readonly env: Readonly<Record<string, string>>;
  /** The home folder of the user, for `~/.aws`. */
  readonly home: string;
  /** Text of a file; null when there is none or it may not be read. */
  readFile(path: string): string | null;
  /** Bytes of a file that a configuration names, as base64; null when there is none or it may not be read. Without it there are no files. */
  readBase64?(path: string): string | null;
  cloud(request: CloudRequest): CloudReply;
}

export const USER_AGENT =
  'APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/5.99.0 (+https://registry.terraform.io/providers/hashicorp/aws)';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
  readonly source: string;
}

/** With what requests are signed; nothing when no secret is known. */
export const signatureOf = (credentials: Pick<Credentials, 'secretAccessKey' | 'sessionToken'>): CloudRequest['signature'] =>
  credentials.secretAccessKey === '' ? undefined : { secret: credentials.secretAccessKey, token: credentials.sessionToken };

/** Sections of an AWS configuration file: name -> key -> value. */
export const parseIni = byText((text): Readonly<Record<string, Readonly<Record<string, string>>>> => {
  const sections: Record<string, Record<string, string>> = {};
  let current: Record<string, string> | null = null;
  for (const line of text.split('\n')) {
    const heading = /^\s*\[\s*(.+?)\s*\]/.exec(line);
    const pair = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (heading) {
      current = {};
      sections[heading[1] as string] = current;
    } else if (pair && current) current[pair[1] as string] = pair[2] as string;
  }
  return sections;
});

/** Explicit settings win over the environment, the environment over the shared files; as in the SDK's chain. */
export interface ChainSettings {
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly token?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** What the chain ends with where nothing keeps credentials. */
export const NOWHERE = 'no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded';

/** A role that a profile assumes with the credentials of the chain. */
export interface ProfileRole {
  readonly arn: string;
  readonly sessionName: string | null;
  readonly externalId: string | null;
  /** Seconds. */
  readonly duration: number | null;
  /** The device whose code would be needed. */
  readonly mfa: string | null;
}

export interface Chain {
  readonly credentials: Credentials | null;
  /** Roles to take on one after the other. */
  readonly roles: readonly ProfileRole[];
  /** What makes no sense in the files, as the SDK says it. */
  readonly broken: string | null;
  readonly region: string | null;
  /** The profile that was asked for by name but is in no file. */
  readonly missingProfile: string | null;
}

/** Looks up credentials and region the way the AWS SDK does. */
export function credentialChain(connection: Pick<Connection, 'env' | 'home' | 'readFile'>, settings: ChainSettings): Chain {
  const { env, home } = connection;
  const shared = parseIni(connection.readFile(env.AWS_SHARED_CREDENTIALS_FILE ?? `${home}/.aws/credentials`) ?? '');
  const config = parseIni(connection.readFile(env.AWS_CONFIG_FILE ?? `${home}/.aws/config`) ?? '');
  const asked = settings.profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE;
  const profile = asked || 'default';
  const ofConfig = config[profile === 'default' ? 'default' : `profile ${profile}`] ?? (profile === 'default' ? config['profile default'] : undefined);
  const ofShared = shared[profile];
  const region = settings.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || ofConfig?.region || ofShared?.region || null;
  const missingProfile = asked && !ofConfig && !ofShared ? asked : null;
  const key = (accessKeyId: string | undefined, secretAccessKey: string | undefined, token: string | undefined, source: string): Credentials | null =>
    accessKeyId ? { accessKeyId, secretAccessKey: secretAccessKey ?? '', sessionToken: token || null, source } : null;
  const sectionOf = (name: string) => config[name === 'default' ? 'default' : `profile ${name}`] ?? (name === 'default' ? config['profile default'] : undefined);
  const ownKeys = (name: string) =>
    key(shared[name]?.aws_access_key_id, shared[name]?.aws_secret_access_key, shared[name]?.aws_session_token, 'SharedConfigCredentials') ??
    key(sectionOf(name)?.aws_access_key_id, sectionOf(name)?.aws_secret_access_key, sectionOf(name)?.aws_session_token, 'SharedConfigCredentials');
  const environment = key(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN, 'EnvConfigCredentials');
  const given = key(settings.accessKey, settings.secretKey, settings.token, 'StaticCredentials') ?? (settings.profile ? null : environment);
  if (given) return { credentials: given, roles: [], broken: null, region, missingProfile };

  // A profile with a role takes it on with the keys of its source, which may be a profile with a role again.
  const roles: ProfileRole[] = [];
  const visited: string[] = [];
  let name = profile;
  for (;;) {
    const of = { ...sectionOf(name), ...shared[name] };
    const circular = visited.includes(name);
    if (of.role_arn === undefined || circular) break;
    visited.push(name);
    roles.unshift({
      arn: of.role_arn,
      sessionName: of.role_session_name ?? null,
      externalId: of.external_id ?? null,
      duration: /^\d+$/.test(of.duration_seconds ?? '') ? Number(of.duration_seconds) : null,
      mfa: of.mfa_serial ?? null,
    });
    if (of.credential_source === 'Environment') return { credentials: environment, roles, broken: null, region, missingProfile };
    const next = of.source_profile;
    if (next === undefined) return { credentials: null, roles, broken: null, region, missingProfile };
    if (!sectionOf(next) && !shared[next]) {
      return {
        credentials: null,
        roles,
        broken: `failed to load assume role ${of.role_arn}, of profile ${next}, failed to get shared config profile, ${next}`,
        region,
        missingProfile,
      };
    }
    name = next;
    // Its own keys are enough of a source, whatever role it has as well.
    if (ownKeys(name)) break;
  }
  return { credentials: ownKeys(name), roles, broken: null, region, missingProfile };
}

/** Takes on the roles of a profile, one after the other. Says what the SDK says when one is refused. */
export function takeRoles(connection: Connection, chain: Chain, region: string): Credentials | { readonly refused: string } {
  let held = chain.credentials as Credentials;
  for (const role of chain.roles) {
    if (role.mfa !== null) return { refused: 'assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.' };
    const signature = signatureOf(held);
    const reply = connection.cloud({
      service: 'sts',
      operation: 'AssumeRole',
      params: {
        RoleArn: role.arn,
        RoleSessionName: role.sessionName ?? `aws-go-sdk-${connection.time.now}000000`,
        ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
        ...(role.duration === null ? {} : { DurationSeconds: role.duration }),
      },
      region,
      accessKeyId: held.accessKeyId,
      ...(signature ? { signature } : {}),
      userAgent: USER_AGENT,
    });
    if (!reply.ok) {
      const code = `${reply.modelled ? '' : 'api error '}${reply.code}`;
      return { refused: `operation error STS: AssumeRole, https response error StatusCode: ${reply.status}, RequestID: ${reply.requestId}, ${code}: ${reply.message}` };
    }
    const made = (reply.output.Credentials ?? {}) as { readonly [name: string]: string | undefined };
    held = { accessKeyId: made.AccessKeyId ?? '', secretAccessKey: made.SecretAccessKey ?? '', sessionToken: made.SessionToken ?? null, source: 'AssumeRoleProvider' };
  }
  return held;
}
