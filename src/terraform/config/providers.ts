// Which provider configuration a resource uses: its own module's, one handed in by the caller, or the root's.

import { formatModulePath } from './address.ts';
import { impliedSource } from './blocks/provider.ts';
import { type Config, type ModuleConfig, type ProviderBlock, pathKey, type ResourceBlock } from './config.ts';

export interface ResolvedProvider {
  readonly source: string;
  readonly alias: string | null;
  /** Module whose block configures it (or the root, where no block does). */
  readonly path: readonly string[];
  readonly block: ProviderBlock | null;
  /** As in the state: `provider["registry.terraform.io/hashicorp/aws"].west`. */
  readonly address: string;
}

export const localProvider = (resource: Pick<ResourceBlock, 'type' | 'provider'>): string => resource.provider?.name ?? (resource.type.split('_')[0] as string);

/** The source address that a local provider name means in a module. */
export const sourceOf = (module: ModuleConfig, name: string): string => module.requiredProviders[name]?.source ?? impliedSource(name);

export function providerAddress(path: readonly string[], source: string, alias: string | null): string {
  const module = formatModulePath(path);
  return `${module}${module && '.'}provider["${source}"]${alias ? `.${alias}` : ''}`;
}

/** Follows a reference to where the provider is configured. Null when an alias is nowhere configured. */
export function resolveProvider(config: Config, module: ModuleConfig, name: string, alias: string | null): ResolvedProvider | null {
  const source = sourceOf(module, name);
  let here: ModuleConfig | undefined = module;
  let local = name;
  let wanted = alias;
  while (here) {
    const block: ProviderBlock | undefined = here.providers[wanted === null ? local : `${local}.${wanted}`];
    if (block) return { source, alias: wanted, path: here.path, block, address: providerAddress(here.path, source, wanted) };
    if (here.path.length === 0) break;
    const parent: ModuleConfig | undefined = config.modules[pathKey(here.path.slice(0, -1))];
    const call = parent?.calls[here.path[here.path.length - 1] as string];
    const passed = call?.providers?.find((entry) => entry.inner.name === local && entry.inner.alias === wanted);
    if (passed) {
      local = passed.outer.name;
      wanted = passed.outer.alias;
    } else if (wanted !== null) return null;
    else if (parent) local = localNameOf(parent, source) ?? local;
    here = parent;
  }
  if (wanted !== null) return null;
  return { source, alias: null, path: [], block: null, address: providerAddress([], source, null) };
}

function localNameOf(module: ModuleConfig, source: string): string | null {
  for (const required of Object.values(module.requiredProviders)) if (required.source === source) return required.name;
  return null;
}

/** The provider of a resource of the configuration. */
export const providerOf = (config: Config, module: ModuleConfig, resource: ResourceBlock): ResolvedProvider | null =>
  resolveProvider(config, module, localProvider(resource), resource.provider?.alias ?? null);

/** Reads the address of a provider configuration as the state holds it. */
export function parseProviderAddress(text: string): { readonly source: string; readonly alias: string | null } | null {
  const match = /provider\["([^"]+)"\](?:\.([\w-]+))?$/.exec(text);
  return match ? { source: match[1] as string, alias: match[2] ?? null } : null;
}

/** Every provider that a configuration needs, by source, with the constraints on its version. */
export function requiredSources(config: Config): { readonly [source: string]: readonly string[] } {
  const found: Record<string, string[]> = {};
  for (const module of Object.values(config.modules)) {
    for (const required of Object.values(module.requiredProviders)) (found[required.source] ??= []).push(...required.versions);
    for (const provider of Object.values(module.providers)) {
      const list = (found[sourceOf(module, provider.name)] ??= []);
      if (provider.version) list.push(provider.version);
    }
    for (const resource of Object.values(module.resources)) found[sourceOf(module, localProvider(resource))] ??= [];
    for (const { to } of module.imports) {
      const root = to.kind === 'traversal' ? to.traversal[0] : undefined;
      if (root?.kind === 'root' && root.name !== 'module') found[sourceOf(module, localProvider({ type: root.name, provider: null }))] ??= [];
    }
  }
  return found;
}
