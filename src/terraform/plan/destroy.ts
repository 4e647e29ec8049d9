// Plans to destroy everything: a normal planning first, for the sake of its refresh, then every object of the state goes.
import { configAddress, covers, formatInstance, parseTarget } from '../config/address.ts';
import type { Config } from '../config/config.ts';
import type { Host } from '../host.ts';
import { entries, isEmpty, type State, type StateEntry } from '../state/state.ts';
import { configText } from './data.ts';
import { neededByProviders } from './ephemeral.ts';
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
    first = make(config, state, { ...options, mode: 'normal', purpose: 'destroy' }, host);
    prior = first.plan?.priorState ?? state;
  }
  const targets = (options.targets ?? []).flatMap((text) => parseTarget(text) ?? []);
  const walk = startWalk(config, prior, options, host, targets);
  if (first) {
    walk.events.push(...first.events);
    const blocking = first.diagnostics.filter((d) => d.severity === 'error');
    if (blocking.length) return { plan: null, events: first.events, diagnostics: first.diagnostics };
  }
  const list = entries(prior).filter((entry) => entry.address.mode === 'managed');
  const chosen = targets.length === 0 ? null : doomed(list, (entry) => targets.some((target) => covers(target, entry.address)));
  // What depends on an object is planned before it; when that cannot be, neither can the object.
  const kept = new Set<string>();
  for (const entry of dependantsFirst(list)) {
    if (chosen && !chosen.has(formatInstance(entry.address))) continue;
    if (kept.has(configAddress(entry.address))) {
      for (const dependency of entry.instance.current?.dependencies ?? []) kept.add(dependency);
      continue;
    }
    const problems = walk.diagnostics.length;
    for (const [id, object] of Object.entries(entry.instance.deposed)) planObject(walk, entry, object, null, [], id, false);
    if (entry.instance.current) planObject(walk, entry, entry.instance.current, null, [], undefined, false);
    if (walk.diagnostics.slice(problems).some((d) => d.severity === 'error')) for (const dependency of entry.instance.current?.dependencies ?? []) kept.add(dependency);
  }
  const outputs: OutputChange[] = targets.length === 0 ? Object.keys(state.outputs).map((name) => deletedOutput(state, name)) : [];
  const ephemerals = neededByProviders(walk.graph, first?.plan?.ephemerals ?? [], (instance) => configText({ ...instance, mode: 'ephemeral' }));
  // The second walk opens them anew.
  const again = ephemerals.map(({ address }) => address).filter((address) => walk.events.some((event) => event.kind === 'ephemeral' && event.address === address));
  for (const op of ['open', 'close'] as const)
    for (const address of again) walk.events.push({ kind: 'ephemeral', op, phase: 'start', address }, { kind: 'ephemeral', op, phase: 'done', address });
  const made = finish(walk, state, outputs);
  return { ...made, plan: { ...made.plan, ephemerals } };
}

/** Objects after all that depend on them, in the order of the state otherwise. */
function dependantsFirst(list: readonly StateEntry[]): StateEntry[] {
  const users = new Map<string, StateEntry[]>();
  for (const entry of list) {
    for (const dependency of entry.instance.current?.dependencies ?? []) {
      const known = users.get(dependency);
      if (known) known.push(entry);
      else users.set(dependency, [entry]);
    }
  }
  const seen = new Set<StateEntry>();
  const sorted: StateEntry[] = [];
  for (const start of list) {
    const stack: { readonly entry: StateEntry; readonly rest: StateEntry[] }[] = [];
    const enter = (entry: StateEntry) => {
      if (seen.has(entry)) return;
      seen.add(entry);
      stack.push({ entry, rest: [...(users.get(configAddress(entry.address)) ?? [])] });
    };
    enter(start);
    while (stack.length) {
      const top = stack[stack.length - 1] as (typeof stack)[number];
      const next = top.rest.shift();
      if (next) enter(next);
      else sorted.push((stack.pop() as typeof top).entry);
    }
  }
  return sorted;
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
