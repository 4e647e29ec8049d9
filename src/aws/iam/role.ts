// Roles: whoever is trusted may wear one for a time.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, GLOBAL, having, listed, rowAt, rows } from '../cloud.ts';
import { iamId } from '../ids.ts';
import { given, input } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { iamWords } from '../wording.ts';
import { boundaryAsked, boundaryView, withBoundary } from './boundary.ts';
import { checkTrustPolicy } from './document.ts';
import { checkModifiable, checkName, conflict, entityOf, exists, iamArn, onEntity, pathOf, rowOf, tagChange } from './name.ts';
import { PROFILES, ROLES, type Role } from './tables.ts';

const missing = (name: string) => `The role with name ${name} cannot be found.`;

export const roleOf = (context: CloudContext, name: string): Readonly<Role> => entityOf(context, ROLES, name, missing(name));
/** A role to change. Throws UnmodifiableEntity for one that is linked to a service. */
export function roleRow(context: CloudContext, name: string): Role {
  checkModifiable(roleOf(context, name));
  return rowOf(context, ROLES, name, missing(name));
}

/** The document as a text, URL-encoded on the wire and decoded by every client. */
export const roleView = (role: Readonly<Role>, whole = true): Params =>
  given({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: iso(role.createdAt),
    AssumeRolePolicyDocument: JSON.parse(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary: whole ? boundaryView(role.boundary) : null,
    Tags: whole && Object.keys(role.tags).length > 0 ? tagList(role.tags) : null,
    RoleLastUsed: whole ? (role.lastUsedAt === null ? {} : { LastUsedDate: iso(role.lastUsedAt) }) : null,
  });

export const createRole: Operation = {
  kind: 'write',
  authorise: withBoundary(onEntity('CreateRole', 'role', 'RoleName')),
  run(context, params) {
    const from = input(params, iamWords);
    const name = checkName('RoleName', from.text('RoleName'), 64);
    const trust = from.text('AssumeRolePolicyDocument');
    checkTrustPolicy(trust);
    const path = pathOf(params);
    if (rowAt(context.account, GLOBAL, ROLES, name)) throw exists(`Role with name ${name} already exists.`);
    const longest = from.number('MaxSessionDuration') ?? 3600;
    if (!(longest >= 3600 && longest <= 43200)) throw iamWords('invalid', 'MaxSessionDuration');
    const tags = readTags(params.Tags);
    const role: Role = {
      name,
      path,
      id: iamId(context.time, 'AROA'),
      arn: iamArn(context, 'role', path, name),
      createdAt: context.time.now,
      inline: {},
      attached: [],
      boundary: boundaryAsked(context, params),
      tags,
      trust,
      description: from.optional('Description'),
      maxSessionSeconds: longest,
      lastUsedAt: null,
    };
    rows(context.account, GLOBAL, ROLES)[name] = role;
    return { Role: roleView(role) };
  },
};

export const getRole: Operation = {
  kind: 'read',
  authorise: onEntity('GetRole', 'role', 'RoleName'),
  run: (context, params) => ({ Role: roleView(roleOf(context, input(params, iamWords).text('RoleName'))) }),
};

export const listRoles: Operation = {
  kind: 'read',
  run(context, params) {
    const prefix = input(params, iamWords).optional('PathPrefix') ?? '/';
    const cut = page(
      listed(context.account, GLOBAL, ROLES).filter((role) => role.path.startsWith(prefix)),
      params.Marker,
      params.MaxItems,
      100,
      'ValidationError',
    );
    return given({ Roles: cut.items.map((role) => roleView(role, false)), IsTruncated: cut.next !== null, Marker: cut.next });
  },
};

export const deleteRole: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteRole', 'role', 'RoleName'),
  run(context, params) {
    const name = input(params, iamWords).text('RoleName');
    const role = roleOf(context, name);
    checkModifiable(role);
    if (having(context.account, GLOBAL, PROFILES, 'role', name).length > 0) {
      throw conflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    if (role.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inline).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
    delete rows(context.account, GLOBAL, ROLES)[name];
    return {};
  },
};

export const updateRole: Operation = {
  kind: 'write',
  authorise: onEntity('UpdateRole', 'role', 'RoleName'),
  run(context, params) {
    const from = input(params, iamWords);
    const name = from.text('RoleName');
    const [description, longest] = [from.optional('Description'), from.number('MaxSessionDuration')];
    if (longest !== null && !(longest >= 3600 && longest <= 43200)) throw iamWords('invalid', 'MaxSessionDuration');
    const role = roleRow(context, name);
    if (description !== null) role.description = description;
    if (longest !== null) role.maxSessionSeconds = longest;
    return {};
  },
};

export const updateRoleDescription: Operation = {
  kind: 'write',
  authorise: onEntity('UpdateRoleDescription', 'role', 'RoleName'),
  run(context, params) {
    const from = input(params, iamWords);
    const [name, description] = [from.text('RoleName'), from.text('Description')];
    const role = roleRow(context, name);
    role.description = description;
    return { Role: roleView(role) };
  },
};

export const updateTrust: Operation = {
  kind: 'write',
  authorise: onEntity('UpdateAssumeRolePolicy', 'role', 'RoleName'),
  run(context, params) {
    const from = input(params, iamWords);
    const [name, trust] = [from.text('RoleName'), from.text('PolicyDocument')];
    roleOf(context, name);
    checkTrustPolicy(trust);
    roleRow(context, name).trust = trust;
    return {};
  },
};

export const putRoleBoundary: Operation = {
  kind: 'write',
  authorise: withBoundary(onEntity('PutRolePermissionsBoundary', 'role', 'RoleName')),
  run(context, params) {
    const from = input(params, iamWords);
    const name = from.text('RoleName');
    from.text('PermissionsBoundary');
    roleOf(context, name);
    roleRow(context, name).boundary = boundaryAsked(context, params);
    return {};
  },
};

export const deleteRoleBoundary: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteRolePermissionsBoundary', 'role', 'RoleName'),
  run(context, params) {
    roleRow(context, input(params, iamWords).text('RoleName')).boundary = null;
    return {};
  },
};

export const roleTags = {
  list: {
    kind: 'read',
    authorise: onEntity('ListRoleTags', 'role', 'RoleName'),
    run: (context, params) => ({ Tags: tagList(roleOf(context, input(params, iamWords).text('RoleName')).tags), IsTruncated: false }),
  },
  set: {
    kind: 'write',
    authorise: onEntity('TagRole', 'role', 'RoleName'),
    run(context, params) {
      const { set } = tagChange(params);
      Object.assign(roleRow(context, input(params, iamWords).text('RoleName')).tags, set);
      return {};
    },
  },
  drop: {
    kind: 'write',
    authorise: onEntity('UntagRole', 'role', 'RoleName'),
    run(context, params) {
      const { drop } = tagChange(params);
      const role = roleRow(context, input(params, iamWords).text('RoleName'));
      for (const key of drop) delete role.tags[key];
      return {};
    },
  },
} satisfies Record<string, Operation>;
