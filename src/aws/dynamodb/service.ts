// Amazon DynamoDB: tables. `item.ts` has what is done with their items.

import { between } from '../../engine/chance.ts';
import { iso, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, peek, rowAt, rows } from '../cloud.ts';
import { uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params, type Service } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, tagList } from '../tags.ts';
import { unused } from '../unused.ts';
import { choice, jsonWords } from '../wording.ts';
import { ITEMS } from './item.ts';
import { arnOf, type DynamoTable, invalid, nameIn, onTable, rowOf, TABLES, tableOf } from './table.ts';
import { putTraits, readTraits, traitsView } from './traits.ts';

const view = (context: CloudContext, of: Readonly<DynamoTable>): Params =>
  given({
    AttributeDefinitions: of.attributes.map((attribute) => ({ ...attribute })),
    TableName: of.name,
    KeySchema: of.keySchema.map((key) => ({ ...key })),
    TableStatus: of.status,
    CreationDateTime: iso(of.createdAt, true),
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: of.read, WriteCapacityUnits: of.write },
    TableSizeBytes: 0,
    ItemCount: Object.keys(of.items).length,
    TableArn: arnOf(context, of.name),
    TableId: of.id,
    BillingModeSummary: of.billing === 'PAY_PER_REQUEST' ? { BillingMode: 'PAY_PER_REQUEST' } : null,
    DeletionProtectionEnabled: of.deletionProtection,
    ...traitsView(context, of),
  });

const createTable: Operation = {
  kind: 'write',
  authorise: onTable('CreateTable'),
  run(context, params) {
    const from = input(params, jsonWords);
    const name = nameIn(params);
    if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) throw invalid('TableName must be at least 3 characters long and at most 255 characters long');
    const attributes = from.records('AttributeDefinitions').map((one) => ({
      AttributeName: input(one, jsonWords).text('AttributeName'),
      AttributeType: choice(input(one, jsonWords), jsonWords, 'AttributeType', ['S', 'N', 'B'] as const),
    }));
    const keySchema = from
      .records('KeySchema')
      .map((one) => ({ AttributeName: input(one, jsonWords).text('AttributeName'), KeyType: choice(input(one, jsonWords), jsonWords, 'KeyType', ['HASH', 'RANGE'] as const) }));
    if (keySchema.length === 0 || keySchema[0]?.KeyType !== 'HASH' || keySchema.length > 2) throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
    if (keySchema.some((key) => !attributes.some((attribute) => attribute.AttributeName === key.AttributeName)))
      throw invalid('One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions.');
    const billing = choice(from, jsonWords, 'BillingMode', ['PROVISIONED', 'PAY_PER_REQUEST'] as const, 'PROVISIONED');
    const capacity = input(from.record('ProvisionedThroughput') ?? {}, jsonWords);
    const [read, write] = [capacity.number('ReadCapacityUnits'), capacity.number('WriteCapacityUnits')];
    if (billing === 'PROVISIONED' && (read === null || write === null))
      throw invalid('One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
    if (rowAt(context.account, context.region, TABLES, name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`, 400);
    const tags = readTags(params.Tags);
    rows(context.account, context.region, TABLES)[name] = {
      name,
      id: uuidOf(context.time, 'dynamodb'),
      createdAt: context.time.now,
      status: 'CREATING',
      keySchema,
      attributes,
      billing,
      read: read ?? 0,
      write: write ?? 0,
      deletionProtection: from.flag('DeletionProtectionEnabled') ?? false,
      recovery: false,
      ttl: { enabled: false, attribute: null },
      tags,
      items: {},
    };
    putTraits(context, rowOf(context, name), readTraits(context, from));
    schedule(context.time, context.time.now + between(context.time.chance, 'dynamodb', 5, 8) * SECOND, 'dynamodb.table.active', {
      account: context.account.id,
      region: context.region,
      table: name,
    });
    note(context.time, 'dynamodb.table.created', { account: context.account.id, table: name });
    return { TableDescription: view(context, tableOf(context, name)) };
  },
};

const deleteTable: Operation = {
  kind: 'write',
  authorise: onTable('DeleteTable'),
  run(context, params) {
    const name = nameIn(params);
    const found = tableOf(context, name, `Requested resource not found: Table: ${name} not found`);
    if (found.deletionProtection) throw invalid(`Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`);
    if (found.status !== 'ACTIVE')
      throw new AwsError(
        'ResourceInUseException',
        `Attempt to change a resource which is still in use: Table is being ${found.status === 'DELETING' ? 'deleted' : 'created'}: ${name}`,
        400,
      );
    const row = rowOf(context, name);
    row.status = 'DELETING';
    schedule(context.time, context.time.now + between(context.time.chance, 'dynamodb', 2, 5) * SECOND, 'dynamodb.table.deleted', {
      account: context.account.id,
      region: context.region,
      table: name,
    });
    return { TableDescription: view(context, row) };
  },
};

const updateTable: Operation = {
  kind: 'write',
  authorise: onTable('UpdateTable'),
  run(context, params) {
    const from = input(params, jsonWords);
    const name = nameIn(params);
    const protection = from.flag('DeletionProtectionEnabled');
    const billing = from.optional('BillingMode');
    if (billing !== null && billing !== 'PROVISIONED' && billing !== 'PAY_PER_REQUEST') throw jsonWords('invalid', 'BillingMode');
    const capacity = input(from.record('ProvisionedThroughput') ?? {}, jsonWords);
    const [read, write] = [capacity.number('ReadCapacityUnits'), capacity.number('WriteCapacityUnits')];
    const traits = readTraits(context, from);
    if (protection === null && billing === null && read === null && write === null && Object.values(traits).every((one) => one === null))
      throw invalid('At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required');
    if (tableOf(context, name).status !== 'ACTIVE')
      throw new AwsError('ResourceInUseException', `Attempt to change a resource which is still in use: Table is being updated: ${name}`, 400);
    const row = rowOf(context, name);
    if (protection !== null) row.deletionProtection = protection;
    if (billing !== null) row.billing = billing;
    if (read !== null) row.read = read;
    if (write !== null) row.write = write;
    putTraits(context, row, traits);
    return { TableDescription: view(context, row) };
  },
};

const tableRead = (right: string, answer: (context: CloudContext, of: Readonly<DynamoTable>) => Params): Operation => ({
  kind: 'read',
  authorise: onTable(right),
  run(context, params) {
    const name = nameIn(params);
    return answer(context, tableOf(context, name, `Requested resource not found: Table: ${name} not found`));
  },
});

const tagging = tagOperations({
  check: (context, params) => tableOf(context, nameIn(params, 'ResourceArn')),
  row: (context, params) => rowOf(context, nameIn(params, 'ResourceArn')),
  rights: (action) => onTable(action, 'ResourceArn'),
});

export const dynamodb: Service = {
  name: 'dynamodb',
  eventSource: 'dynamodb.amazonaws.com',
  iamPrefix: 'dynamodb',
  dialect: 'json',
  operations: {
    ...unused('dynamodb'),
    ...ITEMS,
    CreateTable: createTable,
    DeleteTable: deleteTable,
    DescribeContinuousBackups: tableRead('DescribeContinuousBackups', (_context, of) => ({
      ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: of.recovery ? 'ENABLED' : 'DISABLED' } },
    })),
    DescribeTable: tableRead('DescribeTable', (context, of) => ({ Table: view(context, of) })),
    DescribeTimeToLive: tableRead('DescribeTimeToLive', (_context, of) => ({
      TimeToLiveDescription: given({ TimeToLiveStatus: of.ttl.enabled ? 'ENABLED' : 'DISABLED', AttributeName: of.ttl.attribute }),
    })),
    ListTables: {
      kind: 'read',
      run(context, params) {
        const cut = page(Object.keys(peek(context.account, context.region, TABLES)).sort(), params.ExclusiveStartTableName, params.Limit, 100, 'ValidationException');
        return { TableNames: [...cut.items], ...(cut.next ? { LastEvaluatedTableName: cut.next } : {}) };
      },
    },
    ListTagsOfResource: {
      kind: 'read',
      authorise: onTable('ListTagsOfResource', 'ResourceArn'),
      run: (context, params) => ({ Tags: tagList(tableOf(context, nameIn(params, 'ResourceArn')).tags) }),
    },
    TagResource: tagging.set,
    UntagResource: tagging.drop,
    UpdateContinuousBackups: {
      kind: 'write',
      authorise: onTable('UpdateContinuousBackups'),
      run(context, params) {
        const name = nameIn(params);
        const enabled = input(input(params, jsonWords).record('PointInTimeRecoverySpecification') ?? {}, jsonWords).flag('PointInTimeRecoveryEnabled');
        if (enabled === null) throw jsonWords('missing', 'PointInTimeRecoverySpecification');
        tableOf(context, name);
        rowOf(context, name).recovery = enabled;
        return {
          ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: enabled ? 'ENABLED' : 'DISABLED' } },
        };
      },
    },
    DescribeEndpoints: { kind: 'read', run: ({ region }) => ({ Endpoints: [{ Address: `dynamodb.${region}.amazonaws.com`, CachePeriodInMinutes: 1440 }] }) },
    DescribeLimits: {
      kind: 'read',
      run: () => ({ AccountMaxReadCapacityUnits: 80000, AccountMaxWriteCapacityUnits: 80000, TableMaxReadCapacityUnits: 40000, TableMaxWriteCapacityUnits: 40000 }),
    },
    UpdateTable: updateTable,
    UpdateTimeToLive: {
      kind: 'write',
      authorise: onTable('UpdateTimeToLive'),
      run(context, params) {
        const name = nameIn(params);
        const wanted = input(input(params, jsonWords).record('TimeToLiveSpecification') ?? {}, jsonWords);
        const [enabled, attribute] = [wanted.flag('Enabled'), wanted.text('AttributeName')];
        if (enabled === null) throw jsonWords('missing', 'TimeToLiveSpecification');
        const found = tableOf(context, name, `Requested resource not found: Table: ${name} not found`);
        if (found.ttl.enabled === enabled) throw invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
        rowOf(context, name).ttl = { enabled, attribute: enabled ? attribute : null };
        return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
      },
    },
  },
  jobs: {
    'dynamodb.table.active': (context, data) => {
      const found = rows(context.account, context.region, TABLES)[String(data.table)];
      if (found?.status === 'CREATING') found.status = 'ACTIVE';
    },
    'dynamodb.table.deleted': (context, data) => {
      delete rows(context.account, context.region, TABLES)[String(data.table)];
      note(context.time, 'dynamodb.table.deleted', { account: context.account.id, table: data.table });
    },
  },
};
