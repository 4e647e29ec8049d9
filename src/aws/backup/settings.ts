// What Backup does for the account and the Region as a whole, and what it protects: one look at the newest point of a thing.
import { iso } from '../../engine/clock.ts';
import { listed } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { jsonWords } from '../wording.ts';
import { POINTS } from './vault.ts';

/** What can be backed up here. */
const TYPES = ['Aurora', 'RDS'];
/** What Backup knows in all: the Region's settings name them. */
const KNOWN = [
  'Aurora',
  'CloudFormation',
  'DocumentDB',
  'DynamoDB',
  'EBS',
  'EC2',
  'EFS',
  'FSx',
  'Neptune',
  'RDS',
  'Redshift',
  'S3',
  'Storage Gateway',
  'Timestream',
  'VirtualMachine',
];

const describeProtectedResource: Operation = {
  kind: 'read',
  run(context, params) {
    const wanted = input(params, jsonWords).text('ResourceArn');
    const points = listed(context.account, context.region, POINTS).filter((one) => one.resourceArn === wanted);
    const newest = points.sort((a, b) => b.createdAt - a.createdAt)[0];
    if (!newest) throw new AwsError('ResourceNotFoundException', `Resource ${wanted} does not exist.`, 400);
    return { ResourceArn: wanted, ResourceType: newest.resourceArn.includes(':cluster:') ? 'Aurora' : 'RDS', LastBackupTime: iso(newest.createdAt, true) };
  },
};

export const SETTINGS: { readonly [name: string]: Operation } = {
  DescribeGlobalSettings: { kind: 'read', run: () => ({ GlobalSettings: { isCrossAccountBackupEnabled: 'false' } }) },
  DescribeProtectedResource: describeProtectedResource,
  DescribeRegionSettings: {
    kind: 'read',
    run: () => ({
      ResourceTypeOptInPreference: Object.fromEntries(KNOWN.map((type) => [type, true])),
      ResourceTypeManagementPreference: { DynamoDB: false, EFS: false },
    }),
  },
  GetSupportedResourceTypes: { kind: 'read', run: () => ({ ResourceTypes: [...TYPES] }) },
};
