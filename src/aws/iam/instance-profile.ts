// Instance profiles: how a machine gets the role that it wears.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, GLOBAL, having, listed, rowAt, rows } from '../cloud.ts';
import { iamId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { readTags, tagList } from '../tags.ts';
import { iamWords } from '../wording.ts';
import { checkName, conflict, entityOf, exists, iamArn, noSuch, onEntity, pathOf, rowOf, tagChange } from './name.ts';
import { roleOf, roleView } from './role.ts';
import { type InstanceProfile, PROFILES, ROLES } from './tables.ts';

const noProfile = (name: string) => `Instance Profile ${name} cannot be found.`;

export const profileView = (context: CloudContext, profile: Readonly<InstanceProfile>): Params => {
  const role = profile.role === null ? undefined : rowAt(context.account, GLOBAL, ROLES, profile.role);
  return given({
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: iso(profile.createdAt),
    Roles: role ? [roleView(role, false)] : [],
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
