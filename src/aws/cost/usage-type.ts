// How Cost Explorer names what is paid for: by kind, not by class of machine, as the bill keeps one line for each kind.
const NAMES: { readonly [line: string]: string } = {
  addresses: 'EU-PublicIPv4:InUseAddress',
  alarms: 'EU-CW:AlarmMonitorUsage',
  balancers: 'EU-LoadBalancerUsage',
  ec2: 'EU-BoxUsage',
  keys: 'eu-west-1-KMS-Keys',
  lambda: 'EU-Lambda-GB-Second',
  nat: 'EU-NatGateway-Hours',
  rds: 'EU-InstanceUsage',
  'rds-backup': 'EU-RDS:ChargedBackupUsage',
  'rds-cluster-backup': 'EU-Aurora:BackupUsage',
  'rds-replicated': 'EU-RDS:ChargedBackupUsage',
  'rds-storage': 'EU-RDS:GP2-Storage',
  s3: 'EU-TimedStorage-ByteHrs',
  secrets: 'EU-AWSSecretsManager-Secrets',
  snapshots: 'EU-EBS:SnapshotUsage',
  support: 'Dollar',
  tasks: 'EU-Fargate-vCPU-Hours:perCPU',
  volumes: 'EU-EBS:VolumeUsage.gp3',
  zones: 'HostedZone',
};

/** Of a line of the bill. */
export const usageType = (line: string): string => NAMES[line] ?? line;
