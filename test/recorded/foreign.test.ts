// What a recorded session takes for granted: named in its files, made by none of its resources.
import { expect, test } from 'vitest';
import { foreignIn } from '../../src/headless/foreign.ts';
import { runTranscript } from '../../src/headless/transcript.ts';

const FILES = [
  {
    name: 'provider.tf',
    text: 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\nprovider "aws" {\n  region = "eu-west-1"\n}\n',
  },
  {
    name: 'main.tf',
    text: `variable "subnets" {
  default = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"]
}
resource "aws_lb" "web" {
  name            = "web"
  subnets         = var.subnets
  security_groups = ["sg-0123456789abcdef0"]
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = "app"
  policy_arn = "arn:aws:iam::123456789012:policy/team/deploy"
}
resource "aws_s3_bucket" "own" {
  bucket = "example-own"
}
resource "aws_s3_bucket_versioning" "own" {
  bucket = "example-own"
  versioning_configuration {
    status = "Enabled"
  }
  depends_on = [aws_s3_bucket.own]
}
resource "aws_s3_object" "there" {
  bucket  = "example-there"
  key     = "a"
  content = "a"
}
`,
  },
  { name: 'import.tf', text: 'import {\n  to = aws_vpc.gone\n  id = "vpc-0aaaaaaaaaaaaaaaa"\n}\ndata "aws_vpc" "v" {\n  id = "vpc-0bbbbbbbbbbbbbbbb"\n}\n' },
];

test('ids and names that no resource makes, but not what an import or a data source asks for', () => {
  const { ids, named, gateway } = foreignIn(FILES);
  expect([...ids].sort()).toEqual(['arn:aws:iam::123456789012:policy/team/deploy', 'sg-0123456789abcdef0', 'subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb']);
  expect(named).toMatchObject({ bucket: ['example-there'], role: ['app'], cluster: [] });
  expect(gateway).toBe(true);
});

test('it is there before the first command, and is nobody’s to list', async () => {
  const steps = ['terraform init', 'terraform apply -auto-approve', 'cloud list'].map((cmd) => ({ cmd, input: [], out: '', exit: 0 }));
  const text = await runTranscript({ comments: [], steps, files: FILES.filter(({ name }) => name !== 'import.tf') }, 'aws');
  expect(text).toContain('Apply complete! Resources: 5 added');
  expect(text.slice(text.indexOf('$ cloud list'))).toBe('$ cloud list\naws_lb web\naws_s3_bucket example-own\n');
});

test('what is set past Terraform is so at once, tags and sizes too', async () => {
  const main =
    'resource "aws_db_instance" "main" {\n  identifier          = "main"\n  engine              = "postgres"\n  instance_class      = "db.t4g.micro"\n  allocated_storage   = 20\n  username            = "app"\n  password            = "secret-password"\n  skip_final_snapshot = true\n}\n';
  const steps = [
    'terraform init',
    'terraform apply -auto-approve',
    `cloud set aws_db_instance identifier=main instance_class=db.t4g.large 'tags={"By":"hand"}'`,
    'terraform plan',
  ].map((cmd) => ({ cmd, input: [], out: '', exit: 0 }));
  const text = (await runTranscript({ comments: [], steps, files: [FILES[0]!, { name: 'main.tf', text: main }] }, 'aws')).replace(/\x1b\[[0-9;]*m/g, '');
  expect(text).toContain('~ instance_class                        = "db.t4g.large" -> "db.t4g.micro"');
  expect(text).toContain('- "By" = "hand"');
});
