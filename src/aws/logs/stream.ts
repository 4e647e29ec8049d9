// Streams of a log group, and the events in them: written, listed, searched.
import { DAY } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { type CloudContext, rows } from '../cloud.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';
import { arnOf, change, groupOf, LOG_GROUPS, type LogEvent, type LogGroup, onGroup, read, refusal } from './group.ts';

export const createLogStream: Operation = {
  kind: 'write',
  authorise: onGroup('CreateLogStream'),
  run(context, params) {
    const request = read(params);
    const { name, streams } = groupOf(context, request.text('logGroupName'));
    const stream = request.text('logStreamName');
    if (streams[stream]) throw refusal('ResourceAlreadyExistsException', 'The specified log stream already exists');
    change(context, name).streams[stream] = { createdAt: context.time.now, events: [] };
    return {};
  },
};

const KEPT = 300;

/** Writes lines into a stream, making it when it is new. For services that log; does nothing when the group does not exist. */
export function writeLog(context: CloudContext, groupName: string, stream: string, messages: readonly string[], times: readonly number[] = []): void {
  const group = rows(context.account, context.region, LOG_GROUPS)[groupName];
  if (!group) return;
  group.streams[stream] ??= { createdAt: context.time.now, events: [] };
  const found = group.streams[stream] as LogGroup['streams'][string];
  messages.forEach((message, i) => {
    found.events.push({ at: Math.min(times[i] ?? context.time.now, context.time.now), message });
    group.bytes += message.length + 26;
  });
  if (found.events.length > KEPT) found.events.splice(0, found.events.length - KEPT);
}

export const putLogEvents: Operation = {
  kind: 'write',
  dataEvent: true,
  authorise: onGroup('PutLogEvents'),
  run(context, params) {
    const request = read(params);
    const { name, streams } = groupOf(context, request.text('logGroupName'));
    const stream = request.text('logStreamName');
    if (!streams[stream]) throw refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
    const events = request.records('logEvents').map((event) => ({ message: read(event).text('message'), at: read(event).number('timestamp') ?? context.time.now }));
    if (events.some(({ at }, i) => i > 0 && at < (events[i - 1]?.at ?? 0)))
      throw refusal('InvalidParameterException', 'Log events in a single PutLogEvents request must be in chronological order.');
    writeLog(
      context,
      name,
      stream,
      events.map(({ message }) => message),
      events.map(({ at }) => at),
    );
    return { nextSequenceToken: String(context.time.now) };
  },
};

export const current = (context: CloudContext, group: Readonly<LogGroup>, event: Readonly<LogEvent>) =>
  group.retentionDays === null || event.at > context.time.now - group.retentionDays * DAY;

export const describeLogStreams: Operation = {
  kind: 'read',
  authorise: onGroup('DescribeLogStreams'),
  run(context, params) {
    const request = read(params);
    const group = groupOf(context, request.text('logGroupName'));
    const prefix = request.optional('logStreamNamePrefix') ?? '';
    const byTime = request.optional('orderBy') === 'LastEventTime';
    const down = request.flag('descending') ?? false;
    const list = Object.entries(group.streams).filter(([name]) => name.startsWith(prefix));
    const last = (stream: LogGroup['streams'][string]) => stream.events[stream.events.length - 1]?.at ?? stream.createdAt;
    list.sort(([one, a], [other, b]) => (byTime ? last(a) - last(b) : one < other ? -1 : 1) * (down ? -1 : 1));
    const cut = page(list, params.nextToken, params.limit, 50, 'InvalidParameterException');
    return given({
      logStreams: cut.items.map(([name, stream]): Json => {
        const events = stream.events;
        return given({
          logStreamName: name,
          creationTime: stream.createdAt,
          firstEventTimestamp: events[0]?.at,
          lastEventTimestamp: events[events.length - 1]?.at,
          lastIngestionTime: events[events.length - 1]?.at,
          arn: `${arnOf(context, group.name)}:log-stream:${name}`,
          storedBytes: 0,
        });
      }),
      nextToken: cut.next,
    });
  },
};

export const getLogEvents: Operation = {
  kind: 'read',
  authorise: onGroup('GetLogEvents'),
  run(context, params) {
    const request = read(params);
    const group = groupOf(context, request.text('logGroupName'));
    const stream = group.streams[request.text('logStreamName')];
    if (!stream) throw refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
    const from = request.number('startTime') ?? 0;
    const to = request.number('endTime') ?? Number.MAX_SAFE_INTEGER;
    const limit = request.number('limit') ?? 10000;
    const events = stream.events.filter((event) => event.at >= from && event.at < to && current(context, group, event));
    const chosen = request.flag('startFromHead') ? events.slice(0, limit) : events.slice(-limit);
    return {
      events: chosen.map((event) => ({ timestamp: event.at, message: event.message, ingestionTime: event.at })),
      nextForwardToken: `f/${stream.events.length}`,
      nextBackwardToken: 'b/0',
    };
  },
};

/** Filter patterns: bare words and quoted terms must all occur, `-word` must not, `?a ?b` any of them. Others are refused as the service refuses bad ones. */
function filter(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (/^[{[%]/.test(text)) throw refusal('InvalidParameterException', 'Invalid filter pattern');
  const terms = [...text.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map((match) => ({ sign: match[1] ?? '', word: match[2] ?? match[3] ?? '' }));
  const any = terms.filter((term) => term.sign === '?');
  return (message) =>
    terms.every((term) => (term.sign === '?' ? true : message.includes(term.word) !== (term.sign === '-'))) &&
    (any.length === 0 || any.some((term) => message.includes(term.word)));
}

export const filterLogEvents: Operation = {
  kind: 'read',
  authorise: onGroup('FilterLogEvents'),
  run(context, params) {
    const request = read(params);
    const group = groupOf(context, request.text('logGroupName'));
    const names = request.texts('logStreamNames');
    const prefix = request.optional('logStreamNamePrefix') ?? '';
    const from = request.number('startTime') ?? 0;
    const to = request.number('endTime') ?? Number.MAX_SAFE_INTEGER;
    const matches = filter(request.optional('filterPattern') ?? '');
    const events = Object.entries(group.streams)
      .filter(([name]) => (names.length === 0 || names.includes(name)) && name.startsWith(prefix))
      .flatMap(([logStreamName, stream]) =>
        stream.events
          .map((event, i) => ({ logStreamName, timestamp: event.at, message: event.message, ingestionTime: event.at, eventId: `${event.at}${String(i).padStart(6, '0')}` }))
          .filter((_, i) => current(context, group, stream.events[i] as LogEvent)),
      )
      .filter((event) => event.timestamp >= from && event.timestamp <= to && matches(event.message))
      .sort((one, other) => one.timestamp - other.timestamp);
    const cut = page(events, params.nextToken, params.limit, 10000, 'InvalidParameterException');
    return given({ events: cut.items.map((event) => ({ ...event })), searchedLogStreams: [], nextToken: cut.next });
  },
};

export const deleteLogStream: Operation = {
  kind: 'write',
  authorise: onGroup('DeleteLogStream'),
  run(context, params) {
    const request = read(params);
    const { name, streams } = groupOf(context, request.text('logGroupName'));
    const stream = request.text('logStreamName');
    if (!streams[stream]) throw refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
    delete change(context, name).streams[stream];
    return {};
  },
};
