// Functions that run: what they do in the database and the bucket, and every way in which they cannot.
import { expect, test } from 'vitest';
import { rowsAt } from '../../../src/aws/rds/contents.ts';
import { readDump } from '../../../src/aws/rds/dump.ts';
import { since } from '../../../src/engine/log.ts';
import { house, ROWS, trust, zipOf } from './house.ts';

const MIN = 60_000;
const DAY = 24 * 60 * MIN;

test('an export holds the rows of its moment, and a load brings them back into an empty database', () => {
  const h = house();
  h.fn('export', 'dump_to_s3');
  h.fn('import', 'load_from_s3');
  expect(h.invoke('export')).toMatchObject({ error: false, payload: { bucket: 'exports', rows: { courses_answer: ROWS } } });
  const [key] = h.keys();
  expect(key).toMatch(/^nightly\/prod\/2025-11-03T.*Z\.dump$/);
  const body = h.ok('s3', 'GetObject', { Bucket: 'exports', Key: key! }).Body as string;
  expect(body).toContain(`-- prod.courses_answer: ${ROWS} rows`);
  expect(readDump(body)).toMatchObject({ database: 'prod', tables: { courses_answer: { count: ROWS } } });
  expect(body).not.toContain('correct-horse');
  expect(h.invoke('import')).toMatchObject({ error: true, payload: { errorType: 'DuplicateTable', errorMessage: 'relation "courses_answer" already exists' } });
  delete h.instance().contents.databases.prod!.courses_answer;
  expect(h.invoke('import')).toMatchObject({ error: false, payload: { key } });
  expect(rowsAt(h.instance().contents, 'prod', 'courses_answer', h.time.now)).toBe(ROWS);
});

test('what it prints is in its log group, written with the rights of its role, and everything it did is in the trail', () => {
  const h = house();
  h.fn('export', 'dump_to_s3');
  h.invoke('export');
  const events = h.ok('logs', 'FilterLogEvents', { logGroupName: '/aws/lambda/export' }).events as { message: string }[];
  expect(events.map((event) => event.message.split(/[ :]/)[0])).toEqual(['START', 'prod', 'END', 'REPORT']);
  expect(events[1]?.message).toMatch(/^prod: 1 tables, 90000 rows to s3:\/\/exports\/nightly\/prod\//);
  h.pass(3 * MIN);
  const trail = h.ok('cloudtrail', 'LookupEvents', {}).Events as { EventName: string; CloudTrailEvent: string }[];
  const made = trail.find((event) => event.EventName === 'CreateLogGroup' && event.CloudTrailEvent.includes('/aws/lambda/export'));
  expect(JSON.parse(made!.CloudTrailEvent).userIdentity).toMatchObject({ type: 'AssumedRole', arn: `arn:aws:sts::${h.id}:assumed-role/worker/export` });
});

test('without a way, a right, a name or time it fails as it would in life, and leaves nothing behind', () => {
  const h = house();
  h.fn('slow', 'dump_to_s3', { Timeout: 1 });
  h.fn('outside', 'dump_to_s3', { VpcConfig: { SubnetIds: [] } });
  h.fn('wrong-group', 'dump_to_s3', { VpcConfig: { SubnetIds: [...h.privates], SecurityGroupIds: [h.groups.lb] } });
  h.fn('wrong-host', 'dump_to_s3', {}, { PGHOST: 'nowhere.example.org' });
  h.fn('wrong-password', 'dump_to_s3', {}, { PGPASSWORD: 'x' });
  h.fn('wrong-bucket', 'dump_to_s3', {}, { BUCKET: 'somebody-elses' });
  h.fn('no-bucket', 'dump_to_s3', { Environment: { Variables: {} } });
  const failure = (name: string) => {
    const { error, payload } = h.invoke(name);
    expect(error).toBe(true);
    return `${payload.errorType}: ${payload.errorMessage}`;
  };
  expect(failure('slow')).toMatch(/^Sandbox\.Timedout: RequestId: \S+ Error: Task timed out after 1\.00 seconds$/);
  expect(failure('outside')).toContain('Task timed out after 60.00 seconds');
  expect(failure('wrong-group')).toContain('Task timed out after 60.00 seconds');
  expect(failure('wrong-host')).toBe('OperationalError: could not translate host name "nowhere.example.org" to address: Name or service not known');
  expect(failure('wrong-password')).toBe('OperationalError: password authentication failed for user "app"');
  expect(failure('wrong-bucket')).toMatch(/^ClientError: An error occurred \((AccessDenied|NoSuchBucket)\) when calling the PutObject operation: /);
  expect(failure('no-bucket')).toBe("KeyError: 'BUCKET'");
  h.ok('iam', 'DeleteRolePolicy', { RoleName: 'worker', PolicyName: 's3' });
  h.fn('export', 'dump_to_s3');
  expect(failure('export')).toMatch(/AccessDenied.*is not authorized to perform: s3:PutObject/);
  expect(h.keys()).toEqual([]);
  // The way to S3 leads through the NAT gateway.
  h.ok('ec2', 'DeleteNatGateway', { NatGatewayId: h.nat });
  h.pass(5 * MIN);
  expect(failure('export')).toContain('Task timed out');
});

test('code that is not a job of dbjobs is kept, and says that it is beyond the simulation', () => {
  const h = house();
  const code = (files: { [path: string]: string }, Handler = 'job.handler') => {
    const name = `f${h.ok('lambda', 'ListFunctions').Functions.length}`;
    h.fn(name, 'dump_to_s3', { Code: { ZipFile: zipOf(files) }, Handler });
    const { payload } = h.invoke(name);
    return `${payload.errorType}: ${payload.errorMessage}`;
  };
  expect(code({ 'job.py': 'import os\n\ndef handler(event, context):\n    return 1\n' })).toMatch(/^NotSimulated: .*cannot run the line: import os$/);
  expect(code({ 'other.py': '' })).toBe("Runtime.ImportModuleError: Unable to import module 'job': No module named 'job'");
  expect(code({ 'job.py': 'from dbjobs import count_rows\n' })).toBe("Runtime.HandlerNotFound: Handler 'handler' missing on module 'job'");
  expect(code({ 'job.py': 'from dbjobs import drop_everything as handler\n' })).toContain("cannot import name 'drop_everything' from 'dbjobs'");
  expect(code({ 'job.py': '' }, 'handler')).toContain('Runtime.MalformedHandlerName: Bad handler');
  expect(code({ 'job.py': 'from dbjobs import count_rows\nhandler = count_rows\n' })).toMatch(/^undefined: undefined$/);
  expect(
    h.no('lambda', 'CreateFunction', {
      FunctionName: 'x',
      Runtime: 'python3.12',
      Handler: 'a.b',
      Role: h.worker,
      Code: { ZipFile: Buffer.from('not a zip, and long enough '.repeat(9)).toString('base64') },
    }),
  ).toBe('InvalidParameterValueException: Could not unzip uploaded file. Please check your file, then try to upload again.');
});

test('an event that fails is tried twice more, and the errors are counted', () => {
  const h = house();
  h.fn('export', 'dump_to_s3', {}, { PGPASSWORD: 'x' });
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.pass(DAY / 24);
  const errors = h.ok('logs', 'FilterLogEvents', { logGroupName: '/aws/lambda/export', filterPattern: '"[ERROR]"' }).events as { timestamp: number }[];
  expect(errors.map((event) => Math.floor((event.timestamp - errors[0]!.timestamp) / MIN))).toEqual([0, 1, 3]);
});

test('a function in a network needs a role that may place interfaces', () => {
  const h = house();
  const Role = h.ok('iam', 'CreateRole', { RoleName: 'bare', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }).Role.Arn;
  const wish = { FunctionName: 'x', Runtime: 'python3.12', Handler: 'a.b', Role, Code: { ZipFile: zipOf({ 'a.py': '' }) } };
  expect(h.no('lambda', 'CreateFunction', { ...wish, VpcConfig: { SubnetIds: [...h.privates], SecurityGroupIds: [h.groups.app] } })).toBe(
    'InvalidParameterValueException: The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
  );
  h.ok('lambda', 'CreateFunction', wish);
});

const logOf = (h: ReturnType<typeof house>, name: string) =>
  (h.ok('logs', 'FilterLogEvents', { logGroupName: `/aws/lambda/${name}` }).events as { message: string; timestamp: number }[]).map((event) => event.message);

test('a copy takes the time that its rows take, and is billed for it', () => {
  const h = house();
  h.fn('export', 'dump_to_s3');
  const before = h.time.now;
  h.invoke('export');
  // 240 ms until there is a sandbox, 40 to connect, 200 and the rows, 45 to store.
  const duration = 40 + 200 + ROWS / 60 + 45;
  expect(h.time.now - before).toBe(240 + duration);
  expect(logOf(h, 'export').at(-1)).toMatch(
    new RegExp(
      `^REPORT RequestId: \\S+\\tDuration: ${duration}.00 ms\\tBilled Duration: ${duration + 240} ms\\tMemory Size: 128 MB\\tMax Memory Used: 72 MB\\tInit Duration: 240.00 ms$`,
    ),
  );
  h.invoke('export');
  expect(logOf(h, 'export').at(-1)).toMatch(/Max Memory Used: 72 MB$/);
});

test('a database that goes away in the middle of a copy is gone for the copy', () => {
  const h = house();
  h.fn('export', 'dump_to_s3');
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.pass(1900);
  expect(logOf(h, 'export')).toHaveLength(1);
  h.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'courses-db', SkipFinalSnapshot: true });
  h.pass(MIN / 2);
  expect(logOf(h, 'export')[1]).toMatch(/^\[ERROR\] OperationalError: server closed the connection unexpectedly/);
  expect(h.keys()).toEqual([]);
});

test('time and memory end a run as Lambda ends it, and the sandbox with it', () => {
  const h = house();
  h.fn('slow', 'dump_to_s3', { Timeout: 1 });
  h.invoke('slow');
  expect(logOf(h, 'slow').map((line) => line.replace(/[0-9a-f-]{36}/g, 'ID'))).toEqual([
    'START RequestId: ID Version: $LATEST',
    expect.stringMatching(/^\S+Z ID Task timed out after 1\.00 seconds$/),
    'END RequestId: ID',
    'REPORT RequestId: ID\tDuration: 1000.00 ms\tBilled Duration: 1240 ms\tMemory Size: 128 MB\tMax Memory Used: 72 MB\tInit Duration: 240.00 ms\tStatus: timeout',
  ]);
  h.fn('greedy', 'dump_to_s3', {}, { CHUNK_ROWS: '90000' });
  expect(h.invoke('greedy').payload).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/),
  });
  expect(logOf(h, 'greedy').at(-1)).toMatch(/Max Memory Used: 128 MB\tInit Duration: 240.00 ms\tStatus: error\tError Type: Runtime\.ExitError$/);
  h.ok('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'greedy', MemorySize: 512 });
  expect(h.invoke('greedy').error).toBe(false);
});

test('what runs is counted: one more than is reserved is refused, an event waits its turn', () => {
  const h = house();
  h.fn('export', 'dump_to_s3');
  h.ok('lambda', 'PutFunctionConcurrency', { FunctionName: 'export', ReservedConcurrentExecutions: 1 });
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.pass(1500);
  expect(h.no('lambda', 'Invoke', { FunctionName: 'export' })).toBe('TooManyRequestsException: Rate Exceeded.');
  h.pass(MIN);
  expect(logOf(h, 'export').filter((line) => line.startsWith('REPORT'))).toHaveLength(2);
  expect(h.invoke('export').error).toBe(false);
});

test('an event that is done for goes where the function sends it: a topic for dead letters, another for failures', () => {
  const h = house();
  h.ok('iam', 'PutRolePolicy', {
    RoleName: 'worker',
    PolicyName: 'tell',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }] }),
  });
  const topic = (name: string) => h.ok('sns', 'CreateTopic', { Name: name }).TopicArn as string;
  const [letters, failures, successes] = [topic('letters'), topic('failures'), topic('successes')];
  h.fn('export', 'dump_to_s3', { DeadLetterConfig: { TargetArn: letters } }, { PGPASSWORD: 'x' });
  expect(h.no('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'export', MaximumRetryAttempts: 3 })).toMatch(/^InvalidParameterValueException: /);
  h.ok('lambda', 'PutFunctionEventInvokeConfig', {
    FunctionName: 'export',
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: failures }, OnSuccess: { Destination: successes } },
  });
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.pass(10 * MIN);
  expect(logOf(h, 'export').filter((line) => line.startsWith('REPORT'))).toHaveLength(2);
  const published = () =>
    since(h.time.facts, 0)
      .filter((fact) => fact.kind === 'sns.published')
      .map((fact) => fact.data.topic);
  expect(published()).toEqual(['letters', 'failures']);
  h.ok('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'export', Environment: { Variables: h.environment } });
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.pass(MIN);
  expect(published()).toEqual(['letters', 'failures', 'successes']);
  h.ok('lambda', 'PutFunctionConcurrency', { FunctionName: 'export', ReservedConcurrentExecutions: 0 });
  h.ok('lambda', 'Invoke', { FunctionName: 'export', InvocationType: 'Event' });
  h.pass(MIN);
  expect(published()).toEqual(['letters', 'failures', 'successes', 'letters', 'failures']);
});
