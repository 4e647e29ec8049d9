// What nobody can make in this cloud and somebody looks for all the same: an account that never had any answers with empty lists.
import { input } from './input.ts';
import { AwsError, type Operation, type Service } from './operation.ts';
import { queryWords } from './wording.ts';

/** A list of what there is none of. `output` are the members that hold it; AWS leaves them out of some replies altogether. */
export const none = (...output: readonly string[]): Operation => ({ kind: 'read', run: () => Object.fromEntries(output.map((member) => [member, []])) });

/** The same, where a name that is asked for is refused. */
const noneNamed = (output: string, member: string, code: string, words: (name: string) => string, status = 400): Operation => ({
  kind: 'read',
  run(_context, params) {
    const from = input(params, queryWords);
    const name = Array.isArray(params[member]) ? from.texts(member)[0] : from.optional(member);
    if (name !== undefined && name !== null) throw new AwsError(code, words(name), status);
    return { [output]: [] };
  },
});

/** Service -> operation -> the empty members of its reply. */
export const UNUSED: { readonly [service: string]: { readonly [operation: string]: readonly string[] } } = {
  backup: {
    ListBackupPlanTemplates: ['BackupPlanTemplatesList'],
    ListFrameworks: ['Frameworks'],
    ListReportPlans: ['ReportPlans'],
  },
  ce: { GetAnomalies: ['Anomalies'], GetAnomalyMonitors: ['AnomalyMonitors'], ListCostAllocationTags: ['CostAllocationTags'] },
  cloudtrail: { ListChannels: ['Channels'], ListEventDataStores: ['EventDataStores'], ListImports: ['Imports'] },
  cloudwatch: { DescribeAnomalyDetectors: ['AnomalyDetectors'], ListDashboards: ['DashboardEntries'], ListMetricStreams: ['Entries'] },
  dynamodb: { ListBackups: ['BackupSummaries'], ListExports: ['ExportSummaries'], ListGlobalTables: ['GlobalTables'] },
  ec2: {
    DescribePlacementGroups: ['PlacementGroups'],
    DescribeReservedInstances: ['ReservedInstances'],
    DescribeSpotInstanceRequests: ['SpotInstanceRequests'],
    DescribeVpnConnections: ['VpnConnections'],
    ListImagesInRecycleBin: ['Images'],
    ListSnapshotsInRecycleBin: ['Snapshots'],
  },
  ecs: { DescribeCapacityProviders: ['capacityProviders', 'failures'] },
  events: { ListApiDestinations: ['ApiDestinations'], ListArchives: ['Archives'], ListConnections: ['Connections'], ListReplays: ['Replays'] },
  iam: {
    ListOpenIDConnectProviders: ['OpenIDConnectProviderList'],
    ListSAMLProviders: ['SAMLProviderList'],
    ListServerCertificates: ['ServerCertificateMetadataList'],
  },
  lambda: { ListCodeSigningConfigs: ['CodeSigningConfigs'], ListEventSourceMappings: ['EventSourceMappings'], ListLayers: ['Layers'] },
  logs: {
    DescribeDestinations: ['destinations'],
    DescribeExportTasks: ['exportTasks'],
    DescribeMetricFilters: ['metricFilters'],
    DescribeQueries: ['queries'],
    DescribeQueryDefinitions: ['queryDefinitions'],
    DescribeResourcePolicies: ['resourcePolicies'],
  },
  rds: {
    DescribeBlueGreenDeployments: ['BlueGreenDeployments'],
    DescribeDBProxies: ['DBProxies'],
    DescribeDBSecurityGroups: ['DBSecurityGroups'],
    DescribeEventSubscriptions: ['EventSubscriptionsList'],
    DescribeGlobalClusters: ['GlobalClusters'],
    DescribePendingMaintenanceActions: ['PendingMaintenanceActions'],
    DescribeReservedDBInstances: ['ReservedDBInstances'],
  },
  route53: { ListHealthChecks: ['HealthChecks'], ListQueryLoggingConfigs: ['QueryLoggingConfigs'], ListReusableDelegationSets: ['DelegationSets'] },
  route53domains: { ListOperations: ['Operations'] },
  stepfunctions: { ListActivities: ['activities'] },
};

/** The same as operations, for the service's own list. */
export const unused = (service: string): { readonly [operation: string]: Operation } =>
  Object.fromEntries(Object.entries(UNUSED[service] ?? {}).map(([name, output]) => [name, none(...output)]));

/** A service of which this cloud has nothing but the lists. */
const bare = (name: string, eventSource: string, iamPrefix: string, dialect: Service['dialect'], operations: Service['operations'], global = false): Service => ({
  name,
  eventSource: `${eventSource}.amazonaws.com`,
  iamPrefix,
  dialect,
  operations,
  jobs: {},
  ...(global ? { global } : {}),
});

/** Services that an investigator asks in vain. */
export const BARE: readonly Service[] = [
  bare('accessanalyzer', 'access-analyzer', 'access-analyzer', 'json', { ListAnalyzers: none('analyzers') }),
  bare('autoscaling', 'autoscaling', 'autoscaling', 'query', {
    DescribeAutoScalingGroups: none('AutoScalingGroups'),
    DescribeAutoScalingInstances: none('AutoScalingInstances'),
    DescribeLaunchConfigurations: none('LaunchConfigurations'),
  }),
  bare('budgets', 'budgets', 'budgets', 'json', { DescribeBudgets: none() }, true),
  bare('cloudformation', 'cloudformation', 'cloudformation', 'query', {
    DescribeStacks: noneNamed('Stacks', 'StackName', 'ValidationError', (name) => `Stack with id ${name} does not exist`),
    ListStacks: none('StackSummaries'),
  }),
  bare('config', 'config', 'config', 'json', {
    DescribeConfigRules: noneNamed('ConfigRules', 'ConfigRuleNames', 'NoSuchConfigRuleException', (name) => `The ConfigRule '${name}' provided in the request is invalid.`),
    DescribeConfigurationRecorderStatus: none('ConfigurationRecordersStatus'),
    DescribeConfigurationRecorders: noneNamed(
      'ConfigurationRecorders',
      'ConfigurationRecorderNames',
      'NoSuchConfigurationRecorderException',
      (name) => `Cannot find configuration recorder with the specified name '${name}'.`,
    ),
    DescribeDeliveryChannels: none('DeliveryChannels'),
  }),
  bare('dlm', 'dlm', 'dlm', 'json', { GetLifecyclePolicies: none('Policies') }),
  bare('elasticache', 'elasticache', 'elasticache', 'query', {
    DescribeCacheClusters: noneNamed('CacheClusters', 'CacheClusterId', 'CacheClusterNotFound', (name) => `CacheCluster not found: ${name}`, 404),
    DescribeReplicationGroups: noneNamed('ReplicationGroups', 'ReplicationGroupId', 'ReplicationGroupNotFoundFault', (name) => `ReplicationGroup ${name} not found.`, 404),
    DescribeSnapshots: none('Snapshots'),
  }),
  bare('elb', 'elasticloadbalancing', 'elasticloadbalancing', 'query', {
    DescribeLoadBalancers: noneNamed('LoadBalancerDescriptions', 'LoadBalancerNames', 'LoadBalancerNotFound', (name) => `There is no ACTIVE Load Balancer named '${name}'`),
  }),
  bare('guardduty', 'guardduty', 'guardduty', 'json', { ListDetectors: none('DetectorIds') }),
  bare('rbin', 'rbin', 'rbin', 'json', { ListRules: none('Rules') }),
  bare('sqs', 'sqs', 'sqs', 'query', { ListQueues: none() }),
  bare('ssm', 'ssm', 'ssm', 'json', {
    DescribeInstanceInformation: none('InstanceInformationList'),
    DescribeParameters: none('Parameters'),
    DescribeSessions: none('Sessions'),
    GetParametersByPath: none('Parameters'),
    ListDocuments: none('DocumentIdentifiers'),
  }),
];
