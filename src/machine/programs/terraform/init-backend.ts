// The first half of init: the backend that the configuration asks for is set up, and the state follows it if the user says so.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import type { BackendBlock } from '../../../terraform/config/config.ts';
import { parseConfig } from '../../../terraform/hcl/parse.ts';
import { backendArguments, backendValues, bodyValues } from './backend-block.ts';
import { inWorkspace, type MoveStep, startMove } from './migrate-state.ts';
import { makeBackend } from './open-backend.ts';
import { problem, readText, type Session } from './session.ts';
import { backendHash, type SavedBackend, saveBackend, savedBackend } from './workdir.ts';

export interface InitBackendFlags {
  readonly config: readonly string[];
  readonly reconfigure: boolean;
  readonly migrate: boolean;
  readonly forceCopy: boolean;
  readonly input: boolean;
}

export type BackendStep =
  | MoveStep
  /** A value that the backend must have and nobody gave. */
  | { readonly kind: 'value'; readonly name: string; readonly description: string };

const failed = (...diagnostics: Diagnostic[]): BackendStep => ({ kind: 'failed', diagnostics });

const CHANGED = problem(
  'Backend configuration changed',
  'A change in the backend configuration has been detected, which may require migrating existing state.\n\nIf you wish to attempt automatic migration of the state, use "terraform init -migrate-state".\nIf you wish to store the current configuration with no changes to the state, use "terraform init -reconfigure".',
);

/** Sets the backend up as far as it goes without an answer. `answers` are values given at prompts. */
export function initBackend(session: Session, block: BackendBlock | null, flags: InitBackendFlags, answers: { readonly [name: string]: string }): BackendStep {
  const saved = savedBackend(session);
  const { ink } = session;
  const move = { forced: flags.forceCopy, input: flags.input };
  if (!block) {
    if (!saved || flags.reconfigure) return { kind: 'ready' };
    if (!flags.migrate) return failed(CHANGED);
    session.process.out(`Terraform has detected you're unconfiguring your previously set ${JSON.stringify(saved.type)} backend.\n`);
    return startMove(session, { ...move, previous: saved, next: null });
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
  if (!saved || flags.reconfigure) return startMove(session, { ...move, previous: null, next });
  const same = saved.type === next.type && JSON.stringify(saved.config) === JSON.stringify(config);
  const untouched = saved.type === next.type && saved.hash === next.hash && !flags.config.length;
  if (same || untouched) return open(session, untouched ? saved : next, flags.input);
  if (!flags.migrate) return failed(CHANGED);
  session.process.out(
    saved.type === next.type
      ? `${ink.bold('Backend configuration changed!')}\n\nTerraform has detected that the configuration specified for the backend\nhas changed. Terraform will now check for existing state in the backends.\n\n`
      : `Terraform detected that the backend type changed from ${JSON.stringify(saved.type)} to ${JSON.stringify(next.type)}.\n\n`,
  );
  return startMove(session, { ...move, previous: saved, next });
}

const DESCRIPTIONS: Record<string, string> = {
  's3.bucket': 'The name of the S3 bucket',
  's3.key': 'The path to the state file inside the bucket',
};

function open(session: Session, next: SavedBackend, input: boolean): BackendStep {
  const made = makeBackend(session, next.type, next.config);
  if ('diagnostics' in made) return failed(...made.diagnostics);
  const listed = made.workspaces();
  if (!listed.ok) return failed(problem(`Failed to get existing workspaces: ${listed.message}`, ''));
  const missing = inWorkspace(session, made, { previous: next, next, forced: false, input, known: true });
  if (missing) return missing;
  saveBackend(session, next);
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
    if (hasErrors(diagnostics)) return { ok: false, diagnostics };
    const found = bodyValues(body, known);
    if (!found.ok) return found;
    Object.assign(values, found.config);
  }
  return { ok: true, values };
}
