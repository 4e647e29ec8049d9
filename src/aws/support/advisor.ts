// Trusted Advisor: what it would say of this account, computed when it is asked. Its API belongs to the larger support plans.
import { DAY, iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { type CloudContext, GLOBAL, listed } from '../cloud.ts';
import { TRAILS } from '../cloudtrail/trail.ts';
import { ADDRESSES } from '../ec2/address.ts';
import { SECURITY_GROUPS } from '../ec2/security-group.ts';
import { RULES } from '../ec2/security-group-rule.ts';
import { SNAPSHOTS as EBS_SNAPSHOTS } from '../ec2/snapshot-table.ts';
import { VOLUMES } from '../ec2/volume.ts';
import { LOAD_BALANCERS } from '../elbv2/load-balancer.ts';
import { balancersOf, TARGET_GROUPS } from '../elbv2/target-group.ts';
import { USERS } from '../iam/tables.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { INSTANCES } from '../rds/tables.ts';
import { BUCKETS } from '../s3/bucket.ts';
import { usage } from '../servicequotas/service.ts';
import { jsonWords } from '../wording.ts';

type Status = 'ok' | 'warning' | 'error';

interface Look {
  readonly status: Status;
  readonly metadata: readonly string[];
}

interface Check {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category: 'security' | 'fault_tolerance' | 'cost_optimizing' | 'service_limits';
  readonly columns: readonly string[];
  readonly look: (context: CloudContext) => readonly Look[];
}

const here = <T>(context: CloudContext, of: Parameters<typeof listed<T>>[2]) => listed(context.account, context.region, of);

/** What nobody should be able to reach from everywhere. */
const RISKY = [20, 21, 22, 1433, 1434, 3306, 3389, 4333, 5432, 5500];

const CHECKS: readonly Check[] = [
  {
    id: 'opQPADkZvH',
    name: 'Amazon RDS Backups',
    description: 'Checks for automated backups of Amazon RDS DB instances.',
    category: 'fault_tolerance',
    columns: ['Status', 'Region/AZ', 'DB Instance', 'VPC ID', 'Backup Retention Period'],
    look: (context) =>
      here(context, INSTANCES).map((one) => ({
        status: one.retentionDays === 0 ? 'error' : 'ok',
        metadata: [one.retentionDays === 0 ? 'Red' : 'Green', context.region, one.identifier, '', String(one.retentionDays)],
      })),
  },
  {
    id: 'f2iK5R6Dep',
    name: 'Amazon RDS Multi-AZ',
    description: 'Checks for DB instances that are deployed in a single Availability Zone.',
    category: 'fault_tolerance',
    columns: ['Status', 'Region/AZ', 'DB Instance', 'VPC ID', 'Multi-AZ'],
    look: (context) =>
      here(context, INSTANCES).map((one) => ({
        status: one.multiAz ? 'ok' : 'warning',
        metadata: [one.multiAz ? 'Green' : 'Yellow', context.region, one.identifier, '', one.multiAz ? 'Yes' : 'No'],
      })),
  },
  {
    id: 'R365s2Qddf',
    name: 'Amazon S3 Bucket Versioning',
    description: 'Checks for Amazon Simple Storage Service buckets that do not have versioning enabled, or that have versioning suspended.',
    category: 'fault_tolerance',
    columns: ['Status', 'Region', 'Bucket Name', 'Versioning', 'MFA Delete Enabled'],
    look: (context) =>
      here(context, BUCKETS).map((one) => ({
        status: one.versioning === 'Enabled' ? 'ok' : 'warning',
        metadata: [one.versioning === 'Enabled' ? 'Green' : 'Yellow', context.region, one.name, one.versioning ?? 'Not Enabled', 'No'],
      })),
  },
  {
    id: 'H7IgTzjTYb',
    name: 'Amazon EBS Snapshots',
    description: 'Checks the age of the snapshots for your Amazon Elastic Block Store volumes (either available or in-use).',
    category: 'fault_tolerance',
    columns: ['Status', 'Region', 'Volume ID', 'Volume Name', 'Snapshot ID', 'Snapshot Name', 'Snapshot Age', 'Volume Attachment', 'Reason'],
    look: (context) =>
      here(context, VOLUMES).map((volume) => {
        const newest = here(context, EBS_SNAPSHOTS)
          .filter((one) => one.volumeId === volume.id && one.bin === null)
          .sort((a, b) => b.startedAt - a.startedAt)[0];
        const days = newest ? Math.floor((context.time.now - newest.startedAt) / DAY) : null;
        const status: Status = days === null || days > 30 ? 'error' : days > 7 ? 'warning' : 'ok';
        return {
          status,
          metadata: [
            { ok: 'Green', warning: 'Yellow', error: 'Red' }[status],
            context.region,
            volume.id,
            volume.tags.Name ?? '',
            newest?.id ?? '',
            newest?.tags.Name ?? '',
            days === null ? '' : String(days),
            volume.attachment?.device ?? '',
            days === null ? 'No snapshot' : 'Age',
          ],
        };
      }),
  },
  {
    id: 'HCP4007jGY',
    name: 'Security Groups - Specific Ports Unrestricted',
    description: 'Checks security groups for rules that allow unrestricted access (0.0.0.0/0) to specific ports.',
    category: 'security',
    columns: ['Region', 'Security Group Name', 'Security Group ID', 'Protocol', 'Status', 'Ports'],
    look: (context) =>
      here(context, RULES)
        .filter((rule) => !rule.egress && (rule.cidr4 === '0.0.0.0/0' || rule.cidr6 === '::/0'))
        .flatMap((rule): Look[] => {
          const open = RISKY.filter((port) => rule.protocol === '-1' || (rule.protocol === 'tcp' && rule.fromPort <= port && port <= rule.toPort));
          const group = here(context, SECURITY_GROUPS).find((one) => one.id === rule.groupId);
          return open.length === 0
            ? []
            : [
                {
                  status: 'error',
                  metadata: [
                    context.region,
                    group?.name ?? '',
                    rule.groupId,
                    rule.protocol,
                    'Red',
                    rule.fromPort === rule.toPort ? String(rule.fromPort) : `${rule.fromPort}-${rule.toPort}`,
                  ],
                },
              ];
        }),
  },
  {
    id: 'zXCkfM1nI3',
    name: 'IAM Use',
    description: 'Checks for your use of IAM: that there is at least one user.',
    category: 'security',
    columns: [],
    look: ({ account }) => (listed(account, GLOBAL, USERS).length > 0 ? [] : [{ status: 'warning', metadata: [] }]),
  },
  {
    id: 'vjafUGJ9H0',
    name: 'AWS CloudTrail Logging',
    description: 'Checks for your use of AWS CloudTrail.',
    category: 'security',
    columns: ['Region', 'Trail Name', 'Logging Status', 'Bucket Name', 'Last Delivery Error', 'Status'],
    look(context) {
      const trails = here(context, TRAILS);
      if (trails.length === 0) return [{ status: 'error', metadata: [context.region, '', 'Off', '', '', 'Red'] }];
      return trails.map((one) => ({
        status: one.logging ? 'ok' : 'error',
        metadata: [context.region, one.name, one.logging ? 'On' : 'Off', one.bucket, '', one.logging ? 'Green' : 'Red'],
      }));
    },
  },
  {
    id: 'hjLMh88uM8',
    name: 'Idle Load Balancers',
    description: 'Checks your Elastic Load Balancing configuration for load balancers that are idle.',
    category: 'cost_optimizing',
    columns: ['Region', 'Load Balancer Name', 'Reason', 'Estimated Monthly Savings'],
    look: (context) =>
      here(context, LOAD_BALANCERS).flatMap((one): Look[] => {
        const groups = here(context, TARGET_GROUPS).filter((group) => balancersOf(context, group.arn).includes(one.arn));
        return groups.some((group) => group.targets.length > 0) ? [] : [{ status: 'warning', metadata: [context.region, one.name, 'No active back-end instances', '$18.40'] }];
      }),
  },
  {
    id: 'Z4AUBRNSmz',
    name: 'Unassociated Elastic IP Addresses',
    description: 'Checks for Elastic IP addresses that are not associated with a running instance.',
    category: 'cost_optimizing',
    columns: ['Region', 'IP Address'],
    look: (context) => here(context, ADDRESSES).flatMap((one): Look[] => (one.interfaceId ? [] : [{ status: 'warning', metadata: [context.region, one.publicIp] }])),
  },
  {
    id: 'eW7HH0l7J9',
    name: 'Service Limits',
    description: 'Checks for usage that is more than 80% of the service limit.',
    category: 'service_limits',
    columns: ['Region', 'Service', 'Limit Name', 'Limit Amount', 'Current Usage', 'Status'],
    look: (context) =>
      usage(context).map(({ service, name, value, used }) => {
        const status: Status = used >= value ? 'error' : used > value * 0.8 ? 'warning' : 'ok';
        return { status, metadata: [context.region, service.toUpperCase(), name, String(value), String(used), { ok: 'Green', warning: 'Yellow', error: 'Red' }[status]] };
      }),
  },
];

const worst = (looks: readonly Look[]): Status => (looks.some((one) => one.status === 'error') ? 'error' : looks.some((one) => one.status === 'warning') ? 'warning' : 'ok');

function checkOf(id: string): Check {
  const found = CHECKS.find((one) => one.id === id);
  if (!found) throw new AwsError('InternalServerError', `The check ${id} does not exist.`, 400);
  return found;
}

function summary(context: CloudContext, check: Check, looks: readonly Look[]): Params {
  const flagged = looks.filter((one) => one.status !== 'ok').length;
  return {
    checkId: check.id,
    timestamp: iso(context.time.now),
    status: worst(looks),
    hasFlaggedResources: flagged > 0,
    resourcesSummary: { resourcesProcessed: looks.length, resourcesFlagged: flagged, resourcesIgnored: 0, resourcesSuppressed: 0 },
    categorySpecificSummary: { costOptimizing: { estimatedMonthlySavings: 0, estimatedPercentMonthlySavings: 0 } },
  };
}

/** The operations, each after `allowed` has let the account in. */
export const advisor = (allowed: (context: CloudContext) => void): { readonly [name: string]: Operation } => ({
  DescribeTrustedAdvisorCheckResult: {
    kind: 'read',
    run(context, params) {
      allowed(context);
      const check = checkOf(input(params, jsonWords).text('checkId'));
      const looks = check.look(context);
      const flaggedResources = looks.map(
        (one, i): Json => ({ status: one.status, region: context.region, resourceId: `${check.id}-${i}`, isSuppressed: false, metadata: [...one.metadata] }),
      );
      return { result: { ...summary(context, check, looks), flaggedResources } };
    },
  },
  DescribeTrustedAdvisorCheckSummaries: {
    kind: 'read',
    run(context, params) {
      allowed(context);
      const ids = input(params, jsonWords).texts('checkIds');
      if (ids.length === 0) throw jsonWords('missing', 'checkIds');
      return { summaries: ids.map((id) => summary(context, checkOf(id), checkOf(id).look(context))) };
    },
  },
  DescribeTrustedAdvisorChecks: {
    kind: 'read',
    run(context, params) {
      allowed(context);
      input(params, jsonWords).text('language');
      return { checks: CHECKS.map(({ id, name, description, category, columns }) => ({ id, name, description, category, metadata: [...columns] })) };
    },
  },
});
