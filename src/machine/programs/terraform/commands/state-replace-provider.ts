// state replace-provider: another provider for the resources of the state that one provider manages.
import type { Json } from '../../../../engine/json.ts';
import { providerSource, sourceFault } from '../../../../terraform/config/blocks/provider.ts';
import { parseProviderAddress } from '../../../../terraform/config/providers.ts';
import type { State } from '../../../../terraform/state/state.ts';
import type { Progress, Wake } from '../../../program.ts';
import { help } from '../help/state-replace-provider.ts';
import { lockedOut, retrying, timeoutOf } from '../lock-retry.ts';
import { openBackend } from '../open-backend.ts';
import { type Answer, answerOf, ask } from '../questions.ts';
import { report } from '../report.ts';
import { type Command, complain, DONE, FAILED, problem, type Session } from '../session.ts';
import { loadState, lockState, storedOf, storeState, unlockState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { keepCopy, localPath } from './state-editing.ts';
import { noStateFile } from './state-list.ts';

const FLAGS = {
  'auto-approve': 'bool',
  backup: 'text',
  lock: 'bool',
  'lock-timeout': 'duration',
  state: 'text',
  'state-out': 'text',
  'ignore-remote-version': 'bool',
} as const;

/** What is kept while the question is open. */
interface Kept {
  readonly from: string;
  readonly to: string;
  readonly lock: string | null;
  readonly path: string | null;
  readonly backup: string | null;
  readonly color: boolean;
}

type Store = Extract<ReturnType<typeof openBackend>, { ok: true }>;

export const stateReplaceProvider: Command = retrying({
  name: 'state replace-provider',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, FLAGS, argv, 'help-after');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 2) return wrongCount(session, 'Exactly two arguments expected.\n', help, 'out');
    const [from, to] = flags.rest as [string, string];
    const faults = [sourceProblem('from', from), sourceProblem('to', to)].flat();
    if (faults.length) {
      report(session, faults);
      return FAILED;
    }
    const path = flags.text('state');
    const opened = openBackend(session, { state: path, backup: '-' }, true);
    if (!opened.ok) return FAILED;
    const locked = lockState(session, opened.store, 'state-replace-provider', flags.on('lock', true));
    if (!locked.ok) return lockedOut(session, locked, timeoutOf(flags));
    const kept: Kept = {
      from: fullSource(from),
      to: fullSource(to),
      lock: locked.id,
      path,
      backup: flags.text('backup'),
      color: session.color,
    };
    const loaded = loadState(opened.store);
    if (!loaded.ok) {
      complain(session, `Failed to refresh source state: ${loaded.message}`);
      return done(session, opened, kept, FAILED);
    }
    if (!loaded.state) return done(session, opened, kept, noStateFile(session));
    const names = managedBy(loaded.state, kept.from);
    if (!names.length) {
      session.process.out('No matching resources found.\n');
      return done(session, opened, kept, DONE);
    }
    const { ink } = session;
    session.process.out(
      `Terraform will perform the following actions:\n\n  ${ink.yellow('~')} Updating provider:\n    ${ink.red('-')} ${kept.from}\n    ${ink.green('+')} ${kept.to}\n\n`,
    );
    session.process.out(`${ink.bold('Changing')} ${names.length} resources:\n\n${names.map((name) => `  ${name}\n`).join('')}`);
    if (flags.on('auto-approve')) return done(session, opened, kept, replace(session, opened, kept, loaded.state));
    session.process.out(`\n${ink.bold('Do you want to make these changes?')}\nOnly 'yes' will be accepted to continue.\n\nEnter a value: `);
    const reply = ask(session, 0, kept as unknown as Json);
    return 'progress' in reply ? reply.progress : answered(session, opened, kept, reply.answer);
  },
  resume: (session, state: Json, wake: Wake) => {
    const kept = state as unknown as Kept;
    const opened = openBackend(session, { state: kept.path, backup: '-' }, true);
    return opened.ok ? answered(session, opened, kept, answerOf(wake)) : FAILED;
  },
});

function sourceProblem(side: 'from' | 'to', text: string) {
  const fault = sourceFault(text);
  return fault ? [problem(`Invalid ${JSON.stringify(side)} provider ${JSON.stringify(text)}`, `${fault.summary}: ${fault.detail}`)] : [];
}

/** Here, unlike in a configuration, `terraform` is a provider of the registry like any other. */
const fullSource = (text: string): string => (text === 'terraform' ? 'registry.terraform.io/hashicorp/terraform' : (providerSource(text) as string));

/** Addresses of the resources that a provider manages. */
const managedBy = (state: State, source: string): string[] =>
  Object.entries(state.resources)
    .filter(([, resource]) => parseProviderAddress(resource.provider)?.source === source)
    .map(([address]) => address);

function done(session: Session, { store }: Store, { lock }: Kept, progress: Progress): Progress {
  report(session, unlockState(store, lock));
  return progress;
}

function answered(session: Session, opened: Store, kept: Kept, answer: Answer): Progress {
  if (answer.kind !== 'line') {
    complain(session, `Error asking for approval: ${answer.kind === 'end' ? 'EOF' : 'interrupted'}`);
    return done(session, opened, kept, FAILED);
  }
  if (answer.text !== 'yes') {
    session.process.out('Cancelled replacing providers.\n');
    return done(session, opened, kept, DONE);
  }
  const loaded = loadState(opened.store);
  if (loaded.ok && loaded.state) return done(session, opened, kept, replace(session, opened, kept, loaded.state));
  complain(session, `Failed to refresh source state: ${loaded.ok ? 'there is none any more' : loaded.message}`);
  return done(session, opened, kept, FAILED);
}

function replace(session: Session, opened: Store, { from, to, path, backup }: Kept, state: State): Progress {
  const names = managedBy(state, from);
  const changed = names.map((name) => {
    const resource = state.resources[name] as State['resources'][string];
    return [name, { ...resource, provider: resource.provider.replace(`provider["${from}"]`, `provider["${to}"]`) }] as const;
  });
  const next: State = { ...state, resources: { ...state.resources, ...Object.fromEntries(changed) } };
  if (opened.backend.type === 'local') keepCopy(session, path ?? localPath(opened.workspace), backup);
  const written = storeState(session, opened.store, storedOf(state), next, false);
  if (written.problem) {
    complain(session, `Error saving the state: ${written.problem}`);
    return FAILED;
  }
  session.process.out(`\nSuccessfully replaced provider for ${names.length} resources.\n`);
  return DONE;
}
