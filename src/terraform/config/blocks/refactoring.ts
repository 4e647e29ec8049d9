// moved, removed, import and check blocks: what happened to objects, rather than what they are.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Block, Traversal } from '../../hcl/ast.ts';
import { parseTarget } from '../address.ts';
import { shapeFault } from '../address-shape.ts';
import type { CheckBlock, CheckRule, ImportBlock, MovedBlock, Provisioner, RemovedBlock, ResourceBlock } from '../config.ts';
import { content } from '../content.ts';
import { checkImportAddress } from '../import-target.ts';
import { rangeText } from '../range.ts';
import { staticBool } from '../static.ts';
import { decodeCheckRule } from './check-rule.ts';
import { checkName } from './name.ts';
import { connectionOf, decodeProvisioner, withConnection } from './provisioner.ts';
import { decodeResource, providerReference } from './resource.ts';
import { staticTraversal, unquoted } from './traversal.ts';

const MOVED = { attributes: ['from!', 'to!'] };
const REMOVED = { attributes: ['from!'], blocks: ['lifecycle', 'connection', 'provisioner type'] };
const REMOVED_LIFECYCLE = { attributes: ['destroy'] };
const IMPORT = { attributes: ['provider', 'for_each', 'id!', 'to!'] };
const CHECK = { blocks: ['data type name', 'assert'] };

export function decodeMoved(block: Block, diagnostics: Diagnostic[]): MovedBlock | null {
  const { attributes } = content(block.body, MOVED, diagnostics);
  const from = attributes.from && staticTraversal(attributes.from.expression, diagnostics);
  const to = attributes.to && staticTraversal(attributes.to.expression, diagnostics);
  if (!from || !to) return null;
  const wrong = [from, to].flatMap((traversal) => misshapen(traversal));
  diagnostics.push(...wrong);
  if (wrong.length) return null;
  if (endsInResource(from) !== endsInResource(to)) {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid "moved" addresses',
      detail: 'The "from" and "to" addresses must either both refer to resources or both refer to modules.',
      subject: block.defRange,
    });
    return null;
  }
  return { from, to, range: block.defRange };
}

/** The complaint about a reference that is the address of no resource and no module. */
function misshapen(traversal: Traversal): Diagnostic[] {
  const steps = traversal.map((step) => (step.kind !== 'index' ? { name: step.name } : typeof step.key === 'number' ? { number: String(step.key) } : { text: step.key }));
  const text = steps.map((step, i) => ('name' in step ? `${i ? '.' : ''}${step.name}` : 'number' in step ? `[${step.number}]` : `[${JSON.stringify(step.text)}]`)).join('');
  if (parseTarget(text)) return [];
  const [first, last] = [traversal[0], traversal.at(-1)];
  return [{ severity: 'error', ...shapeFault(steps, 'target'), ...(first && last ? { subject: { ...first.range, end: last.range.end } } : {}) }];
}

function endsInResource(traversal: MovedBlock['from']): boolean {
  const names = traversal.flatMap((step) => (step.kind === 'index' ? [] : [step.name]));
  let i = 0;
  while (names[i] === 'module') i += 2;
  return i < names.length;
}

export function decodeRemoved(block: Block, diagnostics: Diagnostic[]): RemovedBlock | null {
  const { attributes, blocks } = content(block.body, REMOVED, diagnostics);
  const from = attributes.from && staticTraversal(attributes.from.expression, diagnostics);
  let destroy = true;
  let connection: Block | null = null;
  const provisioners: Provisioner[] = [];
  for (const inner of blocks) {
    if (inner.type === 'connection') connection = connectionOf(inner, connection, 'resource', diagnostics);
    if (inner.type === 'provisioner') {
      const provisioner = decodeProvisioner(inner, diagnostics);
      if (provisioner && from && !endsInResource(from)) diagnostics.push(withoutResource(provisioner));
      else if (provisioner?.when === 'create') diagnostics.push(notDestroying(provisioner));
      else if (provisioner) provisioners.push(provisioner);
    }
    if (inner.type !== 'lifecycle') continue;
    const lifecycle = content(inner.body, REMOVED_LIFECYCLE, diagnostics);
    if (lifecycle.attributes.destroy) destroy = staticBool(lifecycle.attributes.destroy.expression, diagnostics) ?? true;
  }
  if (!from) return null;
  const names = from.flatMap((step) => (step.kind === 'index' ? [] : [step.name]));
  let depth = 0;
  while (names[depth] === 'module') depth += 2;
  if (names[depth] === 'data') {
    diagnostics.push({
      severity: 'error',
      summary: 'Data source address not allowed',
      detail:
        'Data sources are never destroyed, so they are not valid targets of removed blocks. To remove the data source from state, remove the data source block from configuration.',
      subject: attributes.from?.expression.range,
    });
    return null;
  }
  if (from.some((step) => step.kind === 'index')) {
    const module = from.some((step, i) => step.kind === 'index' && i === 2 && from[0]?.kind === 'root' && from[0].name === 'module');
    diagnostics.push({
      severity: 'error',
      summary: module ? 'Module instance address not allowed' : 'Resource instance keys not allowed',
      detail: module
        ? 'Module address must be a module (e.g. "module.foo"), not a module instance (e.g. "module.foo[1]").'
        : 'Resource address must be a resource (e.g. "test_instance.foo"), not a resource instance (e.g. "test_instance.foo[1]").',
      subject: attributes.from?.expression.range,
    });
    return null;
  }
  return { from, destroy, provisioners: withConnection(provisioners, connection), range: block.defRange };
}

const withoutResource = (provisioner: Provisioner): Diagnostic => ({
  severity: 'error',
  summary: 'Invalid provisioner block',
  detail: 'Provisioners are valid only when a removed block targets a managed resource.',
  subject: provisioner.range,
});

const notDestroying = (provisioner: Provisioner): Diagnostic => ({
  severity: 'error',
  summary: 'Invalid provisioner block',
  detail: 'Only destroy-time provisioners are valid in "removed" blocks. To declare a destroy-time provisioner, use:\n    when = destroy',
  subject: provisioner.range,
});

export function decodeImport(block: Block, diagnostics: Diagnostic[]): ImportBlock | null {
  const { attributes } = content(block.body, IMPORT, diagnostics);
  if (!attributes.to || !attributes.id) return null;
  const to = block.body.json ? unquoted(attributes.to.expression, diagnostics) : attributes.to.expression;
  if (!checkImportAddress(to, attributes.for_each !== undefined, diagnostics)) return null;
  return {
    to,
    id: attributes.id.expression,
    forEach: attributes.for_each?.expression ?? null,
    provider: attributes.provider ? providerReference(attributes.provider.expression, 'provider', diagnostics) : null,
    range: block.defRange,
    toRange: attributes.to.expression.range,
  };
}

export function decodeCheck(block: Block, diagnostics: Diagnostic[]): { check: CheckBlock; data: ResourceBlock | null } {
  const name = block.labels[0] ?? '';
  checkName(name, block.labelRanges[0], 'Invalid check block name', diagnostics);
  const { blocks } = content(block.body, CHECK, diagnostics);
  const asserts: CheckRule[] = [];
  let data: ResourceBlock | null = null;
  let count = 0;
  for (const inner of blocks) {
    if (inner.type === 'data') {
      if (data) {
        diagnostics.push({
          severity: 'error',
          summary: 'Multiple data resource blocks',
          detail: `This check block already has a data resource defined at ${rangeText(data.range)}.`,
          subject: inner.defRange,
        });
        continue;
      }
      data = decodeResource(inner, 'data', name, diagnostics);
    } else {
      count++;
      const rule = decodeCheckRule(inner, diagnostics);
      if (rule) asserts.push(rule);
    }
  }
  const valid = asserts.length;
  if (count === 0 || valid === 0) {
    diagnostics.push({ severity: 'error', summary: 'Zero assert blocks', detail: 'Check blocks must have at least one assert block.', subject: block.defRange });
  }
  return { check: { name, data: data ? `data.${data.type}.${data.name}` : null, asserts, range: block.defRange }, data };
}
