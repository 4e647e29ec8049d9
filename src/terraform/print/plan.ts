// A whole plan as text: what changed outside, what will be done, what that does to the outputs, and the totals.
import { formatResource, parseInstance } from '../config/address.ts';
import { sameValue } from '../lang/equal.ts';
import { unmarkDeep } from '../lang/marks.ts';
import { isWhollyKnown } from '../lang/value.ts';
import { configText } from '../plan/data.ts';
import { type Plan, type ResourceChange, totals } from '../plan/plan.ts';
import type { AttributePath, ResourceSchema } from '../provider.ts';
import { compareGeneric } from './diff/compare.ts';
import { attributeName, draw } from './diff/draw.ts';
import { symbol } from './diff/marks.ts';
import type { Difference } from './diff/tree.ts';
import type { Ink } from './ink.ts';
import { actionSymbol, compareChange, type DrawnChange, drawChange, isListed } from './resource.ts';
import { paragraph, rule } from './words.ts';

/** Gives the schema of a change's resource type. */
export type SchemaOf = (change: Pick<ResourceChange, 'mode' | 'type' | 'provider'>) => ResourceSchema;

export interface Page {
  readonly ink: Ink;
  /** Columns: those of the terminal, or 78. */
  readonly width: number;
}

/** What a plan shows, compared and in order. */
export interface PlanView {
  readonly drift: readonly DrawnChange[];
  readonly changes: readonly DrawnChange[];
  readonly outputs: readonly { readonly name: string; readonly difference: Difference }[];
  /** Columns for the names of outputs: those that do not change count too. */
  readonly nameWidth: number;
}

/** Compares everything of a plan that can be shown. */
export function viewPlan(plan: Plan, schemaOf: SchemaOf): PlanView {
  const changes = plan.changes.filter(isListed).map((change) => compareChange(change, schemaOf(change)));
  const outputs = plan.outputs
    .filter((output) => output.action !== 'no-op' && !(output.action === 'update' && onlySensitivity(output)))
    .map((output) => ({
      name: output.name,
      difference: compareGeneric({ before: output.before, after: output.after, beforeSet: false, afterSet: false, replace: [], relevant: null }),
    }));
  const nameWidth = Math.max(0, ...plan.outputs.map((output) => attributeName(output.name).length));
  return { drift: shownDrift(plan, schemaOf, changes.length + outputs.length === 0), changes, outputs, nameWidth };
}

/** An output that only becomes sensitive, or ceases to be, is stored so; nothing of it is shown. */
function onlySensitivity({ before, after }: Plan['outputs'][number]): boolean {
  const [plain] = unmarkDeep(after);
  return isWhollyKnown(plain) && sameValue(unmarkDeep(before)[0], plain);
}

/** A refresh-only plan shows all drift; others only what fed into a planned change, and only when there is one. */
function shownDrift(plan: Plan, schemaOf: SchemaOf, empty: boolean): DrawnChange[] {
  if (plan.mode === 'refresh-only') return plan.drift.map((change) => compareChange(change, schemaOf(change)));
  if (empty) return [];
  const relevant = new Map<string, AttributePath[]>();
  for (const { address, path } of plan.relevant) relevant.set(address, [...(relevant.get(address) ?? []), path]);
  for (const change of plan.changes) {
    if (change.requiresReplace.length) relevant.set(configText(change), [...(relevant.get(configText(change)) ?? []), ...change.requiresReplace]);
  }
  const shown: DrawnChange[] = [];
  for (const change of plan.drift) {
    const whole = resourceOf(change.address);
    const paths = [...(relevant.get(change.address) ?? []), ...(whole === change.address ? [] : (relevant.get(whole) ?? []))];
    if (!paths.length) continue;
    const drawn = compareChange(change, schemaOf(change), paths);
    const { shape } = drawn.difference;
    if (shape.kind === 'block' && ![...Object.values(shape.parts), ...shape.groups.flatMap((g) => g.blocks.map((b) => b.difference))].some((part) => part.action !== 'no-op'))
      continue;
    shown.push(drawn);
  }
  return shown;
}

function resourceOf(address: string): string {
  const parsed = parseInstance(address);
  return parsed ? formatResource(parsed) : address;
}

/** The text of a plan from the first blank line to the totals and output changes. Ends with a line break. */
export function drawPlan(plan: Plan, view: PlanView, page: Page): string {
  const { ink, width } = page;
  let text = drawDrift(plan, view, page);
  const drifted = view.drift.length > 0;
  if (!view.changes.length && !view.outputs.length) return text + drawNothing(plan, drifted, page);
  if (drifted) text += `\n${ink.gray(rule(width))}\n`;
  const actions = new Set(view.changes.filter((drawn) => drawn.change.action !== 'no-op').map((drawn) => drawn.change.action));
  if (actions.size) {
    text += `\n${paragraph('Terraform used the selected providers to generate the following execution plan. Resource actions are indicated with the following symbols:', width)}\n`;
    for (const [action, words] of LEGEND) if (actions.has(action)) text += `${actionSymbol(action, ink)} ${words}\n`;
  }
  if (view.changes.length) {
    text += plan.errored ? '\nTerraform planned the following actions, but then encountered a problem:\n' : '\nTerraform will perform the following actions:\n';
    for (const drawn of view.changes) text += `\n${drawChange(drawn, ink, false)}\n`;
    const sum = totals(plan);
    const imports = sum.import ? `${sum.import} to import, ` : '';
    text += `\n${ink.bold('Plan:')} ${imports}${sum.add} to add, ${sum.change} to change, ${sum.destroy} to destroy.\n`;
  }
  if (view.outputs.length) {
    text += `\nChanges to Outputs:\n${drawOutputs(view, ink)}`;
    if (!actions.size && !view.changes.length) {
      text += `\n${paragraph('You can apply this plan to save these new output values to the Terraform state, without changing any real infrastructure.', width)}\n`;
    }
  }
  return text;
}

const LEGEND = [
  ['create', 'create'],
  ['update', 'update in-place'],
  ['delete', 'destroy'],
  ['delete-create', 'destroy and then create replacement'],
  ['create-delete', 'create replacement and then destroy'],
  ['read', 'read (data resources)'],
] as const;

function drawOutputs(view: PlanView, ink: Ink): string {
  return view.outputs
    .map(({ name, difference }) => `${symbol(difference.action, { ink })}${attributeName(name).padEnd(view.nameWidth)} = ${draw(difference, 0, { ink })}\n`)
    .join('');
}

function drawDrift(plan: Plan, view: PlanView, { ink, width }: Page): string {
  if (!view.drift.length) return '';
  const intro = 'Terraform detected the following changes made outside of Terraform since the last "terraform apply" which may have affected this plan:';
  let text = `\n${ink.bold(ink.cyan('Note:'))}${ink.bold(' Objects have changed outside of Terraform')}\n\n${paragraph(intro, width)}\n`;
  for (const drawn of view.drift) text += `\n${drawChange(drawn, ink, true)}\n`;
  const outro =
    plan.mode === 'refresh-only'
      ? 'This is a refresh-only plan, so Terraform will not take any actions to undo these. If you were expecting these changes then you can apply this plan to record the updated values in the Terraform state without changing any remote objects.'
      : 'Unless you have made equivalent changes to your configuration, or ignored the relevant attributes using ignore_changes, the following plan may include actions to undo or respond to these changes.';
  return `${text}\n\n${paragraph(outro, width)}\n`;
}

function drawNothing(plan: Plan, drifted: boolean, { ink, width }: Page): string {
  if (plan.errored)
    return `${drifted ? `\n${ink.gray(rule(width))}\n` : ''}\n${ink.bold(ink.red('Planning failed.'))}${ink.bold(' Terraform encountered an error while generating this plan.')}\n\n`;
  if (plan.mode === 'refresh-only' && drifted) return '';
  const separator = drifted ? `\n${ink.gray(rule(width))}\n` : '';
  const none = (headline: string, detail: string) => `${separator}\n${ink.bold(ink.green('No changes.'))}${ink.bold(` ${headline}`)}\n\n${paragraph(detail, width)}\n`;
  if (plan.mode === 'refresh-only') {
    return none(
      'Your infrastructure still matches the configuration.',
      'Terraform has checked that the real remote objects still match the result of your most recent changes, and found no differences.',
    );
  }
  if (plan.mode === 'destroy') {
    return none('No objects need to be destroyed.', 'Either you have not created any objects yet or the existing objects were already deleted outside of Terraform.');
  }
  return none(
    'Your infrastructure matches the configuration.',
    'Terraform has compared your real infrastructure against your configuration and found no differences, so no changes are needed.',
  );
}
