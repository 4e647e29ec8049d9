// Managed policies with their versions.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, GLOBAL, having, listed, peek, rowAt, rows } from '../cloud.ts';
import { iamId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, tagList } from '../tags.ts';
import { iamWords } from '../wording.ts';
import { awsPolicies, awsPolicy } from './awspolicies.ts';
import { checkIdentityPolicy } from './document.ts';
import { checkName, conflict, exists, iamArn, noSuch, pathOf, rowOf, tagChange } from './name.ts';
import { GROUPS, type ManagedPolicy, POLICIES, ROLES, USERS } from './tables.ts';

const missing = (arn: string) => `Policy ${arn} was not found.`;

const onPolicy = (action: string) => (_context: CloudContext, params: Params) => [{ action: `iam:${action}`, resource: input(params, iamWords).optional('PolicyArn') ?? '*' }];

/** AWS's own policies are there since long. */
const AWS_MADE = 1423170000000;

/** One of the account's or of AWS. Throws NoSuchEntity. */
export function policyOf(context: CloudContext, arn: string): Readonly<ManagedPolicy> {
  const own = rowAt(context.account, GLOBAL, POLICIES, arn);
  if (own) return own;
  const document = awsPolicy(arn);
  const known = document === null ? undefined : awsPolicies().find((policy) => policy.arn === arn);
  if (!known || document === null) throw noSuch(missing(arn));
  return {
    name: known.name,
    path: known.path,
    arn,
    id: `ANPA${known.name
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, '')
      .padEnd(17, 'A')
      .slice(0, 17)}`,
    description: null,
    createdAt: AWS_MADE,
    updatedAt: AWS_MADE,
    defaultVersion: 'v1',
    newest: 1,
    versions: { v1: { document, createdAt: AWS_MADE } },
    tags: {},
  };
}

/** How many users, roles and groups hold it. */
export const holders = (context: CloudContext, arn: string): number =>
  [USERS, ROLES, GROUPS].reduce(
    (sum, of) => sum + Object.values(peek<{ attached: string[] }>(context.account, GLOBAL, of as never)).filter((one) => one.attached.includes(arn)).length,
    0,
  );

/** How many users and roles have it as their boundary. */
export const boundaryUses = (context: CloudContext, arn: string): number =>
  [USERS, ROLES].reduce((sum, of) => sum + Object.values(peek<{ boundary: string | null }>(context.account, GLOBAL, of as never)).filter((one) => one.boundary === arn).length, 0);

export const policyView = (context: CloudContext, policy: Readonly<ManagedPolicy>, whole = true): Params =>
  given({
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: holders(context, policy.arn),
    PermissionsBoundaryUsageCount: boundaryUses(context, policy.arn),
    IsAttachable: true,
    Description: whole ? policy.description : null,
    CreateDate: iso(policy.createdAt),
    UpdateDate: iso(policy.updatedAt),
    Tags: whole && Object.keys(policy.tags).length > 0 ? tagList(policy.tags) : null,
  });

export const createPolicy: Operation = {
  kind: 'write',
  authorise: (context, params) => [{ action: 'iam:CreatePolicy', resource: iamArn(context, 'policy', '/', input(params, iamWords).optional('PolicyName') ?? '*') }],
  run(context, params) {
    const from = input(params, iamWords);
    const name = checkName('PolicyName', from.text('PolicyName'));
    const document = from.text('PolicyDocument');
    checkIdentityPolicy(document);
    const path = pathOf(params);
    const arn = iamArn(context, 'policy', path, name);
    if (having(context.account, GLOBAL, POLICIES, 'name', name).length > 0) throw exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    if (document.replace(/\s/g, '').length > 6144) throw new AwsError('LimitExceeded', 'Cannot exceed quota for PolicySize: 6144', 409);
    const tags = readTags(params.Tags);
    const policy: ManagedPolicy = {
      name,
      path,
      id: iamId(context.time, 'ANPA'),
      arn,
      description: from.optional('Description'),
      createdAt: context.time.now,
      updatedAt: context.time.now,
      defaultVersion: 'v1',
      newest: 1,
      versions: { v1: { document, createdAt: context.time.now } },
      tags,
    };
    rows(context.account, GLOBAL, POLICIES)[arn] = policy;
    return { Policy: policyView(context, policy) };
  },
};

export const getPolicy: Operation = {
  kind: 'read',
  authorise: onPolicy('GetPolicy'),
  run: (context, params) => ({ Policy: policyView(context, policyOf(context, input(params, iamWords).text('PolicyArn'))) }),
};

export const listPolicies: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, iamWords);
    const scope = from.optional('Scope') ?? 'All';
    if (!['All', 'AWS', 'Local'].includes(scope)) throw iamWords('invalid', 'Scope');
    const own = Object.keys(peek(context.account, GLOBAL, POLICIES));
    const arns = [...(scope === 'AWS' ? [] : own), ...(scope === 'Local' ? [] : awsPolicies().map((policy) => policy.arn))];
    const found = arns.map((arn) => policyOf(context, arn)).filter((policy) => from.flag('OnlyAttached') !== true || holders(context, policy.arn) > 0);
    const cut = page(found, params.Marker, params.MaxItems, 1000, 'ValidationError');
    return given({ Policies: cut.items.map((policy) => policyView(context, policy, false)), IsTruncated: cut.next !== null, Marker: cut.next });
  },
};

export const deletePolicy: Operation = {
  kind: 'write',
  authorise: onPolicy('DeletePolicy'),
  run(context, params) {
    const arn = input(params, iamWords).text('PolicyArn');
    const policy = policyOf(context, arn);
    if (arn.startsWith('arn:aws:iam::aws:')) throw new AwsError('AccessDenied', 'Cannot delete an AWS managed policy.', 403, false);
    if (holders(context, arn) + boundaryUses(context, arn) > 0) throw conflict('Cannot delete a policy attached to entities.');
    if (Object.keys(policy.versions).length > 1)
      throw conflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");
    delete rows(context.account, GLOBAL, POLICIES)[arn];
    return {};
  },
};

export const versionView = (policy: Readonly<ManagedPolicy>, id: string, whole: boolean): Params => ({
  ...(whole ? { Document: JSON.parse(policy.versions[id]?.document ?? 'null') } : {}),
  VersionId: id,
  IsDefaultVersion: policy.defaultVersion === id,
  CreateDate: iso(policy.versions[id]?.createdAt ?? 0),
});

const versionOf = (policy: Readonly<ManagedPolicy>, id: string): string => {
  if (!Object.hasOwn(policy.versions, id)) throw noSuch(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  return id;
};

export const getVersion: Operation = {
  kind: 'read',
  authorise: onPolicy('GetPolicyVersion'),
  run(context, params) {
    const from = input(params, iamWords);
    const policy = policyOf(context, from.text('PolicyArn'));
    return { PolicyVersion: versionView(policy, versionOf(policy, from.text('VersionId')), true) };
  },
};

export const listVersions: Operation = {
  kind: 'read',
  authorise: onPolicy('ListPolicyVersions'),
  run(context, params) {
    const policy = policyOf(context, input(params, iamWords).text('PolicyArn'));
    return {
      Versions: Object.keys(policy.versions)
        .reverse()
        .map((id) => versionView(policy, id, false)),
      IsTruncated: false,
    };
  },
};

export const createVersion: Operation = {
  kind: 'write',
  authorise: onPolicy('CreatePolicyVersion'),
  run(context, params) {
    const from = input(params, iamWords);
    const [arn, document] = [from.text('PolicyArn'), from.text('PolicyDocument')];
    const isDefault = from.flag('SetAsDefault') ?? false;
    const found = policyOf(context, arn);
    checkIdentityPolicy(document);
    if (Object.keys(found.versions).length >= 5)
      throw new AwsError('LimitExceeded', 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.', 409);
    const policy = rowOf(context, POLICIES, arn, missing(arn));
    policy.newest++;
    const id = `v${policy.newest}`;
    policy.versions[id] = { document, createdAt: context.time.now };
    if (isDefault) policy.defaultVersion = id;
    policy.updatedAt = context.time.now;
    return { PolicyVersion: versionView(policy, id, false) };
  },
};

export const deleteVersion: Operation = {
  kind: 'write',
  authorise: onPolicy('DeletePolicyVersion'),
  run(context, params) {
    const from = input(params, iamWords);
    const [arn, id] = [from.text('PolicyArn'), from.text('VersionId')];
    const found = policyOf(context, arn);
    versionOf(found, id);
    if (found.defaultVersion === id) throw conflict('Cannot delete the default version of a policy.');
    delete rowOf(context, POLICIES, arn, missing(arn)).versions[id];
    return {};
  },
};

export const setDefaultVersion: Operation = {
  kind: 'write',
  authorise: onPolicy('SetDefaultPolicyVersion'),
  run(context, params) {
    const from = input(params, iamWords);
    const [arn, id] = [from.text('PolicyArn'), from.text('VersionId')];
    versionOf(policyOf(context, arn), id);
    rowOf(context, POLICIES, arn, missing(arn)).defaultVersion = id;
    return {};
  },
};

export const policyTags = {
  list: {
    kind: 'read',
    authorise: onPolicy('ListPolicyTags'),
    run: (context, params) => ({ Tags: tagList(policyOf(context, input(params, iamWords).text('PolicyArn')).tags), IsTruncated: false }),
  },
  set: {
    kind: 'write',
    authorise: onPolicy('TagPolicy'),
    run(context, params) {
      const arn = input(params, iamWords).text('PolicyArn');
      const { set } = tagChange(params);
      Object.assign(rowOf(context, POLICIES, arn, missing(arn)).tags, set);
      return {};
    },
  },
  drop: {
    kind: 'write',
    authorise: onPolicy('UntagPolicy'),
    run(context, params) {
      const arn = input(params, iamWords).text('PolicyArn');
      const { drop } = tagChange(params);
      const policy = rowOf(context, POLICIES, arn, missing(arn));
      for (const key of drop) delete policy.tags[key];
      return {};
    },
  },
} satisfies Record<string, Operation>;

export const listEntities: Operation = {
  kind: 'read',
  authorise: onPolicy('ListEntitiesForPolicy'),
  run(context, params) {
    const { arn } = policyOf(context, input(params, iamWords).text('PolicyArn'));
    const users = listed(context.account, GLOBAL, USERS).filter((one) => one.attached.includes(arn));
    const roles = listed(context.account, GLOBAL, ROLES).filter((one) => one.attached.includes(arn));
    const groups = listed(context.account, GLOBAL, GROUPS).filter((one) => one.attached.includes(arn));
    return {
      PolicyGroups: groups.map((one) => ({ GroupName: one.name, GroupId: one.id })),
      PolicyUsers: users.map((one) => ({ UserName: one.name, UserId: one.id })),
      PolicyRoles: roles.map((one) => ({ RoleName: one.name, RoleId: one.id })),
      IsTruncated: false,
    };
  },
};
