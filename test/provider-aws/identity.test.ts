// A run of Terraform proves its credentials once, however many steps it takes.
import { expect, test } from 'vitest';
import { addAccount, call, emptyCloud, rootOf } from '../../src/aws/call.ts';
import { MINUTE } from '../../src/engine/clock.ts';
import type { Json } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import type { CloudReply } from '../../src/provider-aws/connection.ts';
import { fromPlain } from '../../src/provider-aws/core/plain.ts';
import { awsProvider } from '../../src/provider-aws/provider.ts';
import { awsSchema, blockType } from '../../src/provider-aws/schema/schema.ts';
import { ACCOUNT, newWorld, REGION } from './bench.ts';

const config = fromPlain(blockType(awsSchema.provider.block), { region: REGION });

test('the account is asked for once a minute, and a refused key is told as the provider tells it', () => {
  const { cloud, time } = newWorld();
  const root = (service: string, operation: string, params: { readonly [name: string]: Json }) =>
    call(cloud, time, { service, operation, params, region: REGION, principal: rootOf(ACCOUNT) }) as CloudReply;
  root('iam', 'CreateUser', { UserName: 'ann' });
  const made = root('iam', 'CreateAccessKey', { UserName: 'ann' });
  const { AccessKeyId: key, SecretAccessKey: secret } = (made.ok ? made.output.AccessKey : {}) as { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  const provider = (accessKeyId: string, signedWith = secret) =>
    awsProvider({
      time,
      env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: signedWith },
      home: '/',
      readFile: () => null,
      cloud: (request) => call(cloud, time, request) as CloudReply,
    });
  const asked = () => since(time.facts).filter((fact) => fact.kind === 'aws.call' && fact.data.operation === 'GetCallerIdentity').length;
  expect(provider(key).configure(config)).toEqual([]);
  time.now += MINUTE / 2;
  expect(provider(key).configure(config)).toEqual([]);
  expect(asked()).toBe(1);
  time.now += MINUTE;
  expect(provider(key).configure(config)).toEqual([]);
  expect(asked()).toBe(2);
  expect(provider('AKIANOBODY').configure(config)[0]?.summary).toMatch(
    /^Retrieving AWS account details: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: \S+, api error InvalidClientTokenId: /,
  );
  time.now += MINUTE * 2;
  expect(provider(key, 'x').configure(config)[0]?.summary).toContain('api error SignatureDoesNotMatch: ');
});

test('no key and no region are told before anything is called', () => {
  const time = newWorld().time;
  const cloud = emptyCloud();
  addAccount(cloud, time, { id: '210987654321', alias: 'other', region: REGION });
  const facts = time.facts.length;
  const bare = awsProvider({ time, env: {}, home: '/', readFile: () => null, cloud: (request) => call(cloud, time, request) as CloudReply });
  expect(bare.configure(config)[0]?.summary).toBe('No valid credential sources found');
  expect(bare.configure(fromPlain(blockType(awsSchema.provider.block), {}))[0]?.summary).toBe('invalid AWS Region: ');
  expect(time.facts.length).toBe(facts);
});

test('keys come from the profile that is asked for', () => {
  const { cloud, time } = newWorld();
  const files: Record<string, string> = {
    '/home/ann/.aws/credentials': '[default]\naws_access_key_id = AKIAONE\naws_secret_access_key = a\n\n[readonly]\naws_access_key_id = AKIATWO\naws_secret_access_key = b\n',
    '/home/ann/.aws/config': '[default]\nregion = eu-west-1\n\n[profile readonly]\nregion = eu-west-1\n',
  };
  const used = (env: Readonly<Record<string, string>>): string => {
    let key = '';
    const reply = (accessKeyId: string): CloudReply => {
      key = accessKeyId;
      return call(cloud, time, { service: 'sts', operation: 'GetCallerIdentity', params: {}, region: REGION, principal: rootOf(ACCOUNT) }) as CloudReply;
    };
    awsProvider({ time, env, home: '/home/ann', readFile: (path) => files[path] ?? null, cloud: (request) => reply(request.accessKeyId) }).configure(
      fromPlain(blockType(awsSchema.provider.block), {}),
    );
    return key;
  };
  expect(used({})).toBe('AKIAONE');
  expect(used({ AWS_PROFILE: 'readonly' })).toBe('AKIATWO');
  expect(used({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_PROFILE: 'readonly' })).toBe('AKIAENV');
});

test('a profile with a role takes it on, also through a second one, and the refusal is told', () => {
  const { cloud, time } = newWorld();
  const root = (operation: string, params: { readonly [name: string]: Json }) => {
    const reply = call(cloud, time, { service: 'iam', operation, params, region: REGION, principal: rootOf(ACCOUNT) });
    if (!reply.ok) throw new Error(reply.message);
    return reply.output as { readonly [name: string]: { readonly [name: string]: string } };
  };
  root('CreateUser', { UserName: 'ann' });
  const key = root('CreateAccessKey', { UserName: 'ann' }).AccessKey!;
  const trust = (arn: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: arn } }] });
  const may = (Action: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  root('PutUserPolicy', { UserName: 'ann', PolicyName: 'assume', PolicyDocument: may('sts:AssumeRole') });
  root('CreateRole', { RoleName: 'deploy', AssumeRolePolicyDocument: trust(`arn:aws:iam::${ACCOUNT}:user/ann`) });
  root('PutRolePolicy', { RoleName: 'deploy', PolicyName: 'assume', PolicyDocument: may('sts:AssumeRole') });
  root('CreateRole', { RoleName: 'admin', AssumeRolePolicyDocument: trust(`arn:aws:iam::${ACCOUNT}:role/deploy`) });
  const arn = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`;
  const files: Record<string, string> = {
    '/home/ann/.aws/credentials': `[ann]\naws_access_key_id = ${key.AccessKeyId}\naws_secret_access_key = ${key.SecretAccessKey}\n`,
    '/home/ann/.aws/config': [
      `[profile deploy]\nrole_arn = ${arn('deploy')}\nsource_profile = ann\nrole_session_name = ann`,
      `[profile admin]\nrole_arn = ${arn('admin')}\nsource_profile = deploy\nrole_session_name = ann`,
      `[profile straight]\nrole_arn = ${arn('admin')}\nsource_profile = ann`,
      `[profile lost]\nrole_arn = ${arn('admin')}\nsource_profile = nobody`,
      `[profile careful]\nrole_arn = ${arn('deploy')}\nsource_profile = ann\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/ann`,
    ].join('\n\n'),
  };
  const told = (profile: string) => {
    const connection = {
      time,
      env: {},
      home: '/home/ann',
      readFile: (path: string) => files[path] ?? null,
      cloud: (request: object) => call(cloud, time, request as never) as CloudReply,
    };
    const [problem] = awsProvider(connection).configure(fromPlain(blockType(awsSchema.provider.block), { region: REGION, profile }));
    return problem ? `${problem.summary}|${problem.detail}` : since(time.facts).findLast((fact) => fact.kind === 'aws.call')?.data.principal;
  };
  expect(told('deploy')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ann`);
  time.now += 2 * MINUTE;
  expect(told('admin')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/admin/ann`);
  expect(told('straight')).toMatch(
    /^No valid credential sources found\|[\s\S]*Error: failed to refresh cached credentials, operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: \S+, api error AccessDenied: User: \S+user\/ann is not authorized to perform: sts:AssumeRole on resource: \S+admin\n$/,
  );
  expect(told('lost')).toContain('failed to get shared config profile, nobody');
  expect(told('careful')).toContain('assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.');
});
