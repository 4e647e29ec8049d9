// Functions: kept, described, changed, deleted. Nothing runs them here, and an invocation says so.
//   Pending -> Active (a few seconds; about half a minute more in a VPC)
import { between } from '../../engine/chance.ts';
import { iso, MINUTE, SECOND } from '../../engine/clock.ts';
import { fingerprint, type Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, peek, rows, table } from '../cloud.ts';
import { placeInterface, removeInterface } from '../ec2/interface.ts';
import { groupOf } from '../ec2/security-group.ts';
import { subnetOf } from '../ec2/subnet.ts';
import { ROLES } from '../iam/tables.ts';
import { arn, uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags } from '../tags.ts';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly packageType: string;
  /** Runtime, Role, Handler, Description, Timeout, MemorySize, Environment …, with the member names of the API. */
  settings: { [name: string]: Json };
  code: { sha256: string; bytes: number; imageUri: string | null; bucket: string | null; key: string | null };
  modifiedAt: number;
  revision: string;
  version: number;
  state: 'Pending' | 'Active';
  vpc: { subnets: string[]; groups: string[]; vpcId: string } | null;
  interfaces: string[];
  /** Statement id -> statement of the function's own policy. */
  permissions: Record<string, Json>;
  concurrency: number | null;
  tags: Tags;
}

/** Keyed by name. */
export const FUNCTIONS = table<LambdaFunction>('lambda.function');

const refusal = (code: string, message: string, status = 400) => new AwsError(code, message, status, true);
const invalid = (message: string) => refusal('InvalidParameterValueException', message);
export const read = (params: Params) =>
  input(
    params,
    (problem, name) =>
      new AwsError(
        'ValidationException',
        problem === 'missing'
          ? `1 validation error detected: Value null at '${name.charAt(0).toLowerCase() + name.slice(1)}' failed to satisfy constraint: Member must not be null`
          : `Invalid value for ${name}`,
        400,
        false,
      ),
  );

/** Name, partial ARN or ARN -> name. */
const bareName = (text: string): string => {
  const parts = text.split(':function:');
  return (parts[1] ?? parts[0] ?? text).split(':')[0] as string;
};

const arnOf = (context: CloudContext, name: string) => arn('lambda', context.region, context.account.id, `function:${name}`);

export function functionOf(context: CloudContext, text: string): Readonly<LambdaFunction> {
  const name = bareName(text);
  const found = peek(context.account, context.region, FUNCTIONS)[name];
  if (!found) throw refusal('ResourceNotFoundException', `Function not found: ${arnOf(context, name)}`, 404);
  return found;
}

const change = (context: CloudContext, name: string) => rows(context.account, context.region, FUNCTIONS)[name] as LambdaFunction;

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

/** A stand-in for the base64 SHA-256 that Lambda gives: the same text always has the same, and another text another one. */
const digest = (text: string): string => {
  const digits = [0, 1, 2, 3].map((round) => fingerprint(`${round}${text}`)).join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i < 43; i++) out += alphabet[(Number.parseInt(digits[i] ?? digits[i % 64] ?? '0', 16) * 4 + i) % 64];
  return `${out}=`;
};

function codeAsked(params: Params): LambdaFunction['code'] {
  const code = read(params);
  const zip = code.optional('ZipFile');
  const image = code.optional('ImageUri');
  const bucket = code.optional('S3Bucket');
  const key = code.optional('S3Key');
  if (!zip && !image && !(bucket && key)) throw invalid('Please provide a source for function code.');
  const text = zip ?? image ?? `${bucket}/${key}/${code.optional('S3ObjectVersion') ?? ''}`;
  return { sha256: digest(text), bytes: zip ? Math.ceil((zip.length * 3) / 4) : 0, imageUri: image, bucket, key };
}

function roleAsked(context: CloudContext, role: string): void {
  const known = Object.values(peek(context.account, GLOBAL, ROLES)).find((candidate) => candidate.arn === role);
  if (!known?.trust.includes('lambda.amazonaws.com')) throw invalid('The role defined for the function cannot be assumed by Lambda.');
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
  run(context, params) {
    const request = read(params);
    const name = bareName(request.text('FunctionName'));
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
      throw new AwsError('ValidationException', `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint`, 400, false);
    const role = request.text('Role');
    const code = codeAsked(request.record('Code') ?? {});
    const packageType = request.optional('PackageType') ?? 'Zip';
    if (packageType === 'Zip' && (!request.optional('Runtime') || !request.optional('Handler')))
      throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
    if (peek(context.account, context.region, FUNCTIONS)[name]) throw refusal('ResourceConflictException', `Function already exist: ${name}`, 409);
    roleAsked(context, role);
    const vpc = vpcAsked(context, params);
    const tags = readTags(params.Tags);
    const settings = { ...defaults(name), ...settingsAsked(params), Architectures: request.texts('Architectures').length > 0 ? request.texts('Architectures') : ['x86_64'] };
    const made: LambdaFunction = {
      name,
      arn: arnOf(context, name),
      createdAt: context.time.now,
      packageType,
      settings,
      code,
      modifiedAt: context.time.now,
      revision: uuidOf(context.time, 'lambda'),
      version: 0,
      state: 'Pending',
      vpc,
      interfaces: faces(context, name, vpc),
      permissions: {},
      concurrency: null,
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

export const getFunctionConfiguration: Operation = { kind: 'read', run: (context, params) => printFunction(functionOf(context, read(params).text('FunctionName'))) };

export const listFunctions: Operation = {
  kind: 'read',
  run(context, params) {
    const cut = page(Object.values(peek(context.account, context.region, FUNCTIONS)), params.Marker, params.MaxItems, 50, 'InvalidParameterValueException');
    return given({ NextMarker: cut.next, Functions: cut.items.map(printFunction) });
  },
};

export const listVersionsByFunction: Operation = {
  kind: 'read',
  run: (context, params) => ({ Versions: [printFunction(functionOf(context, read(params).text('FunctionName')))] }),
};

export const updateFunctionCode: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = functionOf(context, read(params).text('FunctionName'));
    const code = codeAsked(params);
    const found = change(context, name);
    found.code = code;
    found.modifiedAt = context.time.now;
    found.revision = uuidOf(context.time, 'lambda');
    return printFunction(found);
  },
};

export const updateFunctionConfiguration: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = functionOf(context, request.text('FunctionName'));
    const role = request.optional('Role');
    if (role) roleAsked(context, role);
    const vpc = request.has('VpcConfig') ? vpcAsked(context, params) : undefined;
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
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    letGo(context, found);
    note(context.time, 'lambda.function.deleted', { account: context.account.id, region: context.region, name: found.name });
    delete rows(context.account, context.region, FUNCTIONS)[found.name];
    return {};
  },
};

export const addPermission: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name, permissions, arn: functionArn } = functionOf(context, request.text('FunctionName'));
    const id = request.text('StatementId');
    const principal = request.text('Principal');
    const action = request.text('Action');
    if (permissions[id])
      throw refusal('ResourceConflictException', `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`, 409);
    const source = request.optional('SourceArn');
    const statement = given({
      Sid: id,
      Effect: 'Allow',
      Principal: principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal },
      Action: action,
      Resource: functionArn,
      Condition: source ? { ArnLike: { 'AWS:SourceArn': source } } : undefined,
    });
    change(context, name).permissions[id] = statement;
    return { Statement: JSON.stringify(statement) };
  },
};

export const getPolicy: Operation = {
  kind: 'read',
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    const statements = Object.values(found.permissions);
    if (statements.length === 0) throw refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }), RevisionId: found.revision };
  },
};

export const removePermission: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name, permissions } = functionOf(context, request.text('FunctionName'));
    const id = request.text('StatementId');
    if (!permissions[id]) throw refusal('ResourceNotFoundException', `Statement ${id} is not found in resource policy.`, 404);
    delete change(context, name).permissions[id];
    return {};
  },
};

export const listTags: Operation = { kind: 'read', run: (context, params) => ({ Tags: { ...functionOf(context, read(params).text('Resource')).tags } }) };

export const tagResource: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = functionOf(context, read(params).text('Resource'));
    const tags = readTags(params.Tags);
    Object.assign(change(context, name).tags, tags);
    return {};
  },
};

export const untagResource: Operation = {
  kind: 'write',
  run(context, params) {
    const { name } = functionOf(context, read(params).text('Resource'));
    const keys = read(params).texts('TagKeys');
    for (const key of keys) delete change(context, name).tags[key];
    return {};
  },
};

/** No function here is signed. */
export const getFunctionCodeSigningConfig: Operation = {
  kind: 'read',
  run: (context, params) => ({ FunctionName: functionOf(context, read(params).text('FunctionName')).name }),
};
