// A snapshot that exists already: by name, or the newest of an instance.

import { awsDbSnapshot } from '../aws_db_snapshot.ts';
import { Complaint } from '../core/api.ts';
import { type Attrs, map, records, text } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';

export const dataAwsDbSnapshot: DataSource = {
  name: 'aws_db_snapshot',
  read(api, config) {
    if (!text(config.db_instance_identifier) && !text(config.db_snapshot_identifier))
      throw new Complaint('One of db_snapshot_identifier or db_instance_identifier must be assigned');
    const reply = api.find(
      'rds',
      'DescribeDBSnapshots',
      {
        DBInstanceIdentifier: text(config.db_instance_identifier) || undefined,
        DBSnapshotIdentifier: text(config.db_snapshot_identifier) || undefined,
        SnapshotType: text(config.snapshot_type) || undefined,
        IncludePublic: config.include_public === true ? true : undefined,
        IncludeShared: config.include_shared === true ? true : undefined,
      },
      ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault', 'DBInstanceNotFound'],
    );
    const wanted = map(config.tags);
    const found = records(reply?.DBSnapshots)
      .filter((snapshot) => {
        const tags = Object.fromEntries(records(snapshot.TagList).map((tag) => [text(tag.Key), text(tag.Value)]));
        return Object.entries(wanted).every(([key, value]) => tags[key] === value);
      })
      .sort((a, b) => (text(a.SnapshotCreateTime) < text(b.SnapshotCreateTime) ? 1 : -1));
    if (found.length === 0) throw new Complaint('Your query returned no results. Please change your search criteria and try again.');
    if (found.length > 1 && config.most_recent !== true)
      throw new Complaint('Your query returned more than one result. Please try a more specific search criteria, or set `most_recent` attribute to true.');
    const snapshot = found[0] as Attrs;
    const id = text(snapshot.DBSnapshotIdentifier);
    const attrs = awsDbSnapshot.read(api, { id }) ?? {};
    return {
      ...attrs,
      id,
      original_snapshot_create_time: snapshot.OriginalSnapshotCreateTime ?? snapshot.SnapshotCreateTime ?? '',
      snapshot_create_time: snapshot.SnapshotCreateTime ?? '',
      tags: attrs.tags_all ?? {},
    };
  },
};
