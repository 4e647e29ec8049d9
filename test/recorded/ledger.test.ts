// The ledger speaks of the recordings that there are.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseCase } from '../../src/headless/txtar.ts';
import ledger from '../../src/ui/notes/fidelity.json';
import differences from './differences.json';
import { sessionFiles as psqlFiles, readSession } from './psql/sessions.ts';
import { shellFiles } from './shell/sessions.ts';
import { expressionFiles, readExpressions } from './tool/expressions.ts';
import { awsLines, commandOf, ledgerPage, servicesOf } from './tool/ledger.ts';
import { sessionFiles } from './tool/sessions.ts';

const root = import.meta.dirname;
const AGAIN = 'run npm run ledger';
const counted = (name: string) => ledger.corpora.find((corpus) => corpus.name === name)?.recorded;

test('it counts what is recorded', () => {
  const sessions = sessionFiles(root);
  expect(counted('Terraform sessions'), AGAIN).toBe(sessions.filter(({ corpus }) => corpus === 'terraform').length);
  expect(counted('Terraform sessions with colours'), AGAIN).toBe(sessions.filter(({ corpus }) => corpus === 'color').length);
  expect(counted('Terraform sessions on AWS'), AGAIN).toBe(sessions.filter(({ corpus }) => corpus === 'aws').length);
  expect(counted('Terraform expressions'), AGAIN).toBe(expressionFiles(root).reduce((sum, file) => sum + readExpressions(path.join(root, file)).length, 0));
  expect(counted('psql and pg_dump lines'), AGAIN).toBe(psqlFiles(path.join(root, 'psql')).reduce((sum, file) => sum + readSession(file).length, 0));
  expect(counted('Shell lines'), AGAIN).toBe(shellFiles().reduce((sum, file) => sum + readSession(file).length, 0));
  expect(counted('AWS CLI commands'), AGAIN).toBe(awsLines(root).length);
});

test('it counts every line of every session', () => {
  const lines = sessionFiles(root).flatMap(({ file }) => parseCase(readFileSync(file, 'utf8')).steps.map(({ cmd }) => commandOf(cmd)));
  expect(
    ledger.commands.reduce((sum, { recorded }) => sum + recorded, 0),
    AGAIN,
  ).toBe(lines.filter(Boolean).length);
});

test('it lists what is known to differ, and its figures agree with the list', () => {
  expect(Object.fromEntries(ledger.differences.map(({ what, why }) => [what, why])), AGAIN).toEqual(differences);
  const missing = ledger.corpora.reduce((sum, { recorded, alike }) => sum + recorded - alike, 0);
  expect(missing, AGAIN).toBe(Object.keys(differences).length);
});

test('it counts the operations that the aws program knows', () => {
  expect(ledger.services, AGAIN).toEqual(servicesOf());
  for (const { name, operations, simulated } of ledger.services) expect(simulated, name).toBeLessThanOrEqual(operations);
});

test('the page is made of the same data', () => {
  expect(readFileSync(path.join(root, '../../docs/fidelity.md'), 'utf8'), AGAIN).toBe(ledgerPage(ledger));
});

test('a command is known by its words', () => {
  expect(commandOf('TF_VAR_x="a b" terraform -chdir=sub state mv a b')).toBe('terraform state mv');
  expect(commandOf('terraform plan -out=p')).toBe('terraform plan');
  expect(commandOf('cp a b')).toBeNull();
});
