// All resource types and data sources: one line each.
import { awsAcmCertificate } from './aws_acm_certificate.ts';
import { awsAcmCertificateValidation } from './aws_acm_certificate_validation.ts';
import { awsBackupPlan } from './aws_backup_plan.ts';
import { awsBackupSelection } from './aws_backup_selection.ts';
import { awsBackupVault } from './aws_backup_vault.ts';
import { awsBackupVaultLockConfiguration } from './aws_backup_vault_lock_configuration.ts';
import { awsCloudwatchEventRule } from './aws_cloudwatch_event_rule.ts';
import { awsCloudwatchEventTarget } from './aws_cloudwatch_event_target.ts';
import { awsCloudwatchLogGroup } from './aws_cloudwatch_log_group.ts';
import { awsCloudwatchMetricAlarm } from './aws_cloudwatch_metric_alarm.ts';
import { awsDbInstance } from './aws_db_instance.ts';
import { awsDbParameterGroup } from './aws_db_parameter_group.ts';
import { awsDbSnapshot } from './aws_db_snapshot.ts';
import { awsDbSubnetGroup } from './aws_db_subnet_group.ts';
import { awsDynamodbTable } from './aws_dynamodb_table.ts';
import { awsEcrRepository } from './aws_ecr_repository.ts';
import { awsEcsCluster } from './aws_ecs_cluster.ts';
import { awsEcsService } from './aws_ecs_service.ts';
import { awsEcsTaskDefinition } from './aws_ecs_task_definition.ts';
import { awsEip } from './aws_eip.ts';
import { awsIamInstanceProfile } from './aws_iam_instance_profile.ts';
import { awsIamPolicy } from './aws_iam_policy.ts';
import { awsIamRole } from './aws_iam_role.ts';
import { awsIamRolePolicy } from './aws_iam_role_policy.ts';
import { awsIamRolePolicyAttachment } from './aws_iam_role_policy_attachment.ts';
import { awsIamUser } from './aws_iam_user.ts';
import { awsInstance } from './aws_instance.ts';
import { awsInternetGateway } from './aws_internet_gateway.ts';
import { awsKeyPair } from './aws_key_pair.ts';
import { awsKmsKey } from './aws_kms_key.ts';
import { awsLambdaFunction } from './aws_lambda_function.ts';
import { awsLb } from './aws_lb.ts';
import { awsLbListener } from './aws_lb_listener.ts';
import { awsLbListenerRule } from './aws_lb_listener_rule.ts';
import { awsLbTargetGroup } from './aws_lb_target_group.ts';
import { awsNatGateway } from './aws_nat_gateway.ts';
import { awsRoute } from './aws_route.ts';
import { awsRouteTable } from './aws_route_table.ts';
import { awsRouteTableAssociation } from './aws_route_table_association.ts';
import { awsRoute53Record } from './aws_route53_record.ts';
import { awsRoute53Zone } from './aws_route53_zone.ts';
import { awsS3Bucket } from './aws_s3_bucket.ts';
import { awsS3BucketLifecycleConfiguration } from './aws_s3_bucket_lifecycle_configuration.ts';
import { awsS3BucketObjectLockConfiguration } from './aws_s3_bucket_object_lock_configuration.ts';
import { awsS3BucketPolicy } from './aws_s3_bucket_policy.ts';
import { awsS3BucketPublicAccessBlock } from './aws_s3_bucket_public_access_block.ts';
import { awsS3BucketVersioning } from './aws_s3_bucket_versioning.ts';
import { awsS3Object } from './aws_s3_object.ts';
import { awsSecretsmanagerSecret } from './aws_secretsmanager_secret.ts';
import { awsSecretsmanagerSecretVersion } from './aws_secretsmanager_secret_version.ts';
import { awsSecurityGroup } from './aws_security_group.ts';
import { awsSubnet } from './aws_subnet.ts';
import { awsVpc } from './aws_vpc.ts';
import { awsVpcSecurityGroupEgressRule } from './aws_vpc_security_group_egress_rule.ts';
import { awsVpcSecurityGroupIngressRule } from './aws_vpc_security_group_ingress_rule.ts';
import type { DataSource, EphemeralType, ResourceType } from './core/resource.ts';
import { dataAwsAmi } from './data/aws_ami.ts';
import { dataAwsAvailabilityZones } from './data/aws_availability_zones.ts';
import { dataAwsCallerIdentity } from './data/aws_caller_identity.ts';
import { dataAwsDbInstance } from './data/aws_db_instance.ts';
import { dataAwsDbSnapshot } from './data/aws_db_snapshot.ts';
import { dataAwsIamPolicyDocument } from './data/aws_iam_policy_document.ts';
import { dataAwsRegion } from './data/aws_region.ts';
import { dataAwsRoute53Zone } from './data/aws_route53_zone.ts';
import { dataAwsS3Bucket } from './data/aws_s3_bucket.ts';
import { dataAwsSubnets } from './data/aws_subnets.ts';
import { dataAwsVpc } from './data/aws_vpc.ts';
import { ephemeralAwsKmsSecrets } from './ephemeral/aws_kms_secrets.ts';
import { ephemeralAwsSecretsmanagerSecretVersion } from './ephemeral/aws_secretsmanager_secret_version.ts';

const TYPES: readonly ResourceType[] = [
  awsAcmCertificate,
  awsAcmCertificateValidation,
  awsBackupPlan,
  awsBackupSelection,
  awsBackupVault,
  awsBackupVaultLockConfiguration,
  awsCloudwatchEventRule,
  awsCloudwatchEventTarget,
  awsCloudwatchLogGroup,
  awsCloudwatchMetricAlarm,
  awsDbInstance,
  awsDbParameterGroup,
  awsDbSnapshot,
  awsDbSubnetGroup,
  awsDynamodbTable,
  awsEcrRepository,
  awsEcsCluster,
  awsEcsService,
  awsEcsTaskDefinition,
  awsEip,
  awsIamInstanceProfile,
  awsIamPolicy,
  awsIamRole,
  awsIamRolePolicy,
  awsIamRolePolicyAttachment,
  awsIamUser,
  awsInstance,
  awsInternetGateway,
  awsKeyPair,
  awsKmsKey,
  awsLambdaFunction,
  awsLb,
  awsLbListener,
  awsLbListenerRule,
  awsLbTargetGroup,
  awsNatGateway,
  awsRoute,
  awsRoute53Record,
  awsRoute53Zone,
  awsRouteTable,
  awsRouteTableAssociation,
  awsS3Bucket,
  awsS3BucketLifecycleConfiguration,
  awsS3BucketObjectLockConfiguration,
  awsS3BucketPolicy,
  awsS3BucketPublicAccessBlock,
  awsS3BucketVersioning,
  awsS3Object,
  awsSecretsmanagerSecret,
  awsSecretsmanagerSecretVersion,
  awsSecurityGroup,
  awsSubnet,
  awsVpc,
  awsVpcSecurityGroupEgressRule,
  awsVpcSecurityGroupIngressRule,
];

const SOURCES: readonly DataSource[] = [
  dataAwsAmi,
  dataAwsAvailabilityZones,
  dataAwsCallerIdentity,
  dataAwsDbInstance,
  dataAwsDbSnapshot,
  dataAwsIamPolicyDocument,
  dataAwsRegion,
  dataAwsRoute53Zone,
  dataAwsS3Bucket,
  dataAwsSubnets,
  dataAwsVpc,
];

const EPHEMERALS: readonly EphemeralType[] = [ephemeralAwsKmsSecrets, ephemeralAwsSecretsmanagerSecretVersion];

export const RESOURCE_TYPES: { readonly [name: string]: ResourceType } = Object.fromEntries(TYPES.map((type) => [type.name, type]));
export const DATA_SOURCES: { readonly [name: string]: DataSource } = Object.fromEntries(SOURCES.map((source) => [source.name, source]));
export const EPHEMERAL_TYPES: { readonly [name: string]: EphemeralType } = Object.fromEntries(EPHEMERALS.map((type) => [type.name, type]));
