// The machine-readable stream of plan and apply (`-json`): one object a line, keys in the order in which the real program writes them.

import { iso } from '../../engine/clock.ts';
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Json } from '../../engine/json.ts';
import type { ApplyEvent } from '../apply/apply.ts';
import { formatName, parseInstance } from '../config/address.ts';
import { jsonText } from '../lang/json-number.ts';
import { typeToJson } from '../lang/type.ts';
import { typeOf } from '../lang/value.ts';
import { type EphemeralEvent, type Plan, type PlanEvent, type ResourceChange, type ShownId, totals } from '../plan/plan.ts';
import type { OutputState } from '../state/state.ts';
import { inkFor } from './ink.ts';
import { diagnosticJson } from './json-diagnostic.ts';
import { knownJson } from './json-value.ts';
import { outputValue } from './outputs.ts';
import { applyLine, planLine } from './progress.ts';
import { isListed } from './resource.ts';
import type { SourceText } from './snippet.ts';

const VERSION = '1.11.4';
const PLAIN = inkFor(false);

type Fields = { readonly [name: string]: Json | undefined };

function line(at: number, message: string, fields: Fields, level: 'info' | 'warn' | 'error' = 'info'): string {
  const time = iso(at, true).replace('Z', '000Z');
  return `${jsonText({ '@level': level, '@message': message, '@module': 'terraform.ui', '@timestamp': time, ...fields })}\n`;
}

export const versionLine = (at: number): string => line(at, `Terraform ${VERSION}`, { terraform: VERSION, type: 'version', ui: '1.2' });

function resourceJson(address: string): Json {
  const parsed = parseInstance(address);
  if (!parsed) return { addr: address };
  const module = address.startsWith('module.') ? address.slice(0, address.indexOf(formatName(parsed.mode, parsed.type, parsed.name)) - 1) : '';
  return {
    addr: address,
    module,
    resource: module ? address.slice(module.length + 1) : address,
    implied_provider: parsed.type.split('_')[0] as string,
    resource_type: parsed.type,
    resource_name: parsed.name,
    resource_key: parsed.key,
  };
}

const ACTIONS: Record<ResourceChange['action'], string> = {
  'no-op': 'noop',
  create: 'create',
  read: 'read',
  update: 'update',
  delete: 'delete',
  'delete-create': 'replace',
  'create-delete': 'replace',
  forget: 'remove',
};

function changeLine(at: number, change: ResourceChange, drift: boolean): string {
  const action = change.action === 'no-op' && change.previousAddress ? 'move' : change.action === 'no-op' && change.importing ? 'import' : ACTIONS[change.action];
  const message = drift ? `Drift detected (${action})` : `Plan to ${action}`;
  return line(at, `${change.address}: ${message}`, {
    change: {
      resource: resourceJson(change.address),
      ...(change.previousAddress ? { previous_resource: resourceJson(change.previousAddress) } : {}),
      action,
      ...(change.reason ? { reason: change.reason.replace(/^(replace|delete|read)-(because|by)-/, '').replaceAll('-', '_') } : {}),
      ...(change.importing ? { importing: { id: change.importing.id } } : {}),
    },
    type: drift ? 'resource_drift' : 'planned_change',
  });
}

/** Changes as planning comes by them: what others need is created before them and goes after them. */
function inWalkOrder(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const nameOf = (change: ResourceChange) => [change.module.replace(/\["?[^\]]*\]/g, ''), formatName(change.mode, change.type, change.name)].filter(Boolean).join('.');
  const named = new Map<string, ResourceChange[]>();
  for (const change of changes) named.set(nameOf(change), [...(named.get(nameOf(change)) ?? []), change]);
  const users = new Map<string, string[]>();
  for (const change of changes) if (change.action === 'delete') for (const need of change.dependencies) users.set(need, [...(users.get(need) ?? []), nameOf(change)]);
  const placed = new Set<ResourceChange>();
  const ordered: ResourceChange[] = [];
  const place = (change: ResourceChange): void => {
    if (placed.has(change)) return;
    placed.add(change);
    const first = change.action === 'delete' ? (users.get(nameOf(change)) ?? []) : change.dependencies;
    for (const name of first) for (const other of named.get(name) ?? []) place(other);
    ordered.push(change);
  };
  for (const change of changes) place(change);
  return ordered;
}

/** What init says: its own messages, with a code and the time in whole seconds, and what it logs. */
export const initLine = (at: number, code: string, message: string): string =>
  `${jsonText({ '@level': 'info', '@message': message, '@module': 'terraform.ui', '@timestamp': iso(at), message_code: code, type: 'init_output' })}\n`;
export const logLine = (at: number, message: string): string => line(at, message, { type: 'log' });

/** That a lock is waited for. */
export const lockLine = (message: string, at: number): string => line(at, message, { type: 'state_lock_acquire' });

/** What was found while planning, the planned changes, their totals and the outputs. */
export function planLines(plan: Plan, at: number): string {
  const sum = totals(plan);
  const imports = sum.import ? `${sum.import} to import, ` : '';
  const changes = inWalkOrder(plan.changes.filter(isListed)).map((change) => changeLine(at, change, false));
  const drift = plan.mode === 'refresh-only' ? plan.drift.map((change) => changeLine(at, change, true)) : [];
  const summary = line(at, `Plan: ${imports}${sum.add} to add, ${sum.change} to change, ${sum.destroy} to destroy.`, {
    changes: { add: sum.add, change: sum.change, import: sum.import, remove: sum.destroy, operation: 'plan' },
    type: 'change_summary',
  });
  const outputs = plan.outputs.map((output) => [output.name, { sensitive: output.sensitive, action: output.action === 'no-op' ? 'noop' : output.action }] as const);
  const outputLine = outputs.length ? line(at, `Outputs: ${outputs.length}`, { outputs: Object.fromEntries(outputs), type: 'outputs' }) : '';
  return `${drift.join('')}${changes.join('')}${plan.mode === 'refresh-only' && (plan.drift.length || plan.outputs.some((output) => output.action !== 'no-op')) ? '' : summary}${outputLine}`;
}

/** What an apply of a saved plan says of it. */
export const savedPlanLines = (plan: Plan, at: number): string =>
  inWalkOrder(plan.changes.filter(isListed))
    .map((change) => changeLine(at, change, false))
    .join('');

const idFields = (id: ShownId | null): Fields => (id ? { id_key: id.key, id_value: id.value } : {});

export function planEventLine(event: PlanEvent, at: number): string {
  const message = planLine(event, PLAIN).trimEnd();
  const resource = resourceJson(event.address);
  switch (event.kind) {
    case 'refreshing':
      return (
        line(at, message, { hook: { resource, ...idFields(event.id) }, type: 'refresh_start' }) +
        line(at, `${event.address}: Refresh complete${event.id ? ` [${event.id.key}=${event.id.value}]` : ''}`, {
          hook: { resource, ...idFields(event.id) },
          type: 'refresh_complete',
        })
      );
    case 'reading':
      return line(at, message, { hook: { resource, action: 'read' }, type: 'apply_start' });
    case 'read':
      return line(at, message, { hook: { resource, action: 'read', ...idFields(event.id), elapsed_seconds: Math.round(event.elapsed / 1000) }, type: 'apply_complete' });
    case 'ephemeral':
      return ephemeralEventLine(event, at);
    case 'deferring':
    case 'preparing-import':
      return '';
  }
}

function ephemeralEventLine(event: EphemeralEvent, at: number): string {
  const hook = { resource: resourceJson(event.address), action: event.op };
  if (event.phase === 'start') return line(at, planLine(event, PLAIN).trimEnd(), { hook, type: 'ephemeral_op_start' });
  const message = event.phase === 'error' ? `${event.address}: Opening errored after 0s` : planLine(event, PLAIN).trimEnd();
  return line(at, message, { hook: { ...hook, elapsed_seconds: 0 }, type: event.phase === 'error' ? 'ephemeral_op_errored' : 'ephemeral_op_complete' });
}

export function applyEventLine(event: ApplyEvent): string {
  const message = applyLine(event, PLAIN).trimEnd();
  switch (event.kind) {
    case 'start':
      return line(event.at, message, {
        hook: { resource: resourceJson(event.address), action: event.verb, ...idFields(event.verb === 'create' ? null : event.id) },
        type: 'apply_start',
      });
    case 'progress':
      return line(event.at, message, {
        hook: { resource: resourceJson(event.address), action: event.verb, elapsed_seconds: Math.round(event.elapsed / 1000) },
        type: 'apply_progress',
      });
    case 'done':
      return line(event.at, message, {
        hook: {
          resource: resourceJson(event.address),
          action: event.verb,
          ...idFields(event.verb === 'delete' ? null : event.id),
          elapsed_seconds: Math.round(event.elapsed / 1000),
        },
        type: 'apply_complete',
      });
    case 'error':
      return line(
        event.at,
        `${event.address}: ${{ create: 'Creation', update: 'Modifications', delete: 'Destruction', read: 'Read' }[event.verb]} errored after ${Math.round(event.elapsed / 1000)}s`,
        {
          hook: { resource: resourceJson(event.address), action: event.verb, elapsed_seconds: Math.round(event.elapsed / 1000) },
          type: 'apply_errored',
        },
      );
    case 'provisioning':
      return line(event.at, message, { hook: { resource: resourceJson(event.address), provisioner: event.provisioner }, type: 'provision_start' });
    case 'provisioner-output':
      if (event.text.trim() === '') return '';
      return line(event.at, `${event.address}: (${event.provisioner}): ${event.text}`, {
        hook: { resource: resourceJson(event.address), provisioner: event.provisioner, output: event.text },
        type: 'provision_progress',
      });
    case 'provisioned':
      return line(event.at, `${event.address}: (${event.provisioner}) Provisioning ${event.failed ? 'errored' : 'complete'}`, {
        hook: { resource: resourceJson(event.address), provisioner: event.provisioner },
        type: event.failed ? 'provision_errored' : 'provision_complete',
      });
    case 'ephemeral':
      return ephemeralEventLine(event, event.at);
    case 'importing':
    case 'imported':
    case 'state':
      return '';
  }
}

export interface ApplySums {
  readonly imported: number;
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

/** The totals at the end of an apply, then its outputs. `emptied`: the apply of a plan to destroy says that there is none left. */
export function applySummaryLines(at: number, destroy: boolean, sums: ApplySums, outputs: { readonly [name: string]: OutputState }, emptied = false): string {
  const imported = sums.imported ? `${sums.imported} imported, ` : '';
  const message = destroy
    ? `Destroy complete! Resources: ${sums.destroyed} destroyed.`
    : `Apply complete! Resources: ${imported}${sums.added} added, ${sums.changed} changed, ${sums.destroyed} destroyed.`;
  const changes = { add: sums.added, change: sums.changed, import: sums.imported, remove: sums.destroyed, operation: destroy ? 'destroy' : 'apply' };
  return line(at, message, { changes, type: 'change_summary' }) + (destroy ? '' : emptied ? line(at, 'Outputs: 0', { outputs: {}, type: 'outputs' }) : outputsLine(at, outputs));
}

/** The outputs at the end of an apply or a refresh; nothing where there are none. */
export function outputsLine(at: number, outputs: { readonly [name: string]: OutputState }): string {
  const names = Object.keys(outputs).sort();
  const shown = names.map((name) => {
    const output = outputs[name] as OutputState;
    const value = outputValue(output);
    return [name, { sensitive: output.sensitive === true, type: typeToJson(typeOf(value)) as Json, ...(output.sensitive ? {} : { value: knownJson(value) ?? null }) }] as const;
  });
  return names.length ? line(at, `Outputs: ${names.length}`, { outputs: Object.fromEntries(shown), type: 'outputs' }) : '';
}

/** A problem in the stream. */
export function diagnosticLine(at: number, diagnostic: Diagnostic, source: SourceText): string {
  const error = diagnostic.severity === 'error';
  return line(at, `${error ? 'Error' : 'Warning'}: ${diagnostic.summary}`, { diagnostic: diagnosticJson(diagnostic, source), type: 'diagnostic' }, error ? 'error' : 'warn');
}
