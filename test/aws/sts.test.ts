// Temporary credentials: whose trust they take, what limits them, how they end; the second factor; what a key has to be signed with.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { call } from '../../src/aws/call.ts';
import { codeAt, fromBase32 } from '../../src/aws/iam/totp.ts';
import { HOUR, SECOND } from '../../src/engine/clock.ts';
import { ACCOUNT, admin, ask, newMember, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const trust = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }] });
const role = (world: World, name: string, statement: object) => {
  out(world, 'iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust(statement) });
  out(world, 'iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  return { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'session' };
};
const HERE = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };

/** A user with a device; `code` is what it shows. */
function withDevice(world: World) {
  const key = admin(world, 'ann');
  const { SerialNumber, Base32StringSeed } = out(world, 'iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'ann' }).VirtualMFADevice;
  const seed = fromBase32(Buffer.from(Base32StringSeed, 'base64').toString()) as number[];
  const code = (ago = 0) => codeAt(seed, world.time.now - ago);
  out(world, 'iam', 'EnableMFADevice', { UserName: 'ann', SerialNumber, AuthenticationCode1: code(30 * SECOND), AuthenticationCode2: code() });
  return { key, SerialNumber, code };
}

test('codes are those of RFC 6238', () => {
  const seed = [...'12345678901234567890'].map((letter) => letter.charCodeAt(0));
  expect([59, 1111111109, 1234567890, 2000000000].map((at) => codeAt(seed, at * 1000))).toEqual(['287082', '081804', '005924', '279037']);
  const message = Buffer.alloc(8);
  message.writeUInt32BE(Math.floor(1_700_000_000 / 30), 4);
  const digest = createHmac('sha1', Buffer.from(seed)).update(message).digest();
  const from = (digest[19] as number) & 15;
  expect(codeAt(seed, 1_700_000_000_000)).toBe(String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0'));
});

test('an external id has to be the one that the trust policy names', () => {
  const world = newWorld();
  const asked = role(world, 'auditor', { ...HERE, Condition: { StringEquals: { 'sts:ExternalId': 'our-secret' } } });
  const key = admin(world);
  expect(refusal(world, 'sts', 'AssumeRole', asked, key)).toBe(
    `AccessDenied: User: arn:aws:iam::${ACCOUNT}:user/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/auditor`,
  );
  expect(refusal(world, 'sts', 'AssumeRole', { ...asked, ExternalId: 'guess' }, key)).toContain('AccessDenied');
  out(world, 'sts', 'AssumeRole', { ...asked, ExternalId: 'our-secret' }, key);
});

test('a role that wants a second factor takes a right code only, of a device of the caller', () => {
  const world = newWorld();
  const asked = role(world, 'careful', { ...HERE, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } });
  const { key, SerialNumber, code } = withDevice(world);
  const wrong = code() === '000000' ? '111111' : '000000';
  expect(refusal(world, 'sts', 'AssumeRole', asked, key)).toContain('is not authorized to perform: sts:AssumeRole');
  expect(refusal(world, 'sts', 'AssumeRole', { ...asked, SerialNumber, TokenCode: wrong }, key)).toContain('invalid MFA one time pass code');
  expect(refusal(world, 'sts', 'AssumeRole', { ...asked, SerialNumber: `${SerialNumber}x`, TokenCode: code() }, key)).toContain('unable to validate MFA code');
  expect(refusal(world, 'sts', 'AssumeRole', { ...asked, SerialNumber, TokenCode: code() }, admin(world, 'bob'))).toContain('unable to validate MFA code');
  const { AccessKeyId } = out(world, 'sts', 'AssumeRole', { ...asked, SerialNumber, TokenCode: code() }, key).Credentials;
  expect(out(world, 'sts', 'GetCallerIdentity', {}, AccessKeyId).Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/careful/session`);
});

test('a deny without a second factor yields to a session that has shown one', () => {
  const world = newWorld();
  const { key, SerialNumber, code } = withDevice(world);
  const deny = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }],
  });
  out(world, 'iam', 'PutUserPolicy', { UserName: 'ann', PolicyName: 'mfa', PolicyDocument: deny });
  expect(refusal(world, 's3', 'ListBuckets', {}, key)).toContain('with an explicit deny in an identity-based policy');
  const plain = out(world, 'sts', 'GetSessionToken', {}, key).Credentials.AccessKeyId;
  expect(refusal(world, 's3', 'ListBuckets', {}, plain)).toContain('explicit deny');
  expect(refusal(world, 'iam', 'ListUsers', {}, plain)).toContain('InvalidClientTokenId');
  const shown = out(world, 'sts', 'GetSessionToken', { SerialNumber, TokenCode: code() }, key).Credentials.AccessKeyId;
  out(world, 's3', 'ListBuckets', {}, shown);
  out(world, 'iam', 'ListUsers', {}, shown);
  pass(world, 12 * HOUR);
  expect(refusal(world, 's3', 'ListBuckets', {}, shown)).toContain('ExpiredToken: The provided token has expired.');
});

test('across accounts both sides have to allow', () => {
  const world = newWorld();
  out(world, 'organizations', 'CreateOrganization');
  const member = newMember(world, 'backups');
  const there = { RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`, RoleSessionName: 'ann' };
  const key = admin(world);
  out(world, 'iam', 'CreateUser', { UserName: 'poor' });
  const poor = out(world, 'iam', 'CreateAccessKey', { UserName: 'poor' }).AccessKey.AccessKeyId;
  expect(refusal(world, 'sts', 'AssumeRole', there, poor)).toContain('because no identity-based policy allows the sts:AssumeRole action');
  const { AccessKeyId } = out(world, 'sts', 'AssumeRole', there, key).Credentials;
  expect(out(world, 'sts', 'GetCallerIdentity', {}, AccessKeyId).Account).toBe(member);
  // Chained once more, back into the first account: an hour at most, and only where the trust says so.
  const back = role(world, 'back', { Principal: { AWS: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole` } });
  expect(refusal(world, 'sts', 'AssumeRole', { ...back, DurationSeconds: 7200 }, AccessKeyId)).toContain('role chaining');
  out(world, 'sts', 'AssumeRole', back, AccessKeyId);
});

test('a session policy narrows, also where a resource names the role', () => {
  const world = newWorld();
  const asked = role(world, 'reader', HERE);
  out(world, 's3', 'CreateBucket', { Bucket: 'shelf', CreateBucketConfiguration: { LocationConstraint: REGION } });
  const grant = { Effect: 'Allow', Principal: { AWS: asked.RoleArn }, Action: 's3:*', Resource: 'arn:aws:s3:::shelf/*' };
  out(world, 's3', 'PutBucketPolicy', { Bucket: 'shelf', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [grant] }) });
  const only = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] });
  const { AccessKeyId } = out(world, 'sts', 'AssumeRole', { ...asked, Policy: only }, admin(world)).Credentials;
  expect(refusal(world, 's3', 'PutObject', { Bucket: 'shelf', Key: 'a', Body: '' }, AccessKeyId)).toContain('because no session policy allows the s3:PutObject action');
  expect(refusal(world, 's3', 'GetObject', { Bucket: 'shelf', Key: 'a' }, AccessKeyId)).toContain('NoSuchKey');
});

test('root users assume no roles', () => {
  const world = newWorld();
  expect(refusal(world, 'sts', 'AssumeRole', role(world, 'any', HERE))).toBe('AccessDenied: Roles may not be assumed by root accounts.');
});

test('a key is no use without its secret, and a session without its token', () => {
  const world = newWorld();
  admin(world, 'ann');
  const { AccessKeyId, SecretAccessKey } = out(world, 'iam', 'CreateAccessKey', { UserName: 'ann' }).AccessKey;
  const signed = (id: string, secret: string, token: string | null, service = 'rds', operation = 'DescribeDBInstances') => {
    const answer = call(world.cloud, world.time, { service, operation, params: {}, region: REGION, accessKeyId: id, signature: { secret, token } });
    return answer.ok ? 'ok' : answer.code;
  };
  expect(signed(AccessKeyId, SecretAccessKey, null)).toBe('ok');
  expect(signed(AccessKeyId, 'x', null)).toBe('SignatureDoesNotMatch');
  expect(signed(AccessKeyId, 'x', null, 'ec2', 'DescribeVpcs')).toBe('AuthFailure');
  expect(signed(AccessKeyId, 'x', null, 'backup', 'ListBackupVaults')).toBe('InvalidSignatureException');
  expect(signed(AccessKeyId, SecretAccessKey, 'token')).toBe('InvalidClientTokenId');
  const session = out(world, 'sts', 'GetSessionToken', {}, AccessKeyId).Credentials;
  expect(signed(session.AccessKeyId, session.SecretAccessKey, session.SessionToken)).toBe('ok');
  expect(signed(session.AccessKeyId, session.SecretAccessKey, null)).toBe('InvalidClientTokenId');
  expect(signed(session.AccessKeyId, session.SecretAccessKey, 'wrong', 's3', 'ListBuckets')).toBe('InvalidToken');
});

test('a refusal of EC2 can be decoded by who may, and by nobody else', () => {
  const world = newWorld();
  out(world, 'iam', 'CreateUser', { UserName: 'poor' });
  const poor = out(world, 'iam', 'CreateAccessKey', { UserName: 'poor' }).AccessKey.AccessKeyId;
  const said = ask(world, 'ec2', 'TerminateInstances', { InstanceIds: ['i-0123456789abcdef0'] }, poor);
  const message = said.ok ? '' : (/message: (\S+)$/.exec(said.message)?.[1] ?? '');
  expect(message.length).toBeGreaterThan(200);
  expect(refusal(world, 'sts', 'DecodeAuthorizationMessage', { EncodedMessage: message }, poor)).toContain('AccessDenied');
  const told = JSON.parse(out(world, 'sts', 'DecodeAuthorizationMessage', { EncodedMessage: message }).DecodedMessage);
  expect(told).toMatchObject({ allowed: false, explicitDeny: false, context: { action: 'ec2:TerminateInstances', principal: { arn: `arn:aws:iam::${ACCOUNT}:user/poor` } } });
  expect(refusal(world, 'sts', 'DecodeAuthorizationMessage', { EncodedMessage: `x${message}` })).toContain('InvalidAuthorizationMessageException');
});
