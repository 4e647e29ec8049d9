// provider blocks and required_providers.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Attribute, Block } from '../../hcl/ast.ts';
import type { ProviderBlock, RequiredProvider } from '../config.ts';
import { justAttributes, partialContent } from '../content.ts';
import { staticText } from '../static.ts';
import { checkName, isName } from './name.ts';
import { keyword, literalText } from './traversal.ts';

const PROVIDER = { attributes: ['version', 'alias', 'count', 'depends_on', 'for_each', 'source'], blocks: ['_', 'lifecycle', 'locals'] };
const BUILTIN = 'terraform.io/builtin/terraform';

export function decodeProvider(block: Block, diagnostics: Diagnostic[]): ProviderBlock {
  const name = block.labels[0] ?? '';
  checkName(name, block.labelRanges[0], 'Invalid provider configuration block', diagnostics);
  const { attributes, blocks, rest } = partialContent(block.body, PROVIDER, diagnostics);
  for (const reserved of ['count', 'depends_on', 'for_each', 'source']) {
    const attribute = attributes[reserved];
    if (!attribute) continue;
    diagnostics.push({
      severity: 'error',
      summary: 'Reserved argument name in provider block',
      detail: `The provider argument name ${JSON.stringify(reserved)} is reserved for use by Terraform in a future version.`,
      subject: attribute.nameRange,
    });
  }
  for (const inner of blocks) {
    diagnostics.push({
      severity: 'error',
      summary: 'Reserved block type name in provider block',
      detail: `The block type name ${JSON.stringify(inner.type)} is reserved for use by Terraform in a future version.`,
      subject: inner.typeRange,
    });
  }
  if (attributes.version) {
    diagnostics.push({
      severity: 'warning',
      summary: 'Version constraints inside provider configuration blocks are deprecated',
      detail:
        'Terraform 0.13 and earlier allowed provider version constraints inside the provider configuration block, but that is now deprecated and will be removed in a future version of Terraform. To silence this warning, move the provider version constraint into the required_providers block.',
      subject: attributes.version.expression.range,
    });
  }
  const alias = attributes.alias ? staticText(attributes.alias.expression, diagnostics) : null;
  if (alias !== null && !isName(alias)) {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid provider configuration alias',
      detail: 'An alias must be a valid name. A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.',
      subject: attributes.alias?.expression.range,
    });
  }
  return { name, alias, version: attributes.version ? staticText(attributes.version.expression, diagnostics) : null, body: rest, range: block.defRange };
}

/** `registry.terraform.io/hashicorp/aws` from `hashicorp/aws` and its other forms; null when it is none. */
export function providerSource(text: string): string | null {
  const parts = text.split('/');
  if (parts.length > 3 || parts.some((part) => !/^[A-Za-z0-9](?:[\w.:-]*[A-Za-z0-9])?$/.test(part))) return null;
  if (parts.length === 3) return text.toLowerCase();
  if (text === 'terraform' || text === 'builtin/terraform') return BUILTIN;
  return `registry.terraform.io/${parts.length === 2 ? text.toLowerCase() : `hashicorp/${text.toLowerCase()}`}`;
}

/** Why a text is no source of a provider, in the words of the real parser; null when it is one. */
export function sourceFault(text: string): { readonly summary: string; readonly detail: string } | null {
  const parts = text.split('/');
  if (parts.length > 3 || parts.includes('')) {
    return { summary: 'Invalid provider source string', detail: 'The "source" attribute must be in the format "[hostname/][namespace/]name"' };
  }
  for (const [noun, part] of [
    ['type', parts.at(-1)],
    ['namespace', parts.at(-2)],
  ] as const) {
    if (part === undefined || /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(part)) continue;
    // The real one has forgotten the namespace by the time it complains of it.
    const detail = `Invalid provider ${noun} ${JSON.stringify(noun === 'type' ? part : '')} in source ${JSON.stringify(text)}: must contain only letters, digits, and dashes, and may not use leading or trailing dashes"`;
    return { summary: `Invalid provider ${noun}`, detail };
  }
  return providerSource(text)
    ? null
    : { summary: 'Invalid provider source hostname', detail: `Invalid provider source hostname ${JSON.stringify(parts[0])} in source ${JSON.stringify(text)}.` };
}

/** The provider that a local name means when `required_providers` does not say. */
export const impliedSource = (name: string): string => (name === 'terraform' ? BUILTIN : `registry.terraform.io/hashicorp/${name}`);

export function decodeRequiredProviders(block: Block, diagnostics: Diagnostic[]): RequiredProvider[] {
  const list: RequiredProvider[] = [];
  for (const attribute of justAttributes(block.body, diagnostics)) {
    checkName(attribute.name, attribute.nameRange, 'Invalid provider local name', diagnostics);
    const found = requiredProvider(attribute, diagnostics);
    if (found) list.push(found);
  }
  return list;
}

function requiredProvider(attribute: Attribute, diagnostics: Diagnostic[]): RequiredProvider | null {
  const { name, expression } = attribute;
  const version = literalText(expression);
  if (version !== null) {
    checkConstraint(version, expression.range, diagnostics);
    return { name, source: impliedSource(name), versions: [version], aliases: [], range: attribute.range };
  }
  if (expression.kind !== 'object') {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid required_providers object',
      detail: 'required_providers entries must be strings or objects.',
      subject: expression.range,
    });
    return null;
  }
  let source = impliedSource(name);
  const versions: string[] = [];
  const aliases: { name: string; alias: string }[] = [];
  for (const item of expression.items) {
    const key = keyword(item.key);
    const text = literalText(item.value);
    if (key === 'version') {
      if (text === null) {
        diagnostics.push({ severity: 'error', summary: 'Invalid version constraint', detail: 'Version must be specified as a string.', subject: item.value.range });
      } else if (checkConstraint(text, item.value.range, diagnostics)) versions.push(text);
    } else if (key === 'source') {
      if (text === null) {
        diagnostics.push({ severity: 'error', summary: 'Invalid source', detail: 'Source must be specified as a string.', subject: item.value.range });
        continue;
      }
      const parsed = providerSource(text);
      if (parsed) source = parsed;
      else {
        diagnostics.push({
          severity: 'error',
          summary: 'Invalid provider source string',
          detail: 'The "source" attribute must be in the format "[hostname/][namespace/]name"',
          subject: item.value.range,
        });
      }
    } else if (key === 'configuration_aliases') {
      if (item.value.kind !== 'tuple') continue;
      for (const entry of item.value.items) {
        if (entry.kind !== 'traversal') continue;
        const [root, alias] = entry.traversal;
        if (root?.kind === 'root' && alias?.kind === 'attribute') aliases.push({ name: root.name, alias: alias.name });
      }
    } else {
      diagnostics.push({
        severity: 'error',
        summary: 'Invalid required_providers object',
        detail: 'required_providers objects can only contain "version", "source" and "configuration_aliases" attributes. To configure a provider, use a "provider" block.',
        subject: item.key.range,
      });
      break;
    }
  }
  return { name, source, versions, aliases, range: attribute.range };
}

const CONSTRAINT = /^\s*(?:=|!=|>|<|>=|<=|~>)?\s*v?\d+(?:\.\d+)*(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\s*$/;

/** Complains of what is no version constraint such as `~> 5.0, != 5.1.0`. */
export function checkConstraint(text: string, range: Attribute['range'], diagnostics: Diagnostic[]): boolean {
  if (text.split(',').every((part) => CONSTRAINT.test(part))) return true;
  diagnostics.push({ severity: 'error', summary: 'Invalid version constraint', detail: 'This string does not use correct version constraint syntax.', subject: range });
  return false;
}
