// console: expressions evaluated against the state, line by line.
import { type Diagnostic, hasErrors } from '../../../../engine/diagnostic.ts';
import type { Json } from '../../../../engine/json.ts';
import { formatName } from '../../../../terraform/config/address.ts';
import type { Config } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { configGraph, cycleErrors } from '../../../../terraform/graph/config-graph.ts';
import { order } from '../../../../terraform/graph/graph.ts';
import { parseExpression } from '../../../../terraform/hcl/parse.ts';
import { evaluate } from '../../../../terraform/lang/evaluate.ts';
import { atConsole } from '../../../../terraform/lang/scope.ts';
import { type Evaluation, newEvaluation } from '../../../../terraform/plan/evaluation.ts';
import { NOT_THERE } from '../../../../terraform/plan/repetition.ts';
import { schemasOf } from '../../../../terraform/plan/schemas.ts';
import { storedValue } from '../../../../terraform/plan/stored.ts';
import { instanceAddress } from '../../../../terraform/plan/walk.ts';
import { formatValue } from '../../../../terraform/print/value.ts';
import { emptyState, instanceAt, type State } from '../../../../terraform/state/state.ts';
import type { Progress, Wake } from '../../../program.ts';
import type { GivenVariable } from '../flags.ts';
import { help } from '../help/console.ts';
import { hostOf, inconsistentLockFile } from '../host.ts';
import { configReader, openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem, type Session } from '../session.ts';
import { loadState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { collectVariables } from '../variables.ts';

interface Kept {
  readonly variables: readonly GivenVariable[];
  readonly state: string | null;
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
    const kept: Kept = { variables: flags.variables, state: flags.text('state'), color: session.color };
    const room = openRoom(session, kept, true);
    if (!room) return FAILED;
    const { stdin } = session.process;
    if (stdin === null) return wait(session, kept);
    let last = '';
    for (const line of stdin.split('\n')) {
      const result = room(line);
      if (result.exit) return DONE;
      if (hasErrors(result.diagnostics)) {
        report(session, result.diagnostics, { source: () => null });
        return FAILED;
      }
      if (line.trim() !== '') last = result.text;
    }
    session.process.out(last === '' ? '' : `${last}\n`);
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
  const evaluation = newEvaluation({
    config,
    host,
    schemas,
    phase: 'apply',
    variables: collected.inputs,
    planTime: host.now,
    expansion: (module, resource) => (state.resources[`${module.text}${module.text && '.'}${formatName(resource.mode, resource.type, resource.name)}`] ? null : NOT_THERE),
    instance: (module, resource, key) => {
      const address = instanceAddress(module.address, resource, key);
      const object = instanceAt(state, address)?.current;
      const holder = Object.values(state.resources).find((candidate) => candidate.type === address.type && candidate.name === address.name && candidate.mode === address.mode);
      const schema = holder ? schemas.resourceAt(holder.provider, resource.mode, resource.type) : null;
      return object && schema ? storedValue(object, resource.type, schema, null) : null;
    },
  });
  const wrong = problemsOf(evaluation, config);
  if (first && wrong.length) {
    report(session, wrong);
    report(session, [UNEXPECTED]);
  }
  return (line) => {
    const text = line.trim();
    if (text === '') return { text: '', exit: false, diagnostics: [] };
    if (text === 'exit') return { text: '', exit: true, diagnostics: [] };
    if (text === 'help') return { text: CONSOLE_HELP, exit: false, diagnostics: [] };
    const parsed = parseExpression('<console-input>', text);
    if (hasErrors(parsed.diagnostics)) return { text: '', exit: false, diagnostics: parsed.diagnostics };
    const found: Diagnostic[] = [];
    const scope = evaluation.scope(evaluation.root, {}, found);
    const value = evaluate(parsed.expression, { ...scope, around: atConsole(scope.around) });
    return { text: formatValue(value), exit: false, diagnostics: found };
  };
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
