// Logs Insights: a query over the events of log groups: fields, filter, parse by a glob, stats, sort, limit, dedup. It takes some seconds, and its results stay a while.
import { DAY, iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { uuidOf } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { arnOf, groupOf, LOG_GROUPS, read, refusal } from './group.ts';
import { runQuery } from './query.ts';
import { current } from './stream.ts';

interface Query {
  readonly id: string;
  readonly text: string;
  readonly groups: readonly string[];
  readonly at: number;
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  cancelled: boolean;
}

const QUERIES = table<Query>('logs.query');
const TAKES = 2 * SECOND;
const KEPT = 7 * DAY;

type Line = Readonly<Record<string, string>>;

function linesOf(context: CloudContext, query: Readonly<Query>): Line[] {
  return query.groups.flatMap((name) => {
    // A group that was deleted since has nothing any more.
    const group = rowAt(context.account, context.region, LOG_GROUPS, name);
    if (!group) return [];
    return Object.entries(group.streams).flatMap(([stream, { events }]) =>
      events
        .filter((event) => event.at >= query.from && event.at <= query.to && event.at <= query.at && current(context, group, event))
        .map((event, i) => ({
          '@timestamp': iso(event.at, true).replace('T', ' ').replace('Z', ''),
          '@message': event.message,
          '@logStream': stream,
          '@log': `${context.account.id}:${name}`,
          '@ptr': `${name}|${stream}|${i}`,
        })),
    );
  });
}

export const startQuery: Operation = {
  kind: 'write',
  authorise: (context, params) => {
    const named = [read(params).optional('logGroupName'), ...read(params).texts('logGroupNames')].filter((name): name is string => name !== null);
    return (named.length > 0 ? named : ['*']).map((name) => ({ action: 'logs:StartQuery', resource: name === '*' ? '*' : `${arnOf(context, name)}:*` }));
  },
  run(context, params) {
    const request = read(params);
    const single = request.optional('logGroupName');
    const groups = single === null ? request.texts('logGroupNames') : [single];
    if (groups.length === 0) throw refusal('InvalidParameterException', 'At least one log group must be provided.');
    for (const name of groups) groupOf(context, name);
    const [from, to] = [request.number('startTime'), request.number('endTime')];
    if (from === null || to === null || from > to) throw refusal('InvalidParameterException', 'The start time must be before the end time.');
    const text = request.text('queryString');
    runQuery(text, []);
    const queries = rows(context.account, context.region, QUERIES);
    for (const old of listed(context.account, context.region, QUERIES)) if (old.at < context.time.now - KEPT) delete queries[old.id];
    const id = uuidOf(context.time, 'logs.query');
    queries[id] = { id, text, groups, at: context.time.now, from: from * SECOND, to: to * SECOND, cancelled: false };
    return { queryId: id };
  },
};

const statusOf = (context: CloudContext, query: Readonly<Query>) => (query.cancelled ? 'Cancelled' : context.time.now < query.at + TAKES ? 'Running' : 'Complete');

function queryOf(context: CloudContext, id: string): Readonly<Query> {
  const found = rowAt(context.account, context.region, QUERIES, id);
  if (!found) throw refusal('ResourceNotFoundException', `Query with id ${id} does not exist.`);
  return found;
}

export const getQueryResults: Operation = {
  kind: 'read',
  run(context, params) {
    const query = queryOf(context, read(params).text('queryId'));
    const status = statusOf(context, query);
    if (status !== 'Complete') return { results: [], statistics: { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 }, status };
    const lines = linesOf(context, query);
    const { rows: found, matched } = runQuery(query.text, lines);
    return {
      results: found.map((row): Json => Object.entries(row).map(([field, value]) => ({ field, value }))),
      statistics: { recordsMatched: matched, recordsScanned: lines.length, bytesScanned: lines.reduce((sum, line) => sum + (line['@message']?.length ?? 0), 0) },
      status,
    };
  },
};

export const stopQuery: Operation = {
  kind: 'write',
  run(context, params) {
    const query = queryOf(context, read(params).text('queryId'));
    if (statusOf(context, query) !== 'Running') throw refusal('InvalidParameterException', 'Query has already ended.');
    (rows(context.account, context.region, QUERIES)[query.id] as Query).cancelled = true;
    return { success: true };
  },
};

export const describeQueries: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const [group, status] = [request.optional('logGroupName'), request.optional('status')];
    const all = listed(context.account, context.region, QUERIES).filter(
      (query) => (group === null || query.groups.includes(group)) && (status === null || statusOf(context, query) === status),
    );
    return {
      queries: [...all]
        .reverse()
        .map((query) => given({ queryId: query.id, queryString: query.text, status: statusOf(context, query), createTime: query.at, logGroupName: query.groups[0] ?? '' })),
    };
  },
};
