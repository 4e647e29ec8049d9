// Provisioners: what is run when an object was created, or before it is destroyed. Each is an errand for whoever runs Terraform.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { covers } from '../config/address.ts';
import { decodeBody } from '../config/body.ts';
import type { Provisioner } from '../config/config.ts';
import { joinPath } from '../config/module.ts';
import { PROVISIONERS } from '../config/provisioner-schema.ts';
import type { Errand } from '../host.ts';
import { unmarkDeep } from '../lang/marks.ts';
import { nullOf, type Value } from '../lang/value.ts';
import type { ModuleInstance } from '../plan/evaluation.ts';
import { targetOf } from '../plan/moves.ts';
import type { ResourceChange } from '../plan/plan.ts';
import type { Repetition } from '../plan/repetition.ts';
import type { Provisioning, Secrecy } from './apply.ts';
import { connectionFor, secrecyOf } from './connection.ts';
import { type ApplyContext, addressOf, blockOf } from './context.ts';
import { reader } from './plain.ts';

/** All went well, one failed and failing counts, or one is an errand that must be done first. */
export type Provisioned = 'done' | 'failed' | Provisioning;

/** The provisioners of one kind of one instance. */
export interface Provisioners {
  readonly address: string;
  readonly list: readonly Provisioner[];
  readonly module: ModuleInstance;
  readonly repetition: Repetition;
  readonly self: Value;
}

/** The provisioners of a change; null when there are none of this kind. */
export function provisionersOf(context: ApplyContext, change: ResourceChange, when: Provisioner['when'], self: Value): Provisioners | null {
  const block = blockOf(context, change);
  const found = block ? { module: block.module, all: block.resource.provisioners } : removedAt(context, change);
  const list = found?.all.filter((provisioner) => provisioner.when === when);
  if (!found || !list?.length) return null;
  const repetition = block && when === 'create' ? context.evaluation.expand(block.module, block.resource, []).repetition(change.key) : repetitionOf(change.key);
  return { address: change.address, list, module: found.module, repetition, self };
}

/** What a `removed` block says about the end of a resource. */
function removedAt(context: ApplyContext, change: ResourceChange): { readonly module: ModuleInstance; readonly all: readonly Provisioner[] } | null {
  for (const { path, removed } of Object.values(context.config.modules)) {
    const module = removed.length ? context.evaluation.instancesOf(path, [])[0] : undefined;
    if (!module) continue;
    for (const block of removed) {
      const target = targetOf(block.from, path);
      if (target && covers(target, addressOf(change))) return { module, all: block.provisioners };
    }
  }
  return null;
}

/** A destroy-time provisioner knows the key, not the value. */
function repetitionOf(key: ResourceChange['key']): Repetition {
  if (key === null) return {};
  return typeof key === 'number' ? { count: { k: 'number', v: key } } : { each: { key: { k: 'string', v: key }, value: nullOf('dynamic') } };
}

/** Works through the provisioners in order: from the first, or from one whose errand was done. */
export function provision(context: ApplyContext, all: Provisioners, done?: Provisioning): Provisioned {
  const { address, list } = all;
  for (let index = done?.index ?? 0; index < list.length; index++) {
    const provisioner = list[index] as Provisioner;
    const problems: Diagnostic[] = [];
    if (done?.index === index) conclude(context, all, provisioner, done, problems);
    else {
      const config = configured(context, all, provisioner, problems);
      if (!config) {
        // A configuration that cannot be worked out counts even where the provisioner may fail.
        context.diagnostics.push(...problems);
        return 'failed';
      }
      context.events.push({ kind: 'provisioning', at: context.host.now, address, provisioner: provisioner.type });
      const begun = begin(context, all, provisioner, config, problems);
      if (begun) return { index, ...begun, reply: null };
    }
    context.events.push({ kind: 'provisioned', at: context.host.now, address, provisioner: provisioner.type, failed: problems.length > 0 });
    // What goes wrong in a provisioner that may fail is told to nobody (observed with 1.11.4).
    if (problems.length === 0 || provisioner.onFailure === 'continue') continue;
    context.diagnostics.push(...problems);
    return 'failed';
  }
  return 'done';
}

/** What became of an errand: its output as lines, its failure as a problem. */
function conclude(context: ApplyContext, all: Provisioners, provisioner: Provisioner, { reply, secret }: Provisioning, problems: Diagnostic[]): void {
  if (!reply) return;
  if (reply.output !== '') {
    for (const line of reply.output.replace(/\n$/, '').split('\n')) say(context, all, provisioner, line, secret);
  }
  if (reply.error !== null) problems.push(failure(all, provisioner, reply.error));
}

const failure = ({ address }: Provisioners, provisioner: Provisioner, detail: string): Diagnostic => ({
  severity: 'error',
  summary: `${provisioner.type} provisioner error`,
  detail,
  subject: provisioner.body.endRange,
  address,
});

function say(context: ApplyContext, { address }: Provisioners, provisioner: Provisioner, line: string, secret: Secrecy): void {
  const text = secret ? `(output suppressed due to ${secret} value in config)` : line;
  context.events.push({ kind: 'provisioner-output', at: context.host.now, address, provisioner: provisioner.type, text });
}

/** A provisioner's arguments and connection, evaluated. */
interface Configured {
  readonly config: Value;
  readonly connection: ReturnType<typeof connectionFor> | null;
}

function configured(context: ApplyContext, all: Provisioners, provisioner: Provisioner, problems: Diagnostic[]): Configured | null {
  const schema = PROVISIONERS[provisioner.type];
  if (!schema) return null;
  const scope = context.evaluation.scope(all.module, all.repetition, problems, all.self);
  const config = decodeBody(provisioner.body, schema, scope);
  const connection = provisioner.type === 'local-exec' ? null : connectionFor(provisioner, scope);
  return problems.some((d) => d.severity === 'error') || config.k !== 'object' ? null : { config, connection };
}

function begin(
  context: ApplyContext,
  all: Provisioners,
  provisioner: Provisioner,
  { config, connection }: Configured,
  problems: Diagnostic[],
): { readonly errand: Errand; readonly secret: Secrecy } | null {
  const secret = secrecyOf(config) ?? connection?.secret ?? null;
  const [plain] = unmarkDeep(config);
  const { text, texts, map, flag } = reader(plain);
  const fail = (detail: string): null => {
    problems.push(failure(all, provisioner, detail));
    return null;
  };
  if (provisioner.type === 'local-exec') {
    const command = text('command');
    if (command === '') return fail('local-exec provisioner command must be a non-empty string');
    const interpreter = texts('interpreter') ?? ['/bin/sh', '-c'];
    const words = [...interpreter, command].map((word) => JSON.stringify(word)).join(' ');
    say(context, all, provisioner, flag('quiet') ? 'local-exec: Executing: Suppressed by quiet=true' : `Executing: [${words}]`, secret);
    return { secret, errand: { kind: 'local-exec', interpreter, command, directory: joinPath('.', text('working_dir')), environment: map('environment') } };
  }
  if (!connection) return fail('Missing connection configuration for provisioner.');
  if ('problem' in connection) return fail(connection.problem);
  if (provisioner.type === 'file') {
    const from = text('source') === '' ? { text: text('content') } : { path: text('source') };
    return { secret, errand: { kind: 'file', connection: connection.connection, from, destination: text('destination') } };
  }
  const inline = texts('inline');
  if ([...(inline ?? []), ...(texts('scripts') ?? [])].includes('')) return fail("invalid empty string in 'scripts'");
  const paths = texts('scripts') ?? [text('script')];
  const scripts = inline ? [{ text: `#!/bin/sh\n${inline.map((line) => `${line}\n`).join('')}` }] : paths.map((path) => ({ path }));
  return { secret, errand: { kind: 'remote-exec', connection: connection.connection, scripts } };
}
