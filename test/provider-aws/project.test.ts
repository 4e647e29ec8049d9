// The main case's project on the simulated account: what is there, in which order it comes and goes, and where a second copy collides.
import { expect, test } from 'vitest';
import { MINUTE } from '../../src/engine/clock.ts';
import type { ApplyEvent } from '../../src/terraform/apply/apply.ts';
import { newWorld } from './bench.ts';
import { applyPlan, configOf, filesOf, fresh, planOf } from './project.ts';

const files = filesOf('infra');
const tfvars = Object.fromEntries([...(files['terraform.tfvars'] ?? '').matchAll(/^(\w+)\s*=\s*"(.*)"/gm)].map((m) => [m[1] as string, m[2] as string]));

const began = (events: readonly ApplyEvent[], address: string) => events.find((event) => event.kind === 'start' && event.address === address)?.at ?? Number.NaN;
const ended = (events: readonly ApplyEvent[], address: string) => events.find((event) => event.kind === 'done' && event.address === address)?.at ?? Number.NaN;
const words = (diagnostics: readonly { readonly summary: string }[]) => diagnostics.map((d) => d.summary);

test('the project is built, collides with itself under an empty state, and is destroyed', () => {
  const world = newWorld();
  const project = { ...world, config: configOf(files) };
  const first = planOf(project, fresh(), 'normal', tfvars);
  expect(words(first.diagnostics)).toEqual([]);
  expect(first.plan.changes.filter((change) => change.action === 'create')).toHaveLength(95);

  const built = applyPlan(project, first.plan);
  expect(words(built.diagnostics)).toEqual([]);
  expect(built.counts.added).toBe(95);
  const database = 'module.database.aws_db_instance.main';
  expect(began(built.events, database)).toBeGreaterThanOrEqual(ended(built.events, 'module.database.aws_db_subnet_group.main'));
  expect(began(built.events, 'module.environment["prod"].aws_ecs_service.app')).toBeGreaterThanOrEqual(ended(built.events, database));

  const second = planOf(project, built.state, 'normal', tfvars);
  expect(words(second.diagnostics)).toEqual([]);
  expect(second.plan.changes.filter((change) => change.action !== 'no-op').map((change) => `${change.action} ${change.address}`)).toEqual([]);

  // Without the state Terraform starts all over: what AWS calls unique is refused, the rest is made a second time.
  const copy = applyPlan(project, planOf(project, fresh(), 'normal', tfvars).plan);
  const refused = words(copy.diagnostics).join('\n');
  for (const code of [
    'EntityAlreadyExists: Role with name courses-task already exists.',
    'RepositoryAlreadyExistsException',
    'ResourceAlreadyExistsException: The specified log group already exists',
    'BucketAlreadyOwnedByYou',
    'DBSubnetGroupAlreadyExists',
    'DBParameterGroupAlreadyExists',
    'ELBv2 Load Balancer (courses) already exists',
    'ELBv2 Target Group (courses-prod) already exists',
    'InvalidKeyPair.Duplicate',
    'ResourceExistsException',
  ]) {
    expect(refused).toContain(code);
  }
  const made = copy.events.filter((event) => event.kind === 'done').map((event) => event.address);
  for (const address of ['module.network.aws_vpc.main', 'module.network.aws_nat_gateway.main', 'module.network.aws_eip.nat', 'aws_route53_zone.main'])
    expect(made).toContain(address);
  for (const address of [database, 'aws_ecs_cluster.main', 'aws_cloudwatch_event_rule.reminder', 'aws_instance.bastion']) expect(made).not.toContain(address);

  // Destroying with the copy's state removes the copy and nothing else.
  const tidied = applyPlan(project, planOf(project, copy.state, 'destroy', tfvars).plan);
  expect(words(tidied.diagnostics)).toEqual([]);
  expect(tidied.counts.destroyed).toBe(copy.counts.added);
  expect(planOf(project, built.state, 'normal', tfvars).plan.changes.every((change) => change.action === 'no-op')).toBe(true);

  const destroyed = applyPlan(project, planOf(project, built.state, 'destroy', tfvars).plan);
  expect(words(destroyed.diagnostics)).toEqual([]);
  expect(destroyed.counts.destroyed).toBe(95);
  expect(Object.keys(destroyed.state.resources)).toEqual([]);
  expect(began(destroyed.events, database)).toBeGreaterThanOrEqual(ended(destroyed.events, 'module.environment["prod"].aws_ecs_service.app'));
  expect(began(destroyed.events, 'module.database.aws_db_subnet_group.main')).toBeGreaterThanOrEqual(ended(destroyed.events, database));
  const took = ended(destroyed.events, database) - began(destroyed.events, database);
  expect(took).toBeGreaterThan(1.3 * MINUTE);
  expect(took).toBeLessThan(7 * MINUTE);
}, 60_000);

test('the new site adds six to the same project', () => {
  const world = newWorld();
  const project = { ...world, config: configOf(filesOf('infra', 'site')) };
  const { plan, diagnostics } = planOf(project, fresh(), 'normal', tfvars);
  expect(words(diagnostics)).toEqual([]);
  expect(plan.changes.filter((change) => change.action === 'create')).toHaveLength(101);
});
