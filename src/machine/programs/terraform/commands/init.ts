// init: backend, modules, providers, each told as it is done.
import { type Diagnostic, hasErrors } from '../../../../engine/diagnostic.ts';
import type { Json } from '../../../../engine/json.ts';
import { installModules } from '../../../../terraform/config/load.ts';
import { MANIFEST, newModules, writeManifest } from '../../../../terraform/config/manifest.ts';
import { rootVersionProblems } from '../../../../terraform/config/shape.ts';
import { parseJsonConfig } from '../../../../terraform/hcl/json.ts';
import { readJson } from '../../../../terraform/hcl/json-read.ts';
import { parseConfig } from '../../../../terraform/hcl/parse.ts';
import { versionLine } from '../../../../terraform/print/json-lines.ts';
import type { Progress, Wake } from '../../../program.ts';
import { help } from '../help/init.ts';
import { type BackendStep, type InitBackendFlags, initBackend } from '../init-backend.ts';
import { installProviders } from '../init-providers.ts';
import { heading, note } from '../init-view.ts';
import { lockFileText } from '../lockfile.ts';
import { answerMove, type Move, type Question } from '../migrate-state.ts';
import { configReader, hasConfiguration, openBackend, rootModule } from '../open-backend.ts';
import { type Answer, answerOf, ask } from '../questions.ts';
import { report } from '../report.ts';
import { asksQuestions, type Command, colored, DONE, dataFile, FAILED, problem, readText, removeFile, type Session, writeText } from '../session.ts';
import { joined, loadState } from '../state-access.ts';
import { readNew } from '../usage.ts';
import { savedBackend } from '../workdir.ts';

interface Options extends InitBackendFlags {
  readonly backend: boolean;
  readonly get: boolean;
  readonly upgrade: boolean;
  readonly readonly: boolean;
  /** `-plugin-dir`: where packages are looked for, instead of at their registries; null when not given. */
  readonly pluginDirs: readonly string[] | null;
}

interface Kept {
  readonly options: Options;
  readonly answers: { readonly [name: string]: string };
  readonly asked: number;
  readonly color: boolean;
  readonly json: boolean;
  readonly waiting: { readonly kind: 'value'; readonly name: string; readonly type: string } | { readonly kind: 'question'; readonly move: Move; readonly question: Question };
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
    const json = argv.some((word) => /^--?json(=true)?$/.test(word));
    const streaming = json ? { ...colored(given, false), stream: true } : given;
    if (json) given.process.out(versionLine(given.process.time.now));
    const reading = readNew(streaming, FLAGS, argv, { hint: false });
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const fail = (summary: string, detail = ''): Progress => {
      report(session, [problem(summary, detail)]);
      return FAILED;
    };
    if (json && flags.on('migrate-state')) {
      const detail = 'Terraform cannot ask for interactive approval when -json is set. To use the -migrate-state option, disable the -json option.';
      return fail('The -migrate-state and -json options are mutually-exclusive', detail);
    }
    if (flags.rest.length) return fail('Too many command line arguments. Did you mean to use -chdir?');
    if (flags.on('migrate-state') && flags.on('reconfigure')) return fail('Invalid init options', 'The -migrate-state and -reconfigure options are mutually-exclusive.');
    const pluginDirs = flags.given('plugin-dir') ? flags.list('plugin-dir') : null;
    if (pluginDirs) notePluginDirs(session, pluginDirs);
    if (flags.given('from-module') && hasConfiguration(session)) return fail(NOT_EMPTY);
    if (flags.given('from-module')) return fail('Copying a module is not part of this simulation', 'The -from-module option needs a network.');
    const options: Options = {
      backend: flags.on('backend', true),
      config: flags.list('backend-config'),
      reconfigure: flags.on('reconfigure'),
      migrate: flags.on('migrate-state') || flags.on('force-copy'),
      forceCopy: flags.on('force-copy'),
      get: flags.on('get', true),
      upgrade: flags.on('upgrade'),
      readonly: flags.text('lockfile') === 'readonly',
      input: flags.on('input', true) && asksQuestions(session),
      pluginDirs: pluginDirs?.some((dir) => dir !== '') ? pluginDirs : null,
    };
    if (!hasConfiguration(session)) {
      const text = 'The directory has no Terraform configuration files. You may begin working\nwith Terraform immediately by creating Terraform configuration files.';
      const first = 'Terraform initialized in an empty directory!';
      heading(session, 'output_init_empty_message', `${first}\n\n${text}`, `${session.ink.bold(first)}\n\n${text}\n`);
      return DONE;
    }
    return setUpBackend(session, options, {}, 0, true);
  },
  resume: (given, state: Json, wake: Wake) => {
    const kept = state as unknown as Kept;
    return answered(kept.json ? { ...given, stream: true } : given, kept, answerOf(wake));
  },
};

const NOT_EMPTY =
  'The working directory already contains files. The -from-module option requires\nan empty directory into which a copy of the referenced module will be placed.\n\nTo initialize the configuration already in this working directory, omit the\n-from-module option.';

/** Later commands look for packages where this file says; an empty name forgets it. */
function notePluginDirs(session: Session, dirs: readonly string[]): void {
  if (dirs.length === 1 && dirs[0] === '') removeFile(session, dataFile(session, '.terraform/plugin_path'));
  else writeText(session, dataFile(session, '.terraform/plugin_path'), JSON.stringify(dirs, null, 2));
}

function setUpBackend(session: Session, options: Options, answers: { readonly [name: string]: string }, asked: number, announce: boolean): Progress {
  const { module, diagnostics } = rootModule(session);
  if (options.backend) {
    if (announce) heading(session, 'initializing_backend_message', 'Initializing the backend...');
    if (!hasErrors(diagnostics) || module.backend) {
      const step = initBackend(session, module.backend, options, answers);
      return proceed(session, { options, answers, asked, color: session.color, json: session.stream === true }, step, module.backend?.type ?? '');
    }
  }
  return installRest(session, options);
}

/** After a step of the backend: an end, a question, or what comes next. */
function proceed(session: Session, so: Omit<Kept, 'waiting'>, step: BackendStep, type: string): Progress {
  if (step.kind === 'ready') return installRest(session, so.options);
  if (step.kind === 'failed') {
    report(session, step.diagnostics);
    return FAILED;
  }
  const { ink, process } = session;
  process.out(step.kind === 'value' ? `${ink.bold(step.name)}\n${step.description ? `  ${step.description}\n\n` : ''}  ${ink.bold('Enter a value:')} ` : step.question.text);
  const waiting: Kept['waiting'] = step.kind === 'value' ? { kind: 'value', name: step.name, type } : { kind: 'question', move: step.move, question: step.question };
  const kept: Kept = { ...so, asked: so.asked + 1, waiting };
  const reply = ask(session, so.asked, kept as unknown as Json);
  return 'progress' in reply ? reply.progress : answered(session, kept, reply.answer);
}

function answered(session: Session, kept: Kept, answer: Answer): Progress {
  const { waiting, ...so } = kept;
  if (waiting.kind === 'question') return proceed(session, so, answerMove(session, waiting.move, waiting.question, answer), '');
  if (answer.kind !== 'line') {
    const reason = answer.kind === 'end' ? 'EOF' : 'interrupted';
    report(session, [problem(`Error asking for input to configure backend ${JSON.stringify(waiting.type)}: ${waiting.name}: ${reason}`, '')]);
    return FAILED;
  }
  session.process.out('\n');
  return setUpBackend(session, so.options, { ...so.answers, [waiting.name]: answer.text }, so.asked, false);
}

const PROBLEMS =
  'Terraform encountered problems during initialisation, including problems\nwith the configuration, described below.\n\nThe Terraform configuration must be valid before initialization so that\nTerraform can determine which modules and providers need to be installed.';

function installRest(session: Session, options: Options): Progress {
  const { ink, process } = session;
  const root = rootModule(session);
  const installation = installModules(configReader(session));
  if (Object.keys(root.module.calls).length && options.get) {
    if (options.upgrade) heading(session, 'upgrading_modules_message', 'Upgrading modules...');
    else heading(session, 'initializing_modules_message', 'Initializing modules...');
    const before = options.upgrade ? null : readText(session, dataFile(session, MANIFEST));
    for (const { key, dir } of newModules(installation.installed, before)) note(session, `- ${key} in ${dir}`);
    writeText(session, dataFile(session, MANIFEST), writeManifest(installation.modules, readText(session, dataFile(session, MANIFEST))));
    // Files that were read before do not complain of their syntax again.
    const syntax = syntaxOf(session, root.module.files);
    const found = installation.config.diagnostics.filter((d) => !syntax.has(placeOf(d)));
    if (hasErrors(found)) {
      report(session, found);
      return FAILED;
    }
  }
  const versions = rootVersionProblems(root.module);
  if (versions.length) {
    report(session, versions);
    return FAILED;
  }
  if (hasErrors(root.diagnostics)) {
    const headline = problem(`${session.color ? '\x1b[0m' : ''}${PROBLEMS}`, '');
    const found = root.module.backend ? root.diagnostics : twice(session, root.diagnostics, root.module.files);
    if (session.stream) for (const diagnostic of [...found, headline]) report(session, [diagnostic]);
    else report(session, [headline, ...found], { repeated: true });
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
  heading(session, 'initializing_provider_plugin_message', 'Initializing provider plugins...');
  // After -reconfigure without a block, what was set up before is still noted, and every other command complains.
  const opened = options.backend && (root.module.backend || !savedBackend(session)) ? openBackend(session) : null;
  const loaded = opened?.ok ? loadState(opened.store) : null;
  const state = loaded?.ok ? loaded.state : null;
  const installed = installProviders(session, config, state, options);
  if (installed.diagnostics.length) {
    report(session, installed.diagnostics);
    return FAILED;
  }
  if (!session.stream) process.out('\n');
  const unused = options.backend && options.config.length && !root.module.backend ? [NO_BLOCK] : [];
  report(session, [...unused, ...twice(session, config.diagnostics, root.module.files)], { repeated: true });
  const done = 'Terraform has been successfully initialized!';
  heading(session, 'output_init_success_message', done, `${ink.green(ink.bold(done))}\n`);
  if (!process.env.TF_IN_AUTOMATION) heading(session, 'output_init_success_cli_message', MAY_BEGIN, `\n${ink.green(MAY_BEGIN)}\n`);
  return DONE;
}

const MAY_BEGIN =
  'You may now begin working with Terraform. Try running "terraform plan" to see\nany changes that are required for your infrastructure. All Terraform commands\nshould now work.\n\nIf you ever set or change modules or backend configuration for Terraform,\nrerun this command to reinitialize your working directory. If you forget, other\ncommands will detect it and remind you to do so if necessary.';

const NO_BLOCK = problem(
  'Missing backend configuration',
  '-backend-config was used without a "backend" block in the configuration.\n\nIf you intended to override the default local backend configuration,\nno action is required, but you may add an explicit backend block to your\nconfiguration to clear this warning:\n\nterraform {\n  backend "local" {}\n}\n\nHowever, if you intended to override a defined backend, please verify that\nthe backend configuration is present and valid.\n',
  'warning',
);

const placeOf = (d: Diagnostic): string => `${d.summary}:${d.subject?.filename}:${d.subject?.start.byte}`;

/** Where the syntax of files is broken. */
function syntaxOf(session: Session, files: readonly string[]): Set<string> {
  const syntax = new Set<string>();
  for (const file of files) {
    const text = readText(session, file);
    if (text === null) continue;
    const json = file.endsWith('.json');
    for (const d of (json ? readJson(file, text) : parseConfig(file, text)).diagnostics) syntax.add(placeOf(d));
    if (json) for (const d of parseJsonConfig(file, text).diagnostics) if (d.summary === 'Root value must be object') syntax.add(placeOf(d));
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
