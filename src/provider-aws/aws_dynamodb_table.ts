// DynamoDB tables: here mostly the one that holds Terraform's locks.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { between, enumOf, oneOf } from './core/checks.ts';
import { arn, timestamp } from './core/formats.ts';
import { type Attrs, differ, pick, records, single, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const ABSENT = ['ResourceNotFoundException'];
const find = (api: Api, attrs: Attrs): Attrs | null =>
  (pick((api.find('dynamodb', 'DescribeTable', { TableName: text(attrs.id) || text(attrs.name) }, ABSENT) ?? {}) as Json, 'Table') as Attrs | undefined) ?? null;
const status = (api: Api, attrs: Attrs) => text(find(api, attrs)?.TableStatus) || null;
const keys = (attrs: Attrs): Json[] => [
  { AttributeName: text(attrs.hash_key), KeyType: 'HASH' },
  ...(text(attrs.range_key) ? [{ AttributeName: text(attrs.range_key), KeyType: 'RANGE' }] : []),
];
const throughput = (attrs: Attrs): Json | undefined =>
  attrs.billing_mode === 'PAY_PER_REQUEST' ? undefined : { ReadCapacityUnits: attrs.read_capacity ?? 1, WriteCapacityUnits: attrs.write_capacity ?? 1 };
const indexes = (attrs: Attrs): Json[] | undefined => {
  const given = records(attrs.global_secondary_index).map((index) => ({
    IndexName: text(index.name),
    KeySchema: keys(index),
    Projection: { ProjectionType: text(index.projection_type), ...(texts(index.non_key_attributes).length ? { NonKeyAttributes: texts(index.non_key_attributes) } : {}) },
    ...(throughput(attrs) ? { ProvisionedThroughput: { ReadCapacityUnits: index.read_capacity ?? 1, WriteCapacityUnits: index.write_capacity ?? 1 } } : {}),
  }));
  return given.length ? given : undefined;
};

const definitions = (attrs: Attrs): Json[] => records(attrs.attribute).map((one) => ({ AttributeName: text(one.name), AttributeType: text(one.type) }));
const streamOf = (attrs: Attrs): Json | undefined => (attrs.stream_enabled === true ? { StreamEnabled: true, StreamViewType: text(attrs.stream_view_type) } : undefined);
function encryptionOf(attrs: Attrs): Json | undefined {
  const sse = single(attrs.server_side_encryption);
  if (sse?.enabled !== true) return undefined;
  return { Enabled: true, ...(text(sse.kms_key_arn) ? { SSEType: 'KMS', KMSMasterKeyId: text(sse.kms_key_arn) } : {}) };
}

/** One update for each index that came, went or is read and written at another rate; an index that is otherwise different goes and comes. */
function indexUpdates(prior: Attrs, planned: Attrs): Json[] {
  const byName = (attrs: Attrs) => new Map((indexes(attrs) ?? []).map((index) => [text((index as Attrs).IndexName), index as Attrs]));
  const [had, wants] = [byName(prior), byName(planned)];
  const shape = (index: Attrs | undefined) => JSON.stringify([index?.KeySchema, index?.Projection]);
  const gone = [...had].filter(([name, index]) => shape(index) !== shape(wants.get(name)));
  const come = [...wants].filter(([name, index]) => shape(index) !== shape(had.get(name)));
  const paced = [...wants].filter(([name, index]) => shape(index) === shape(had.get(name)) && differ(had.get(name) ?? {}, index, 'ProvisionedThroughput'));
  return [
    ...gone.map(([IndexName]) => ({ Delete: { IndexName } })),
    ...come.map(([, index]) => ({ Create: index as Json })),
    ...paced.map(([IndexName, index]) => ({ Update: { IndexName, ProvisionedThroughput: index.ProvisionedThroughput ?? null } })),
  ] as Json[];
}

const putLifetime = (api: Api, planned: Attrs): void =>
  void api.call('dynamodb', 'UpdateTimeToLive', { TableName: planned.name, TimeToLiveSpecification: { Enabled: true, AttributeName: text(single(planned.ttl)?.attribute_name) } });

export const awsDynamodbTable: ResourceType = {
  name: 'aws_dynamodb_table',
  label: 'AWS DynamoDB Table',
  checks: {
    values: {
      'attribute.type': enumOf('S', 'N', 'B'),
      billing_mode: enumOf('PROVISIONED', 'PAY_PER_REQUEST'),
      'global_secondary_index.projection_type': enumOf('ALL', 'KEYS_ONLY', 'INCLUDE'),
      'import_table.input_compression_type': enumOf('GZIP', 'ZSTD', 'NONE'),
      'import_table.input_format': enumOf('DYNAMODB_JSON', 'ION', 'CSV'),
      'local_secondary_index.projection_type': enumOf('ALL', 'KEYS_ONLY', 'INCLUDE'),
      'point_in_time_recovery.recovery_period_in_days': between(1, 35),
      'replica.kms_key_arn': arn,
      restore_date_time: timestamp,
      restore_source_table_arn: arn,
      'server_side_encryption.kms_key_arn': arn,
      stream_view_type: oneOf('', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'),
      table_class: enumOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS'),
    },
    conflicts: {
      import_table: ['restore_source_name', 'restore_source_table_arn'],
      restore_source_name: ['import_table', 'restore_source_table_arn'],
      restore_source_table_arn: ['import_table', 'restore_source_name'],
    },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    api.call('dynamodb', 'CreateTable', {
      TableName: planned.name,
      BillingMode: planned.billing_mode,
      KeySchema: keys(planned),
      AttributeDefinitions: definitions(planned),
      ProvisionedThroughput: throughput(planned),
      GlobalSecondaryIndexes: indexes(planned),
      DeletionProtectionEnabled: planned.deletion_protection_enabled === true ? true : undefined,
      StreamSpecification: streamOf(planned),
      SSESpecification: encryptionOf(planned),
      TableClass: text(planned.table_class) || undefined,
      Tags: tagsFor(planned),
    });
    return { id: text(planned.name) };
  },
  read(api, state) {
    const table = find(api, state);
    if (!table || table.TableStatus === 'DELETING') return null;
    const schema = records(table.KeySchema);
    const key = (type: string) => text(schema.find((one) => one.KeyType === type)?.AttributeName);
    const keyIn = (index: Attrs, type: string) => text(records(index.KeySchema).find((one) => one.KeyType === type)?.AttributeName);
    const lifetime = pick((api.find('dynamodb', 'DescribeTimeToLive', { TableName: text(state.id) }, ABSENT) ?? {}) as Json, 'TimeToLiveDescription');
    const expires = pick(lifetime, 'TimeToLiveStatus') === 'ENABLED';
    const onDemand = pick(table.BillingModeSummary, 'BillingMode') === 'PAY_PER_REQUEST';
    const backups = api.find('dynamodb', 'DescribeContinuousBackups', { TableName: text(state.id) }, ABSENT);
    return {
      arn: table.TableArn,
      attribute: records(table.AttributeDefinitions).map((one) => ({ name: one.AttributeName ?? null, type: one.AttributeType ?? null })),
      billing_mode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
      deletion_protection_enabled: table.DeletionProtectionEnabled ?? false,
      hash_key: key('HASH'),
      name: table.TableName,
      point_in_time_recovery: [
        {
          enabled: pick((backups ?? {}) as Json, 'ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus') === 'ENABLED',
          recovery_period_in_days: 0,
        },
      ],
      global_secondary_index: records(table.GlobalSecondaryIndexes).map((index) => ({
        hash_key: keyIn(index, 'HASH'),
        name: index.IndexName ?? '',
        non_key_attributes: texts(pick(index.Projection, 'NonKeyAttributes')),
        on_demand_throughput: [],
        projection_type: pick(index.Projection, 'ProjectionType') ?? '',
        range_key: keyIn(index, 'RANGE'),
        read_capacity: pick(index.ProvisionedThroughput, 'ReadCapacityUnits') ?? 0,
        write_capacity: pick(index.ProvisionedThroughput, 'WriteCapacityUnits') ?? 0,
      })),
      range_key: key('RANGE'),
      read_capacity: pick(table.ProvisionedThroughput, 'ReadCapacityUnits') ?? 0,
      server_side_encryption: pick(table.SSEDescription, 'Status') === 'ENABLED' ? [{ enabled: true, kms_key_arn: pick(table.SSEDescription, 'KMSMasterKeyArn') ?? '' }] : [],
      stream_arn: table.LatestStreamArn ?? '',
      stream_enabled: pick(table.StreamSpecification, 'StreamEnabled') ?? false,
      stream_label: table.LatestStreamLabel ?? '',
      stream_view_type: pick(table.StreamSpecification, 'StreamViewType') ?? '',
      table_class: pick(table.TableClassSummary, 'TableClass') ?? state.table_class ?? null,
      ttl: expires || records(state.ttl).length ? [{ attribute_name: pick(lifetime, 'AttributeName') ?? '', enabled: expires }] : [],
      write_capacity: pick(table.ProvisionedThroughput, 'WriteCapacityUnits') ?? 0,
      tags_all: tagsIn(pick(api.call('dynamodb', 'ListTagsOfResource', { ResourceArn: table.TableArn }) as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    const TableName = text(prior.id);
    const change = {
      BillingMode: differ(prior, planned, 'billing_mode') ? planned.billing_mode : undefined,
      ProvisionedThroughput: differ(prior, planned, 'read_capacity', 'write_capacity', 'billing_mode') ? throughput(planned) : undefined,
      DeletionProtectionEnabled: differ(prior, planned, 'deletion_protection_enabled') ? planned.deletion_protection_enabled === true : undefined,
    };
    if (Object.values(change).some((value) => value !== undefined)) api.call('dynamodb', 'UpdateTable', { TableName, ...change });
    if (differ(prior, planned, 'table_class') && text(planned.table_class)) api.call('dynamodb', 'UpdateTable', { TableName, TableClass: planned.table_class });
    if (differ(prior, planned, 'stream_enabled', 'stream_view_type')) {
      if (prior.stream_enabled === true) api.call('dynamodb', 'UpdateTable', { TableName, StreamSpecification: { StreamEnabled: false } });
      const on = streamOf(planned);
      if (on) api.call('dynamodb', 'UpdateTable', { TableName, StreamSpecification: on });
    }
    if (differ(prior, planned, 'server_side_encryption')) api.call('dynamodb', 'UpdateTable', { TableName, SSESpecification: encryptionOf(planned) ?? { Enabled: false } });
    for (const update of indexUpdates(prior, planned)) {
      api.call('dynamodb', 'UpdateTable', { TableName, AttributeDefinitions: definitions(planned), GlobalSecondaryIndexUpdates: [update] });
    }
    if (differ(prior, planned, 'attribute') && !differ(prior, planned, 'global_secondary_index'))
      api.call('dynamodb', 'UpdateTable', { TableName, AttributeDefinitions: definitions(planned) });
    if (differ(prior, planned, 'ttl')) {
      const [had, wants] = [single(prior.ttl), single(planned.ttl)];
      if (had?.enabled === true) api.call('dynamodb', 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: { Enabled: false, AttributeName: text(had.attribute_name) } });
      if (wants?.enabled === true) putLifetime(api, planned);
    }
    const recovery = single(planned.point_in_time_recovery)?.enabled === true;
    if (recovery !== (single(prior.point_in_time_recovery)?.enabled === true))
      api.call('dynamodb', 'UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovery } });
  },
  delete(api, prior) {
    api.find('dynamodb', 'DeleteTable', { TableName: text(prior.id) }, ABSENT);
  },
  retryDelete: { codes: ['ResourceInUseException', 'LimitExceededException'], timeout: 10 * MINUTE },
  created: { poll: 5 * SECOND, delay: 3 * SECOND, timeout: 30 * MINUTE, what: 'creation of AWS DynamoDB Table', target: ['ACTIVE'], pending: ['CREATING', 'UPDATING'], status },
  settle: {
    needed: (planned) => single(planned.point_in_time_recovery)?.enabled === true || single(planned.ttl)?.enabled === true,
    run(api, planned) {
      if (single(planned.ttl)?.enabled === true) putLifetime(api, planned);
      if (single(planned.point_in_time_recovery)?.enabled === true)
        api.call('dynamodb', 'UpdateContinuousBackups', { TableName: planned.name, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
    },
    wait: { poll: 5 * SECOND, timeout: 30 * MINUTE, what: 'AWS DynamoDB Table', target: ['ACTIVE'], status },
  },
  deleted: { poll: 3 * SECOND, delay: 1 * SECOND, timeout: 10 * MINUTE, what: 'AWS DynamoDB Table', target: [], status },
  kept: { stream_view_type: (value) => value.toUpperCase() },
  refuses({ config, planned, unknown }) {
    if (text(planned.restore_source_name) || text(planned.restore_source_table_arn) || ['attribute', 'global_secondary_index', 'local_secondary_index'].some(unknown)) return null;
    const keys = [planned, ...records(planned.local_secondary_index), ...records(planned.global_secondary_index)].flatMap((one) => [one.hash_key, one.range_key]);
    const indexed = [...new Set(keys.map(text).filter((key) => key !== ''))];
    const defined = records(config.attribute).map((attribute) => text(attribute.name));
    const list = (names: readonly string[]) => `[${names.map((name) => `"${name}"`).join(' ')}]`;
    const [unused, unmatched] = [defined.filter((name) => !indexed.includes(name)), indexed.filter((name) => !defined.includes(name))];
    const said = [
      ...(unused.length ? [`all attributes must be indexed. Unused attributes: ${list(unused)}`] : []),
      ...(unmatched.length ? [`all indexes must match a defined attribute. Unmatched indexes: ${list(unmatched)}`] : []),
    ];
    return said.length ? said.join('\n') : null;
  },
  keeps: ['table_class'],
  tags: TAGS.dynamodb,
};
