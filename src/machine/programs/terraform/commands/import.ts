// import: an object that exists already is written into the state under an address of the configuration.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import type { Json } from '../../../../engine/json.ts';
import { formatInstance, formatModule, formatName, type InstanceAddress, modulePath, parseInstance } from '../../../../terraform/config/address.ts';
import { type Config, pathKey } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { providerOf } from '../../../../terraform/config/providers.ts';
import { startWalk } from '../../../../terraform/plan/make.ts';
import { refreshObject } from '../../../../terraform/plan/refresh.ts';
import { objectOfValue } from '../../../../terraform/plan/stored.ts';
import { noValue } from '../../../../terraform/plan/variables.ts';
import { planLine } from '../../../../terraform/print/progress.ts';
import { withObject } from '../../../../terraform/state/edit.ts';
import { emptyState, instanceAt } from '../../../../terraform/state/state.ts';
import type { Progress, Wake } from '../../../program.ts';
import { addressProblems } from '../address-problem.ts';
import type { GivenVariable } from '../flags.ts';
import { help } from '../help/import.ts';
import { hostOf, inconsistentLockFile } from '../host.ts';
import { lockedOut, retrying, timeoutOf } from '../lock-retry.ts';
import { configReader, hasConfiguration, openBackend, withWholePaths } from '../open-backend.ts';
import { type Answer, answerOf, ask } from '../questions.ts';
import { report } from '../report.ts';
import { asksQuestions, type Command, complain, DONE, FAILED, pathOf, problem, type Session } from '../session.ts';
import { loadState, lockState, storedOf, storeState, unlockState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { collectVariables, missingVariables } from '../variables.ts';

const FLAGS = {
  config: 'text',
  input: 'bool',
  lock: 'bool',
  'lock-timeout': 'duration',
  parallelism: 'number',
  state: 'text',
  'state-out': 'text',
  backup: 'text',
  var: 'list',
  'var-file': 'list',
  'ignore-remote-version': 'bool',
} as const;

interface Wanted {
  readonly address: string;
  readonly id: string;
  /** Where the configuration is (`-config`), when not in the working folder. */
  readonly folder: string | null;
  readonly variables: readonly GivenVariable[];
  readonly lock: boolean;
  readonly lockTimeout: number;
  readonly input: boolean;
  readonly paths: { readonly state: string | null; readonly stateOut: string | null; readonly backup: string | null };
}

interface Kept {
  readonly wanted: Wanted;
  readonly answers: { readonly [name: string]: string };
  readonly asked: number;
  readonly pending: string;
  readonly color: boolean;
}

const elsewhere = (session: Session, folder: string | null): Session => (folder === null ? session : { ...session, folder: pathOf(session, folder) });

export const importing: Command = retrying({
  name: 'import',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, FLAGS, argv, 'help-only');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 2) return wrongCount(session, 'The import command expects two arguments.', help, 'err');
    const [text, id] = flags.rest as [string, string];
    const address = parseInstance(text);
    if (!address) {
      report(session, addressProblems(text, 'instance', '<import-address>'), { source: () => text });
      session.process.err('For information on valid syntax, see:\nhttps://developer.hashicorp.com/terraform/cli/state/resource-addressing\n');
      return FAILED;
    }
    if (address.mode !== 'managed') {
      report(session, [problem('A managed resource address is required. Importing into a data resource is not allowed.', '')]);
      return FAILED;
    }
    const folder = flags.text('config');
    if (!hasConfiguration(elsewhere(session, folder))) {
      report(session, [
        problem(
          'No Terraform configuration files',
          `The directory ${folder ?? session.folder} does not contain any Terraform configuration files (.tf or .tf.json). To specify a different configuration directory, use the -config="..." command line option.`,
        ),
      ]);
      return FAILED;
    }
    return proceed(
      session,
      {
        address: text,
        id,
        folder,
        variables: flags.variables,
        lock: flags.on('lock', true),
        lockTimeout: timeoutOf(flags),
        input: flags.on('input', true),
        paths: { state: flags.text('state'), stateOut: flags.text('state-out'), backup: flags.text('backup') },
      },
      {},
      0,
    );
  },
  resume: (session, state: Json, wake: Wake) => {
    const kept = state as unknown as Kept;
    return answered(session, kept, answerOf(wake));
  },
});

function answered(session: Session, kept: Kept, answer: Answer): Progress {
  if (answer.kind !== 'line') return proceed(session, { ...kept.wanted, input: false }, kept.answers, kept.asked);
  session.process.out('\n');
  return proceed(session, kept.wanted, { ...kept.answers, [kept.pending]: answer.text }, kept.asked);
}

function proceed(session: Session, wanted: Wanted, answers: { readonly [name: string]: string }, asked: number): Progress {
  const config = loadConfig(configReader(elsewhere(session, wanted.folder)));
  if (hasErrors(config.diagnostics)) {
    report(session, config.diagnostics);
    return FAILED;
  }
  const address = parseInstance(wanted.address) as InstanceAddress;
  const module = config.modules[pathKey(modulePath(address.module))];
  if (!module) {
    report(session, [
      problem(
        'Import to non-existent module',
        `${formatModule(address.module)} is not defined in the configuration. Please add configuration for this module before importing into it.`,
      ),
    ]);
    return FAILED;
  }
  const block = module.resources[formatName('managed', address.type, address.name)];
  if (!block) {
    const where = address.module.length ? formatModule(address.module) : 'the root module';
    session.process.err(
      `${session.ink.bold(session.ink.red('Error: '))}${session.ink.bold(`resource address ${JSON.stringify(formatInstance(address))} does not exist in the configuration.`)}\n\nBefore importing this resource, please create its configuration in ${where}. For example:\n\nresource "${address.type}" "${address.name}" {\n  # (resource arguments)\n}\n\n`,
    );
    return FAILED;
  }
  const inconsistent = inconsistentLockFile(session, config);
  if (inconsistent) {
    report(session, [inconsistent]);
    return FAILED;
  }
  const collected = collectVariables(session, wanted.variables, config.root, answers);
  if (hasErrors(collected.diagnostics)) {
    report(session, collected.diagnostics);
    return FAILED;
  }
  const missing = missingVariables(config.root, Object.keys(collected.inputs))[0];
  if (missing && wanted.input && asksQuestions(session)) {
    const { ink } = session;
    session.process.out(`${ink.bold(`var.${missing.name}`)}\n${missing.description ? `  ${missing.description}\n\n` : ''}  ${ink.bold('Enter a value:')} `);
    const kept: Kept = { wanted, answers, asked: asked + 1, pending: missing.name, color: session.color };
    const reply = ask(session, asked, kept as unknown as Json, missing.sensitive);
    return 'progress' in reply ? reply.progress : answered(session, kept, reply.answer);
  }
  if (missing) {
    report(session, withWholePaths(session, [noValue(missing)]));
    return FAILED;
  }
  return carryOut(session, wanted, config, address, collected.inputs);
}

function carryOut(session: Session, wanted: Wanted, config: Config, address: InstanceAddress, variables: ReturnType<typeof collectVariables>['inputs']): Progress {
  const opened = openBackend(session, wanted.paths);
  if (!opened.ok) return FAILED;
  const locked = lockState(session, opened.store, 'OperationTypeInvalid', wanted.lock);
  if (!locked.ok) return lockedOut(session, locked, wanted.lockTimeout);
  const done = (progress: Progress): Progress => {
    report(session, unlockState(opened.store, locked.id));
    return progress;
  };
  const loaded = loadState(opened.store);
  if (!loaded.ok) {
    report(session, [problem('Error loading state', loaded.message)]);
    return done(FAILED);
  }
  const state = loaded.state ?? emptyState();
  const host = hostOf(session, opened.workspace);
  const walk = startWalk(config, state, { mode: 'normal', variables }, host, []);
  const module = config.modules[pathKey(modulePath(address.module))];
  const block = module?.resources[formatName('managed', address.type, address.name)];
  const text = formatInstance(address);
  const { ink, process } = session;
  const fail = (): Progress => {
    report(session, walk.diagnostics);
    return done(FAILED);
  };
  const place = module && block ? providerOf(config, module, block) : null;
  const schema = place ? walk.schemas.resource(place.source, 'managed', address.type) : null;
  const provider = place ? walk.providers.get(place.address, walk.diagnostics) : null;
  if (!place || !schema || !provider) return fail();
  const expansion = walk.evaluation.instancesOf(modulePath(address.module), walk.diagnostics).find((instance) => instance.text === formatModule(address.module));
  const keys = expansion && block ? walk.evaluation.expand(expansion, block, walk.diagnostics).keys : [];
  if (!keys.includes(address.key)) {
    walk.diagnostics.push(
      problem(
        'Configuration for import target does not exist',
        `The configuration for the given import ${text} does not exist. All target instances must have an associated configuration to be imported.`,
      ),
    );
    return fail();
  }
  process.out(`${ink.bold(`${text}: Importing from ID ${JSON.stringify(wanted.id)}...`)}\n`);
  const { imported, diagnostics } = provider.importState(address.type, wanted.id);
  walk.diagnostics.push(...diagnostics.map((diagnostic) => ({ ...diagnostic, address: diagnostic.address ?? undefined })));
  if (hasErrors(walk.diagnostics)) return fail();
  process.out(`${ink.bold(ink.green(`${text}: Import prepared!`))}\n${imported.map((object) => `${ink.green(`  Prepared ${object.type} for import`)}\n`).join('')}`);
  if (instanceAt(state, address)?.current) {
    walk.diagnostics.push(
      problem(
        'Resource already managed by Terraform',
        `Terraform is already managing a remote object for ${text}. To import to this address you must first remove the existing object from the state.`,
      ),
    );
    return fail();
  }
  const first = imported.find((entry) => entry.type === address.type);
  const absent = (): Progress => {
    walk.diagnostics.push(
      problem(
        'Cannot import non-existent remote object',
        `While attempting to import an existing object to ${JSON.stringify(text)}, the provider detected that no object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use "terraform apply" to create a new remote object for this resource.`,
      ),
    );
    return fail();
  };
  if (!first || first.state.k === 'null') return absent();
  const object = objectOfValue(first.state, schema, { dependencies: [], ...(first.private ? { private: first.private } : {}) });
  walk.state = withObject(walk.state, address, place.address, object);
  const refreshed = refreshObject(walk, { address, providerAddress: place.address, provider, schema }, object);
  for (const event of walk.events) process.out(planLine(event, ink));
  if (!refreshed) return fail();
  if (!refreshed.object) return absent();
  const written = storeState(session, opened.store, storedOf(loaded.state), withObject(walk.state, address, place.address, refreshed.object), true);
  if (written.problem) {
    complain(session, `Error writing state file: ${written.problem}`);
    return done(FAILED);
  }
  process.out(
    `\n${ink.green('Import successful!\n\nThe resources that were imported are shown above. These resources are now in\nyour Terraform state and will henceforth be managed by Terraform.')}\n\n`,
  );
  report(session, walk.diagnostics);
  return done(DONE);
}
