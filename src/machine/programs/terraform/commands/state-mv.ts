// state mv: what Terraform made gets another address, in this state or in another file.
import type { Diagnostic } from '../../../../engine/diagnostic.ts';
import { covers, coversModule, formatTarget, type InstanceAddress, type ModuleAddress, parseTarget, type Target } from '../../../../terraform/config/address.ts';
import { withInstance, withoutInstance } from '../../../../terraform/state/edit.ts';
import { entries, type State, type StateEntry } from '../../../../terraform/state/state.ts';
import { addressProblems } from '../address-problem.ts';
import type { StateStore } from '../backend.ts';
import { help } from '../help/state-mv.ts';
import { localStore } from '../local-backend.ts';
import { complain, DONE, FAILED, problem } from '../session.ts';
import { loadState, storedOf, storeState } from '../state-access.ts';
import { keepCopy, stateEdit } from './state-editing.ts';

export const stateMove = stateEdit({
  name: 'mv',
  help,
  count: (given) => (given.length === 2 ? null : 'Exactly two arguments expected.'),
  carryOut: ({ session, flags, state, refuse, store }) => {
    const source = parseTarget(flags.rest[0] as string);
    const target = parseTarget(flags.rest[1] as string);
    if (!source || !target) {
      const wrong = flags.rest.filter((_, i) => !(i === 0 ? source : target)).reverse();
      return refuse(wrong.flatMap((text) => addressProblems(text, 'target')));
    }
    const otherPath = flags.text('state-out');
    const other: StateStore | null = otherPath === null ? null : localStore(session, otherPath, otherPath, null);
    const otherLoaded = other ? loadState(other) : null;
    if (otherLoaded && !otherLoaded.ok) {
      complain(session, `Failed to load state: ${otherLoaded.message}`);
      return FAILED;
    }
    const into = other ? (otherLoaded?.ok ? otherLoaded.state : null) : state;
    const moves = planMoves(state, into, source, target);
    if (!moves.ok) return refuse(moves.diagnostics);
    const words = flags.on('dry-run') ? 'Would move' : 'Move';
    session.process.out(`${words} ${JSON.stringify(formatTarget(source))} to ${JSON.stringify(formatTarget(target))}\n`);
    if (flags.on('dry-run')) return DONE;
    const after = carriedOut(state, into, moves.moves, other !== null);
    if (other && otherPath !== null) {
      keepCopy(session, otherPath, flags.text('backup-out'));
      storeState(session, other, storedOf(into), after.into, false);
    }
    const written = store(other ? after.from : after.into);
    if (written.problem) {
      complain(session, `Error saving the state: ${written.problem}`);
      return FAILED;
    }
    session.process.out('Successfully moved 1 object(s).\n');
    return DONE;
  },
});

interface Move {
  readonly entry: StateEntry;
  readonly to: InstanceAddress;
}

type Moves = { readonly ok: true; readonly moves: readonly Move[] } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const refused = (summary: string, detail: string): Moves => ({ ok: false, diagnostics: [problem(summary, detail)] });

function planMoves(from: State, into: State | null, source: Target, target: Target): Moves {
  const all = entries(from).filter((entry) => covers(source, entry.address));
  const there = into ? entries(into) : [];
  const names = [formatTarget(source), formatTarget(target)];
  if (!all.length && source.key === null) return refused('Invalid source address', `Cannot move ${names[0]}: does not match anything in the current state.`);
  if (!source.resource) {
    if (target.resource) return refused('Invalid target address', `Cannot move ${names[0]} to ${names[1]}: the target must also be a module.`);
    if (there.some((entry) => coversModule(target.module, entry.address.module))) {
      return refused('Invalid target address', `Cannot move to ${names[1]}: there is already a module at that address in the current state.`);
    }
    return { ok: true, moves: all.map((entry) => ({ entry, to: { ...entry.address, module: rebase(entry.address.module, source.module, target.module) } })) };
  }
  if (!target.resource) return refused('Invalid target address', `Cannot move ${names[0]} to ${names[1]}: the target must also be a resource instance.`);
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
    return refused(
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
    return refused('Invalid target address', `Cannot move to ${names[1]}: there is already a ${what} at that address in the current state.`);
  }
  if (whole) return { ok: true, moves: all.map((entry) => ({ entry, to: { ...place, key: entry.address.key } })) };
  if (all.length > 1) return refused('Invalid source address', `Cannot move ${names[0]}: does not match anything in the current state.`);
  return { ok: true, moves: [{ entry: all[0] as StateEntry, to: { ...place, key: target.key } }] };
}

const rebase = (module: ModuleAddress, from: ModuleAddress, to: ModuleAddress): ModuleAddress => [...to, ...module.slice(from.length)];

function carriedOut(from: State, into: State | null, moves: readonly Move[], apart: boolean): { from: State; into: State } {
  let source = from;
  for (const { entry } of moves) source = withoutInstance(source, entry.address);
  let target: State = apart ? (into ?? { ...from, serial: 0, lineage: '', outputs: {}, resources: {}, checks: null }) : source;
  for (const { entry, to } of moves) target = withInstance(target, to, entry.resource.provider, () => ({ ...entry.instance, key: to.key }));
  return { from: source, into: target };
}
