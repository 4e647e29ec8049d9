// What a trail logs: event selectors, and whether they want a record.
import type { Json } from '../../engine/json.ts';
import { input, isRecord } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { jsonWords } from '../wording.ts';
import type { TrailRecord } from './record.ts';
import { onTrail, type Trail, trailOf, trailRow } from './trail.ts';

const DEFAULT_SELECTOR: Params = { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] };

/** What a trail logs; without any choice all management events. */
export const selectorsOf = (trail: Readonly<Trail>): readonly Params[] => (trail.selectors.length > 0 ? trail.selectors : [DEFAULT_SELECTOR]);

export const getEventSelectors: Operation = {
  kind: 'read',
  authorise: onTrail('GetEventSelectors', 'TrailName'),
  run(context, params) {
    const trail = trailOf(context, input(params, jsonWords).text('TrailName'));
    return { TrailARN: trail.arn, EventSelectors: selectorsOf(trail).map((one) => ({ ...one })) };
  },
};

/** Types of data events that a plain selector can name. */
export const DATA_TYPES = ['AWS::S3::Object', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'];

export const putEventSelectors: Operation = {
  kind: 'write',
  authorise: onTrail('PutEventSelectors', 'TrailName'),
  run(context, params) {
    const from = input(params, jsonWords);
    const wrong = (words: string) => new AwsError('InvalidEventSelectorsException', words, 400);
    if (from.records('AdvancedEventSelectors').length > 0) throw wrong('This simulated account keeps plain event selectors only.');
    const selectors = from.records('EventSelectors').map((one): Params => {
      const item = input(one, jsonWords);
      const type = item.optional('ReadWriteType') ?? 'All';
      if (!['All', 'ReadOnly', 'WriteOnly'].includes(type)) throw wrong(`Invalid ReadWriteType: ${type}`);
      const resources = item.records('DataResources').map((resource) => ({ Type: input(resource, jsonWords).text('Type'), Values: input(resource, jsonWords).texts('Values') }));
      for (const { Type, Values } of resources) {
        if (!DATA_TYPES.includes(Type)) throw wrong(`The Data Resource type ${Type} is not valid.`);
        for (const value of Values) if (!value.startsWith('arn:aws:')) throw wrong(`Value ${value} for DataResources.Values is invalid.`);
      }
      return {
        ReadWriteType: type,
        IncludeManagementEvents: item.flag('IncludeManagementEvents') ?? true,
        DataResources: resources as unknown as Json,
        ExcludeManagementEventSources: item.texts('ExcludeManagementEventSources'),
      };
    });
    if (selectors.length === 0 || selectors.length > 5) throw wrong('You must specify at least one and at most five event selectors.');
    const trail = trailRow(context, from.text('TrailName'));
    trail.selectors = selectors;
    return { TrailARN: trail.arn, EventSelectors: selectors };
  },
};

export const getInsightSelectors: Operation = {
  kind: 'read',
  authorise: onTrail('GetInsightSelectors', 'TrailName'),
  run(context, params) {
    const trail = trailOf(context, input(params, jsonWords).text('TrailName'));
    throw new AwsError(
      'InsightNotEnabledException',
      `Trail ${trail.arn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`,
      400,
    );
  },
};

/** ARN of what a data event was done to, as selectors name it. */
function dataResource(record: Readonly<TrailRecord>): { readonly type: string; readonly arn: string } | null {
  const request = isRecord(record.request) ? record.request : {};
  const { account } = record.principal;
  switch (record.source) {
    case 's3.amazonaws.com':
      return { type: 'AWS::S3::Object', arn: `arn:aws:s3:::${String(request.bucket ?? '')}/${String(request.key ?? '')}` };
    case 'lambda.amazonaws.com':
      return {
        type: 'AWS::Lambda::Function',
        arn: String(request.functionName ?? '').startsWith('arn:')
          ? String(request.functionName)
          : `arn:aws:lambda:${record.region}:${account}:function:${String(request.functionName ?? '')}`,
      };
    case 'dynamodb.amazonaws.com':
      return { type: 'AWS::DynamoDB::Table', arn: `arn:aws:dynamodb:${record.region}:${account}:table/${String(request.tableName ?? '')}` };
    default:
      return null;
  }
}

const GLOBAL_SOURCES = ['iam.amazonaws.com', 'sts.amazonaws.com', 'cloudfront.amazonaws.com'];

/** Whether the trail's selectors want a record. */
export function wants(trail: Readonly<Trail>, record: Readonly<TrailRecord>): boolean {
  if (!trail.globalEvents && GLOBAL_SOURCES.includes(record.source)) return false;
  return selectorsOf(trail).some((selector) => {
    const from = input(selector, jsonWords);
    const type = from.optional('ReadWriteType');
    if (type !== 'All' && record.readOnly !== (type === 'ReadOnly')) return false;
    if (!record.data) return from.flag('IncludeManagementEvents') !== false && !from.texts('ExcludeManagementEventSources').includes(record.source);
    const resource = dataResource(record);
    return from.records('DataResources').some((one) => one.Type === resource?.type && (one.Values as readonly string[]).some((value) => resource?.arn.startsWith(value)));
  });
}
