// Files that a configuration names: a function's zip, an object's source.
import { expect, test } from 'vitest';
import { replyTo } from '../../src/aws/call.ts';
import type { CloudAnswer } from '../../src/aws/operation.ts';
import { SECOND } from '../../src/engine/clock.ts';
import { sha256 } from '../../src/engine/digest.ts';
import { type Bench, bench, FILES, of } from './bench.ts';

const zip = Buffer.from(FILES['nightly.zip'] as string, 'base64');
const TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}}]}';

const ok = (b: Bench, service: string, operation: string, params: Parameters<Bench['call']>[2]) => {
  const reply = b.call(service, operation, params);
  if (!reply.ok) throw new Error(reply.message);
  return reply.output as { readonly [name: string]: never };
};

test('a function gets the zip that lies beside the configuration, and runs what is in it', () => {
  const b = bench();
  const role = b.apply('aws_iam_role', null, { name: 'worker', assume_role_policy: TRUST });
  const attrs = { function_name: 'count', role: of(role.state).arn, handler: 'main.handler', runtime: 'python3.12', filename: 'nightly.zip' };
  const made = b.apply('aws_lambda_function', null, attrs);
  expect(made.diagnostics).toEqual([]);
  expect(of(made.state)).toMatchObject({ code_sha256: Buffer.from(sha256(zip)).toString('base64'), source_code_size: zip.length });
  let reply = b.call('lambda', 'Invoke', { FunctionName: 'count', Payload: 'e30=' }) as CloudAnswer;
  while (reply.ok && reply.pending) {
    b.until(reply.pending.at + SECOND);
    reply = replyTo(b.cloud, b.time, reply.pending);
  }
  // It gets as far as its environment: TABLE is not set.
  expect(JSON.stringify(reply)).toContain("'TABLE'");
  const none = b.apply('aws_lambda_function', null, { ...attrs, function_name: 'none', filename: 'gone.zip' });
  expect(none.diagnostics[0]?.summary).toBe('reading ZIP file (gone.zip): open gone.zip: no such file or directory');
});

test("an object's source is the file's bytes", () => {
  const b = bench();
  b.apply('aws_s3_bucket', null, { bucket: 'packages-of-mine' });
  expect(b.apply('aws_s3_object', null, { bucket: 'packages-of-mine', key: 'a.zip', source: 'nightly.zip' }).diagnostics).toEqual([]);
  expect(ok(b, 's3', 'GetObject', { Bucket: 'packages-of-mine', Key: 'a.zip' })).toMatchObject({ ContentLength: zip.length });
  expect(b.apply('aws_s3_object', null, { bucket: 'packages-of-mine', key: 'b.zip', source: 'gone.zip' }).diagnostics[0]?.summary).toBe(
    'opening S3 object source (gone.zip): open gone.zip: no such file or directory',
  );
});
