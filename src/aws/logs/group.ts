// Log groups. The name is unique in a Region. What is written into them is in `stream.ts`.
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

export const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);
export const read = (params: Params) =>
  input(params, (problem, name) =>
    refusal(
      'InvalidParameterException',
      problem === 'missing' ? `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null` : `Invalid value for ${name}`,
    ),
  );

export function groupOf(context: CloudContext, name: string): Readonly<LogGroup> {
  const group = rowAt(context.account, context.region, LOG_GROUPS, name);
  if (!group) throw refusal('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

export const change = (context: CloudContext, name: string) => rows(context.account, context.region, LOG_GROUPS)[name] as LogGroup;

/** The right on the group, or the stream in it, that a request names. */
export const onGroup =
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

export const arnOf = (context: CloudContext, name: string) => arn('logs', context.region, context.account.id, `log-group:${name}`);

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
