// Plans to destroy everything: a normal planning first, for the sake of its refresh, then every object of the state goes.
import { configAddress, covers, formatInstance, parseTarget } from '../config/address.ts';
import type { Config } from '../config/config.ts';
import type { Host } from '../host.ts';
import { entries, isEmpty, type State, type StateEntry } from '../state/state.ts';
import type { Planning } from './make.ts';
import { finish, startWalk } from './make.ts';
import { planObject } from './orphans.ts';
import { deletedOutput } from './outputs.ts';
import type { OutputChange } from './plan.ts';
import type { PlanOptions } from './walk.ts';

type Make = (config: Config, state: State, options: PlanOptions, host: Host) => Planning;

export function planDestroy(config: Config, state: State, options: PlanOptions, host: Host, make: Make): Planning {
  let prior = state;
  let first: Planning | null = null;
  if (options.refresh !== false && !isEmpty(state)) {
    first = make(config, state, { ...options, mode: 'normal' }, host);
    prior = first.plan?.priorState ?? state;
  }
  const targets = (options.targets ?? []).flatMap((text) => parseTarget(text) ?? []);
  const walk = startWalk(config, prior, options, host, targets);
  if (first) {
    walk.events.push(...first.events);
    const blocking = first.diagnostics.filter((d) => d.severity === 'error' && d.summary !== 'Instance cannot be destroyed');
    if (blocking.length)
      return { plan: first.plan && { ...first.plan, mode: 'destroy', changes: [], outputs: [], errored: true }, events: first.events, diagnostics: first.diagnostics };
  }
  const list = entries(prior).filter((entry) => entry.address.mode === 'managed');
  const chosen = targets.length === 0 ? null : doomed(list, (entry) => targets.some((target) => covers(target, entry.address)));
  for (const entry of list) {
    if (chosen && !chosen.has(formatInstance(entry.address))) continue;
    for (const [id, object] of Object.entries(entry.instance.deposed)) planObject(walk, entry, object, null, [], id, false);
    if (entry.instance.current) planObject(walk, entry, entry.instance.current, null, [], undefined, false);
  }
  const outputs: OutputChange[] = targets.length === 0 ? Object.keys(state.outputs).map((name) => deletedOutput(state, name)) : [];
  return finish(walk, state, outputs);
}

/** The chosen instances and everything that was created from them. */
function doomed(list: readonly StateEntry[], chosen: (entry: StateEntry) => boolean): Set<string> {
  const found = new Set<string>();
  const blocks = new Set<string>();
  for (const entry of list) {
    if (!chosen(entry)) continue;
    found.add(formatInstance(entry.address));
    blocks.add(configAddress(entry.address));
  }
  for (;;) {
    const before = found.size;
    for (const entry of list) {
      const text = formatInstance(entry.address);
      if (found.has(text)) continue;
      if (!(entry.instance.current?.dependencies ?? []).some((dependency) => blocks.has(dependency))) continue;
      found.add(text);
      blocks.add(configAddress(entry.address));
    }
    if (found.size === before) return found;
  }
}
