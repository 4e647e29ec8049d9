// Makes src/machine/programs/aws/model/{data,commands}.json: what the aws program knows of the services, out of botocore's service models (Apache-2.0).
//   node scripts/aws-model.mjs /usr/lib/python3/dist-packages   (the folder that holds the package `awscli`, version 2)
// Names, types, order of members, required members, pagination and waiters, for the operations that the simulated account carries out; no documentation texts.
// Shapes: `{m, r}` a structure, `{e, n, s}` a list (`s` is the name of its texts, which a made-up answer shows), `{k, v}` a map; scalars are not listed but written where they are used, as `string`, `string>20` (least length) or
// `string=ENABLED` (one of several words, of which that is the first).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from './install.mjs';

const packages = process.argv[2];
const data = packages && join(packages, 'awscli/botocore/data');
if (!data || !existsSync(data)) {
  console.error('usage: node scripts/aws-model.mjs FOLDER (the folder that holds the Python package awscli, version 2)');
  process.exit(1);
}
/** Name of the command where it is not the folder's. */
const COMMANDS = { config: 'configservice', s3: 's3api' };
/** Operations beyond those of the account whose options or errors are worth having: the door says that they are not part of it. */
const ALSO = { kms: ['Decrypt'], ec2: ['DescribeNetworkAcls'] };
/** Members that came after these models and that the account knows: service, shape, member -> shape. */
const NEWER = {
  dynamodb: {
    CreateTableInput: { DeletionProtectionEnabled: 'BooleanObject' },
    UpdateTableInput: { DeletionProtectionEnabled: 'BooleanObject' },
    TableDescription: { DeletionProtectionEnabled: 'BooleanObject' },
  },
  rds: { DeleteDBClusterMessage: { DeleteAutomatedBackups: 'BooleanOptional' }, RestoreDBClusterToPointInTimeMessage: { SourceDbClusterResourceId: 'String' } },
  logs: { LogGroup: { logGroupClass: 'LogGroupName' } },
  ec2: { CreateSecurityGroupResult: { SecurityGroupArn: 'String' }, SecurityGroup: { SecurityGroupArn: 'String' }, SecurityGroupRule: { SecurityGroupRuleArn: 'String' } },
};
const server = await createServer({ root, configFile: false, logLevel: 'error', optimizeDeps: { noDiscovery: true }, server: { middlewareMode: true } });
const { SERVICES } = await server.ssrLoadModule('/src/aws/services.ts');
const { UNUSED } = await server.ssrLoadModule('/src/aws/unused.ts');
const { BARE } = await server.ssrLoadModule('/src/aws/bare.ts');
await server.close();

/** The program's own tables: its commands in order, and each operation's options with what the program changed about them. */
const TABLES = `
import json, sys
sys.path.insert(0, sys.argv[1])
from awscli.clidriver import create_clidriver
table = create_clidriver().subcommand_table
found = {'commands': list(table), 'services': {}}
for service, wanted in json.load(open(sys.argv[2])).items():
    commands = table[service].subcommand_table
    operations = {}
    for name, command in commands.items():
        model = getattr(command, '_operation_model', None)
        if model is None or model.name not in wanted: continue
        options = []
        for option, argument in command.arg_table.items():
            kind = type(argument).__name__
            if kind in ('PageArgument', 'CliInputJSONArgument', 'CliInputYAMLArgument', 'GenerateCliSkeletonArgument'): continue
            if kind == 'BooleanArgument' and argument._action == 'store_false' and not option.startswith('no-'): kind = 'OffArgument'
            options.append([option, getattr(argument, '_serialized_name', None), kind, bool(argument.required)])
        operations[name] = {'operation': model.name, 'options': options}
    found['services'][service] = {'commands': list(commands), 'operations': operations}
json.dump(found, open(sys.argv[3], 'w'))
`;

const wanted = (folder) => new Set([...Object.keys(SERVICES[folder].operations), ...(ALSO[folder] ?? [])]);
const folders = Object.keys(SERVICES)
  .filter((folder) => existsSync(join(data, folder)))
  .sort();
const scratch = mkdtempSync(join(tmpdir(), 'aws-model-'));
writeFileSync(join(scratch, 'wanted.json'), JSON.stringify(Object.fromEntries(folders.map((folder) => [COMMANDS[folder] ?? folder, [...wanted(folder)]]))));
execFileSync('python3', ['-c', TABLES, packages, join(scratch, 'wanted.json'), join(scratch, 'tables.json')], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}` },
});
const tables = JSON.parse(readFileSync(join(scratch, 'tables.json'), 'utf8'));
rmSync(scratch, { recursive: true });

/** Whether the account has nothing of what an operation lists. */
const isUnused = (folder, operation) => BARE.some(({ name }) => name === folder) || Object.hasOwn(UNUSED[folder] ?? {}, operation);

const partition = JSON.parse(readFileSync(join(data, 'endpoints.json'), 'utf8')).partitions.find((one) => one.partition === 'aws');

function merged(into, from) {
  for (const [key, value] of Object.entries(from ?? {})) into[key] = typeof value === 'object' && !Array.isArray(value) && into[key] ? merged(into[key], value) : value;
  return into;
}

const PLAIN = ['CLIArgument', 'ListArgument', 'BooleanArgument'];
const services = {};
for (const folder of folders) {
  const version = readdirSync(join(data, folder))
    .filter((name) => /^\d/.test(name))
    .sort()
    .pop();
  /** A part of the model, with what botocore adds to it. */
  const read = (name) => {
    const [plain, extra] = [name, name.replace('.json', '.sdk-extras.json')].map((one) => join(data, folder, version, one));
    if (!existsSync(plain)) return null;
    return merged(JSON.parse(readFileSync(plain, 'utf8')), existsSync(extra) ? JSON.parse(readFileSync(extra, 'utf8')).merge : {});
  };
  const model = read('service-2.json');
  for (const [shape, members] of Object.entries(NEWER[folder] ?? {})) {
    for (const [member, of] of Object.entries(members)) {
      if (!model.shapes[shape] || !model.shapes[of]) throw new Error(`${folder}: no shape ${shape} or ${of}`);
      model.shapes[shape].members[member] = { shape: of };
    }
  }
  const pages = read('paginators-1.json')?.pagination ?? {};
  const waiters = read('waiters-2.json')?.waiters ?? {};
  const command = COMMANDS[folder] ?? folder;
  const table = tables.services[command];
  const shapes = {};
  const outputs = new Set(Object.values(model.operations).map((operation) => operation.output?.shape));
  /** Bytes that are the whole body of a reply go into a file, whatever the model calls them. */
  const payloadOf = (shape, member) => shape.payload === member && model.shapes[shape.members[member].shape].type === 'blob' && outputs.has(nameOf.get(shape));
  const nameOf = new Map(Object.entries(model.shapes).map(([name, shape]) => [shape, name]));
  /** How a shape is referred to; describes it when it is no scalar. */
  const refer = (name) => {
    const shape = model.shapes[name];
    if (shape.type === 'structure') {
      if (!shapes[name]) {
        const made = { m: {} };
        shapes[name] = made;
        for (const [member, of] of Object.entries(shape.members ?? {})) made.m[member] = of.streaming || payloadOf(shape, member) ? 'stream' : refer(of.shape);
        if (shape.required?.length) made.r = shape.required;
      }
      return name;
    }
    if (shape.type === 'list') {
      if (!shapes[name]) {
        const made = {};
        shapes[name] = made;
        made.e = refer(shape.member.shape);
        if (shape.min) made.n = shape.min;
      }
      if (answered && shapes[name].e?.startsWith('string')) shapes[name].s = shape.member.shape;
      return name;
    }
    if (shape.type === 'map') {
      if (!shapes[name]) {
        const made = {};
        shapes[name] = made;
        made.k = refer(shape.key.shape);
        made.v = refer(shape.value.shape);
      }
      return name;
    }
    const type = shape.type === 'blob' && shape.streaming ? 'stream' : shape.type;
    const bounded = shape.min !== undefined && shape.type !== 'blob' ? `${type}>${shape.min}` : type;
    return shape.enum?.length ? `${bounded}=${shape.enum[0]}` : bounded;
  };
  /** A structure with its own members alone: their items have no names of their own. */
  const flat = (name) => {
    const made = { m: {} };
    for (const [member, of] of Object.entries(model.shapes[name].members ?? {})) {
      const { type } = model.shapes[of.shape];
      if (type !== 'list' && type !== 'structure' && type !== 'map') made.m[member] = refer(of.shape);
      else if (type === 'list') {
        shapes.Nothing = { e: 'string' };
        made.m[member] = 'Nothing';
      }
    }
    shapes[name] = made;
    return name;
  };
  let answered = false;
  const operations = {};
  const unlisted = [];
  for (const [name, { operation, options }] of Object.entries(table.operations)) {
    const of = model.operations[operation];
    for (const member of Object.keys(NEWER[folder]?.[of.input?.shape] ?? {})) options.push([hyphenated(member), member, 'BooleanArgument', false]);
    const made = { o: operation };
    answered = false;
    if (of.input) made.i = refer(of.input.shape);
    answered = true;
    // Of what is always empty nobody sees the shapes within.
    if (of.output) made.u = isUnused(folder, operation) ? flat(of.output.shape) : refer(of.output.shape);
    const page = pages[operation];
    if (page)
      made.p = {
        i: page.input_token,
        o: page.output_token,
        ...(page.more_results ? { m: page.more_results } : {}),
        l: page.limit_key,
        k: page.result_key,
        n: page.non_aggregate_keys,
      };
    const required = made.i ? (shapes[made.i].r ?? []) : [];
    const members = made.i ? shapes[made.i].m : {};
    // The options are named after the members unless the program renamed, removed or added some.
    const positive = options.filter(
      ([option, member, kind]) => !(kind === 'BooleanArgument' && option.startsWith('no-') && options.some(([other, same]) => same === member && other === option.slice(3))),
    );
    const plain =
      positive.length === Object.keys(members).length &&
      positive.every(([, member, kind, needed], index) => member === Object.keys(members)[index] && PLAIN.includes(kind) && needed === required.includes(member));
    const named = positive.every(([option, member]) => member !== null && option === hyphenated(member));
    if (!plain || !named)
      made.a = positive.map(([option, member, kind, needed]) => [
        option,
        member ?? '',
        PLAIN.includes(kind) ? '' : kind.replace(/(Argument|Parameter)$/, ''),
        ...(needed ? [1] : []),
      ]);
    operations[name] = made;
  }
  for (const operation of wanted(folder)) if (!Object.values(operations).some((one) => one.o === operation)) unlisted.push(operation);
  const waits = {};
  for (const [name, waiter] of Object.entries(waiters)) {
    if (!wanted(folder).has(waiter.operation) || BARE.some((bare) => bare.name === folder)) continue;
    waits[hyphenated(name)] = {
      name,
      o: waiter.operation,
      d: waiter.delay,
      a: waiter.maxAttempts,
      on: waiter.acceptors.map((one) => ({ s: one.state, m: one.matcher, e: one.expected, ...(one.argument ? { g: one.argument } : {}) })),
    };
  }
  const place = partition.services[model.metadata.endpointPrefix];
  services[command] = {
    service: folder,
    endpoint: model.metadata.endpointPrefix,
    // One endpoint for all regions: the client asks for none.
    ...(place?.partitionEndpoint ? { global: place.isRegionalized === false ? 'only' : 'too' } : {}),
    commands: table.commands.join(' '),
    waiters: Object.keys(waiters).sort().map(hyphenated).join(' '),
    operations,
    shapes,
    waits,
  };
  if (unlisted.length) console.log(`${folder}: not in the models: ${unlisted.join(', ')}`);
}

/** Camel case to hyphens, as botocore's xform_name does it. */
function hyphenated(name) {
  return name
    .replace(/(IDs|ARNs|IPs|VPCs|ACLs|CIDRs|URLs)$/, (plural) => `-${plural.toLowerCase()}`)
    .replace(/^-/, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/--+/g, '-');
}

const folder = `${root}src/machine/programs/aws/model/`;
// One service to a line: who adds an operation changes one of them.
const lines = Object.entries(services).map(([name, service]) => `${JSON.stringify(name)}:${JSON.stringify(service)}`);
writeFileSync(`${folder}data.json`, `{"origin":"botocore service models, Apache-2.0; made by scripts/aws-model.mjs","services":{\n${lines.join(',\n')}\n}}\n`);
writeFileSync(`${folder}commands.json`, `${JSON.stringify(tables.commands)}\n`);
console.log(
  Object.entries(services)
    .map(([name, service]) => `${name} ${Object.keys(service.operations).length}`)
    .join(', '),
);
