// Loads a configuration: the root module and those it calls, from where `terraform init` put them, or straight from disk while installing.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { isName } from './blocks/name.ts';
import { type Config, type ModuleCall, type ModuleConfig, pathKey } from './config.ts';
import { type InstalledModule, MANIFEST, readManifest } from './manifest.ts';
import { configFiles, joinPath, loadModule } from './module.ts';
import { checkPassing } from './passing.ts';
import { checkShape } from './shape.ts';
import { type ConfigReader, recording, sameSources } from './sources.ts';

export interface Installation {
  readonly config: Config;
  /** What goes into the manifest: see `writeManifest`. */
  readonly modules: readonly InstalledModule[];
  /** Calls as `init` names them (`- net in net`), in order. */
  readonly installed: readonly { readonly key: string; readonly dir: string }[];
}

type Find = (call: ModuleCall, caller: ModuleConfig, key: string, diagnostics: Diagnostic[]) => string | null;

/** A module that calls itself ends where the folder that is named after its calls can have no longer name. */
const LONGEST = 255;

const configs = new WeakMap<ModuleConfig, Config>();

/** Loads with the modules that `init` installed. Never throws: what is wrong is in `diagnostics`. What is read from the same sources is the same configuration. */
export function loadConfig(reader: ConfigReader): Config {
  const config = readConfig(reader);
  const known = configs.get(config.root);
  if (known && sameSources(known.sources, config.sources)) return known;
  configs.set(config.root, config);
  return config;
}

function readConfig(reader: ConfigReader): Config {
  const memory = recording(reader);
  const manifest = new Map(readManifest(memory.reader.read(MANIFEST)).map((module) => [module.key, module]));
  return load(memory, (call, caller, key, diagnostics) => {
    const known = manifest.get(key);
    if (sourceFault(call)) return null;
    if (!known) {
      diagnostics.push({
        severity: 'error',
        summary: 'Module not installed',
        detail: 'This module is not yet installed. Run "terraform init" to install all modules required by this configuration.',
        subject: call.range,
      });
      return null;
    }
    // What an init noted that did not find it has no folder.
    if (known.dir === '' || !configFiles(memory.reader, known.dir)) {
      diagnostics.push({
        severity: 'error',
        summary: 'Module not installed',
        detail: `This module's local cache directory ${known.dir} could not be read. Run "terraform init" to install all modules required by this configuration.`,
        subject: call.range,
      });
      return null;
    }
    if (known.source !== call.source && known.source !== joinSource(caller, call)) {
      diagnostics.push({
        severity: 'error',
        summary: 'Module source has changed',
        detail: 'The source address was changed since this module was installed. Run "terraform init" to install all modules required by this configuration.',
        subject: call.sourceRange,
      });
      return null;
    }
    return known.dir;
  });
}

const joinSource = (caller: ModuleConfig, call: ModuleCall): string => joinPath(caller.directory, call.source);

/** What `init` and `get` do about modules: finds local ones; others need a network that is not there. */
export function installModules(reader: ConfigReader): Installation {
  const memory = recording(reader);
  const modules: InstalledModule[] = [{ key: '', source: '', dir: '.' }];
  const installed: { key: string; dir: string }[] = [];
  const config = load(
    memory,
    (call, caller, key, diagnostics) => {
      const dir = locate(call, caller, diagnostics);
      if (dir === null) return null;
      if (!configFiles(memory.reader, dir)) {
        installed.push({ key, dir: '' });
        modules.push({ key, source: call.source, dir: '' });
        diagnostics.push(
          {
            severity: 'error',
            summary: 'Unreadable module directory',
            detail: `Unable to evaluate directory symlink: lstat ${firstMissing(memory.reader, dir)}: no such file or directory`,
          },
          {
            severity: 'error',
            summary: 'Unreadable module directory',
            detail: `The directory  could not be read for module ${JSON.stringify(call.name)} at ${call.range.filename}:${call.range.start.line}.`,
          },
        );
        return null;
      }
      installed.push({ key, dir });
      modules.push({ key, source: call.source, dir });
      return dir;
    },
    true,
  );
  return { config, modules, installed };
}

/** The part of a path at which looking it up ends. */
function firstMissing(reader: ConfigReader, directory: string): string {
  const parts = directory.split('/');
  const at = parts.findIndex((part, i) => part !== '..' && !reader.list(parts.slice(0, i + 1).join('/')));
  return parts.slice(0, at < 0 ? parts.length : at + 1).join('/');
}

const isLocal = (source: string): boolean => /^\.\.?(\/|$)/.test(source);

/** A source that cannot be one, whatever is installed. */
function sourceFault({ source, version, sourceRange }: ModuleCall): Diagnostic | null {
  if (version !== null && isLocal(source)) {
    return {
      severity: 'error',
      summary: 'Invalid registry module source address',
      detail: `Failed to parse module registry address: can't use local directory ${JSON.stringify(source)} as a module registry address.\n\nTerraform assumed that you intended a module registry source address because you also set the argument "version", which applies only to registry modules.`,
      subject: sourceRange,
    };
  }
  if (/^[\w-]+(\/[\w-]+)*$/.test(source) && !REGISTRY.test(source)) {
    return {
      severity: 'error',
      summary: 'Invalid module source address',
      detail: `Terraform failed to determine your intended installation method for remote module package ${JSON.stringify(source)}.\n\nIf you intended this as a path relative to the current module, use "./${source}" instead. The "./" prefix indicates that the address is a relative filesystem path.`,
      subject: sourceRange,
    };
  }
  return null;
}

const REGISTRY = /^([\w.-]+\/)?[\w-]+\/[\w-]+\/[\w-]+$/;

function locate(call: ModuleCall, caller: ModuleConfig, diagnostics: Diagnostic[]): string | null {
  const { source } = call;
  if (source === '') return null;
  const fault = sourceFault(call);
  if (fault) {
    diagnostics.push(fault);
    return null;
  }
  if (isLocal(source)) return joinPath(caller.directory, source);
  if (REGISTRY.test(source)) {
    const host = source.split('/').length === 4 ? (source.split('/')[0] as string) : 'registry.terraform.io';
    diagnostics.push({
      severity: 'error',
      summary: 'Error accessing remote module registry',
      detail: `Failed to retrieve available versions for module ${JSON.stringify(call.name)} (${call.range.filename}:${call.range.start.line}) from ${host}: failed to request discovery document: Get "https://${host}/.well-known/terraform.json": dial tcp: lookup ${host} on 192.0.2.53:53: no such host.`,
      subject: call.range,
    });
    return null;
  }
  diagnostics.push({
    severity: 'error',
    summary: 'Failed to download module',
    detail: `Could not download module ${JSON.stringify(call.name)} (${call.range.filename}:${call.range.start.line}) source code from ${JSON.stringify(source)}: no such host.`,
    subject: call.range,
  });
  return null;
}

/** With `anyway` the modules of a root that has mistakes are looked for too. */
function load(memory: ReturnType<typeof recording>, find: Find, anyway = false): Config {
  const diagnostics: Diagnostic[] = [];
  const modules: Record<string, ModuleConfig> = {};
  const visit = (directory: string, path: readonly string[]): ModuleConfig => {
    const module = loadModule(memory.reader, directory, path, diagnostics);
    modules[pathKey(path)] = module;
    if (!anyway) diagnostics.push(...Object.values(module.calls).flatMap((call) => sourceFault(call) ?? []));
    if (!anyway && path.length === 0 && diagnostics.some((d) => d.severity === 'error')) return module;
    for (const name of Object.keys(module.calls).sort()) {
      const call = module.calls[name] as ModuleCall;
      const inner = [...path, name];
      if (!isName(name)) continue;
      if (pathKey(inner).length > LONGEST) {
        diagnostics.push({
          severity: 'error',
          summary: 'Failed to remove local module cache',
          detail: `Terraform tried to remove .terraform/modules/${pathKey(inner)} in order to reinstall this module, but encountered an error: unlinkat .terraform/modules/${pathKey(inner)}: file name too long`,
        });
        continue;
      }
      const found = find(call, module, pathKey(inner), diagnostics);
      if (found !== null) visit(found, inner);
    }
    return module;
  };
  const root = visit('.', []);
  const config: Config = { root, modules, sources: memory.sources, diagnostics };
  if (!diagnostics.some((d) => d.severity === 'error')) diagnostics.push(...checkPassing(config), ...checkShape(config));
  return config;
}
