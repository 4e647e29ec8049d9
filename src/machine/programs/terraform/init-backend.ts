// The first half of init: the backend that the configuration asks for is set up, and the state follows it if the user says so.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import type { BackendBlock } from '../../../terraform/config/config.ts';
import { staticValue } from '../../../terraform/config/static.ts';
import { parseConfig } from '../../../terraform/hcl/parse.ts';
import { isEmpty, type State } from '../../../terraform/state/state.ts';
import { writeState } from '../../../terraform/state/write.ts';
import type { Backend } from './backend.ts';
import { backendArguments, backendValues, plain } from './backend-block.ts';
import { localBackend } from './local-backend.ts';
import { makeBackend } from './open-backend.ts';
import { problem, readText, type Session, writeText } from './session.ts';
import { loadState } from './state-access.ts';
import { backendHash, currentWorkspace, type SavedBackend, saveBackend, savedBackend } from './workdir.ts';

export interface InitBackendFlags {
  readonly config: readonly string[];
  readonly reconfigure: boolean;
  readonly migrate: boolean;
  readonly forceCopy: boolean;
}

export type BackendStep =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] }
  /** A question about the state; `copyState` is what to do when it is answered with yes. */
  | { readonly kind: 'question'; readonly text: string; readonly next: SavedBackend | null; readonly previous: SavedBackend | null }
  /** A value that the backend must have and nobody gave. */
  | { readonly kind: 'value'; readonly name: string; readonly description: string };

const failed = (...diagnostics: Diagnostic[]): BackendStep => ({ kind: 'failed', diagnostics });

const CHANGED = problem(
  'Backend configuration changed',
  'A change in the backend configuration has been detected, which may require migrating existing state.\n\nIf you wish to attempt automatic migration of the state, use "terraform init -migrate-state".\nIf you wish to store the current configuration with no changes to the state, use "terraform init -reconfigure".',
);

const isBackend = (made: Backend | { readonly diagnostics: readonly Diagnostic[] }): made is Backend => !('diagnostics' in made);

/** Sets the backend up as far as it goes without an answer. `answers` are values given at prompts. */
export function initBackend(session: Session, block: BackendBlock | null, flags: InitBackendFlags, answers: { readonly [name: string]: string }): BackendStep {
  const saved = savedBackend(session);
  if (!block) {
    if (!saved || flags.reconfigure) {
      if (saved) saveBackend(session, null);
      return { kind: 'ready' };
    }
    if (!flags.migrate) return failed(CHANGED);
    session.process.out(`${session.ink.bold(session.ink.yellow(`Terraform has detected you're unconfiguring your previously set ${JSON.stringify(saved.type)} backend.`))}\n`);
    return migrate(session, saved, null, flags.forceCopy);
  }
  const overrides = overridesOf(session, flags.config, backendArguments(session, block.type) ?? {});
  const values = backendValues(session, block);
  if (!overrides.ok && backendArguments(session, block.type)) return failed(...overrides.diagnostics);
  if (!values.ok) return failed(...values.diagnostics);
  if (!overrides.ok) return failed(...overrides.diagnostics);
  const config: Record<string, Json> = { ...values.config };
  Object.assign(config, overrides.values, answers);
  for (const [name, argument] of Object.entries(values.arguments)) {
    if (argument.required && config[name] === null) return { kind: 'value', name, description: DESCRIPTIONS[`${block.type}.${name}`] ?? '' };
  }
  const next: SavedBackend = { type: block.type, config, hash: backendHash(block.type, values.config) };
  if (saved && !flags.reconfigure) {
    const same = saved.type === next.type && JSON.stringify(saved.config) === JSON.stringify(config);
    const untouched = saved.type === next.type && saved.hash === next.hash && !flags.config.length;
    if (same || untouched) return open(session, untouched ? saved : next);
    if (!flags.migrate) return failed(CHANGED);
    session.process.out(
      '\nBackend configuration changed!\n\nTerraform has detected that the configuration specified for the backend\nhas changed. Terraform will now check for existing state in the backends.\n\n',
    );
    return migrate(session, saved, next, flags.forceCopy);
  }
  if (flags.reconfigure) {
    const opened = open(session, next);
    if (opened.kind === 'ready') configured(session, next);
    return opened;
  }
  return migrate(session, null, next, flags.forceCopy);
}

const DESCRIPTIONS: Record<string, string> = {
  's3.bucket': 'The name of the S3 bucket',
  's3.key': 'The path to the state file inside the bucket',
};

function open(session: Session, next: SavedBackend): BackendStep {
  const made = makeBackend(session, next.type, next.config);
  if (!isBackend(made)) return failed(...made.diagnostics);
  const listed = made.workspaces();
  if (!listed.ok) return failed(problem(listed.message, ''));
  saveBackend(session, next);
  return { kind: 'ready' };
}

function configured(session: Session, next: SavedBackend | null, previous: SavedBackend | null = null): void {
  saveBackend(session, next);
  const { ink } = session;
  const text = next
    ? `Successfully configured the backend ${JSON.stringify(next.type)}! Terraform will automatically\nuse this backend unless the backend configuration changes.`
    : `Successfully unset the backend ${JSON.stringify(previous?.type ?? '')}. Terraform will now operate locally.`;
  session.process.out(`${next ? '\n' : '\n\n'}${ink.green(text)}\n`);
}

interface Sides {
  readonly from: Backend;
  readonly to: Backend;
  readonly source: State | null;
  readonly target: State | null;
}

function sidesOf(session: Session, previous: SavedBackend | null, next: SavedBackend | null): Sides | { readonly diagnostics: readonly Diagnostic[] } {
  const from = previous ? makeBackend(session, previous.type, previous.config) : localBackend(session);
  if (!isBackend(from)) return from;
  const to = next ? makeBackend(session, next.type, next.config) : localBackend(session);
  if (!isBackend(to)) return to;
  const listed = to.workspaces();
  if (!listed.ok) return { diagnostics: [problem(listed.message, '')] };
  const workspace = currentWorkspace(session);
  const source = loadState(from.store(workspace));
  const target = loadState(to.store(workspace));
  if (!source.ok) return { diagnostics: [problem('Error loading state', source.message)] };
  if (!target.ok) return { diagnostics: [problem('Error loading state', target.message)] };
  return { from, to, source: source.state, target: target.state };
}

function migrate(session: Session, previous: SavedBackend | null, next: SavedBackend | null, forced: boolean): BackendStep {
  const sides = sidesOf(session, previous, next);
  if ('diagnostics' in sides) return failed(...sides.diagnostics);
  const { source, target, from, to } = sides;
  const same = from.type === 'local' && to.type === 'local' && !previous && next?.config.path === null;
  if (!source || isEmpty(source) || same || (target && source.lineage === target.lineage && source.serial === target.serial)) {
    configured(session, next, previous);
    return { kind: 'ready' };
  }
  if (forced) return finishMigration(session, previous, next, 'yes');
  const names = [from.type, to.type].map((type) => JSON.stringify(type));
  const both = target !== null && !isEmpty(target);
  const text = both
    ? `Pre-existing state was found while migrating the previous ${names[0]} backend to the\nnewly configured ${names[1]} backend. An existing non-empty state already exists in\nthe new backend. The two states have been saved to temporary files that will be\nremoved after responding to this query.\n\nDo you want to overwrite the state in the new backend with the previous state?\nEnter "yes" to copy and "no" to start with the existing state in the newly\nconfigured ${names[1]} backend.`
    : `Pre-existing state was found while migrating the previous ${names[0]} backend to the\nnewly configured ${names[1]} backend. No existing state was found in the newly\nconfigured ${names[1]} backend. Do you want to copy this state to the new ${names[1]}\nbackend? Enter "yes" to copy and "no" to start with an empty state.`;
  const body = text
    .split('\n')
    .map((line) => (line ? `  ${line}` : line))
    .join('\n');
  const { ink } = session;
  return { kind: 'question', text: `${ink.bold('Do you want to copy existing state to the new backend?')}\n${body}\n\n  ${ink.bold('Enter a value:')} `, next, previous };
}

/** Carries out what was answered; null when the answer is neither yes nor no. */
export function finishMigration(session: Session, previous: SavedBackend | null, next: SavedBackend | null, answer: string): BackendStep {
  const sides = sidesOf(session, previous, next);
  if ('diagnostics' in sides) return failed(...sides.diagnostics);
  const { from, to, source } = sides;
  const workspace = currentWorkspace(session);
  if (answer === 'yes' && source) {
    const reply = to.store(workspace).write(writeState(source), true);
    if (!reply.ok) return failed(problem('Error copying state from the previous backend', reply.message));
  }
  if (!previous && from.type === 'local' && source && next?.type !== 'local') {
    const path = workspace === 'default' ? 'terraform.tfstate' : `terraform.tfstate.d/${workspace}/terraform.tfstate`;
    const before = readText(session, path);
    if (before) {
      writeText(session, `${path}.backup`, before);
      writeText(session, path, '');
    }
  }
  configured(session, next, previous);
  return { kind: 'ready' };
}

type Arguments = Extract<ReturnType<typeof backendValues>, { ok: true }>['arguments'];

/** `-backend-config`: `name=value`, or a file of them. */
function overridesOf(
  session: Session,
  given: readonly string[],
  known: Arguments,
): { readonly ok: true; readonly values: Record<string, Json> } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  const values: Record<string, Json> = {};
  for (const entry of given) {
    const cut = entry.indexOf('=');
    if (cut >= 0) {
      const name = entry.slice(0, cut);
      if (!Object.hasOwn(known, name)) {
        const detail = `The backend configuration argument ${JSON.stringify(name)} given on the command line is not expected for the selected backend type.`;
        return { ok: false, diagnostics: [problem('Invalid backend configuration argument', detail)] };
      }
      const text = entry.slice(cut + 1);
      values[name] = known[name]?.type === 'bool' ? text === 'true' : known[name]?.type === 'number' ? Number(text) : text;
      continue;
    }
    const text = readText(session, entry);
    if (text === null) return { ok: false, diagnostics: [problem('Failed to read file', `The file ${JSON.stringify(entry)} could not be read.`)] };
    const { body, diagnostics } = parseConfig(entry, text);
    const found: Diagnostic[] = [...diagnostics];
    for (const attribute of body.attributes) {
      const value = staticValue(attribute.expression, found);
      if (value) values[attribute.name] = plain(value);
    }
    if (found.some((d) => d.severity === 'error')) return { ok: false, diagnostics: found };
  }
  return { ok: true, values };
}
