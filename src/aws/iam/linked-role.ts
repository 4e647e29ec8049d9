// Service-linked roles: made for one service, worn by it alone, changed by nobody. Control policies do not bind what a service does with one.
import { type CloudContext, GLOBAL, peek, rowAt, rows, type Table, table } from '../cloud.ts';
import { iamId, uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { iamWords } from '../wording.ts';
import { iamArn, noSuch, LINKED_PATH as PATH } from './name.ts';
import { roleView } from './role.ts';
import { ROLES, type Role } from './tables.ts';

/** Service -> the end of the role's name, and the tables whose rows the service still needs the role for. */
const LINKED: { readonly [service: string]: { readonly name: string; readonly needs: readonly string[] } } = {
  'backup.amazonaws.com': { name: 'Backup', needs: ['backup.plan'] },
  'ecs.amazonaws.com': { name: 'ECS', needs: ['ecs.cluster'] },
  'elasticloadbalancing.amazonaws.com': { name: 'ElasticLoadBalancing', needs: ['elbv2.load-balancer'] },
  'organizations.amazonaws.com': { name: 'Organizations', needs: ['organizations.organization'] },
  'rds.amazonaws.com': { name: 'RDS', needs: ['rds.instance', 'rds.cluster'] },
};

interface Deletion {
  readonly id: string;
  readonly failed: boolean;
}

const DELETIONS = table<Deletion>('iam.linked-role-deletion', 'global');

const create: Operation = {
  kind: 'write',
  authorise: (context, params) => {
    const service = input(params, iamWords).optional('AWSServiceName') ?? '*';
    const name = `AWSServiceRoleFor${LINKED[service]?.name ?? '*'}`;
    return [{ action: 'iam:CreateServiceLinkedRole', resource: iamArn(context, 'role', `${PATH}${service}/`, name), keys: { 'iam:AWSServiceName': service } }];
  },
  run(context, params) {
    const from = input(params, iamWords);
    const service = from.text('AWSServiceName');
    const known = Object.hasOwn(LINKED, service) ? LINKED[service] : undefined;
    if (!known) throw new AwsError('InvalidInput', `Service-linked role cannot be created for service ${service}.`, 400);
    if (from.optional('CustomSuffix')) throw new AwsError('InvalidInput', `Custom suffix is not allowed for ${service}`, 400);
    const name = `AWSServiceRoleFor${known.name}`;
    if (rowAt(context.account, GLOBAL, ROLES, name))
      throw new AwsError('InvalidInput', `Service role name ${name} has been taken in this account, please try a different suffix.`, 400);
    const path = `${PATH}${service}/`;
    const role: Role = {
      name,
      path,
      id: iamId(context.time, 'AROA'),
      arn: iamArn(context, 'role', path, name),
      createdAt: context.time.now,
      inline: {},
      attached: [],
      boundary: null,
      tags: {},
      trust: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }] }),
      description: from.optional('Description'),
      maxSessionSeconds: 3600,
      lastUsedAt: null,
    };
    rows(context.account, GLOBAL, ROLES)[name] = role;
    return { Role: roleView(role, false) };
  },
};

/** Whether any region has something that the service needs its role for. */
const needed = (context: CloudContext, service: string): boolean =>
  (LINKED[service]?.needs ?? []).some((name) =>
    Object.keys(context.account.tables).some(
      (shard) => shard.endsWith(`/${name}`) && Object.keys(peek(context.account, shard.slice(0, shard.indexOf('/')), table(name) as Table<unknown>)).length > 0,
    ),
  );

const remove: Operation = {
  kind: 'write',
  authorise: (context, params) => {
    const name = input(params, iamWords).optional('RoleName') ?? '*';
    return [{ action: 'iam:DeleteServiceLinkedRole', resource: rowAt(context.account, GLOBAL, ROLES, name)?.arn ?? iamArn(context, 'role', PATH, name) }];
  },
  run(context, params) {
    const name = input(params, iamWords).text('RoleName');
    const role = rowAt(context.account, GLOBAL, ROLES, name);
    if (!role?.path.startsWith(PATH)) throw noSuch(`The role with name ${name} cannot be found.`);
    const service = role.path.split('/')[2] ?? '';
    const id = `task${role.path}${name}/${uuidOf(context.time, 'linked-role-deletion')}`;
    const failed = needed(context, service);
    if (!failed) delete rows(context.account, GLOBAL, ROLES)[name];
    rows(context.account, GLOBAL, DELETIONS)[id] = { id, failed };
    return { DeletionTaskId: id };
  },
};

const status: Operation = {
  kind: 'read',
  run(context, params) {
    const id = input(params, iamWords).text('DeletionTaskId');
    const found = rowAt(context.account, GLOBAL, DELETIONS, id);
    if (!found) throw noSuch(`Service linked role deletion task with id ${id} cannot be found.`);
    const reason: Params = { Reason: 'The role cannot be deleted because there are resources of the service that depend on it.' };
    return given({ Status: found.failed ? 'FAILED' : 'SUCCEEDED', Reason: found.failed ? reason : null });
  },
};

export const LINKED_ROLES: { readonly [name: string]: Operation } = {
  CreateServiceLinkedRole: create,
  DeleteServiceLinkedRole: remove,
  GetServiceLinkedRoleDeletionStatus: status,
};
