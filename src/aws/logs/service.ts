// CloudWatch Logs.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as group from './group.ts';

export const logs: Service = {
  name: 'logs',
  eventSource: 'logs.amazonaws.com',
  iamPrefix: 'logs',
  dialect: 'json',
  operations: {
    ...unused('logs'),
    AssociateKmsKey: group.associateKmsKey,
    CreateLogGroup: group.createLogGroup,
    CreateLogStream: group.createLogStream,
    DeleteLogGroup: group.deleteLogGroup,
    DeleteLogStream: group.deleteLogStream,
    DeleteRetentionPolicy: group.deleteRetentionPolicy,
    DescribeLogGroups: group.describeLogGroups,
    DescribeLogStreams: group.describeLogStreams,
    DisassociateKmsKey: group.disassociateKmsKey,
    FilterLogEvents: group.filterLogEvents,
    GetLogEvents: group.getLogEvents,
    ListTagsForResource: group.listTagsForResource,
    ListTagsLogGroup: group.listTagsForResource,
    PutLogEvents: group.putLogEvents,
    PutRetentionPolicy: group.putRetentionPolicy,
    TagLogGroup: group.tagResource,
    TagResource: group.tagResource,
    UntagLogGroup: group.untagGroup,
    UntagResource: group.untagResource,
  },
  jobs: {},
};
