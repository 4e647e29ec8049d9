// Items of a table: found by key or by a scan, changed by expressions, a page at a time.
import { expect, test } from 'vitest';
import { bench, MIN } from './account.ts';

const table = () => {
  const b = bench();
  b.ok('dynamodb', 'CreateTable', {
    TableName: 'events',
    KeySchema: [
      { AttributeName: 'course', KeyType: 'HASH' },
      { AttributeName: 'day', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'course', AttributeType: 'S' },
      { AttributeName: 'day', AttributeType: 'N' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  b.pass(MIN);
  for (const day of [10, 9, 2, 30]) b.ok('dynamodb', 'PutItem', { TableName: 'events', Item: { course: { S: 'ml' }, day: { N: String(day) }, tags: { L: [{ S: 'a' }] } } });
  b.ok('dynamodb', 'PutItem', { TableName: 'events', Item: { course: { S: 'de' }, day: { N: '1' } } });
  return b;
};
const key = { course: { S: 'ml' }, day: { N: '9' } };
const days = (reply: { Items: { day: { N: string } }[] }) => reply.Items.map((item) => Number(item.day.N));

test('a query finds by the hash key, in order of the range key, page by page', () => {
  const b = table();
  const query = (more: object) =>
    b.ok('dynamodb', 'Query', { TableName: 'events', KeyConditionExpression: 'course = :c', ExpressionAttributeValues: { ':c': { S: 'ml' } }, ...more });
  expect(days(query({}))).toEqual([2, 9, 10, 30]);
  expect(days(query({ ScanIndexForward: false, Limit: 3 }))).toEqual([30, 10, 9]);
  const first = query({ Limit: 3 });
  expect(first.LastEvaluatedKey).toEqual({ course: { S: 'ml' }, day: { N: '10' } });
  expect(days(query({ ExclusiveStartKey: first.LastEvaluatedKey }))).toEqual([30]);
  const between = { KeyConditionExpression: 'course = :c AND #d BETWEEN :a AND :b', ExpressionAttributeNames: { '#d': 'day' } };
  expect(days(query({ ...between, ExpressionAttributeValues: { ':c': { S: 'ml' }, ':a': { N: '3' }, ':b': { N: '10' } } }))).toEqual([9, 10]);
  expect(query({ Select: 'COUNT' })).toEqual({ Count: 4, ScannedCount: 4 });
  const no = (more: object) => b.no('dynamodb', 'Query', { TableName: 'events', ExpressionAttributeValues: { ':c': { S: 'ml' } }, ...more });
  expect(no({ KeyConditionExpression: 'day = :c' })).toBe('ValidationException: Query condition missed key schema element: course');
  expect(no({ KeyConditionExpression: 'course > :c' })).toBe('ValidationException: Query key condition not supported');
  expect(no({ KeyConditionExpression: 'course = :nope' })).toContain('attribute value: :nope');
  expect(no({ KeyConditionExpression: 'course = = :c' })).toMatch(/^ValidationException: Invalid KeyConditionExpression: Syntax error; token: "="/);
  expect(no({ KeyConditionExpression: 'course = :c', IndexName: 'by-day' })).toBe('ValidationException: The table does not have the specified index: by-day');
});

test('a scan looks at as many as its limit says, then filters', () => {
  const b = table();
  const filter = { FilterExpression: 'contains(tags, :a) AND attribute_type(tags, :l) AND size(tags) = :one AND course IN (:m, :x)' };
  const values = { ':a': { S: 'a' }, ':l': { S: 'L' }, ':one': { N: '1' }, ':m': { S: 'ml' }, ':x': { S: 'x' } };
  expect(b.ok('dynamodb', 'Scan', { TableName: 'events', ...filter, ExpressionAttributeValues: values })).toMatchObject({ Count: 4, ScannedCount: 5 });
  expect(b.ok('dynamodb', 'Scan', { TableName: 'events', Limit: 2, ProjectionExpression: 'course' })).toMatchObject({
    Items: [{ course: { S: 'ml' } }, { course: { S: 'ml' } }],
    ScannedCount: 2,
  });
});

test('an update sets, counts, removes, and leaves the key alone', () => {
  const b = table();
  const update = (UpdateExpression: string, values: object, more: object = {}) => ({
    TableName: 'events',
    Key: key,
    UpdateExpression,
    ...(Object.keys(values).length ? { ExpressionAttributeValues: values as never } : {}),
    ReturnValues: 'UPDATED_NEW',
    ...more,
  });
  const ok = (...given: Parameters<typeof update>) => b.ok('dynamodb', 'UpdateItem', update(...given)).Attributes;
  const no = (...given: Parameters<typeof update>) => b.no('dynamodb', 'UpdateItem', update(...given));
  expect(ok('SET seen = if_not_exists(seen, :z) + :n, tags = list_append(tags, :l)', { ':z': { N: '0' }, ':n': { N: '2' }, ':l': { L: [{ S: 'b' }] } })).toEqual({
    seen: { N: '2' },
    tags: { L: [{ S: 'a' }, { S: 'b' }] },
  });
  expect(ok('ADD seen :n, who :w SET tags[0] = :s', { ':n': { N: '3' }, ':w': { SS: ['ann'] }, ':s': { S: 'z' } })).toMatchObject({ seen: { N: '5' }, who: { SS: ['ann'] } });
  expect(ok('DELETE who :w REMOVE tags[0]', { ':w': { SS: ['ann'] } })).toEqual({ tags: { L: [{ S: 'b' }] } });
  expect(b.ok('dynamodb', 'GetItem', { TableName: 'events', Key: key }).Item).toEqual({ ...key, seen: { N: '5' }, tags: { L: [{ S: 'b' }] } });
  expect(no('SET course = :c', { ':c': { S: 'x' } })).toContain('Cannot update attribute course. This attribute is part of the key');
  expect(no('SET seen = nope + :n', { ':n': { N: '1' } })).toContain('refers to an attribute that does not exist in the item');
  expect(no('PUT seen = :n', { ':n': { N: '1' } })).toContain('Syntax error; token: "PUT"');
  expect(no('SET seen = :n', { ':n': { N: '1' } }, { ConditionExpression: 'attribute_not_exists(seen)' })).toBe('ConditionalCheckFailedException: The conditional request failed');
  expect(b.ok('dynamodb', 'UpdateItem', { TableName: 'events', Key: { course: { S: 'new' }, day: { N: '1' } }, ReturnValues: 'ALL_NEW' }).Attributes).toEqual({
    course: { S: 'new' },
    day: { N: '1' },
  });
});
