// Roles and instance profiles.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, GLOBAL, having, listed, rowAt, rows } from '../cloud.ts';
import { iamId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { iamWords } from '../wording.ts';
import { checkTrustPolicy } from './document.ts';
import { checkName, conflict, entityOf, exists, iamArn, noSuch, onEntity, pathOf, rowOf, tagChange } from './name.ts';
import { type InstanceProfile, PROFILES, ROLES, type Role } from './tables.ts';

const missing = (name: string) => `The role with name ${name} cannot be found.`;
const noProfile = (name: string) => `Instance Profile ${name} cannot be found.`;

export const roleOf = (context: CloudContext, name: string): Readonly<Role> => entityOf(context, ROLES, name, missing(name));
export const roleRow = (context: CloudContext, name: string): Role => rowOf(context, ROLES, name, missing(name));

/** The document as a text, URL-encoded on the wire and decoded by every client. */
const view = (role: Readonly<Role>, whole = true): Params =>
  given({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: iso(role.createdAt),
    AssumeRolePolicyDocument: JSON.parse(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary: role.boundary === null ? null : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundary },
    Tags: whole && Object.keys(role.tags).length > 0 ? tagList(role.tags) : null,
    RoleLastUsed: whole ? (role.lastUsedAt === null ? {} : { LastUsedDate: iso(role.lastUsedAt) }) : null,
  });

export const createRole: Operation = {
  kind: 'write',
  authorise: onEntity('CreateRole', 'role', 'RoleName'),
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
      boundary: from.optional('PermissionsBoundary'),
      tags,
      trust,
      description: from.optional('Description'),
      maxSessionSeconds: longest,
      lastUsedAt: null,
    };
    rows(context.account, GLOBAL, ROLES)[name] = role;
    return { Role: view(role) };
  },
};

export const getRole: Operation = {
  kind: 'read',
  authorise: onEntity('GetRole', 'role', 'RoleName'),
  run: (context, params) => ({ Role: view(roleOf(context, input(params, iamWords).text('RoleName'))) }),
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
    return given({ Roles: cut.items.map((role) => view(role, false)), IsTruncated: cut.next !== null, Marker: cut.next });
  },
};

export const deleteRole: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteRole', 'role', 'RoleName'),
  run(context, params) {
    const name = input(params, iamWords).text('RoleName');
    const role = roleOf(context, name);
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
  authorise: onEntity('PutRolePermissionsBoundary', 'role', 'RoleName'),
  run(context, params) {
    const from = input(params, iamWords);
    const [name, arn] = [from.text('RoleName'), from.text('PermissionsBoundary')];
    roleRow(context, name).boundary = arn;
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

const profileView = (context: CloudContext, profile: Readonly<InstanceProfile>): Params => {
  const role = profile.role === null ? undefined : rowAt(context.account, GLOBAL, ROLES, profile.role);
  return given({
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: iso(profile.createdAt),
    Roles: role ? [view(role, false)] : [],
    Tags: tagList(profile.tags),
  });
};

export const createProfile: Operation = {
  kind: 'write',
  authorise: onEntity('CreateInstanceProfile', 'instance-profile', 'InstanceProfileName'),
  run(context, params) {
    const name = checkName('InstanceProfileName', input(params, iamWords).text('InstanceProfileName'));
    const path = pathOf(params);
    if (rowAt(context.account, GLOBAL, PROFILES, name)) throw exists(`Instance Profile ${name} already exists.`);
    const tags = readTags(params.Tags);
    const profile: InstanceProfile = {
      name,
      path,
      id: iamId(context.time, 'AIPA'),
      arn: iamArn(context, 'instance-profile', path, name),
      createdAt: context.time.now,
      role: null,
      tags,
    };
    rows(context.account, GLOBAL, PROFILES)[name] = profile;
    return { InstanceProfile: profileView(context, profile) };
  },
};

export const getProfile: Operation = {
  kind: 'read',
  authorise: onEntity('GetInstanceProfile', 'instance-profile', 'InstanceProfileName'),
  run(context, params) {
    const name = input(params, iamWords).text('InstanceProfileName');
    return { InstanceProfile: profileView(context, entityOf(context, PROFILES, name, noProfile(name))) };
  },
};

export const deleteProfile: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteInstanceProfile', 'instance-profile', 'InstanceProfileName'),
  run(context, params) {
    const name = input(params, iamWords).text('InstanceProfileName');
    if (entityOf(context, PROFILES, name, noProfile(name)).role !== null) throw conflict('Cannot delete entity, must remove roles from instance profile first.');
    delete rows(context.account, GLOBAL, PROFILES)[name];
    return {};
  },
};

export const addRoleToProfile: Operation = {
  kind: 'write',
  authorise: onEntity('AddRoleToInstanceProfile', 'instance-profile', 'InstanceProfileName'),
  run(context, params) {
    const from = input(params, iamWords);
    const [name, role] = [from.text('InstanceProfileName'), from.text('RoleName')];
    roleOf(context, role);
    if (entityOf(context, PROFILES, name, noProfile(name)).role !== null) throw new AwsError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409);
    rowOf(context, PROFILES, name, noProfile(name)).role = role;
    return {};
  },
};

export const removeRoleFromProfile: Operation = {
  kind: 'write',
  authorise: onEntity('RemoveRoleFromInstanceProfile', 'instance-profile', 'InstanceProfileName'),
  run(context, params) {
    const from = input(params, iamWords);
    const [name, role] = [from.text('InstanceProfileName'), from.text('RoleName')];
    if (entityOf(context, PROFILES, name, noProfile(name)).role !== role) throw noSuch(`The role with name ${role} cannot be found.`);
    rowOf(context, PROFILES, name, noProfile(name)).role = null;
    return {};
  },
};

export const profilesForRole: Operation = {
  kind: 'read',
  authorise: onEntity('ListInstanceProfilesForRole', 'role', 'RoleName'),
  run(context, params) {
    const { name } = roleOf(context, input(params, iamWords).text('RoleName'));
    const found = having(context.account, GLOBAL, PROFILES, 'role', name);
    return { InstanceProfiles: found.map((profile) => profileView(context, profile)), IsTruncated: false };
  },
};

export const listProfiles: Operation = {
  kind: 'read',
  run: (context) => ({ InstanceProfiles: listed(context.account, GLOBAL, PROFILES).map((profile) => profileView(context, profile)), IsTruncated: false }),
};

export const profileTags = {
  list: {
    kind: 'read',
    authorise: onEntity('ListInstanceProfileTags', 'instance-profile', 'InstanceProfileName'),
    run(context, params) {
      const name = input(params, iamWords).text('InstanceProfileName');
      return { Tags: tagList(entityOf(context, PROFILES, name, noProfile(name)).tags), IsTruncated: false };
    },
  },
  set: {
    kind: 'write',
    authorise: onEntity('TagInstanceProfile', 'instance-profile', 'InstanceProfileName'),
    run(context, params) {
      const name = input(params, iamWords).text('InstanceProfileName');
      const { set } = tagChange(params);
      Object.assign(rowOf(context, PROFILES, name, noProfile(name)).tags, set);
      return {};
    },
  },
  drop: {
    kind: 'write',
    authorise: onEntity('UntagInstanceProfile', 'instance-profile', 'InstanceProfileName'),
    run(context, params) {
      const name = input(params, iamWords).text('InstanceProfileName');
      const { drop } = tagChange(params);
      const profile = rowOf(context, PROFILES, name, noProfile(name));
      for (const key of drop) delete profile.tags[key];
      return {};
    },
  },
} satisfies Record<string, Operation>;
