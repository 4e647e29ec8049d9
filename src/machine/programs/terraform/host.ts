// What the planner is given of this process: installed providers, files, the present instant, chance.
import { hex } from '../../../engine/chance.ts';
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Config } from '../../../terraform/config/config.ts';
import { localProvider, sourceOf } from '../../../terraform/config/providers.ts';
import type { Host } from '../../../terraform/host.ts';
import type { Files } from '../../../terraform/lang/scope.ts';
import { schemasOf } from '../../../terraform/plan/schemas.ts';
import type { SchemaOf } from '../../../terraform/print/plan.ts';
import type { Provider } from '../../../terraform/provider.ts';
import type { State } from '../../../terraform/state/state.ts';
import { lockedProviders } from './lockfile.ts';
import { dataFile, exists, pathOf, problem, type Session } from './session.ts';

export const BUILTIN = 'terraform.io/builtin/terraform';

export const packageFolder = (source: string, version: string): string => `.terraform/providers/${source}/${version}/linux_amd64`;

/** Sources of the providers that can be started here: the built-in one, and what `init` chose and unpacked. */
export function installedProviders(session: Session): string[] {
  const locked = lockedProviders(session).filter(
    ({ source, version }) => session.installation.providers[source] && exists(session, dataFile(session, packageFolder(source, version))),
  );
  return [...Object.keys(session.installation.providers).filter((source) => source.startsWith('terraform.io/builtin/')), ...locked.map(({ source }) => source)];
}

/** The host of one operation. A provider is started once per operation. */
export function hostOf(session: Session, workspace: string, resumed = false): Host {
  const { process } = session;
  const running = new Map<string, Provider>();
  // Providers work where `-chdir` leads.
  const there = session.folder === process.cwd ? process : { ...process, cwd: session.folder };
  const providers: Record<string, () => Provider> = {};
  for (const source of installedProviders(session)) {
    const found = session.installation.providers[source];
    if (!found) continue;
    providers[source] = () => {
      const known = running.get(source) ?? found.start(there, resumed);
      running.set(source, known);
      return known;
    };
  }
  return { providers, now: process.time.now, hex: (length) => hex(process.time.chance, 'terraform', length), files: filesOf(session), cwd: process.cwd, workspace };
}

function filesOf(session: Session): Files {
  const { disk, host } = session.process;
  return {
    kind: (path) => {
      const type = disk.stat(pathOf(session, path))?.type;
      return type === 'folder' ? 'directory' : (type ?? null);
    },
    read: (path) => {
      const entry = disk.stat(pathOf(session, path));
      return entry?.type === 'file' && entry.base64 !== undefined ? disk.readBytes(pathOf(session, path)) : disk.read(pathOf(session, path));
    },
    list: (path) => disk.list(pathOf(session, path)),
    home: host.home,
    working: session.folder,
  };
}

/** Finds the schemas of changes and states. A type that its provider no longer knows has an empty schema. */
export function schemaFinder(host: Host): SchemaOf {
  const schemas = schemasOf(host);
  return (change) => schemas.resourceAt(change.provider, change.mode, change.type) ?? { version: 0, block: {} };
}

/** Source addresses that a configuration needs, sorted. */
export function requiredSources(config: Config): string[] {
  const sources = new Set<string>();
  for (const module of Object.values(config.modules)) {
    for (const required of Object.values(module.requiredProviders)) sources.add(required.source);
    for (const resource of Object.values(module.resources)) sources.add(sourceOf(module, localProvider(resource)));
    for (const provider of Object.values(module.providers)) sources.add(sourceOf(module, provider.name));
  }
  for (const { to } of config.root.imports) {
    const names = to.kind === 'traversal' ? to.traversal.flatMap((step) => (step.kind === 'index' ? [] : [step.name])) : [];
    while (names[0] === 'module') names.splice(0, 2);
    if (names[0]) sources.add(sourceOf(config.root, localProvider({ type: names[0], provider: null })));
  }
  return [...sources].sort();
}

/** Source addresses that a state needs, sorted. */
export function stateSources(state: State | null): string[] {
  const sources = new Set<string>();
  for (const resource of Object.values(state?.resources ?? {})) {
    const source = /provider\["([^"]+)"\]/.exec(resource.provider)?.[1];
    if (source) sources.add(source);
  }
  return [...sources].sort();
}

/** The complaint of plan and apply about providers that `init` has not chosen yet; null when all are there. */
export function inconsistentLockFile(session: Session, config: Config): Diagnostic | null {
  const locked = lockedProviders(session);
  const faults: string[] = [];
  for (const source of requiredSources(config)) {
    if (source.startsWith('terraform.io/builtin/')) continue;
    const chosen = locked.find((provider) => provider.source === source);
    if (!chosen) faults.push(`  - provider ${source}: required by this configuration but no version is selected`);
  }
  if (!faults.length) return null;
  const advice =
    locked.length === 0
      ? 'To make the initial dependency selections that will initialize the dependency lock file, run:\n  terraform init'
      : 'To update the locked dependency selections to match a changed configuration, run:\n  terraform init -upgrade';
  return problem(
    'Inconsistent dependency lock file',
    `The following dependency selections recorded in the lock file are inconsistent with the current configuration:\n${faults.join('\n')}\n\n${advice}`,
  );
}

/** Chosen in the lock file but not unpacked here: `.terraform` was deleted, or never made on this machine. */
export function missingPackages(session: Session, sources: readonly string[]): Diagnostic | null {
  const missing = lockedProviders(session).filter(({ source, version }) => sources.includes(source) && !exists(session, dataFile(session, packageFolder(source, version))));
  if (!missing.length) return null;
  const list = missing.map(
    ({ source }) => `  - ${source}: there is no package for ${source} ${lockedProviders(session).find((p) => p.source === source)?.version} cached in .terraform/providers`,
  );
  return problem(
    'Required plugins are not installed',
    `The installed provider plugins are not consistent with the packages selected in the dependency lock file:\n${list.join('\n')}\n\nTerraform uses external plugins to integrate with a variety of different infrastructure services. To download the plugins required for this configuration, run:\n  terraform init`,
  );
}

/** The complaint of show and import about providers of the state that are not installed; null when all are. */
export function missingSchemas(host: Host, state: State | null): Diagnostic | null {
  const missing = stateSources(state).filter((source) => !host.providers[source]);
  if (!missing.length) return null;
  const source = missing[0] as string;
  return problem(
    'Failed to load plugin schemas',
    `Error while loading schemas for plugin components: Failed to obtain provider schema: Could not load the schema for provider ${source}: failed to instantiate provider ${JSON.stringify(source)} to obtain schema: unavailable provider ${JSON.stringify(source)}..`,
  );
}
