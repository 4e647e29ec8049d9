// module blocks: where the module comes from, how often, and with which providers; the rest are its variables.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Attribute, Block } from '../../hcl/ast.ts';
import type { ModuleCall, ProviderReference } from '../config.ts';
import { partialContent } from '../content.ts';
import { staticText } from '../static.ts';
import { checkName } from './name.ts';
import { bothRepetitions, providerReference } from './resource.ts';
import { dependsOn, keyword } from './traversal.ts';

const CALL = { attributes: ['source!', 'version', 'count', 'for_each', 'depends_on', 'providers'], blocks: ['_', 'lifecycle', 'locals', 'provider type'] };

export function decodeModuleCall(block: Block, diagnostics: Diagnostic[]): ModuleCall {
  const name = block.labels[0] ?? '';
  checkName(name, block.labelRanges[0], 'Invalid module instance name', diagnostics);
  const { attributes, blocks, rest } = partialContent(block.body, CALL, diagnostics);
  for (const inner of blocks) {
    diagnostics.push({
      severity: 'error',
      summary: 'Reserved block type name in module block',
      detail: `The block type name ${JSON.stringify(inner.type)} is reserved for use by Terraform in a future version.`,
      subject: inner.typeRange,
    });
  }
  if (attributes.count && attributes.for_each) diagnostics.push(bothRepetitions(attributes.for_each));
  const source = attributes.source;
  const address = source ? staticText(source.expression, diagnostics) : null;
  if (source && address === '') {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid module source address',
      detail: 'Failed to parse module source address: invalid source address: .',
      subject: source.expression.range,
    });
  }
  return {
    name,
    source: address ?? '',
    sourceRange: source?.expression.range ?? block.defRange,
    version: attributes.version ? staticText(attributes.version.expression, diagnostics) : null,
    versionRange: attributes.version?.range ?? null,
    body: rest,
    count: attributes.count?.expression ?? null,
    forEach: attributes.for_each?.expression ?? null,
    dependsOn: dependsOn(attributes.depends_on, diagnostics),
    providers: attributes.providers ? passedProviders(attributes.providers, diagnostics) : null,
    range: block.defRange,
  };
}

function passedProviders(attribute: Attribute, diagnostics: Diagnostic[]): ModuleCall['providers'] {
  const list: { inner: ProviderReference; outer: ProviderReference }[] = [];
  const { expression } = attribute;
  if (expression.kind !== 'object') {
    diagnostics.push({ severity: 'error', summary: 'Invalid expression', detail: 'A static map expression is required.', subject: expression.range });
    return list;
  }
  for (const item of expression.items) {
    const word = keyword(item.key);
    const inner: ProviderReference | null = item.bare && word ? { name: word, alias: null, range: item.key.range } : providerReference(item.key, 'providers', diagnostics);
    const outer = providerReference(item.value, 'providers', diagnostics);
    if (inner && outer) list.push({ inner, outer });
  }
  return list;
}
