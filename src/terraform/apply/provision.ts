// Provisioners: commands that run when an object was created or before it is destroyed.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { decodeBody } from '../config/body.ts';
import type { Provisioner, ResourceBlock } from '../config/config.ts';
import { joinPath } from '../config/module.ts';
import { containsMarked, unmarkDeep } from '../lang/marks.ts';
import type { Value } from '../lang/value.ts';
import type { ModuleInstance } from '../plan/evaluation.ts';
import type { Repetition } from '../plan/repetition.ts';
import type { BlockSchema } from '../provider.ts';
import type { ApplyContext } from './context.ts';

const LOCAL_EXEC: BlockSchema = {
  attributes: {
    command: { type: 'string', required: true },
    interpreter: { type: ['list', 'string'], optional: true },
    working_dir: { type: 'string', optional: true },
    environment: { type: ['map', 'string'], optional: true },
    quiet: { type: 'bool', optional: true },
  },
};

/** Runs the provisioners of one kind in order. False when one failed and failing counts. */
export function provision(
  context: ApplyContext,
  when: Provisioner['when'],
  address: string,
  block: { readonly module: ModuleInstance; readonly resource: ResourceBlock },
  repetition: Repetition,
  self: Value,
): boolean {
  for (const provisioner of block.resource.provisioners) {
    if (provisioner.when !== when) continue;
    context.events.push({ kind: 'provisioning', at: context.host.now, address, provisioner: provisioner.type });
    const problems: Diagnostic[] = [];
    runOne(context, provisioner, address, block.module, repetition, self, problems);
    if (problems.length === 0) continue;
    if (provisioner.onFailure === 'continue') {
      context.diagnostics.push(...problems.map((problem) => ({ ...problem, severity: 'warning' as const })));
      continue;
    }
    context.diagnostics.push(...problems);
    return false;
  }
  return true;
}

function runOne(context: ApplyContext, provisioner: Provisioner, address: string, module: ModuleInstance, repetition: Repetition, self: Value, problems: Diagnostic[]): void {
  const { host } = context;
  const say = (text: string) => context.events.push({ kind: 'provisioner-output', at: host.now, address, provisioner: provisioner.type, text });
  const fail = (detail: string) => problems.push({ severity: 'error', summary: `${provisioner.type} provisioner error`, detail, subject: provisioner.range, address });
  if (provisioner.type !== 'local-exec') {
    fail(`The provisioner ${JSON.stringify(provisioner.type)} needs a connection to the machine, which this simulation does not make.`);
    return;
  }
  const config = decodeBody(provisioner.body, LOCAL_EXEC, context.evaluation.scope(module, repetition, problems, self));
  if (problems.some((d) => d.severity === 'error') || config.k !== 'object') return;
  const secret = containsMarked(config, 'sensitive');
  const [plain] = unmarkDeep(config);
  const field = (name: string): Value | undefined => (plain.k === 'object' ? plain.v[name] : undefined);
  const text = (name: string): string => {
    const value = field(name);
    return value?.k === 'string' ? value.v : '';
  };
  const command = text('command');
  if (command === '') {
    fail('local-exec provisioner command must be a non-empty string');
    return;
  }
  const given = field('interpreter');
  const interpreter = given?.k === 'list' ? given.v.map((item) => (item.k === 'string' ? item.v : '')) : ['/bin/sh', '-c'];
  const environment: Record<string, string> = {};
  const variables = field('environment');
  if (variables?.k === 'map') for (const [name, value] of Object.entries(variables.v)) if (value.k === 'string') environment[name] = value.v;
  const quiet = field('quiet');
  if (quiet?.k === 'bool' && quiet.v) say('local-exec: Executing: Suppressed by quiet=true');
  else if (secret) say('(output suppressed due to sensitive value in config)');
  else say(`Executing: [${[...interpreter, command].map((word) => JSON.stringify(word)).join(' ')}]`);
  if (!host.localExec) {
    fail(`Error running command '${command}': no shell to run it in.`);
    return;
  }
  const { output, exit } = host.localExec({ interpreter, command, directory: joinPath('.', text('working_dir')), environment });
  if (!secret) for (const line of output.replace(/\n$/, '').split('\n')) if (output !== '') say(line);
  if (exit !== 0) fail(`Error running command '${command}': exit status ${exit}. Output: ${secret ? '' : output}`);
}
