// Managed policies that AWS owns. A few by name, with documents as broad as AWS publishes them (the long ones shortened to the services of this cloud).

const allow = (...actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: '*' }] });

const READS = [
  'rds:Describe*',
  'rds:List*',
  'ec2:Describe*',
  'ec2:Get*',
  'ecs:Describe*',
  'ecs:List*',
  'ecr:Describe*',
  'ecr:List*',
  'ecr:GetAuthorizationToken',
  'elasticloadbalancing:Describe*',
  'route53:Get*',
  'route53:List*',
  'iam:Get*',
  'iam:List*',
  'iam:SimulatePrincipalPolicy',
  'cloudtrail:LookupEvents',
  'cloudtrail:Describe*',
  'cloudtrail:Get*',
  'logs:Describe*',
  'logs:Get*',
  'logs:FilterLogEvents',
  'cloudwatch:Describe*',
  'cloudwatch:Get*',
  'cloudwatch:List*',
  'events:Describe*',
  'events:List*',
  'lambda:Get*',
  'lambda:List*',
  'acm:Describe*',
  'acm:Get*',
  'acm:List*',
  'backup:Describe*',
  'backup:Get*',
  'backup:List*',
  'dynamodb:Describe*',
  'dynamodb:Get*',
  'dynamodb:List*',
  'dynamodb:Query',
  'dynamodb:Scan',
  's3:Get*',
  's3:List*',
  'secretsmanager:Describe*',
  'secretsmanager:List*',
  'kms:Describe*',
  'kms:Get*',
  'kms:List*',
  'sts:GetCallerIdentity',
  'tag:Get*',
  'organizations:Describe*',
  'organizations:List*',
  'ce:Get*',
  'support:Describe*',
];
const VIEWS = READS.filter((action) => !/^(s3:Get|dynamodb:(Get|Query|Scan)|iam:Get|lambda:Get)/.test(action));

/** Name with its path below `policy/` -> document. */
const TABLE: { readonly [name: string]: string } = {
  AdministratorAccess: allow('*'),
  PowerUserAccess: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['account:GetAccountInformation', 'iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:ListRoles', 'organizations:DescribeOrganization'],
        Resource: '*',
      },
    ],
  }),
  ReadOnlyAccess: allow(...READS),
  'job-function/ViewOnlyAccess': allow(...VIEWS),
  SecurityAudit: allow(...VIEWS, 'iam:Get*'),
  AmazonRDSFullAccess: allow('rds:*', 'ec2:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*', 'logs:DescribeLogStreams', 'logs:GetLogEvents'),
  AmazonRDSReadOnlyAccess: allow('rds:Describe*', 'rds:ListTagsForResource', 'ec2:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'),
  AmazonEC2FullAccess: allow('ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*'),
  AmazonEC2ReadOnlyAccess: allow('ec2:Describe*', 'elasticloadbalancing:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'),
  AmazonS3FullAccess: allow('s3:*', 's3-object-lambda:*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*'),
  AmazonECS_FullAccess: allow('ecs:*', 'elasticloadbalancing:*', 'logs:*', 'ec2:Describe*', 'iam:PassRole', 'iam:ListRoles'),
  AmazonRoute53FullAccess: allow('route53:*', 'route53domains:*'),
  AmazonDynamoDBFullAccess: allow('dynamodb:*'),
  AWSSupportAccess: allow('support:*'),
  AWSCloudTrail_ReadOnlyAccess: allow('cloudtrail:Get*', 'cloudtrail:Describe*', 'cloudtrail:List*', 'cloudtrail:LookupEvents'),
  AWSBackupFullAccess: allow('backup:*', 'backup-storage:*', 'rds:DescribeDBSnapshots', 'rds:DescribeDBInstances', 'iam:PassRole'),
  IAMFullAccess: allow('iam:*', 'organizations:Describe*', 'organizations:List*'),
  IAMReadOnlyAccess: allow('iam:Get*', 'iam:List*', 'iam:Generate*', 'iam:Simulate*'),
  AWSDenyAll: JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'DenyAll', Effect: 'Deny', Action: ['*'], Resource: '*' }] }),
  AmazonSSMManagedInstanceCore: allow('ssm:UpdateInstanceInformation', 'ssmmessages:*', 'ec2messages:*'),
  CloudWatchAgentServerPolicy: allow('cloudwatch:PutMetricData', 'logs:PutLogEvents', 'logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:DescribeLogStreams'),
  CloudWatchLogsReadOnlyAccess: allow('logs:Describe*', 'logs:Get*', 'logs:List*', 'logs:FilterLogEvents'),
  'service-role/AmazonECSTaskExecutionRolePolicy': allow(
    'ecr:GetAuthorizationToken',
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ),
  'service-role/AmazonRDSEnhancedMonitoringRole': allow(
    'logs:CreateLogGroup',
    'logs:PutRetentionPolicy',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents',
  ),
  'service-role/AWSBackupServiceRolePolicyForBackup': allow(
    'rds:AddTagsToResource',
    'rds:ListTagsForResource',
    'rds:DescribeDBSnapshots',
    'rds:CreateDBSnapshot',
    'rds:CopyDBSnapshot',
    'rds:DescribeDBInstances',
    'rds:DeleteDBSnapshot',
    'backup:*',
  ),
  'service-role/AWSBackupServiceRolePolicyForRestores': allow(
    'rds:RestoreDBInstanceFromDBSnapshot',
    'rds:RestoreDBInstanceToPointInTime',
    'rds:DescribeDBInstances',
    'rds:DescribeDBSnapshots',
    'rds:AddTagsToResource',
  ),
  'service-role/AWSLambdaBasicExecutionRole': allow('logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow(
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DeleteNetworkInterface',
  ),
};

const PREFIX = 'arn:aws:iam::aws:policy/';

/** The document of an AWS managed policy, or null when the ARN names none that is known here. */
export const awsPolicy = (arn: string): string | null =>
  arn.startsWith(PREFIX) && Object.hasOwn(TABLE, arn.slice(PREFIX.length)) ? (TABLE[arn.slice(PREFIX.length)] ?? null) : null;

/** ARNs, names and paths of all of them. */
export const awsPolicies = (): readonly { readonly arn: string; readonly name: string; readonly path: string }[] =>
  Object.keys(TABLE).map((full) => {
    const cut = full.lastIndexOf('/') + 1;
    return { arn: `${PREFIX}${full}`, name: full.slice(cut), path: `/${full.slice(0, cut)}` };
  });
