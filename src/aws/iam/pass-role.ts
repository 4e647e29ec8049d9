// Handing a role to a service is a right of its own: who makes a function with a role needs `iam:PassRole` on that role, or could borrow more than is theirs.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, GLOBAL, rowAt } from '../cloud.ts';
import { isRecord } from '../input.ts';
import type { Ask, Params } from '../operation.ts';
import { PROFILES, ROLES } from './tables.ts';

/** Where in its parameters an operation names the roles that it passes: member names joined by dots, `[]` for each item of a list. */
interface Passing {
  /** `iam:PassedToService`: who will wear the role. */
  readonly to: string;
  readonly at: readonly string[];
}

const passing = (to: string, ...at: readonly string[]): Passing => ({ to: `${to}.amazonaws.com`, at });
const monitoring = passing('monitoring.rds', 'MonitoringRoleArn');
const task = passing('ecs-tasks', 'taskRoleArn', 'executionRoleArn');
const trail = passing('cloudtrail', 'CloudWatchLogsRoleArn');

/** As the services' authorization references list `iam:PassRole` among the dependent actions. */
const PASSED: { readonly [operation: string]: Passing } = {
  'backup CreateBackupSelection': passing('backup', 'BackupSelection.IamRoleArn'),
  'backup StartBackupJob': passing('backup', 'IamRoleArn'),
  'backup StartCopyJob': passing('backup', 'IamRoleArn'),
  'backup StartRestoreJob': passing('backup', 'IamRoleArn'),
  'cloudtrail CreateTrail': trail,
  'cloudtrail UpdateTrail': trail,
  'ec2 AssociateIamInstanceProfile': passing('ec2', 'IamInstanceProfile'),
  'ec2 ReplaceIamInstanceProfileAssociation': passing('ec2', 'IamInstanceProfile'),
  'ec2 RunInstances': passing('ec2', 'IamInstanceProfile'),
  'ecs RegisterTaskDefinition': task,
  'events PutRule': passing('events', 'RoleArn'),
  'events PutTargets': passing('events', 'Targets[].RoleArn'),
  'iam AddRoleToInstanceProfile': passing('ec2', 'RoleName'),
  'lambda CreateFunction': passing('lambda', 'Role'),
  'lambda UpdateFunctionConfiguration': passing('lambda', 'Role'),
  'rds CreateDBInstance': monitoring,
  'rds ModifyDBInstance': monitoring,
  'rds StartExportTask': passing('export.rds', 'IamRoleArn'),
  's3 PutBucketReplication': passing('s3', 'ReplicationConfiguration.Role'),
  'scheduler CreateSchedule': passing('scheduler', 'Target.RoleArn'),
  'scheduler UpdateSchedule': passing('scheduler', 'Target.RoleArn'),
  'stepfunctions CreateStateMachine': passing('states', 'roleArn'),
  'stepfunctions UpdateStateMachine': passing('states', 'roleArn'),
};

function valuesAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined || value === null ? [] : [value];
  if (!isRecord(value)) return [];
  const member = value[step.replace('[]', '')];
  return step.endsWith('[]') ? (Array.isArray(member) ? member.flatMap((item: Json) => valuesAt(item, rest)) : []) : valuesAt(member, rest);
}

/** The role's ARN behind what was given: an ARN, a name, or an instance profile by either. Null when nothing of the kind is there: the operation will say so. */
function roleArn(context: CloudContext, given: Json, profile: boolean): string | null {
  const text = isRecord(given) ? (given.Arn ?? given.Name) : given;
  if (typeof text !== 'string' || text === '') return null;
  const name = text.slice(text.lastIndexOf('/') + 1);
  const role = profile ? rowAt(context.account, GLOBAL, PROFILES, name)?.role : name;
  if (role === null || role === undefined) return null;
  return rowAt(context.account, GLOBAL, ROLES, role)?.arn ?? (text.startsWith('arn:') && !profile ? text : null);
}

/** The rights to pass what a call passes, asked for after those of the call itself. Malformed parameters ask for none: the operation refuses them. */
export function passedRoles(context: CloudContext, service: string, operation: string, params: Params): readonly Ask[] {
  const found = PASSED[`${service} ${operation}`];
  if (!found) return [];
  const arns = found.at.flatMap((path) => valuesAt(params as Json, path.split('.')).flatMap((given) => roleArn(context, given, path === 'IamInstanceProfile') ?? []));
  return [...new Set(arns)].map((resource) => ({ action: 'iam:PassRole', resource, keys: { 'iam:PassedToService': found.to } }));
}

/** The operations that pass a role, as `service Operation`. */
export const PASSING: readonly string[] = Object.keys(PASSED);
