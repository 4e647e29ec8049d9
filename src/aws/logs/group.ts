// Log groups with their streams and events. The name is unique in a Region.
import { DAY } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { arn } from '../ids.ts';
import { given, input } from '../input.ts';
import { type Ask, AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, type Tags } from '../tags.ts';

export interface LogEvent {
  readonly at: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly logClass: string;
  retentionDays: number | null;
  kmsKeyId: string | null;
  /** Stream name -> events, oldest first; the newest few hundred of a stream are kept. */
  streams: Record<string, { readonly createdAt: number; events: LogEvent[] }>;
  bytes: number;
  tags: Tags;
}

/** Keyed by name. */
export const LOG_GROUPS = table<LogGroup>('logs.group');

const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);
const read = (params: Params) =>
  input(params, (problem, name) =>
    refusal(
      'InvalidParameterException',
      problem === 'missing' ? `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null` : `Invalid value for ${name}`,
    ),
  );

function groupOf(context: CloudContext, name: string): Readonly<LogGroup> {
  const group = rowAt(context.account, context.region, LOG_GROUPS, name);
  if (!group) throw refusal('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

const change = (context: CloudContext, name: string) => rows(context.account, context.region, LOG_GROUPS)[name] as LogGroup;

/** The right on the group, or the stream in it, that a request names. */
const onGroup =
  (action: string) =>
  (context: CloudContext, params: Params): readonly Ask[] => {
    const [group, stream] = [params.logGroupName, params.logStreamName];
    const resource = typeof group === 'string' ? `${arnOf(context, group)}:${typeof stream === 'string' ? `log-stream:${stream}` : '*'}` : '*';
    return [{ action: `logs:${action}`, resource }];
  };

/** Days that PutRetentionPolicy accepts. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const createLogGroup: Operation = {
  kind: 'write',
  authorise: onGroup('CreateLogGroup'),
  run(context, params) {
    const request = read(params);
    const name = request.text('logGroupName');
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
      throw refusal(
        'InvalidParameterException',
        `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
      );
    }
    const tags = readTags(params.tags);
    if (rowAt(context.account, context.region, LOG_GROUPS, name)) throw refusal('ResourceAlreadyExistsException', 'The specified log group already exists');
    rows(context.account, context.region, LOG_GROUPS)[name] = {
      name,
      createdAt: context.time.now,
      logClass: request.optional('logGroupClass') ?? 'STANDARD',
      retentionDays: null,
      kmsKeyId: request.optional('kmsKeyId'),
      streams: {},
      bytes: 0,
      tags,
    };
    note(context.time, 'logs.group.created', { account: context.account.id, region: context.region, name });
    return {};
  },
};

const arnOf = (context: CloudContext, name: string) => arn('logs', context.region, context.account.id, `log-group:${name}`);

export const describeLogGroups: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const prefix = request.optional('logGroupNamePrefix') ?? '';
    const pattern = request.optional('logGroupNamePattern')?.toLowerCase() ?? '';
    const all = listed(context.account, context.region, LOG_GROUPS)
      .filter((group) => group.name.startsWith(prefix) && group.name.toLowerCase().includes(pattern))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const cut = page(all, params.nextToken, params.limit, 50, 'InvalidParameterException');
    return given({
      logGroups: cut.items.map((group) =>
        given({
          logGroupName: group.name,
          creationTime: group.createdAt,
          retentionInDays: group.retentionDays,
          metricFilterCount: 0,
          arn: `${arnOf(context, group.name)}:*`,
          storedBytes: group.bytes,
          kmsKeyId: group.kmsKeyId,
          logGroupClass: group.logClass,
          logGroupArn: arnOf(context, group.name),
        }),
      ),
      nextToken: cut.next,
    });
  },
};

export const deleteLogGroup: Operation = {
  kind: 'write',
  authorise: onGroup('DeleteLogGroup'),
  run(context, params) {
    const { name } = groupOf(context, read(params).text('logGroupName'));
    note(context.time, 'logs.group.deleted', { account: context.account.id, region: context.region, name });
    delete rows(context.account, context.region, LOG_GROUPS)[name];
    return {};
  },
};

export const putRetentionPolicy: Operation = {
  kind: 'write',
  authorise: onGroup('PutRetentionPolicy'),
  run(context, params) {
    const request = read(params);
    const { name } = groupOf(context, request.text('logGroupName'));
    const days = request.number('retentionInDays');
    if (days === null || !RETENTIONS.includes(days)) {
      throw refusal(
        'InvalidParameterException',
        `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTIONS.join(', ')}]`,
      );
    }
    change(context, name).retentionDays = days;
    return {};
  },
};

export const deleteRetentionPolicy: Operation = {
  kind: 'write',
  authorise: onGroup('DeleteRetentionPolicy'),
  run(context, params) {
    const { name } = groupOf(context, read(params).text('logGroupName'));
    change(context, name).retentionDays = null;
    return {};
  },
};

export const associateKmsKey: Operation = {
  kind: 'write',
  authorise: onGroup('AssociateKmsKey'),
  run(context, params) {
    const request = read(params);
    const { name } = groupOf(context, request.text('logGroupName'));
    change(context, name).kmsKeyId = request.text('kmsKeyId');
    return {};
  },
};

export const disassociateKmsKey: Operation = {
  kind: 'write',
  authorise: onGroup('DisassociateKmsKey'),
  run(context, params) {
    const { name } = groupOf(context, read(params).text('logGroupName'));
    change(context, name).kmsKeyId = null;
    return {};
  },
};

/** Accepts the ARN with or without `:*`, or for the older calls a name. */
const nameFrom = (params: Params): string => {
  const request = read(params);
  const arnText = request.optional('resourceArn');
  return arnText ? (arnText.split(':log-group:')[1]?.replace(/:\*$/, '') ?? '') : request.text('logGroupName');
};

export const listTagsForResource: Operation = { kind: 'read', run: (context, params) => ({ tags: { ...groupOf(context, nameFrom(params)).tags } }) };

const tagging = (keys: string) =>
  tagOperations({
    check: (context, params) => groupOf(context, nameFrom(params)),
    row: (context, params) => change(context, nameFrom(params)),
    tags: 'tags',
    keys,
  });
export const { set: tagResource, drop: untagResource } = tagging('tagKeys');
/** The older call names its keys `tags`. */
export const untagGroup = tagging('tags').drop;

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
export function writeLog(context: CloudContext, groupName: string, stream: string, messages: readonly string[]): void {
  const group = rows(context.account, context.region, LOG_GROUPS)[groupName];
  if (!group) return;
  group.streams[stream] ??= { createdAt: context.time.now, events: [] };
  const found = group.streams[stream] as LogGroup['streams'][string];
  for (const message of messages) {
    found.events.push({ at: context.time.now, message });
    group.bytes += message.length + 26;
  }
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
    const messages = request.records('logEvents').map((event) => read(event).text('message'));
    writeLog(context, name, stream, messages);
    return { nextSequenceToken: String(context.time.now) };
  },
};

const current = (context: CloudContext, group: Readonly<LogGroup>, event: Readonly<LogEvent>) =>
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
