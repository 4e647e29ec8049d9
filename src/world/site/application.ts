// From the target group to the table: targets, the tasks behind them, and the application's way into its database.
import { type CloudView, peek } from '../../aws/cloud.ts';
import { containersOf, findDefinition } from '../../aws/ecs/task-definition.ts';
import { TASKS, type Task } from '../../aws/ecs/task-table.ts';
import { healthOf } from '../../aws/elbv2/target.ts';
import type { TargetGroup } from '../../aws/elbv2/target-group.ts';
import { isRecord } from '../../aws/input.ts';
import { rowsAt } from '../../aws/rds/contents.ts';
import { type DatabaseAddress, databaseAddress } from '../../aws/rds/database-address.ts';
import { reachDatabase, STAGES, type Stage } from '../../aws/rds/reach.ts';
import { type Breakage, gateway, type LinkId, serverError } from './link.ts';
import type { Trail } from './trail.ts';

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

const LINK: Readonly<Record<Stage, LinkId>> = { name: 'database', network: 'network', server: 'database', login: 'login' };

function connect(view: CloudView, task: Readonly<Task>, to: DatabaseAddress, table: string, trail: Trail): Served | Breakage {
  const reached = reachDatabase({ view, interfaceId: task.interfaceId }, to);
  const past = (stage: Stage) => reached.ok || STAGES.indexOf(reached.stage) > STAGES.indexOf(stage);
  const { instance } = reached;
  if (past('network')) trail.ok('network', `The tasks may reach ${instance?.identifier} on port ${to.port}.`);
  if (past('server')) trail.ok('database', `${instance?.identifier} is ${instance?.status}.`);
  if (!reached.ok) return serverError(LINK[reached.stage], reached.why ? `${reached.message} (${reached.why})` : reached.message);
  trail.ok('login', `${to.user} may log in to ${to.database}.`);
  const rows = rowsAt(reached.instance.contents, to.database, table, view.time.now);
  if (rows === null) return serverError('table', `relation "${table}" does not exist`);
  trail.ok('table', `${table} is there.`);
  return { rows, database: { resourceId: reached.instance.resourceId, identifier: reached.instance.identifier } };
}

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
