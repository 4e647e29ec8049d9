// What ephemeral resources are worth, and that nothing of it is kept.
import { expect, test } from 'vitest';
import { runTranscript } from '../../src/headless/transcript.ts';
import { parseCase } from '../../src/headless/txtar.ts';

const session = (commands: string, files: string) => runTranscript(parseCase(`# test\n${commands}\n${files}`), 'aws').then(parseCase);

test('aws_kms_secrets says what a ciphertext says', async () => {
  const ran = await session(
    '$ terraform init\n$ terraform apply -auto-approve',
    `-- main.tf --
resource "aws_kms_key" "k" {}
ephemeral "aws_kms_secrets" "s" {
  secret {
    name    = "db"
    payload = "bm90IGEgY2lwaGVydGV4dA=="
  }
}
-- cloud.json --
[]
`,
  );
  expect(ran.steps[1]?.out).toContain('reading KMS Secrets: operation error KMS: Decrypt');
  expect(ran.steps[1]?.out).toContain('InvalidCiphertextException');
});

test('neither the state nor the saved plan holds an ephemeral value', async () => {
  const ran = await session(
    '$ terraform init\n$ terraform plan -out=p\n$ grep -c hush p\n$ terraform apply p\n$ cat terraform.tfstate',
    `-- main.tf --
ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "db"
}
resource "aws_secretsmanager_secret_version" "copy" {
  secret_id                = "copy"
  secret_string_wo         = ephemeral.aws_secretsmanager_secret_version.db.secret_string
  secret_string_wo_version = 1
}
-- cloud.json --
[{ "type": "aws_secretsmanager_secret", "id": "db", "attributes": { "name": "db" } }, { "type": "aws_secretsmanager_secret", "id": "copy", "attributes": { "name": "copy" } }, { "type": "aws_secretsmanager_secret_version", "id": "db|1", "attributes": { "secret_id": "db", "secret_string": "hush" } }]
`,
  );
  expect(ran.steps.map(({ exit }) => exit)).toEqual([0, 0, 1, 0, 0]);
  expect(ran.steps[2]?.out).toBe('0');
  expect(ran.steps[4]?.out).toContain('"has_secret_string_wo": true');
  expect(ran.steps[4]?.out).not.toContain('hush');
});
