import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/engine/json.ts';
import { formatInstance, parseInstance, parseTarget } from '../../../src/terraform/config/address.ts';
import { parseNumber } from '../../../src/terraform/lang/number-text.ts';
import { keysOf, type NumberValue, numberOf } from '../../../src/terraform/lang/value.ts';
import { moved, withObject } from '../../../src/terraform/state/edit.ts';
import { fromJson, toJson } from '../../../src/terraform/state/json.ts';
import { noteWritten, readState } from '../../../src/terraform/state/read.ts';
import { emptyState, entries, instanceAt, type ObjectState, type ResourceState, type State } from '../../../src/terraform/state/state.ts';
import { writeState } from '../../../src/terraform/state/write.ts';

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

const names = fc.stringMatching(/^[a-z_]{1,4}$/);
/** JSON as states hold it: sorted keys, and no number that a double writes otherwise than Terraform. */
function settled(json: unknown): Json {
  if (typeof json === 'number') return Math.trunc(json % 1e9) / 8 || 0;
  if (Array.isArray(json)) return json.map(settled);
  if (json === null || typeof json !== 'object') return json as Json;
  const record = json as Record<string, unknown>;
  return Object.fromEntries(keysOf(record).map((key) => [key, settled(record[key])]));
}
const plain = fc.jsonValue().map(settled);

const objects: fc.Arbitrary<ObjectState> = fc.record({
  status: fc.constantFrom('ready' as const, 'tainted' as const),
  schemaVersion: fc.nat(3),
  attributes: fc.dictionary(fc.string(), plain).map(settled),
  sensitive: fc.array(
    fc.array(
      fc.oneof(
        names,
        fc.nat(9),
        fc.string().map((index) => ({ index })),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    { maxLength: 2 },
  ),
  dependencies: fc.array(names, { maxLength: 3 }),
});

const states: fc.Arbitrary<State> = fc
  .record({
    serial: fc.nat(),
    outputs: fc.dictionary(names, fc.record({ value: plain, type: fc.constant('dynamic' as const) }), { noNullPrototype: true }),
    list: fc.uniqueArray(fc.tuple(fc.constantFrom('', 'module.m', 'module.m["x"]'), fc.constantFrom('managed' as const, 'data' as const), names, objects, fc.boolean()), {
      selector: ([module, mode, name]) => `${module} ${mode} ${name}`,
      maxLength: 5,
    }),
  })
  .map(({ serial, outputs, list }) => {
    const resources: Record<string, ResourceState> = {};
    for (const [module, mode, name, object, counted] of list) {
      const text = `${module}${module && '.'}${mode === 'data' ? 'data.' : ''}t.${name}`;
      const instances = [null, 0, 1].filter((key) => (key !== null) === counted).map((key) => ({ key, current: object, deposed: {} }));
      resources[text] = { module, mode, type: 't', name, provider: 'provider["p"]', instances };
    }
    return { ...emptyState('l'), terraformVersion: '1.11.4', serial, outputs, resources };
  });

test('a state that was just written is known as it would be read', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = writeState(state);
      noteWritten(text, state);
      // As texts: the order of the members counts too.
      expect(JSON.stringify(readState(text))).toBe(JSON.stringify(readState(`${text}\n`)));
    }),
    { numRuns: 60 },
  );
});

test.each(['36028797018963968', '9007199254740993', '1000000000000000000000', '0.1', '0.0000001', '12345678901234.5678901'])('%s keeps its digits in a state', (digits) => {
  const value = numberOf(parseNumber(digits) as NumberValue);
  const object: ObjectState = { status: 'ready', schemaVersion: 0, attributes: { n: toJson(value, 'number') }, sensitive: [], dependencies: [] };
  const instances = [{ key: null, current: object, deposed: {} }];
  const state: State = { ...emptyState('l'), resources: { 't.n': { module: '', mode: 'managed', type: 't', name: 'n', provider: 'p', instances } } };
  const text = writeState(state);
  expect(text).toContain(`"n": ${digits}\n`);
  const attributes = readState(text).state?.resources['t.n']?.instances[0]?.current?.attributes as { readonly n: Json };
  expect(fromJson(attributes.n, 'number')).toEqual(value);
});

test('a state whose objects a file would put in another order is read', () => {
  const object = { status: 'ready' as const, schemaVersion: 0, attributes: {}, sensitive: [], dependencies: [] };
  const instances = [{ key: null, current: object, deposed: { bb: object, aa: object } }];
  const state = { ...emptyState('l'), resources: { 't.n': { module: '', mode: 'managed' as const, type: 't', name: 'n', provider: 'p', instances } } };
  const text = writeState(state);
  noteWritten(text, state);
  expect(Object.keys(readState(text).state?.resources['t.n']?.instances[0]?.deposed ?? {})).toEqual(['aa', 'bb']);
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
