// Where `terraform init` notes which module was installed where: `.terraform/modules/modules.json`.

export const MANIFEST = '.terraform/modules/modules.json';

export interface InstalledModule {
  /** Names of the calls joined with dots; empty for the root. */
  readonly key: string;
  readonly source: string;
  readonly version?: string;
  readonly dir: string;
}

/** Reads the manifest's text; an empty list when it is not there or not readable. */
export function readManifest(text: string | null): readonly InstalledModule[] {
  if (!text) return [];
  try {
    const parsed = JSON.parse(text) as { Modules?: { Key?: string; Source?: string; Version?: string; Dir?: string }[] };
    return (parsed.Modules ?? []).map((entry) => ({
      key: entry.Key ?? '',
      source: entry.Source ?? '',
      ...(entry.Version ? { version: entry.Version } : {}),
      dir: entry.Dir ?? '.',
    }));
  } catch {
    return [];
  }
}

/** Those that a manifest does not have where they are now: `init` and `get` tell of no others. */
export function newModules<Module extends Pick<InstalledModule, 'key' | 'dir'>>(installed: readonly Module[], manifest: string | null): readonly Module[] {
  const before = readManifest(manifest).filter(({ dir }) => dir !== '');
  return installed.filter(({ key, dir }) => !before.some((module) => module.key === key && module.dir === dir));
}

/** The manifest's text, as Terraform writes it. What the one `before` says of calls that are no more stays. */
export function writeManifest(modules: readonly InstalledModule[], before: string | null): string {
  const gone = readManifest(before).filter(({ key }) => !modules.some((module) => module.key === key));
  const sorted = [...modules, ...gone].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return JSON.stringify({
    Modules: sorted.map((module) => ({ Key: module.key, Source: module.source, ...(module.version ? { Version: module.version } : {}), Dir: module.dir })),
  });
}
