// How the requests to a load balancer are answered now: by its targets, by an application that does not get to its database, or by the balancer itself.
// Visitors are not simulated one by one: a group of targets behind a balancer is asked so often.
import { type CloudView, having, listed } from '../cloud.ts';
import { TASKS } from '../ecs/task-table.ts';
import { LOAD_BALANCERS } from '../elbv2/load-balancer.ts';
import { healthOf } from '../elbv2/target.ts';
import { balancersOf, TARGET_GROUPS, type TargetGroup } from '../elbv2/target-group.ts';
import { databaseAddress } from '../rds/database-address.ts';
import { reachDatabase } from '../rds/reach.ts';

/** Requests in a minute. */
const ASKED = 30;

/** Who answers, and with which status. */
export interface Answer {
  readonly by: 'balancer' | 'target';
  readonly status: number;
}

/** What has been found out at a place at one instant: several metrics count the same answers. By balancer and group, and by group. */
export type Known = Map<string, readonly Answer[]>;

/** What a request to a group is answered. */
function answerOf(view: CloudView, group: Readonly<TargetGroup>): Answer {
  const targets = group.targets.map((target) => ({ target, state: healthOf(view, group, target).state })).filter(({ state }) => state !== 'draining');
  const healthy = targets.filter(({ state }) => state === 'healthy');
  if (healthy.length === 0) return { by: 'balancer', status: targets.length === 0 || targets.some(({ state }) => state === 'initial') ? 503 : 504 };
  const addresses = new Set(healthy.map(({ target }) => target.id));
  const tasks = having(view.account, view.region, TASKS, 'status', 'RUNNING').filter((task) => task.privateIp !== null && addresses.has(task.privateIp));
  const broken = tasks.filter((task) => {
    const address = databaseAddress(task.environment);
    return address !== null && !reachDatabase({ view, interfaceId: task.interfaceId }, address).ok;
  });
  return { by: 'target', status: tasks.length > 0 && broken.length === tasks.length ? 500 : 200 };
}

/** The answers of a balancer (`app/courses/0123456789abcdef`), one for each of its groups, or for the one that is named as well. */
function answersOf(view: CloudView, { LoadBalancer, TargetGroup }: Readonly<Record<string, string>>, known: Known): readonly Answer[] {
  return noted(known, `${LoadBalancer} ${TargetGroup ?? ''}`, () => answersAnew(view, LoadBalancer ?? '', TargetGroup, known));
}

function noted(known: Known, key: string, find: () => readonly Answer[]): readonly Answer[] {
  const before = known.get(key);
  if (before) return before;
  const found = find();
  known.set(key, found);
  return found;
}

function answersAnew(view: CloudView, LoadBalancer: string, TargetGroup: string | undefined, known: Known): readonly Answer[] {
  const { account, region } = view;
  const balancer = listed(account, region, LOAD_BALANCERS).find((one) => one.arn.endsWith(`:loadbalancer/${LoadBalancer}`));
  if (balancer?.state !== 'active') return [];
  return listed(account, region, TARGET_GROUPS)
    .filter((group) => (TargetGroup === undefined || group.arn.endsWith(`:${TargetGroup}`)) && balancersOf(view, group.arn).includes(balancer.arn))
    .flatMap((group) => noted(known, group.arn, () => [answerOf(view, group)]));
}

type Count = (view: CloudView, dimensions: Readonly<Record<string, string>>, known: Known) => number | null;

/** What CloudWatch counts of a kind of answer: nothing at all is reported where there are none. */
const counting =
  (counts: (answer: Answer) => boolean): Count =>
  (view, dimensions, known) =>
    answersOf(view, dimensions, known).filter(counts).length * ASKED || null;

export const ANSWERS: { readonly [metric: string]: Count } = {
  RequestCount: counting(() => true),
  HTTPCode_ELB_5XX_Count: counting(({ by, status }) => by === 'balancer' && status >= 500),
  HTTPCode_ELB_503_Count: counting(({ by, status }) => by === 'balancer' && status === 503),
  HTTPCode_ELB_504_Count: counting(({ by, status }) => by === 'balancer' && status === 504),
  HTTPCode_Target_2XX_Count: counting(({ by, status }) => by === 'target' && status < 300),
  HTTPCode_Target_5XX_Count: counting(({ by, status }) => by === 'target' && status >= 500),
};
