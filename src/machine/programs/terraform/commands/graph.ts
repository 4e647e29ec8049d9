// graph: what depends on what, for Graphviz.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import { configAddress, formatModulePath, formatName, modulePath } from '../../../../terraform/config/address.ts';
import type { Config } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { readerOf } from '../../../../terraform/config/sources.ts';
import { type ConfigGraph, configGraph, cycleErrors, nodesOf, resourceReferences } from '../../../../terraform/graph/config-graph.ts';
import type { Plan } from '../../../../terraform/plan/plan.ts';
import { missingArguments } from '../../../../terraform/plan/validate.ts';
import { emptyState, entries, type State } from '../../../../terraform/state/state.ts';
import { help } from '../help/graph.ts';
import { inconsistentLockFile } from '../host.ts';
import { configReader, type Opened, openBackend, rootModule, withWholePaths } from '../open-backend.ts';
import { outdatedPlan, readPlanFile, unreadablePlan } from '../plan-file.ts';
import { report } from '../report.ts';
import { type Command, DONE, exists, FAILED, problem, type Session } from '../session.ts';
import { loadState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { byText, reduced } from './graph-dot.ts';
import { applyGraph, destroyGraph, walkGraph } from './graph-walks.ts';

export const graph: Command = {
  name: 'graph',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, { type: 'text', 'draw-cycles': 'bool', plan: 'text', 'module-depth': 'number', verbose: 'bool' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length) return wrongCount(session, 'Too many command line arguments. Did you mean to use -chdir?', help, null);
    const type = flags.text('type') ?? '';
    if (GONE.includes(type)) {
      report(session, [
        problem('Graph type no longer available', `The graph type ${JSON.stringify(type)} is no longer available. Use -type=plan instead to get a similar result.`),
      ]);
      return FAILED;
    }
    if (!['', 'plan', 'plan-refresh-only', 'plan-destroy', 'apply'].includes(type)) {
      report(session, [problem('Unsupported graph type', 'The -type=... argument must be either "plan", "plan-refresh-only", "plan-destroy", or "apply".')]);
      return FAILED;
    }
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const config = loadConfig(configReader(session));
    const inconsistent = inconsistentLockFile(session, config);
    const problems = [...config.diagnostics, ...(inconsistent ? [inconsistent] : [])];
    if (hasErrors(problems)) {
      report(session, hasErrors(rootModule(session).diagnostics) ? problems : withWholePaths(session, problems));
      return FAILED;
    }
    const missing = missingArguments(config);
    if (missing.length) {
      report(session, withWholePaths(session, missing));
      return FAILED;
    }
    const file = flags.text('plan');
    if (file !== null) {
      const saved = planAt(session, file, opened);
      if (!saved) return FAILED;
      const planned = loadConfig(readerOf(saved.sources));
      session.process.out(applyGraph(saved, planned, configGraph(planned)));
      return DONE;
    }
    const whole = configGraph(config);
    const loaded = loadState(opened.store);
    const state = (loaded.ok && loaded.state) || emptyState();
    if (type === 'plan-destroy') {
      session.process.out(destroyGraph(whole, state));
    } else {
      const cyclic = cycleErrors(whole, true);
      if (cyclic.length) {
        report(session, cyclic);
        return FAILED;
      }
      session.process.out(type === '' ? resourceGraph(config, whole, state) : walkGraph(config, whole, state, type === 'apply' ? 'apply' : 'plan'));
    }
    return DONE;
  },
};

/** The plan in a file, if it can be applied still; null after a complaint. */
function planAt(session: Session, file: string, opened: Extract<Opened, { ok: true }>): Plan | null {
  const reading = readPlanFile(session, file);
  if (!reading.ok) {
    session.process.err(`${exists(session, file) ? unreadablePlan(session, file, reading.reason) : `stat ${file}: no such file or directory`}\n`);
    return null;
  }
  const loaded = loadState(opened.store);
  const outdated = outdatedPlan(reading.saved.plan, loaded.ok ? loaded.state : null);
  if (outdated) report(session, [outdated]);
  return outdated ? null : reading.saved.plan;
}

/** Kinds of graph that older versions had. */
const GONE = ['validate', 'eval', 'input'];

/** Resources of outer modules come before those of inner ones. */
const outerFirst = (a: string, b: string): number => depthOf(a) - depthOf(b) || byText(a, b);

const depthOf = (address: string): number => /^(?:module\.[^.]+\.)*/.exec(address)?.[0].split('module.').length ?? 0;

/** The resources of the configuration, and those that only the state knows. */
function resourceGraph(config: Config, graph: ConfigGraph, state: State): string {
  const orphans = new Map(
    entries(state)
      .filter(({ address, instance }) => address.mode === 'managed' && instance.current)
      .map(({ address }) => [configAddress(address), address] as const)
      .filter(([id]) => graph.table.get(id)?.kind !== 'resource'),
  );
  const needs = (id: string): string[] => {
    const node = graph.table.get(id);
    const beyond = node?.kind === 'resource' ? resourceReferences(node.resource).flatMap((reference) => nodesOf(config, node.module, reference)) : [];
    return [...(graph.needs.get(id) ?? []), ...beyond.filter((other) => orphans.has(other))];
  };
  const isResource = (id: string): boolean => orphans.has(id) || graph.table.get(id)?.kind === 'resource';
  const edges = reduced([...graph.nodes, ...orphans.keys()], needs, isResource);
  const nodes = [...edges.keys()].sort(byText);
  let text = 'digraph G {\n  rankdir = "RL";\n  node [shape = rect, fontname = "sans-serif"];\n';
  const modules = new Map<string, string[]>();
  for (const id of nodes) {
    const node = graph.table.get(id);
    const orphan = orphans.get(id);
    const { mode, type, name } = node?.kind === 'resource' ? node.resource : (orphan as NonNullable<typeof orphan>);
    const module = formatModulePath(node?.kind === 'resource' ? node.module.path : modulePath(orphan?.module ?? []));
    const label = formatName(mode, type, name);
    modules.set(module, [...(modules.get(module) ?? []), `${JSON.stringify(id)} [label=${JSON.stringify(label)}];\n`]);
  }
  for (const module of [...modules.keys()].sort(byText)) {
    const lines = modules.get(module) as string[];
    if (module === '') text += lines.map((line) => `  ${line}`).join('');
    else
      text += `  subgraph ${JSON.stringify(`cluster_${module}`)} {\n    label = ${JSON.stringify(module)}\n    fontname = "sans-serif"\n${lines.map((line) => `    ${line}`).join('')}  }\n`;
  }
  if (!nodes.length) text += '  /* This configuration does not contain any resources.         */\n  /* For a more detailed graph, try: terraform graph -type=plan */\n';
  for (const id of nodes.sort(outerFirst)) for (const target of [...(edges.get(id) ?? [])].sort(outerFirst)) text += `  ${JSON.stringify(id)} -> ${JSON.stringify(target)};\n`;
  return `${text}}\n`;
}
