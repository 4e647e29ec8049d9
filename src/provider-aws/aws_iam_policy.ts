// Managed policies. A change is a new version; IAM keeps five.

import type { Json } from '../engine/json.ts';
import { NO_ENTITY, policyText, resourceName } from './aws_iam_role.ts';
import { length } from './core/checks.ts';
import { policy } from './core/formats.ts';
import { differ, need, pick, records, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

export const awsIamPolicy: ResourceType = {
  name: 'aws_iam_policy',
  label: 'IAM Policy',
  checks: {
    values: {
      description: length(0, 1000),
      name: resourceName(128),
      name_prefix: resourceName(102),
      policy,
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const name = nameOr(api, planned);
    const reply = api.call('iam', 'CreatePolicy', {
      PolicyName: name,
      Path: planned.path,
      Description: text(planned.description) || undefined,
      PolicyDocument: planned.policy,
      Tags: tagsFor(planned),
    });
    return { id: need(reply, 'Policy.Arn'), name };
  },
  read(api, state) {
    const PolicyArn = text(state.id);
    const policy = pick((api.find('iam', 'GetPolicy', { PolicyArn }, NO_ENTITY) ?? null) as Json, 'Policy');
    if (!policy) return null;
    const version = api.find('iam', 'GetPolicyVersion', { PolicyArn, VersionId: pick(policy, 'DefaultVersionId') }, NO_ENTITY);
    return {
      arn: PolicyArn,
      attachment_count: pick(policy, 'AttachmentCount') ?? 0,
      description: pick(policy, 'Description') ?? '',
      name: pick(policy, 'PolicyName') ?? null,
      name_prefix: state.name_prefix ?? '',
      path: pick(policy, 'Path') ?? '/',
      policy: policyText(pick((version ?? {}) as Json, 'PolicyVersion.Document')),
      policy_id: pick(policy, 'PolicyId') ?? null,
      tags_all: tagsIn(pick(policy, 'Tags')),
    };
  },
  update(api, prior, planned) {
    if (!differ(prior, planned, 'policy')) return;
    const PolicyArn = text(prior.id);
    const versions = records(pick(api.call('iam', 'ListPolicyVersions', { PolicyArn }) as Json, 'Versions'));
    const oldest = versions.filter((version) => version.IsDefaultVersion !== true).at(-1);
    if (versions.length >= 5 && oldest) api.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId });
    api.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: planned.policy, SetAsDefault: true });
  },
  delete(api, prior) {
    const PolicyArn = text(prior.id);
    const versions = records(pick((api.find('iam', 'ListPolicyVersions', { PolicyArn }, NO_ENTITY) ?? {}) as Json, 'Versions'));
    for (const version of versions.filter((one) => one.IsDefaultVersion !== true)) api.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: version.VersionId });
    api.find('iam', 'DeletePolicy', { PolicyArn }, NO_ENTITY);
  },
  json: ['policy'],
  tags: TAGS.iamPolicy,
};
