// Tables as they are kept, and how a request names one.
import { type CloudContext, rowAt, rows, table } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';
import type { Tags } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import type { Item } from './path.ts';

export interface DynamoTable {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
  attributes: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  billing: 'PROVISIONED' | 'PAY_PER_REQUEST';
  read: number;
  write: number;
  deletionProtection: boolean;
  recovery: boolean;
  ttl: { enabled: boolean; attribute: string | null };
  /** Global secondary indexes as they were asked for; absent while there are none. Nothing is looked up through them. */
  indexes?: readonly Params[];
  /** The stream of changes: which side of them it holds, and since when. */
  stream?: { readonly view: string; readonly label: string };
  /** The key that the table is encrypted under, where it is not DynamoDB's own. */
  kmsKeyArn?: string;
  tableClass?: string;
  tags: Tags;
  /** Key as canonical text -> item. */
  items: Record<string, Item>;
}

export const TABLES = table<DynamoTable>('dynamodb.table');

export const arnOf = (context: CloudContext, name: string) => `arn:aws:dynamodb:${context.region}:${context.account.id}:table/${name}`;
const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 400);
export const nameIn = (params: Params, member = 'TableName') => {
  const text = input(params, jsonWords).text(member);
  return text.startsWith('arn:') ? (text.split('/')[1] ?? text) : text;
};

export const onTable =
  (action: string, member = 'TableName') =>
  (context: CloudContext, params: Params) => [{ action: `dynamodb:${action}`, resource: arnOf(context, nameIn(params, member)) }];

export function tableOf(context: CloudContext, name: string, message = 'Requested resource not found'): Readonly<DynamoTable> {
  const found = rowAt(context.account, context.region, TABLES, name);
  if (!found) throw notFound(message);
  return found;
}

export const rowOf = (context: CloudContext, name: string): DynamoTable => rows(context.account, context.region, TABLES)[name] as DynamoTable;

export const invalid = (message: string) => new AwsError('ValidationException', message, 400, false);
