// One resource of a plan: its heading with the reason, then its difference.
import { formatKey, formatName } from '../config/address.ts';
import type { Action, ResourceChange } from '../plan/plan.ts';
import type { AttributePath, ResourceSchema } from '../provider.ts';
import { compareBlock } from './diff/block.ts';
import { draw } from './diff/draw.ts';
import type { Difference } from './diff/tree.ts';
import type { Ink } from './ink.ts';

/** A resource's change, compared and ready to be drawn. */
export interface DrawnChange {
  readonly change: ResourceChange;
  readonly difference: Difference;
}

/** Compares before and after by the provider's schema. `relevant` limits it to what matters (drift); null compares all. */
export function compareChange(change: ResourceChange, schema: ResourceSchema, relevant: readonly AttributePath[] | null = null): DrawnChange {
  const after = change.action === 'forget' ? change.before : change.after;
  const difference = compareBlock({ before: change.before, after, beforeSet: false, afterSet: false, replace: change.requiresReplace, relevant }, schema.block);
  return { change, difference };
}

/** Whether a planned change is listed at all. */
export const isListed = (change: ResourceChange): boolean =>
  (change.action !== 'no-op' || change.previousAddress !== undefined || change.importing !== undefined) && !(change.mode === 'data' && change.action === 'delete');

/** The symbol of an action, four columns wide: ` -/+`, `   +`. */
export function actionSymbol(action: Action, ink: Ink): string {
  switch (action) {
    case 'create':
      return `  ${ink.green('+')}`;
    case 'delete':
      return `  ${ink.red('-')}`;
    case 'delete-create':
      return `${ink.red('-')}/${ink.green('+')}`;
    case 'create-delete':
      return `${ink.green('+')}/${ink.red('-')}`;
    case 'read':
      return ` ${ink.cyan('<=')}`;
    case 'update':
      return `  ${ink.yellow('~')}`;
    case 'forget':
      return ` ${ink.red('.')}`;
    case 'no-op':
      return '   ';
  }
}

/** The whole text of one resource, heading and body, without a line break at its end. `drifted` words it as something that already happened. */
export function drawChange({ change, difference }: DrawnChange, ink: Ink, drifted: boolean): string {
  return `${heading(change, ink, drifted)}\n${actionSymbol(change.action, ink)} ${blockHead(change)} ${draw(difference, 0, { ink, all: change.importing !== undefined })}`;
}

const blockHead = (change: ResourceChange): string => `${change.mode === 'data' ? 'data' : 'resource'} ${JSON.stringify(change.type)} ${JSON.stringify(change.name)}`;

function heading(change: ResourceChange, ink: Ink, drifted: boolean): string {
  const address = change.deposed ? `${change.address} (deposed object ${change.deposed})` : change.address;
  const name = ink.bold(`  # ${address}`);
  const replaced = ink.bold(ink.red('replaced'));
  let text: string;
  switch (change.action) {
    case 'create':
      text = `${name} will be created`;
      break;
    case 'read':
      text = `${name} will be read during apply`;
      if (change.reason === 'read-because-config-unknown') text += '\n  # (config refers to values not yet known)';
      else if (change.reason === 'read-because-dependency-pending') text += '\n  # (depends on a resource or a module with changes pending)';
      else if (change.reason === 'read-because-check-nested') text += '\n  # (config will be reloaded to verify a check block)';
      break;
    case 'update':
      text = `${name} ${drifted ? 'has changed' : 'will be updated in-place'}`;
      break;
    case 'delete-create':
    case 'create-delete':
      if (change.reason === 'replace-because-tainted') text = `${name} is tainted, so must be ${replaced}`;
      else if (change.reason === 'replace-by-request') text = `${name} will be ${replaced}, as requested`;
      else if (change.reason === 'replace-by-triggers') text = `${name} will be ${replaced} due to changes in replace_triggered_by`;
      else text = `${name} must be ${replaced}`;
      break;
    case 'delete':
      text = drifted ? `${name} has been deleted` : `${name} will be ${ink.bold(ink.red('destroyed'))}${deleteReason(change)}`;
      break;
    case 'forget':
      text = `${ink.bold(` # ${address}`)} will no longer be managed by Terraform, but ${ink.bold(ink.red('will not be destroyed'))}\n # (destroy = false is set in the configuration)`;
      break;
    case 'no-op':
      if (change.previousAddress !== undefined) return `${ink.bold(`  # ${change.previousAddress}`)} has moved to ${ink.bold(change.address)}${importNote(change, ink)}`;
      return `${name} will be imported${change.generatedConfig === undefined ? '' : '\n  # (config will be generated)'}`;
  }
  if (change.previousAddress !== undefined && change.previousAddress !== change.address) text += `\n  # (moved from ${change.previousAddress})`;
  return text + importNote(change, ink);
}

function importNote(change: ResourceChange, ink: Ink): string {
  if (!change.importing) return '';
  const lost = change.action === 'delete-create' || change.action === 'create-delete';
  return `\n  # (imported from "${change.importing.id}")${lost ? `\n  # ${ink.yellow('Warning: this will destroy the imported resource')}` : ''}`;
}

function deleteReason(change: ResourceChange): string {
  if (change.deposed) return '\n  # (left over from a partially-failed replacement of this instance)';
  const resource = formatName(change.mode, change.type, change.name);
  switch (change.reason) {
    case 'delete-because-no-resource-config':
      return `\n  # (because ${resource} is not in configuration)`;
    case 'delete-because-no-move-target':
      return `\n  # (because ${change.previousAddress ?? change.address} was moved to ${change.address}, which is not in configuration)`;
    case 'delete-because-no-module':
      return `\n  # (because ${change.module} is not in configuration)`;
    case 'delete-because-wrong-repetition':
      if (typeof change.key === 'number') return '\n  # (because resource does not use count)';
      return change.key === null ? '\n  # (because resource uses count or for_each)' : '\n  # (because resource does not use for_each)';
    case 'delete-because-count-index':
      return `\n  # (because index ${formatKey(change.key)} is out of range for count)`;
    case 'delete-because-each-key':
      return `\n  # (because key ${formatKey(change.key)} is not in for_each map)`;
    default:
      return '';
  }
}
