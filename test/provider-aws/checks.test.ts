// What the provider says of a configuration before any call: each declared check passes its good values and refuses its bad ones, and nothing is asked of the cloud.
import { expect, test } from 'vitest';
import { newChance } from '../../src/engine/chance.ts';
import type { Json } from '../../src/engine/json.ts';
import { emptyLog } from '../../src/engine/log.ts';
import type { Check } from '../../src/provider-aws/core/checks.ts';
import { fromPlain } from '../../src/provider-aws/core/plain.ts';
import type { Checks } from '../../src/provider-aws/core/validation.ts';
import { DATA_SOURCES, RESOURCE_TYPES } from '../../src/provider-aws/index.ts';
import { awsProvider } from '../../src/provider-aws/provider.ts';
import { awsSchema, blockType } from '../../src/provider-aws/schema/schema.ts';
import { objectOf, typeOf, unknownOf, type Value } from '../../src/terraform/lang/value.ts';
import type { BlockSchema } from '../../src/terraform/provider.ts';

const provider = awsProvider({
  time: { now: 0, chance: newChance(1), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null },
  env: {},
  home: '/home/user',
  readFile: () => null,
  cloud: () => {
    throw new Error('the cloud was asked');
  },
});

interface Subject {
  readonly name: string;
  readonly schema: BlockSchema;
  readonly checks: Checks;
  validate(config: Value): readonly { readonly severity: string; readonly summary: string; readonly detail: string; readonly attribute?: string }[];
}

const SUBJECTS: readonly Subject[] = [
  ...Object.values(RESOURCE_TYPES).map((type) => ({
    name: type.name,
    schema: awsSchema.resource_schemas[type.name]?.block ?? {},
    checks: type.checks ?? {},
    validate: (config: Value) => provider.validateResource(type.name, config),
  })),
  ...Object.values(DATA_SOURCES).map((source) => ({
    name: `data ${source.name}`,
    schema: awsSchema.data_source_schemas[source.name]?.block ?? {},
    checks: source.checks ?? {},
    validate: (config: Value) => provider.validateData(source.name, config),
  })),
];

/** Whether the schema has what a path names; objects written as blocks count as blocks. */
function isThere(schema: BlockSchema, steps: readonly string[]): boolean {
  const [name = '', ...rest] = steps;
  const attribute = schema.attributes?.[name];
  if (attribute) return rest.length === 0 ? attribute.optional === true || attribute.required === true : JSON.stringify(attribute.type).includes(`"${rest[0]}"`);
  const nested = schema.block_types?.[name];
  return nested !== undefined && (rest.length === 0 || isThere(nested.block, rest));
}

/** Nested plain data with one value at the end of a path, and empty blocks beside it. */
function holding(schema: BlockSchema, steps: readonly string[], value: Json): { [name: string]: Json } {
  const [name = '', ...rest] = steps;
  const blocks = Object.fromEntries(Object.keys(schema.block_types ?? {}).map((block) => [block, [] as Json]));
  const nested = schema.block_types?.[name];
  if (nested) return { ...blocks, [name]: [holding(nested.block, rest, value)] };
  const type = schema.attributes?.[name]?.type;
  const wrapped =
    Array.isArray(type) && (type[0] === 'list' || type[0] === 'set')
      ? [rest.length ? { [rest[0] as string]: /\["(list|set)"/.test(JSON.stringify(type).split(`"${rest[0]}":`)[1]?.slice(0, 8) ?? '') ? [value] : value } : value]
      : value;
  return { ...blocks, [name]: wrapped };
}

const configOf = (subject: Subject, path: string, value: Json): Value => fromPlain(blockType(subject.schema), holding(subject.schema, path.split('.'), value));
const root = (path: string): string => path.split(/[.[]/)[0] as string;
const ROWS = SUBJECTS.flatMap((subject) => Object.entries(subject.checks.values ?? {}).map(([path, check]) => [subject.name, path, subject, check] as const));

const bare = (path: string) => path.replace(/\.\d+/g, '');

test('every argument that a check speaks of exists and can be set', () => {
  const lost = SUBJECTS.flatMap(({ name, schema, checks }) =>
    [
      ...Object.keys(checks.values ?? {}),
      ...Object.entries(checks.conflicts ?? {}).flat(2),
      ...(checks.exactlyOne ?? []).flat(),
      ...Object.entries(checks.atLeastOne ?? {}).flat(2),
      ...Object.entries(checks.together ?? {}).flat(2),
      ...Object.keys(checks.deprecated ?? {}),
    ]
      .filter((path) => !isThere(schema, bare(path).split('.')))
      .map((path) => `${name} ${path}`),
  );
  expect(lost).toEqual([]);
});

/** What is said about the values at a path, relations left out. */
const saidOf = (subject: Subject, path: string, config: Value) =>
  subject
    .validate(config)
    .filter((problem) => problem.severity === 'error' && problem.attribute !== undefined && root(problem.attribute) === root(path) && !RELATIONS.includes(problem.summary));
const RELATIONS = ['Conflicting configuration arguments', 'Invalid combination of arguments', 'Missing required argument', 'Invalid Attribute Combination'];

test('each check passes its good values and refuses its bad ones', () => {
  expect(ROWS.length).toBeGreaterThan(300);
  const wrong: string[] = [];
  for (const [name, path, subject, check] of ROWS) {
    // Arguments that cannot stand alone are not looked at before they do.
    const alone =
      !(root(path) in (subject.checks.together ?? {})) && !(subject.checks.exactlyOne ?? []).some((group) => group.some((one) => bare(one).startsWith(`${root(path)}.`)));
    if ((check as Check).good.length === 0 || (check as Check).bad.length === 0) wrong.push(`${name} ${path}: no examples`);
    for (const good of check.good) if (alone && saidOf(subject, path, configOf(subject, path, good)).length) wrong.push(`${name} ${path} refuses ${JSON.stringify(good)}`);
    for (const bad of check.bad)
      if (alone && saidOf(subject, path, configOf(subject, path, bad)).length === 0) wrong.push(`${name} ${path} passes ${JSON.stringify(bad).slice(0, 60)}`);
  }
  expect(wrong).toEqual([]);
});

/** A config with the top-level argument of a path unknown. */
function withUnknown(config: Value, name: string): Value {
  if (config.k !== 'object') return config;
  return objectOf({ ...config.v, [name]: unknownOf(typeOf(config.v[name] as Value)) });
}

test('what is not known yet is not checked', () => {
  const wrong = ROWS.filter(([, path, subject, check]) => saidOf(subject, path, withUnknown(configOf(subject, path, check.bad[0] as Json), root(path))).length > 0);
  expect(wrong.map(([name, path]) => `${name} ${path}`)).toEqual([]);
});

test('a block of which something is not known yet is left alone by the SDK, and not by the framework', () => {
  const withPart = (name: string, block: string, attrs: { readonly [name: string]: Json }, open: string) => {
    const subject = ofType(name);
    const config = fromPlain(blockType(subject.schema), { ...holding(subject.schema, [block], null), [block]: [attrs] });
    const inner = config.k === 'object' ? config.v[block] : undefined;
    if (config.k !== 'object' || inner?.k !== 'list') throw new Error(`no block ${block}`);
    const [part] = inner.v;
    return subject.validate(objectOf({ ...config.v, [block]: { ...inner, v: [withUnknown(part as Value, open)] } })).filter((problem) => problem.attribute?.startsWith(block));
  };
  expect(withPart('aws_lb_target_group', 'health_check', { interval: 1 }, 'path')).toEqual([]);
  expect(withPart('aws_lb_target_group', 'health_check', { interval: 1, path: '/' }, 'matcher')).toEqual([]);
  expect(withPart('aws_s3_bucket_lifecycle_configuration', 'rule', { status: 'on', filter: [{}] }, 'id').map((problem) => problem.attribute)).toEqual(['rule[0].status']);
});

/** A plausible value for an argument: whatever its type holds. */
function some(schema: BlockSchema, steps: readonly string[]): Json {
  const [name = '', ...rest] = steps;
  const nested = schema.block_types?.[name];
  if (nested) return rest.length ? some(nested.block, rest) : null;
  const type = schema.attributes?.[name]?.type;
  return type === 'bool' ? false : type === 'number' ? 1 : type === 'string' ? 'a' : Array.isArray(type) && type[0] === 'map' ? { a: 'a' } : 'a';
}

const merged = (a: Json | undefined, b: Json): Json => {
  if (Array.isArray(a) && Array.isArray(b)) return a.length && b.length ? [merged(a[0], b[0] as Json)] : a.length ? a : b;
  if (a && b && typeof a === 'object' && typeof b === 'object' && !Array.isArray(a) && !Array.isArray(b)) {
    return Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, merged((a as never)[key], (b as { [k: string]: Json })[key] ?? null)]),
    ) as Json;
  }
  return b === null || b === undefined ? (a ?? null) : b;
};

const both = (subject: Subject, ...paths: readonly string[]): Value => {
  const plain = paths.map((path) => {
    const steps = bare(path).split('.');
    const last = steps.reduce<BlockSchema | undefined>((at, step) => at?.block_types?.[step]?.block, subject.schema);
    if (last) return steps.reduceRight<Json>((inner, step) => ({ [step]: [inner] }), {});
    return holding(subject.schema, steps, some(subject.schema, steps));
  });
  const empty = Object.fromEntries(Object.keys(subject.schema.block_types ?? {}).map((block) => [block, [] as Json]));
  return fromPlain(
    blockType(subject.schema),
    plain.reduce<Json>((a, b) => merged(a, b), empty),
  );
};

test('arguments that exclude each other are named, and alone they are not', () => {
  const wrong: string[] = [];
  for (const subject of SUBJECTS) {
    for (const [path, others] of Object.entries(subject.checks.conflicts ?? {})) {
      for (const other of others) {
        const said = subject.validate(both(subject, path, other)).map((problem) => `${problem.summary}: ${problem.detail}`);
        const needed = (subject.checks.exactlyOne ?? []).flat().includes(path) || path in (subject.checks.together ?? {});
        const found = said.some((one) => one.startsWith('Conflicting configuration arguments: ') && one.endsWith(`conflicts with ${other}`));
        if (!found && !needed) wrong.push(`${subject.name}: ${path} and ${other}`);
      }
      if (subject.validate(both(subject, path)).some((problem) => problem.summary === 'Conflicting configuration arguments')) wrong.push(`${subject.name}: ${path} alone`);
    }
  }
  expect(wrong).toEqual([]);
});

test('what must be there is asked for, and what is old is warned of', () => {
  const wrong: string[] = [];
  for (const subject of SUBJECTS) {
    const nothing = subject.validate(both(subject)).map((problem) => problem.detail);
    for (const group of subject.checks.exactlyOne ?? []) {
      const names = [...group].sort().join(',');
      for (const path of group) if (!path.includes('.') && !nothing.includes(`"${path}": one of \`${names}\` must be specified`)) wrong.push(`${subject.name}: none of ${names}`);
      const [one, two] = group as [string, string];
      const said = subject.validate(both(subject, one, two)).map((problem) => problem.detail);
      if (!said.some((detail) => detail.includes(`only one of \`${names}\` can be specified`))) wrong.push(`${subject.name}: two of ${names}`);
    }
    for (const [path, group] of Object.entries(subject.checks.atLeastOne ?? {})) {
      if (!nothing.includes(`"${path}": one of \`${[...group].sort().join(',')}\` must be specified`)) wrong.push(`${subject.name}: ${path} of ${group.join(',')}`);
    }
    for (const [path, others] of Object.entries(subject.checks.together ?? {})) {
      const names = [...new Set([...others, path])].sort().join(',');
      if (!subject.validate(both(subject, path)).some((problem) => problem.detail === `"${path}": all of \`${names}\` must be specified`))
        wrong.push(`${subject.name}: ${path} without ${names}`);
    }
    for (const path of Object.keys(subject.checks.deprecated ?? {})) {
      if (!subject.validate(both(subject, path)).some((problem) => problem.severity === 'warning' && /deprecated$/i.test(problem.summary)))
        wrong.push(`${subject.name}: ${path} is old`);
    }
  }
  expect(wrong).toEqual([]);
});

const ofType = (name: string) => SUBJECTS.find((subject) => subject.name === name) as Subject;
const spoken = (name: string, attrs: { readonly [name: string]: Json }) => {
  const subject = ofType(name);
  const plain = Object.fromEntries(Object.keys(subject.schema.block_types ?? {}).map((block) => [block, [] as Json]));
  return subject.validate(fromPlain(blockType(subject.schema), { ...plain, ...attrs })).map(({ summary, detail, attribute }) => [attribute ?? '', summary, detail]);
};

// Words that people have reported from the real provider.
test('the words are the provider’s', () => {
  expect(spoken('aws_vpc', { cidr_block: '10.0.0.0/30' })).toEqual([
    ['cidr_block', 'expected "cidr_block" to contain a network Value with between 16 and 28 significant bits, got: 30', ''],
  ]);
  expect(spoken('aws_lb', { name: 'my_lb', subnets: ['subnet-1'] })).toEqual([['name', 'only alphanumeric characters and hyphens allowed in "name": "my_lb"', '']]);
  expect(spoken('aws_lb', {})).toEqual([
    ['subnet_mapping', 'Invalid combination of arguments', '"subnet_mapping": one of `subnet_mapping,subnets` must be specified'],
    ['subnets', 'Invalid combination of arguments', '"subnets": one of `subnet_mapping,subnets` must be specified'],
  ]);
  expect(spoken('aws_db_instance', { identifier: 'My_DB-', password: 'x', manage_master_user_password: false, backup_window: '1:00-2:00' })).toEqual([
    ['manage_master_user_password', 'Conflicting configuration arguments', '"manage_master_user_password": conflicts with password'],
    ['password', 'Conflicting configuration arguments', '"password": conflicts with manage_master_user_password'],
    ['backup_window', '(1:00-2:00) must satisfy the format of "hh24:mi-hh24:mi"', ''],
    ['identifier', 'only lowercase alphanumeric characters and hyphens allowed in "identifier"', ''],
    ['identifier', 'first character of "identifier" must be a letter', ''],
    ['identifier', '"identifier" cannot end with a hyphen', ''],
  ]);
  expect(spoken('aws_s3_bucket_lifecycle_configuration', { bucket: 'logs', rule: [{ id: 'old', status: 'on', filter: [] }] })).toEqual([
    ['rule[0].status', 'Invalid Attribute Value Match', 'Attribute rule[0].status value must be one of: ["Disabled" "Enabled"], got: "on"'],
    [
      'rule[0]',
      'Invalid Attribute Combination',
      'No attribute specified when one (and only one) of [rule[0].filter,rule[0].prefix] is required\n\nThis will be an error in a future version of the provider',
    ],
  ]);
});
