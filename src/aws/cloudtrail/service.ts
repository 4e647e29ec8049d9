// AWS CloudTrail: the event history, and trails that keep it.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import { deleteTrail, deliveryJobs, startLogging, stopLogging } from './delivery.ts';
import { lookupEvents } from './history.ts';
import { getEventSelectors, getInsightSelectors, putEventSelectors } from './selector.ts';
import * as trail from './trail.ts';

export const cloudtrail: Service = {
  name: 'cloudtrail',
  eventSource: 'cloudtrail.amazonaws.com',
  iamPrefix: 'cloudtrail',
  dialect: 'json',
  operations: {
    ...unused('cloudtrail'),
    AddTags: trail.addTags,
    CreateTrail: trail.createTrail,
    DeleteTrail: deleteTrail,
    DescribeTrails: trail.describeTrails,
    GetEventSelectors: getEventSelectors,
    GetInsightSelectors: getInsightSelectors,
    GetTrail: trail.getTrail,
    GetTrailStatus: trail.getTrailStatus,
    ListTags: trail.listTags,
    ListTrails: trail.listTrails,
    LookupEvents: lookupEvents,
    PutEventSelectors: putEventSelectors,
    RemoveTags: trail.removeTags,
    StartLogging: startLogging,
    StopLogging: stopLogging,
    UpdateTrail: trail.updateTrail,
  },
  jobs: deliveryJobs,
};
