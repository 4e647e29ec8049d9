// Makes src/machine/programs/aws/model/data.json: what the aws program knows of the services, out of botocore's service models (Apache-2.0).
//   node scripts/aws-model.mjs /usr/lib/python3/dist-packages/awscli/botocore/data
// Names, types, order of members, required members, pagination and waiters, for the operations that the simulated account carries out; no documentation texts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from './install.mjs';

const data = process.argv[2];
if (!data || !existsSync(data)) {
  console.error('usage: node scripts/aws-model.mjs FOLDER (the data folder of botocore)');
  process.exit(1);
}
/** Name of the command where it is not the folder's. */
const COMMANDS = { s3: 's3api' };
const server = await createServer({ root, configFile: false, logLevel: 'error', server: { middlewareMode: true } });
const { SERVICES } = await server.ssrLoadModule('/src/aws/services.ts');
await server.close();

/** Camel case to hyphens, as botocore's xform_name does it. */
export function hyphenated(name) {
  const special = { CreateCachediSCSIVolume: 'create-cached-iscsi-volume' };
  if (special[name]) return special[name];
  let text = name;
  if (text.includes('_')) return text.replaceAll('_', '-');
  text = text.replace(/(IDs|ARNs|IPs|VPCs|ACLs|CIDRs|URLs)$/, (plural) => `-${plural.toLowerCase()}`).replace(/^-/, '');
  text = text.replace(/(.)([A-Z][a-z]+)/g, '$1-$2').replace(/([a-z0-9])([A-Z])/g, '$1-$2');
  return text.toLowerCase().replace(/--+/g, '-');
}

const services = {};
for (const folder of Object.keys(SERVICES).sort()) {
  const path = join(data, folder);
  if (!existsSync(path)) continue;
  const version = readdirSync(path).filter((name) => /^\d/.test(name)).sort().pop();
  const read = (name) => (existsSync(join(path, version, name)) ? JSON.parse(readFileSync(join(path, version, name), 'utf8')) : null);
  const model = read('service-2.json');
  const pages = read('paginators-1.json')?.pagination ?? {};
  const waiters = read('waiters-2.json')?.waiters ?? {};
  const shapes = {};
  const addShape = (name) => {
    if (shapes[name]) return;
    const shape = model.shapes[name];
    const made = { t: shape.type };
    shapes[name] = made;
    if (shape.members) {
      made.m = Object.fromEntries(Object.entries(shape.members).map(([member, of]) => [member, of.shape]));
      if (shape.required?.length) made.r = shape.required;
      for (const of of Object.values(shape.members)) addShape(of.shape);
    }
    if (shape.member) {
      made.e = shape.member.shape;
      addShape(shape.member.shape);
    }
    if (shape.key) {
      made.k = shape.key.shape;
      made.v = shape.value.shape;
      addShape(shape.key.shape);
      addShape(shape.value.shape);
    }
    if (shape.min !== undefined) made.n = shape.min;
  };
  const operations = {};
  const commands = [];
  for (const [name, operation] of Object.entries(model.operations)) {
    if (operation.deprecated && !SERVICES[folder].operations[name]) continue;
    commands.push(hyphenated(name));
    if (!SERVICES[folder].operations[name]) continue;
    const made = { o: name };
    if (operation.input) {
      made.i = operation.input.shape;
      addShape(made.i);
    }
    if (operation.output) {
      made.u = operation.output.shape;
      addShape(made.u);
    }
    const page = pages[name];
    if (page) made.p = { i: page.input_token, o: page.output_token, l: page.limit_key, k: page.result_key, n: page.non_aggregate_keys };
    operations[hyphenated(name)] = made;
  }
  const waits = {};
  for (const [name, waiter] of Object.entries(waiters)) {
    if (SERVICES[folder].operations[waiter.operation]) waits[hyphenated(name)] = { name, o: waiter.operation, d: waiter.delay, a: waiter.maxAttempts, on: waiter.acceptors.map((one) => ({ s: one.state, m: one.matcher, e: one.expected, ...(one.argument ? { g: one.argument } : {}) })) };
  }
  if (Object.keys(waits).length) commands.push('wait');
  services[COMMANDS[folder] ?? folder] = { service: folder, protocol: model.metadata.protocol, commands: commands.sort(), operations, shapes, waits };
}
writeFileSync(`${root}src/machine/programs/aws/model/data.json`, `${JSON.stringify({ origin: 'botocore service models, Apache-2.0; made by scripts/aws-model.mjs', services })}\n`);
console.log(Object.entries(services).map(([name, service]) => `${name} ${Object.keys(service.operations).length}`).join(', '));
