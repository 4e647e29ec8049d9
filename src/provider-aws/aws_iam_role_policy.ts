// A policy written into a role.

import type { Json } from '../engine/json.ts';
import { NO_ENTITY, policyText, resourceName } from './aws_iam_role.ts';
import { all, check, length, match, quoted } from './core/checks.ts';
import { arn, policy } from './core/formats.ts';
import { pick, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';

const parts = (id: string) => {
  const at = id.indexOf(':');
  return { RoleName: id.slice(0, at), PolicyName: id.slice(at + 1) };
};

export const awsIamRolePolicy: ResourceType = {
  name: 'aws_iam_role_policy',
  label: 'IAM Role Policy',
  checks: {
    values: {
      name: resourceName(128),
      name_prefix: resourceName(102),
      policy,
      role: all(
        'web',
        length(1, 128),
        match(/[\w+=,.@-]+/, '', 'web', '/'),
        check(
          (value, at) => (value !== '' && arn.run(value, at).length === 0 ? [`${quoted(at.key)} must be the role's name not its ARN`] : []),
          ['web'],
          ['arn:aws:iam::123456789012:role/web'],
        ),
      ),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  message: (verb, attrs) =>
    verb === 'creating' || verb === 'updating' ? `putting IAM Role (${text(attrs.role)}) Policy (${text(attrs.name)})` : `${verb} IAM Role Policy (${text(attrs.id)})`,
  create(api, planned) {
    const name = nameOr(api, planned);
    api.call('iam', 'PutRolePolicy', { RoleName: planned.role, PolicyName: name, PolicyDocument: planned.policy });
    return { id: `${text(planned.role)}:${name}`, name };
  },
  read(api, state) {
    const { RoleName, PolicyName } = parts(text(state.id));
    const reply = api.find('iam', 'GetRolePolicy', { RoleName, PolicyName }, NO_ENTITY);
    return reply ? { name: PolicyName, name_prefix: state.name_prefix ?? '', role: RoleName, policy: policyText(pick(reply as Json, 'PolicyDocument')) } : null;
  },
  update(api, prior, planned) {
    api.call('iam', 'PutRolePolicy', { ...parts(text(prior.id)), PolicyDocument: planned.policy });
  },
  delete(api, prior) {
    api.find('iam', 'DeleteRolePolicy', parts(text(prior.id)), NO_ENTITY);
  },
  json: ['policy'],
};
