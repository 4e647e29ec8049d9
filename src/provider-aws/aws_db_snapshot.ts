// Manual snapshots of an instance.

import { MINUTE, SECOND } from '../engine/clock.ts';
import { rdsTags } from './aws_db_subnet_group.ts';
import type { Api } from './core/api.ts';
import { all, match, unlike } from './core/checks.ts';
import { type Attrs, firstOf, fromMembers, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor } from './core/tagging.ts';

const NOT_FOUND = ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault'];
const READ = {
  allocated_storage: 'AllocatedStorage',
  availability_zone: 'AvailabilityZone',
  db_instance_identifier: 'DBInstanceIdentifier',
  db_snapshot_arn: 'DBSnapshotArn',
  db_snapshot_identifier: 'DBSnapshotIdentifier',
  encrypted: 'Encrypted',
  engine: 'Engine',
  engine_version: 'EngineVersion',
  iops: 'Iops',
  kms_key_id: 'KmsKeyId',
  license_model: 'LicenseModel',
  option_group_name: 'OptionGroupName',
  port: 'Port',
  snapshot_type: 'SnapshotType',
  source_db_snapshot_identifier: 'SourceDBSnapshotIdentifier',
  source_region: 'SourceRegion',
  status: 'Status',
  storage_type: 'StorageType',
  vpc_id: 'VpcId',
};
const find = (api: Api, attrs: Attrs) => firstOf(api.find('rds', 'DescribeDBSnapshots', { DBSnapshotIdentifier: text(attrs.id) }, NOT_FOUND), 'DBSnapshots');

export const awsDbSnapshot: ResourceType = {
  name: 'aws_db_snapshot',
  label: 'RDS DB Snapshot',
  checks: {
    values: {
      db_snapshot_identifier: all(
        'before',
        match(/^[0-9A-Za-z-]+$/, 'must only contain alphanumeric characters and hyphens', 'a', 'a_b'),
        unlike(/--/, 'cannot contain two consecutive hyphens', 'a', 'a--b'),
        match(/^[A-Za-z]/, 'must begin with alphabetic character', 'a', '1'),
        unlike(/-$/, 'cannot end in a hyphen', 'a', 'a-'),
      ),
    },
  },
  create(api, planned) {
    const id = text(planned.db_snapshot_identifier);
    api.call('rds', 'CreateDBSnapshot', { DBInstanceIdentifier: planned.db_instance_identifier, DBSnapshotIdentifier: id, Tags: tagsFor(planned) });
    return { id };
  },
  read(api, state) {
    const snapshot = find(api, state);
    if (!snapshot) return null;
    const found = fromMembers(snapshot, READ);
    for (const name of ['iops', 'port']) found[name] ??= 0;
    for (const name of ['kms_key_id', 'source_db_snapshot_identifier', 'source_region']) found[name] ??= '';
    return { ...found, tags_all: rdsTags(api, found.db_snapshot_arn) };
  },
  delete(api, prior) {
    api.find('rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: prior.id }, NOT_FOUND);
  },
  created: {
    delay: 5 * SECOND,
    poll: 10 * SECOND,
    timeout: 20 * MINUTE,
    what: 'RDS DB Snapshot',
    target: ['available'],
    pending: ['creating'],
    status: (api, attrs) => text(find(api, attrs)?.Status) || null,
  },
  tags: {
    set: (api, attrs, tags, all) => TAGS.rds.set(api, { arn: attrs.db_snapshot_arn }, tags, all),
    remove: (api, attrs, keys, all) => TAGS.rds.remove(api, { arn: attrs.db_snapshot_arn }, keys, all),
  },
};
