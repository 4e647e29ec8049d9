// The second half of init: provider packages chosen by their constraints, unpacked into .terraform, and noted in the lock file.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Config } from '../../../terraform/config/config.ts';
import { sourceOf } from '../../../terraform/config/providers.ts';
import { compareVersions, meets } from '../../../terraform/config/version.ts';
import type { State } from '../../../terraform/state/state.ts';
import { packageFolder, requiredSources, stateSources } from './host.ts';
import { heading, note } from './init-view.ts';
import { hasLockFile, type LockedProvider, lockedProviders, lockFileText, writeLockFile } from './lockfile.ts';
import { dataFile, exists, problem, type Session, writeText } from './session.ts';

const DEFAULT_HOST = 'registry.terraform.io/';

/** A source as people write it: without the public registry's name. */
export const displaySource = (source: string): string => (source.startsWith(DEFAULT_HOST) ? source.slice(DEFAULT_HOST.length) : source);

/** Version constraints of a source, from all modules, normalised and sorted as the lock file has them. */
export function constraintsOf(config: Config, source: string): string[] {
  const found = new Set<string>();
  for (const module of Object.values(config.modules)) {
    for (const required of Object.values(module.requiredProviders)) if (required.source === source) for (const version of required.versions) found.add(version);
    for (const provider of Object.values(module.providers)) if (provider.version && sourceOf(module, provider.name) === source) found.add(provider.version);
  }
  return [...found].sort();
}

/** Whether a module names the provider's source itself, or only uses its resources. */
const isExplicit = (config: Config, source: string): boolean =>
  Object.values(config.modules).some((module) => Object.values(module.requiredProviders).some((required) => required.source === source));

export interface ProviderOptions {
  readonly upgrade: boolean;
  readonly readonly: boolean;
  /** The only folders to look in; null is at their registries. */
  readonly pluginDirs: readonly string[] | null;
}

export interface ProviderInstallation {
  readonly diagnostics: readonly Diagnostic[];
}

/** Chooses and unpacks providers, telling what it does; ends with the paragraph about the lock file. */
export function installProviders(session: Session, config: Config, state: State | null, options: ProviderOptions): ProviderInstallation {
  const { installation } = session;
  const locked = lockedProviders(session);
  const before = lockFileText(session);
  const hadFile = hasLockFile(session);
  const chosen: LockedProvider[] = [];
  const sources = [...new Set([...requiredSources(config), ...stateSources(state)])].sort();
  const diagnostics: Diagnostic[] = [];
  const fetch: LockedProvider[] = [];
  for (const source of sources.filter((s) => s.startsWith('terraform.io/builtin/'))) note(session, `- ${source} is built in to Terraform`, `${source} is built in to Terraform`);
  for (const source of sources) {
    if (source.startsWith('terraform.io/builtin/')) continue;
    const name = displaySource(source);
    const constraints = constraintsOf(config, source);
    const known = locked.find((provider) => provider.source === source);
    if (known && !options.upgrade) {
      note(session, `- Reusing previous version of ${name} from the dependency lock file`, `${name}: Reusing previous version from the dependency lock file`);
      if (!constraints.every((constraint) => meets(known.version, constraint))) {
        diagnostics.push(
          problem(
            'Failed to query available provider packages',
            `Could not retrieve the list of available versions for provider ${name}: locked provider ${source} ${known.version} does not match configured version constraint ${constraints.join(', ')}; must use terraform init -upgrade to allow selection of new versions\n\nTo see which modules are currently depending on ${name} and what versions are specified, run the following command:\n    terraform providers`,
          ),
        );
        continue;
      }
      fetch.push({ source, version: known.version, constraints: constraints.join(', ') || null });
      continue;
    }
    const matching = JSON.stringify(constraints.join(', '));
    if (constraints.length) note(session, `- Finding ${name} versions matching ${matching}...`, `Finding matching versions for provider: ${name}, version_constraint: ${matching}`);
    else note(session, `- Finding latest version of ${name}...`, `${name}: Finding latest version...`);
    const { pluginDirs } = options;
    const published = installation.providers[source]?.versions;
    const offered = pluginDirs ? published?.filter((version) => pluginDirs.some((dir) => exists(session, `${dir}/${source}/${version}`))) : published;
    if (pluginDirs && !offered?.length) {
      diagnostics.push(notFound(source, pluginDirs));
      continue;
    }
    if (!offered) {
      diagnostics.push(unavailable(source, isExplicit(config, source)));
      continue;
    }
    const version = [...offered].sort((a, b) => compareVersions(b, a)).find((candidate) => constraints.every((constraint) => meets(candidate, constraint)));
    if (version === undefined) {
      diagnostics.push(
        problem(
          'Failed to query available provider packages',
          `Could not retrieve the list of available versions for provider ${name}: no available releases match the given constraints ${constraints.join(', ')}\n\nTo see which modules are currently depending on ${name} and what versions are specified, run the following command:\n    terraform providers`,
        ),
      );
      continue;
    }
    fetch.push({ source, version, constraints: constraints.join(', ') || null });
  }
  if (diagnostics.length) return { diagnostics };
  for (const provider of fetch) {
    const name = displaySource(provider.source);
    const folder = dataFile(session, packageFolder(provider.source, provider.version));
    chosen.push(provider);
    if (exists(session, folder)) {
      note(session, `- Using previously-installed ${name} v${provider.version}`, `${name} v${provider.version}: Using previously-installed provider version`);
      continue;
    }
    note(session, `- Installing ${name} v${provider.version}...`, `Installing provider version: ${name} v${provider.version}...`);
    const binary = `${folder}/terraform-provider-${name.split('/').at(-1)}_v${provider.version}_x5`;
    writeText(session, binary, `simulated provider ${provider.source} ${provider.version}\n`, 0o755);
    const signed = options.pluginDirs ? 'unauthenticated' : (installation.providers[provider.source]?.signature ?? 'signed by HashiCorp');
    note(session, `- Installed ${name} v${provider.version} (${signed})`, `Installed provider version: ${name} v${provider.version} (${signed})`);
  }
  if (!chosen.length) return { diagnostics };
  const same =
    chosen.length === locked.length &&
    chosen.every((provider) => locked.some((old) => old.source === provider.source && old.version === provider.version && old.constraints === provider.constraints));
  if (same) return { diagnostics };
  if (options.readonly && hadFile) {
    return {
      diagnostics: [
        problem(
          'Provider dependency changes detected',
          'Changes to the required provider dependencies were detected, but the lock file is read-only. To use and record these requirements, run "terraform init" without the "-lockfile=readonly" flag.',
        ),
      ],
    };
  }
  writeLockFile(session, chosen);
  if (before === null) heading(session, 'lock_info', LOCKED.replaceAll('\n', ' '), `\n${LOCKED}\n`);
  else heading(session, 'dependencies_lock_changes_info', `\n${LOCK_CHANGED}`, `\n${LOCK_CHANGED}\n`);
  return { diagnostics };
}

const LOCKED =
  'Terraform has created a lock file .terraform.lock.hcl to record the provider\nselections it made above. Include this file in your version control repository\nso that Terraform can guarantee to make the same selections by default when\nyou run "terraform init" in the future.';
const LOCK_CHANGED =
  'Terraform has made some changes to the provider dependency selections recorded\nin the .terraform.lock.hcl file. Review those changes and commit them to your\nversion control system if they represent changes you intended to make.';

/** A package that none of the folders of `-plugin-dir` has. */
function notFound(source: string, dirs: readonly string[]): Diagnostic {
  const name = displaySource(source);
  return problem(
    'Failed to query available provider packages',
    `Could not retrieve the list of available versions for provider ${name}: provider ${source} was not found in any of the search locations\n\n${dirs.map((dir) => `  - ${dir}`).join('\n')}`,
  );
}

function unavailable(source: string, explicit: boolean): Diagnostic {
  const name = displaySource(source);
  const host = source.split('/')[0] as string;
  const start = `Could not retrieve the list of available versions for provider ${name}: `;
  const hint = explicit
    ? `To see which modules are currently depending on ${name} and what versions are specified, run the following command:\n    terraform providers`
    : `All modules should specify their required_providers so that external consumers will get the correct providers when using a module. To see which modules are currently depending on ${name}, run the following command:\n    terraform providers`;
  const reason = source.startsWith(DEFAULT_HOST)
    ? `provider registry registry.terraform.io does not have a provider named ${source}`
    : `could not connect to ${host}: failed to request discovery document: Get "https://${host}/.well-known/terraform.json": dial tcp: lookup ${host} on 192.0.2.53:53: no such host`;
  return problem('Failed to query available provider packages', `${start}${reason}\n\n${hint}`);
}
