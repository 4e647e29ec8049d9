// Metrics that are read off the account as it is: targets and answers of a balancer, a database's disk and connections, an instance's checks. Each is a number
// at this instant, or null while nothing reports it: what does not exist has no data.

import { type CloudView, listed, rowAt } from '../cloud.ts';
import { GiB } from '../cost/prices.ts';
import { INSTANCES as MACHINES } from '../ec2/instance.ts';
import { TASKS } from '../ecs/task-table.ts';
import { healthOf } from '../elbv2/target.ts';
import { balancersOf, TARGET_GROUPS } from '../elbv2/target-group.ts';
import { census } from '../rds/contents.ts';
import { databaseAddress } from '../rds/database-address.ts';
import { reachDatabase } from '../rds/reach.ts';
import { INSTANCES, type Instance } from '../rds/tables.ts';
import { ANSWERS, type Known } from './answers.ts';

type Dimensions = Readonly<Record<string, string>>;

/** Bytes of a row on disk with its indexes, and of a server without any. */
const ROW = 260;
const EMPTY = 2.4 * GiB;

const database = (view: CloudView, dimensions: Dimensions): Readonly<Instance> | undefined =>
  listed(view.account, view.region, INSTANCES).find(
    (instance) => instance.identifier === dimensions.DBInstanceIdentifier && /^(available|backing-up|modifying|storage-|configuring-|maintenance|resetting-)/.test(instance.status),
  );

/** Every running task that gets through to the database holds one connection. */
function connections(view: CloudView, instance: Readonly<Instance>): number {
  return listed(view.account, view.region, TASKS).filter((task) => {
    const address = task.status === 'RUNNING' ? databaseAddress(task.environment) : null;
    return address?.host === instance.address && address !== null && reachDatabase({ view, interfaceId: task.interfaceId }, address).ok;
  }).length;
}

const rowsIn = (view: CloudView, instance: Readonly<Instance>) => Object.values(census(instance.contents, view.time.now)).reduce((sum, rows) => sum + rows, 0);

/** Targets of the group that a dimension names (`targetgroup/courses/0123`), by health; null while no balancer asks for them. */
function hosts(view: CloudView, dimensions: Dimensions, state: 'healthy' | 'unhealthy'): number | null {
  const group = listed(view.account, view.region, TARGET_GROUPS).find((one) => one.arn.endsWith(`:${dimensions.TargetGroup}`));
  if (!group || group.targets.length === 0 || balancersOf(view, group.arn).length === 0) return null;
  return group.targets.filter((target) => healthOf(view, group, target).state === state).length;
}

const GAUGES: { readonly [metric: string]: (view: CloudView, dimensions: Dimensions, known: Known) => number | null } = {
  ...Object.fromEntries(Object.entries(ANSWERS).map(([metric, count]) => [`AWS/ApplicationELB ${metric}`, count])),
  'AWS/ApplicationELB HealthyHostCount': (view, dimensions) => hosts(view, dimensions, 'healthy'),
  'AWS/ApplicationELB UnHealthyHostCount': (view, dimensions) => hosts(view, dimensions, 'unhealthy'),
  'AWS/RDS DatabaseConnections'(view, dimensions) {
    const found = database(view, dimensions);
    return found ? connections(view, found) : null;
  },
  'AWS/RDS FreeStorageSpace'(view, dimensions) {
    const found = database(view, dimensions);
    return found ? Math.max(0, found.storage * GiB - EMPTY - rowsIn(view, found) * ROW) : null;
  },
  /** Nobody's queries are simulated: an idle server, somewhat more with each client, and while a backup is read. */
  'AWS/RDS CPUUtilization'(view, dimensions) {
    const found = database(view, dimensions);
    return found ? 3 + connections(view, found) * 1.5 + (found.status === 'backing-up' ? 9 : 0) : null;
  },
  'AWS/EC2 StatusCheckFailed'(view, dimensions) {
    return rowAt(view.account, view.region, MACHINES, dimensions.InstanceId ?? '')?.state === 'running' ? 0 : null;
  },
};

/** Whether a gauge moves while nothing is done: a database grows by itself. Targets turn healthy by themselves as well, at instants that are known (`nextTurn`). */
export const isMoving = (namespace: string, metric: string): boolean => `${namespace} ${metric}` === 'AWS/RDS FreeStorageSpace';

export const isGauge = (namespace: string, metric: string): boolean => Object.hasOwn(GAUGES, `${namespace} ${metric}`);

/** The metric at this instant; null without data. Whoever asks for several at one place and instant hands the same `known` to all. */
export const gauge = (view: CloudView, namespace: string, metric: string, dimensions: Dimensions, known: Known = new Map()): number | null =>
  GAUGES[`${namespace} ${metric}`]?.(view, dimensions, known) ?? null;
