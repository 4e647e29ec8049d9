// Where an import block leads: the block of the configuration that its `to` names, whatever instance of it.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Expression, Traversal } from '../hcl/ast.ts';
import { references } from '../lang/references.ts';
import { formatModulePath } from './address.ts';
import { STATIC_REFERENCE } from './blocks/traversal.ts';
import { type Config, type ImportBlock, type ModuleConfig, pathKey, type ResourceBlock } from './config.ts';

export interface ImportTarget {
  /** The calls that lead to the module. */
  readonly path: readonly string[];
  readonly type: string;
  readonly name: string;
  /** `key` where one is written at the resource itself: the text or number of a plain one, or null for one to be worked out. */
  readonly index: { readonly key: string | number | null } | null;
}

type Part = { readonly name: string } | { readonly index: string | number | null };

/** The names and keys of an address; null where it is none. Keys may be expressions. */
function partsOf(expression: Expression): Part[] | null {
  if (expression.kind === 'parens') return partsOf(expression.expression);
  if (expression.kind === 'traversal') return partsOfTraversal(expression.traversal);
  if (expression.kind === 'relative') {
    const base = partsOf(expression.source);
    return base && [...base, ...partsOfTraversal(expression.traversal)];
  }
  if (expression.kind === 'index') {
    const base = partsOf(expression.collection);
    return base && [...base, { index: null }];
  }
  return null;
}

const partsOfTraversal = (traversal: Traversal): Part[] => traversal.map((step) => (step.kind === 'index' ? { index: step.key } : { name: step.name }));

/** Where `to` leads; null for what is no address of a managed resource. */
export function importTarget(to: Expression): ImportTarget | null {
  const parts = partsOf(to);
  return parts && targetOfParts(parts);
}

function targetOfParts(parts: readonly Part[]): ImportTarget | null {
  const rest = [...parts];
  const path: string[] = [];
  const name = (): string | null => {
    const part = rest[0];
    if (!part || !('name' in part)) return null;
    rest.shift();
    return part.name;
  };
  const key = (): ImportTarget['index'] => {
    const part = rest[0];
    if (!part || !('index' in part)) return null;
    rest.shift();
    return { key: part.index };
  };
  let first = name();
  while (first === 'module') {
    const call = name();
    if (call === null) return null;
    path.push(call);
    key();
    first = name();
  }
  const second = name();
  if (first === null || first === 'data' || second === null) return null;
  const index = key();
  return rest.length ? null : { path, type: first, name: second, index };
}

/** The block that an import leads to, and its module; null for what is not there. */
export function importedBlock(config: Config, target: ImportTarget): { readonly module: ModuleConfig | null; readonly resource: ResourceBlock | null } {
  const module = config.modules[pathKey(target.path)] ?? null;
  return { module, resource: module?.resources[`${target.type}.${target.name}`] ?? null };
}

/** The address of the block, without keys: `module.a.aws_vpc.main`. */
export const blockAddress = ({ path, type, name }: ImportTarget): string => `${formatModulePath(path)}${path.length ? '.' : ''}${type}.${name}`;

/** Says what is wrong with a `to` that leads nowhere, or that is worked out where nothing repeats. Returns whether it is fine. */
export function checkImportAddress(to: Expression, repeats: boolean, diagnostics: Diagnostic[]): boolean {
  const fail = (...list: readonly [summary: string, detail: string][]) => {
    for (const [summary, detail] of list) diagnostics.push({ severity: 'error', summary, detail, subject: to.range });
    return false;
  };
  const address: [string, string] = ['Invalid import address', 'Only managed resources can be imported.'];
  const parts = partsOf(to);
  if (!parts) return fail(address, ['Invalid expression', STATIC_REFERENCE]);
  if (!targetOfParts(parts))
    return fail(address, ...(parts.some((part) => 'name' in part && part.name === 'data') ? [] : [['Invalid address', addressFault(parts)] as [string, string]]));
  if (!repeats && isWorkedOut(to)) {
    // The real program looks for the address in an expression that it has thrown away, and says so of no place at all.
    const start = { line: 0, column: 0, byte: 0 };
    diagnostics.push({ severity: 'error', summary: 'Invalid address', detail: NO_RESOURCE, subject: { filename: '', start, end: start } });
    return fail(['Invalid expression', STATIC_REFERENCE]);
  }
  return true;
}

/** Whether a key of the address depends on anything. */
function isWorkedOut(to: Expression): boolean {
  if (to.kind === 'parens') return isWorkedOut(to.expression);
  if (to.kind === 'relative') return isWorkedOut(to.source);
  return to.kind === 'index' && (references(to.key).references.length > 0 || isWorkedOut(to.collection));
}

const NO_RESOURCE = 'A resource instance address is required here. The module path must be followed by a resource instance specification.';

function addressFault(parts: readonly Part[]): string {
  const names = parts.flatMap((part) => ('name' in part ? [part.name] : []));
  let depth = 0;
  while (names[depth] === 'module') depth += 2;
  if (names.length <= depth) return NO_RESOURCE;
  if (names.length === depth + 1) return 'Resource specification must include a resource type and name.';
  return 'Resource instance key must be given in square brackets.';
}

const PROVIDER_HERE = 'The provider argument can only be specified in import blocks that will generate configuration.\n\nUse the ';

/** What is wrong with where import blocks stand and what they say of providers. */
export function checkImports(config: Config): Diagnostic[] {
  const misplaced = Object.values(config.modules).flatMap((module) => (module.path.length ? module.imports.map((block) => misplacedImport(module, block)) : []));
  return [...misplaced, ...config.root.imports.flatMap((block) => needlessProvider(config, block) ?? [])];
}

const misplacedImport = (module: ModuleConfig, block: ImportBlock): Diagnostic => ({
  severity: 'error',
  summary: 'Invalid import configuration',
  detail: `An import block was detected in ${JSON.stringify(formatModulePath(module.path))}. Import blocks are only allowed in the root module.`,
  subject: block.range,
});

function needlessProvider(config: Config, block: ImportBlock): Diagnostic | null {
  const target = importTarget(block.to);
  if (!block.provider || !target || !importedBlock(config, target).resource) return null;
  const advice = target.path.length
    ? 'providers argument within the module block to configure providers for all resources within a module, including imported resources.'
    : 'provider argument in the target resource block to configure the provider for a resource with explicit provider configuration.';
  return { severity: 'error', summary: 'Invalid import provider argument', detail: `${PROVIDER_HERE}${advice}`, subject: block.provider.range };
}
