// What nobody can make in this cloud and somebody looks for all the same: an account that never had any answers with empty lists.
import { input } from './input.ts';
import { AwsError, type Operation } from './operation.ts';
import { queryWords } from './wording.ts';

/** A list of what there is none of. `output` are the members that hold it; AWS leaves them out of some replies altogether. */
export const none = (...output: readonly string[]): Operation => ({ kind: 'read', run: () => Object.fromEntries(output.map((member) => [member, []])) });

/** The same, where a name that is asked for is refused. */
export const noneNamed = (output: string, member: string, code: string, words: (name: string) => string, status = 400): Operation => ({
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
  sns: { ListPlatformApplications: ['PlatformApplications'] },
  resourcegroupstaggingapi: { GetComplianceSummary: ['SummaryList'] },
  organizations: { ListDelegatedAdministrators: ['DelegatedAdministrators'], ListAWSServiceAccessForOrganization: ['EnabledServicePrincipals'] },
  kms: { DescribeCustomKeyStores: ['CustomKeyStores'] },
  ecr: { DescribePullThroughCacheRules: ['pullThroughCacheRules'] },
  backup: {
    ListLegalHolds: ['LegalHolds'],
    ListReportJobs: ['ReportJobs'],
    ListBackupPlanTemplates: ['BackupPlanTemplatesList'],
    ListFrameworks: ['Frameworks'],
    ListReportPlans: ['ReportPlans'],
  },
  ce: {
    GetAnomalySubscriptions: ['AnomalySubscriptions'],
    ListCostCategoryDefinitions: ['CostCategoryReferences'],
    GetAnomalies: ['Anomalies'],
    GetAnomalyMonitors: ['AnomalyMonitors'],
    ListCostAllocationTags: ['CostAllocationTags'],
  },
  cloudtrail: { ListChannels: ['Channels'], ListEventDataStores: ['EventDataStores'], ListImports: ['Imports'] },
  cloudwatch: { DescribeInsightRules: ['InsightRules'], DescribeAnomalyDetectors: ['AnomalyDetectors'], ListDashboards: ['DashboardEntries'], ListMetricStreams: ['Entries'] },
  dynamodb: { ListBackups: ['BackupSummaries'], ListExports: ['ExportSummaries'], ListGlobalTables: ['GlobalTables'] },
  ec2: {
    DescribeBundleTasks: ['BundleTasks'],
    DescribeCapacityReservations: ['CapacityReservations'],
    DescribeCarrierGateways: ['CarrierGateways'],
    DescribeClientVpnEndpoints: ['ClientVpnEndpoints'],
    DescribeCustomerGateways: ['CustomerGateways'],
    DescribeExportTasks: ['ExportTasks'],
    DescribeFastSnapshotRestores: ['FastSnapshotRestores'],
    DescribeFleets: ['Fleets'],
    DescribeHosts: ['Hosts'],
    DescribeImportSnapshotTasks: ['ImportSnapshotTasks'],
    DescribeInstanceEventWindows: ['InstanceEventWindows'],
    DescribeLocalGateways: ['LocalGateways'],
    DescribeMovingAddresses: ['MovingAddressStatuses'],
    DescribeNetworkInsightsPaths: ['NetworkInsightsPaths'],
    DescribePublicIpv4Pools: ['PublicIpv4Pools'],
    DescribeSnapshotTierStatus: ['SnapshotTierStatuses'],
    DescribeStaleSecurityGroups: ['StaleSecurityGroupSet'],
    DescribeVpcClassicLink: ['Vpcs'],
    DescribePlacementGroups: ['PlacementGroups'],
    DescribeReservedInstances: ['ReservedInstances'],
    DescribeSpotInstanceRequests: ['SpotInstanceRequests'],
    DescribeVpnConnections: ['VpnConnections'],
    ListImagesInRecycleBin: ['Images'],
  },
  ecs: {
    DescribeTaskSets: ['taskSets'],
    ListContainerInstances: ['containerInstanceArns'],
    ListServicesByNamespace: ['serviceArns'],
    DescribeCapacityProviders: ['capacityProviders', 'failures'],
  },
  events: { ListEndpoints: ['Endpoints'], ListApiDestinations: ['ApiDestinations'], ListArchives: ['Archives'], ListConnections: ['Connections'], ListReplays: ['Replays'] },
  iam: {
    ListOpenIDConnectProviders: ['OpenIDConnectProviderList'],
    ListSAMLProviders: ['SAMLProviderList'],
    ListServerCertificates: ['ServerCertificateMetadataList'],
  },
  lambda: {
    ListAliases: ['Aliases'],
    ListFunctionUrlConfigs: ['FunctionUrlConfigs'],
    ListProvisionedConcurrencyConfigs: ['ProvisionedConcurrencyConfigs'],
    ListCodeSigningConfigs: ['CodeSigningConfigs'],
    ListEventSourceMappings: ['EventSourceMappings'],
    ListLayers: ['Layers'],
  },
  logs: {
    DescribeSubscriptionFilters: ['subscriptionFilters'],
    DescribeDestinations: ['destinations'],
    DescribeExportTasks: ['exportTasks'],
    DescribeMetricFilters: ['metricFilters'],
    DescribeQueryDefinitions: ['queryDefinitions'],
    DescribeResourcePolicies: ['resourcePolicies'],
  },
  rds: {
    DescribeReservedDBInstancesOfferings: ['ReservedDBInstancesOfferings'],
    DescribeBlueGreenDeployments: ['BlueGreenDeployments'],
    DescribeDBProxies: ['DBProxies'],
    DescribeDBSecurityGroups: ['DBSecurityGroups'],
    DescribeGlobalClusters: ['GlobalClusters'],
    DescribePendingMaintenanceActions: ['PendingMaintenanceActions'],
    DescribeReservedDBInstances: ['ReservedDBInstances'],
  },
  route53: {
    ListTrafficPolicies: ['TrafficPolicySummaries'],
    ListVPCAssociationAuthorizations: ['VPCs'],
    ListHealthChecks: ['HealthChecks'],
    ListQueryLoggingConfigs: ['QueryLoggingConfigs'],
    ListReusableDelegationSets: ['DelegationSets'],
  },
  route53domains: { ListOperations: ['Operations'] },
  stepfunctions: { ListActivities: ['activities'] },
};

/** The same as operations, for the service's own list. */
export const unused = (service: string): { readonly [operation: string]: Operation } =>
  Object.fromEntries(Object.entries(UNUSED[service] ?? {}).map(([name, output]) => [name, none(...output)]));
