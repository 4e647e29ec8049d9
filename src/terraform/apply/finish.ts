// The end of an apply: outputs, check blocks, and what the state no longer needs.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatName, modulePath, parseModule } from '../config/address.ts';
import { pathKey } from '../config/config.ts';
import { configGraph, nodeId } from '../graph/config-graph.ts';
import { reachable } from '../graph/graph.ts';
import { unmarkDeep } from '../lang/marks.ts';
import { unknownAsNull } from '../lang/value.ts';
import { checkAddresses, configText } from '../plan/data.ts';
import { checkOutputValue, storedOutput } from '../plan/outputs.ts';
import { checkRule } from '../plan/rules.ts';
import type { OutputState, ResourceState } from '../state/state.ts';
import type { ApplyContext } from './context.ts';

/** Nothing runs any more. */
export function close(context: ApplyContext, interrupted: boolean): void {
  if (interrupted) {
    const halted: Diagnostic = { severity: 'error', summary: 'execution halted', detail: '' };
    context.diagnostics.push(halted, halted);
    dropData(context);
    return;
  }
  if (context.plan.mode === 'destroy') {
    if (context.plan.targets.length === 0) context.state = { ...context.state, outputs: {} };
  } else {
    storeOutputs(context);
    checkBlocks(context);
  }
  dropData(context);
  if (context.plan.targets.length > 0) context.diagnostics.push(incomplete);
  context.state = { ...context.state, checks: context.plan.mode === 'destroy' ? null : checksOf(context) };
  context.events.push({ kind: 'state', at: context.host.now });
}

const checksOf = (context: ApplyContext) => {
  const states = context.checks.states();
  return states.length ? states : null;
};

const incomplete: Diagnostic = {
  severity: 'warning',
  summary: 'Applied changes may be incomplete',
  detail:
    'The plan was created with the -target option in effect, so some changes requested in the configuration may have been ignored and the output values may not be fully updated. Run the following command to verify that no other changes are pending:\n    terraform plan\n\nNote that the -target option is not suitable for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when Terraform specifically suggests to use it as part of an error message.',
};

/** Nodes of the configuration whose step failed or never started. */
function spoiled(context: ApplyContext): Set<string> {
  const list = new Set<string>();
  for (const [id, outcome] of Object.entries(context.finished)) {
    const step = context.schedule.steps.get(id);
    if (step && outcome !== 'done') list.add(configText(step.change));
  }
  return list;
}

function storeOutputs(context: ApplyContext): void {
  const { config, evaluation, plan } = context;
  const bad = spoiled(context);
  const graph = bad.size > 0 || Object.values(config.root.outputs).some((output) => output.preconditions.length) ? configGraph(config) : null;
  const planned = new Map(plan.outputs.map((output) => [output.name, output]));
  const outputs: Record<string, OutputState> = { ...context.state.outputs };
  if (plan.targets.length === 0) for (const name of Object.keys(outputs)) if (!config.root.outputs[name]) delete outputs[name];
  for (const block of Object.values(config.root.outputs)) {
    if (!planned.has(block.name)) continue;
    if (bad.size > 0 && graph) {
      const needed = reachable([nodeId.output([], block.name)], (node) => graph.needs.get(node) ?? []);
      if ([...needed].some((node) => bad.has(node))) continue;
    }
    let fine = true;
    for (const rule of block.preconditions) {
      const outcome = checkRule(rule, 'Module output value precondition', evaluation.scope(evaluation.root, {}, []), context.diagnostics);
      context.checks.note('output', `output.${block.name}`, `output.${block.name}`, outcome);
      if (outcome.status === 'fail' || outcome.status === 'error') fine = false;
    }
    if (!fine) continue;
    const found: Diagnostic[] = [];
    const value = evaluation.output(evaluation.root, block.name, found);
    found.push(...(found.length ? [] : checkOutputValue(block, value)));
    context.diagnostics.push(...found);
    if (found.some((d) => d.severity === 'error')) continue;
    const [plain] = unmarkDeep(value);
    if (plain.k === 'null') delete outputs[block.name];
    else outputs[block.name] = storedOutput(unknownAsNull(plain), block.sensitive);
  }
  context.state = { ...context.state, outputs };
}

function checkBlocks(context: ApplyContext): void {
  const { evaluation } = context;
  for (const module of Object.values(context.config.modules)) {
    for (const check of Object.values(module.checks)) {
      for (const instance of evaluation.instancesOf(module.path, [])) {
        const [address, object] = checkAddresses(instance, check.name);
        if (context.checks.failed(address)) continue;
        for (const rule of check.asserts) {
          const scope = evaluation.scope(instance, {}, []);
          const outcome = checkRule(rule, 'Check block assertion', scope, context.diagnostics, { severity: 'warning' });
          context.checks.note('check', address, object, outcome);
        }
      }
    }
  }
}

/** Results of data sources are kept only while the configuration has them; after a full destroy none is. */
function dropData(context: ApplyContext): void {
  const { plan, config } = context;
  const resources: Record<string, ResourceState> = {};
  const failed = Object.values(context.finished).some((outcome) => outcome !== 'done');
  for (const [address, resource] of Object.entries(context.state.resources)) {
    if (resource.mode === 'data') {
      if (plan.mode === 'destroy' && plan.targets.length === 0 && !failed) continue;
      const path = modulePath(parseModule(resource.module) ?? []);
      if (!config.modules[pathKey(path)]?.resources[formatName('data', resource.type, resource.name)]) continue;
    }
    resources[address] = resource;
  }
  context.state = { ...context.state, resources };
}
