// What an auditor asks of an account as a whole: the summary, and the credential report, a list of users with the age of their credentials.
import { HOUR, iso } from '../../engine/clock.ts';
import { type CloudContext, GLOBAL, having, listed, peek, rowAt, rows, table } from '../cloud.ts';
import { lastCall } from '../cloudtrail/record.ts';
import { AwsError, type Operation } from '../operation.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';
import { DEVICES, GROUPS, KEYS, POLICIES, PROFILES, ROLES, USERS } from './tables.ts';

const summary: Operation = {
  kind: 'read',
  run(context) {
    const count = <T>(of: Parameters<typeof peek<T>>[2]) => Object.keys(peek(context.account, GLOBAL, of)).length;
    const devices = listed(context.account, GLOBAL, DEVICES);
    return {
      SummaryMap: {
        Users: count(USERS),
        UsersQuota: 5000,
        Groups: count(GROUPS),
        GroupsQuota: 300,
        Roles: count(ROLES),
        RolesQuota: 1000,
        Policies: count(POLICIES),
        PoliciesQuota: 1500,
        InstanceProfiles: count(PROFILES),
        InstanceProfilesQuota: 1000,
        MFADevices: devices.length,
        MFADevicesInUse: devices.filter((device) => device.user !== null).length,
        AccountMFAEnabled: 0,
        AccountAccessKeysPresent: 0,
        AccessKeysPerUserQuota: 2,
        AttachedPoliciesPerUserQuota: 10,
        AttachedPoliciesPerRoleQuota: 10,
        VersionsPerPolicyQuota: 5,
      },
    };
  },
};

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'mfa_active',
  ...[1, 2].flatMap((n) => [
    `access_key_${n}_active`,
    `access_key_${n}_last_rotated`,
    `access_key_${n}_last_used_date`,
    `access_key_${n}_last_used_region`,
    `access_key_${n}_last_used_service`,
  ]),
] as const;

/** As CSV; times with `+00:00`, `N/A` for what there is not. The columns are those that this cloud knows something of. */
function reportOf(context: CloudContext): string {
  const time = (at: number) => iso(at).replace('Z', '+00:00');
  const devices = listed(context.account, GLOBAL, DEVICES);
  const row = (name: string): readonly (string | boolean)[] => {
    const user = rowAt(context.account, GLOBAL, USERS, name);
    if (!user) return [];
    const keys = having(context.account, GLOBAL, KEYS, 'user', name);
    return [
      user.name,
      user.arn,
      time(user.createdAt),
      user.password,
      devices.some((device) => device.user === name),
      ...[0, 1].flatMap((n) => {
        const key = keys[n];
        if (!key) return [false, 'N/A', 'N/A', 'N/A', 'N/A'];
        const used = lastCall(context.account, key.id);
        return [key.status === 'Active', time(key.createdAt), ...(used ? [time(used.at), used.region, used.source.split('.')[0] as string] : ['N/A', 'N/A', 'N/A'])];
      }),
    ];
  };
  const root = [
    '<root_account>',
    `arn:aws:iam::${context.account.id}:root`,
    time(context.account.createdAt),
    'not_supported',
    false,
    ...Array(2).fill([false, 'N/A', 'N/A', 'N/A', 'N/A']).flat(),
  ];
  return [COLUMNS, root, ...Object.keys(peek(context.account, GLOBAL, USERS)).map(row)].map((cells) => cells.join(',')).join('\n');
}

/** The newest report; made anew when it is older than four hours and somebody asks for it. */
const REPORT = table<{ readonly at: number; readonly text: string }>('iam.credential-report', 'global');

const generate: Operation = {
  kind: 'write',
  run(context) {
    const known = peek(context.account, GLOBAL, REPORT).now;
    if (known && context.time.now - known.at < 4 * HOUR) return { State: 'COMPLETE' };
    rows(context.account, GLOBAL, REPORT).now = { at: context.time.now, text: reportOf(context) };
    return {
      State: 'STARTED',
      Description: known ? 'The previous report is older than four hours. Starting a new report generation task' : 'No report exists. Starting a new report generation task',
    };
  },
};

const report: Operation = {
  kind: 'read',
  run(context) {
    const known = peek(context.account, GLOBAL, REPORT).now;
    if (!known) throw new AwsError('ReportNotPresent', 'No report exists. Call GenerateCredentialReport to generate one.', 410);
    return { Content: toBase64(utf8(known.text)), ReportFormat: 'text/csv', GeneratedTime: iso(known.at) };
  },
};

const noPasswordPolicy: Operation = {
  kind: 'read',
  run(context) {
    throw new AwsError('NoSuchEntity', `The Password Policy with domain name ${context.account.id} cannot be found.`, 404);
  },
};

export const REPORTS: { readonly [name: string]: Operation } = {
  GenerateCredentialReport: generate,
  GetAccountPasswordPolicy: noPasswordPolicy,
  GetAccountSummary: summary,
  GetCredentialReport: report,
};
