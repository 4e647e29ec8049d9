// What the assistant reads in outputs: numbers, names and errors, from the tools' own words.
import { expect, test } from 'vitest';
import { addresses, attribute, awsError, destroyed, errors, kindOf, planCounts, plural } from '../../src/agent/read.ts';

test('the totals of a plan', () => {
  expect(planCounts('Plan: 118 to add, 0 to change, 0 to destroy.')).toEqual({ add: 118, change: 0, destroy: 0 });
  expect(planCounts('...\nPlan: 2 to import, 3 to add, 4 to change, 5 to destroy.\n')).toEqual({ add: 3, change: 4, destroy: 5 });
  expect(planCounts('No changes. Your infrastructure matches the configuration.')).toEqual({ add: 0, change: 0, destroy: 0 });
  expect(planCounts('│ Error: Unsupported argument')).toBe(null);
  expect(planCounts('')).toBe(null);
});

test('addresses in a state list', () => {
  const output = 'data.aws_caller_identity.current\nmodule.network.aws_subnet.public["a"]\naws_lb.web\n\nNo state file was found!\n$ ls\n';
  expect(addresses(output)).toEqual(['data.aws_caller_identity.current', 'module.network.aws_subnet.public["a"]', 'aws_lb.web']);
});

test('what a destroy plan names', () => {
  expect(destroyed('  # module.data.aws_db_instance.courses will be destroyed\n  # aws_lb.web will be updated in-place\n  # aws_eip.nat[0] will be destroyed\n')).toEqual([
    'module.data.aws_db_instance.courses',
    'aws_eip.nat[0]',
  ]);
});

test('errors of Terraform and of the aws program', () => {
  expect(errors('╷\n│ Error: Error acquiring the state lock\n│ \n╵\n╷\n│ Error: creating S3 Bucket (x): BucketAlreadyExists\n')).toEqual([
    'Error acquiring the state lock',
    'creating S3 Bucket (x): BucketAlreadyExists',
  ]);
  expect(awsError('\nAn error occurred (DependencyViolation) when calling the DeleteVpc operation: The vpc has dependencies.\n')).toEqual({
    code: 'DependencyViolation',
    message: 'The vpc has dependencies.',
  });
  expect(awsError('An error occurred (Throttling) when calling the X operation (reached max retries: 2): Rate exceeded')).toEqual({ code: 'Throttling', message: 'Rate exceeded' });
  expect(awsError('all right')).toBe(null);
});

test('an attribute of state show, not one of the same name further in', () => {
  const shown =
    '# aws_vpc.main:\nresource "aws_vpc" "main" {\n    arn        = "arn:aws:ec2:x"\n    cidr_block = "10.0.0.0/16"\n    id         = "vpc-0a"\n    nested {\n        id = "inner"\n    }\n}\n';
  expect([attribute(shown, 'id'), attribute(shown, 'arn'), attribute(shown, 'name')]).toEqual(['vpc-0a', 'arn:aws:ec2:x', null]);
});

test('kinds and plurals for prose', () => {
  expect([kindOf('aws_security_group.db'), kindOf('module.a.aws_lb.web'), kindOf('module.a["x"].aws_subnet.b["c"]'), kindOf('null_resource.x')]).toEqual([
    'security group',
    'lb',
    'subnet',
    'resource',
  ]);
  expect([plural(1, 'error'), plural(0, 'error'), plural(2, 'entry', 'entries')]).toEqual(['1 error', '0 errors', '2 entries']);
});
