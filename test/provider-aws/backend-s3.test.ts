// The state in S3: what is written is read, one lock at a time, and what is missing is said in the backend's words.
import { expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { s3Backend } from '../../src/provider-aws/backend-s3.ts';
import { bench, connectionTo } from './bench.ts';

const INFO = {
  ID: '4a63ec3b-901a-b95d-ac9c-c9d9d293ab8b',
  Operation: 'OperationTypeApply',
  Info: '',
  Who: 'ann@laptop',
  Version: '1.11.4',
  Created: '2026-02-01 09:00:00.0 +0000 UTC',
  Path: '',
};

function open(more: { readonly [name: string]: Json } = {}, env: Readonly<Record<string, string>> = { AWS_ACCESS_KEY_ID: 'AKIAROOT', AWS_REGION: 'eu-west-1' }) {
  const b = bench();
  b.apply('aws_s3_bucket', null, { bucket: 'courses-terraform-state' });
  b.apply('aws_dynamodb_table', null, { name: 'locks', billing_mode: 'PAY_PER_REQUEST', hash_key: 'LockID', attribute: [{ name: 'LockID', type: 'S' }] });
  const connection = connectionTo(b.cloud, b.time);
  const process = { time: b.time, env, host: { home: '/home/user' }, disk: { stat: () => null, read: () => '' }, cloud: connection.cloud };
  return { b, opened: s3Backend.open({ bucket: 'courses-terraform-state', key: 'infra/terraform.tfstate', ...more }, process) };
}

function backend(more: { readonly [name: string]: Json } = {}) {
  const { b, opened } = open(more);
  if (!opened.ok) throw new Error(opened.summary);
  return { b, backend: opened.backend };
}

test('a state is kept by workspace', () => {
  const { backend: s3 } = backend();
  expect(s3.store('default').read()).toEqual({ ok: true, text: null });
  expect(s3.store('default').write('{"serial":1}', true)).toEqual({ ok: true });
  expect(s3.store('staging').write('{"serial":7}', true)).toEqual({ ok: true });
  expect(s3.store('default').read()).toEqual({ ok: true, text: '{"serial":1}' });
  expect(s3.workspaces()).toEqual({ ok: true, names: ['default', 'staging'] });
  expect(s3.deleteWorkspace('staging')).toEqual({ ok: true });
  expect(s3.workspaces()).toEqual({ ok: true, names: ['default'] });
});

test.each([
  [
    { use_lockfile: true },
    /^operation error S3: PutObject, https response error StatusCode: 412, RequestID: .*, HostID: .*, api error PreconditionFailed: At least one of the pre-conditions you specified did not hold$/,
  ],
  [
    { dynamodb_table: 'locks' },
    /^operation error DynamoDB: PutItem, https response error StatusCode: 400, RequestID: .*, ConditionalCheckFailedException: The conditional request failed$/,
  ],
] as const)('a lock is held by one: %o', (config, words) => {
  const { backend: s3 } = backend(config);
  const store = s3.store('default');
  expect(store.lock(INFO)).toEqual({ ok: true, id: INFO.ID });
  const second = store.lock({ ...INFO, ID: 'another' });
  expect(second.ok).toBe(false);
  if (!second.ok) {
    expect(second.message).toMatch(words);
    expect(second.held).toMatchObject({ ID: INFO.ID, Who: 'ann@laptop', Path: 'courses-terraform-state/infra/terraform.tfstate' });
  }
  expect(store.unlock('another')).toMatchObject({ ok: false, message: `lock ID 'another' does not match the existing lock ID '${INFO.ID}'` });
  expect(store.unlock(INFO.ID)).toEqual({ ok: true });
  expect(store.lock({ ...INFO, ID: 'another' })).toEqual({ ok: true, id: 'another' });
});

test('with DynamoDB, a state that was swapped behind its back is noticed', () => {
  const { b, backend: s3 } = backend({ dynamodb_table: 'locks' });
  expect(s3.store('default').write('{"serial":1}', true)).toEqual({ ok: true });
  expect(s3.store('default').read()).toEqual({ ok: true, text: '{"serial":1}' });
  b.call('s3', 'PutObject', { Bucket: 'courses-terraform-state', Key: 'infra/terraform.tfstate', Body: '{"serial":9}' });
  const reading = s3.store('default').read();
  expect(!reading.ok && reading.message.startsWith('state data in S3 does not have the expected content.')).toBe(true);
});

test('a missing bucket, missing credentials, a missing region', () => {
  const { backend: s3 } = backend({ bucket: 'nowhere' });
  const names = s3.workspaces();
  expect(!names.ok && names.message.startsWith('S3 bucket "nowhere" does not exist.')).toBe(true);
  expect(open({}, { AWS_REGION: 'eu-west-1' }).opened).toMatchObject({ ok: false, summary: 'No valid credential sources found' });
  expect(open({}, { AWS_ACCESS_KEY_ID: 'AKIAROOT' }).opened).toMatchObject({ ok: false, summary: 'Missing region value' });
});
