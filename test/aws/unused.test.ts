import { expect, test } from 'vitest';
import { SERVICES } from '../../src/aws/services.ts';
import { BARE, UNUSED } from '../../src/aws/unused.ts';
import { newWorld, out, refusal } from './fixture.ts';

test('what nobody can make here is listed as empty, and nothing that can be made is among it', () => {
  const world = newWorld();
  const lists = [
    ...Object.entries(UNUSED).flatMap(([service, operations]) => Object.entries(operations).map(([operation, members]) => ({ service, operation, members }))),
    ...BARE.flatMap(({ name, operations }) => Object.keys(operations).map((operation) => ({ service: name, operation, members: null }))),
  ];
  expect(lists.length).toBeGreaterThan(60);
  for (const { service, operation, members } of lists) {
    const found = out(world, service, operation);
    for (const member of members ?? Object.keys(found)) expect(found[member], `${service} ${operation}`).toEqual([]);
    // The list would lie if there were a way to make one.
    const thing = operation.replace(/^(List|Describe|Get)/, '').replace(/s$/, '');
    expect(Object.keys(SERVICES[service]!.operations).filter((name) => name === `Create${thing}` || name === `Put${thing}`)).toEqual([]);
  }
});

test('a name that is asked for is refused where AWS refuses it', () => {
  const world = newWorld();
  expect(refusal(world, 'cloudformation', 'DescribeStacks', { StackName: 'site' })).toBe('ValidationError: Stack with id site does not exist');
  expect(refusal(world, 'elb', 'DescribeLoadBalancers', { LoadBalancerNames: ['old'] })).toBe("LoadBalancerNotFound: There is no ACTIVE Load Balancer named 'old'");
});
