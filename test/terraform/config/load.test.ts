import { expect, test } from 'vitest';
import { installModules, loadConfig } from '../../../src/terraform/config/load.ts';
import { joinPath } from '../../../src/terraform/config/module.ts';
import { readerOf } from '../../../src/terraform/config/sources.ts';
import { meets } from '../../../src/terraform/config/version.ts';
import { load, problems, reader } from '../plan/project.ts';

test('blocks of all kinds are found, overrides win', () => {
  const config = load({
    'main.tf':
      'resource "slow_thing" "a" {\n  name = "a"\n}\nvariable "v" {\n  type = list(string)\n}\nlocals {\n  l = 1\n}\noutput "o" {\n  value = 1\n}\nprovider "slow" {\n  alias = "x"\n}\n',
    'override.tf': 'resource "slow_thing" "a" {\n  name = "b"\n}\n',
  });
  expect(config.diagnostics).toEqual([]);
  expect(Object.keys(config.root.resources)).toEqual(['slow_thing.a']);
  expect(config.root.variables.v).toMatchObject({ type: { list: 'string' }, parsing: 'expression' });
  expect(Object.keys(config.root.providers)).toEqual(['slow.x']);
  expect(config.root.resources['slow_thing.a']?.body.attributes.map((attribute) => attribute.expression.range.filename)).toEqual(['override.tf']);
});

test('a configuration can be loaded again from its sources', () => {
  const config = load({ 'main.tf': 'module "m" {\n  source = "./m"\n}\n', 'm/main.tf': 'output "x" {\n  value = 1\n}\n' });
  const again = loadConfig(readerOf(JSON.parse(JSON.stringify(config.sources))));
  expect(again.modules).toEqual(config.modules);
});

test('modules that are not installed, or that changed since', () => {
  const files = { 'main.tf': 'module "m" {\n  source = "./m"\n}\n', 'm/main.tf': '' };
  expect(loadConfig(reader(files)).diagnostics.map((d) => d.summary)).toEqual(['Module not installed']);
  expect(installModules(reader(files)).installed).toEqual([{ key: 'm', dir: 'm' }]);
});

const MISTAKES: readonly [string, string][] = [
  [
    'variable "a" {}\nvariable "a" {}\n',
    'Duplicate variable declaration: A variable named "a" was already declared at main.tf:1,1-13. Variable names must be unique within a module.',
  ],
  ['resource "slow_thing" "a" {\n  nam = 1\n}\n', 'An argument named "nam" is not expected here. Did you mean "name"?'],
  ['resource "slow_thng" "a" {}\n', 'does not support resource type "slow_thng". Did you mean "slow_thing"?'],
  ['output "o" {\n  value = var.x\n}\n', 'An input variable with the name "x" has not been declared. This variable can be declared with a variable "x" {} block.'],
  ['output "o" {\n  value = slow_thing.a.id\n}\n', 'A managed resource "slow_thing" "a" has not been declared in the root module.'],
  ['terraform {\n  required_version = "> 2.0"\n}\n', 'does not support Terraform version 1.11.4.'],
  ['variable "v" {\n  type    = number\n  default = "x"\n}\n', "This default value is not compatible with the variable's type constraint: a number is required."],
];

test.each(MISTAKES)('%s', (files, sentence) => {
  const found = problems(files);
  expect(found).toHaveLength(found.some((line) => line.includes('Missing required')) ? 2 : 1);
  expect(found.some((line) => line.includes(sentence))).toBe(true);
});

test('paths are joined as a module sees them', () => {
  expect(joinPath('modules/a', '../b')).toBe('modules/b');
  expect(joinPath('.', './m')).toBe('m');
  expect(joinPath('.', '..')).toBe('..');
});

test('version constraints', () => {
  expect(meets('1.11.4', '~> 1.5')).toBe(true);
  expect(meets('1.11.4', '~> 1.5.0')).toBe(false);
  expect(meets('1.11.4', '>= 1.0, < 1.11')).toBe(false);
  expect(meets('1.11.4', '!= 1.11.4')).toBe(false);
});
