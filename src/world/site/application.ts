// From the target group to the table: targets, the tasks behind them, and the application's way into its database.
import { type CloudView, peek } from '../../aws/cloud.ts';
import { INTERFACES } from '../../aws/ec2/interface.ts';
import { allowed } from '../../aws/ec2/security-group-rule.ts';
import { containersOf, findDefinition } from '../../aws/ecs/task-definition.ts';
import { TASKS, type Task } from '../../aws/ecs/task-table.ts';
import { healthOf } from '../../aws/elbv2/target.ts';
import type { TargetGroup } from '../../aws/elbv2/target-group.ts';
import { isRecord } from '../../aws/input.ts';
import { rowsAt } from '../../aws/rds/contents.ts';
import { INSTANCES, type Instance } from '../../aws/rds/tables.ts';
import { type DatabaseAddress, databaseAddress } from './database-address.ts';
import { type Breakage, gateway, serverError } from './link.ts';
import type { Trail } from './trail.ts';
import { places } from './way-in.ts';

export interface Served {
  /** Rows in the table that the page counts; null for an application without a database. */
  readonly rows: number | null;
  /** The instance that was asked. */
  readonly database: { readonly resourceId: string; readonly identifier: string } | null;
}

/** Tasks behind the targets that a load balancer would send a request to now. */
function targetsOf(view: CloudView, group: Readonly<TargetGroup>, trail: Trail): readonly Readonly<Task>[] | Breakage {
  const tasks = Object.values(peek(view.account, view.region, TASKS));
  const looked = group.targets.map((target) => ({ target, health: healthOf(view, group, target) }));
  const registered = looked.filter(({ health }) => health.state !== 'draining');
  if (registered.length === 0) return gateway('targets', 503, `No target is registered in ${group.name}.`);
  const healthy = registered.filter(({ health }) => health.state === 'healthy');
  if (healthy.length === 0) {
    const waiting = registered.find(({ health }) => health.state === 'initial');
    if (waiting) return gateway('targets', 503, `The targets of ${group.name} have not passed a health check yet.`);
    return gateway('targets', 504, `None of the ${registered.length} targets of ${group.name} can be reached: ${registered[0]?.health.description ?? ''}.`);
  }
  trail.ok('targets', `${healthy.length} of ${registered.length} targets of ${group.name} are healthy.`);
  const running = healthy.flatMap(({ target }) => tasks.find((task) => task.status === 'RUNNING' && task.privateIp === target.id) ?? []);
  if (running.length === 0) return gateway('tasks', 502, `Nothing listens behind the targets of ${group.name}.`);
  trail.ok('tasks', `${running.length} tasks run.`);
  return running;
}

/** The database that a name leads to, in any account. */
function instanceAt(view: CloudView, address: string): { readonly at: CloudView; readonly instance: Readonly<Instance> } | null {
  for (const at of places(view.cloud, view.time.now)) {
    const instance = Object.values(peek(at.account, at.region, INSTANCES)).find((candidate) => candidate.address === address);
    if (instance) return { at, instance };
  }
  return null;
}

/** States in which the server is up. */
const SERVING = /^(available|backing-up|modifying|storage-optimization|storage-full|configuring-|maintenance|resetting-master-credentials|renaming)/;

function connect(view: CloudView, task: Readonly<Task>, to: DatabaseAddress, table: string, trail: Trail): Served | Breakage {
  const found = instanceAt(view, to.host);
  if (!found || found.instance.status === 'deleting') {
    return serverError('database', `could not translate host name "${to.host}" to address: Name or service not known`);
  }
  const { at, instance } = found;
  const faces = peek(view.account, view.region, INTERFACES);
  const own = task.interfaceId ? faces[task.interfaceId] : undefined;
  const theirs = instance.interfaceId ? peek(at.account, at.region, INTERFACES)[instance.interfaceId] : undefined;
  const from = { groups: own?.groups ?? [], ip: own?.privateIp ?? '' };
  const near = own !== undefined && theirs !== undefined && own.vpcId === theirs.vpcId;
  const reached =
    theirs && (near ? allowed(view, from, { groups: theirs.groups, ip: theirs.privateIp }, to.port) : instance.publiclyAccessible && openToAll(at, theirs.groups, to.port));
  if (!reached || to.port !== instance.port) {
    const why = near ? `no security group lets ${task.service ?? 'the task'} in` : `${instance.identifier} is in another VPC`;
    return serverError('network', `connection to server at "${to.host}", port ${to.port} failed: Connection timed out (${why})`);
  }
  trail.ok('network', `The tasks may reach ${instance.identifier} on port ${to.port}.`);
  if (!SERVING.test(instance.status))
    return serverError('database', `connection to server at "${to.host}", port ${to.port} failed: Connection refused (${instance.identifier} is ${instance.status})`);
  trail.ok('database', `${instance.identifier} is ${instance.status}.`);
  const { contents } = instance;
  if (to.user !== instance.username || to.password !== contents.password) return serverError('login', `password authentication failed for user "${to.user}"`);
  if (!contents.databases[to.database]) return serverError('login', `database "${to.database}" does not exist`);
  trail.ok('login', `${to.user} may log in to ${to.database}.`);
  const rows = rowsAt(contents, to.database, table, view.time.now);
  if (rows === null) return serverError('table', `relation "${table}" does not exist`);
  trail.ok('table', `${table} is there.`);
  return { rows, database: { resourceId: instance.resourceId, identifier: instance.identifier } };
}

const openToAll = (at: CloudView, groups: readonly string[], port: number): boolean => allowed(at, { groups, ip: '203.0.113.1' }, { groups, ip: '203.0.113.1' }, port);

/** Where a task logs, and the end of the traceback that it writes for a failed request. */
function logOf(view: CloudView, task: Readonly<Task>, failure: Breakage): Pick<Breakage, 'log'> {
  const definition = findDefinition(view, task.definition);
  const [container] = definition ? containersOf(definition) : [];
  const logging = container?.logConfiguration;
  const options = isRecord(logging) && isRecord(logging.options) ? logging.options : {};
  const group = options['awslogs-group'];
  if (typeof group !== 'string') return {};
  const kind = failure.link === 'table' ? 'ProgrammingError' : 'OperationalError';
  return {
    log: {
      account: view.account.id,
      region: view.region,
      group,
      stream: `${String(options['awslogs-stream-prefix'] ?? 'ecs')}/${String(container?.name)}/${task.id}`,
      lines: ['[ERROR] Internal Server Error: /', `django.db.utils.${kind}: ${failure.detail}`],
    },
  };
}

/** Asks the application for its page. */
export function ask(view: CloudView, group: Readonly<TargetGroup>, table: string, trail: Trail): Served | Breakage {
  const tasks = targetsOf(view, group, trail);
  if (!Array.isArray(tasks)) return tasks as Breakage;
  let failure: Breakage | null = null;
  for (const task of tasks as readonly Readonly<Task>[]) {
    const address = databaseAddress(task.environment);
    if (!address) return { rows: null, database: null };
    const answer = connect(view, task, address, table, trail);
    if (!('link' in answer)) return answer;
    failure ??= { ...answer, ...logOf(view, task, answer) };
  }
  return failure as Breakage;
}
