// console: expressions evaluated against the state, line by line.
import { type Diagnostic, hasErrors } from '../../../../engine/diagnostic.ts';
import type { Json } from '../../../../engine/json.ts';
import { formatInstance, formatName } from '../../../../terraform/config/address.ts';
import type { Config, ResourceBlock } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { configGraph, cycleErrors } from '../../../../terraform/graph/config-graph.ts';
import { order } from '../../../../terraform/graph/graph.ts';
import type { Expression } from '../../../../terraform/hcl/ast.ts';
import { parseExpression } from '../../../../terraform/hcl/parse.ts';
import type { Host } from '../../../../terraform/host.ts';
import { evaluate } from '../../../../terraform/lang/evaluate.ts';
import { references } from '../../../../terraform/lang/references.ts';
import { atConsole } from '../../../../terraform/lang/scope.ts';
import { UNKNOWN, type Value } from '../../../../terraform/lang/value.ts';
import { type Evaluation, type ModuleInstance, newEvaluation } from '../../../../terraform/plan/evaluation.ts';
import { NOT_THERE } from '../../../../terraform/plan/repetition.ts';
import { schemasOf } from '../../../../terraform/plan/schemas.ts';
import { storedValue } from '../../../../terraform/plan/stored.ts';
import type { VariableInputs } from '../../../../terraform/plan/variables.ts';
import { instanceAddress } from '../../../../terraform/plan/walk.ts';
import { formatValue } from '../../../../terraform/print/value.ts';
import { emptyState, instanceAt, type State } from '../../../../terraform/state/state.ts';
import type { Progress, Wake } from '../../../program.ts';
import type { GivenVariable } from '../flags.ts';
import { help } from '../help/console.ts';
import { hostOf, inconsistentLockFile } from '../host.ts';
import { configReader, openBackend } from '../open-backend.ts';
import { makePlan } from '../planner.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem, type Session } from '../session.ts';
import { loadState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { collectVariables, missingVariables } from '../variables.ts';

interface Kept {
  readonly variables: readonly GivenVariable[];
  readonly state: string | null;
  /** `-plan`: what a plan would bring, instead of what the state holds. */
  readonly plan: boolean;
  readonly color: boolean;
}

const PROMPT = '> ';

export const console: Command = {
  name: 'console',
  help,
  start: (given, argv) => {
    const reading = readOld(
      given,
      help,
      { var: 'list', 'var-file': 'list', state: 'text', plan: 'bool', lock: 'bool', 'lock-timeout': 'duration' },
      argv,
      'help-first',
      false,
      'command line',
    );
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length) return wrongCount(session, 'Too many command line arguments. Did you mean to use -chdir?', help, null);
    const kept: Kept = { variables: flags.variables, state: flags.text('state'), plan: flags.on('plan'), color: session.color };
    const room = openRoom(session, kept, true);
    if (!room) return FAILED;
    const { stdin } = session.process;
    if (stdin === null) return wait(session, kept);
    let last = '';
    for (const line of stdin.replace(/\n$/, '').split('\n')) {
      const result = room(line);
      if (result.exit) return DONE;
      if (hasErrors(result.diagnostics)) {
        report(session, result.diagnostics, { source: () => null });
        return FAILED;
      }
      last = result.text;
    }
    if (stdin !== '') session.process.out(`${last}\n`);
    return DONE;
  },
  resume: (session, state: Json, wake: Wake) => {
    const kept = state as unknown as Kept;
    if (wake.by === 'interrupt') return wait(session, kept);
    const room = wake.by === 'line' && wake.text !== null ? openRoom(session, kept, false) : null;
    if (wake.by !== 'line' || wake.text === null) {
      session.process.out('\n');
      return DONE;
    }
    if (!room) return FAILED;
    const result = room(wake.text);
    if (result.exit) return DONE;
    if (hasErrors(result.diagnostics)) report(session, result.diagnostics, { source: () => null });
    else if (result.text !== '') session.process.out(`${result.text}\n`);
    return wait(session, kept);
  },
};

function wait(session: Session, kept: Kept): Progress {
  session.process.out(PROMPT);
  return { wait: { for: 'line' }, state: kept as unknown as Json };
}

interface Result {
  readonly text: string;
  readonly exit: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads what expressions are evaluated in; null after a complaint. */
function openRoom(session: Session, kept: Kept, first: boolean): ((line: string) => Result) | null {
  const opened = openBackend(session, { state: kept.state });
  if (!opened.ok) return null;
  const config = loadConfig(configReader(session));
  const collected = collectVariables(session, kept.variables, config.root);
  const inconsistent = inconsistentLockFile(session, config);
  const loading = config.diagnostics.filter((diagnostic) => diagnostic.summary !== 'Unsupported Terraform Core version');
  const problems = [...loading, ...collected.diagnostics, ...(inconsistent ? [inconsistent] : [])];
  if (hasErrors(problems)) {
    report(session, problems);
    return null;
  }
  const loaded = loadState(opened.store);
  const state: State = (loaded.ok ? loaded.state : null) ?? emptyState();
  const host = hostOf(session, opened.workspace);
  const schemas = schemasOf(host);
  const common = { config, host, schemas, phase: 'apply', variables: collected.inputs, planTime: host.now } as const;
  const planned = kept.plan ? plannedValues(host, config, state, { ...unset(config, collected.given), ...collected.inputs }) : null;
  const stored = planned ? planned.state : state;
  const holds = (module: ModuleInstance, resource: ResourceBlock) =>
    stored.resources[`${module.text}${module.text && '.'}${formatName(resource.mode, resource.type, resource.name)}`];
  const evaluation = newEvaluation({
    ...common,
    ...(planned ? {} : { expansion: (module, resource) => (holds(module, resource) ? null : NOT_THERE) }),
    instance: (module, resource, key) => {
      const address = instanceAddress(module.address, resource, key);
      const value = planned?.values.get(formatInstance(address));
      if (value) return value;
      const object = instanceAt(stored, address)?.current;
      const holder = holds(module, resource);
      const schema = holder ? schemas.resourceAt(holder.provider, resource.mode, resource.type) : null;
      return object && schema ? storedValue(object, resource.type, schema, null) : null;
    },
  });
  const wrong = planned ? planned.diagnostics : problemsOf(evaluation, config);
  if (first && wrong.length) {
    report(session, wrong);
    if (hasErrors(wrong)) report(session, [UNEXPECTED]);
  }
  return (line) => {
    const text = line.trim();
    if (text === '') return { text: '', exit: false, diagnostics: [] };
    if (text === 'exit') return { text: '', exit: true, diagnostics: [] };
    if (text === 'help') return { text: CONSOLE_HELP, exit: false, diagnostics: [] };
    const parsed = parseExpression('<console-input>', text);
    if (hasErrors(parsed.diagnostics)) return { text: '', exit: false, diagnostics: parsed.diagnostics };
    const expired = planned ? [] : expiredIn(parsed.expression, config);
    if (expired.length) return { text: '', exit: false, diagnostics: expired };
    const found: Diagnostic[] = [];
    const scope = evaluation.scope(evaluation.root, {}, found);
    const value = evaluate(parsed.expression, { ...scope, around: atConsole(scope.around) });
    return { text: formatValue(value), exit: false, diagnostics: found };
  };
}

/** Ephemeral resources that a line speaks of: without a plan none is open. */
const expiredIn = (expression: Expression, config: Config): readonly Diagnostic[] =>
  references(expression).references.flatMap((reference) => {
    if (reference.kind !== 'resource' || reference.mode !== 'ephemeral') return [];
    const address = formatName(reference.mode, reference.type, reference.name);
    const block = config.root.resources[address];
    if (!block || block.count || block.forEach) return [];
    return [
      {
        severity: 'error',
        summary: 'Ephemeral resource instance has expired',
        detail: `The remote object for ${address} is no longer available due to a renewal error, so Terraform cannot evaluate this expression.`,
        subject: reference.range,
      },
    ];
  });

/** Variables that nobody has set: the console makes do without. */
const unset = (config: Config, given: readonly string[]): VariableInputs =>
  Object.fromEntries(missingVariables(config.root, given).map(({ name }) => [name, { value: UNKNOWN, from: 'not set' }]));

interface PlannedValues {
  /** By address. */
  readonly values: ReadonlyMap<string, Value>;
  readonly state: State;
  readonly diagnostics: readonly Diagnostic[];
}

/** What instances will be worth by the plan that would be made now. */
function plannedValues(host: Host, config: Config, state: State, variables: VariableInputs): PlannedValues {
  const { plan, diagnostics } = makePlan(host, { config, state, variables, options: { mode: 'normal', targets: [], replace: [], refresh: true }, generateConfig: false });
  const changes = (plan?.changes ?? []).filter(({ after, deposed }) => after.k !== 'null' && deposed === undefined);
  return { values: new Map(changes.map(({ address, after }) => [address, after])), state: plan?.priorState ?? state, diagnostics };
}

const UNEXPECTED = problem('Due to the problems above, some expressions may produce unexpected results.', '', 'warning');

/** What is wrong with the locals and outputs of a configuration: told once, before anything is asked. */
function problemsOf(evaluation: Evaluation, config: Config): readonly Diagnostic[] {
  const graph = configGraph(config);
  if (cycleErrors(graph).length) return [];
  const found: Diagnostic[] = [];
  const failed = new Set<string>();
  for (const id of order(graph)) {
    const node = graph.table.get(id);
    const own: Diagnostic[] = [];
    const blind = [...(graph.needs.get(id) ?? [])].some((need) => failed.has(need));
    if (!blind && node?.kind === 'local') for (const module of evaluation.instancesOf(node.module.path, []).slice(0, 1)) evaluation.local(module, node.name, own);
    if (!blind && node?.kind === 'output') for (const module of evaluation.instancesOf(node.module.path, []).slice(0, 1)) evaluation.output(module, node.name, own);
    if (blind || hasErrors(own)) failed.add(id);
    found.push(...own.filter(({ severity }) => severity === 'error'));
  }
  return found;
}

const CONSOLE_HELP =
  'The Terraform console allows you to experiment with Terraform interpolations.\nYou may access resources in the state (if you have one) just as you would\nfrom a configuration. For example: "aws_instance.foo.id" would evaluate\nto the ID of "aws_instance.foo" if it exists in your state.\n\nType in the interpolation to test and hit <enter> to see the result.\n\nTo exit the console, type "exit" and hit <enter>, or use Control-C or\nControl-D.';
