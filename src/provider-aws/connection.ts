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

export interface Chain {
  readonly credentials: Credentials | null;
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
  const credentials =
    key(settings.accessKey, settings.secretKey, settings.token, 'StaticCredentials') ??
    (settings.profile ? null : key(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN, 'EnvConfigCredentials')) ??
    key(ofShared?.aws_access_key_id, ofShared?.aws_secret_access_key, ofShared?.aws_session_token, 'SharedConfigCredentials') ??
    key(ofConfig?.aws_access_key_id, ofConfig?.aws_secret_access_key, ofConfig?.aws_session_token, 'SharedConfigCredentials');
  return { credentials, region, missingProfile };
}
