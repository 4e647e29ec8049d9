// AWS Secrets Manager: secrets with their versions. A deleted one waits 7 to 30 days, unless it is forced.
import { DAY, iso } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, having, listed, rowAt, rows, table } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { mixedId, uuidOf } from '../ids.ts';
import { given, type Input, input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, type Tags, tagList } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import { getRandomPassword } from './password.ts';

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  changedAt: number;
  description: string | null;
  kmsKeyId: string | null;
  policy: string | null;
  deleteAt: number | null;
  deletedAt: number | null;
  /** Version id -> what it holds and its stages. */
  versions: Record<string, { readonly text: string | null; readonly binary: string | null; readonly at: number; stages: string[] }>;
  tags: Tags;
}

export const SECRETS = table<Secret>('secretsmanager.secret');

const notFound = () => new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 400);
const invalid = (message: string) => new AwsError('InvalidRequestException', message, 400);

/** By name, ARN, or ARN without its last six letters, if there is such a secret. For reading. */
export function findSecret(context: CloudContext, asked: string): Readonly<Secret> | undefined {
  const name = asked.startsWith('arn:') ? asked.slice(asked.indexOf(':secret:') + ':secret:'.length) : asked;
  return (
    rowAt(context.account, context.region, SECRETS, asked) ??
    having(context.account, context.region, SECRETS, 'name', name).find((secret) => secret.name === asked || secret.arn.replace(/-[^-]{6}$/, '') === asked)
  );
}

/** The same, which has to be there. Throws ResourceNotFoundException. */
export function secretOf(context: CloudContext, asked: string): Readonly<Secret> {
  const found = findSecret(context, asked);
  if (!found) throw notFound();
  return found;
}

const rowOf = (context: CloudContext, asked: string): Secret => rows(context.account, context.region, SECRETS)[secretOf(context, asked).arn] as Secret;

const alive = (secret: Readonly<Secret>) => {
  if (secret.deleteAt !== null) throw invalid("You can't perform this operation on the secret because it was marked for deletion.");
};

const onSecret = (action: string) => (context: CloudContext, params: Params) => {
  const asked = input(params, jsonWords).optional('SecretId') ?? '*';
  const found = findSecret(context, asked);
  return [
    {
      action: `secretsmanager:${action}`,
      resource: found?.arn ?? `arn:aws:secretsmanager:${context.region}:${context.account.id}:secret:${asked}`,
      ...(found ? { tags: found.tags } : {}),
    },
  ];
};

function readValue(from: Input): { text: string | null; binary: string | null } | null {
  const [text, binary] = [from.optional('SecretString'), from.optional('SecretBinary')];
  if (text !== null && binary !== null)
    throw new AwsError('InvalidParameterException', "You can't specify both a binary secret value and a string secret value in the same secret.", 400);
  return text === null && binary === null ? null : { text, binary };
}

function addVersion(context: CloudContext, secret: Secret, value: { text: string | null; binary: string | null }, token: string | null): string {
  const id = token ?? uuidOf(context.time, 'secret');
  for (const version of Object.values(secret.versions)) {
    version.stages = version.stages.includes('AWSCURRENT')
      ? [...version.stages.filter((stage) => stage !== 'AWSCURRENT' && stage !== 'AWSPREVIOUS'), 'AWSPREVIOUS']
      : version.stages.filter((stage) => stage !== 'AWSPREVIOUS');
  }
  secret.versions[id] = { ...value, at: context.time.now, stages: ['AWSCURRENT'] };
  secret.changedAt = context.time.now;
  return id;
}

const create: Operation = {
  kind: 'write',
  authorise: (context, params) => [
    {
      action: 'secretsmanager:CreateSecret',
      resource: `arn:aws:secretsmanager:${context.region}:${context.account.id}:secret:${input(params, jsonWords).optional('Name') ?? '*'}`,
    },
  ],
  run(context, params) {
    const from = input(params, jsonWords);
    const name = from.text('Name');
    if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name))
      throw new AwsError('InvalidParameterException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!', 400);
    const present = having(context.account, context.region, SECRETS, 'name', name)[0];
    if (present && present.deleteAt !== null) throw invalid(`You can't create this secret because a secret with this name is already scheduled for deletion.`);
    if (present) throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`, 400);
    const value = readValue(from);
    const tags = readTags(params.Tags);
    const secret: Secret = {
      arn: `arn:aws:secretsmanager:${context.region}:${context.account.id}:secret:${name}-${mixedId(context.time, 'secret', 6)}`,
      name,
      createdAt: context.time.now,
      changedAt: context.time.now,
      description: from.optional('Description'),
      kmsKeyId: from.optional('KmsKeyId'),
      policy: null,
      deleteAt: null,
      deletedAt: null,
      versions: {},
      tags,
    };
    const version = value ? addVersion(context, secret, value, from.optional('ClientRequestToken')) : null;
    rows(context.account, context.region, SECRETS)[secret.arn] = secret;
    note(context.time, 'secretsmanager.secret.created', { account: context.account.id, secret: name });
    return given({ ARN: secret.arn, Name: name, VersionId: version });
  },
};

const putValue: Operation = {
  kind: 'write',
  authorise: onSecret('PutSecretValue'),
  run(context, params) {
    const from = input(params, jsonWords);
    const found = secretOf(context, from.text('SecretId'));
    const value = readValue(from);
    if (!value) throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.', 400);
    alive(found);
    const secret = rowOf(context, found.arn);
    const version = addVersion(context, secret, value, from.optional('ClientRequestToken'));
    return { ARN: secret.arn, Name: secret.name, VersionId: version, VersionStages: ['AWSCURRENT'] };
  },
};

const update: Operation = {
  kind: 'write',
  authorise: onSecret('UpdateSecret'),
  run(context, params) {
    const from = input(params, jsonWords);
    const found = secretOf(context, from.text('SecretId'));
    const value = readValue(from);
    const [description, key] = [from.optional('Description'), from.optional('KmsKeyId')];
    alive(found);
    const secret = rowOf(context, found.arn);
    if (description !== null) secret.description = description;
    if (key !== null) secret.kmsKeyId = key;
    const version = value ? addVersion(context, secret, value, from.optional('ClientRequestToken')) : null;
    return given({ ARN: secret.arn, Name: secret.name, VersionId: version });
  },
};

const getValue: Operation = {
  kind: 'read',
  authorise: onSecret('GetSecretValue'),
  run(context, params) {
    const from = input(params, jsonWords);
    const secret = secretOf(context, from.text('SecretId'));
    alive(secret);
    const [id, stage] = [from.optional('VersionId'), from.optional('VersionStage')];
    const found = Object.entries(secret.versions).find(
      ([version, kept]) => (id === null || version === id) && (id !== null && stage === null ? true : kept.stages.includes(stage ?? 'AWSCURRENT')),
    );
    if (!found) throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for staging label: ${stage ?? 'AWSCURRENT'}`, 400);
    const [version, kept] = found;
    return given({
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version,
      SecretBinary: kept.binary,
      SecretString: kept.text,
      VersionStages: [...kept.stages],
      CreatedDate: iso(kept.at, true),
    });
  },
};

const stages = (secret: Readonly<Secret>) =>
  Object.fromEntries(
    Object.entries(secret.versions)
      .filter(([, kept]) => kept.stages.length > 0)
      .map(([id, kept]) => [id, [...kept.stages]]),
  );

const describe: Operation = {
  kind: 'read',
  authorise: onSecret('DescribeSecret'),
  run(context, params) {
    const secret = secretOf(context, input(params, jsonWords).text('SecretId'));
    return given({
      ARN: secret.arn,
      Name: secret.name,
      Description: secret.description,
      KmsKeyId: secret.kmsKeyId,
      LastChangedDate: iso(secret.changedAt, true),
      DeletedDate: secret.deletedAt === null ? null : iso(secret.deletedAt, true),
      Tags: Object.keys(secret.tags).length > 0 ? tagList(secret.tags) : null,
      VersionIdsToStages: stages(secret),
      CreatedDate: iso(secret.createdAt, true),
    });
  },
};

const list: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const found = listed(context.account, context.region, SECRETS).filter((secret) => secret.deleteAt === null || from.flag('IncludePlannedDeletion') === true);
    const cut = page(found, params.NextToken, params.MaxResults, 100, 'InvalidNextTokenException');
    return {
      SecretList: cut.items.map((secret) =>
        given({
          ARN: secret.arn,
          Name: secret.name,
          Description: secret.description,
          KmsKeyId: secret.kmsKeyId,
          LastChangedDate: iso(secret.changedAt, true),
          DeletedDate: secret.deletedAt === null ? null : iso(secret.deletedAt, true),
          Tags: tagList(secret.tags),
          SecretVersionsToStages: stages(secret),
          CreatedDate: iso(secret.createdAt, true),
        }),
      ),
      ...(cut.next ? { NextToken: cut.next } : {}),
    };
  },
};

const remove: Operation = {
  kind: 'write',
  authorise: onSecret('DeleteSecret'),
  run(context, params) {
    const from = input(params, jsonWords);
    const found = secretOf(context, from.text('SecretId'));
    const days = from.number('RecoveryWindowInDays');
    const force = from.flag('ForceDeleteWithoutRecovery') ?? false;
    if (days !== null && force) throw new AwsError('InvalidParameterException', "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.", 400);
    if (days !== null && !(days >= 7 && days <= 30))
      throw new AwsError('InvalidParameterException', 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).', 400);
    if (!force) alive(found);
    const now = context.time.now;
    const { arn, name } = found;
    note(context.time, 'secretsmanager.secret.deleted', { account: context.account.id, secret: name, forced: force });
    if (force) {
      delete rows(context.account, context.region, SECRETS)[arn];
      return { ARN: arn, Name: name, DeletionDate: iso(now, true) };
    }
    const secret = rowOf(context, arn);
    secret.deletedAt = now;
    secret.deleteAt = now + (days ?? 30) * DAY;
    schedule(context.time, secret.deleteAt, 'secretsmanager.secret.delete', { account: context.account.id, region: context.region, arn });
    return { ARN: arn, Name: name, DeletionDate: iso(secret.deleteAt, true) };
  },
};

const restore: Operation = {
  kind: 'write',
  authorise: onSecret('RestoreSecret'),
  run(context, params) {
    const secret = rowOf(context, secretOf(context, input(params, jsonWords).text('SecretId')).arn);
    secret.deleteAt = null;
    secret.deletedAt = null;
    return { ARN: secret.arn, Name: secret.name };
  },
};

const { set: tag, drop: untag } = tagOperations({
  check: (context, params) => secretOf(context, input(params, jsonWords).text('SecretId')),
  row: (context, params) => rowOf(context, input(params, jsonWords).text('SecretId')),
  rights: onSecret,
});

const moveStage: Operation = {
  kind: 'write',
  authorise: onSecret('UpdateSecretVersionStage'),
  run(context, params) {
    const from = input(params, jsonWords);
    const found = secretOf(context, from.text('SecretId'));
    const [stage, away, to] = [from.text('VersionStage'), from.optional('RemoveFromVersionId'), from.optional('MoveToVersionId')];
    alive(found);
    for (const id of [away, to])
      if (id !== null && !Object.hasOwn(found.versions, id)) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret version.", 400);
    const holder = Object.keys(found.versions).find((id) => found.versions[id]?.stages.includes(stage)) ?? null;
    if (holder !== away)
      throw new AwsError(
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be empty or another version. Staging label ${stage} is currently attached to version ${holder}.`,
        400,
      );
    if (stage === 'AWSCURRENT' && to === null)
      throw new AwsError('InvalidParameterException', "You can't remove staging label AWSCURRENT without moving it to another version.", 400);
    const secret = rowOf(context, found.arn);
    for (const version of Object.values(secret.versions)) version.stages = version.stages.filter((one) => one !== stage && !(stage === 'AWSCURRENT' && one === 'AWSPREVIOUS'));
    if (to !== null) secret.versions[to]?.stages.push(stage);
    if (stage === 'AWSCURRENT' && away !== null && away !== to) secret.versions[away]?.stages.push('AWSPREVIOUS');
    return { ARN: secret.arn, Name: secret.name };
  },
};

const getPolicy: Operation = {
  kind: 'read',
  authorise: onSecret('GetResourcePolicy'),
  run(context, params) {
    const secret = secretOf(context, input(params, jsonWords).text('SecretId'));
    return given({ ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy });
  },
};

const putPolicy: Operation = {
  kind: 'write',
  authorise: onSecret('PutResourcePolicy'),
  run(context, params) {
    const from = input(params, jsonWords);
    const [asked, policy] = [from.text('SecretId'), from.text('ResourcePolicy')];
    const found = secretOf(context, asked);
    readPolicy(policy);
    const secret = rowOf(context, found.arn);
    secret.policy = policy;
    return { ARN: secret.arn, Name: secret.name };
  },
};

const deletePolicy: Operation = {
  kind: 'write',
  authorise: onSecret('DeleteResourcePolicy'),
  run(context, params) {
    const secret = rowOf(context, secretOf(context, input(params, jsonWords).text('SecretId')).arn);
    secret.policy = null;
    return { ARN: secret.arn, Name: secret.name };
  },
};

export const secretsmanager: Service = {
  name: 'secretsmanager',
  eventSource: 'secretsmanager.amazonaws.com',
  iamPrefix: 'secretsmanager',
  dialect: 'json',
  resourcePolicy(context, resource) {
    const [, , , region = '', account = ''] = resource.split(':');
    const owner = context.cloud.accounts[account];
    const secret = owner ? rowAt(owner, region, SECRETS, resource) : undefined;
    return secret ? { account, policy: secret.policy } : null;
  },
  operations: {
    CreateSecret: create,
    DeleteResourcePolicy: deletePolicy,
    DeleteSecret: remove,
    DescribeSecret: describe,
    GetRandomPassword: getRandomPassword,
    GetResourcePolicy: getPolicy,
    GetSecretValue: getValue,
    ListSecrets: list,
    PutResourcePolicy: putPolicy,
    PutSecretValue: putValue,
    RestoreSecret: restore,
    TagResource: tag,
    UntagResource: untag,
    UpdateSecret: update,
    UpdateSecretVersionStage: moveStage,
  },
  jobs: {
    'secretsmanager.secret.delete': (context, data) => {
      const secrets = rows(context.account, context.region, SECRETS);
      const secret = secrets[String(data.arn)];
      if (secret && secret.deleteAt !== null && secret.deleteAt <= context.time.now) delete secrets[secret.arn];
    },
  },
};
