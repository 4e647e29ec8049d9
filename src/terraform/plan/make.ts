// Makes a plan: refresh, evaluate and plan every block of the configuration in the order of its graph, then what is left in the state.
import { type Diagnostic, hasErrors } from '../../engine/diagnostic.ts';
import { compareInstances, formatInstance, parseInstance, parseModule, parseTarget, type Target } from '../config/address.ts';
import type { Config } from '../config/config.ts';
import { configGraph, cycleErrors, resourcesBefore } from '../graph/config-graph.ts';
import type { Host } from '../host.ts';
import { ownState } from '../state/edit.ts';
import { instanceAt, type State } from '../state/state.ts';
import { stateMark } from '../state/write.ts';
import { newCheckbook } from './checkbook.ts';
import { planDestroy } from './destroy.ts';
import { newEvaluation } from './evaluation.ts';
import { planGenerated } from './generate.ts';
import { homelessImports, importBlocks } from './import-blocks.ts';
import { applyMoves, type Moves } from './moves.ts';
import { planNodes } from './nodes.ts';
import { planOrphans, stillDeclared } from './orphans.ts';
import { refreshedState, removedOutputs } from './outputs.ts';
import type { OutputChange, Plan, PlanEvent, ResourceChange } from './plan.ts';
import { providerPool } from './provider-pool.ts';
import { relevantAttributes } from './relevant.ts';
import { schemasOf } from './schemas.ts';
import { storedValue } from './stored.ts';
import { createFirstNodes, targetNodes } from './targeting.ts';
import { instanceAddress, type PlanOptions, type PlanWalk } from './walk.ts';

export interface Planning {
  /** Also there after errors, as far as it got; then `plan.errored`. Null when statements about moves contradict each other. */
  readonly plan: Plan | null;
  readonly events: readonly PlanEvent[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Plans. Asks providers to read and to plan, changes nothing. */
export function makePlan(config: Config, state: State, options: PlanOptions, host: Host): Planning {
  if (options.mode === 'destroy') return planDestroy(config, state, options, host, makePlan);
  const targets = (options.targets ?? []).flatMap((text) => parseTarget(text) ?? []);
  const walk = startWalk(config, state, options, host, targets);
  const { diagnostics } = walk;
  const cyclic = cycleErrors(walk.graph);
  diagnostics.push(...cyclic);
  const moves = applyMoves(walk, state, diagnostics);
  const declared = stillDeclared(walk);
  diagnostics.push(...declared);
  const contradictions = diagnostics.slice(cyclic.length);
  const contradiction = hasErrors(contradictions);
  walk.state = ownState(moves.state);
  for (const [to, from] of moves.previous) (walk.previous as Map<string, string>).set(to, from);
  const outputs: OutputChange[] = [];
  if (cyclic.length === 0) {
    if (declared.length === 0) {
      const nodes = targetNodes(walk.graph, targets);
      const failed = planNodes(walk, nodes, outputs);
      if (options.mode === 'normal') planGenerated(walk, homelessImports(walk));
      planOrphans(walk, failed, nodes);
      if (targets.length === 0) outputs.push(...removedOutputs(state, config.root.outputs));
    }
  }
  if (moves.blocked.length) diagnostics.push(unresolved(moves.blocked));
  const made = finish(walk, state, outputs);
  if (diagnostics.some((d) => d.extra?.beforePlanning)) return { ...made, plan: null };
  return contradiction ? { ...made, plan: null, diagnostics: [...cyclic, ...contradictions] } : made;
}

/** Moves that found something where they lead. */
const unresolved = (blocked: Moves['blocked']): Diagnostic => ({
  severity: 'warning',
  summary: 'Unresolved resource instance address changes',
  detail: `Terraform tried to adjust resource instance addresses in the prior state based on change information recorded in the configuration, but some adjustments did not succeed due to existing objects already at the intended addresses:\n${blocked
    .map(({ from, to }) => `  - ${from} could not move to ${to}`)
    .sort()
    .join(
      '\n',
    )}\n\nTerraform has planned to destroy these objects. If Terraform's proposed changes aren't appropriate, you must first resolve the conflicts using the "terraform state" subcommands and then create a new plan.`,
});

/** The walk of one planning, with nothing planned yet. */
export function startWalk(config: Config, state: State, options: PlanOptions, host: Host, targets: readonly Target[]): PlanWalk {
  const graph = configGraph(config);
  const schemas = schemasOf(host);
  const values: PlanWalk['values'] = new Map();
  const evaluation = newEvaluation({
    config,
    host,
    schemas,
    phase: 'plan',
    variables: options.variables,
    planTime: host.now,
    instance: (module, resource, key) => {
      const address = instanceAddress(module.address, resource, key);
      const known = values.get(formatInstance(address));
      if (known) return known;
      const object = instanceAt(walk.state, address)?.current;
      const provider = object ? walk.state.resources[`${module.text}${module.text && '.'}${formatInstance({ ...address, module: [], key: null })}`]?.provider : undefined;
      const schema = provider ? schemas.resourceAt(provider, resource.mode, resource.type) : null;
      return object && schema ? storedValue(object, resource.type, schema, null) : null;
    },
  });
  const walk: PlanWalk = {
    config,
    host,
    options,
    evaluation,
    schemas,
    providers: providerPool(evaluation),
    graph,
    closures: resourcesBefore(graph),
    createFirst: createFirstNodes(graph),
    targets,
    replace: new Set((options.replace ?? []).map((text) => (parseInstance(text) ? formatInstance(parseInstance(text) as NonNullable<ReturnType<typeof parseInstance>>) : text))),
    previous: new Map(),
    importBlocks: options.mode === 'normal' ? importBlocks(config) : new Map(),
    imports: new Map(),
    ephemerals: [],
    open: new Map(),
    checks: newCheckbook(state.checks ?? []),
    state: ownState(state),
    changes: new Map(),
    values,
    drift: [],
    events: [],
    diagnostics: [],
    claimed: new Set(),
  };
  return walk;
}

const addressOf = (change: ResourceChange) => ({ module: parseModule(change.module) ?? [], mode: change.mode, type: change.type, name: change.name, key: change.key });

export const inOrder = (changes: Iterable<ResourceChange>): ResourceChange[] =>
  [...changes]
    .map((change) => ({ change, address: addressOf(change) }))
    .sort((a, b) => compareInstances(a.address, b.address) || (a.change.deposed ?? '').localeCompare(b.change.deposed ?? ''))
    .map(({ change }) => change);

export function finish(walk: PlanWalk, before: State, outputs: readonly OutputChange[]): Planning & { readonly plan: Plan } {
  const { options, host } = walk;
  const errored = walk.diagnostics.some((d) => d.severity === 'error');
  const changes = inOrder(walk.changes.values());
  const warnings: Diagnostic[] = [];
  if (walk.targets.length > 0) warnings.push(targeting);
  if (changes.some((change) => change.generatedConfig !== undefined)) warnings.push(generating);
  const forgotten = changes.filter((change) => change.action === 'forget');
  if (forgotten.length > 0 && !errored) warnings.push(forgetting(forgotten));
  const plan: Plan = {
    mode: options.mode,
    targets: options.targets ?? [],
    replace: options.replace ?? [],
    variables: Object.fromEntries(
      Object.entries(options.variables)
        .filter(([name]) => !walk.config.root.variables[name]?.ephemeral)
        .map(([name, input]) => [name, input.value]),
    ),
    ephemeral: Object.keys(options.variables).filter((name) => walk.config.root.variables[name]?.ephemeral),
    workspace: host.workspace,
    changes,
    drift: inOrder(walk.drift),
    relevant: relevantAttributes(walk, changes, outputs),
    outputs: [...outputs].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    ephemerals: walk.ephemerals,
    checks: walk.checks.states(),
    priorState: walk.state,
    basedOn: { serial: before.serial, lineage: before.lineage },
    learned: false,
    errored,
    timestamp: host.now,
    sources: walk.config.sources,
  };
  const learned = options.mode === 'refresh-only' && storable(refreshedState(plan, walk.config.root.outputs)) !== storable(before);
  return { plan: { ...plan, learned }, events: walk.events, diagnostics: [...warnings, ...walk.diagnostics] };
}

/** A fingerprint of the resources and outputs of a state, without what was only read. */
const storable = (state: State): string =>
  stateMark({ ...state, checks: null, resources: Object.fromEntries(Object.entries(state.resources).filter(([, { mode }]) => mode === 'managed')) });

const targeting: Diagnostic = {
  severity: 'warning',
  summary: 'Resource targeting is in effect',
  detail:
    'You are creating a plan with the -target option, which means that the result of this plan may not represent all of the changes requested by the current configuration.\n\nThe -target option is not for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when Terraform specifically suggests to use it as part of an error message.',
};

const generating: Diagnostic = {
  severity: 'warning',
  summary: 'Config generation is experimental',
  detail: 'Generating configuration during import is currently experimental, and the generated configuration format may change in future versions.',
};

const forgetting = (changes: readonly ResourceChange[]): Diagnostic => ({
  severity: 'warning',
  summary: 'Some objects will no longer be managed by Terraform',
  detail: `If you apply this plan, Terraform will discard its tracking information for the following objects, but it will not delete them:\n${changes
    .map((change) => ` - ${change.address}`)
    .join('\n')}\n\nAfter applying this plan, Terraform will no longer manage these objects. You will need to import them into Terraform to manage them again.`,
});
