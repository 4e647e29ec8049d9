// Logs Insights: the language over lines, and a query that takes its time.
import { expect, test } from 'vitest';
import { runQuery } from '../../src/aws/logs/query.ts';
import { bench, MIN } from './account.ts';

const at = (second: number) => `2026-02-26 22:00:${String(second).padStart(2, '0')}.000`;
const LINES = [
  { '@timestamp': at(1), '@message': '[INFO] GET / 200 12', '@logStream': 'a' },
  { '@timestamp': at(2), '@message': '[ERROR] GET /login 500 31', '@logStream': 'a' },
  { '@timestamp': at(30), '@message': '[ERROR] could not connect: a or b | c', '@logStream': 'b' },
  { '@timestamp': at(40), '@message': '{"level":"WARN","took":7,"user":{"id":1}}', '@logStream': 'b' },
];
const messages = (text: string) => runQuery(text, LINES).rows.map((row) => row['@message']);

test('lines are filtered, newest first unless they are sorted', () => {
  expect(messages('fields @timestamp, @message')).toHaveLength(4);
  expect(messages('filter @message like /ERROR/')).toEqual(['[ERROR] could not connect: a or b | c', '[ERROR] GET /login 500 31']);
  expect(messages('filter @message like /(?i)error/ | sort @timestamp asc | limit 1')).toEqual(['[ERROR] GET /login 500 31']);
  expect(messages('filter @message like "a or b | c"')).toEqual(['[ERROR] could not connect: a or b | c']);
  expect(messages('filter @message not like /ERROR/ and @logStream = "a"')).toEqual(['[INFO] GET / 200 12']);
  expect(messages('filter (@logStream = "b" or @message like "INFO") and not @message like "ERROR"')).toHaveLength(2);
  expect(messages('filter level in ["WARN"] and took > 5')).toHaveLength(1);
  expect(messages('filter ispresent(took)')).toHaveLength(1);
  expect(messages('dedup @logStream')).toHaveLength(2);
});

test('fields are taken out of a message, and put together', () => {
  const parsed = 'parse @message "[*] * * * *" as level, method, path, status, took | filter ispresent(status)';
  expect(runQuery(`${parsed} | stats avg(took) as mean, count(*) as n by level | sort level asc`, LINES).rows).toEqual([
    { level: 'ERROR', mean: '15.5', n: '2' },
    { level: 'INFO', mean: '12', n: '1' },
  ]);
  expect(runQuery('stats count(*) as n by bin(30s) as t | sort t asc', LINES).rows).toEqual([
    { t: at(0), n: '2' },
    { t: at(30), n: '2' },
  ]);
  expect(runQuery('parse @message /took":(?<ms>\\d+)/ | filter ispresent(ms) | fields ms', LINES).rows).toEqual([{ ms: '7' }]);
  expect(runQuery('filter @message like /nothing/ | stats count(*)', LINES)).toMatchObject({ rows: [{ 'count(*)': '0' }] });
});

test('what is no query is refused', () => {
  for (const text of ['select * from x', 'filter', 'stats nope(x)', 'limit 0', 'filter @message like /(/', 'fields a b']) expect(() => runQuery(text, LINES), text).toThrow();
});

test('a query runs for a moment, and then has what was there when it was asked', () => {
  const b = bench();
  b.ok('logs', 'CreateLogGroup', { logGroupName: 'app' });
  b.ok('logs', 'CreateLogStream', { logGroupName: 'app', logStreamName: 's' });
  const put = (message: string) => b.ok('logs', 'PutLogEvents', { logGroupName: 'app', logStreamName: 's', logEvents: [{ timestamp: b.time.now, message }] });
  put('one');
  b.pass(MIN);
  put('two');
  const seconds = (time: number) => Math.floor(time / 1000);
  const ask = { logGroupName: 'app', startTime: seconds(b.time.now) - 3600, endTime: seconds(b.time.now) + 60, queryString: 'fields @message' };
  const { queryId } = b.ok('logs', 'StartQuery', ask);
  expect(b.ok('logs', 'GetQueryResults', { queryId })).toMatchObject({ status: 'Running', results: [] });
  b.pass(1000);
  put('three');
  b.pass(2000);
  const { status, results, statistics } = b.ok('logs', 'GetQueryResults', { queryId });
  expect([status, results.map((row: { value: string }[]) => row[0]?.value), statistics.recordsMatched]).toEqual(['Complete', ['two', 'one'], 2]);
  expect(b.no('logs', 'StopQuery', { queryId })).toMatch(/already ended/);
  expect(b.no('logs', 'StartQuery', { ...ask, queryString: 'drop table' })).toMatch(/^MalformedQueryException: /);
  expect(b.ok('logs', 'DescribeQueries').queries).toHaveLength(1);
  expect(
    b.no('logs', 'PutLogEvents', {
      logGroupName: 'app',
      logStreamName: 's',
      logEvents: [
        { timestamp: 2, message: 'b' },
        { timestamp: 1, message: 'a' },
      ],
    }),
  ).toMatch(/chronological/);
});
