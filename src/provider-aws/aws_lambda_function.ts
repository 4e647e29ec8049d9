// Lambda functions. The code is named by a file or an object in a bucket; its hash decides whether it is new.

import { MINUTE, SECOND } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { all, atLeast, between, enumOf, length, match } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, differ, map, pick, single, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS } from './core/tagging.ts';

const ABSENT = ['ResourceNotFoundException'];
const find = (api: Api, attrs: Attrs) => api.find('lambda', 'GetFunction', { FunctionName: text(attrs.id) || text(attrs.function_name) }, ABSENT);

const configuration = (attrs: Attrs): Record<string, Json | undefined> => {
  const vpc = single(attrs.vpc_config);
  const environment = single(attrs.environment);
  const dead = single(attrs.dead_letter_config);
  const logging = single(attrs.logging_config);
  const storage = single(attrs.ephemeral_storage);
  const tracing = single(attrs.tracing_config);
  return {
    Role: attrs.role,
    Handler: text(attrs.handler) || undefined,
    Runtime: text(attrs.runtime) || undefined,
    Description: text(attrs.description) || undefined,
    Timeout: attrs.timeout,
    MemorySize: attrs.memory_size,
    Layers: texts(attrs.layers).length ? texts(attrs.layers) : undefined,
    KMSKeyArn: text(attrs.kms_key_arn) || undefined,
    Environment: environment ? { Variables: map(environment.variables) } : undefined,
    VpcConfig: vpc ? { SubnetIds: texts(vpc.subnet_ids), SecurityGroupIds: texts(vpc.security_group_ids) } : undefined,
    DeadLetterConfig: dead ? { TargetArn: text(dead.target_arn) } : undefined,
    TracingConfig: tracing ? { Mode: text(tracing.mode) } : undefined,
    EphemeralStorage: storage ? { Size: storage.size ?? 512 } : undefined,
    LoggingConfig: logging ? { LogFormat: text(logging.log_format), ...(text(logging.log_group) ? { LogGroup: text(logging.log_group) } : {}) } : undefined,
  };
};
/** What the configuration has no more: an update that leaves it out would leave it as it is. */
const takenAway = (prior: Attrs, planned: Attrs): Record<string, Json> => ({
  ...(single(prior.environment) && !single(planned.environment) ? { Environment: { Variables: {} } } : {}),
  ...(single(prior.vpc_config) && !single(planned.vpc_config) ? { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } } : {}),
  ...(single(prior.dead_letter_config) && !single(planned.dead_letter_config) ? { DeadLetterConfig: { TargetArn: '' } } : {}),
  ...(text(prior.description) && !text(planned.description) ? { Description: '' } : {}),
});
const code = (api: Api, attrs: Attrs): Json =>
  text(attrs.image_uri)
    ? { ImageUri: text(attrs.image_uri) }
    : text(attrs.s3_bucket)
      ? { S3Bucket: text(attrs.s3_bucket), S3Key: text(attrs.s3_key), ...(text(attrs.s3_object_version) ? { S3ObjectVersion: text(attrs.s3_object_version) } : {}) }
      : { ZipFile: api.file(text(attrs.filename), 'reading ZIP file') };
/** Keeps executions for the function, or no more. */
function reserve(api: Api, FunctionName: string, had: Json | undefined, wanted: Json | undefined): void {
  if ((had ?? -1) === (wanted ?? -1)) return;
  if (typeof wanted === 'number' && wanted >= 0) api.call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: wanted });
  else api.call('lambda', 'DeleteFunctionConcurrency', { FunctionName });
}
const CODE = ['filename', 's3_bucket', 's3_key', 's3_object_version', 'source_code_hash', 'image_uri', 'architectures'];
const CONFIG = [
  'role',
  'handler',
  'runtime',
  'description',
  'timeout',
  'memory_size',
  'layers',
  'kms_key_arn',
  'environment',
  'vpc_config',
  'dead_letter_config',
  'ephemeral_storage',
  'logging_config',
  'tracing_config',
];

/** In the order of the AWS SDK of May 2025. */
const RUNTIMES = [
  ...['nodejs', 'nodejs4.3', 'nodejs6.10', 'nodejs8.10', 'nodejs10.x', 'nodejs12.x', 'nodejs14.x', 'nodejs16.x', 'java8', 'java8.al2', 'java11', 'python2.7', 'python3.6'],
  ...['python3.7', 'python3.8', 'python3.9', 'dotnetcore1.0', 'dotnetcore2.0', 'dotnetcore2.1', 'dotnetcore3.1', 'dotnet6', 'dotnet8', 'nodejs4.3-edge', 'go1.x', 'ruby2.5'],
  ...['ruby2.7', 'provided', 'provided.al2', 'nodejs18.x', 'python3.10', 'java17', 'ruby3.2', 'ruby3.3', 'ruby3.4', 'python3.11', 'nodejs20.x', 'provided.al2023', 'python3.12'],
  ...['java21', 'python3.13', 'nodejs22.x'],
];

export const awsLambdaFunction: ResourceType = {
  name: 'aws_lambda_function',
  label: 'Lambda Function',
  checks: {
    values: {
      architectures: enumOf('x86_64', 'arm64'),
      code_signing_config_arn: arn,
      'dead_letter_config.target_arn': arn,
      'ephemeral_storage.size': between(512, 10240),
      'file_system_config.arn': arn,
      'file_system_config.local_mount_path': match(/^\/mnt\/[0-9A-Za-z_.-]+$/, "must start with '/mnt/'", '/mnt/data', '/data'),
      function_name: match(
        /^(arn:[\w-]+:lambda:)?([a-z]{2}-(?:[a-z]+-){1,2}\d{1}:)?(\d{12}:)?(function:)?([0-9A-Za-z_-]+)(:(\$LATEST|[0-9A-Za-z_-]+))?$/,
        'must be valid function name or function ARN',
        'nightly',
        'nightly jobs',
      ),
      handler: length(1, 128),
      kms_key_arn: arn,
      layers: arn,
      'logging_config.application_log_level': enumOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'),
      'logging_config.log_format': enumOf('JSON', 'Text'),
      'logging_config.log_group': all('/aws/lambda/nightly', length(1, 512), match(/^[0-9A-Za-z_./#-]+$/, '', 'a', 'a b')),
      'logging_config.system_log_level': enumOf('DEBUG', 'INFO', 'WARN'),
      memory_size: between(128, 10240),
      package_type: enumOf('Zip', 'Image'),
      reserved_concurrent_executions: atLeast(-1),
      role: arn,
      runtime: enumOf(...RUNTIMES),
      'snap_start.apply_on': enumOf('PublishedVersions', 'None'),
      timeout: between(1, 900),
      'tracing_config.mode': enumOf('Active', 'PassThrough'),
    },
    conflicts: { s3_object_version: ['filename', 'image_uri'] },
    exactlyOne: [['filename', 'image_uri', 's3_bucket']],
    together: { replacement_security_group_ids: ['replace_security_groups_on_destroy'], s3_bucket: ['s3_key'], s3_key: ['s3_bucket'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.function_name),
  create(api, planned) {
    const tags = map(planned.tags_all);
    api.call('lambda', 'CreateFunction', {
      FunctionName: planned.function_name,
      ...configuration(planned),
      Code: code(api, planned),
      PackageType: planned.package_type,
      Publish: planned.publish,
      Architectures: texts(planned.architectures).length ? texts(planned.architectures) : undefined,
      Tags: Object.keys(tags).length ? tags : undefined,
    });
    reserve(api, text(planned.function_name), -1, planned.reserved_concurrent_executions);
    return { id: text(planned.function_name) };
  },
  read(api, state) {
    const reply = find(api, state);
    const found = pick((reply ?? {}) as Json, 'Configuration') as Attrs | undefined;
    if (!found) return null;
    const arn = text(found.FunctionArn);
    const qualified = `${arn}:${text(found.Version) || '$LATEST'}`;
    const invoke = (of: string) => `arn:aws:apigateway:${api.region}:lambda:path/2015-03-31/functions/${of}/invocations`;
    const vpc = found.VpcConfig;
    const hasVpc = texts(pick(vpc, 'SubnetIds')).length > 0;
    return {
      architectures: texts(found.Architectures).length ? texts(found.Architectures) : ['x86_64'],
      arn,
      code_sha256: found.CodeSha256 ?? '',
      description: found.Description ?? '',
      environment: Object.keys(map(pick(found.Environment, 'Variables'))).length ? [{ variables: map(pick(found.Environment, 'Variables')) }] : [],
      ephemeral_storage: [{ size: pick(found.EphemeralStorage, 'Size') ?? 512 }],
      function_name: found.FunctionName,
      handler: found.Handler ?? '',
      invoke_arn: invoke(arn),
      kms_key_arn: found.KMSKeyArn ?? '',
      last_modified: found.LastModified ?? '',
      layers: [],
      logging_config: [
        {
          application_log_level: '',
          log_format: pick(found.LoggingConfig, 'LogFormat') ?? 'Text',
          log_group: pick(found.LoggingConfig, 'LogGroup') ?? `/aws/lambda/${text(found.FunctionName)}`,
          system_log_level: '',
        },
      ],
      memory_size: found.MemorySize ?? 128,
      package_type: found.PackageType ?? 'Zip',
      qualified_arn: qualified,
      qualified_invoke_arn: invoke(qualified),
      reserved_concurrent_executions: pick(reply as Json, 'Concurrency.ReservedConcurrentExecutions') ?? -1,
      role: found.Role,
      runtime: found.Runtime ?? '',
      signing_job_arn: '',
      signing_profile_version_arn: '',
      source_code_hash: text(state.source_code_hash) || (found.CodeSha256 ?? ''),
      source_code_size: found.CodeSize ?? 0,
      timeout: found.Timeout ?? 3,
      tracing_config: [{ mode: pick(found.TracingConfig, 'Mode') ?? 'PassThrough' }],
      version: found.Version ?? '$LATEST',
      vpc_config: hasVpc
        ? [
            {
              ipv6_allowed_for_dual_stack: false,
              security_group_ids: texts(pick(vpc, 'SecurityGroupIds')),
              subnet_ids: texts(pick(vpc, 'SubnetIds')),
              vpc_id: text(pick(vpc, 'VpcId')),
            },
          ]
        : [],
      tags_all: map(pick(reply as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    const FunctionName = text(prior.id);
    if (differ(prior, planned, ...CONFIG)) api.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...configuration(planned), ...takenAway(prior, planned) });
    if (differ(prior, planned, ...CODE)) api.call('lambda', 'UpdateFunctionCode', { FunctionName, ...(code(api, planned) as Attrs), Publish: planned.publish });
    reserve(api, FunctionName, prior.reserved_concurrent_executions, planned.reserved_concurrent_executions);
  },
  delete(api, prior) {
    if (prior.skip_destroy !== true) api.find('lambda', 'DeleteFunction', { FunctionName: text(prior.id) }, ABSENT);
  },
  created: {
    delay: 5 * SECOND,
    poll: 5 * SECOND,
    timeout: 10 * MINUTE,
    what: 'Lambda Function',
    target: ['Active'],
    pending: ['Pending'],
    status: (api, attrs) => text(pick((find(api, attrs) ?? {}) as Json, 'Configuration.State')) || (find(api, attrs) ? 'Active' : null),
  },
  recomputed: { last_modified: [...CODE, ...CONFIG], code_sha256: CODE, source_code_size: CODE },
  takes: { create: [1, 3], delete: [0.2, 0.8] },
  tags: TAGS.lambda,
};
