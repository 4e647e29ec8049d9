// Functions: kept, described, changed, deleted. `invoke.ts` runs them.
//   Pending -> Active (a few seconds; about half a minute more in a VPC)
import { between } from '../../engine/chance.ts';
import { iso, MINUTE, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { placeInterface, removeInterface } from '../ec2/interface.ts';
import { groupOf } from '../ec2/security-group.ts';
import { subnetOf } from '../ec2/subnet.ts';
import { mayDo, worn } from '../iam/service-role.ts';
import { arn, uuidOf } from '../ids.ts';
import { given } from '../input.ts';
import { type Ask, AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, type Tags } from '../tags.ts';
import type { Sources } from './code.ts';
import { codeAsked } from './package.ts';
import { complain, invalid, read, refusal } from './refusal.ts';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly packageType: string;
  /** Runtime, Role, Handler, Description, Timeout, MemorySize, Environment …, with the member names of the API. */
  settings: { [name: string]: Json };
  code: { sha256: string; bytes: number; imageUri: string | null; bucket: string | null; key: string | null };
  /** The Python modules of its zip; null when the code is not known here (an image). */
  sources: Sources | null;
  /** Sandboxes that are idle, the one used last at the end. */
  sandboxes: { readonly stream: string; readonly revision: string; readonly usedAt: number }[];
  modifiedAt: number;
  revision: string;
  version: number;
  state: 'Pending' | 'Active';
  vpc: { subnets: string[]; groups: string[]; vpcId: string } | null;
  interfaces: string[];
  /** Statement id -> statement of the function's own policy. */
  permissions: Record<string, Json>;
  /** Of it, how many may run at once; null for no number of its own. */
  concurrency: number | null;
  /** MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig for its events; null for the usual. */
  events: { readonly [member: string]: Json } | null;
  eventsModifiedAt: number;
  tags: Tags;
}

/** Keyed by name. */
export const FUNCTIONS = table<LambdaFunction>('lambda.function');

/** Name, partial ARN or ARN -> name. */
const bareName = (text: string): string => {
  const parts = text.split(':function:');
  return (parts[1] ?? parts[0] ?? text).split(':')[0] as string;
};

/** The right on the function that a request names. */
export const onFunction =
  (action: string) =>
  (context: CloudContext, params: Params): readonly Ask[] => {
    const name = bareName(read(params).optional('FunctionName') ?? '*');
    const tags = rowAt(context.account, context.region, FUNCTIONS, name)?.tags;
    return [{ action: `lambda:${action}`, resource: arnOf(context, name), ...(tags ? { tags } : {}) }];
  };

const arnOf = (context: CloudContext, name: string) => arn('lambda', context.region, context.account.id, `function:${name}`);

export function functionOf(context: CloudContext, text: string): Readonly<LambdaFunction> {
  const name = bareName(text);
  const found = rowAt(context.account, context.region, FUNCTIONS, name);
  if (!found) throw refusal('ResourceNotFoundException', `Function not found: ${arnOf(context, name)}`, 404);
  return found;
}

export const change = (context: CloudContext, name: string) => rows(context.account, context.region, FUNCTIONS)[name] as LambdaFunction;

const SETTINGS = [
  'Runtime',
  'Role',
  'Handler',
  'Description',
  'Timeout',
  'MemorySize',
  'DeadLetterConfig',
  'Environment',
  'KMSKeyArn',
  'TracingConfig',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'EphemeralStorage',
  'SnapStart',
  'LoggingConfig',
];

const defaults = (name: string): { [member: string]: Json } => ({
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  TracingConfig: { Mode: 'PassThrough' },
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
});

function settingsAsked(params: Params): { [name: string]: Json } {
  const settings: { [name: string]: Json } = {};
  for (const member of SETTINGS) if (params[member] !== undefined && params[member] !== null) settings[member] = JSON.parse(JSON.stringify(params[member])) as Json;
  return settings;
}

/** Checks that Lambda may take on the role, and that the role may do what a function in a VPC needs. */
function roleAsked(context: CloudContext, role: string, vpc: LambdaFunction['vpc']): void {
  const session = worn(context.cloud, role, 'lambda.amazonaws.com', 'awslambda');
  if (!session) throw invalid('The role defined for the function cannot be assumed by Lambda.');
  if (vpc && !mayDo(context.cloud, context.time, session, { action: 'ec2:CreateNetworkInterface', resource: '*' }, context.region))
    throw invalid('The provided execution role does not have permissions to call CreateNetworkInterface on EC2');
}

function vpcAsked(context: CloudContext, params: Params): LambdaFunction['vpc'] {
  const config = read(params).record('VpcConfig');
  if (!config) return null;
  const subnets = read(config).texts('SubnetIds');
  const groups = read(config).texts('SecurityGroupIds');
  if (subnets.length === 0) return null;
  try {
    for (const group of groups) groupOf(context, group);
    const vpcId = subnets.map((id) => subnetOf(context, id).vpcId)[0] as string;
    return { subnets, groups, vpcId };
  } catch (problem) {
    throw invalid(
      `Error occurred while DescribeSubnets. EC2 Error Code: ${problem instanceof AwsError ? problem.code : ''}. EC2 Error Message: ${problem instanceof Error ? problem.message : ''}`,
    );
  }
}

const faces = (context: CloudContext, name: string, vpc: LambdaFunction['vpc']): string[] =>
  (vpc?.subnets ?? []).map(
    (subnetId) =>
      placeInterface(context, { subnetId, groups: vpc?.groups ?? [], description: `AWS Lambda VPC ENI-${name}`, interfaceType: 'lambda', requester: 'amazon-lambda' }).id,
  );

export function printFunction(found: Readonly<LambdaFunction>): Params {
  const { Runtime, Role, Handler, Description, Timeout, MemorySize, Environment, ...rest } = JSON.parse(JSON.stringify(found.settings)) as { [name: string]: Json };
  return given({
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime,
    Role,
    Handler,
    CodeSize: found.code.bytes,
    Description,
    Timeout,
    MemorySize,
    LastModified: iso(found.modifiedAt, true).replace('Z', '+0000'),
    CodeSha256: found.code.sha256,
    Version: '$LATEST',
    VpcConfig: found.vpc ? { SubnetIds: [...found.vpc.subnets], SecurityGroupIds: [...found.vpc.groups], VpcId: found.vpc.vpcId } : undefined,
    Environment,
    ...rest,
    RevisionId: found.revision,
    State: found.state,
    StateReason: found.state === 'Pending' ? 'The function is being created.' : undefined,
    StateReasonCode: found.state === 'Pending' ? 'Creating' : undefined,
    LastUpdateStatus: 'Successful',
    PackageType: found.packageType,
    Architectures: Array.isArray(found.settings.Architectures) ? [...found.settings.Architectures] : ['x86_64'],
  });
}

export const createFunction: Operation = {
  kind: 'write',
  authorise: onFunction('CreateFunction'),
  run(context, params) {
    const request = read(params);
    const name = bareName(request.text('FunctionName'));
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
      throw new AwsError('ValidationException', `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint`, 400, false);
    const role = request.text('Role');
    const code = codeAsked(context, request.record('Code') ?? {});
    const packageType = request.optional('PackageType') ?? 'Zip';
    if (packageType === 'Zip' && (!request.optional('Runtime') || !request.optional('Handler')))
      throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
    if (rowAt(context.account, context.region, FUNCTIONS, name)) throw refusal('ResourceConflictException', `Function already exist: ${name}`, 409);
    const vpc = vpcAsked(context, params);
    roleAsked(context, role, vpc);
    const tags = readTags(params.Tags);
    const settings = { ...defaults(name), ...settingsAsked(params), Architectures: request.texts('Architectures').length > 0 ? request.texts('Architectures') : ['x86_64'] };
    const made: LambdaFunction = {
      name,
      arn: arnOf(context, name),
      createdAt: context.time.now,
      packageType,
      settings,
      ...code,
      sandboxes: [],
      modifiedAt: context.time.now,
      revision: uuidOf(context.time, 'lambda'),
      version: 0,
      state: 'Pending',
      vpc,
      interfaces: faces(context, name, vpc),
      permissions: {},
      concurrency: null,
      events: null,
      eventsModifiedAt: context.time.now,
      tags,
    };
    rows(context.account, context.region, FUNCTIONS)[name] = made;
    const seconds = between(context.time.chance, 'lambda', 3, 9) + (vpc ? 25 : 0);
    schedule(context.time, context.time.now + seconds * SECOND, 'lambda.function.active', { account: context.account.id, region: context.region, name });
    note(context.time, 'lambda.function.created', { account: context.account.id, region: context.region, name });
    return printFunction(made);
  },
};

const active: CloudJob = (context, data) => {
  const found = rows(context.account, context.region, FUNCTIONS)[String(data.name)];
  if (found) found.state = 'Active';
};

const released: CloudJob = (context, data) => {
  for (const id of Array.isArray(data.interfaces) ? data.interfaces : []) removeInterface(context, String(id));
};

export const functionJobs = { 'lambda.function.active': active, 'lambda.function.released': released };

export const getFunction: Operation = {
  kind: 'read',
  authorise: onFunction('GetFunction'),
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    const image = found.code.imageUri;
    return given({
      Configuration: printFunction(found),
      Code: image
        ? { RepositoryType: 'ECR', ImageUri: image, ResolvedImageUri: image }
        : { RepositoryType: 'S3', Location: `https://prod-04-2014-tasks.s3.${context.region}.amazonaws.com/snapshots/${context.account.id}/${found.name}-${found.revision}` },
      Tags: Object.keys(found.tags).length > 0 ? { ...found.tags } : undefined,
      Concurrency: found.concurrency === null ? undefined : { ReservedConcurrentExecutions: found.concurrency },
    });
  },
};

export const getFunctionConfiguration: Operation = {
  kind: 'read',
  authorise: onFunction('GetFunctionConfiguration'),
  run: (context, params) => printFunction(functionOf(context, read(params).text('FunctionName'))),
};

export const listFunctions: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(listed(context.account, context.region, FUNCTIONS), params.Marker, params.MaxItems, 50, 'InvalidParameterValueException');
    return given({ NextMarker: cut.next, Functions: cut.items.map(printFunction) });
  },
};

export const listVersionsByFunction: Operation = {
  kind: 'read',
  authorise: onFunction('ListVersionsByFunction'),
  run: (context, params) => ({ Versions: [printFunction(functionOf(context, read(params).text('FunctionName')))] }),
};

export const updateFunctionCode: Operation = {
  kind: 'write',
  authorise: onFunction('UpdateFunctionCode'),
  run(context, params) {
    const { name } = functionOf(context, read(params).text('FunctionName'));
    const code = codeAsked(context, params);
    const found = change(context, name);
    Object.assign(found, code);
    found.modifiedAt = context.time.now;
    found.revision = uuidOf(context.time, 'lambda');
    return printFunction(found);
  },
};

export const updateFunctionConfiguration: Operation = {
  kind: 'write',
  authorise: onFunction('UpdateFunctionConfiguration'),
  run(context, params) {
    const request = read(params);
    const known = functionOf(context, request.text('FunctionName'));
    const role = request.optional('Role');
    const vpc = request.has('VpcConfig') ? vpcAsked(context, params) : undefined;
    if (role || vpc) roleAsked(context, role ?? String(known.settings.Role), vpc ?? null);
    const found = change(context, known.name);
    found.settings = { ...found.settings, ...settingsAsked(params) };
    if (vpc !== undefined) {
      letGo(context, found);
      found.vpc = vpc;
      found.interfaces = faces(context, found.name, vpc);
    }
    found.modifiedAt = context.time.now;
    found.revision = uuidOf(context.time, 'lambda');
    return printFunction(found);
  },
};

/** Interfaces of a function in a VPC stay for a good while after it is gone, and keep its subnets and groups. */
function letGo(context: CloudContext, found: Readonly<LambdaFunction>): void {
  if (found.interfaces.length === 0) return;
  const minutes = between(context.time.chance, 'lambda', 12, 28);
  schedule(context.time, context.time.now + minutes * MINUTE, 'lambda.function.released', {
    account: context.account.id,
    region: context.region,
    interfaces: [...found.interfaces],
  });
}

export const deleteFunction: Operation = {
  kind: 'write',
  authorise: onFunction('DeleteFunction'),
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    letGo(context, found);
    note(context.time, 'lambda.function.deleted', { account: context.account.id, region: context.region, name: found.name });
    delete rows(context.account, context.region, FUNCTIONS)[found.name];
    return {};
  },
};

export const listTags: Operation = { kind: 'read', run: (context, params) => ({ Tags: { ...functionOf(context, read(params).text('Resource')).tags } }) };

const named = (context: CloudContext, params: Params) => functionOf(context, read(params).text('Resource'));

export const tagging = tagOperations({ check: named, row: (context, params) => change(context, named(context, params).name), words: complain });

/** No function here is signed. */
export const getFunctionCodeSigningConfig: Operation = {
  kind: 'read',
  run: (context, params) => ({ FunctionName: functionOf(context, read(params).text('FunctionName')).name }),
};
