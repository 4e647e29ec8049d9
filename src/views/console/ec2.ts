// The console's pages of EC2: servers, disks, addresses, keys, firewalls, and the balancers that hang below them in the real console.
import { action, cell, column, field, from, number, type Page, pick, removal, rowsOf } from './page.ts';

const SERVICE = 'EC2';

export const instances: Page = {
  id: 'ec2-instances',
  service: SERVICE,
  title: 'Instances',
  rows: from('ec2', 'DescribeInstances', 'Reservations.Instances'),
  key: 'InstanceId',
  columns: [
    column('Instance', 'InstanceId'),
    column('Name', 'tag:Name'),
    column('State', 'State.Name', 'state'),
    column('Type', 'InstanceType'),
    column('Launched', 'LaunchTime', 'time'),
    column('Public address', 'PublicIpAddress'),
  ],
  empty: 'No instances.',
  actions: (item) => {
    const own = { InstanceIds: [cell(item, 'InstanceId')] };
    return [
      action('ec2', 'StartInstances', 'Start', own),
      action('ec2', 'StopInstances', 'Stop', own),
      action('ec2', 'RebootInstances', 'Reboot', own),
      removal('ec2', 'TerminateInstances', own, { label: 'Terminate', confirm: null, warning: 'Its root volume is deleted with it.' }),
    ];
  },
};

export const volumes: Page = {
  id: 'ec2-volumes',
  service: SERVICE,
  title: 'Volumes',
  rows: from('ec2', 'DescribeVolumes', 'Volumes'),
  key: 'VolumeId',
  columns: [
    column('Volume', 'VolumeId'),
    column('State', 'State', 'state'),
    column('Size, GiB', 'Size', 'number'),
    column('Created', 'CreateTime', 'time'),
    column('Attached to', 'Attachments.InstanceId'),
  ],
  empty: 'No volumes.',
  actions: (item) => [
    action('ec2', 'CreateSnapshot', 'Create snapshot', { VolumeId: cell(item, 'VolumeId') }, { fields: [field('Description', 'Description', '', { required: false })] }),
    removal('ec2', 'DeleteVolume', { VolumeId: cell(item, 'VolumeId') }),
  ],
};

export const volumeSnapshots: Page = {
  id: 'ec2-snapshots',
  service: SERVICE,
  title: 'Snapshots',
  rows: (ask) => {
    const locks = new Map(rowsOf(ask, 'ec2', 'DescribeLockedSnapshots', 'Snapshots').map((one) => [one.SnapshotId, one.LockState]));
    return rowsOf(ask, 'ec2', 'DescribeSnapshots', 'Snapshots', { OwnerIds: ['self'] }).map((one) => ({ ...one, Lock: locks.get(one.SnapshotId) ?? '' }));
  },
  key: 'SnapshotId',
  columns: [
    column('Snapshot', 'SnapshotId'),
    column('State', 'State', 'state'),
    column('Volume', 'VolumeId'),
    column('Size, GiB', 'VolumeSize', 'number'),
    column('Started', 'StartTime', 'time'),
    column('Lock', 'Lock'),
  ],
  empty: 'No snapshots.',
  actions: (item) => {
    const own = { SnapshotId: cell(item, 'SnapshotId') };
    return [
      action('ec2', 'LockSnapshot', 'Lock snapshot', own, {
        fields: [pick('LockMode', 'Lock mode', ['governance', 'compliance'], 'governance'), number('LockDuration', 'Lock duration, days', 7)],
      }),
      ...(item.Lock ? [action('ec2', 'UnlockSnapshot', 'Unlock snapshot', own)] : []),
      removal('ec2', 'DeleteSnapshot', own),
    ];
  },
};

export const recycleBin: Page = {
  id: 'ec2-recycle-bin',
  service: SERVICE,
  title: 'Recycle Bin',
  rows: from('ec2', 'ListSnapshotsInRecycleBin', 'Snapshots'),
  key: 'SnapshotId',
  columns: [column('Snapshot', 'SnapshotId'), column('Volume', 'VolumeId'), column('Entered', 'RecycleBinEnterTime', 'time'), column('Leaves', 'RecycleBinExitTime', 'time')],
  empty: 'Nothing in the Recycle Bin.',
  actions: (item) => [action('ec2', 'RestoreSnapshotFromRecycleBin', 'Recover', { SnapshotId: cell(item, 'SnapshotId') })],
};

export const addresses: Page = {
  id: 'ec2-addresses',
  service: SERVICE,
  title: 'Elastic IP addresses',
  rows: from('ec2', 'DescribeAddresses', 'Addresses'),
  key: 'AllocationId',
  columns: [column('Address', 'PublicIp'), column('Name', 'tag:Name'), column('Allocation', 'AllocationId'), column('Association', 'AssociationId')],
  empty: 'No Elastic IP addresses.',
  actions: (item) => [
    ...(item.AssociationId ? [action('ec2', 'DisassociateAddress', 'Disassociate', { AssociationId: cell(item, 'AssociationId') })] : []),
    removal('ec2', 'ReleaseAddress', { AllocationId: cell(item, 'AllocationId') }, { label: 'Release', confirm: null }),
  ],
};

export const keyPairs: Page = {
  id: 'ec2-key-pairs',
  service: SERVICE,
  title: 'Key pairs',
  rows: from('ec2', 'DescribeKeyPairs', 'KeyPairs'),
  key: 'KeyPairId',
  columns: [column('Name', 'KeyName'), column('Type', 'KeyType'), column('Created', 'CreateTime', 'time'), column('Id', 'KeyPairId')],
  empty: 'No key pairs.',
  actions: (item) => [removal('ec2', 'DeleteKeyPair', { KeyPairId: cell(item, 'KeyPairId') }, { confirm: 'Delete' })],
};

export const securityGroups: Page = {
  id: 'ec2-security-groups',
  service: SERVICE,
  title: 'Security groups',
  rows: from('ec2', 'DescribeSecurityGroups', 'SecurityGroups'),
  key: 'GroupId',
  columns: [column('Group', 'GroupId'), column('Name', 'GroupName'), column('VPC', 'VpcId'), column('Description', 'Description')],
  empty: 'No security groups.',
  actions: (item) => [removal('ec2', 'DeleteSecurityGroup', { GroupId: cell(item, 'GroupId') }, { confirm: null })],
};

export const balancers: Page = {
  id: 'ec2-balancers',
  service: SERVICE,
  title: 'Load balancers',
  rows: from('elbv2', 'DescribeLoadBalancers', 'LoadBalancers'),
  key: 'LoadBalancerArn',
  columns: [
    column('Name', 'LoadBalancerName'),
    column('State', 'State.Code', 'state'),
    column('DNS name', 'DNSName'),
    column('VPC', 'VpcId'),
    column('Created', 'CreatedTime', 'time'),
  ],
  empty: 'No load balancers.',
  actions: (item) => [removal('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: cell(item, 'LoadBalancerArn') }, { confirm: 'confirm' })],
};

export const listeners: Page = {
  id: 'ec2-listeners',
  service: SERVICE,
  title: 'Listeners',
  rows: (ask) =>
    rowsOf(ask, 'elbv2', 'DescribeLoadBalancers', 'LoadBalancers').flatMap((balancer) =>
      rowsOf(ask, 'elbv2', 'DescribeListeners', 'Listeners', { LoadBalancerArn: balancer.LoadBalancerArn }),
    ),
  key: 'ListenerArn',
  columns: [
    column('Protocol', 'Protocol'),
    column('Port', 'Port', 'number'),
    column('By default', 'DefaultActions.Type'),
    column('Load balancer', 'LoadBalancerArn', 'last'),
    column('Certificate', 'Certificates.CertificateArn', 'last'),
  ],
  empty: 'No listeners.',
  actions: (item) => [removal('elbv2', 'DeleteListener', { ListenerArn: cell(item, 'ListenerArn') }, { confirm: 'confirm' })],
};

export const targetGroups: Page = {
  id: 'ec2-target-groups',
  service: SERVICE,
  title: 'Target groups',
  rows: (ask) =>
    rowsOf(ask, 'elbv2', 'DescribeTargetGroups', 'TargetGroups').map((group) => ({
      ...group,
      Health: rowsOf(ask, 'elbv2', 'DescribeTargetHealth', 'TargetHealthDescriptions', { TargetGroupArn: group.TargetGroupArn }).map((one) => cell(one, 'TargetHealth.State')),
    })),
  key: 'TargetGroupArn',
  columns: [
    column('Name', 'TargetGroupName'),
    column('Port', 'Port', 'number'),
    column('Targets', 'Health', 'state'),
    column('Load balancer', 'LoadBalancerArns', 'last'),
    column('VPC', 'VpcId'),
  ],
  empty: 'No target groups.',
  actions: (item) => [removal('elbv2', 'DeleteTargetGroup', { TargetGroupArn: cell(item, 'TargetGroupArn') }, { confirm: null })],
};
