// IAM users and their access keys.
import { iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, having, listed, rowAt, rows } from '../cloud.ts';
import { lastCall } from '../cloudtrail/record.ts';
import { accessKeyId, iamId, secretKey } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { choice, iamWords } from '../wording.ts';
import { boundaryAsked, boundaryView, withBoundary } from './boundary.ts';
import { checkName, conflict, entityOf, exists, iamArn, noSuch, onEntity, pathOf, rowOf, tagChange } from './name.ts';
import { type AccessKey, DEVICES, KEYS, USERS, type User } from './tables.ts';

export const missing = (name: string) => `The user with name ${name} cannot be found.`;

export const userOf = (context: CloudContext, name: string): Readonly<User> => entityOf(context, USERS, name, missing(name));

/** The user that a request names, or the caller. */
export function userNamed(context: OperationContext, params: Params): string {
  const name = input(params, iamWords).optional('UserName');
  if (name !== null) return name;
  if (context.principal.type === 'user') return context.principal.name;
  throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials', 400, false);
}

export const userView = (user: Readonly<User>): Params =>
  given({
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: iso(user.createdAt),
    PermissionsBoundary: boundaryView(user.boundary),
    Tags: Object.keys(user.tags).length > 0 ? tagList(user.tags) : null,
  });

export const createUser: Operation = {
  kind: 'write',
  authorise: withBoundary(onEntity('CreateUser', 'user', 'UserName')),
  run(context, params) {
    const from = input(params, iamWords);
    const name = checkName('UserName', from.text('UserName'), 64);
    const path = pathOf(params);
    if (rowAt(context.account, GLOBAL, USERS, name)) throw exists(`User with name ${name} already exists.`);
    const tags = readTags(params.Tags);
    const user: User = {
      name,
      path,
      id: iamId(context.time, 'AIDA'),
      arn: iamArn(context, 'user', path, name),
      createdAt: context.time.now,
      inline: {},
      attached: [],
      boundary: boundaryAsked(context, params),
      tags,
      groups: [],
      password: false,
    };
    rows(context.account, GLOBAL, USERS)[name] = user;
    return { User: userView(user) };
  },
};

export const getUser: Operation = {
  kind: 'read',
  authorise: onEntity('GetUser', 'user', 'UserName'),
  run(context, params) {
    if (context.principal.type === 'root' && input(params, iamWords).optional('UserName') === null) {
      return { User: { Path: '/', UserName: context.account.alias, UserId: context.account.id, Arn: context.principal.arn, CreateDate: iso(context.account.createdAt) } };
    }
    return { User: userView(userOf(context, userNamed(context, params))) };
  },
};

export const listUsers: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(listed(context.account, GLOBAL, USERS), params.Marker, params.MaxItems, 100, 'ValidationError');
    return given({ Users: cut.items.map(userView), IsTruncated: cut.next !== null, Marker: cut.next });
  },
};

export const updateUser: Operation = {
  kind: 'write',
  authorise: onEntity('UpdateUser', 'user', 'UserName'),
  run(context, params) {
    const from = input(params, iamWords);
    const name = from.text('UserName');
    const found = userOf(context, name);
    const next = from.optional('NewUserName') === null ? name : checkName('NewUserName', from.text('NewUserName'), 64);
    const path = from.optional('NewPath') ?? found.path;
    const users = rows(context.account, GLOBAL, USERS);
    if (next !== name && users[next]) throw exists(`User with name ${next} already exists.`);
    const changed: User = { ...(users[name] as User), name: next, path, arn: iamArn(context, 'user', path, next) };
    delete users[name];
    users[next] = changed;
    const keys = rows(context.account, GLOBAL, KEYS);
    for (const key of Object.values(keys)) if (key.user === name) keys[key.id] = { ...key, user: next };
    return {};
  },
};

export const deleteUser: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteUser', 'user', 'UserName'),
  run(context, params) {
    const name = input(params, iamWords).text('UserName');
    const user = userOf(context, name);
    if (user.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(user.inline).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
    if (user.groups.length > 0) throw conflict('Cannot delete entity, must remove users from group first.');
    if (having(context.account, GLOBAL, KEYS, 'user', name).length > 0) throw conflict('Cannot delete entity, must delete access keys first.');
    if (having(context.account, GLOBAL, DEVICES, 'user', name).length > 0) throw conflict('Cannot delete entity, must deactivate MFA device first.');
    if (user.password) throw conflict('Cannot delete entity, must delete login profile first.');
    delete rows(context.account, GLOBAL, USERS)[name];
    return {};
  },
};

export const putUserBoundary: Operation = {
  kind: 'write',
  authorise: withBoundary(onEntity('PutUserPermissionsBoundary', 'user', 'UserName')),
  run(context, params) {
    const from = input(params, iamWords);
    const name = from.text('UserName');
    from.text('PermissionsBoundary');
    userOf(context, name);
    rowOf(context, USERS, name, missing(name)).boundary = boundaryAsked(context, params);
    return {};
  },
};

export const deleteUserBoundary: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteUserPermissionsBoundary', 'user', 'UserName'),
  run(context, params) {
    const name = input(params, iamWords).text('UserName');
    rowOf(context, USERS, name, missing(name)).boundary = null;
    return {};
  },
};

export const userTags = {
  list: {
    kind: 'read',
    authorise: onEntity('ListUserTags', 'user', 'UserName'),
    run: (context, params) => ({ Tags: tagList(userOf(context, input(params, iamWords).text('UserName')).tags), IsTruncated: false }),
  },
  set: {
    kind: 'write',
    authorise: onEntity('TagUser', 'user', 'UserName'),
    run(context, params) {
      const name = input(params, iamWords).text('UserName');
      const { set } = tagChange(params);
      Object.assign(rowOf(context, USERS, name, missing(name)).tags, set);
      return {};
    },
  },
  drop: {
    kind: 'write',
    authorise: onEntity('UntagUser', 'user', 'UserName'),
    run(context, params) {
      const name = input(params, iamWords).text('UserName');
      const { drop } = tagChange(params);
      const user = rowOf(context, USERS, name, missing(name));
      for (const key of drop) delete user.tags[key];
      return {};
    },
  },
} satisfies Record<string, Operation>;

const keyView = (key: Readonly<AccessKey>): { [name: string]: string } => ({ UserName: key.user, AccessKeyId: key.id, Status: key.status });

export const createAccessKey: Operation = {
  kind: 'write',
  authorise: onEntity('CreateAccessKey', 'user', 'UserName'),
  run(context, params) {
    const user = userOf(context, userNamed(context, params)).name;
    if (having(context.account, GLOBAL, KEYS, 'user', user).length >= 2) {
      throw new AwsError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
    }
    const key: AccessKey = { id: accessKeyId(context.time, 'AKIA'), secret: secretKey(context.time), user, status: 'Active', createdAt: context.time.now };
    rows(context.account, GLOBAL, KEYS)[key.id] = key;
    note(context.time, 'iam.key.created', { account: context.account.id, user, key: key.id });
    return { AccessKey: { ...keyView(key), SecretAccessKey: key.secret, CreateDate: iso(key.createdAt) } };
  },
};

const keyOf = (context: OperationContext, params: Params): Readonly<AccessKey> => {
  const from = input(params, iamWords);
  const id = from.text('AccessKeyId');
  const user = userNamed(context, params);
  const key = rowAt(context.account, GLOBAL, KEYS, id);
  if (!key || key.user !== user) throw noSuch(`The Access Key with id ${id} cannot be found.`);
  return key;
};

export const updateAccessKey: Operation = {
  kind: 'write',
  authorise: onEntity('UpdateAccessKey', 'user', 'UserName'),
  run(context, params) {
    const status = choice(input(params, iamWords), iamWords, 'Status', ['Active', 'Inactive'] as const);
    const { id } = keyOf(context, params);
    (rows(context.account, GLOBAL, KEYS)[id] as AccessKey).status = status;
    note(context.time, 'iam.key.updated', { account: context.account.id, key: id, status });
    return {};
  },
};

export const deleteAccessKey: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteAccessKey', 'user', 'UserName'),
  run(context, params) {
    const { id } = keyOf(context, params);
    delete rows(context.account, GLOBAL, KEYS)[id];
    note(context.time, 'iam.key.deleted', { account: context.account.id, key: id });
    return {};
  },
};

export const listAccessKeys: Operation = {
  kind: 'read',
  authorise: onEntity('ListAccessKeys', 'user', 'UserName'),
  run(context, params) {
    const user = userOf(context, userNamed(context, params)).name;
    const found = having(context.account, GLOBAL, KEYS, 'user', user);
    return { AccessKeyMetadata: found.map((key) => ({ ...keyView(key), CreateDate: iso(key.createdAt) })), IsTruncated: false };
  },
};

export const lastUsed: Operation = {
  kind: 'read',
  run(context, params) {
    const id = input(params, iamWords).text('AccessKeyId');
    const key = rowAt(context.account, GLOBAL, KEYS, id);
    if (!key) throw noSuch(`The Access Key with id ${id} cannot be found.`);
    const used = lastCall(context.account, id);
    return {
      UserName: key.user,
      AccessKeyLastUsed: used ? { LastUsedDate: iso(used.at), ServiceName: used.source.split('.')[0] ?? '', Region: used.region } : { ServiceName: 'N/A', Region: 'N/A' },
    };
  },
};
