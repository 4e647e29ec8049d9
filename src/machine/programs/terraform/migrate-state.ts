// The second half of setting a backend up: the state follows it if the user says so, and a workspace that is there gets selected.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { isEmpty, type State } from '../../../terraform/state/state.ts';
import { stateMark, writeState } from '../../../terraform/state/write.ts';
import type { Backend } from './backend.ts';
import { newDigits } from './clockwork.ts';
import { type LocalBackend, localBackend } from './local-backend.ts';
import { makeBackend } from './open-backend.ts';
import type { Answer } from './questions.ts';
import { problem, readText, removeFile, type Session, writeText } from './session.ts';
import { loadState } from './state-access.ts';
import { currentWorkspace, type SavedBackend, saveBackend, selectWorkspace } from './workdir.ts';

/** From one backend to another; null is the working folder, which a first configuration and one anew start from. */
export interface Move {
  readonly previous: SavedBackend | null;
  readonly next: SavedBackend | null;
  /** `-force-copy`. */
  readonly forced: boolean;
  /** Whether questions may be asked. */
  readonly input: boolean;
  /** The backend was set up before: only its workspace is looked for. */
  readonly known?: true;
}

/** What was asked. A question that is answered neither with yes nor with no is asked a second time. */
export type Question =
  | { readonly about: 'copy'; readonly tries: number; readonly temporary: string | null; readonly text: string }
  | { readonly about: 'all'; readonly tries: number; readonly text: string }
  | { readonly about: 'workspace'; readonly names: readonly string[]; readonly text: string };

export type MoveStep =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'question'; readonly move: Move; readonly question: Question };

const failed = (...diagnostics: readonly Diagnostic[]): MoveStep => ({ kind: 'failed', diagnostics });
const said = (summary: string): MoveStep => failed(problem(summary, ''));

type Made<B> = B | { readonly diagnostics: readonly Diagnostic[] };
const isMade = <B extends object>(made: Made<B>): made is B => !('diagnostics' in made);

interface Ends {
  readonly from: Backend;
  readonly to: Backend;
  readonly names: readonly string[];
}

/** Terraform names the backend it comes from, whichever of the two it could not look into. */
const uninspected = (from: Backend, message: string): string => `Error inspecting states in the ${JSON.stringify(from.type)} backend:
    ${message}

Prior to changing backends, Terraform inspects the source and destination
states to determine what kind of migration steps need to be taken, if any.
Terraform failed to load the states. The data in both the source and the
destination remain unmodified. Please resolve the above error and try again.
`;

function endsOf(session: Session, { previous, next }: Move): Made<Ends> {
  const from: Made<Backend> = previous ? makeBackend(session, previous.type, previous.config) : localBackend(session);
  if (!isMade(from)) return from;
  const to: Made<Backend> = next ? makeBackend(session, next.type, next.config) : localBackend(session);
  if (!isMade(to)) return to;
  const names = from.workspaces();
  if (!names.ok) return { diagnostics: [problem(uninspected(from, names.message), '')] };
  const ends = { from, to, names: [...names.names].sort() };
  const there = to.workspaces();
  if (there.ok) return ends;
  const summary = previous || filled(ends).length > 0 ? uninspected(from, there.message) : `Failed to get existing workspaces: ${there.message}`;
  return { diagnostics: [problem(summary, '')] };
}

const isMissing = (state: State | null): state is null => state === null || isEmpty(state);

/** Workspaces of a folder that hold something. */
const filled = ({ from, names }: Ends): string[] =>
  names.filter((name) => {
    const loaded = loadState(from.store(name));
    return !loaded.ok || !isMissing(loaded.state);
  });

/** Goes as far as it goes without an answer. */
export function startMove(session: Session, move: Move): MoveStep {
  const ends = endsOf(session, move);
  if (!isMade(ends)) return failed(...ends.diagnostics);
  if (!move.previous && !filled(ends).length) return settle(session, move, ends, false);
  if (ends.names.length === 1) return copyOne(session, move, ends);
  if (move.forced) return copyAll(session, move, ends);
  if (!move.input) return said('Error asking for state migration action: input is disabled');
  return { kind: 'question', move, question: { about: 'all', tries: 0, text: allText(session, ends) } };
}

/** Goes on with an answer. */
export function answerMove(session: Session, move: Move, question: Question, answer: Answer): MoveStep {
  const over = answer.kind === 'end' ? 'EOF' : answer.kind === 'interrupt' ? 'interrupted' : null;
  if (answer.kind === 'line') session.process.out('\n');
  const word = answer.kind === 'line' ? answer.text.trim() : '';
  if (question.about === 'workspace') {
    if (over !== null) return said(`Failed to select workspace: ${over}`);
    const name = /^[+-]?\d+$/.test(word) ? question.names[Number(word) - 1] : undefined;
    if (name === undefined) return said('Failed to select workspace: input not a valid number');
    selectWorkspace(session, name);
    configured(session, move);
    return { kind: 'ready' };
  }
  const reply = word.toLowerCase();
  if (over === null && reply !== 'yes' && reply !== 'no' && question.tries === 0) return { kind: 'question', move, question: { ...question, tries: 1 } };
  if (question.about === 'copy' && question.temporary !== null) removeFile(session, question.temporary);
  const reason = over === null ? null : `Error asking for confirmation: ${over}`;
  if (reason !== null) return said(question.about === 'all' ? `Error asking for state migration action: ${reason}` : reason);
  const ends = endsOf(session, move);
  if (!isMade(ends)) return failed(...ends.diagnostics);
  if (question.about === 'all') return reply === 'yes' ? copyAll(session, move, ends) : said('Migration aborted by user.');
  const trouble = reply === 'yes' ? copy(ends, 'default') : null;
  return trouble ?? settle(session, move, ends, true);
}

/** The states of one workspace at both ends. */
function pair({ from, to }: Ends, name: string): Made<{ readonly source: State | null; readonly target: State | null }> {
  const source = loadState(from.store(name));
  if (!source.ok) return { diagnostics: [problem('Error loading state', source.message)] };
  const target = loadState(to.store(name));
  if (!target.ok) return { diagnostics: [problem('Error loading state', target.message)] };
  return { source: source.state, target: target.state };
}

const isSame = (source: State | null, target: State | null): boolean =>
  source !== null && target !== null && source.lineage === target.lineage && stateMark(source) === stateMark(target);

function copy(ends: Ends, name: string): MoveStep | null {
  const states = pair(ends, name);
  if (!isMade(states)) return failed(...states.diagnostics);
  const { source, target } = states;
  if (isMissing(source) || isSame(source, target)) return null;
  const reply = ends.to.store(name).write(writeState(source), true);
  return reply.ok ? null : failed(problem('Error copying state from the previous backend', reply.message));
}

function copyOne(session: Session, move: Move, ends: Ends): MoveStep {
  const states = pair(ends, 'default');
  if (!isMade(states)) return failed(...states.diagnostics);
  const { source, target } = states;
  if (isMissing(source) || isSame(source, target)) return settle(session, move, ends, true);
  if (move.forced) return copy(ends, 'default') ?? settle(session, move, ends, true);
  if (!move.input) return said(`Can't ask approval for state migration when interactive input is disabled.\n\nPlease remove the "-input=false" option and try again.`);
  let temporary: string | null = null;
  if (!isMissing(target)) {
    temporary = `/tmp/terraform${newDigits(session)}`;
    writeText(session, `${temporary}/1-${ends.from.type}.tfstate`, writeState(source));
    writeText(session, `${temporary}/2-${ends.to.type}.tfstate`, writeState(target));
  }
  return { kind: 'question', move, question: { about: 'copy', tries: 0, temporary, text: copyText(session, ends, temporary) } };
}

function copyAll(session: Session, move: Move, ends: Ends): MoveStep {
  for (const name of ends.names) {
    const trouble = copy(ends, name);
    if (trouble) return trouble;
  }
  return settle(session, move, ends, true);
}

/** The states of the folder are emptied, whatever was answered, unless the new backend keeps its own in the same files. */
function settle(session: Session, move: Move, ends: Ends, erasing: boolean): MoveStep {
  if (!move.previous && erasing && !conflicts(ends)) for (const name of filled(ends)) empty(session, (ends.from as LocalBackend).path(name));
  const missing = move.next ? inWorkspace(session, ends.to, move) : null;
  if (missing) return missing;
  configured(session, move);
  return { kind: 'ready' };
}

function conflicts({ from, to, names }: Ends): boolean {
  const theirs = to.workspaces();
  if (!('path' in to) || !theirs.ok) return false;
  const taken = names.map((name) => (from as LocalBackend).path(name));
  return theirs.names.some((name) => taken.includes((to as LocalBackend).path(name)));
}

function empty(session: Session, path: string): void {
  const before = readText(session, path);
  if (!before) return;
  writeText(session, `${path}.backup`, before);
  writeText(session, path, '');
}

/** Makes sure that the selected workspace is there: the only one is taken, of several one is asked for. Null when all is well. */
export function inWorkspace(session: Session, backend: Backend, move: Move): MoveStep | null {
  const listed = backend.workspaces();
  if (!listed.ok) return said(`Failed to get existing workspaces: ${listed.message}`);
  const { names } = listed;
  const current = currentWorkspace(session);
  if (names.includes(current)) return null;
  if (names.length === 1) {
    selectWorkspace(session, names[0] as string);
    return null;
  }
  if (!move.input) return said(`Currently selected workspace ${JSON.stringify(current)} does not exist`);
  const { ink } = session;
  const list = names.map((name, index) => `${index + 1}. ${name}`).join('\n');
  const heading = `\n${ink.bold(ink.yellow(`The currently selected workspace (${current}) does not exist.`))}`;
  const body = `This is expected behavior when the selected workspace did not have an\nexisting non-empty state. Please enter a number to select a workspace:\n\n${list}`;
  return { kind: 'question', move, question: { about: 'workspace', names, text: questionText(session, heading, body) } };
}

function configured(session: Session, { next, previous, known }: Move): void {
  saveBackend(session, next);
  if (known) return;
  const { ink } = session;
  const text = next
    ? `Successfully configured the backend ${JSON.stringify(next.type)}! Terraform will automatically\nuse this backend unless the backend configuration changes.`
    : `Successfully unset the backend ${JSON.stringify(previous?.type ?? '')}. Terraform will now operate locally.`;
  session.process.out(`${next ? '\n' : '\n\n'}${ink.green(text)}\n`);
}

function questionText({ ink }: Session, heading: string, body: string): string {
  const indented = body.replace(/^(?=.)/gm, '  ');
  return `${heading}\n${indented}\n\n  ${ink.bold('Enter a value:')} `;
}

const quoted = ({ from, to }: Ends): readonly [string, string] => [JSON.stringify(from.type), JSON.stringify(to.type)];

function allText(session: Session, ends: Ends): string {
  const [before, after] = quoted(ends);
  return questionText(
    session,
    session.ink.bold(`Do you want to migrate all workspaces to ${after}?`),
    `Both the existing ${before} backend and the newly configured ${after} backend\nsupport workspaces. When migrating between backends, Terraform will copy\nall workspaces (with the same names). THIS WILL OVERWRITE any conflicting\nstates in the destination.\n\nTerraform initialization doesn't currently migrate only select workspaces.\nIf you want to migrate a select number of workspaces, you must manually\npull and push those states.\n\nIf you answer "yes", Terraform will migrate all states. If you answer\n"no", Terraform will abort.`,
  );
}

function copyText(session: Session, ends: Ends, temporary: string | null): string {
  const [before, after] = quoted(ends);
  const start = `Pre-existing state was found while migrating the previous ${before} backend to the\nnewly configured ${after} backend.`;
  const body =
    temporary === null
      ? `${start} No existing state was found in the newly\nconfigured ${after} backend. Do you want to copy this state to the new ${after}\nbackend? Enter "yes" to copy and "no" to start with an empty state.`
      : `${start} An existing non-empty state already exists in\nthe new backend. The two states have been saved to temporary files that will be\nremoved after responding to this query.\n\nPrevious (type ${before}): ${temporary}/1-${ends.from.type}.tfstate\nNew      (type ${after}): ${temporary}/2-${ends.to.type}.tfstate\n\nDo you want to overwrite the state in the new backend with the previous state?\nEnter "yes" to copy and "no" to start with the existing state in the newly\nconfigured ${after} backend.`;
  return questionText(session, session.ink.bold('Do you want to copy existing state to the new backend?'), body);
}
