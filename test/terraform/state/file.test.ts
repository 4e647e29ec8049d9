import { expect, test } from 'vitest';
import { formatInstance, parseInstance, parseTarget } from '../../../src/terraform/config/address.ts';
import { moved, withObject } from '../../../src/terraform/state/edit.ts';
import { readState, writeState } from '../../../src/terraform/state/file.ts';
import { emptyState, entries, instanceAt } from '../../../src/terraform/state/state.ts';

const TEXT = `{
  "version": 4,
  "terraform_version": "1.11.4",
  "serial": 5,
  "lineage": "0ccb498b-fb2d-b1fa-0af8-3f785d090e52",
  "outputs": {
    "o": {
      "value": "\\u003c\\u0026\\u003e",
      "type": "string",
      "sensitive": true
    }
  },
  "resources": [
    {
      "module": "module.m[\\"x\\"]",
      "mode": "managed",
      "type": "terraform_data",
      "name": "c",
      "provider": "provider[\\"terraform.io/builtin/terraform\\"]",
      "instances": [
        {
          "index_key": 0,
          "status": "tainted",
          "schema_version": 0,
          "attributes": {
            "id": "4b7a9942-b80e-0e89-8f21-3ee9b48910b6",
            "input": {
              "value": "a",
              "type": "string"
            },
            "tags": {
              "10": "x",
              "2": "y"
            }
          },
          "sensitive_attributes": [
            [
              {
                "type": "get_attr",
                "value": "tags"
              },
              {
                "type": "index",
                "value": {
                  "value": "2",
                  "type": "string"
                }
              }
            ]
          ],
          "private": "bnVsbA==",
          "dependencies": [
            "terraform_data.x"
          ],
          "create_before_destroy": true
        },
        {
          "index_key": 0,
          "deposed": "0a1b2c3d",
          "schema_version": 0,
          "attributes": {
            "id": "old"
          },
          "sensitive_attributes": []
        }
      ]
    }
  ],
  "check_results": null
}
`;

test('a state file is written as it was read, byte for byte', () => {
  const { state } = readState(TEXT);
  expect(state && writeState(state)).toBe(TEXT);
});

const SENTENCES: readonly [string, readonly string[]][] = [
  [
    'this is not a state',
    ['could not be parsed as JSON: syntax error at byte offset 2.', 'does not have a "version" attribute, which is required to identify the format version.'],
  ],
  [
    '[]',
    ['The version in the state file is array. A positive whole number is required.', 'does not have a "version" attribute, which is required to identify the format version.'],
  ],
  ['{"version": 5, "terraform_version": "2.0.0"}', ['format version 5, which is not supported by Terraform 1.11.4. This state file was created by Terraform 2.0.0.']],
  ['{"version": 4, "terraform_version": "banana"}', ['"banana", which is not a valid version string.']],
];

test.each(SENTENCES)('%s is refused in the real words', (text, sentences) => {
  const { problems = [] } = readState(text);
  expect(problems).toHaveLength(sentences.length);
  for (const [index, sentence] of sentences.entries()) expect(problems[index]?.detail).toContain(sentence);
});

test('an empty file is an empty state', () => {
  expect(readState('').state).toEqual(emptyState());
});

test.each(['aws_vpc.main', 'data.aws_ami.linux[0]', 'module.a["k.v"].module.b[1].aws_vpc.main["x"]'])('%s is read and written', (text) => {
  const address = parseInstance(text);
  expect(address && formatInstance(address)).toBe(text);
});

test('what is no address', () => {
  for (const text of ['', 'aws_vpc', 'bad address', 'a.b.c.d', 'module.', 'aws_vpc.main[']) expect(parseInstance(text)).toBeNull();
  expect(parseTarget('module.a')?.resource).toBeNull();
});

test('moving keeps the object and leaves nothing behind', () => {
  const { state } = readState(TEXT);
  const from = parseInstance('module.m["x"].terraform_data.c[0]');
  const to = parseInstance('terraform_data.d');
  if (!state || !from || !to) throw new Error('unreadable');
  const after = moved(state, from, to);
  expect(entries(after).map((entry) => formatInstance(entry.address))).toEqual(['terraform_data.d']);
  expect(instanceAt(after, to)?.current?.status).toBe('tainted');
  expect(entries(state)).toHaveLength(1);
  expect(entries(withObject(after, to, '', null))).toHaveLength(1);
});
