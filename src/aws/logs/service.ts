// CloudWatch Logs.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as group from './group.ts';
import * as insights from './insights.ts';
import * as stream from './stream.ts';

export const logs: Service = {
  name: 'logs',
  eventSource: 'logs.amazonaws.com',
  iamPrefix: 'logs',
  dialect: 'json',
  operations: {
    ...unused('logs'),
    AssociateKmsKey: group.associateKmsKey,
    CreateLogGroup: group.createLogGroup,
    CreateLogStream: stream.createLogStream,
    DeleteLogGroup: group.deleteLogGroup,
    DeleteLogStream: stream.deleteLogStream,
    DeleteRetentionPolicy: group.deleteRetentionPolicy,
    DescribeLogGroups: group.describeLogGroups,
    DescribeLogStreams: stream.describeLogStreams,
    DisassociateKmsKey: group.disassociateKmsKey,
    FilterLogEvents: stream.filterLogEvents,
    DescribeQueries: insights.describeQueries,
    GetQueryResults: insights.getQueryResults,
    StartQuery: insights.startQuery,
    StopQuery: insights.stopQuery,
    GetLogEvents: stream.getLogEvents,
    ListTagsForResource: group.listTagsForResource,
    ListTagsLogGroup: group.listTagsForResource,
    PutLogEvents: stream.putLogEvents,
    PutRetentionPolicy: group.putRetentionPolicy,
    TagLogGroup: group.tagResource,
    TagResource: group.tagResource,
    UntagLogGroup: group.untagGroup,
    UntagResource: group.untagResource,
  },
  jobs: {},
};
