// A database instance that exists already.

import type { Json } from '../../engine/json.ts';
import { awsDbInstance } from '../aws_db_instance.ts';
import { Complaint } from '../core/api.ts';
import { type Attrs, map, pick, records, text, texts } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';

export const dataAwsDbInstance: DataSource = {
  name: 'aws_db_instance',
  read(api, config) {
    const wanted = map(config.tags);
    const reply = api.find('rds', 'DescribeDBInstances', { DBInstanceIdentifier: text(config.db_instance_identifier) || undefined }, [
      'DBInstanceNotFound',
      'DBInstanceNotFoundFault',
    ]);
    const matching = records(reply?.DBInstances).filter((instance) => {
      const tags = Object.fromEntries(records(instance.TagList).map((tag) => [text(tag.Key), text(tag.Value)]));
      return Object.entries(wanted).every(([key, value]) => tags[key] === value);
    });
    if (matching.length === 0) throw new Complaint('no matching RDS DB Instance found');
    if (matching.length > 1) throw new Complaint('multiple RDS DB Instances matched; use additional constraints to reduce matches to a single RDS DB Instance');
    const instance = matching[0] as Attrs;
    const attrs = awsDbInstance.read(api, { id: text(instance.DBInstanceIdentifier) }) ?? {};
    return {
      ...attrs,
      id: instance.DBInstanceIdentifier,
      db_cluster_identifier: '',
      db_instance_arn: attrs.arn,
      db_instance_class: attrs.instance_class,
      db_instance_identifier: attrs.identifier,
      db_instance_port: attrs.port,
      db_parameter_groups: texts(pick(instance as Json, 'DBParameterGroups[].DBParameterGroupName')),
      db_subnet_group: attrs.db_subnet_group_name ?? '',
      engine_version: attrs.engine_version_actual,
      master_username: attrs.username,
      option_group_memberships: texts(pick(instance as Json, 'OptionGroupMemberships[].OptionGroupName')),
      preferred_backup_window: attrs.backup_window,
      preferred_maintenance_window: attrs.maintenance_window,
      tags: attrs.tags_all ?? {},
      vpc_security_groups: attrs.vpc_security_group_ids,
    };
  },
};
