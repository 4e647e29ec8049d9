// IAM roles.

import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { all, between, length, match, notEmpty, unlike } from './core/checks.ts';
import { arn, policy } from './core/formats.ts';
import { type Attrs, differ, pick, records, single, text, texts } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

export const NO_ENTITY = ['NoSuchEntity', 'NoSuchEntityException'];
/** Policies in replies are URL-encoded, as the API has them, or plain. */
export const policyText = (value: Json | undefined): string => {
  if (value !== null && typeof value === 'object') return JSON.stringify(value);
  const given = text(value);
  return given.startsWith('%7B') ? decodeURIComponent(given) : given;
};

const attached = (api: Api, role: string) =>
  texts(records(pick(api.call('iam', 'ListAttachedRolePolicies', { RoleName: role }) as Json, 'AttachedPolicies')).map((p) => p.PolicyArn ?? ''));
const inline = (api: Api, role: string) => texts(pick(api.call('iam', 'ListRolePolicies', { RoleName: role }) as Json, 'PolicyNames'));

function inlineOf(attrs: Attrs): Map<string, string> {
  return new Map(
    records(attrs.inline_policy)
      .filter((policy) => text(policy.name))
      .map((policy) => [text(policy.name), text(policy.policy)]),
  );
}

/** A name as most things of IAM have it. */
export const resourceName = (limit: number) => all('web', length(1, limit), match(/^[\w+=,.@-]*$/, 'must match [\\w+=,.@-]', 'web', 'web site'));

export const awsIamRole: ResourceType = {
  name: 'aws_iam_role',
  label: 'IAM Role',
  checks: {
    values: {
      assume_role_policy: policy,
      description: all('web', length(0, 1000), unlike(/[“‘]/, 'cannot contain specially formatted single or double quotes: [“‘]', 'a', '“a')),
      'inline_policy.name': all('read', notEmpty, resourceName(128)),
      'inline_policy.policy': policy,
      managed_policy_arns: arn,
      max_session_duration: between(3600, 43200),
      name: resourceName(64),
      name_prefix: resourceName(38),
      path: length(0, 512),
      permissions_boundary: arn,
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
    deprecated: {
      inline_policy:
        'inline_policy is deprecated. Use the aws_iam_role_policy resource instead. If Terraform should exclusively manage all inline policy associations (the current behavior of this argument), use the aws_iam_role_policies_exclusive resource as well.',
      managed_policy_arns:
        'managed_policy_arns is deprecated. Use the aws_iam_role_policy_attachment resource instead. If Terraform should exclusively manage all managed policy attachments (the current behavior of this argument), use the aws_iam_role_policy_attachments_exclusive resource as well.',
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const name = nameOr(api, planned);
    api.call('iam', 'CreateRole', {
      RoleName: name,
      Path: planned.path,
      AssumeRolePolicyDocument: planned.assume_role_policy,
      Description: text(planned.description) || undefined,
      MaxSessionDuration: planned.max_session_duration,
      PermissionsBoundary: text(planned.permissions_boundary) || undefined,
      Tags: tagsFor(planned),
    });
    for (const [policy, document] of inlineOf(planned)) api.call('iam', 'PutRolePolicy', { RoleName: name, PolicyName: policy, PolicyDocument: document });
    for (const arn of texts(planned.managed_policy_arns)) api.call('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: arn });
    return { id: name, name };
  },
  read(api, state) {
    const name = text(state.id);
    const role = pick((api.find('iam', 'GetRole', { RoleName: name }, NO_ENTITY) ?? null) as Json, 'Role');
    if (!role) return null;
    const managesInline = records(state.inline_policy).length > 0 || state.inline_policy === undefined || state.inline_policy === null;
    const policies = inline(api, name).map((policy) => ({
      name: policy,
      policy: policyText(pick(api.call('iam', 'GetRolePolicy', { RoleName: name, PolicyName: policy }) as Json, 'PolicyDocument')),
    }));
    return {
      arn: pick(role, 'Arn') ?? null,
      assume_role_policy: policyText(pick(role, 'AssumeRolePolicyDocument')),
      create_date: pick(role, 'CreateDate') ?? null,
      description: pick(role, 'Description') ?? '',
      managed_policy_arns: attached(api, name),
      max_session_duration: pick(role, 'MaxSessionDuration') ?? 3600,
      name,
      name_prefix: state.name_prefix ?? '',
      path: pick(role, 'Path') ?? '/',
      permissions_boundary: pick(role, 'PermissionsBoundary.PermissionsBoundaryArn') ?? '',
      unique_id: pick(role, 'RoleId') ?? null,
      inline_policy: managesInline ? policies : [],
      tags_all: tagsIn(pick(role, 'Tags')),
    };
  },
  update(api, prior, planned) {
    const RoleName = text(prior.id);
    if (differ(prior, planned, 'assume_role_policy')) api.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: planned.assume_role_policy });
    if (differ(prior, planned, 'description', 'max_session_duration'))
      api.call('iam', 'UpdateRole', { RoleName, Description: text(planned.description), MaxSessionDuration: planned.max_session_duration });
    if (differ(prior, planned, 'permissions_boundary')) {
      if (text(planned.permissions_boundary)) api.call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: planned.permissions_boundary });
      else api.call('iam', 'DeleteRolePermissionsBoundary', { RoleName });
    }
    if (single(planned.inline_policy) !== undefined && differ(prior, planned, 'inline_policy')) {
      const [before, after] = [inlineOf(prior), inlineOf(planned)];
      for (const name of before.keys()) if (!after.has(name)) api.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: name });
      for (const [name, document] of after) if (before.get(name) !== document) api.call('iam', 'PutRolePolicy', { RoleName, PolicyName: name, PolicyDocument: document });
    }
    const [had, wants] = [texts(prior.managed_policy_arns), texts(planned.managed_policy_arns)];
    if (Array.isArray(planned.managed_policy_arns)) {
      for (const arn of had.filter((one) => !wants.includes(one))) api.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn: arn });
      for (const arn of wants.filter((one) => !had.includes(one))) api.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn: arn });
    }
  },
  delete(api, prior) {
    const RoleName = text(prior.id);
    if (prior.force_detach_policies === true) for (const arn of attached(api, RoleName)) api.find('iam', 'DetachRolePolicy', { RoleName, PolicyArn: arn }, NO_ENTITY);
    // What the state knows as the role's own policies goes with it.
    const own = prior.force_detach_policies === true ? inline(api, RoleName) : [...inlineOf(prior).keys()];
    for (const name of own) api.find('iam', 'DeleteRolePolicy', { RoleName, PolicyName: name }, NO_ENTITY);
    api.find('iam', 'DeleteRole', { RoleName }, NO_ENTITY);
  },
  json: ['assume_role_policy'],
  takes: { create: [0.4, 1.2], delete: [0.3, 1] },
  tags: TAGS.iamRole,
};
