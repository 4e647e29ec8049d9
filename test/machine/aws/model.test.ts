// What the aws program knows of the services against what the account carries out.
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SERVICES } from '../../../src/aws/services.ts';
import { operationCalled, SERVICE_NAMES, serviceNamed, shapeOf } from '../../../src/machine/programs/aws/model.ts';

/** Commands that are not named like their service. */
const COMMANDS: { readonly [service: string]: string } = { config: 'configservice', s3: 's3api' };

/** Operations that came after the models. */
const NEWER = [
  'elbv2 DescribeListenerAttributes',
  'elbv2 ModifyListenerAttributes',
  'rds DeleteDBClusterAutomatedBackup',
  'rds DescribeDBClusterAutomatedBackups',
  'ec2 DescribeLockedSnapshots',
  'ec2 LockSnapshot',
  'ec2 UnlockSnapshot',
];

test('every operation of the account has a command (else: node scripts/aws-model.mjs)', () => {
  const unknown = Object.values(SERVICES).flatMap((service) => {
    const model = serviceNamed(COMMANDS[service.name] ?? service.name);
    return Object.entries(service.operations)
      .filter(([name, operation]) => !operation.consoleOnly && !(model && operationCalled(model, name)))
      .map(([name]) => `${service.name} ${name}`);
  });
  expect(unknown.filter((name) => !NEWER.includes(name))).toEqual([]);
});

test('every reference of the model leads to a shape', () => {
  const scalars = ['string', 'character', 'integer', 'long', 'float', 'double', 'boolean', 'timestamp', 'blob', 'stream'];
  const lost = SERVICE_NAMES.flatMap((name) => {
    const service = serviceNamed(name);
    if (!service) return [name];
    const used = [
      ...Object.values(service.shapes).flatMap((shape) => [...Object.values(shape.m ?? {}), shape.e, shape.k, shape.v]),
      ...Object.values(service.operations).flatMap((operation) => [operation.i, operation.u]),
    ].filter((reference) => reference !== undefined);
    return used.filter((reference) => {
      const shape = shapeOf(service, reference);
      return shape.type === 'scalar' && !scalars.includes(shape.of) && !(reference in service.shapes);
    });
  });
  expect(lost).toEqual([]);
});

test('the model stays small', () => {
  expect(statSync(new URL('../../../src/machine/programs/aws/model/data.json', import.meta.url)).size).toBeLessThan(700_000);
});
