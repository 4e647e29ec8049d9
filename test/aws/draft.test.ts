import { isDraft, produce } from 'immer';
import { expect, test } from 'vitest';
import { addAccount, call, emptyCloud, rootOf } from '../../src/aws/call.ts';
import { cloudJobs } from '../../src/aws/jobs.ts';
import type { Params } from '../../src/aws/operation.ts';
import { newChance } from '../../src/engine/chance.ts';
import { canonical } from '../../src/engine/json.ts';
import { emptyLog } from '../../src/engine/log.ts';
import { because, nextJob } from '../../src/engine/moment.ts';
import type { Bench } from './account.ts';
import { platform } from './platform.ts';

/** The same calls, each in a step of its own over a frozen world: what the app does. */
function stepped(): Bench & { world(): unknown } {
  let world = produce(
    { cloud: emptyCloud(), time: { now: Date.UTC(2025, 10, 3, 9), chance: newChance(7), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null } } as never as {
      cloud: Bench['cloud'];
      time: Bench['time'];
    },
    () => {},
  );
  const id = '123456789012';
  const region = 'eu-west-1';
  world = produce(world, (draft) => {
    addAccount(draft.cloud, draft.time, { id, alias: 'courses', region });
  });
  const ask = (service: string, operation: string, params: Params = {}) => {
    let answer: ReturnType<typeof call> | undefined;
    world = produce(world, (draft) => {
      answer = call(draft.cloud, draft.time, { service, operation, params, region, principal: rootOf(id) });
    });
    // Reading an output that still held a part of the draft would throw here.
    return JSON.parse(JSON.stringify(answer));
  };
  return {
    get cloud() {
      return world.cloud;
    },
    get time() {
      return world.time;
    },
    region,
    id,
    ask,
    ok(service, operation, params) {
      const answer = ask(service, operation, params);
      if (!answer.ok) throw new Error(`${service} ${operation}: ${JSON.stringify(answer)}`);
      return answer.output;
    },
    no: () => '',
    pass(by) {
      const until = world.time.now + by;
      for (let job = nextJob(world.time); job && job.at <= until; job = nextJob(world.time)) {
        const due = job;
        world = produce(world, (draft) => {
          draft.time.now = Math.max(draft.time.now, due.at);
          delete draft.time.jobs[due.id];
          because(draft.time, due.cause, () => cloudJobs[due.kind]?.(draft.cloud, draft.time, due));
        });
      }
      world = produce(world, (draft) => {
        draft.time.now = until;
      });
    },
    world: () => world,
  };
}

test('steps over a frozen world give the same world as plain changes, and outputs hold no part of a draft', () => {
  const b = stepped();
  const one = platform('postgres://a:b@c/d', undefined, b);
  const two = platform('postgres://a:b@c/d');
  expect(canonical(one.cloud)).toBe(canonical(two.cloud));
  expect(isDraft(one.cloud)).toBe(false);
  const text = JSON.stringify(b.world());
  expect(canonical(JSON.parse(text))).toBe(canonical(b.world()));
  for (const [service, operation, params] of [
    ['ec2', 'DescribeInstances', {}],
    ['ec2', 'DescribeSecurityGroups', {}],
    ['ec2', 'DescribeRouteTables', {}],
    ['ec2', 'DescribeNetworkInterfaces', {}],
    ['elbv2', 'DescribeRules', { ListenerArn: one.listeners[0] }],
    ['elbv2', 'DescribeListeners', { LoadBalancerArn: one.balancer }],
    ['ecs', 'DescribeServices', { cluster: 'courses', services: ['courses-prod'] }],
    ['ecs', 'DescribeTaskDefinition', { taskDefinition: 'courses-prod' }],
    ['route53', 'ListResourceRecordSets', { HostedZoneId: one.zone }],
    ['route53', 'GetHostedZone', { Id: one.zone }],
    ['acm', 'DescribeCertificate', { CertificateArn: one.certificate }],
    ['logs', 'DescribeLogGroups', {}],
  ] as const) {
    one.ok(service, operation, params as Params);
  }
});
