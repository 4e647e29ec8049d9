// A managed policy attached to a role.

import type { Json } from '../engine/json.ts';
import { NO_ENTITY } from './aws_iam_role.ts';
import { Complaint } from './core/api.ts';
import { arn } from './core/formats.ts';
import { pick, records, text } from './core/members.ts';
import { uniqueName } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';

export const awsIamRolePolicyAttachment: ResourceType = {
  name: 'aws_iam_role_policy_attachment',
  label: 'IAM Role Policy Attachment',
  checks: { values: { policy_arn: arn } },
  message: (verb, attrs) =>
    verb === 'deleting'
      ? `detaching IAM Policy (${text(attrs.policy_arn)}) from IAM Role (${text(attrs.role)})`
      : `attaching IAM Policy (${text(attrs.policy_arn)}) to IAM Role (${text(attrs.role)})`,
  create(api, planned) {
    api.call('iam', 'AttachRolePolicy', { RoleName: planned.role, PolicyArn: planned.policy_arn });
    return { id: uniqueName(api, `${text(planned.role)}-`) };
  },
  read(api, state) {
    const reply = api.find('iam', 'ListAttachedRolePolicies', { RoleName: state.role }, NO_ENTITY);
    const found = records(pick((reply ?? {}) as Json, 'AttachedPolicies')).some((policy) => policy.PolicyArn === state.policy_arn);
    return found ? { role: state.role, policy_arn: state.policy_arn } : null;
  },
  delete(api, prior) {
    api.find('iam', 'DetachRolePolicy', { RoleName: prior.role, PolicyArn: prior.policy_arn }, NO_ENTITY);
  },
  imported(_api, id) {
    const at = id.indexOf('/');
    if (at < 1) throw new Complaint(`unexpected format of ID ("${id}"), expected <role-name>/<policy_arn>`);
    return { id: `${id.slice(0, at)}-${id.slice(at + 1)}`, role: id.slice(0, at), policy_arn: id.slice(at + 1) };
  },
};
