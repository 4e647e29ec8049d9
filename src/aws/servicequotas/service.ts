// Service Quotas: the limits that this cloud really holds an account to, and what of them is in use where AWS measures that.
import { type CloudContext, listed, type Table } from '../cloud.ts';
import { ADDRESSES } from '../ec2/address.ts';
import { VPCS } from '../ec2/vpc.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { CLUSTERS, INSTANCES, SNAPSHOTS } from '../rds/tables.ts';
import { none } from '../unused.ts';
import { jsonWords } from '../wording.ts';

interface Quota {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly adjustable: boolean;
  /** How much is used now; left out where nothing is counted. */
  readonly used?: (context: CloudContext) => number;
}

const count =
  <T>(of: Table<T>, counts: (row: Readonly<T>) => boolean = () => true) =>
  ({ account, region }: CloudContext): number =>
    listed(account, region, of).filter(counts).length;

const NAMES: { readonly [service: string]: string } = {
  ec2: 'Amazon Elastic Compute Cloud (Amazon EC2)',
  lambda: 'AWS Lambda',
  rds: 'Amazon Relational Database Service (Amazon RDS)',
  vpc: 'Amazon Virtual Private Cloud (Amazon VPC)',
};

const QUOTAS: readonly Quota[] = [
  { service: 'ec2', code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs', value: 5, adjustable: true, used: count(ADDRESSES) },
  { service: 'lambda', code: 'L-B99A9384', name: 'Concurrent executions', value: 1000, adjustable: true },
  { service: 'rds', code: 'L-7B6409FD', name: 'DB instances', value: 40, adjustable: true, used: count(INSTANCES) },
  { service: 'rds', code: 'L-952B80B8', name: 'DB clusters', value: 40, adjustable: true, used: count(CLUSTERS) },
  { service: 'rds', code: 'L-272F1212', name: 'Manual DB instance snapshots', value: 100, adjustable: true, used: count(SNAPSHOTS, (one) => one.kind === 'manual') },
  { service: 'vpc', code: 'L-F678F1CE', name: 'VPCs per Region', value: 5, adjustable: true, used: count(VPCS) },
];

const read = (params: Params) => input(params, jsonWords);
const missing = () => new AwsError('NoSuchResourceException', 'The request failed because the specified service does not exist.', 400);

function quotasOf(params: Params): readonly Quota[] {
  const service = read(params).text('ServiceCode');
  if (!Object.hasOwn(NAMES, service)) throw missing();
  return QUOTAS.filter((one) => one.service === service);
}

const view = (context: CloudContext, quota: Quota, applied: boolean): Params =>
  given({
    ServiceCode: quota.service,
    ServiceName: NAMES[quota.service],
    QuotaArn: `arn:aws:servicequotas:${context.region}:${applied ? context.account.id : ''}:${quota.service}/${quota.code}`,
    QuotaCode: quota.code,
    QuotaName: quota.name,
    Value: quota.value,
    Unit: 'None',
    Adjustable: quota.adjustable,
    GlobalQuota: false,
    UsageMetric: quota.used
      ? {
          MetricNamespace: 'AWS/Usage',
          MetricName: 'ResourceCount',
          MetricDimensions: { Class: 'None', Resource: quota.name, Service: quota.service.toUpperCase(), Type: 'Resource' },
          MetricStatisticRecommendation: 'Maximum',
        }
      : undefined,
  });

const listing = (applied: boolean): Operation => ({
  kind: 'read',
  run(context, params) {
    const cut = page(quotasOf(params), params.NextToken, params.MaxResults, 100, 'InvalidPaginationTokenException');
    return given({ Quotas: cut.items.map((one) => view(context, one, applied)), NextToken: cut.next });
  },
});

const getting = (applied: boolean): Operation => ({
  kind: 'read',
  run(context, params) {
    const code = read(params).text('QuotaCode');
    const found = quotasOf(params).find((one) => one.code === code);
    if (!found) throw new AwsError('NoSuchResourceException', 'The request failed because the specified quota does not exist.', 400);
    return { Quota: view(context, found, applied) };
  },
});

const listServices: Operation = { kind: 'read', run: () => ({ Services: Object.entries(NAMES).map(([ServiceCode, ServiceName]) => ({ ServiceCode, ServiceName })) }) };

/** How much of a quota is used now, as the share that is left is asked for by other services (Trusted Advisor). */
export const usage = (context: CloudContext): readonly { readonly service: string; readonly name: string; readonly value: number; readonly used: number }[] =>
  QUOTAS.flatMap(({ service, name, value, used }) => (used ? [{ service, name, value, used: used(context) }] : []));

export const serviceQuotas: Service = {
  name: 'service-quotas',
  eventSource: 'servicequotas.amazonaws.com',
  iamPrefix: 'servicequotas',
  dialect: 'json',
  operations: {
    GetAWSDefaultServiceQuota: getting(false),
    GetServiceQuota: getting(true),
    ListAWSDefaultServiceQuotas: listing(false),
    ListRequestedServiceQuotaChangeHistory: none('RequestedQuotas'),
    ListServiceQuotas: listing(true),
    ListServices: listServices,
  },
  jobs: {},
};
