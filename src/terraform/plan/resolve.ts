// Where a reference leads, with Terraform's words for those that lead nowhere.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatKey, formatModulePath, formatName, type InstanceKey } from '../config/address.ts';
import type { ModuleCall, ResourceBlock } from '../config/config.ts';
import { providerOf } from '../config/providers.ts';
import { impliedType } from '../config/schema.ts';
import { isAccessError } from '../lang/access.ts';
import { step as accessStep } from '../lang/evaluate.ts';
import { mark } from '../lang/marks.ts';
import type { Reference } from '../lang/references.ts';
import type { Resolved } from '../lang/scope.ts';
import { didYouMean, didYouMeanAny } from '../lang/suggest.ts';
import { isObject } from '../lang/type.ts';
import { at, stringOf, typeOf, UNKNOWN, unknownOf, type Value } from '../lang/value.ts';
import type { BlockSchema } from '../provider.ts';
import type { Evaluation, ModuleInstance } from './evaluation.ts';
import type { Repetition } from './repetition.ts';

const NOWHERE: Resolved = { value: UNKNOWN };

export function resolveReference(
  evaluation: Evaluation,
  module: ModuleInstance,
  repetition: Repetition,
  self: Value | null,
  reference: Reference,
  diagnostics: Diagnostic[],
): Resolved {
  const fail = (summary: string, detail: string): Resolved => {
    diagnostics.push({ severity: 'error', summary, detail, subject: reference.range });
    return NOWHERE;
  };
  switch (reference.kind) {
    case 'variable': {
      const { variables } = module.module;
      if (at(variables, reference.name)) return { value: evaluation.variable(module, reference.name, diagnostics) };
      const hint = didYouMeanAny(reference.name, Object.keys(variables)) || ` This variable can be declared with a variable ${JSON.stringify(reference.name)} {} block.`;
      return fail('Reference to undeclared input variable', `An input variable with the name ${JSON.stringify(reference.name)} has not been declared.${hint}`);
    }
    case 'local': {
      const { locals } = module.module;
      if (at(locals, reference.name)) return { value: evaluation.local(module, reference.name, diagnostics) };
      return fail(
        'Reference to undeclared local value',
        `A local value with the name ${JSON.stringify(reference.name)} has not been declared.${didYouMeanAny(reference.name, Object.keys(locals))}`,
      );
    }
    case 'resource':
      return resolveResource(evaluation, module, reference, diagnostics);
    case 'module':
      return resolveCall(evaluation, module, reference, diagnostics);
    case 'count':
      if (reference.name !== 'index') {
        return fail(
          'Invalid "count" attribute',
          `The "count" object does not have an attribute named ${JSON.stringify(reference.name)}. The only supported attribute is count.index, which is the index of each instance of a resource block that has the "count" argument set.`,
        );
      }
      if (repetition.count) return { value: repetition.count };
      return fail(
        'Reference to "count" in non-counted context',
        'The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.',
      );
    case 'each':
      return resolveEach(repetition, reference.name, fail);
    case 'self':
      if (self) return selfWith(self, reference, diagnostics);
      return fail(
        'Invalid "self" reference',
        'The "self" object is not available in this context. This object can be used only in resource provisioner, connection, and postcondition blocks.',
      );
    case 'path': {
      const { host } = evaluation.input;
      if (reference.name === 'cwd') return { value: stringOf(host.cwd) };
      if (reference.name === 'module') return { value: stringOf(module.module.directory) };
      if (reference.name === 'root') return { value: stringOf('.') };
      return fail(
        'Invalid "path" attribute',
        `The "path" object does not have an attribute named ${JSON.stringify(reference.name)}.${didYouMean(reference.name, ['cwd', 'module', 'root'])}`,
      );
    }
    case 'terraform':
      if (reference.name === 'workspace') return { value: stringOf(evaluation.input.host.workspace) };
      if (reference.name === 'applying') {
        const value: Value = evaluation.input.phase === 'validate' ? unknownOf('bool') : { k: 'bool', v: evaluation.input.phase === 'apply' };
        return { value: mark(value, 'ephemeral') };
      }
      if (reference.name === 'env') {
        return fail(
          'Invalid "terraform" attribute',
          'The terraform.env attribute was deprecated in v0.10 and removed in v0.12. The "state environment" concept was renamed to "workspace" in v0.12, and so the workspace name can now be accessed using the terraform.workspace attribute.',
        );
      }
      return fail(
        'Invalid "terraform" attribute',
        `The "terraform" object does not have an attribute named ${JSON.stringify(reference.name)}. The only supported attributes are terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean which is true only during apply.`,
      );
    default:
      return fail('Invalid reference', 'This kind of object cannot be referred to here.');
  }
}

function resolveEach(repetition: Repetition, name: string, fail: (summary: string, detail: string) => Resolved): Resolved {
  if (name === 'key' && repetition.each) return { value: repetition.each.key };
  if (name === 'value' && repetition.each) return { value: repetition.each.value };
  if (name === 'value') {
    return fail(
      'each.value cannot be used in this context',
      'A reference to "each.value" has been used in a context in which it is unavailable, such as when the configuration no longer contains the value in its "for_each" expression. Remove this reference to each.value in your configuration to work around this error.',
    );
  }
  if (name !== 'key') {
    return fail(
      'Invalid "each" attribute',
      `The "each" object does not have an attribute named ${JSON.stringify(name)}. The supported attributes are each.key and each.value, the current key and value pair of the "for_each" attribute set.`,
    );
  }
  return fail(
    'Reference to "each" in context without for_each',
    'The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.',
  );
}

const moduleName = (path: readonly string[]): string => (path.length ? formatModulePath(path) : 'the root module');

type ResourceReference = Extract<Reference, { kind: 'resource' }>;

/** Resources and modules that there are not, and what a resource's schema says against what follows its name. */
export function checkReference(evaluation: Evaluation, module: ModuleInstance, reference: Reference): readonly Diagnostic[] {
  if (reference.kind === 'module') return at(module.module.calls, reference.name) ? [] : [undeclaredModule(module, reference)];
  if (reference.kind !== 'resource') return [];
  const key = formatName(reference.mode, reference.type, reference.name);
  const resource = at(module.module.resources, key);
  return resource ? staticProblems(evaluation, module, resource, reference, key) : [undeclaredResource(module, reference)];
}

function undeclaredResource(module: ModuleInstance, reference: ResourceReference): Diagnostic {
  const { mode, type, name } = reference;
  const noun = mode === 'managed' ? 'managed' : mode;
  const other = mode === 'managed' ? `data.${formatName(mode, type, name)}` : '';
  const hint = other && at(module.module.resources, other) ? `\n\nDid you mean the data resource ${other}?` : '';
  return {
    severity: 'error',
    summary: 'Reference to undeclared resource',
    detail: `${noun === 'ephemeral' ? 'An' : 'A'} ${noun} resource ${JSON.stringify(type)} ${JSON.stringify(name)} has not been declared in ${moduleName(module.module.path)}.${hint}`,
    subject: nameRange(reference),
  };
}

const undeclaredModule = (module: ModuleInstance, reference: Extract<Reference, { kind: 'module' }>): Diagnostic => ({
  severity: 'error',
  summary: 'Reference to undeclared module',
  detail: `No module call named ${JSON.stringify(reference.name)} is declared in ${moduleName(module.module.path)}.${didYouMeanAny(reference.name, Object.keys(module.module.calls))}`,
  subject: reference.range,
});

/** What a checked reference to a resource is worth. */
function resolveResource(evaluation: Evaluation, module: ModuleInstance, reference: ResourceReference, diagnostics: Diagnostic[]): Resolved {
  const resource = at(module.module.resources, formatName(reference.mode, reference.type, reference.name));
  if (!resource) return NOWHERE;
  const value = evaluation.resource(module, resource, diagnostics);
  return { value, consumed: reference.key === undefined ? reference.consumed : reference.consumed - 1 };
}

function nameRange(reference: ResourceReference): Diagnostic['subject'] {
  const first = reference.traversal[0];
  const last = reference.traversal[reference.consumed - (reference.key === undefined ? 1 : 2)];
  return first && last ? { filename: first.range.filename, start: first.range.start, end: last.range.end } : reference.range;
}

/** Mistakes that need no evaluation: an index too few or too many, an attribute that the type does not have. */
function staticProblems(evaluation: Evaluation, module: ModuleInstance, resource: ResourceBlock, reference: ResourceReference, address: string): Diagnostic[] {
  const rest = reference.traversal.slice(reference.consumed);
  const next = rest[0];
  const found: Diagnostic[] = [];
  const error: Complain = (summary, detail, subject = reference.range) => {
    found.push({ severity: 'error', summary, detail, subject });
  };
  if (reference.key === undefined && next?.kind === 'attribute' && (resource.count || resource.forEach)) {
    const [word, example] = resource.count ? ['count', 'count.index'] : ['for_each', 'each.key'];
    error(
      'Missing resource instance key',
      `Because ${address} has "${word}" set, its attributes must be accessed on specific instances.\n\nFor example, to correlate with indices of a referring resource, use:\n    ${address}[${example}]`,
    );
  }
  if (reference.key !== undefined && !resource.count && !resource.forEach) {
    error(
      'Unexpected resource instance key',
      `Because ${address} does not have "count" or "for_each" set, references to it must not include an index key. Remove the bracketed index to refer to the single instance of this resource.`,
    );
  }
  if (next?.kind !== 'attribute') return found;
  const provider = providerOf(evaluation.input.config, module.module, resource);
  const schema = provider && evaluation.input.schemas.resource(provider.source, resource.mode, resource.type);
  if (schema) checkPath(schema.block, rest, error);
  return found;
}

/** `self`, when it has the attribute that follows. */
function selfWith(self: Value, reference: Reference, diagnostics: Diagnostic[]): Resolved {
  const type = typeOf(self);
  const next = reference.traversal[reference.consumed];
  if (next?.kind !== 'attribute' || !isObject(type) || Object.hasOwn(type.object, next.name)) return { value: self };
  diagnostics.push({ severity: 'error', ...noAttribute(next.name, Object.keys(type.object).sort()), subject: next.range });
  return NOWHERE;
}

const noAttribute = (name: string, names: readonly string[]): Pick<Diagnostic, 'summary' | 'detail'> => ({
  summary: 'Unsupported attribute',
  detail: `This object has no argument, nested block, or exported attribute named ${JSON.stringify(name)}.${didYouMean(name, names)}`,
});

type Complain = (summary: string, detail: string, subject?: NonNullable<Diagnostic['subject']>) => void;

/** Follows the steps behind a resource's name as far as its schema knows the types. */
function checkPath(block: BlockSchema, rest: Reference['traversal'], error: Complain): void {
  const next = rest[0];
  if (next?.kind !== 'attribute') return;
  if (block.attributes?.[next.name]) {
    if (rest.length === 1) return;
    let value: Value = unknownOf(impliedType(block));
    for (const step of rest) {
      const result = accessStep(value, step);
      if (isAccessError(result)) {
        error(result.summary, result.detail, step.range);
        return;
      }
      value = result;
    }
    return;
  }
  const nested = block.block_types?.[next.name];
  if (nested) {
    if (nested.nesting_mode === 'single' || nested.nesting_mode === 'group') checkPath(nested.block, rest.slice(1), error);
    return;
  }
  const names = [...Object.keys(block.attributes ?? {}), ...Object.keys(block.block_types ?? {})].sort();
  const { summary, detail } = noAttribute(next.name, names);
  error(summary, detail, next.range);
}

function resolveCall(evaluation: Evaluation, module: ModuleInstance, reference: Extract<Reference, { kind: 'module' }>, diagnostics: Diagnostic[]): Resolved {
  const call = at(module.module.calls, reference.name);
  if (!call) return NOWHERE;
  const validating = evaluation.input.phase === 'validate';
  if (!validating && reference.output !== undefined && (call.count || call.forEach ? reference.key !== undefined : reference.key === undefined)) {
    const value = outputOf(evaluation, module, call, reference.key ?? null, reference.output, diagnostics);
    if (value) return { value };
  }
  return { value: evaluation.call(module, call, diagnostics), consumed: 2 };
}

/** One output of one instance of a call, without evaluating its other outputs. Null when the reference does not name one. */
function outputOf(evaluation: Evaluation, module: ModuleInstance, call: ModuleCall, key: InstanceKey, name: string, diagnostics: Diagnostic[]): Value | null {
  const path = [...module.module.path, call.name];
  const text = `${module.text}${module.text && '.'}module.${call.name}${formatKey(key)}`;
  const instance = evaluation.instancesOf(path, diagnostics).find((candidate) => candidate.text === text);
  return instance && at(instance.module.outputs, name) ? evaluation.output(instance, name, diagnostics) : null;
}
