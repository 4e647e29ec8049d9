// Accounts of an organisation: made anew, listed, moved, taken out. A new one takes a minute until it can be used.
import { iso, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type Account, type CloudContext, GLOBAL, rowAt, rows } from '../cloud.ts';
import { ROLES, type Role } from '../iam/tables.ts';
import { hexId, iamId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import { type AccountRequest, accountArn, join, leave, managed, mine, noAccount, noParent, ORGANIZATIONS, type Organization, organizationRow } from './organization.ts';

export const accountView = (of: Readonly<Organization>, id: string): Params => ({
  Id: id,
  Arn: accountArn(of, id),
  Email: of.members[id]?.email ?? '',
  Name: of.members[id]?.name ?? '',
  Status: 'ACTIVE',
  JoinedMethod: of.members[id]?.joined ?? 'CREATED',
  JoinedTimestamp: iso(of.members[id]?.joinedAt ?? of.createdAt, true),
});

const requestView = (request: Readonly<AccountRequest>): Params =>
  given({
    Id: request.id,
    AccountName: request.name,
    State: request.completedAt === null ? 'IN_PROGRESS' : 'SUCCEEDED',
    RequestedTimestamp: iso(request.requestedAt, true),
    CompletedTimestamp: request.completedAt === null ? null : iso(request.completedAt, true),
    AccountId: request.completedAt === null ? null : request.account,
  });

/** AWS puts a role into each new account that the management account may assume. */
function accessRole(context: CloudContext, name: string, account: string): Role {
  return {
    name,
    path: '/',
    id: iamId(context.time, 'AROA'),
    arn: `arn:aws:iam::${account}:role/${name}`,
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

const taken = () => new AwsError('ConstraintViolationException', 'The email address is already in use by another account.', 400);

export const createAccount: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [name, email] = [from.text('AccountName'), from.text('Email')];
    const role = from.optional('RoleName') ?? 'OrganizationAccountAccessRole';
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new AwsError('InvalidInputException', 'You specified an invalid email address.', 400);
    if (!/^[\w+=,.@-]{1,64}$/.test(role)) throw new AwsError('InvalidInputException', 'You specified an invalid role name.', 400);
    const tags = readTags(params.Tags);
    const found = managed(context);
    if (Object.values(found.members).some((member) => member.email === email) || Object.values(found.requests).some((one) => one.email === email)) throw taken();
    let id = '';
    do id = String((Number.parseInt(hexId(context.time, 'account', 12), 16) % 900_000_000_000) + 100_000_000_000);
    while (context.cloud.accounts[id]);
    context.addAccount(id, name);
    rows(context.cloud.accounts[id] as Account, GLOBAL, ROLES)[role] = accessRole(context, role, id);
    const of = organizationRow(context, found);
    const request: AccountRequest = { id: `car-${hexId(context.time, 'account', 32)}`, account: id, name, email, requestedAt: context.time.now, completedAt: null };
    of.requests[request.id] = request;
    if (Object.keys(tags).length > 0) of.tags[id] = tags;
    schedule(context.time, context.time.now + 45 * SECOND, 'organizations.account.ready', {
      account: context.account.id,
      region: context.region,
      organization: of.id,
      request: request.id,
    });
    return { CreateAccountStatus: requestView(request) };
  },
};

export const accountReady: CloudJob = (context, data) => {
  const of = rowAt(context.account, GLOBAL, ORGANIZATIONS, String(data.organization));
  if (!of?.requests[String(data.request)]) return;
  const row = organizationRow(context, of);
  const request = row.requests[String(data.request)] as AccountRequest;
  request.completedAt = context.time.now;
  join(row, request.account, { name: request.name, email: request.email, joinedAt: context.time.now, joined: 'CREATED' });
  note(context.time, 'organizations.account.created', { account: request.account, by: context.account.id });
};

export const describeCreation: Operation = {
  kind: 'read',
  run(context, params) {
    const id = input(params, jsonWords).text('CreateAccountRequestId');
    const request = managed(context).requests[id];
    if (!request) throw new AwsError('CreateAccountStatusNotFoundException', "We can't find an create account request with the CreateAccountRequestId that you specified.", 400);
    return { CreateAccountStatus: requestView(request) };
  },
};

export const listCreations: Operation = {
  kind: 'read',
  run(context, params) {
    const wanted = input(params, jsonWords).texts('States');
    const all = Object.values(managed(context).requests)
      .map(requestView)
      .filter((one) => wanted.length === 0 || wanted.includes(String(one.State)));
    const cut = page(all, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
    return { CreateAccountStatuses: [...cut.items], ...(cut.next ? { NextToken: cut.next } : {}) };
  },
};

export const describeAccount: Operation = {
  kind: 'read',
  run(context, params) {
    const id = input(params, jsonWords).text('AccountId');
    const of = managed(context);
    if (!of.members[id]) throw noAccount();
    return { Account: accountView(of, id) };
  },
};

/** Accounts of the whole organisation, or of one parent. */
export const listAccounts = (parameter: 'ParentId' | null): Operation => ({
  kind: 'read',
  run(context, params) {
    const parent = parameter ? input(params, jsonWords).text(parameter) : null;
    const of = managed(context);
    if (parent !== null && parent !== of.rootId && !of.units[parent]) throw noParent();
    const ids = Object.keys(of.members).filter((id) => parent === null || of.members[id]?.parent === parent);
    const cut = page(ids, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
    return { Accounts: cut.items.map((id) => accountView(of, id)), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
});

export const moveAccount: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [id, source, destination] = [from.text('AccountId'), from.text('SourceParentId'), from.text('DestinationParentId')];
    const of = managed(context);
    const member = of.members[id];
    if (!member) throw noAccount();
    if (destination !== of.rootId && !of.units[destination])
      throw new AwsError('DestinationParentNotFoundException', "We can't find the destination container (a root or OU) with the ParentId that you specified.", 400);
    if (member.parent !== source) throw new AwsError('SourceParentNotFoundException', "We can't find a source root or OU with the ParentId that you specified.", 400);
    if (destination === source) throw new AwsError('DuplicateAccountException', 'That account is already present in the specified destination.', 400);
    (organizationRow(context, of).members[id] as { parent: string }).parent = destination;
    note(context.time, 'organizations.account.moved', { account: id, parent: destination });
    return {};
  },
};

export const removeAccount: Operation = {
  kind: 'write',
  run(context, params) {
    const id = input(params, jsonWords).text('AccountId');
    const of = managed(context);
    if (!of.members[id]) throw noAccount();
    if (id === of.master) throw new AwsError('MasterCannotLeaveOrganizationException', "You can't remove a management account from an organization.", 400);
    leave(organizationRow(context, of), id);
    note(context.time, 'organizations.account.left', { account: id, organization: of.id });
    return {};
  },
};

/** A member goes by itself, if nobody forbids it: a control policy can. */
export const leaveOrganization: Operation = {
  kind: 'write',
  run(context) {
    const of = mine(context);
    if (of.master === context.account.id) throw new AwsError('MasterCannotLeaveOrganizationException', "You can't remove a management account from an organization.", 400);
    leave(organizationRow(context, of), context.account.id);
    note(context.time, 'organizations.account.left', { account: context.account.id, organization: of.id });
    return {};
  },
};
