// The console's pages of names and of who may do what: Route 53, IAM, Organizations.
import { action, cell, column, field, from, type Page, pick, removal, rowsOf } from './page.ts';

export const zones: Page = {
  id: 'route53-zones',
  service: 'Route 53',
  title: 'Hosted zones',
  rows: from('route53', 'ListHostedZones', 'HostedZones'),
  key: 'Id',
  columns: [column('Zone', 'Name'), column('Id', 'Id', 'last'), column('Records', 'ResourceRecordSetCount', 'number'), column('Description', 'Config.Comment')],
  empty: 'No hosted zones.',
  actions: (item) => [removal('route53', 'DeleteHostedZone', { Id: cell(item, 'Id') })],
};

export const records: Page = {
  id: 'route53-records',
  service: 'Route 53',
  title: 'Records',
  rows: (ask) =>
    rowsOf(ask, 'route53', 'ListHostedZones', 'HostedZones').flatMap((zone) =>
      rowsOf(ask, 'route53', 'ListResourceRecordSets', 'ResourceRecordSets', { HostedZoneId: zone.Id }).map((record) => ({
        Zone: zone.Id,
        Id: `${record.Name} ${record.Type}`,
        ...record,
      })),
    ),
  key: 'Id',
  columns: [column('Record', 'Name'), column('Type', 'Type'), column('Value', 'ResourceRecords.Value'), column('Alias of', 'AliasTarget.DNSName'), column('TTL', 'TTL', 'number')],
  empty: 'No records.',
  actions: ({ Zone, Id, ...record }) => [
    removal(
      'route53',
      'ChangeResourceRecordSets',
      { HostedZoneId: Zone, ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: record }] } },
      { label: 'Delete record', confirm: null },
    ),
  ],
};

export const users: Page = {
  id: 'iam-users',
  service: 'IAM',
  title: 'Users',
  rows: from('iam', 'ListUsers', 'Users'),
  key: 'UserName',
  columns: [column('User', 'UserName'), column('ARN', 'Arn'), column('Created', 'CreateDate', 'time')],
  empty: 'No users.',
  pageActions: [action('iam', 'CreateUser', 'Create user', {}, { fields: [field('UserName', 'User name')] })],
  actions: (item) => {
    const own = { UserName: cell(item, 'UserName') };
    return [
      action('iam', 'CreateAccessKey', 'Create access key', own),
      action('iam', 'AttachUserPolicy', 'Add permissions', own, {
        fields: [pick('PolicyArn', 'Policy', ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/PowerUserAccess', 'arn:aws:iam::aws:policy/AdministratorAccess'])],
      }),
      removal('iam', 'DeleteUser', own, { confirm: own.UserName }),
    ];
  },
};

export const accessKeys: Page = {
  id: 'iam-access-keys',
  service: 'IAM',
  title: 'Access keys',
  rows: (ask) => rowsOf(ask, 'iam', 'ListUsers', 'Users').flatMap((user) => rowsOf(ask, 'iam', 'ListAccessKeys', 'AccessKeyMetadata', { UserName: user.UserName })),
  key: 'AccessKeyId',
  columns: [column('Access key', 'AccessKeyId'), column('User', 'UserName'), column('Status', 'Status', 'state'), column('Created', 'CreateDate', 'time')],
  empty: 'No access keys.',
  actions: (item) => {
    const own = { UserName: cell(item, 'UserName'), AccessKeyId: cell(item, 'AccessKeyId') };
    const active = item.Status === 'Active';
    return [
      action('iam', 'UpdateAccessKey', active ? 'Deactivate' : 'Activate', { ...own, Status: active ? 'Inactive' : 'Active' }),
      removal('iam', 'DeleteAccessKey', own, { confirm: own.AccessKeyId }),
    ];
  },
};

export const roles: Page = {
  id: 'iam-roles',
  service: 'IAM',
  title: 'Roles',
  rows: from('iam', 'ListRoles', 'Roles'),
  key: 'RoleName',
  columns: [column('Role', 'RoleName'), column('ARN', 'Arn'), column('Created', 'CreateDate', 'time')],
  empty: 'No roles.',
  actions: (item) => [removal('iam', 'DeleteRole', { RoleName: cell(item, 'RoleName') }, { confirm: cell(item, 'RoleName') })],
};

export const policies: Page = {
  id: 'iam-policies',
  service: 'IAM',
  title: 'Customer managed policies',
  rows: from('iam', 'ListPolicies', 'Policies', { Scope: 'Local' }),
  key: 'Arn',
  columns: [column('Policy', 'PolicyName'), column('Attached to', 'AttachmentCount', 'number'), column('Updated', 'UpdateDate', 'time')],
  empty: 'No customer managed policies.',
  actions: (item) => [removal('iam', 'DeletePolicy', { PolicyArn: cell(item, 'Arn') }, { confirm: cell(item, 'PolicyName') })],
};

export const accounts: Page = {
  id: 'organizations-accounts',
  service: 'Organizations',
  title: 'AWS accounts',
  rows: from('organizations', 'ListAccounts', 'Accounts'),
  key: 'Id',
  columns: [column('Account', 'Id'), column('Name', 'Name'), column('Status', 'Status', 'state'), column('Joined', 'JoinedTimestamp', 'time')],
  empty: 'No accounts.',
  pageActions: [
    action('organizations', 'CreateOrganization', 'Create an organization', { FeatureSet: 'ALL' }),
    action('organizations', 'CreateAccount', 'Add an AWS account', {}, { fields: [field('AccountName', 'Account name'), field('Email', 'Email of the root user')] }),
  ],
};
