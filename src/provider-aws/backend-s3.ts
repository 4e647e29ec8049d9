// Terraform's state in S3: one object per workspace, locked by an object beside it, by an item in DynamoDB, or by both.
// Plain functions over the process's doors; what the terraform program expects of a backend is `machine/programs/terraform/backend.ts`.
import type { Json } from '../engine/json.ts';
import type { Timeline } from '../engine/moment.ts';
import { type CloudReply, type CloudRequest, type Connection, credentialChain, NOWHERE, signatureOf, takeRoles } from './connection.ts';
import { type Api, apiOf, Refusal } from './core/api.ts';
import { isRecord, pick, records, text } from './core/members.ts';

interface LockInfo {
  readonly ID: string;
  readonly Operation: string;
  readonly Info: string;
  readonly Who: string;
  readonly Version: string;
  readonly Created: string;
  readonly Path: string;
}

interface BackendProcess {
  readonly time: Timeline;
  readonly env: Readonly<Record<string, string>>;
  readonly host: { readonly home: string };
  readonly disk: { stat(path: string): { readonly type: string } | null; read(path: string): string };
  cloud(request: CloudRequest): CloudReply;
}

type Problem = { readonly ok: false; readonly message: string; readonly held?: LockInfo };
type Reply = { readonly ok: true } | Problem;

/** Where a state and its locks are. */
interface Place {
  readonly api: Api;
  readonly bucket: string;
  readonly key: string;
  readonly prefix: string;
  readonly table: string;
  readonly lockfile: boolean;
  readonly put: { readonly [member: string]: Json | undefined };
}

const noBucket = (bucket: string, error: Refusal): string =>
  `S3 bucket ${JSON.stringify(bucket)} does not exist.\n\nThe referenced S3 bucket must have been previously created. If the S3 bucket\nwas created within the last minute, please wait for a minute or two and try\nagain.\n\nError: ${error.message}\n`;

const badChecksum = (bucket: string, key: string, calculated: string, stored: string): string => `state data in S3 does not have the expected content.

The checksum calculated for the state stored in S3 does not match the checksum
stored in DynamoDB.

Bucket: ${bucket}
Key:    ${key}
Calculated checksum: ${calculated}
Stored checksum:     ${stored}

This may be caused by unusually long delays in S3 processing a previous state
update. Please wait for a minute or two and try again.

If this problem persists, and neither S3 nor DynamoDB are experiencing an
outage, you may need to manually verify the remote state and update the Digest
value stored in the DynamoDB table to the following value: ${calculated}`;

/** Runs calls; a refusal becomes a problem in the backend's words. */
function attempt<T>(bucket: string, work: () => T, beginning = ''): T | Problem {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, message: error.is('NoSuchBucket') ? noBucket(bucket, error) : `${beginning}${error.message}` };
  }
}

const bodyOf = (reply: Json): string => {
  const body = pick(reply, 'Body');
  return typeof body === 'string' ? body : '';
};
const digestOf = (reply: Json): string => text(pick(reply, 'ETag')).replaceAll('"', '');

function objectText(api: Api, bucket: string, key: string): { readonly text: string; readonly digest: string } | null {
  const reply = api.find('s3', 'GetObject', { Bucket: bucket, Key: key }, ['NoSuchKey']);
  return reply ? { text: bodyOf(reply as Json), digest: digestOf(reply as Json) } : null;
}

function item(place: Place, id: string): { readonly [name: string]: Json | undefined } | null {
  const found = pick(place.api.call('dynamodb', 'GetItem', { TableName: place.table, Key: { LockID: { S: id } }, ConsistentRead: true }) as Json, 'Item');
  return isRecord(found) ? found : null;
}

function parseLock(json: string): LockInfo | null {
  try {
    return JSON.parse(json) as LockInfo;
  } catch {
    return null;
  }
}

function storeAt(place: Place, path: string) {
  const { api, bucket, table } = place;
  const lockPath = `${bucket}/${path}`;
  const lockKey = `${path}.tflock`;
  const lockedByFile = (): LockInfo | null => {
    const found = objectText(api, bucket, lockKey);
    return found ? parseLock(found.text) : null;
  };
  const lockedByItem = (): LockInfo | null => {
    const found = item(place, lockPath);
    return found ? parseLock(text(pick(found as Json, 'Info.S'))) : null;
  };
  const write = (state: string): Reply =>
    attempt(
      bucket,
      () => {
        const reply = api.call('s3', 'PutObject', { Bucket: bucket, Key: path, Body: state, ContentType: 'application/json', ...place.put });
        if (table) api.call('dynamodb', 'PutItem', { TableName: table, Item: { LockID: { S: `${lockPath}-md5` }, Digest: { S: digestOf(reply as Json) } } });
        return { ok: true as const };
      },
      'failed to upload state: ',
    );
  return {
    read: () =>
      attempt(bucket, () => {
        const found = objectText(api, bucket, path);
        const stored = table ? text(pick((item(place, `${lockPath}-md5`) ?? {}) as Json, 'Digest.S')) : '';
        if (stored && stored !== (found?.digest ?? '')) return { ok: false as const, message: badChecksum(bucket, path, found?.digest ?? '', stored) };
        return { ok: true as const, text: found?.text ?? null };
      }),
    write: (state: string, _first: boolean): Reply => write(state),
    lock(given: LockInfo): { readonly ok: true; readonly id: string } | Problem {
      const info = { ...given, Path: lockPath };
      const body = JSON.stringify(info);
      if (place.lockfile) {
        const held = attemptLock(
          () => api.call('s3', 'PutObject', { Bucket: bucket, Key: lockKey, Body: body, ContentType: 'application/json', IfNoneMatch: '*', ...place.put }),
          lockedByFile,
        );
        if (held) return held;
      }
      if (table) {
        const held = attemptLock(
          () => api.call('dynamodb', 'PutItem', { TableName: table, Item: { LockID: { S: lockPath }, Info: { S: body } }, ConditionExpression: 'attribute_not_exists(LockID)' }),
          lockedByItem,
        );
        if (held) {
          if (place.lockfile) api.find('s3', 'DeleteObject', { Bucket: bucket, Key: lockKey }, ['NoSuchKey']);
          return held;
        }
      }
      return { ok: true, id: given.ID };
    },
    unlock: (id: string): Reply =>
      attempt(bucket, () => {
        for (const [on, found, remove] of [
          [place.lockfile, lockedByFile, () => api.call('s3', 'DeleteObject', { Bucket: bucket, Key: lockKey })],
          [table !== '', lockedByItem, () => api.call('dynamodb', 'DeleteItem', { TableName: table, Key: { LockID: { S: lockPath } } })],
        ] as const) {
          if (!on) continue;
          const info = found();
          if (!info) return { ok: false as const, message: `failed to retrieve lock info for lock ID ${JSON.stringify(id)}: no lock is held` };
          if (info.ID !== id) return { ok: false as const, message: `lock ID '${id}' does not match the existing lock ID '${info.ID}'`, held: info };
          remove();
        }
        return { ok: true as const };
      }),
  };

  function attemptLock(work: () => unknown, holder: () => LockInfo | null): Problem | null {
    try {
      work();
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.is('NoSuchBucket')) return { ok: false, message: noBucket(bucket, error) };
      if (!error.is('PreconditionFailed', 'ConditionalCheckFailedException', 'ConditionalRequestConflict')) return { ok: false, message: error.message };
      const held = holder();
      return { ok: false, message: error.message, ...(held ? { held } : {}) };
    }
  }
}

const STRING = { type: 'string' } as const;

/** The `s3` backend of Terraform 1.11. */
export const s3Backend = {
  type: 's3',
  arguments: {
    bucket: { type: 'string', required: true },
    key: { type: 'string', required: true },
    access_key: STRING,
    acl: STRING,
    allowed_account_ids: { type: 'list' },
    dynamodb_table: STRING,
    encrypt: { type: 'bool' },
    forbidden_account_ids: { type: 'list' },
    kms_key_id: STRING,
    max_retries: { type: 'number' },
    profile: STRING,
    region: STRING,
    secret_key: STRING,
    shared_config_files: { type: 'list' },
    shared_credentials_files: { type: 'list' },
    skip_credentials_validation: { type: 'bool' },
    skip_metadata_api_check: { type: 'bool' },
    skip_region_validation: { type: 'bool' },
    skip_requesting_account_id: { type: 'bool' },
    sse_customer_key: STRING,
    token: STRING,
    use_lockfile: { type: 'bool' },
    use_path_style: { type: 'bool' },
    workspace_key_prefix: STRING,
  },
  /** Opens the backend with the values of its block. Makes no call but the one that proves the credentials. */
  open(config: { readonly [name: string]: Json }, process: BackendProcess) {
    const fail = (summary: string, detail: string) => ({ ok: false as const, summary, detail });
    const setting = (name: string): string => text(config[name]);
    for (const name of ['bucket', 'key']) if (setting(name).trim() === '') return fail('Invalid Value', `The value cannot be empty or all whitespace`);
    if (setting('key').startsWith('/') || setting('key').endsWith('/')) return fail('Invalid Value', 'The value must not start or end with "/"');
    const connection: Connection = {
      time: process.time,
      env: process.env,
      home: process.host.home,
      readFile: (path) => (process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : null),
      cloud: (request) => process.cloud(request),
    };
    const chain = credentialChain(connection, {
      accessKey: setting('access_key') || undefined,
      secretKey: setting('secret_key') || undefined,
      token: setting('token') || undefined,
      profile: setting('profile') || undefined,
      region: setting('region') || undefined,
    });
    if (!chain.region) return fail('Missing region value', 'The "region" attribute or the "AWS_REGION" or "AWS_DEFAULT_REGION" environment variables must be set.');
    if (chain.missingProfile && !chain.credentials) return fail(`failed to get shared config profile, ${chain.missingProfile}`, '');
    if (chain.broken !== null) return fail(chain.broken, '');
    const held = chain.credentials ? takeRoles(connection, chain, chain.region) : { refused: NOWHERE };
    if ('refused' in held) {
      return fail(
        'No valid credential sources found',
        `Please see https://developer.hashicorp.com/terraform/language/backend/s3\nfor more information about providing credentials.\n\nError: failed to refresh cached credentials, ${held.refused}\n`,
      );
    }
    const api = apiOf(connection, { region: chain.region, accessKeyId: held.accessKeyId, signature: signatureOf(held) });
    const bucket = setting('bucket');
    const prefix = setting('workspace_key_prefix') || 'env:';
    const place: Place = {
      api,
      bucket,
      key: setting('key'),
      prefix,
      table: setting('dynamodb_table'),
      lockfile: config.use_lockfile === true,
      put: {
        ...(setting('acl') ? { ACL: setting('acl') } : {}),
        ...(setting('kms_key_id') ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: setting('kms_key_id') } : config.encrypt === true ? { ServerSideEncryption: 'AES256' } : {}),
      },
    };
    const pathOf = (workspace: string): string => (workspace === 'default' ? place.key : `${prefix}/${workspace}/${place.key}`);
    return {
      ok: true as const,
      backend: {
        type: 's3',
        workspaces: () =>
          attempt(bucket, () => {
            const names: string[] = [];
            let from: { readonly [member: string]: Json | undefined } = {};
            for (;;) {
              const page = api.call('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: `${prefix}/`, MaxKeys: 1000, ...from });
              for (const found of records(page.Contents)) {
                const rest = text(found.Key).slice(prefix.length + 1);
                if (rest.endsWith(`/${place.key}`)) names.push(rest.slice(0, -(place.key.length + 1)));
              }
              if (page.IsTruncated !== true) break;
              from = { ContinuationToken: page.NextContinuationToken };
            }
            return { ok: true as const, names: ['default', ...names.filter((name) => !name.includes('/')).sort()] };
          }),
        deleteWorkspace: (name: string): Reply =>
          name === 'default'
            ? { ok: false, message: "can't delete default state" }
            : attempt(bucket, () => {
                api.call('s3', 'DeleteObject', { Bucket: bucket, Key: pathOf(name) });
                if (place.table) api.call('dynamodb', 'DeleteItem', { TableName: place.table, Key: { LockID: { S: `${bucket}/${pathOf(name)}-md5` } } });
                return { ok: true as const };
              }),
        store: (workspace: string) => storeAt(place, pathOf(workspace)),
      },
    };
  },
} as const;
