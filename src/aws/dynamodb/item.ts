// Items: put, read, changed and deleted one by one, found by key (Query) or by going through a table (Scan).
import { canonical, type Json } from '../../engine/json.ts';
import { given, input, isRecord } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { jsonWords } from '../wording.ts';
import { holdsFor } from './condition.ts';
import { at, type Item, type Path, type Placeholders, reader, withValue } from './path.ts';
import { type DynamoTable, invalid, nameIn, onTable, rowOf, tableOf } from './table.ts';
import { updated } from './update.ts';

/** The part of an item that is its key, as a text. Throws when members are missing or of the wrong type. */
function keyText(of: Readonly<DynamoTable>, item: Params, exact: boolean): string {
  const names = of.keySchema.map((key) => key.AttributeName);
  if (exact && Object.keys(item).length !== names.length) throw invalid('The provided key element does not match the schema');
  return canonical(
    names.map((name) => {
      const type = of.attributes.find((attribute) => attribute.AttributeName === name)?.AttributeType ?? 'S';
      const value = item[name];
      if (!isRecord(value) || value[type] === undefined) {
        throw invalid(exact ? 'The provided key element does not match the schema' : `One or more parameter values were invalid: Missing the key ${name} in the item`);
      }
      return value;
    }),
  );
}

function itemIn(params: Params, member: string): Item {
  const item = input(params, jsonWords).record(member);
  if (!item) throw jsonWords('missing', member);
  for (const value of Object.values(item))
    if (!isRecord(value) || Object.keys(value).length !== 1) throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  return item as Item;
}

function placeholders(params: Params, kind: string): Placeholders {
  const from = input(params, jsonWords);
  return { kind, names: from.record('ExpressionAttributeNames') ?? {}, values: from.record('ExpressionAttributeValues') ?? {} };
}

function check(params: Params, present: Item | undefined): void {
  const expression = input(params, jsonWords).optional('ConditionExpression');
  if (expression === null) return;
  if (!holdsFor(expression, present, placeholders(params, 'ConditionExpression'))) throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400);
}

/** The item, or of it what ProjectionExpression names. */
function projected(params: Params, item: Item): Params {
  const expression = input(params, jsonWords).optional('ProjectionExpression');
  if (expression === null) return { ...item };
  const words = reader(expression, placeholders(params, 'ProjectionExpression'));
  const paths: Path[] = [words.path()];
  while (words.next() === ',') {
    words.take();
    paths.push(words.path());
  }
  if (!words.ended()) throw words.bad();
  return only(item, paths);
}

/** What of an item lies at some paths: inner paths keep the maps around them. */
function only(item: Item, paths: readonly Path[]): Item {
  let made: Item = {};
  for (const path of paths) {
    const value = at(item, path);
    if (value === undefined) continue;
    if (path.length > 1 && made[path[0] as string] === undefined) made = { ...made, [path[0] as string]: typeof path[1] === 'number' ? { L: [] } : { M: {} } };
    made = withValue(made, path, value);
  }
  return made;
}

const putItem: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onTable('PutItem'),
  run(context, params) {
    const name = nameIn(params);
    const item = itemIn(params, 'Item');
    const found = tableOf(context, name);
    const key = keyText(found, item, false);
    check(params, found.items[key]);
    const old = found.items[key];
    rowOf(context, name).items[key] = item;
    return params.ReturnValues === 'ALL_OLD' && old ? { Attributes: { ...old } } : {};
  },
};

const deleteItem: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onTable('DeleteItem'),
  run(context, params) {
    const name = nameIn(params);
    const wanted = itemIn(params, 'Key');
    const found = tableOf(context, name);
    const key = keyText(found, wanted, true);
    check(params, found.items[key]);
    const old = found.items[key];
    delete rowOf(context, name).items[key];
    return params.ReturnValues === 'ALL_OLD' && old ? { Attributes: { ...old } } : {};
  },
};

const getItem: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onTable('GetItem'),
  run(context, params) {
    const found = tableOf(context, nameIn(params));
    const item = found.items[keyText(found, itemIn(params, 'Key'), true)];
    return item ? { Item: projected(params, item) } : {};
  },
};

const updateItem: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onTable('UpdateItem'),
  run(context, params) {
    const name = nameIn(params);
    const wanted = itemIn(params, 'Key');
    const found = tableOf(context, name);
    const key = keyText(found, wanted, true);
    const old = found.items[key];
    check(params, old);
    const expression = input(params, jsonWords).optional('UpdateExpression');
    const result = expression === null ? { item: old ?? wanted, touched: [] } : updated(expression, old ?? wanted, placeholders(params, 'UpdateExpression'));
    for (const [first] of result.touched)
      if (found.keySchema.some((part) => part.AttributeName === first))
        throw invalid(`One or more parameter values were invalid: Cannot update attribute ${first}. This attribute is part of the key`);
    rowOf(context, name).items[key] = result.item;
    const attributes = {
      ALL_OLD: old,
      ALL_NEW: result.item,
      UPDATED_OLD: old && only(old, result.touched),
      UPDATED_NEW: only(result.item, result.touched),
    }[String(params.ReturnValues)];
    return attributes && Object.keys(attributes).length > 0 ? { Attributes: { ...attributes } } : {};
  },
};

/** One page of items in order, from after ExclusiveStartKey, as many as Limit says; the filter is asked afterwards. */
function paged(params: Params, of: Readonly<DynamoTable>, items: readonly Item[]): Params {
  const from = input(params, jsonWords);
  const start = from.record('ExclusiveStartKey');
  const limit = from.number('Limit');
  if (limit !== null && limit < 1)
    throw invalid(`1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`);
  const startKey = start ? keyText(of, start, true) : null;
  const first = startKey === null ? 0 : items.findIndex((item) => keyText(of, item, false) === startKey) + 1;
  const looked = items.slice(first, limit === null ? undefined : first + limit);
  const filter = from.optional('FilterExpression');
  const kept = filter === null ? looked : looked.filter((item) => holdsFor(filter, item, placeholders(params, 'FilterExpression')));
  // A wrong expression is refused though no item was looked at.
  if (filter !== null && looked.length === 0) holdsFor(filter, undefined, placeholders(params, 'FilterExpression'));
  const last = looked[looked.length - 1];
  const more = last !== undefined && first + looked.length < items.length;
  return given({
    Items: params.Select === 'COUNT' ? undefined : kept.map((item) => projected(params, item)),
    Count: kept.length,
    ScannedCount: looked.length,
    LastEvaluatedKey: more ? Object.fromEntries(of.keySchema.map(({ AttributeName }) => [AttributeName, last[AttributeName] as Json])) : undefined,
  });
}

const noIndex = (params: Params): void => {
  const index = input(params, jsonWords).optional('IndexName');
  if (index !== null) throw invalid(`The table does not have the specified index: ${index}`);
};

const scan: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onTable('Scan'),
  run(context, params) {
    const found = tableOf(context, nameIn(params));
    noIndex(params);
    return paged(params, found, Object.values(found.items));
  },
};

/** Orders items by the table's range key. */
function byRange(of: Readonly<DynamoTable>, a: Item, b: Item): number {
  const range = of.keySchema[1]?.AttributeName;
  if (!range) return 0;
  const [x, y] = [a[range], b[range]].map((value) => (isRecord(value) ? Object.entries(value)[0] : undefined));
  const [p, q] = [String(x?.[1] ?? ''), String(y?.[1] ?? '')];
  return x?.[0] === 'N' ? Number(p) - Number(q) : p < q ? -1 : p > q ? 1 : 0;
}

const query: Operation = {
  kind: 'read',
  dataEvent: true,
  authorise: onTable('Query'),
  run(context, params) {
    const from = input(params, jsonWords);
    const found = tableOf(context, nameIn(params));
    noIndex(params);
    const expression = from.optional('KeyConditionExpression');
    if (expression === null) throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
    const [hash, range] = found.keySchema.map((part) => part.AttributeName);
    const told = placeholders(params, 'KeyConditionExpression');
    const asked: [name: string, sign: string][] = [];
    holdsFor(expression, undefined, told, (path, sign) => void asked.push([String(path[0]), sign]));
    if (!asked.some(([name]) => name === hash)) throw invalid(`Query condition missed key schema element: ${hash}`);
    if (asked.some(([name]) => name !== hash && name !== range)) throw invalid(`Query condition missed key schema element: ${range ?? hash}`);
    if (asked.some(([name, sign]) => name === hash && sign !== '=') || /\b(OR|NOT|IN)\b|<>/i.test(expression)) throw invalid('Query key condition not supported');
    const items = Object.values(found.items)
      .filter((item) => holdsFor(expression, item, told))
      .sort((a, b) => byRange(found, a, b));
    return paged(params, found, from.flag('ScanIndexForward') === false ? items.reverse() : items);
  },
};

export const ITEMS: { readonly [name: string]: Operation } = { DeleteItem: deleteItem, GetItem: getItem, PutItem: putItem, Query: query, Scan: scan, UpdateItem: updateItem };
