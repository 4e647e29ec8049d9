// Which backend a command talks to: what the configuration asks for, if `init` has set it up, or the working folder.
import { type Diagnostic, hasErrors } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import type { BackendBlock, ModuleConfig } from '../../../terraform/config/config.ts';
import { loadConfig } from '../../../terraform/config/load.ts';
import { MANIFEST } from '../../../terraform/config/manifest.ts';
import { loadModule } from '../../../terraform/config/module.ts';
import type { ConfigReader } from '../../../terraform/config/sources.ts';
import type { Backend, StateStore } from './backend.ts';
import { backendArguments, backendValues, noBackend } from './backend-block.ts';
import { type LocalPaths, localBackend } from './local-backend.ts';
import { report } from './report.ts';
import { dataFile, exists, pathOf, problem, readText, type Session } from './session.ts';
import { backendHash, currentWorkspace, isWorkspaceName, savedBackend } from './workdir.ts';

/** The files of the working folder, for loading a configuration. */
export function configReader(session: Session): ConfigReader {
  const { disk } = session.process;
  return {
    read: (path) => readText(session, path === MANIFEST ? dataFile(session, path) : path),
    list: (path) => {
      const folder = pathOf(session, path);
      if (disk.stat(folder)?.type !== 'folder') return null;
      return disk.list(folder).map((name) => (disk.stat(`${folder}/${name.replace(/\/$/, '')}`)?.type === 'folder' ? `${name.replace(/\/$/, '')}/` : name));
    },
  };
}

/** The root module alone, as far as its files can be read. */
export function rootModule(session: Session): { readonly module: ModuleConfig; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  return { module: loadModule(configReader(session), '.', [], diagnostics), diagnostics };
}

export type Opened = { readonly ok: true; readonly backend: Backend; readonly workspace: string; readonly store: StateStore } | { readonly ok: false };

/** Problems as the commands tell them that know the folder by its whole path. */
export const withWholePaths = (session: Session, diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.map((diagnostic) => {
    const { subject } = diagnostic;
    return subject ? { ...diagnostic, subject: { ...subject, filename: pathOf(session, subject.filename) } } : diagnostic;
  });

/**
 * Opens the backend in use. What is wrong is reported; the caller ends with 1. Commands that check the required version look at all modules first
 * (`whole`), and tell of them with whole paths; `state show` does so for what is wrong beyond the root module only.
 */
export function openBackend(session: Session, paths: LocalPaths = {}, whole: boolean | 'beyond' = false): Opened {
  const { module, diagnostics } = rootModule(session);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    report(session, whole === true ? withWholePaths(session, diagnostics) : diagnostics);
    return { ok: false };
  }
  const inner = whole ? loadConfig(configReader(session)).diagnostics : [];
  if (hasErrors(inner)) {
    report({ ...session, spaced: whole === true }, withWholePaths(session, inner));
    return { ok: false };
  }
  const backend = configuredBackend(session, module.backend, paths);
  if ('diagnostics' in backend) {
    report(session, backend.diagnostics);
    return { ok: false };
  }
  const workspace = currentWorkspace(session);
  if (workspace !== 'default' && !isWorkspaceName(workspace)) {
    report(session, [problem('Invalid workspace name set using TF_WORKSPACE', '')]);
    return { ok: false };
  }
  return { ok: true, backend, workspace, store: backend.store(workspace) };
}

/** The real program has two spellings: a colon where a backend that was set up has changed, else a comma. */
const needsInit = (reason: string, mark: ',' | ':' = ','): { diagnostics: Diagnostic[] } => ({
  diagnostics: [
    problem(
      `Backend initialization required${mark} please run "terraform init"`,
      `Reason: ${reason}\n\nThe "backend" is the interface that Terraform uses to store state,\nperform operations, etc. If this message is showing up, it means that the\nTerraform configuration you're using is using a custom configuration for\nthe Terraform backend.\n\nChanges to backend configurations require reinitialization. This allows\nTerraform to set up the new configuration, copy existing state, etc. Please run\n"terraform init" with either the "-reconfigure" or "-migrate-state" flags to\nuse the current configuration.\n\nIf the change reason above is incorrect, please verify your configuration\nhasn't changed and try again. At this point, no changes to your existing\nconfiguration or state have been made.`,
    ),
  ],
});

function configuredBackend(session: Session, block: BackendBlock | null, paths: LocalPaths): Backend | { readonly diagnostics: readonly Diagnostic[] } {
  const saved = savedBackend(session);
  if (!block) return saved ? needsInit(`Unsetting the previously set backend ${JSON.stringify(saved.type)}`) : localBackend(session, paths);
  if (!saved && backendArguments(session, block.type)) return needsInit(`Initial configuration of the requested backend ${JSON.stringify(block.type)}`);
  if (!backendArguments(session, block.type)) return { diagnostics: [{ ...problem('Invalid backend type', noBackend(block.type)), subject: block.typeRange }] };
  const values = backendValues(session, block);
  if (!values.ok) return { diagnostics: values.diagnostics };
  if (!saved) return needsInit(`Initial configuration of the requested backend ${JSON.stringify(block.type)}`);
  if (saved.type !== block.type) return needsInit(`Backend type changed from ${JSON.stringify(saved.type)} to ${JSON.stringify(block.type)}`, ':');
  if (saved.hash !== backendHash(block.type, values.config)) return needsInit('Backend configuration block has changed', ':');
  return makeBackend(session, saved.type, saved.config, paths);
}

/** Makes a backend from its type and values. */
export function makeBackend(
  session: Session,
  type: string,
  config: { readonly [name: string]: Json },
  paths: LocalPaths = {},
): Backend | { readonly diagnostics: readonly Diagnostic[] } {
  const text = (name: string): string | null => (typeof config[name] === 'string' && config[name] !== '' ? (config[name] as string) : null);
  if (type === 'local') return localBackend(session, { ...paths, path: text('path'), workspaceDir: text('workspace_dir') });
  const kind = session.installation.backends[type];
  if (!kind) return { diagnostics: [problem('Unsupported backend type', `There is no backend type named ${JSON.stringify(type)}.`)] };
  const opened = kind.open(config, session.process);
  return opened.ok ? opened.backend : { diagnostics: [problem(opened.summary, opened.detail)] };
}

export const hasConfiguration = (session: Session): boolean =>
  (configReader(session).list('.') ?? []).some((name) => (name.endsWith('.tf') || name.endsWith('.tf.json')) && !name.startsWith('.') && exists(session, name));
