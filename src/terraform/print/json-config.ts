// The `configuration` part of `terraform show -json` of a plan: blocks with what their expressions speak of, or what they plainly say.
import type { Json } from '../../engine/json.ts';
import { formatName } from '../config/address.ts';
import { type Config, type ModuleConfig, pathKey, type ResourceBlock } from '../config/config.ts';
import { localProvider, providerOf, sourceOf } from '../config/providers.ts';
import { PROVISIONERS } from '../config/provisioner-schema.ts';
import { staticValue } from '../config/static.ts';
import type { Body, Expression, Traversal } from '../hcl/ast.ts';
import { type Reference, references, traversalText } from '../lang/references.ts';
import type { Schemas } from '../plan/schemas.ts';
import type { BlockSchema } from '../provider.ts';
import { knownJson } from './json-value.ts';

type Members = { [name: string]: Json };

const byName = <T>(record: { readonly [name: string]: T }): [string, T][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
const filled = (name: string, members: Members): Members => (Object.keys(members).length ? { [name]: members } : {});

export function configJson(config: Config, schemas: Schemas): Json {
  const providers: Members = {};
  for (const module of Object.values(config.modules)) Object.assign(providers, providersJson(module, schemas));
  return { ...filled('provider_config', Object.fromEntries(byName(providers))), root_module: moduleJson(config, config.root, schemas) };
}

const keyIn = (module: ModuleConfig, name: string): string => (module.path.length ? `${module.path.map((step) => `module.${step}`).join('.')}:${name}` : name);

function providersJson(module: ModuleConfig, schemas: Schemas): Members {
  const found: Members = {};
  const address = module.path.map((step) => `module.${step}`).join('.');
  const place = address ? { module_address: address } : {};
  const versions = (name: string): Members => {
    const wanted = module.requiredProviders[name]?.versions ?? [];
    return wanted.length ? { version_constraint: wanted.join(', ') } : {};
  };
  for (const block of Object.values(module.providers)) {
    const source = sourceOf(module, block.name);
    const schema = schemas.provider(source)?.provider.block;
    const key = keyIn(module, block.alias ? `${block.name}.${block.alias}` : block.name);
    found[key] = {
      name: block.name,
      full_name: source,
      ...(block.alias ? { alias: block.alias } : {}),
      ...versions(block.name),
      ...place,
      ...(schema ? filled('expressions', bodyJson(block.body, schema)) : {}),
    };
  }
  const used = [...Object.keys(module.requiredProviders), ...Object.values(module.resources).map(localProvider)];
  if (module.path.length === 0) for (const name of used) found[name] ??= { name, full_name: sourceOf(module, name), ...versions(name) };
  return found;
}

function moduleJson(config: Config, module: ModuleConfig, schemas: Schemas): Members {
  const outputs: Members = {};
  for (const [name, block] of byName(module.outputs)) {
    outputs[name] = {
      ...(block.sensitive ? { sensitive: true } : {}),
      ...(block.ephemeral ? { ephemeral: true } : {}),
      ...expressionMember('expression', block.expression, true),
      ...dependsOn(block.dependsOn),
      ...(block.description ? { description: block.description } : {}),
    };
  }
  const calls: Members = {};
  for (const [name, call] of byName(module.calls)) {
    const inner = config.modules[pathKey([...module.path, name])];
    const arguments_: Members = {};
    for (const attribute of call.body.attributes) arguments_[attribute.name] = expressionJson(attribute.expression);
    calls[name] = {
      source: call.source,
      ...filled('expressions', Object.fromEntries(byName(arguments_))),
      ...(call.count ? expressionMember('count_expression', call.count) : {}),
      ...(call.forEach ? expressionMember('for_each_expression', call.forEach) : {}),
      module: inner ? moduleJson(config, inner, schemas) : {},
      ...(call.version ? { version_constraint: call.version } : {}),
      ...dependsOn(call.dependsOn),
    };
  }
  const variables: Members = {};
  for (const [name, block] of byName(module.variables)) {
    const known = block.default ? knownJson(block.default) : undefined;
    variables[name] = {
      ...(known === undefined || known === null ? {} : { default: known }),
      ...(block.description ? { description: block.description } : {}),
      ...(block.sensitive ? { sensitive: true } : {}),
    };
  }
  const blocks = byName(module.resources).map(([, block]) => block);
  const ordered = [...blocks.filter(({ mode }) => mode === 'managed'), ...blocks.filter(({ mode }) => mode === 'data')];
  const resources = ordered.map((block) => resourceJson(config, module, block, schemas));
  return { ...filled('outputs', outputs), ...(resources.length ? { resources } : {}), ...filled('module_calls', calls), ...filled('variables', variables) };
}

function resourceJson(config: Config, module: ModuleConfig, block: ResourceBlock, schemas: Schemas): Members {
  const resolved = providerOf(config, module, block);
  const schema = resolved ? schemas.resource(resolved.source, block.mode, block.type) : null;
  const local = localProvider(block);
  const home = config.modules[pathKey(resolved?.path ?? [])] ?? config.root;
  const name = resolved?.block?.name ?? local;
  const provisioners = block.provisioners.map((each): Json => {
    const own = PROVISIONERS[each.type];
    return { type: each.type, ...(own ? filled('expressions', bodyJson(each.body, own)) : {}) };
  });
  return {
    address: formatName(block.mode, block.type, block.name),
    mode: block.mode,
    type: block.type,
    name: block.name,
    provider_config_key: keyIn(home, resolved?.alias ? `${name}.${resolved.alias}` : name),
    ...(provisioners.length ? { provisioners } : {}),
    ...(schema ? filled('expressions', bodyJson(block.body, schema.block)) : {}),
    schema_version: schema?.version ?? 0,
    ...(block.count ? expressionMember('count_expression', block.count) : {}),
    ...(block.forEach ? expressionMember('for_each_expression', block.forEach) : {}),
    ...dependsOn(block.dependsOn),
  };
}

const dependsOn = (list: readonly Traversal[]): Members => (list.length ? { depends_on: list.map((traversal) => traversalText(traversal)) } : {});

function bodyJson(body: Body, schema: BlockSchema): Members {
  const members: Members = {};
  for (const { name, expression } of body.attributes) if (schema.attributes?.[name]) members[name] = expressionJson(expression);
  for (const block of body.blocks) {
    const nested = schema.block_types?.[block.type];
    if (!nested) continue;
    const inner = bodyJson(block.body, nested.block);
    const before = members[block.type];
    if (nested.nesting_mode === 'map') members[block.type] = { ...(before as Members | undefined), [block.labels[0] ?? '']: inner };
    else if (nested.nesting_mode === 'list' || nested.nesting_mode === 'set') members[block.type] = [...((before as Json[] | undefined) ?? []), inner];
    else members[block.type] = inner;
  }
  return Object.fromEntries(byName(members));
}

/** Nothing when there is nothing to say, except where an empty object is wanted. */
function expressionMember(name: string, expression: Expression, always = false): Members {
  const json = expressionJson(expression);
  return always || Object.keys(json).length ? { [name]: json } : {};
}

/** `{ references }`, `{ constant_value }`, or `{}` for what only an evaluation would tell. */
function expressionJson(expression: Expression): Members {
  const list = references(expression).references.flatMap(namesOf);
  if (list.length) return { references: list };
  const value = staticValue(expression, []);
  const known = value ? knownJson(value) : undefined;
  return known === undefined ? {} : { constant_value: known };
}

/** A reference in full, then without its last steps one by one, down to what it names. */
function namesOf(reference: Reference): string[] {
  const { traversal, consumed } = reference;
  const list: string[] = [];
  const add = (length: number): void => void list.push(traversalText(traversal.slice(0, length)));
  for (let length = traversal.length; length > consumed; length--) add(length);
  add(consumed);
  if (reference.kind === 'resource' && reference.key !== undefined) add(consumed - 1);
  if (reference.kind === 'module') {
    if (reference.output !== undefined) add(consumed - 1);
    else if (reference.key !== undefined) add(consumed - 1);
  }
  return list;
}
