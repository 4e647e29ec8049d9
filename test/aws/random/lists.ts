// Where a thing must not be listed any more when the call that deletes it has succeeded.
import type { Params } from '../../../src/aws/operation.ts';

/** `service Operation` -> what lists such things, with which parameters, and how the name would stand there. */
export const LISTS: { readonly [call: string]: readonly [operation: string, params: (given: Params) => Params, name: (given: Params) => string] } = {
  'rds DeleteDBSnapshot': ['DescribeDBSnapshots', () => ({}), (given) => `"DBSnapshotIdentifier":"${String(given.DBSnapshotIdentifier)}"`],
  's3 DeleteBucket': ['ListBuckets', () => ({}), (given) => `"Name":"${String(given.Bucket)}"`],
  's3 DeleteObject': ['ListObjectsV2', (given) => ({ Bucket: given.Bucket }), (given) => `"Key":"${String(given.Key)}"`],
  'iam DeleteRole': ['ListRoles', () => ({}), (given) => `"RoleName":"${String(given.RoleName)}"`],
  'iam DeleteUser': ['ListUsers', () => ({}), (given) => `"UserName":"${String(given.UserName)}"`],
  'lambda DeleteFunction': ['ListFunctions', () => ({}), (given) => `"FunctionName":"${String(given.FunctionName)}"`],
  'events DeleteRule': ['ListRules', () => ({}), (given) => `"Name":"${String(given.Name)}"`],
  'scheduler DeleteSchedule': ['ListSchedules', () => ({}), (given) => `"Name":"${String(given.Name)}"`],
  'stepfunctions DeleteStateMachine': ['ListStateMachines', () => ({}), (given) => String(given.stateMachineArn)],
  'sns DeleteTopic': ['ListTopics', () => ({}), (given) => `${String(given.TopicArn)}"`],
  'cloudwatch DeleteAlarms': ['DescribeAlarms', () => ({}), (given) => `"AlarmName":"${String((given.AlarmNames as string[])[0])}"`],
  'logs DeleteLogGroup': ['DescribeLogGroups', () => ({}), (given) => `"logGroupName":"${String(given.logGroupName)}"`],
  'backup DeleteBackupVault': ['ListBackupVaults', () => ({}), (given) => `"BackupVaultName":"${String(given.BackupVaultName)}"`],
};
