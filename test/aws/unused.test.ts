import { expect, test } from 'vitest';
import { BARE } from '../../src/aws/bare.ts';
import { SERVICES } from '../../src/aws/services.ts';
import { UNUSED } from '../../src/aws/unused.ts';
import { ask, newWorld, refusal } from './fixture.ts';

test('what nobody can make here is listed as empty, and nothing that can be made is among it', () => {
  const world = newWorld();
  const lists = [
    ...Object.entries(UNUSED).flatMap(([service, operations]) => Object.entries(operations).map(([operation, members]) => ({ service, operation, members }))),
    ...BARE.flatMap(({ name, operations }) => Object.keys(operations).flatMap((operation) => (operation.startsWith('Batch') ? [] : [{ service: name, operation, members: null }]))),
  ];
  expect(lists.length).toBeGreaterThan(60);
  for (const { service, operation, members } of lists) {
    const answer = ask(world, service, operation);
    // Some have to be turned on first, and say so.
    if (!answer.ok) {
      expect(members, `${service} ${operation}: ${answer.code}`).toBe(null);
      expect(answer.message).not.toBe('');
      continue;
    }
    const found = answer.output;
    for (const [member, value] of Object.entries(found)) if (members?.includes(member) || Array.isArray(value)) expect(value, `${service} ${operation}`).toEqual([]);
    for (const member of members ?? []) expect(found[member], `${service} ${operation}`).toEqual([]);
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
