// AWS Organizations: several accounts below one root, and the policies that bind them.
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, rows } from '../cloud.ts';
import { hexId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { readTags, tagList } from '../tags.ts';
import { unused } from '../unused.ts';
import { jsonWords } from '../wording.ts';
import { accountReady, createAccount, describeAccount, describeCreation, leaveOrganization, listAccounts, listCreations, moveAccount, removeAccount } from './account.ts';
import { HANDSHAKES } from './handshake.ts';
import { FULL_ACCESS, join, managed, mine, noTarget, ORGANIZATIONS, type Organization, organizationOf, organizationRow, organizationView } from './organization.ts';
import { CONTROLS, rootView } from './policy.ts';
import { UNITS } from './unit.ts';

const FULL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

const createOrganization: Operation = {
  kind: 'write',
  run(context, params) {
    const set = input(params, jsonWords).optional('FeatureSet') ?? 'ALL';
    if (set !== 'ALL') throw new AwsError('InvalidInputException', 'Organizations without all features are not part of this simulated account.', 400);
    if (organizationOf(context.cloud, context.account.id))
      throw new AwsError('AlreadyInOrganizationException', 'The provided account is already a member of an organization.', 400);
    const id = `o-${hexId(context.time, 'organization', 10)}`;
    const rootId = `r-${hexId(context.time, 'organization', 4)}`;
    const made: Organization = {
      id,
      master: context.account.id,
      createdAt: context.time.now,
      rootId,
      controls: true,
      members: {},
      units: {},
      policies: {
        [FULL_ACCESS]: { id: FULL_ACCESS, name: 'FullAWSAccess', description: 'Allows access to every operation', awsManaged: true, document: FULL, targets: [rootId] },
      },
      handshakes: {},
      requests: {},
      tags: {},
    };
    const { alias } = context.account;
    join(made, context.account.id, { name: alias, email: `${alias}@example.com`, joinedAt: context.time.now, joined: 'INVITED' });
    rows(context.account, GLOBAL, ORGANIZATIONS)[id] = made;
    note(context.time, 'organizations.created', { organization: id, account: context.account.id });
    return { Organization: organizationView(made) };
  },
};

const deleteOrganization: Operation = {
  kind: 'write',
  run(context) {
    const of = managed(context);
    if (Object.keys(of.members).length > 1 || Object.keys(of.units).length > 0)
      throw new AwsError(
        'OrganizationNotEmptyException',
        "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account.",
        400,
      );
    delete rows(context.account, GLOBAL, ORGANIZATIONS)[of.id];
    return {};
  },
};

/** The id of a thing that can have tags. */
function taggable(of: Readonly<Organization>, params: Params): string {
  const id = input(params, jsonWords).text('ResourceId');
  if (id !== of.rootId && !of.members[id] && !of.units[id] && !of.policies[id]) throw noTarget();
  return id;
}

const tags: { readonly [name: string]: Operation } = {
  ListTagsForResource: {
    kind: 'read',
    run(context, params) {
      const of = managed(context);
      return { Tags: tagList(of.tags[taggable(of, params)] ?? {}) };
    },
  },
  TagResource: {
    kind: 'write',
    run(context, params) {
      const set = readTags(params.Tags);
      const of = managed(context);
      const id = taggable(of, params);
      const row = organizationRow(context, of);
      row.tags[id] = { ...row.tags[id], ...set };
      return {};
    },
  },
  UntagResource: {
    kind: 'write',
    run(context, params) {
      const keys = input(params, jsonWords).texts('TagKeys');
      const of = managed(context);
      const id = taggable(of, params);
      const row = organizationRow(context, of);
      row.tags[id] = Object.fromEntries(Object.entries(row.tags[id] ?? {}).filter(([key]) => !keys.includes(key)));
      return {};
    },
  },
};

export const organizations: Service = {
  name: 'organizations',
  eventSource: 'organizations.amazonaws.com',
  iamPrefix: 'organizations',
  dialect: 'json',
  global: true,
  operations: {
    ...unused('organizations'),
    ...CONTROLS,
    ...HANDSHAKES,
    ...UNITS,
    ...tags,
    CreateAccount: createAccount,
    CreateOrganization: createOrganization,
    DeleteOrganization: deleteOrganization,
    DescribeAccount: describeAccount,
    DescribeCreateAccountStatus: describeCreation,
    DescribeOrganization: { kind: 'read', run: (context: CloudContext) => ({ Organization: organizationView(mine(context)) }) },
    LeaveOrganization: leaveOrganization,
    ListAccounts: listAccounts(null),
    ListAccountsForParent: listAccounts('ParentId'),
    ListCreateAccountStatus: listCreations,
    ListRoots: { kind: 'read', run: (context: CloudContext) => ({ Roots: [rootView(managed(context))] }) },
    MoveAccount: moveAccount,
    RemoveAccountFromOrganization: removeAccount,
  },
  jobs: { 'organizations.account.ready': accountReady },
};
