// The console: pages that show what the account holds, buttons that are operations, forms that ask what an operator is asked.
import { expect, test } from 'vitest';
import { SERVICES } from '../../src/aws/services.ts';
import { since } from '../../src/engine/log.ts';
import { advance, step } from '../../src/engine/step.ts';
import type { Play } from '../../src/lesson/progress.ts';
import { membersOf, operationCalled, SERVICE_NAMES, type ServiceModel, serviceNamed, shapeOf } from '../../src/machine/programs/aws/model.ts';
import { fieldsShown, paramsOf, ready, startValues } from '../../src/views/console/form.ts';
import { consolePage, consoleView } from '../../src/views/console/index.ts';
import type { ConsoleAction, ConsoleTable } from '../../src/views/desk.ts';
import { readAs } from '../../src/world/read.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { framesOf, linesUpTo, theWorld } from '../lesson/evening.ts';

const LONG = 120_000;
const press = (world: World, service: string, operation: string, params: Readonly<Record<string, unknown>>): World =>
  step(rules, world, { type: 'console', service, operation, params, by: 'you' });

/** The evening with something on the pages that are empty in the case. */
function furnished(): World {
  let world = theWorld();
  for (const [service, operation, params] of [
    ['backup', 'CreateBackupVault', { BackupVaultName: 'rows' }],
    ['backup', 'PutBackupVaultLockConfiguration', { BackupVaultName: 'rows', MinRetentionDays: 7, ChangeableForDays: 3 }],
    ['s3', 'PutObject', { Bucket: 'courses-example-media', Key: 'a.txt', Body: 'YQ==' }],
    ['support', 'UpgradePlan', { plan: 'business' }],
    ['support', 'OpenCase', { subject: 'Help', communicationBody: 'Please', severityCode: 'low' }],
    ['organizations', 'CreateOrganization', { FeatureSet: 'ALL' }],
  ] as const)
    world = press(world, service, operation, params);
  return withCluster(withSnapshots(world));
}

function seen(world: World, service: string, operation: string): { readonly [member: string]: unknown } {
  const look = readAs(world, service, operation, {});
  if (!look.ok) throw new Error(look.message);
  return look.output;
}

/** A locked snapshot, and one in the bin. */
function withSnapshots(before: World): World {
  let world = before;
  const [volume] = seen(world, 'ec2', 'DescribeVolumes').Volumes as { VolumeId: string }[];
  for (let i = 0; i < 2; i++) world = press(world, 'ec2', 'CreateSnapshot', { VolumeId: volume!.VolumeId });
  const [first, second] = (seen(world, 'ec2', 'DescribeSnapshots').Snapshots as { SnapshotId: string }[]).map((one) => one.SnapshotId);
  world = press(world, 'ec2', 'LockSnapshot', { SnapshotId: first, LockMode: 'governance', LockDuration: 7 });
  world = press(world, 'rbin', 'CreateRule', { ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' } });
  return press(world, 'ec2', 'DeleteSnapshot', { SnapshotId: second });
}

/** An Aurora cluster with a member and a snapshot, some time later. */
function withCluster(before: World): World {
  const wait = (world: World, minutes: number): World => {
    const until = world.time.now + minutes * 60_000;
    let next = { world, done: false };
    while (!next.done) next = advance(rules, next.world, until);
    return next.world;
  };
  const [group] = seen(before, 'rds', 'DescribeDBSubnetGroups').DBSubnetGroups as { DBSubnetGroupName: string }[];
  const own = { DBClusterIdentifier: 'rows', Engine: 'aurora-postgresql' };
  let world = press(before, 'rds', 'CreateDBCluster', { ...own, MasterUsername: 'app', MasterUserPassword: 'correct-horse', DBSubnetGroupName: group!.DBSubnetGroupName });
  world = wait(press(world, 'rds', 'CreateDBInstance', { ...own, DBInstanceIdentifier: 'rows-one', DBInstanceClass: 'db.r6g.large' }), 20);
  return press(world, 'rds', 'CreateDBClusterSnapshot', { DBClusterIdentifier: 'rows', DBClusterSnapshotIdentifier: 'rows-by-hand' });
}

let made: readonly Play[] | null = null;
/** Plays along an evening to the loss and after, and the furnished one. */
function plays(): readonly Play[] {
  if (made) return made;
  const { frames } = framesOf(linesUpTo('disaster', '> finish'));
  made = [...frames.map(({ play }) => play), { ...frames[0]!.play, world: furnished() }];
  return made;
}
const ids = (): readonly string[] => consoleView(plays()[0]!).services.flatMap((service) => service.pages.map((page) => page.id));
const page = (play: Play, id: string): ConsoleTable => consolePage(play, id)!;
const buttons = (table: ConsoleTable): readonly ConsoleAction[] => [...table.actions, ...table.rows.flatMap((row) => row.actions)];
const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

/** Names of what is sent that the service's own model does not know. */
function strangers(service: ServiceModel, reference: string | undefined, value: unknown): string[] {
  if (!reference || value === null || typeof value !== 'object') return [];
  const shape = shapeOf(service, reference);
  if (shape.type === 'list') return (value as unknown[]).flatMap((one) => strangers(service, shape.of, one));
  if (shape.type !== 'structure') return [];
  return Object.entries(value).flatMap(([name, inner]) => (shape.members[name] ? strangers(service, shape.members[name], inner) : [name]));
}
/** A service of the door as the client's models know it. */
const modelOf = (service: string): ServiceModel | undefined => SERVICE_NAMES.map(serviceNamed).find((one) => one?.service === service);
function unknownMembers(action: ConsoleAction): string[] {
  const model = modelOf(action.service);
  const operation = model && operationCalled(model, action.operation);
  if (!model || !operation) return [];
  const { members } = membersOf(model, operation);
  const values = Object.fromEntries(action.fields.map((field) => [field.name, field.value === '' ? 'x' : field.value]));
  return Object.entries(paramsOf(action, values)).flatMap(([name, value]) => (members[name] ? strangers(model, members[name], value) : [name]));
}

test(
  'every page: unique rows and columns, buttons that write, and members that the operation has',
  () => {
    expect(repeated(ids())).toEqual([]);
    expect(ids().length).toBeGreaterThan(30);
    for (const play of [plays()[0]!, plays().at(-2)!, plays().at(-1)!])
      for (const id of ids()) {
        const table = page(play, id);
        expect(repeated(table.rows.map((row) => row.id)), id).toEqual([]);
        expect(repeated(table.columns.map((column) => column.id)), id).toEqual([]);
        for (const row of table.rows) expect(repeated(row.actions.map((action) => action.id)), id).toEqual([]);
        for (const action of buttons(table)) {
          expect(SERVICES[action.service]?.operations[action.operation]?.kind, `${action.service} ${action.operation}`).toBe('write');
          expect(unknownMembers(action), `${id}: ${action.operation}`).toEqual([]);
        }
      }
    const planted: ConsoleAction = { ...buttons(page(plays()[0]!, 'rds-databases'))[0]!, params: { DBInstanceIdentifer: 'x' } };
    expect(unknownMembers(planted)).toEqual(['DBInstanceIdentifer']);
  },
  LONG,
);

test(
  'every column shows something somewhere: its path is one that the reply has',
  () => {
    /** Empty in every evening of this case, and rightly so. */
    const never = new Set(['rds-exports', 'backup-points', 'ecr-images']);
    const blank = ids()
      .filter((id) => !never.has(id))
      .flatMap((id) => {
        const tables = plays().map((play) => page(play, id));
        return (tables[0]?.columns ?? []).filter((column) => !tables.some((table) => table.rows.some((row) => row.cells[column.id] !== ''))).map((column) => `${id}: ${column.id}`);
      });
    expect(blank).toEqual([]);
  },
  LONG,
);

test(
  'a page that may not be seen says so in the account’s words',
  () => {
    expect(page(plays()[0]!, 'support-cases').refused).toEqual({
      code: 'SubscriptionRequiredException',
      message: 'Amazon Web Services Premium Support Subscription is required to use this service.',
    });
    expect(page(plays()[0]!, 'organizations-accounts').refused?.code).toBe('AWSOrganizationsNotInUseException');
    expect(page(plays().at(-1)!, 'support-cases').rows.map((row) => row.cells.subject)).toEqual(['Help']);
    expect(page(plays().at(-1)!, 'organizations-accounts').rows).toHaveLength(1);
  },
  LONG,
);

test('a time is shown as the console does, and a long name by its end', () => {
  const [row] = page(plays()[0]!, 'rds-databases').rows;
  expect(row?.cells.InstanceCreateTime).toMatch(/^2025-11-14 \d\d:\d\d:\d\d$/);
  expect(page(plays()[0]!, 'cloudwatch-log-groups').rows[0]?.cells.creationTime).toMatch(/^2025-11-14 \d\d:\d\d:\d\d$/);
  expect(page(plays()[0]!, 'ecs-services').rows.map((one) => one.cells.clusterArn)).toEqual(['courses', 'courses']);
});

test('deleting the database asks what an operator is asked, and sends what was ticked', () => {
  const action = page(plays()[0]!, 'rds-databases').rows[0]!.actions.find((one) => one.operation === 'DeleteDBInstance')!;
  const start = startValues(action);
  expect(ready(action, start, 'delete')).toBe(false);
  expect(ready(action, start, 'delete me')).toBe(true);
  expect(paramsOf(action, start)).toEqual({
    DBInstanceIdentifier: 'dev-courses-db',
    SkipFinalSnapshot: false,
    FinalDBSnapshotIdentifier: 'dev-courses-db-final-snapshot',
    DeleteAutomatedBackups: false,
  });
  const careless = { ...start, SkipFinalSnapshot: false, DeleteAutomatedBackups: false };
  expect(fieldsShown(action, careless).map((field) => field.kind)).toEqual(['boolean', 'boolean', 'acknowledge']);
  expect(ready(action, careless, 'delete me')).toBe(false);
  expect(ready(action, { ...careless, acknowledge: true }, 'delete me')).toBe(true);
  expect(paramsOf(action, careless)).toEqual({ DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: true });
});

test(
  'a button’s refusal is told in the account’s words, and its success shows on the page',
  () => {
    const start = plays()[0]!;
    expect(consoleView(start).answer).toBe(null);
    const protect = press(start.world, 'rds', 'ModifyDBInstance', { DBInstanceIdentifier: 'dev-courses-db', DeletionProtection: true, ApplyImmediately: true });
    const deleting = press(protect, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
    const answer = consoleView({ ...start, world: deleting }).answer;
    const fact = since(deleting.time.facts, 0).at(-1)!;
    expect(answer).toMatchObject({
      fact: fact.id,
      operation: 'DeleteDBInstance',
      refused: { code: 'InvalidParameterCombination', message: expect.stringContaining('deletion protection') },
    });
    expect(consoleView({ ...start, world: protect }).answer).toMatchObject({ operation: 'ModifyDBInstance', refused: null });
    expect(page({ ...start, world: protect }, 'rds-databases').rows[0]?.cells.DeletionProtection).toBe('true');
  },
  LONG,
);

test('looking at every page leaves no trace', () => {
  const play = plays().at(-2)!;
  const before = JSON.stringify(play.world.time);
  for (const id of ids()) page(play, id);
  expect(JSON.stringify(play.world.time)).toBe(before);
});
