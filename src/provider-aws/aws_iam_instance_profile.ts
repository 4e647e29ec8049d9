// The envelope in which an instance gets a role.
import type { Json } from '../engine/json.ts';
import { NO_ENTITY, resourceName } from './aws_iam_role.ts';
import { pick, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

export const awsIamInstanceProfile: ResourceType = {
  name: 'aws_iam_instance_profile',
  label: 'IAM Instance Profile',
  checks: {
    values: { name: resourceName(128), name_prefix: resourceName(102) },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const name = nameOr(api, planned);
    api.call('iam', 'CreateInstanceProfile', { InstanceProfileName: name, Path: planned.path, Tags: tagsFor(planned) });
    if (text(planned.role)) api.call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: planned.role });
    return { id: name, name };
  },
  read(api, state) {
    const profile = pick((api.find('iam', 'GetInstanceProfile', { InstanceProfileName: text(state.id) }, NO_ENTITY) ?? null) as Json, 'InstanceProfile');
    if (!profile) return null;
    return {
      arn: pick(profile, 'Arn') ?? null,
      create_date: pick(profile, 'CreateDate') ?? null,
      name: pick(profile, 'InstanceProfileName') ?? null,
      name_prefix: state.name_prefix ?? '',
      path: pick(profile, 'Path') ?? '/',
      role: pick(profile, 'Roles[0].RoleName') ?? '',
      unique_id: pick(profile, 'InstanceProfileId') ?? null,
      tags_all: tagsIn(pick(profile, 'Tags')),
    };
  },
  update(api, prior, planned) {
    if (prior.role === planned.role) return;
    const InstanceProfileName = text(prior.id);
    if (text(prior.role)) api.call('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: prior.role });
    if (text(planned.role)) api.call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName: planned.role });
  },
  delete(api, prior) {
    const InstanceProfileName = text(prior.id);
    if (text(prior.role)) api.find('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: prior.role }, NO_ENTITY);
    api.find('iam', 'DeleteInstanceProfile', { InstanceProfileName }, NO_ENTITY);
  },
  tags: TAGS.iamProfile,
};
