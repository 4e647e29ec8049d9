// What a table has beside its items and its capacity: secondary indexes, a stream of changes, encryption, a storage class. They are kept and told,
// nothing is looked up, streamed or encrypted.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import type { CloudContext } from '../cloud.ts';
import { type Input, input } from '../input.ts';
import { managedKey } from '../kms/key.ts';
import type { Params } from '../operation.ts';
import { choice, jsonWords } from '../wording.ts';
import { arnOf, type DynamoTable, invalid } from './table.ts';

/** What a request says of each; null where it says nothing. */
export interface Traits {
  readonly attributes: DynamoTable['attributes'] | null;
  readonly indexes: readonly IndexChange[] | null;
  readonly stream: { readonly view: string | null } | null;
  readonly encryption: { readonly key: string | null } | null;
  readonly tableClass: string | null;
}

type IndexChange = { readonly name: string; readonly created?: Params; readonly capacity?: Json; readonly deleted?: true };

const VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const;

const indexChanges = (from: Input): IndexChange[] => [
  ...from.records('GlobalSecondaryIndexes').map((index) => ({ name: input(index, jsonWords).text('IndexName'), created: index })),
  ...from.records('GlobalSecondaryIndexUpdates').flatMap((update): IndexChange[] => {
    const at = input(update, jsonWords);
    const [created, changed, deleted] = [at.record('Create'), at.record('Update'), at.record('Delete')];
    if (created) return [{ name: input(created, jsonWords).text('IndexName'), created }];
    if (changed) return [{ name: input(changed, jsonWords).text('IndexName'), capacity: (changed.ProvisionedThroughput ?? null) as Json }];
    return deleted ? [{ name: input(deleted, jsonWords).text('IndexName'), deleted: true }] : [];
  }),
];

/** Reads what a create or an update asks for. Refuses what cannot be. */
export function readTraits(context: CloudContext, from: Input): Traits {
  const stream = from.record('StreamSpecification');
  const on = stream && input(stream, jsonWords).flag('StreamEnabled');
  const encryption = from.record('SSESpecification');
  const encrypted = encryption && input(encryption, jsonWords).flag('Enabled');
  const attributes = from.records('AttributeDefinitions').map((one) => ({
    AttributeName: input(one, jsonWords).text('AttributeName'),
    AttributeType: choice(input(one, jsonWords), jsonWords, 'AttributeType', ['S', 'N', 'B'] as const),
  }));
  const indexes = indexChanges(from);
  for (const { created } of indexes) {
    const keys = created ? input(created, jsonWords).records('KeySchema') : [];
    if (keys.some((key) => !attributes.some(({ AttributeName }) => AttributeName === key.AttributeName)))
      throw invalid('One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions.');
  }
  return {
    attributes: attributes.length ? attributes : null,
    indexes: indexes.length ? indexes : null,
    stream: stream ? { view: on ? choice(input(stream, jsonWords), jsonWords, 'StreamViewType', VIEWS) : null } : null,
    encryption: encryption ? { key: encrypted ? (input(encryption, jsonWords).optional('KMSMasterKeyId') ?? managedKey(context, 'dynamodb')) : null } : null,
    tableClass: from.optional('TableClass'),
  };
}

const active = (index: Params): Params => ({ ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }, ...index, IndexStatus: 'ACTIVE', ItemCount: 0 });

/** Puts them on a table. */
export function putTraits(context: CloudContext, table: DynamoTable, traits: Traits): void {
  if (traits.attributes) table.attributes = traits.attributes;
  for (const change of traits.indexes ?? []) {
    const others = (table.indexes ?? []).filter((index) => index.IndexName !== change.name);
    const own = (table.indexes ?? []).find((index) => index.IndexName === change.name);
    const now = change.created ? active(change.created) : own && !change.deleted ? { ...own, ProvisionedThroughput: change.capacity ?? null } : null;
    table.indexes = now ? [...others, now] : others;
  }
  if (traits.stream) {
    delete table.stream;
    if (traits.stream.view !== null) table.stream = { view: traits.stream.view, label: iso(context.time.now, true).replace('Z', '') };
  }
  if (traits.encryption) {
    delete table.kmsKeyArn;
    if (traits.encryption.key !== null) table.kmsKeyArn = traits.encryption.key;
  }
  if (traits.tableClass !== null) table.tableClass = traits.tableClass;
}

/** Their members of a description. */
export function traitsView(context: CloudContext, of: Readonly<DynamoTable>): Params {
  return {
    GlobalSecondaryIndexes: of.indexes?.length ? of.indexes.map((index) => ({ ...index, IndexArn: `${arnOf(context, of.name)}/index/${String(index.IndexName)}` }) as Json) : null,
    StreamSpecification: of.stream ? { StreamEnabled: true, StreamViewType: of.stream.view } : null,
    LatestStreamLabel: of.stream?.label ?? null,
    LatestStreamArn: of.stream ? `${arnOf(context, of.name)}/stream/${of.stream.label}` : null,
    SSEDescription: of.kmsKeyArn ? { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: of.kmsKeyArn } : null,
    TableClassSummary: of.tableClass ? { TableClass: of.tableClass } : null,
  };
}
