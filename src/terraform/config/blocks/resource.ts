// resource, data and ephemeral blocks: meta-arguments, lifecycle, provisioners; the rest is left for the type's schema.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Attribute, Block, Expression, Traversal } from '../../hcl/ast.ts';
import { references } from '../../lang/references.ts';
import { formatName, type ResourceMode } from '../address.ts';
import type { CheckRule, Lifecycle, ProviderReference, Provisioner, ResourceBlock } from '../config.ts';
import { content, partialContent } from '../content.ts';
import { rangeText } from '../range.ts';
import { staticBool } from '../static.ts';
import { decodeCheckRule } from './check-rule.ts';
import { checkName } from './name.ts';
import { connectionOf, decodeProvisioner, withConnection } from './provisioner.ts';
import { dependsOn, keyword, staticList, staticTraversal, unquoted } from './traversal.ts';

const RESOURCE = { attributes: ['count', 'for_each', 'provider', 'depends_on'], blocks: ['lifecycle', 'connection', 'provisioner type', '_', 'locals'] };
const LIFECYCLE = {
  attributes: ['create_before_destroy', 'prevent_destroy', 'ignore_changes', 'replace_triggered_by'],
  blocks: ['precondition', 'postcondition'],
};

const NO_LIFECYCLE: Lifecycle = { createBeforeDestroy: null, preventDestroy: false, ignoreChanges: [], replaceTriggeredBy: [], preconditions: [], postconditions: [] };

export function decodeResource(block: Block, mode: ResourceMode, check: string | null, diagnostics: Diagnostic[]): ResourceBlock {
  const [type = '', name = ''] = block.labels;
  const noun = mode === 'managed' ? 'resource' : mode === 'data' ? 'data source' : 'ephemeral resource';
  checkName(type, block.labelRanges[0], `Invalid ${noun} type name`.replace('data source type', 'data source'), diagnostics);
  checkName(name, block.labelRanges[1], `Invalid ${mode === 'managed' ? 'resource' : mode === 'data' ? 'data resource' : 'ephemeral resource'} name`, diagnostics);
  const { attributes, blocks, rest } = partialContent(block.body, RESOURCE, diagnostics);
  let lifecycle = NO_LIFECYCLE;
  let seen: Block | null = null;
  const provisioners: Provisioner[] = [];
  let connection: Block | null = null;
  const own: Block[] = [...rest.blocks];
  for (const inner of blocks) {
    if (inner.type === 'lifecycle') {
      if (seen) {
        diagnostics.push({
          severity: 'error',
          summary: 'Duplicate lifecycle block',
          detail: `This resource already has a lifecycle block at ${rangeText(seen.defRange)}.`,
          subject: inner.defRange,
        });
        continue;
      }
      seen = inner;
      lifecycle = decodeLifecycle(inner, mode, formatName(mode, type, name), diagnostics);
    } else if (inner.type === 'provisioner' && mode === 'managed') {
      const provisioner = decodeProvisioner(inner, diagnostics);
      if (provisioner) provisioners.push(provisioner);
    } else if (inner.type === 'connection' && mode === 'managed') {
      connection = connectionOf(inner, connection, 'resource', diagnostics);
    } else if (inner.type === '_' || inner.type === 'locals') {
      diagnostics.push({
        severity: 'error',
        summary: `Reserved block type name in ${mode === 'managed' ? 'resource' : mode} block`,
        detail: `The block type name ${JSON.stringify(inner.type)} is reserved for use by Terraform in a future version.`,
        subject: inner.typeRange,
      });
    } else if (mode !== 'managed') own.push(inner);
  }
  if (attributes.count && attributes.for_each) diagnostics.push(bothRepetitions(attributes.for_each));
  return {
    mode,
    type,
    name,
    body: { ...rest, blocks: own },
    count: attributes.count?.expression ?? null,
    forEach: attributes.for_each?.expression ?? null,
    provider: attributes.provider ? providerReference(attributes.provider.expression, 'provider', diagnostics) : null,
    dependsOn: dependsOn(attributes.depends_on, diagnostics),
    lifecycle,
    provisioners: withConnection(provisioners, connection),
    range: block.defRange,
    typeRange: block.labelRanges[0] ?? block.typeRange,
    check,
  };
}

export const bothRepetitions = (attribute: Attribute): Diagnostic => ({
  severity: 'error',
  summary: 'Invalid combination of "count" and "for_each"',
  detail: 'The "count" and "for_each" meta-arguments are mutually-exclusive, only one should be used to be explicit about the number of resources to be created.',
  subject: attribute.nameRange,
});

/** `aws` or `aws.west`. */
export function providerReference(expression: Expression, argument: string, diagnostics: Diagnostic[]): ProviderReference | null {
  const direct = unquoted(expression, diagnostics);
  const traversal = staticTraversal(direct, diagnostics);
  if (!traversal) return null;
  const [root, alias] = traversal;
  if (root?.kind !== 'root' || traversal.length > 2 || (alias && alias.kind !== 'attribute')) {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid provider configuration reference',
      detail: `The ${argument} argument requires a provider type name, optionally followed by a period and then a configuration alias.`,
      subject: expression.range,
    });
    return null;
  }
  return { name: root.name, alias: alias?.kind === 'attribute' ? alias.name : null, range: expression.range };
}

function decodeLifecycle(block: Block, mode: ResourceMode, address: string, diagnostics: Diagnostic[]): Lifecycle {
  const { attributes, blocks } = content(block.body, LIFECYCLE, diagnostics);
  const preconditions: CheckRule[] = [];
  const postconditions: CheckRule[] = [];
  for (const inner of blocks) {
    const rule = decodeCheckRule(inner, diagnostics);
    if (!rule) continue;
    checkSelf(inner, rule, address, diagnostics);
    (inner.type === 'precondition' ? preconditions : postconditions).push(rule);
  }
  if (mode !== 'managed') {
    for (const attribute of Object.values(attributes)) {
      diagnostics.push({
        severity: 'error',
        summary: mode === 'data' ? 'Invalid data resource lifecycle argument' : 'Invalid ephemeral resource lifecycle argument',
        detail: `The lifecycle argument ${JSON.stringify(attribute.name)} is defined only for managed resources ("resource" blocks), and is not valid for ${mode} resources.`,
        subject: attribute.nameRange,
      });
    }
    return { ...NO_LIFECYCLE, preconditions, postconditions };
  }
  return {
    createBeforeDestroy: attributes.create_before_destroy ? staticBool(attributes.create_before_destroy.expression, diagnostics) : null,
    preventDestroy: attributes.prevent_destroy ? (staticBool(attributes.prevent_destroy.expression, diagnostics) ?? false) : false,
    ignoreChanges: attributes.ignore_changes ? ignoreChanges(attributes.ignore_changes.expression, diagnostics) : [],
    replaceTriggeredBy: attributes.replace_triggered_by ? replaceTriggers(attributes.replace_triggered_by.expression, diagnostics) : [],
    preconditions,
    postconditions,
  };
}

function checkSelf(block: Block, rule: CheckRule, address: string, diagnostics: Diagnostic[]): void {
  for (const reference of [...references(rule.condition).references, ...references(rule.errorMessage).references]) {
    if (reference.kind === 'resource' && formatName(reference.mode, reference.type, reference.name) === address) {
      diagnostics.push({
        severity: 'error',
        summary: `Invalid reference in ${block.type}`,
        detail: `Configuration for ${address} may not refer to itself.`,
        subject: reference.range,
      });
    }
  }
}

function ignoreChanges(expression: Expression, diagnostics: Diagnostic[]): 'all' | readonly Traversal[] {
  if (keyword(expression) === 'all' && expression.kind === 'traversal') return 'all';
  const list: Traversal[] = [];
  let all = false;
  for (const item of staticList(expression, diagnostics) ?? []) {
    const direct = unquoted(item, diagnostics);
    if (keyword(item) === '*') {
      all = true;
      diagnostics.push({
        severity: 'warning',
        summary: 'Deprecated ignore_changes wildcard',
        detail: 'The ["*"] form of ignore_changes wildcard is deprecated. Use "ignore_changes = all" to ignore changes to all attributes.',
        subject: item.range,
      });
      continue;
    }
    const traversal = staticTraversal(direct, diagnostics);
    if (traversal) list.push(traversal);
  }
  return all ? 'all' : list;
}

function replaceTriggers(expression: Expression, diagnostics: Diagnostic[]): readonly Expression[] {
  const list: Expression[] = [];
  for (const entry of staticList(expression, diagnostics) ?? []) {
    const item = unquoted(entry, diagnostics);
    let resources = 0;
    for (const reference of references(item).references) {
      const kind = reference.kind;
      if (kind === 'resource') resources++;
      else if (kind !== 'count' && kind !== 'each') {
        diagnostics.push({
          severity: 'error',
          summary: 'Invalid reference in replace_triggered_by expression',
          detail: 'Only resources, count.index, and each.key may be used in replace_triggered_by.',
          subject: item.range,
        });
      }
    }
    if (resources === 0) {
      diagnostics.push({
        severity: 'error',
        summary: 'Invalid replace_triggered_by expression',
        detail: 'Missing resource reference in replace_triggered_by expression.',
        subject: item.range,
      });
    } else if (resources > 1) {
      diagnostics.push({
        severity: 'error',
        summary: 'Invalid replace_triggered_by expression',
        detail: 'Multiple resource references in replace_triggered_by expression.',
        subject: item.range,
      });
    } else list.push(item);
  }
  return list;
}
