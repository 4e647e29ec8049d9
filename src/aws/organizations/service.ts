// AWS Organizations: member accounts and the service control policies that bind them. Thin: one root, no organisational units.
import { iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type Account, type CloudContext, GLOBAL, rows } from '../cloud.ts';
import { organizationOf } from '../iam/authorise.ts';
import { readPolicy } from '../iam/document.ts';
import { ORGANIZATIONS, type Organization, ROLES, type Role } from '../iam/tables.ts';
import { hexId, iamId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords } from '../wording.ts';

const none = () => new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.', 400);
const FULL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

function mine(context: CloudContext): Organization {
  const found = organizationOf(context.cloud, context.account.id);
  if (!found) throw none();
  return found;
}

/** Only the management account changes anything. */
function managed(context: CloudContext): Organization {
  const found = mine(context);
  if (found.master !== context.account.id) throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.", 400);
  return found;
}

/** The row to change, in the management account. */
const row = (context: CloudContext): Organization => {
  const found = managed(context);
  return rows(context.account, GLOBAL, ORGANIZATIONS)[found.id] as Organization;
};

const view = (of: Readonly<Organization>): Params => ({
  Id: of.id,
  Arn: `arn:aws:organizations::${of.master}:organization/${of.id}`,
  FeatureSet: 'ALL',
  MasterAccountArn: `arn:aws:organizations::${of.master}:account/${of.id}/${of.master}`,
  MasterAccountId: of.master,
  MasterAccountEmail: of.members[of.master]?.email ?? '',
  AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
});

const accountView = (of: Readonly<Organization>, id: string): Params => ({
  Id: id,
  Arn: `arn:aws:organizations::${of.master}:account/${of.id}/${id}`,
  Email: of.members[id]?.email ?? '',
  Name: of.members[id]?.name ?? '',
  Status: 'ACTIVE',
  JoinedMethod: id === of.master ? 'INVITED' : 'CREATED',
  JoinedTimestamp: iso(of.members[id]?.joinedAt ?? of.createdAt, true),
});

const policyView = (of: Readonly<Organization>, id: string): Params => {
  const policy = of.policies[id]!;
  return {
    Id: id,
    Arn: policy.awsManaged ? `arn:aws:organizations::aws:policy/service_control_policy/${id}` : `arn:aws:organizations::${of.master}:policy/${of.id}/service_control_policy/${id}`,
    Name: policy.name,
    Description: policy.description,
    Type: 'SERVICE_CONTROL_POLICY',
    AwsManaged: policy.awsManaged,
  };
};

const policyIn = (of: Readonly<Organization>, id: string) => {
  const policy = Object.hasOwn(of.policies, id) ? of.policies[id] : undefined;
  if (!policy) throw new AwsError('PolicyNotFoundException', "We can't find a policy with the PolicyId that you specified.", 400);
  return policy;
};

const target = (of: Readonly<Organization>, id: string) => {
  if (id !== of.rootId && !of.members[id]) throw new AwsError('TargetNotFoundException', "We can't find a root, OU, or account with the TargetId that you specified.", 400);
  return id;
};

const createOrganization: Operation = {
  kind: 'write',
  run(context) {
    if (organizationOf(context.cloud, context.account.id))
      throw new AwsError('AlreadyInOrganizationException', 'The provided account is already a member of an organization.', 400);
    const id = `o-${hexId(context.time, 'organization', 10)}`;
    const rootId = `r-${hexId(context.time, 'organization', 4)}`;
    const made: Organization = {
      id,
      master: context.account.id,
      createdAt: context.time.now,
      members: { [context.account.id]: { name: context.account.alias, email: `${context.account.alias}@example.com`, joinedAt: context.time.now } },
      policies: {
        'p-FullAWSAccess': {
          id: 'p-FullAWSAccess',
          name: 'FullAWSAccess',
          description: 'Allows access to every operation',
          awsManaged: true,
          document: FULL,
          targets: [rootId, context.account.id],
        },
      },
      rootId,
    };
    rows(context.account, GLOBAL, ORGANIZATIONS)[id] = made;
    return { Organization: view(made) };
  },
};

/** AWS puts a role into each new account that the management account may assume. */
function accessRole(context: CloudContext, account: string): Role {
  return {
    name: 'OrganizationAccountAccessRole',
    path: '/',
    id: iamId(context.time, 'AROA'),
    arn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    createdAt: context.time.now,
    inline: {},
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    boundary: null,
    tags: {},
    trust: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${context.account.id}:root` }, Action: 'sts:AssumeRole' }] }),
    description: null,
    maxSessionSeconds: 3600,
    lastUsedAt: null,
  };
}

/** A new, empty account. It exists at once here; in life it takes a few minutes. */
const createAccount: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [name, email] = [from.text('AccountName'), from.text('Email')];
    const found = managed(context);
    if (Object.values(found.members).some((member) => member.email === email))
      throw new AwsError('ConstraintViolationException', 'The email address is already in use by another account.', 400);
    let id = '';
    do id = String((Number.parseInt(hexId(context.time, 'account', 12), 16) % 900_000_000_000) + 100_000_000_000);
    while (context.cloud.accounts[id]);
    context.addAccount(id, name);
    rows(context.cloud.accounts[id] as Account, GLOBAL, ROLES).OrganizationAccountAccessRole = accessRole(context, id);
    const of = row(context);
    of.members[id] = { name, email, joinedAt: context.time.now };
    of.policies['p-FullAWSAccess']?.targets.push(id);
    note(context.time, 'organizations.account.created', { account: id, by: context.account.id });
    return {
      CreateAccountStatus: {
        Id: `car-${hexId(context.time, 'account', 32)}`,
        AccountName: name,
        State: 'SUCCEEDED',
        RequestedTimestamp: iso(context.time.now, true),
        CompletedTimestamp: iso(context.time.now, true),
        AccountId: id,
      },
    };
  },
};

const createPolicy: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [content, name, type] = [from.text('Content'), from.text('Name'), from.text('Type')];
    const description = from.optional('Description') ?? '';
    if (type !== 'SERVICE_CONTROL_POLICY') throw new AwsError('PolicyTypeNotEnabledException', "The specified policy type isn't enabled in the specified root.", 400);
    const found = managed(context);
    checkContent(content);
    if (Object.values(found.policies).some((policy) => policy.name === name)) throw new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.', 400);
    const id = `p-${hexId(context.time, 'policy', 8)}`;
    const of = row(context);
    of.policies[id] = { id, name, description, awsManaged: false, document: content, targets: [] };
    return { Policy: { PolicySummary: policyView(of, id), Content: content } };
  },
};

function checkContent(content: string): void {
  try {
    readPolicy(content);
  } catch {
    throw new AwsError('MalformedPolicyDocumentException', 'The provided policy document does not meet the requirements of the specified policy type.', 400);
  }
}

const attach = (attached: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [id, to] = [from.text('PolicyId'), from.text('TargetId')];
    const found = managed(context);
    const policy = policyIn(found, id);
    target(found, to);
    if (attached === policy.targets.includes(to)) {
      throw attached
        ? new AwsError('DuplicatePolicyAttachmentException', 'The selected policy is already attached to the specified target.', 400)
        : new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target in the specified root.", 400);
    }
    if (!attached && Object.values(found.policies).filter((one) => one.targets.includes(to)).length === 1) {
      throw new AwsError(
        'ConstraintViolationException',
        'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
        400,
      );
    }
    const change = row(context).policies[id]!;
    change.targets = attached ? [...change.targets, to] : change.targets.filter((one) => one !== to);
    note(context.time, `organizations.policy.${attached ? 'attached' : 'detached'}`, { policy: id, target: to });
    return {};
  },
});

const withPolicy = (kind: 'read' | 'write', work: (context: OperationContext, of: Organization, id: string, params: Params) => Params): Operation => ({
  kind,
  run(context, params) {
    const id = input(params, jsonWords).text('PolicyId');
    const found = mine(context);
    policyIn(found, id);
    return work(context, found, id, params);
  },
});

export const organizations: Service = {
  name: 'organizations',
  eventSource: 'organizations.amazonaws.com',
  iamPrefix: 'organizations',
  dialect: 'json',
  global: true,
  operations: {
    AttachPolicy: attach(true),
    CreateAccount: createAccount,
    CreateOrganization: createOrganization,
    CreatePolicy: createPolicy,
    DeletePolicy: withPolicy('write', (context, of, id) => {
      managed(context);
      if (of.policies[id]?.awsManaged) throw new AwsError('PolicyChangesInProgressException', 'An AWS managed policy cannot be deleted.', 400);
      if ((of.policies[id]?.targets.length ?? 0) > 0)
        throw new AwsError(
          'PolicyInUseException',
          'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
          400,
        );
      delete row(context).policies[id];
      return {};
    }),
    DescribeOrganization: { kind: 'read', run: (context) => ({ Organization: view(mine(context)) }) },
    DescribePolicy: withPolicy('read', (_context, of, id) => ({ Policy: { PolicySummary: policyView(of, id), Content: of.policies[id]?.document ?? '' } })),
    DetachPolicy: attach(false),
    ListAccounts: {
      kind: 'read',
      run(context, params) {
        const of = mine(context);
        const cut = page(Object.keys(of.members), params.NextToken, params.MaxResults, 20, 'InvalidInputException');
        return { Accounts: cut.items.map((id) => accountView(of, id)), ...(cut.next ? { NextToken: cut.next } : {}) };
      },
    },
    ListPolicies: {
      kind: 'read',
      run(context, params) {
        input(params, jsonWords).text('Filter');
        const of = mine(context);
        return { Policies: Object.keys(of.policies).map((id) => policyView(of, id)) };
      },
    },
    ListPoliciesForTarget: {
      kind: 'read',
      run(context, params) {
        const from = input(params, jsonWords);
        const of = mine(context);
        const to = target(of, from.text('TargetId'));
        return {
          Policies: Object.keys(of.policies)
            .filter((id) => of.policies[id]?.targets.includes(to))
            .map((id) => policyView(of, id)),
        };
      },
    },
    ListRoots: {
      kind: 'read',
      run(context) {
        const of = mine(context);
        return {
          Roots: [
            {
              Id: of.rootId,
              Arn: `arn:aws:organizations::${of.master}:root/${of.id}/${of.rootId}`,
              Name: 'Root',
              PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
            },
          ],
        };
      },
    },
    ListTargetsForPolicy: withPolicy('read', (_context, of, id) => ({
      Targets: (of.policies[id]?.targets ?? []).map((to) => ({ TargetId: to, Arn: to, Name: of.members[to]?.name ?? 'Root', Type: to === of.rootId ? 'ROOT' : 'ACCOUNT' })),
    })),
    UpdatePolicy: withPolicy('write', (context, of, id, params) => {
      const from = input(params, jsonWords);
      const [content, name, description] = [from.optional('Content'), from.optional('Name'), from.optional('Description')];
      managed(context);
      if (content !== null) checkContent(content);
      if (of.policies[id]?.awsManaged) throw new AwsError('PolicyChangesInProgressException', 'An AWS managed policy cannot be changed.', 400);
      const policies = row(context).policies;
      const before = policies[id]!;
      policies[id] = { ...before, name: name ?? before.name, description: description ?? before.description, document: content ?? before.document };
      return { Policy: { PolicySummary: policyView(row(context), id), Content: policies[id]?.document ?? '' } };
    }),
  },
  jobs: {},
};
