// Checks a configuration without state, variables or cloud: everything is evaluated with what is not known left unknown.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatName } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import { type CheckRule, type Config, type ModuleCall, type ModuleConfig, pathKey, type ResourceBlock } from '../config/config.ts';
import { unsupportedArgument } from '../config/content.ts';
import { localProvider, providerOf, sourceOf } from '../config/providers.ts';
import { impliedType, withoutWriteOnly } from '../config/schema.ts';
import { type ConfigNode, configGraph, cycleErrors } from '../graph/config-graph.ts';
import { order } from '../graph/graph.ts';
import type { Traversal } from '../hcl/ast.ts';
import type { Host } from '../host.ts';
import { evaluate } from '../lang/evaluate.ts';
import { containsMarked, unmarkDeep } from '../lang/marks.ts';
import { parseReference } from '../lang/references.ts';
import type { Scope } from '../lang/scope.ts';
import { didYouMean } from '../lang/suggest.ts';
import { unknownOf } from '../lang/value.ts';
import type { BlockSchema, Provider, ResourceSchema } from '../provider.ts';
import { placed } from './diagnose.ts';
import { type Evaluation, type ModuleInstance, newEvaluation } from './evaluation.ts';
import { validateImports } from './import-blocks.ts';
import { ephemeralUses } from './managed.ts';
import { checkOutputValue, ephemeralOutput } from './outputs.ts';
import type { Repetition } from './repetition.ts';
import { checkReference, resolveReference } from './resolve.ts';
import { checkRule, type RuleKind } from './rules.ts';
import { type Schemas, schemasOf } from './schemas.ts';
import { missingProvisioners, validateProvisioners } from './validate-provisioners.ts';

interface Validation {
  readonly config: Config;
  readonly host: Host;
  readonly schemas: Schemas;
  readonly evaluation: Evaluation;
  readonly started: Map<string, Provider>;
  readonly diagnostics: Diagnostic[];
}

/** All that is wrong with a loaded configuration, its loading errors included. */
export function validate(config: Config, host: Host): Diagnostic[] {
  const diagnostics: Diagnostic[] = [...config.diagnostics];
  if (diagnostics.some((d) => d.severity === 'error')) return diagnostics;
  const schemas = schemasOf(host);
  for (const module of Object.values(config.modules)) checkCalls(config, module, diagnostics);
  diagnostics.push(...missingProvisioners(config));
  if (diagnostics.some((d) => d.severity === 'error')) return diagnostics;
  diagnostics.push(...ephemeralInRoot(config));
  const graph = configGraph(config);
  const cyclic = cycleErrors(graph);
  diagnostics.push(...cyclic);
  if (cyclic.length) return diagnostics;
  checkTypes(config, schemas, diagnostics);
  const evaluation = newEvaluation({
    config,
    host,
    schemas,
    phase: 'validate',
    variables: {},
    planTime: host.now,
    instance: () => null,
  });
  const validation: Validation = { config, host, schemas, evaluation, started: new Map(), diagnostics };
  const failed = new Set<string>();
  const said = new Set<string>();
  for (const id of order(graph)) {
    // What needs something that failed is not looked at.
    if ([...(graph.needs.get(id) ?? [])].some((need) => failed.has(need))) {
      failed.add(id);
      continue;
    }
    const before = diagnostics.length;
    validateNode(validation, graph.table.get(id) as ConfigNode);
    diagnostics.push(...unsaid(diagnostics.splice(before), said));
    if (diagnostics.slice(before).some((d) => d.severity === 'error')) failed.add(id);
  }
  validateImports(config, evaluation, diagnostics);
  return diagnostics;
}

/** A value that several blocks use complains once, as often as it does in one place. */
function unsaid(found: readonly Diagnostic[], said: Set<string>): Diagnostic[] {
  const keyOf = (diagnostic: Diagnostic) => `${diagnostic.summary}|${diagnostic.detail}|${JSON.stringify(diagnostic.subject)}|${diagnostic.address ?? ''}`;
  const fresh = found.filter((diagnostic) => !diagnostic.subject || !said.has(keyOf(diagnostic)));
  for (const diagnostic of fresh) said.add(keyOf(diagnostic));
  return fresh;
}

const ephemeralInRoot = (config: Config): Diagnostic[] =>
  Object.values(config.root.outputs)
    .filter((output) => output.ephemeral)
    .map((output) => ({
      severity: 'error',
      summary: 'Ephemeral output not allowed',
      detail: 'Ephemeral outputs are not allowed in context of a root module',
      subject: output.range,
    }));

/** Arguments of module calls against the variables of the module. */
function checkCalls(config: Config, module: ModuleConfig, diagnostics: Diagnostic[]): void {
  for (const call of Object.values(module.calls)) {
    const inner = config.modules[pathKey([...module.path, call.name])];
    if (!inner) continue;
    diagnostics.push(...missingIn(call, inner));
    const given = Object.fromEntries(call.body.attributes.map((attribute) => [attribute.name, attribute]));
    for (const attribute of call.body.attributes) {
      if (inner.variables[attribute.name]) continue;
      diagnostics.push(unsupportedArgument(attribute, Object.keys(inner.variables).sort(), [], given));
    }
  }
}

function missingIn(call: ModuleCall, inner: ModuleConfig): Diagnostic[] {
  const given = new Set(call.body.attributes.map((attribute) => attribute.name));
  return Object.values(inner.variables)
    .filter((variable) => variable.default === null && !given.has(variable.name))
    .map((variable) => ({
      severity: 'error',
      summary: 'Missing required argument',
      detail: `The argument ${JSON.stringify(variable.name)} is required, but no definition was found.`,
      subject: call.body.endRange,
    }));
}

/** Variables of modules that no argument of their call sets. */
export const missingArguments = (config: Config): Diagnostic[] =>
  Object.values(config.modules).flatMap((module) =>
    Object.values(module.calls).flatMap((call) => {
      const inner = config.modules[pathKey([...module.path, call.name])];
      return inner ? missingIn(call, inner) : [];
    }),
  );

/** Types that the providers do not have. Providers that are not installed are somebody else's complaint. */
function checkTypes(config: Config, schemas: Schemas, diagnostics: Diagnostic[]): void {
  for (const module of Object.values(config.modules)) {
    for (const resource of Object.values(module.resources)) {
      const source = sourceOf(module, localProvider(resource));
      const schema = schemas.provider(source);
      if (!schema) continue;
      if (resource.mode === 'ephemeral') {
        if (!schema.ephemeral_resource_schemas?.[resource.type]) diagnostics.push(invalidEphemeral(source, resource));
        continue;
      }
      const [own, other] = resource.mode === 'managed' ? [schema.resource_schemas, schema.data_source_schemas] : [schema.data_source_schemas, schema.resource_schemas];
      if (own[resource.type]) continue;
      const noun = resource.mode === 'managed' ? 'resource type' : 'data source';
      let hint = '';
      if (other[resource.type]) {
        hint =
          resource.mode === 'managed'
            ? `\n\nDid you intend to use the data source ${JSON.stringify(resource.type)}? If so, declare this using a "data" block instead of a "resource" block.`
            : `\n\nDid you intend to use the managed resource type ${JSON.stringify(resource.type)}? If so, declare this using a "resource" block instead of a "data" block.`;
      } else hint = didYouMean(resource.type, Object.keys(own).sort());
      diagnostics.push({
        severity: 'error',
        summary: resource.mode === 'managed' ? 'Invalid resource type' : 'Invalid data source',
        detail: `The provider ${source} does not support ${noun} ${JSON.stringify(resource.type)}.${hint}`,
        subject: resource.typeRange,
      });
    }
  }
}

const invalidEphemeral = (source: string, resource: ResourceBlock): Diagnostic => ({
  severity: 'error',
  summary: 'Invalid ephemeral resource',
  detail: `The provider ${source.replace(/^registry\.terraform\.io\//, '')} does not support ephemeral resource ${JSON.stringify(resource.type)}.`,
  subject: resource.typeRange,
});

function validateNode(validation: Validation, node: ConfigNode): void {
  const { evaluation, diagnostics } = validation;
  for (const module of evaluation.instancesOf(node.module.path, diagnostics).slice(0, 1)) {
    switch (node.kind) {
      case 'variable':
        validateVariable(validation, module, node.name);
        break;
      case 'local':
        evaluation.local(module, node.name, diagnostics);
        break;
      case 'output':
        validateOutput(validation, module, node.name);
        break;
      case 'check':
        for (const rule of module.module.checks[node.name]?.asserts ?? []) validateRule(validation, rule, 'Check block assertion', evaluation.scope(module, {}, []));
        break;
      case 'resource':
        validateResource(validation, module, node.resource);
        break;
      case 'expand':
        validateDepends(validation, module, (node.call as ModuleCall).dependsOn);
        break;
      case 'provider': {
        const block = module.module.providers[node.name];
        const schema = block && validation.schemas.provider(sourceOf(module.module, block.name));
        if (block && schema) decodeBody(block.body, schema.provider.block, evaluation.scope(module, {}, diagnostics));
        break;
      }
      default:
        break;
    }
  }
}

/** A condition that happens to be known and false while validating is a problem for the plan, not for now. What it would say is looked at either way. */
function validateRule(validation: Validation, rule: CheckRule, kind: RuleKind, scope: Scope): void {
  const before = validation.diagnostics.length;
  checkRule(rule, kind, scope, validation.diagnostics, { validating: true });
  if (validation.diagnostics.length === before) evaluate(rule.errorMessage, { ...scope, diagnostics: validation.diagnostics });
  const kept = validation.diagnostics.splice(before).filter((diagnostic) => diagnostic.extra?.failedCondition !== true);
  validation.diagnostics.push(...kept);
}

function validateVariable({ evaluation, diagnostics, ...rest }: Validation, module: ModuleInstance, name: string): void {
  evaluation.variable(module, name, diagnostics);
  for (const rule of module.module.variables[name]?.validations ?? []) {
    validateRule({ evaluation, diagnostics, ...rest }, rule, 'Variable validation', evaluation.scope(module, {}, []));
  }
}

function validateOutput(validation: Validation, module: ModuleInstance, name: string): void {
  const { evaluation, diagnostics } = validation;
  const block = module.module.outputs[name];
  if (!block) return;
  const before = diagnostics.length;
  const value = evaluation.output(module, name, diagnostics);
  validateDepends(validation, module, block.dependsOn);
  for (const rule of block.preconditions) validateRule(validation, rule, 'Module output value precondition', evaluation.scope(module, {}, []));
  if (diagnostics.length > before) return;
  diagnostics.push(...(module.parent ? ephemeralOutput(block, value) : checkOutputValue(block, value)));
}

function validateDepends(validation: Validation, module: ModuleInstance, list: readonly Traversal[]): void {
  const { evaluation, diagnostics } = validation;
  for (const traversal of list) {
    const { reference, diagnostic } = parseReference(traversal);
    if (diagnostic) diagnostics.push(diagnostic);
    if (!reference || diagnostic) continue;
    if (reference.traversal.length > reference.consumed) {
      const rest = reference.traversal[reference.consumed];
      diagnostics.push({
        severity: 'error',
        summary: 'Invalid depends_on reference',
        detail: 'References in depends_on must be to a whole object (resource, etc), not to an attribute of an object.',
        subject: rest?.range ?? reference.range,
      });
      continue;
    }
    const wrong = checkReference(evaluation, module, reference);
    diagnostics.push(...wrong);
    if (!wrong.length) resolveReference(evaluation, module, {}, null, reference, diagnostics);
  }
}

function validateResource(validation: Validation, module: ModuleInstance, resource: ResourceBlock): void {
  const { config, evaluation, diagnostics, schemas } = validation;
  const resolved = providerOf(config, module.module, resource);
  const schema = resolved ? schemas.resource(resolved.source, resource.mode, resource.type) : null;
  validateDepends(validation, module, resource.dependsOn);
  const expansion = evaluation.expand(module, resource, diagnostics);
  if (!schema || !resolved) return;
  const repetition = expansion.failed ? repetitionLike(resource) : expansion.repetition(expansion.keys[0] ?? null);
  const before = diagnostics.length;
  const value = decodeBody(resource.body, schema.block, evaluation.scope(module, repetition, diagnostics));
  if (diagnostics.slice(before).some((d) => d.severity === 'error')) return;
  const text = `${module.text}${module.text && '.'}${formatName(resource.mode, resource.type, resource.name)}`;
  const kept = withoutWriteOnly(schema.block, value);
  if (resource.mode !== 'ephemeral' && containsMarked(kept, 'ephemeral')) diagnostics.push(...ephemeralUses(kept, { resource, text }));
  validateIgnored(resource, schema, diagnostics);
  if (!diagnostics.slice(before).some((d) => d.severity === 'error')) {
    const provider = providerFor(validation, resolved.source);
    const [plain] = unmarkDeep(value);
    if (provider && resource.mode !== 'ephemeral') {
      const found = resource.mode === 'data' ? provider.validateData(resource.type, plain) : provider.validateResource(resource.type, plain);
      diagnostics.push(...placed(found, text, resource.body, resource.range));
    }
  }
  const self = unknownOf(impliedType(schema.block));
  diagnostics.push(...validateProvisioners(evaluation, module, resource, repetition, self));
  for (const rule of resource.lifecycle.preconditions) validateRule(validation, rule, 'Resource precondition', evaluation.scope(module, repetition, []));
  for (const rule of resource.lifecycle.postconditions) validateRule(validation, rule, 'Resource postcondition', evaluation.scope(module, repetition, [], self));
}

/** What an instance knows of itself where count or for_each is wrong. */
const repetitionLike = ({ count, forEach }: ResourceBlock): Repetition =>
  count ? { count: unknownOf('number') } : forEach ? { each: { key: unknownOf('string'), value: unknownOf('dynamic') } } : {};

function providerFor(validation: Validation, source: string): Provider | null {
  const known = validation.started.get(source);
  if (known) return known;
  const provider = validation.host.providers[source]?.() ?? null;
  if (provider) validation.started.set(source, provider);
  return provider;
}

function validateIgnored(resource: ResourceBlock, schema: ResourceSchema, diagnostics: Diagnostic[]): void {
  const { ignoreChanges } = resource.lifecycle;
  if (ignoreChanges === 'all') return;
  const redundant: Diagnostic[] = [];
  const before = diagnostics.length;
  for (const traversal of ignoreChanges) {
    const step = traversal[0];
    if (!step || step.kind === 'index') continue;
    const problem = unknownName(schema.block, step.name);
    if (problem) diagnostics.push({ ...problem, subject: step.range });
    else if (traversal.length === 1 && schema.block.attributes?.[step.name]?.computed && !schema.block.attributes[step.name]?.optional) {
      redundant.push({
        severity: 'warning',
        summary: 'Redundant ignore_changes element',
        detail: `Adding an attribute name to ignore_changes tells Terraform to ignore future changes to the argument in configuration after the object has been created, retaining the value originally configured.\n\nThe attribute ${step.name} is decided by the provider alone and therefore there can be no configured value to compare with. Including this attribute in ignore_changes has no effect. Remove the attribute from ignore_changes to quiet this warning.`,
        subject: resource.body.endRange,
      });
    }
  }
  if (diagnostics.length === before) diagnostics.push(...redundant);
}

function unknownName(block: BlockSchema, name: string): Diagnostic | null {
  if (block.attributes?.[name] || block.block_types?.[name]) return null;
  const names = [...Object.keys(block.attributes ?? {}), ...Object.keys(block.block_types ?? {})].sort();
  return {
    severity: 'error',
    summary: 'Unsupported attribute',
    detail: `This object has no argument, nested block, or exported attribute named ${JSON.stringify(name)}.${didYouMean(name, names)}`,
  };
}
