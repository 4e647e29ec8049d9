// state rm and state mv: what Terraform believes, changed by hand. Reality stays as it is.

import type { Diagnostic } from '../../../../engine/diagnostic.ts';
import { covers, coversModule, formatTarget, type InstanceAddress, type ModuleAddress, parseTarget, type Target } from '../../../../terraform/config/address.ts';
import { withInstance, withoutInstance } from '../../../../terraform/state/edit.ts';
import { entries, entryAddress, type State, type StateEntry } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import { addressProblems } from '../address-problem.ts';
import type { StateStore } from '../backend.ts';
import { help as moveHelp } from '../help/state-mv.ts';
import { help as removeHelp } from '../help/state-rm.ts';
import { localStore } from '../local-backend.ts';
import { lockedOut, retrying, timeoutOf } from '../lock-retry.ts';
import { openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem, readText, type Session, writeText } from '../session.ts';
import { loadState, lockState, storedOf, storeState, unlockState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { noStateFile } from './state-list.ts';

const FLAGS = {
  'dry-run': 'bool',
  backup: 'text',
  lock: 'bool',
  'lock-timeout': 'duration',
  state: 'text',
  'state-out': 'text',
  'backup-out': 'text',
  'ignore-remote-version': 'bool',
} as const;

/** The state commands keep a copy with the time in its name, whatever the operation keeps. */
export function keepCopy(session: Session, path: string, backup: string | null): void {
  const before = readText(session, path);
  if (before) writeText(session, backup ?? `${path}.${Math.floor(session.process.time.now / 1000)}.backup`, before);
}

const say = (session: Session, diagnostics: readonly Diagnostic[]): Progress => {
  report(session, diagnostics);
  return FAILED;
};

export const stateRemove: Command = retrying({
  name: 'state rm',
  help: removeHelp,
  start: (given, argv) => {
    const reading = readOld(given, removeHelp, FLAGS, argv, 'problem-only');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (!flags.rest.length) return wrongCount(session, 'At least one address is required.\n', removeHelp, 'out');
    const opened = openBackend(session, { state: flags.text('state'), backup: '-' }, true);
    if (!opened.ok) return FAILED;
    const locked = lockState(session, opened.store, 'state-rm', flags.on('lock', true));
    if (!locked.ok) return lockedOut(session, locked, timeoutOf(flags));
    const done = (progress: Progress): Progress => {
      report(session, unlockState(opened.store, locked.id));
      return progress;
    };
    const loaded = loadState(opened.store);
    if (!loaded.ok) {
      session.process.err(`Failed to load state: ${loaded.message}\n`);
      return done(FAILED);
    }
    if (!loaded.state) return done(noStateFile(session));
    const { state } = loaded;
    const targets: Target[] = [];
    for (const text of flags.rest) {
      const target = parseTarget(text);
      if (!target) return done(say(session, addressProblems(text, 'target')));
      targets.push(target);
    }
    const all = entries(state);
    const doomed = [...new Set(targets.flatMap((target) => all.filter((entry) => covers(target, entry.address))))];
    if (!doomed.length) {
      if (flags.on('dry-run')) session.process.out('Would have removed nothing.\n');
      else
        return done(
          say(session, [
            problem(
              'Invalid target address',
              'No matching objects found. To view the available instances, use "terraform state list". Please modify the address to reference a specific instance.',
            ),
          ]),
        );
      return done(DONE);
    }
    const words = flags.on('dry-run') ? 'Would remove' : 'Removed';
    for (const entry of doomed) session.process.out(`${words} ${entryAddress(entry)}\n`);
    if (flags.on('dry-run')) return done(DONE);
    let next = state;
    for (const entry of doomed) next = withoutInstance(next, entry.address);
    if (opened.backend.type === 'local') keepCopy(session, flags.text('state') ?? localPath(opened.workspace), flags.text('backup'));
    const written = storeState(session, opened.store, storedOf(state), next, false);
    if (written.problem) {
      session.process.err(
        `Error saving the state: ${written.problem}\n\nThe state was not saved. No items were removed from the persisted\nstate. No backup was created since no modification occurred. Please\nresolve the issue above and try again.\n`,
      );
      return done(FAILED);
    }
    session.process.out(`Successfully removed ${doomed.length} resource instance(s).\n`);
    return done(DONE);
  },
});

/** Where the local backend keeps the state of a workspace. */
export const localPath = (workspace: string): string => (workspace === 'default' ? 'terraform.tfstate' : `terraform.tfstate.d/${workspace}/terraform.tfstate`);

export const stateMove: Command = retrying({
  name: 'state mv',
  help: moveHelp,
  start: (given, argv) => {
    const reading = readOld(given, moveHelp, FLAGS, argv, 'problem-only');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 2) return wrongCount(session, 'Exactly two arguments expected.\n', moveHelp, 'out');
    const opened = openBackend(session, { state: flags.text('state'), backup: '-' }, true);
    if (!opened.ok) return FAILED;
    const locked = lockState(session, opened.store, 'state-mv', flags.on('lock', true));
    if (!locked.ok) return lockedOut(session, locked, timeoutOf(flags));
    const done = (progress: Progress): Progress => {
      report(session, unlockState(opened.store, locked.id));
      return progress;
    };
    const loaded = loadState(opened.store);
    if (!loaded.ok) {
      session.process.err(`Failed to load state: ${loaded.message}\n`);
      return done(FAILED);
    }
    if (!loaded.state) return done(noStateFile(session));
    const source = parseTarget(flags.rest[0] as string);
    const target = parseTarget(flags.rest[1] as string);
    if (!source || !target) {
      const wrong = flags.rest.filter((_, i) => !(i === 0 ? source : target)).reverse();
      return done(
        say(
          session,
          wrong.flatMap((text) => addressProblems(text, 'target')),
        ),
      );
    }
    const otherPath = flags.text('state-out');
    const other: StateStore | null = otherPath === null ? null : localStore(session, otherPath, otherPath, null);
    const otherLoaded = other ? loadState(other) : null;
    if (otherLoaded && !otherLoaded.ok) {
      session.process.err(`Failed to load state: ${otherLoaded.message}\n`);
      return done(FAILED);
    }
    const into = other ? (otherLoaded?.ok ? otherLoaded.state : null) : loaded.state;
    const moves = planMoves(loaded.state, into, source, target);
    if (!moves.ok) return done(say(session, moves.diagnostics));
    const words = flags.on('dry-run') ? 'Would move' : 'Move';
    session.process.out(`${words} ${JSON.stringify(formatTarget(source))} to ${JSON.stringify(formatTarget(target))}\n`);
    if (flags.on('dry-run')) return done(DONE);
    const after = carryOut(loaded.state, into, moves.moves, other !== null);
    if (opened.backend.type === 'local') keepCopy(session, flags.text('state') ?? localPath(opened.workspace), flags.text('backup'));
    if (other && otherPath !== null) {
      keepCopy(session, otherPath, flags.text('backup-out'));
      storeState(session, other, storedOf(into), after.into, false);
    }
    const written = storeState(session, opened.store, storedOf(loaded.state), other ? after.from : after.into, false);
    if (written.problem) {
      session.process.err(`Error saving the state: ${written.problem}\n`);
      return done(FAILED);
    }
    session.process.out('Successfully moved 1 object(s).\n');
    return done(DONE);
  },
});

interface Move {
  readonly entry: StateEntry;
  readonly to: InstanceAddress;
}

type Moves = { readonly ok: true; readonly moves: readonly Move[] } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const refuse = (summary: string, detail: string): Moves => ({ ok: false, diagnostics: [problem(summary, detail)] });

function planMoves(from: State, into: State | null, source: Target, target: Target): Moves {
  const all = entries(from).filter((entry) => covers(source, entry.address));
  const there = into ? entries(into) : [];
  const names = [formatTarget(source), formatTarget(target)];
  if (!all.length && source.key === null) return refuse('Invalid source address', `Cannot move ${names[0]}: does not match anything in the current state.`);
  if (!source.resource) {
    if (target.resource) return refuse('Invalid target address', `Cannot move ${names[0]} to ${names[1]}: the target must also be a module.`);
    if (there.some((entry) => coversModule(target.module, entry.address.module))) {
      return refuse('Invalid target address', `Cannot move to ${names[1]}: there is already a module at that address in the current state.`);
    }
    return { ok: true, moves: all.map((entry) => ({ entry, to: { ...entry.address, module: rebase(entry.address.module, source.module, target.module) } })) };
  }
  if (!target.resource) return refuse('Invalid target address', `Cannot move ${names[0]} to ${names[1]}: the target must also be a resource instance.`);
  const diagnostics: Diagnostic[] = [];
  const [whence, whither] = [formatTarget({ ...source, key: null }), formatTarget({ ...target, key: null })];
  if (source.resource.mode !== target.resource.mode) {
    const article = source.resource.mode === 'managed' ? 'managed' : 'data';
    diagnostics.push(problem('Invalid state move request', `Cannot move ${whence} to ${whither}: a ${article} resource can be moved only to another ${article} resource address.`));
  }
  if (source.resource.type !== target.resource.type) {
    diagnostics.push(problem('Invalid state move request', `Cannot move ${whence} to ${whither}: resource types don't match.`));
  }
  if (!all.length) diagnostics.push(problem('Invalid source address', `The current state does not contain ${names[0]}.`));
  if (diagnostics.length) return { ok: false, diagnostics };
  const place = { module: target.module, ...target.resource };
  if (source.key === null && target.key !== null && (all.length > 1 || (all[0] as StateEntry).address.key !== null)) {
    return refuse(
      'Invalid target address',
      `Cannot move ${names[0]} to ${names[1]}: the source is a whole resource (not a resource instance) so the target must also be a whole resource.`,
    );
  }
  const whole = source.key === null && target.key === null && (all.length > 1 || (all[0] as StateEntry).address.key !== null);
  if (
    there.some(
      (entry) => covers({ module: target.module, resource: target.resource, key: whole ? null : target.key }, entry.address) && (whole || entry.address.key === target.key),
    )
  ) {
    const what = whole ? 'resource' : 'resource instance';
    return refuse('Invalid target address', `Cannot move to ${names[1]}: there is already a ${what} at that address in the current state.`);
  }
  if (whole) return { ok: true, moves: all.map((entry) => ({ entry, to: { ...place, key: entry.address.key } })) };
  if (all.length > 1) return refuse('Invalid source address', `Cannot move ${names[0]}: does not match anything in the current state.`);
  return { ok: true, moves: [{ entry: all[0] as StateEntry, to: { ...place, key: target.key } }] };
}

const rebase = (module: ModuleAddress, from: ModuleAddress, to: ModuleAddress): ModuleAddress => [...to, ...module.slice(from.length)];

function carryOut(from: State, into: State | null, moves: readonly Move[], apart: boolean): { from: State; into: State } {
  let source = from;
  for (const { entry } of moves) source = withoutInstance(source, entry.address);
  let target: State = apart ? (into ?? { ...from, serial: 0, lineage: '', outputs: {}, resources: {}, checks: null }) : source;
  for (const { entry, to } of moves) target = withInstance(target, to, entry.resource.provider, () => ({ ...entry.instance, key: to.key }));
  return { from: source, into: target };
}
