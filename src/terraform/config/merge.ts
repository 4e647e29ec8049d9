// Override files: their blocks are merged into the blocks of the same name, argument by argument.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Block, Body } from '../hcl/ast.ts';

/** `override.tf` and `*_override.tf`, also as `.tf.json`. */
export const isOverride = (file: string): boolean => /(^|_)override\.tf(\.json)?$/.test(file);

/** A body whose arguments and block types are those of `over` where it has them. */
export function mergeBodies(base: Body, over: Body): Body {
  const names = new Set(over.attributes.map((attribute) => attribute.name));
  const types = new Set(over.blocks.map((block) => block.type));
  const lifecycle = over.blocks.find((block) => block.type === 'lifecycle');
  return {
    ...base,
    attributes: [...base.attributes.filter((attribute) => !names.has(attribute.name)), ...over.attributes],
    blocks: [
      ...base.blocks
        .filter((block) => block.type === 'lifecycle' || !types.has(block.type))
        .map((block) => (block.type === 'lifecycle' && lifecycle ? { ...block, body: mergeBodies(block.body, lifecycle.body) } : block)),
      ...over.blocks.filter((block) => block.type !== 'lifecycle' || !base.blocks.some((own) => own.type === 'lifecycle')),
    ],
  };
}

const NOUNS: { readonly [type: string]: string } = {
  variable: 'variable declaration',
  output: 'output definition',
  module: 'module call',
};

/** Top-level blocks with the overriding ones merged in. Blocks that only add (terraform, provider) stay as they are. */
export function applyOverrides(primary: readonly Block[], overrides: readonly Block[], diagnostics: Diagnostic[]): Block[] {
  const result = [...primary];
  for (const over of overrides) {
    if (over.type === 'moved' || over.type === 'import' || over.type === 'removed') {
      diagnostics.push({
        severity: 'error',
        summary: `Cannot override '${over.type}' blocks`,
        detail: `Records of ${over.type === 'moved' ? 'moved objects' : over.type === 'import' ? 'imported objects' : 'removed objects'} can appear only in normal files, not in override files.`,
        subject: over.defRange,
      });
      continue;
    }
    if (over.type === 'locals') {
      mergeLocals(result, over, diagnostics);
      continue;
    }
    const index = result.findIndex((block) => block.type === over.type && block.labels.join(' ') === over.labels.join(' ') && sameAlias(block, over));
    const base = result[index];
    if (base) result[index] = { ...base, body: mergeBodies(base.body, over.body) };
    else if (over.type === 'provider' || over.type === 'terraform' || over.type === 'check') result.push(over);
    else diagnostics.push(missingBase(over));
  }
  return result;
}

function sameAlias(a: Block, b: Block): boolean {
  if (a.type !== 'provider') return true;
  const alias = (block: Block) =>
    JSON.stringify(block.body.attributes.find((attribute) => attribute.name === 'alias')?.expression, (key, value) => (key.endsWith('ange') ? undefined : value));
  return alias(a) === alias(b);
}

function mergeLocals(result: Block[], over: Block, diagnostics: Diagnostic[]): void {
  for (const attribute of over.body.attributes) {
    const index = result.findIndex((block) => block.type === 'locals' && block.body.attributes.some((own) => own.name === attribute.name));
    const base = result[index];
    if (base) result[index] = { ...base, body: mergeBodies(base.body, { ...over.body, attributes: [attribute], blocks: [] }) };
    else {
      diagnostics.push({
        severity: 'error',
        summary: 'Missing base local value definition to override',
        detail: `There is no local value named ${JSON.stringify(attribute.name)}. An override file can only override a local value that was already defined in a primary configuration file.`,
        subject: attribute.range,
      });
    }
  }
}

function missingBase(over: Block): Diagnostic {
  const [first = '', second = ''] = over.labels;
  if (over.type === 'resource' || over.type === 'data') {
    const noun = over.type === 'data' ? 'data resource' : 'resource';
    return {
      severity: 'error',
      summary: `Missing ${noun} to override`,
      detail: `There is no ${first} ${noun} named ${JSON.stringify(second)}. An override file can only override a ${noun} block defined in a primary configuration file.`,
      subject: over.defRange,
    };
  }
  if (over.type === 'module') {
    return {
      severity: 'error',
      summary: 'Missing module call to override',
      detail: `There is no module call named ${JSON.stringify(first)}. An override file can only override a module call that was defined in a primary configuration file.`,
      subject: over.defRange,
    };
  }
  return {
    severity: 'error',
    summary: `Missing base ${NOUNS[over.type] ?? `${over.type} block`} to override`,
    detail: `There is no ${over.type} named ${JSON.stringify(first)}. An override file can only override ${over.type === 'output' ? 'an output that was already defined' : `a ${over.type} that was already declared`} in a primary configuration file.`,
    subject: over.defRange,
  };
}
