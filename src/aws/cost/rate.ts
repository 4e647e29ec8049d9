// What the account costs by the hour now: one line for each kind of thing, reckoned from what exists.
import { snapshot } from '../../engine/draft.ts';
import type { Account } from '../cloud.ts';
import { findIn } from '../finding.ts';
import { PLANS, planOf } from '../support/plan.ts';
import { ADDRESS_HOUR, EACH_MONTH, EC2_HOUR, HOURS_IN_MONTH, hourOf, LOAD_BALANCER_HOUR, NAT_HOUR, RDS_HOUR, STORAGE_MONTH, TASK_GIB_HOUR, VCPU_HOUR } from './prices.ts';

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

/** Rows of a table in every region. The prices need a few members only, whatever else a service keeps. */
function all(account: Account, name: string): Row[] {
  return Object.keys(account.tables).flatMap((shard) => (shard.endsWith(name) && shard.indexOf('/') === shard.length - name.length - 1 ? rowsOf(account, shard) : []));
}

const rowsOf = (account: Account, shard: string): Row[] => Object.values(account.tables[shard] ?? {}) as Row[];

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

function reckon(account: Account): readonly Line[] {
  const made: Line[] = [];
  const add = (id: string, service: string, label: string, perHour: number, count: number) => {
    if (count > 0 && perHour > 0) made.push({ id, service, label, perHour: Math.round(perHour * 1e6) / 1e6, count });
  };
  const sum = (rows: readonly Row[], price: (row: Row) => number) => rows.reduce((total, row) => total + price(row), 0);

  const machines = all(account, 'ec2.instance').filter((row) => row.state === 'running');
  add(
    'ec2',
    SERVICES.ec2,
    'EC2 instances',
    sum(machines, (row) => hourOf(EC2_HOUR, String(row.type))),
    machines.length,
  );
  const volumes = all(account, 'ec2.volume');
  add(
    'volumes',
    SERVICES.other,
    'EBS volumes',
    sum(volumes, (row) => number(row.size) * month(row.type === 'gp3' ? STORAGE_MONTH.gp3 : STORAGE_MONTH.gp2)),
    volumes.length,
  );
  const gateways = all(account, 'ec2.nat-gateway').filter((row) => row.state === 'available' || row.state === 'pending');
  add('nat', SERVICES.other, 'NAT gateways', gateways.length * NAT_HOUR, gateways.length);
  const addresses = all(account, 'ec2.address');
  add('addresses', SERVICES.vpc, 'Public IPv4 addresses', addresses.length * ADDRESS_HOUR, addresses.length);
  const balancers = all(account, 'elbv2.load-balancer');
  add('balancers', SERVICES.elb, 'Load balancers', balancers.length * LOAD_BALANCER_HOUR, balancers.length);
  tasks(account, add);
  databases(account, add);
  const bytes = sum(
    Object.keys(account.tables)
      .filter((shard) => shard.includes('/s3.objects/'))
      .flatMap((shard) => rowsOf(account, shard)),
    (row) => sum((row.versions as Row[] | undefined) ?? [], (version) => number(version.size)),
  );
  add('s3', SERVICES.s3, 'S3 storage', (bytes / 2 ** 30) * month(STORAGE_MONTH.s3), bytes > 0 ? 1 : 0);
  const zones = all(account, 'route53.zone');
  add('zones', SERVICES.route53, 'Hosted zones', zones.length * month(EACH_MONTH.zone), zones.length);
  const secrets = all(account, 'secretsmanager.secret').filter((row) => row.deleteAt === null);
  add('secrets', SERVICES.secrets, 'Secrets', secrets.length * month(EACH_MONTH.secret), secrets.length);
  const keys = all(account, 'kms.key').filter((row) => row.deleteAt === null && row.manager === 'CUSTOMER');
  add('keys', SERVICES.kms, 'KMS keys', keys.length * month(EACH_MONTH.key), keys.length);
  const alarms = all(account, 'cloudwatch.alarm');
  add('alarms', SERVICES.cloudwatch, 'Alarms', alarms.length * month(EACH_MONTH.alarm), alarms.length);

  const plan = PLANS[planOf(account)];
  if (plan && plan.minimum > 0) {
    const spend = made.reduce((total, line) => total + line.perHour, 0);
    add('support', SERVICES.support, `Support plan ${plan.name}`, Math.max(month(plan.minimum), spend * plan.share), 1);
  }
  return made;
}

type Add = (id: string, service: string, label: string, perHour: number, count: number) => void;

function tasks(account: Account, add: Add): void {
  const definitions = new Map(all(account, 'ecs.task-definition').map((row) => [String(row.arn), row]));
  let perHour = 0;
  let count = 0;
  for (const task of all(account, 'ecs.task')) {
    if (task.status === 'STOPPED') continue;
    const definition = definitions.get(String(task.definition))?.body as Row | undefined;
    perHour += (number(definition?.cpu ?? 256) / 1024) * VCPU_HOUR + (number(definition?.memory ?? 512) / 1024) * TASK_GIB_HOUR;
    count++;
  }
  add('tasks', SERVICES.ecs, 'ECS tasks on Fargate', perHour, count);
}

/** Backups are free up to the size of the instances that exist; after a deletion every GiB counts. */
function databases(account: Account, add: Add): void {
  const instances = all(account, 'rds.instance').filter((row) => row.status !== 'creating' && row.status !== 'deleting');
  const running = instances.filter((row) => row.status !== 'stopped');
  add(
    'rds',
    SERVICES.rds,
    'RDS instances',
    running.reduce((total, row) => total + hourOf(RDS_HOUR, String(row.class)) * (row.multiAz ? 2 : 1), 0),
    running.length,
  );
  const disk = instances.reduce((total, row) => total + number(row.storage) * (row.multiAz ? 2 : 1), 0);
  add('rds-storage', SERVICES.rds, 'RDS storage', disk * month(STORAGE_MONTH.rdsGp2), instances.length);
  // Snapshots hold what is used, about a tenth of what is allocated, the first of each instance whole and the others the changes.
  const snapshots = all(account, 'rds.snapshot');
  const kept = snapshots.reduce((total, row) => total + number(row.storage) * (row.kind === 'automated' ? 0.02 : 0.1), 0);
  const beyond = Math.max(0, kept - disk);
  add('rds-backup', SERVICES.rds, 'RDS backups beyond the free part', beyond * month(STORAGE_MONTH.rdsBackup), snapshots.length);
}
