// Whatever has tags, found by its ARN in the tables of all services.
import { glance } from '../../engine/draft.ts';
import { type Cloud, type CloudContext, recordOf } from '../cloud.ts';
import { isRecord } from '../input.ts';
import type { Tags } from '../tags.ts';

type Home = Pick<CloudContext, 'account' | 'region'>;

/** Table -> resource part of the ARN of a row that does not hold its own. */
const PATHS: { readonly [table: string]: (row: { readonly [member: string]: unknown }) => string } = {
  'ec2.vpc': (row) => `ec2:vpc/${row.id}`,
  'ec2.subnet': (row) => `ec2:subnet/${row.id}`,
  'ec2.internet-gateway': (row) => `ec2:internet-gateway/${row.id}`,
  'ec2.nat-gateway': (row) => `ec2:natgateway/${row.id}`,
  'ec2.address': (row) => `ec2:elastic-ip/${row.id}`,
  'ec2.route-table': (row) => `ec2:route-table/${row.id}`,
  'ec2.security-group': (row) => `ec2:security-group/${row.id}`,
  'ec2.instance': (row) => `ec2:instance/${row.id}`,
  'ec2.snapshot': (row) => `ec2:snapshot/${row.id}`,
  'ec2.volume': (row) => `ec2:volume/${row.id}`,
  'ec2.key-pair': (row) => `ec2:key-pair/${row.id}`,
  'rds.instance': (row) => `rds:db:${row.identifier}`,
  'rds.cluster': (row) => `rds:cluster:${row.identifier}`,
  'rds.cluster-snapshot': (row) => `rds:cluster-snapshot:${row.identifier}`,
  'rds.snapshot': (row) => `rds:snapshot:${row.identifier}`,
  'rds.subnet-group': (row) => `rds:subgrp:${row.name}`,
  'rds.parameter-group': (row) => `rds:pg:${row.name}`,
  'ecr.repository': (row) => `ecr:repository/${row.name}`,
  'logs.group': (row) => `logs:log-group:${row.name}`,
  'dynamodb.table': (row) => `dynamodb:table/${row.name}`,
  'backup.plan': (row) => `backup:backup-plan:${row.id}`,
  'backup.vault': (row) => `backup:backup-vault:${row.name}`,
  's3.bucket': (row) => `s3:${row.name}`,
};

function arnOf(context: Home, table: string, row: { readonly [member: string]: unknown }): string | null {
  if (typeof row.arn === 'string') return row.arn;
  const path = PATHS[table]?.(row);
  if (!path) return null;
  const cut = path.indexOf(':');
  if (table === 's3.bucket') return `arn:aws:s3:::${row.name}`;
  return `arn:aws:${path.slice(0, cut)}:${context.region}:${context.account.id}:${path.slice(cut + 1)}`;
}

export interface Thing {
  readonly arn: string;
  readonly shard: string;
  readonly key: string;
  readonly tags: Readonly<Tags>;
}

/** Everything in the account and region that can have tags. */
export function things(context: Home): Thing[] {
  const found: Thing[] = [];
  for (const [shard, rows] of Object.entries(glance(context.account.tables))) {
    const table = shard.slice(shard.indexOf('/') + 1);
    const region = shard.slice(0, shard.indexOf('/'));
    // IAM is not among the services that this API covers in full; global tables count in us-east-1.
    if (table.startsWith('iam.') || table.startsWith('sts.') || (region !== context.region && !(region === 'aws-global' && context.region === 'us-east-1'))) continue;
    for (const [key, row] of Object.entries(recordOf(rows))) {
      if (!isRecord(row) || !isRecord(row.tags)) continue;
      const arn = arnOf(context, table, row);
      if (arn) found.push({ arn, shard, key, tags: row.tags as Tags });
    }
  }
  return found;
}

/** The tags of the thing with an ARN, wherever it is; undefined when it is none that can have tags. For reading. */
export function tagsAt(cloud: Cloud, arn: string, otherwise: Home): Readonly<Tags> | undefined {
  const [, , , region, owner] = arn.split(':');
  const account = owner ? cloud.accounts[owner] : otherwise.account;
  if (!account) return undefined;
  const whole = arn.replace(/:\*$/, '');
  return things({ account, region: region || otherwise.region }).find((thing) => thing.arn.replace(/:\*$/, '') === whole)?.tags;
}
