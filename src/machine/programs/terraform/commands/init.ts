// init: backend, modules, providers, each told as it is done.
import { type Diagnostic, hasErrors } from '../../../../engine/diagnostic.ts';
import type { Json } from '../../../../engine/json.ts';
import { installModules } from '../../../../terraform/config/load.ts';
import { MANIFEST, newModules, writeManifest } from '../../../../terraform/config/manifest.ts';
import { parseConfig } from '../../../../terraform/hcl/parse.ts';
import type { Progress, Wake } from '../../../program.ts';
import { help } from '../help/init.ts';
import { finishMigration, type InitBackendFlags, initBackend } from '../init-backend.ts';
import { installProviders } from '../init-providers.ts';
import { lockFileText } from '../lockfile.ts';
import { configReader, hasConfiguration, openBackend, rootModule } from '../open-backend.ts';
import { type Answer, answerOf, ask } from '../questions.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem, readText, type Session, writeText } from '../session.ts';
import { joined, loadState } from '../state-access.ts';
import { readNew } from '../usage.ts';
import type { SavedBackend } from '../workdir.ts';

interface Options extends InitBackendFlags {
  readonly backend: boolean;
  readonly get: boolean;
  readonly upgrade: boolean;
  readonly readonly: boolean;
  readonly input: boolean;
}

interface Kept {
  readonly options: Options;
  readonly answers: { readonly [name: string]: string };
  readonly asked: number;
  readonly color: boolean;
  readonly waiting:
    | { readonly kind: 'value'; readonly name: string; readonly type: string }
    | { readonly kind: 'copy'; readonly previous: SavedBackend | null; readonly next: SavedBackend | null };
}

const FLAGS = {
  backend: 'bool',
  'backend-config': 'list',
  'force-copy': 'bool',
  'from-module': 'text',
  get: 'bool',
  input: 'bool',
  lock: 'bool',
  'lock-timeout': 'duration',
  'plugin-dir': 'list',
  reconfigure: 'bool',
  'migrate-state': 'bool',
  upgrade: 'bool',
  lockfile: 'text',
  'ignore-remote-version': 'bool',
  'test-directory': 'text',
  json: 'bool',
  verify: 'bool',
} as const;

export const init: Command = {
  name: 'init',
  help,
  start: (given, argv) => {
    const reading = readNew(given, FLAGS, argv, { hint: false });
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const fail = (summary: string, detail = ''): Progress => {
      report(session, [problem(summary, detail)]);
      return FAILED;
    };
    if (flags.rest.length) return fail('Too many command line arguments. Did you mean to use -chdir?');
    if (flags.on('migrate-state') && flags.on('reconfigure')) return fail('Invalid init options', 'The -migrate-state and -reconfigure options are mutually-exclusive.');
    if (flags.given('from-module')) return fail('Copying a module is not part of this simulation', 'The -from-module option needs a network.');
    if (flags.on('json')) return fail('Machine-readable output of init is not part of this simulation', '');
    const options: Options = {
      backend: flags.on('backend', true),
      config: flags.list('backend-config'),
      reconfigure: flags.on('reconfigure'),
      migrate: flags.on('migrate-state') || flags.on('force-copy'),
      forceCopy: flags.on('force-copy'),
      get: flags.on('get', true),
      upgrade: flags.on('upgrade'),
      readonly: flags.text('lockfile') === 'readonly',
      input: flags.on('input', true),
    };
    if (!hasConfiguration(session)) {
      session.process.out(
        `${session.ink.bold('Terraform initialized in an empty directory!')}\n\nThe directory has no Terraform configuration files. You may begin working\nwith Terraform immediately by creating Terraform configuration files.\n`,
      );
      return DONE;
    }
    return setUpBackend(session, options, {}, 0, true);
  },
  resume: (session, state: Json, wake: Wake) => {
    const kept = state as unknown as Kept;
    return answered(session, kept, answerOf(wake));
  },
};

function setUpBackend(session: Session, options: Options, answers: { readonly [name: string]: string }, asked: number, announce: boolean): Progress {
  const { ink, process } = session;
  const { module, diagnostics } = rootModule(session);
  if (options.backend) {
    if (announce) process.out(`${ink.bold('Initializing the backend...')}\n`);
    const blocking = diagnostics.filter((d) => d.severity === 'error');
    if (!blocking.length || module.backend) {
      const step = initBackend(session, module.backend, options, answers);
      if (step.kind === 'failed') {
        report(session, step.diagnostics);
        return FAILED;
      }
      if (step.kind !== 'ready') {
        process.out(step.kind === 'value' ? `${ink.bold(step.name)}\n${step.description ? `  ${step.description}\n\n` : ''}  ${ink.bold('Enter a value:')} ` : step.text);
        const waiting: Kept['waiting'] =
          step.kind === 'value' ? { kind: 'value', name: step.name, type: module.backend?.type ?? '' } : { kind: 'copy', previous: step.previous, next: step.next };
        const kept: Kept = { options, answers, asked: asked + 1, color: session.color, waiting };
        const reply = ask(session, asked, kept as unknown as Json);
        return 'progress' in reply ? reply.progress : answered(session, kept, reply.answer);
      }
    }
  }
  return installRest(session, options);
}

function answered(session: Session, kept: Kept, answer: Answer): Progress {
  const { waiting } = kept;
  if (answer.kind !== 'line') {
    const reason = answer.kind === 'end' ? 'EOF' : 'interrupted';
    const summary =
      waiting.kind === 'value'
        ? `Error asking for input to configure backend ${JSON.stringify(waiting.type)}: ${waiting.name}: ${reason}`
        : `Error asking for state migration action: ${reason}`;
    report(session, [problem(summary, '')]);
    return FAILED;
  }
  session.process.out('\n');
  if (waiting.kind === 'value') return setUpBackend(session, kept.options, { ...kept.answers, [waiting.name]: answer.text }, kept.asked, false);
  const step = finishMigration(session, waiting.previous, waiting.next, answer.text);
  if (step.kind === 'failed') {
    report(session, step.diagnostics);
    return FAILED;
  }
  return installRest(session, kept.options);
}

const PROBLEMS =
  'Terraform encountered problems during initialisation, including problems\nwith the configuration, described below.\n\nThe Terraform configuration must be valid before initialization so that\nTerraform can determine which modules and providers need to be installed.';

function installRest(session: Session, options: Options): Progress {
  const { ink, process } = session;
  const root = rootModule(session);
  const installation = installModules(configReader(session));
  if (Object.keys(root.module.calls).length && options.get) {
    process.out(`${ink.bold(options.upgrade ? 'Upgrading modules...' : 'Initializing modules...')}\n`);
    const before = options.upgrade ? null : readText(session, MANIFEST);
    for (const { key, dir } of newModules(installation.installed, before)) process.out(`- ${key} in ${dir}\n`);
    writeText(session, MANIFEST, writeManifest(installation.modules));
    // Files that were read before do not complain of their syntax again.
    const syntax = syntaxOf(session, root.module.files);
    const found = installation.config.diagnostics.filter((d) => !syntax.has(placeOf(d)));
    if (hasErrors(found)) {
      report(session, found);
      return FAILED;
    }
  }
  if (hasErrors(root.diagnostics)) {
    const headline = problem(`${session.color ? '\x1b[0m' : ''}${PROBLEMS}`, '');
    report(session, [headline, ...twice(session, root.diagnostics, root.module.files)], { repeated: true });
    return FAILED;
  }
  const { config } = installation;
  if (hasErrors(config.diagnostics)) {
    report(session, config.diagnostics);
    return FAILED;
  }
  const lockText = lockFileText(session);
  if (lockText !== null) {
    const { diagnostics } = parseConfig('.terraform.lock.hcl', lockText);
    const faults = [...diagnostics.filter((d) => d.severity === 'error'), ...unnormalised(lockText)];
    if (faults.length) {
      report(session, [problem(`failed to read dependency lock file: ${joined(faults)}`, '')]);
      return FAILED;
    }
  }
  process.out(`${ink.bold('Initializing provider plugins...')}\n`);
  const opened = options.backend ? openBackend(session) : null;
  const loaded = opened?.ok ? loadState(opened.store) : null;
  const state = loaded?.ok ? loaded.state : null;
  const installed = installProviders(session, config, state, { upgrade: options.upgrade, readonly: options.readonly });
  if (installed.diagnostics.length) {
    report(session, installed.diagnostics);
    return FAILED;
  }
  process.out('\n');
  report(session, twice(session, config.diagnostics, root.module.files), { repeated: true });
  const automation = process.env.TF_IN_AUTOMATION
    ? ''
    : `\n${ink.green('You may now begin working with Terraform. Try running "terraform plan" to see\nany changes that are required for your infrastructure. All Terraform commands\nshould now work.\n\nIf you ever set or change modules or backend configuration for Terraform,\nrerun this command to reinitialize your working directory. If you forget, other\ncommands will detect it and remind you to do so if necessary.')}\n`;
  process.out(`${ink.green(ink.bold('Terraform has been successfully initialized!'))}\n${automation}`);
  return DONE;
}

const placeOf = (d: Diagnostic): string => `${d.summary}:${d.subject?.filename}:${d.subject?.start.byte}`;

/** Where the syntax of files is broken. */
function syntaxOf(session: Session, files: readonly string[]): Set<string> {
  const syntax = new Set<string>();
  for (const file of files) {
    const text = readText(session, file);
    if (text !== null && !file.endsWith('.json')) for (const d of parseConfig(file, text).diagnostics) syntax.add(placeOf(d));
  }
  return syntax;
}

/** The real init reads the root module's blocks twice, and complains twice: of everything but syntax and a second backend. */
function twice(session: Session, diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const syntax = syntaxOf(session, files);
  const once = (d: Diagnostic): boolean => syntax.has(placeOf(d)) || d.summary === 'Duplicate backend configuration';
  return [...diagnostics, ...diagnostics.filter((d) => !once(d))];
}

function unnormalised(text: string) {
  return [...text.matchAll(/^provider "([^"]+)"/gm)]
    .map((match) => match[1] as string)
    .filter((name) => name.split('/').length !== 3)
    .map((name) => {
      const parts = name.split('/');
      const full = parts.length === 1 ? `registry.terraform.io/hashicorp/${name}` : `registry.terraform.io/${name}`;
      return problem(
        'Non-normalized provider source address',
        `The provider source address for this provider lock must be written as ${JSON.stringify(full)}, the fully-qualified and normalized form.`,
      );
    });
}
