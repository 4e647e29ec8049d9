// IAM users.

import type { Json } from '../engine/json.ts';
import { NO_ENTITY } from './aws_iam_role.ts';
import { match } from './core/checks.ts';
import { differ, pick, records, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

export const awsIamUser: ResourceType = {
  name: 'aws_iam_user',
  label: 'IAM User',
  checks: {
    values: {
      name: match(
        /^[0-9A-Za-z=,.@\-_+]+$/,
        'must only contain alphanumeric characters, hyphens, underscores, commas, periods, @ symbols, plus and equals signs',
        'ann',
        'ann smith',
      ),
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    api.call('iam', 'CreateUser', { UserName: planned.name, Path: planned.path, PermissionsBoundary: text(planned.permissions_boundary) || undefined, Tags: tagsFor(planned) });
    return { id: text(planned.name) };
  },
  read(api, state) {
    const user = pick((api.find('iam', 'GetUser', { UserName: text(state.id) }, NO_ENTITY) ?? null) as Json, 'User');
    if (!user) return null;
    return {
      arn: pick(user, 'Arn') ?? null,
      name: pick(user, 'UserName') ?? null,
      path: pick(user, 'Path') ?? '/',
      permissions_boundary: pick(user, 'PermissionsBoundary.PermissionsBoundaryArn') ?? '',
      unique_id: pick(user, 'UserId') ?? null,
      tags_all: tagsIn(pick(user, 'Tags')),
    };
  },
  update(api, prior, planned) {
    const UserName = text(prior.id);
    if (differ(prior, planned, 'name', 'path')) api.call('iam', 'UpdateUser', { UserName, NewUserName: planned.name, NewPath: planned.path });
    if (differ(prior, planned, 'permissions_boundary')) {
      if (text(planned.permissions_boundary)) api.call('iam', 'PutUserPermissionsBoundary', { UserName: planned.name, PermissionsBoundary: planned.permissions_boundary });
      else api.call('iam', 'DeleteUserPermissionsBoundary', { UserName: planned.name });
    }
    return { id: text(planned.name) };
  },
  delete(api, prior) {
    const UserName = text(prior.id);
    if (prior.force_destroy === true) {
      for (const key of records(pick(api.call('iam', 'ListAccessKeys', { UserName }) as Json, 'AccessKeyMetadata')))
        api.call('iam', 'DeleteAccessKey', { UserName, AccessKeyId: key.AccessKeyId });
    }
    api.find('iam', 'DeleteUser', { UserName }, NO_ENTITY);
  },
  tags: TAGS.iamUser,
};
