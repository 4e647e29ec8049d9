// Services of which this account uses nothing: an investigator asks all the same, and is answered with empty lists, or that the service was never
// turned on here. Nothing of them can be made.
import type { CloudContext } from './cloud.ts';
import { AwsError, type Operation, type Service } from './operation.ts';
import { none, noneNamed } from './unused.ts';

const bare = (name: string, eventSource: string, iamPrefix: string, dialect: Service['dialect'], operations: Service['operations'], global = false): Service => ({
  name,
  eventSource: `${eventSource}.amazonaws.com`,
  iamPrefix,
  dialect,
  operations,
  jobs: {},
  ...(global ? { global } : {}),
});

/** The same where all of its names are one. */
const empty = (name: string, operations: Service['operations'], global = false): Service => bare(name, name, name, 'json', operations, global);

/** A service that has to be turned on first. */
const off = (code: string, words: (context: CloudContext) => string, status = 400): Operation => ({
  kind: 'read',
  run(context) {
    throw new AwsError(code, words(context), status);
  },
});

const hub = off('InvalidAccessException', ({ account }) => `Account ${account.id} is not subscribed to AWS Security Hub`, 401);
const macie = off('AccessDeniedException', () => 'Macie is not enabled.', 403);

const config = bare('config', 'config', 'config', 'json', {
  DescribeComplianceByConfigRule: none('ComplianceByConfigRules'),
  DescribeConfigRules: noneNamed('ConfigRules', 'ConfigRuleNames', 'NoSuchConfigRuleException', (name) => `The ConfigRule '${name}' provided in the request is invalid.`),
  DescribeConfigurationAggregators: none('ConfigurationAggregators'),
  DescribeConfigurationRecorderStatus: none('ConfigurationRecordersStatus'),
  DescribeConfigurationRecorders: noneNamed(
    'ConfigurationRecorders',
    'ConfigurationRecorderNames',
    'NoSuchConfigurationRecorderException',
    (name) => `Cannot find configuration recorder with the specified name '${name}'.`,
  ),
  DescribeDeliveryChannels: none('DeliveryChannels'),
  GetDiscoveredResourceCounts: { kind: 'read', run: () => ({ totalDiscoveredResources: 0, resourceCounts: [] }) },
  GetResourceConfigHistory: off('NoAvailableConfigurationRecorderException', () => 'Configuration recorder is not available.'),
  ListDiscoveredResources: off('NoAvailableConfigurationRecorderException', () => 'Configuration recorder is not available.'),
  SelectResourceConfig: { kind: 'read', run: () => ({ Results: [], QueryInfo: { SelectFields: [] } }) },
});

/** Services that an investigator asks in vain. */
export const BARE: readonly Service[] = [
  bare('accessanalyzer', 'access-analyzer', 'access-analyzer', 'json', {
    ListAnalyzers: none('analyzers'),
    ListFindings: off('ResourceNotFoundException', () => 'The specified analyzer does not exist.', 404),
  }),
  bare('apigateway', 'apigateway', 'apigateway', 'json', { GetRestApis: none('items') }),
  bare('application-autoscaling', 'application-autoscaling', 'application-autoscaling', 'json', {
    DescribeScalableTargets: none('ScalableTargets'),
    DescribeScalingActivities: none('ScalingActivities'),
    DescribeScalingPolicies: none('ScalingPolicies'),
    DescribeScheduledActions: none('ScheduledActions'),
  }),
  bare('autoscaling', 'autoscaling', 'autoscaling', 'query', {
    DescribeAutoScalingGroups: none('AutoScalingGroups'),
    DescribeAutoScalingInstances: none('AutoScalingInstances'),
    DescribeLaunchConfigurations: none('LaunchConfigurations'),
    DescribeScalingActivities: none('Activities'),
  }),
  bare('cloudformation', 'cloudformation', 'cloudformation', 'query', {
    DescribeStacks: noneNamed('Stacks', 'StackName', 'ValidationError', (name) => `Stack with id ${name} does not exist`),
    ListExports: none('Exports'),
    ListStackSets: none('Summaries'),
    ListStacks: none('StackSummaries'),
  }),
  bare(
    'cloudfront',
    'cloudfront',
    'cloudfront',
    'json',
    { ListDistributions: { kind: 'read', run: () => ({ DistributionList: { Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 0 } }) } },
    true,
  ),
  bare('compute-optimizer', 'compute-optimizer', 'compute-optimizer', 'json', {
    GetEnrollmentStatus: { kind: 'read', run: () => ({ status: 'Inactive', memberAccountsEnrolled: false, numberOfMemberAccountsOptedIn: 0 }) },
  }),
  config,
  empty('cur', { DescribeReportDefinitions: none('ReportDefinitions') }, true),
  empty('dlm', { GetLifecyclePolicies: none('Policies') }),
  bare('efs', 'elasticfilesystem', 'elasticfilesystem', 'json', { DescribeFileSystems: none('FileSystems') }),
  empty('eks', { ListClusters: none('clusters') }),
  bare('elasticache', 'elasticache', 'elasticache', 'query', {
    DescribeCacheClusters: noneNamed('CacheClusters', 'CacheClusterId', 'CacheClusterNotFound', (name) => `CacheCluster not found: ${name}`, 404),
    DescribeEvents: none('Events'),
    DescribeReplicationGroups: noneNamed('ReplicationGroups', 'ReplicationGroupId', 'ReplicationGroupNotFoundFault', (name) => `ReplicationGroup ${name} not found.`, 404),
    DescribeSnapshots: none('Snapshots'),
  }),
  bare('elb', 'elasticloadbalancing', 'elasticloadbalancing', 'query', {
    DescribeLoadBalancers: noneNamed('LoadBalancerDescriptions', 'LoadBalancerNames', 'LoadBalancerNotFound', (name) => `There is no ACTIVE Load Balancer named '${name}'`),
  }),
  empty('guardduty', { ListDetectors: none('DetectorIds'), ListInvitations: none('Invitations') }),
  empty('inspector2', {
    ListFindings: none('findings'),
    BatchGetAccountStatus: {
      kind: 'read',
      run: ({ account }) => ({
        accounts: [{ accountId: account.id, state: { status: 'DISABLED' }, resourceState: { ec2: { status: 'DISABLED' }, ecr: { status: 'DISABLED' } } }],
        failedAccounts: [],
      }),
    },
  }),
  empty('macie2', { GetMacieSession: macie, ListFindings: macie }),
  bare('redshift', 'redshift', 'redshift', 'query', { DescribeClusters: none('Clusters'), DescribeClusterSnapshots: none('Snapshots') }),
  empty('resource-groups', { ListGroups: none('GroupIdentifiers', 'Groups') }),
  empty('savingsplans', { DescribeSavingsPlans: none('savingsPlans') }, true),
  empty('securityhub', { DescribeHub: hub, GetEnabledStandards: hub, GetFindings: hub }),
  bare('ses', 'ses', 'ses', 'query', { ListIdentities: none('Identities') }),
  empty('shield', { GetSubscriptionState: { kind: 'read', run: () => ({ SubscriptionState: 'INACTIVE' }) }, ListProtections: none('Protections') }, true),
  empty('sqs', { ListQueues: none() }),
  empty('wafv2', { ListIPSets: none('IPSets'), ListRuleGroups: none('RuleGroups'), ListWebACLs: none('WebACLs') }),
];
