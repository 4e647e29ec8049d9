// The event history: management events of the last 90 days, kept by AWS whether or not there is a trail. The records are the door's own.
import { DAY, iso, MINUTE } from '../../engine/clock.ts';
import { entry } from '../../engine/log.ts';
import { type CloudContext, rowAt } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Principal } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords, moment } from '../wording.ts';
import { trailEvent } from './event.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from './record.ts';

const ATTRIBUTES = ['EventId', 'EventName', 'ReadOnly', 'Username', 'ResourceType', 'ResourceName', 'EventSource', 'AccessKeyId'];
/** An event can be looked up some minutes after it happened. */
const DELAY = 2 * MINUTE;

const nameOf = (principal: Readonly<Principal>) => (principal.type === 'root' ? 'root' : principal.name);

function value(record: Readonly<TrailRecord>, key: string): readonly string[] {
  switch (key) {
    case 'EventId':
      return [record.id];
    case 'EventName':
      return [record.name];
    case 'ReadOnly':
      return [String(record.readOnly)];
    case 'Username':
      return [nameOf(record.principal)];
    case 'ResourceType':
      return record.resources.map((resource) => resource.type);
    case 'ResourceName':
      return record.resources.map((resource) => resource.name);
    case 'EventSource':
      return [record.source];
    default:
      return record.principal.accessKeyId ? [record.principal.accessKeyId] : [];
  }
}

/** Management records of a region that can be looked up now, newest first. */
export function lookUp(context: Pick<CloudContext, 'account' | 'region' | 'time'>, from: number, to: number): readonly Readonly<TrailRecord>[] {
  const log = rowAt(context.account, context.region, TRAIL, TRAIL_KEY);
  const found: TrailRecord[] = [];
  for (let i = (log?.length ?? 0) - 1; log && i >= 0; i--) {
    const record = entry(log, i) as TrailRecord;
    if (record.at < from) break;
    if (!record.data && record.at <= to && record.at <= context.time.now - DELAY) found.push(record);
  }
  return found;
}

export const lookupEvents: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const attributes = from.records('LookupAttributes');
    if (attributes.length > 1) throw new AwsError('InvalidLookupAttributesException', 'You can only specify one lookup attribute.', 400);
    const wanted = attributes.map((attribute) => {
      const item = input(attribute, jsonWords);
      const key = item.text('AttributeKey');
      if (!ATTRIBUTES.includes(key)) throw new AwsError('InvalidLookupAttributesException', `${key} is not a valid lookup attribute.`, 400);
      return { key, value: item.text('AttributeValue') };
    })[0];
    const now = context.time.now;
    const start = Math.max(moment(params, jsonWords, 'StartTime') ?? now - 90 * DAY, now - 90 * DAY);
    const end = moment(params, jsonWords, 'EndTime') ?? now;
    if (start > end) throw new AwsError('InvalidTimeRangeException', 'Start time must be before end time.', 400);
    const size = from.number('MaxResults');
    if (size !== null && (size < 1 || size > 50)) throw new AwsError('InvalidMaxResultsException', 'Max results must be between 1 and 50.', 400);
    const found = lookUp(context, start, end).filter((record) => !wanted || value(record, wanted.key).includes(wanted.value));
    const cut = page(found, params.NextToken, size, 50, 'InvalidNextTokenException');
    return {
      Events: cut.items.map((record) => ({
        EventId: record.id,
        EventName: record.name,
        ReadOnly: String(record.readOnly),
        ...(record.principal.accessKeyId ? { AccessKeyId: record.principal.accessKeyId } : {}),
        EventTime: iso(record.at),
        EventSource: record.source,
        Username: nameOf(record.principal),
        Resources: record.resources.map((resource) => ({ ResourceType: resource.type, ResourceName: resource.name })),
        CloudTrailEvent: JSON.stringify(trailEvent(record, context.account)),
      })),
      ...(cut.next ? { NextToken: cut.next } : {}),
    };
  },
};
