// Provisioners and their connections against what they may say. Terraform stops at the first provisioner of a resource that is wrong.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { decodeBody } from '../config/body.ts';
import type { Config, Provisioner, ResourceBlock } from '../config/config.ts';
import { CONNECTION, PROVISIONERS } from '../config/provisioner-schema.ts';
import type { Value } from '../lang/value.ts';
import type { Evaluation, ModuleInstance } from './evaluation.ts';
import type { Repetition } from './repetition.ts';

const failed = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');

/** Types of provisioners that nobody can install any more. */
export function missingProvisioners(config: Config): Diagnostic[] {
  const types = new Set<string>();
  for (const module of Object.values(config.modules)) {
    for (const resource of Object.values(module.resources)) for (const { type } of resource.provisioners) types.add(type);
    for (const removed of module.removed) for (const { type } of removed.provisioners) types.add(type);
  }
  return [...types]
    .filter((type) => !PROVISIONERS[type])
    .sort()
    .map((type) => ({
      severity: 'error',
      summary: 'Missing required provisioner plugin',
      detail: `This configuration requires provisioner plugin ${JSON.stringify(type)}, which isn't available. If you're intending to use an external provisioner plugin, you must install it manually into one of the plugin search directories before running Terraform.`,
    }));
}

export function validateProvisioners(evaluation: Evaluation, module: ModuleInstance, resource: ResourceBlock, repetition: Repetition, self: Value): Diagnostic[] {
  for (const provisioner of resource.provisioners) {
    const found: Diagnostic[] = [];
    validateOne(evaluation, module, provisioner, repetition, self, found);
    if (failed(found)) return found;
  }
  return [];
}

function validateOne(evaluation: Evaluation, module: ModuleInstance, provisioner: Provisioner, repetition: Repetition, self: Value, found: Diagnostic[]): void {
  const schema = PROVISIONERS[provisioner.type];
  if (!schema) return;
  const scope = evaluation.scope(module, repetition, found, self);
  const config = decodeBody(provisioner.body, schema, scope);
  const given = (name: string): boolean => config.k === 'object' && config.v[name]?.k !== 'null';
  if (provisioner.type === 'remote-exec') {
    if (['inline', 'script', 'scripts'].filter(given).length !== 1) {
      found.push({ severity: 'error', summary: 'Invalid remote-exec provisioner configuration', detail: 'Only one of "inline", "script", or "scripts" must be set' });
    }
  }
  if (provisioner.type === 'file' && !failed(found)) {
    if (given('source') && given('content')) found.push({ severity: 'error', summary: "Cannot set both 'source' and 'content'", detail: '' });
    else if (!given('source') && !given('content')) found.push({ severity: 'error', summary: "Must provide one of 'source' or 'content'", detail: '' });
  }
  if (provisioner.connection) decodeBody(provisioner.connection, CONNECTION, scope);
}
