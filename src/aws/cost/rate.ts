// What the account costs by the hour now: one line for each kind of thing, reckoned from what exists.
import { each as eachPart } from '../../engine/divided.ts';
import { snapshot } from '../../engine/draft.ts';
import { type Account, recordOf, type Shard } from '../cloud.ts';
import { findIn } from '../finding.ts';
import { PLANS, planOf } from '../support/plan.ts';
import { ADDRESS_HOUR, EACH_MONTH, EC2_HOUR, GiB, HOURS_IN_MONTH, hourOf, LOAD_BALANCER_HOUR, NAT_HOUR, RDS_HOUR, STORAGE_MONTH, TASK_GIB_HOUR, VCPU_HOUR } from './prices.ts';

export interface Line {
  readonly id: string;
  /** As Cost Explorer names the service. */
  readonly service: string;
  readonly label: string;
  /** US dollars. */
  readonly perHour: number;
  readonly count: number;
}

const SERVICES = {
  ec2: 'Amazon Elastic Compute Cloud - Compute',
  other: 'EC2 - Other',
  vpc: 'Amazon Virtual Private Cloud',
  elb: 'Amazon Elastic Load Balancing',
  ecs: 'Amazon Elastic Container Service',
  rds: 'Amazon Relational Database Service',
  s3: 'Amazon Simple Storage Service',
  route53: 'Amazon Route 53',
  secrets: 'AWS Secrets Manager',
  kms: 'AWS Key Management Service',
  cloudwatch: 'AmazonCloudWatch',
  support: 'AWS Support',
};

type Row = { readonly [member: string]: unknown };

/** What the rows of one table come to: how many count, what is paid for them by the hour or measured of them, and a second measure. */
interface Part {
  readonly count: number;
  readonly amount: number;
  readonly more: number;
}

const number = (value: unknown): number => (typeof value === 'number' ? value : Number(value) || 0);
const month = (price: number) => price / HOURS_IN_MONTH;

let last: { readonly account: string; readonly finding: ReturnType<typeof findIn<readonly Line[]>> } | null = null;

/** All lines that cost something, the support plan last. */
export function lines(given: Account): readonly Line[] {
  // Inside a step the account is a draft, and looking at every row of a draft would wrap every row.
  const account = snapshot(given);
  if (!Object.isFrozen(account)) return reckon(account);
  // Asked after every step, and most steps change nothing that costs.
  if (last?.account !== account.id || !last.finding.holds(account)) last = { account: account.id, finding: findIn(account, reckon) };
  return last.finding.value;
}

const part = (rows: readonly Row[], amount: (row: Row) => number): Part => ({
  count: rows.length,
  amount: rows.reduce((total, row) => total + amount(row), 0),
  more: 0,
});

/** What is reckoned of a table by itself. The prices need a few members only, whatever else a service keeps. */
const PARTS: { readonly [table: string]: (rows: readonly Row[]) => Part } = {
  'ec2.instance': (rows) =>
    part(
      rows.filter((row) => row.state === 'running'),
      (row) => hourOf(EC2_HOUR, String(row.type)),
    ),
  'ec2.volume': (rows) => part(rows, (row) => number(row.size) * month(row.type === 'gp3' ? STORAGE_MONTH.gp3 : STORAGE_MONTH.gp2)),
  /** About a tenth of a volume is written on. In the bin it costs the same. */
  'ec2.snapshot': (rows) => part(rows, (row) => number(row.size) * 0.1 * month(STORAGE_MONTH.ebsSnapshot)),
  'ec2.nat-gateway': (rows) =>
    part(
      rows.filter((row) => row.state === 'available' || row.state === 'pending'),
      () => NAT_HOUR,
    ),
  'ec2.address': (rows) => part(rows, () => ADDRESS_HOUR),
  'elbv2.load-balancer': (rows) => part(rows, () => LOAD_BALANCER_HOUR),
  's3.objects': (rows) => part(rows, (row) => ((row.versions as readonly Row[] | undefined) ?? []).reduce((total, version) => total + number(version.size), 0)),
  'route53.zone': (rows) => part(rows, () => month(EACH_MONTH.zone)),
  'secretsmanager.secret': (rows) =>
    part(
      rows.filter((row) => row.deleteAt === null),
      () => month(EACH_MONTH.secret),
    ),
  'kms.key': (rows) =>
    part(
      rows.filter((row) => row.deleteAt === null && row.manager === 'CUSTOMER'),
      () => month(EACH_MONTH.key),
    ),
  'cloudwatch.alarm': (rows) => part(rows, () => month(EACH_MONTH.alarm)),
  /** Those that run, by the hour, and the disk of all in GiB. */
  'rds.instance'(rows) {
    const made = rows.filter((row) => row.status !== 'creating' && row.status !== 'deleting');
    const running = made.filter((row) => row.status !== 'stopped');
    const hours = part(running, (row) => hourOf(RDS_HOUR, String(row.class)) * (row.multiAz ? 2 : 1));
    return { ...hours, more: part(made, (row) => number(row.storage) * (row.multiAz ? 2 : 1)).amount };
  },
  /** Snapshots hold what is used, about a tenth of what is allocated, the first of each instance whole and the others the changes. In GiB. */
  /** Automated backups in another Region have no free part. */
  'rds.replicated-backup': (rows) => part(rows, (row) => number(row.storage) * 0.1),
  'rds.cluster-snapshot': (rows) =>
    part(
      rows.filter((row) => row.kind !== 'automated'),
      (row) => number(row.storage) * 0.1,
    ),
  'rds.snapshot': (rows) => part(rows, (row) => number(row.storage) * (row.kind === 'automated' ? 0.02 : 0.1)),
};

function partsOf(account: Account): { readonly [table: string]: Part } {
  const found: { [table: string]: Part } = {};
  for (const shard in account.tables) {
    const full = shard.slice(shard.indexOf('/') + 1);
    const name = full.startsWith('s3.objects/') ? 's3.objects' : full;
    const reckoned = PARTS[name];
    if (!reckoned) continue;
    const own = eachPart(account.tables[shard] as Shard, reckoned as (rows: readonly unknown[]) => Part);
    found[name] = [...(found[name] ? [found[name]] : []), ...own].reduce((a, b) => ({ count: a.count + b.count, amount: a.amount + b.amount, more: a.more + b.more }));
  }
  return found;
}

const NOTHING: Part = { count: 0, amount: 0, more: 0 };

function reckon(account: Account): readonly Line[] {
  const made: Line[] = [];
  const parts = partsOf(account);
  const of = (table: string): Part => parts[table] ?? NOTHING;
  const add: Add = (id, service, label, perHour, count) => {
    if (count > 0 && perHour > 0) made.push({ id, service, label, perHour: Math.round(perHour * 1e6) / 1e6, count });
  };
  const each = (id: string, service: string, label: string, table: string) => add(id, service, label, of(table).amount, of(table).count);

  each('ec2', SERVICES.ec2, 'EC2 instances', 'ec2.instance');
  each('volumes', SERVICES.other, 'EBS volumes', 'ec2.volume');
  each('snapshots', SERVICES.other, 'EBS snapshots', 'ec2.snapshot');
  each('nat', SERVICES.other, 'NAT gateways', 'ec2.nat-gateway');
  each('addresses', SERVICES.vpc, 'Public IPv4 addresses', 'ec2.address');
  each('balancers', SERVICES.elb, 'Load balancers', 'elbv2.load-balancer');
  tasks(account, add);
  const instances = of('rds.instance');
  each('rds', SERVICES.rds, 'RDS instances', 'rds.instance');
  add('rds-storage', SERVICES.rds, 'RDS storage', instances.more * month(STORAGE_MONTH.rdsGp2), instances.more > 0 ? Math.max(1, instances.count) : 0);
  // Backups are free up to the size of the instances that exist; after a deletion every GiB counts.
  const snapshots = of('rds.snapshot');
  add('rds-backup', SERVICES.rds, 'RDS backups beyond the free part', Math.max(0, snapshots.amount - instances.more) * month(STORAGE_MONTH.rdsBackup), snapshots.count);
  const copies = of('rds.replicated-backup');
  add('rds-replicated', SERVICES.rds, 'RDS backups in other Regions', copies.amount * month(STORAGE_MONTH.rdsBackup), copies.count);
  const clusters = of('rds.cluster-snapshot');
  add('rds-cluster-backup', SERVICES.rds, 'Aurora snapshots', clusters.amount * month(STORAGE_MONTH.auroraBackup), clusters.count);
  const bytes = of('s3.objects').amount;
  add('s3', SERVICES.s3, 'S3 storage', (bytes / GiB) * month(STORAGE_MONTH.s3), bytes > 0 ? 1 : 0);
  each('zones', SERVICES.route53, 'Hosted zones', 'route53.zone');
  each('secrets', SERVICES.secrets, 'Secrets', 'secretsmanager.secret');
  each('keys', SERVICES.kms, 'KMS keys', 'kms.key');
  each('alarms', SERVICES.cloudwatch, 'Alarms', 'cloudwatch.alarm');

  const plan = PLANS[planOf(account)];
  if (plan && plan.minimum > 0) {
    const spend = made.reduce((total, line) => total + line.perHour, 0);
    add('support', SERVICES.support, `Support plan ${plan.name}`, Math.max(month(plan.minimum), spend * plan.share), 1);
  }
  return made;
}

type Add = (id: string, service: string, label: string, perHour: number, count: number) => void;

/** Rows of a table in every region. */
const all = (account: Account, name: string): Row[] =>
  Object.keys(account.tables).flatMap((shard) => (shard.endsWith(`/${name}`) ? Object.values(recordOf<Row>(account.tables[shard])) : []));

/** What a task costs is in its definition. */
function tasks(account: Account, add: Add): void {
  const running = all(account, 'ecs.task').filter((row) => row.status !== 'STOPPED');
  if (running.length === 0) return;
  const definitions = new Map(all(account, 'ecs.task-definition').map((row) => [String(row.arn), row]));
  let perHour = 0;
  for (const task of running) {
    const definition = definitions.get(String(task.definition))?.body as Row | undefined;
    perHour += (number(definition?.cpu ?? 256) / 1024) * VCPU_HOUR + (number(definition?.memory ?? 512) / 1024) * TASK_GIB_HOUR;
  }
  add('tasks', SERVICES.ecs, 'ECS tasks on Fargate', perHour, running.length);
}
