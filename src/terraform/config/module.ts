// One module: its files read, overridden, and turned into blocks, each name once.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Block } from '../hcl/ast.ts';
import { type Parsed, parsedFile } from '../hcl/parsed.ts';
import { traversalText } from '../lang/references.ts';
import { formatName, type ResourceMode } from './address.ts';
import { decodeModuleCall } from './blocks/module-call.ts';
import { isName } from './blocks/name.ts';
import { decodeOutput } from './blocks/output.ts';
import { checkConstraint, decodeProvider, decodeRequiredProviders } from './blocks/provider.ts';
import { decodeCheck, decodeImport, decodeMoved, decodeRemoved } from './blocks/refactoring.ts';
import { decodeResource } from './blocks/resource.ts';
import { decodeVariable } from './blocks/variable.ts';
import type {
  BackendBlock,
  CheckBlock,
  ImportBlock,
  LocalBlock,
  ModuleCall,
  ModuleConfig,
  MovedBlock,
  OutputBlock,
  ProviderBlock,
  RemovedBlock,
  RequiredProvider,
  ResourceBlock,
  VariableBlock,
} from './config.ts';
import { content, justAttributes } from './content.ts';
import { applyOverrides, isOverride } from './merge.ts';
import { rangeText } from './range.ts';
import type { ConfigReader } from './sources.ts';
import { staticText } from './static.ts';

const FILE = {
  blocks: [
    'terraform',
    'required_providers',
    'provider name',
    'variable name',
    'locals',
    'output name',
    'module name',
    'resource type name',
    'data type name',
    'ephemeral type name',
    'moved',
    'import',
    'check name',
    'removed',
  ],
};
const TERRAFORM = { attributes: ['required_version', 'experiments', 'language'], blocks: ['backend type', 'cloud', 'required_providers', 'provider_meta provider'] };

const isConfigFile = (name: string): boolean => /\.tf(\.json)?$/.test(name) && !/^[.#]|~$/.test(name);

/** Joins folders of relative paths; `.` is the working folder. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else parts.push(part);
  }
  return (path.startsWith('/') || folder.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

/** Names of the configuration files of a folder, primary ones first. Null when there is no such folder. */
export function configFiles(reader: ConfigReader, directory: string): readonly string[] | null {
  const names = reader.list(directory);
  if (!names) return null;
  const files = names.filter(isConfigFile);
  return [...files.filter((name) => !isOverride(name)), ...files.filter(isOverride)];
}

interface Loaded {
  readonly bodies: readonly Parsed[];
  readonly module: ModuleConfig;
  readonly diagnostics: readonly Diagnostic[];
}

const MOST = 64;
const loaded = new Map<string, Loaded>();

/** Reads a module. Modules are never changed, so one whose files are what they were is shared: a long command reads its configuration at every step. */
export function loadModule(reader: ConfigReader, directory: string, path: readonly string[], diagnostics: Diagnostic[]): ModuleConfig {
  const names = configFiles(reader, directory) ?? [];
  const paths = names.map((name) => (directory === '.' ? name : `${directory}/${name}`));
  const bodies = paths.map((file) => parsedFile(file, reader.read(file) ?? ''));
  const key = JSON.stringify([directory, path, paths]);
  let known = loaded.get(key);
  if (!known || known.bodies.some((parsed, index) => parsed !== bodies[index])) {
    const found: Diagnostic[] = [];
    const module = moduleOf(names, bodies, directory, path, paths, found);
    known = { bodies, module, diagnostics: found };
    if (loaded.size >= MOST) loaded.clear();
    loaded.set(key, known);
  }
  diagnostics.push(...known.diagnostics);
  return known.module;
}

function moduleOf(
  names: readonly string[],
  bodies: readonly Parsed[],
  directory: string,
  path: readonly string[],
  paths: readonly string[],
  diagnostics: Diagnostic[],
): ModuleConfig {
  const primary: Block[] = [];
  const overrides: Block[] = [];
  bodies.forEach((parsed, index) => {
    diagnostics.push(...parsed.diagnostics);
    if (!parsed.body) return;
    (isOverride(names[index] as string) ? overrides : primary).push(...content(parsed.body, FILE, diagnostics).blocks);
  });
  return decodeBlocks(applyOverrides(primary, overrides, diagnostics), directory, path, paths, diagnostics);
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Table<T> = Record<string, T>;

function decodeBlocks(blocks: readonly Block[], directory: string, path: readonly string[], files: readonly string[], diagnostics: Diagnostic[]): ModuleConfig {
  const variables: Table<VariableBlock> = {};
  const locals: Table<LocalBlock> = {};
  const outputs: Table<OutputBlock> = {};
  const resources: Table<ResourceBlock> = {};
  const calls: Table<ModuleCall> = {};
  const providers: Table<ProviderBlock> = {};
  const checks: Table<CheckBlock> = {};
  const moved: MovedBlock[] = [];
  const removed: RemovedBlock[] = [];
  const imports: ImportBlock[] = [];
  const settings: TerraformSettings = { requiredProviders: {}, requiredVersions: [], backend: null, cloud: null, requiredAt: null };
  const once = <T extends { readonly range: SourceRange }>(table: Table<T>, key: string, block: T, summary: string, detail: (before: string) => string): void => {
    const before = table[key];
    if (before) diagnostics.push({ severity: 'error', summary, detail: detail(rangeText(before.range)), subject: block.range });
    else table[key] = block;
  };
  const addResource = (resource: ResourceBlock): void => {
    const data = resource.mode === 'managed' ? '' : `${resource.mode} `;
    once(
      resources,
      formatName(resource.mode, resource.type, resource.name),
      resource,
      `Duplicate ${data || 'resource '}${JSON.stringify(resource.type)} configuration`,
      (before) =>
        `A ${resource.type} ${data}resource named ${JSON.stringify(resource.name)} was already declared at ${before}. Resource names must be unique per type in each module.`,
    );
  };
  for (const block of blocks) {
    const name = block.labels[0] ?? '';
    switch (block.type) {
      case 'terraform':
        decodeTerraform(block, settings, diagnostics);
        break;
      case 'variable':
        once(
          variables,
          name,
          decodeVariable(block, diagnostics),
          'Duplicate variable declaration',
          (before) => `A variable named ${JSON.stringify(name)} was already declared at ${before}. Variable names must be unique within a module.`,
        );
        break;
      case 'locals':
        for (const attribute of justAttributes(block.body, diagnostics)) {
          if (!isName(attribute.name)) {
            diagnostics.push({
              severity: 'error',
              summary: 'Invalid local value name',
              detail: 'A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.',
              subject: attribute.nameRange,
            });
          }
          once(
            locals,
            attribute.name,
            { name: attribute.name, expression: attribute.expression, range: attribute.range },
            'Duplicate local value definition',
            (before) => `A local value named ${JSON.stringify(attribute.name)} was already defined at ${before}. Local value names must be unique within a module.`,
          );
        }
        break;
      case 'output': {
        const output = decodeOutput(block, diagnostics);
        if (output)
          once(
            outputs,
            name,
            output,
            'Duplicate output definition',
            (before) => `An output named ${JSON.stringify(name)} was already defined at ${before}. Output names must be unique within a module.`,
          );
        break;
      }
      case 'module':
        once(
          calls,
          name,
          decodeModuleCall(block, diagnostics),
          'Duplicate module call',
          (before) => `A module call named ${JSON.stringify(name)} was already defined at ${before}. Module calls must have unique names within a module.`,
        );
        break;
      case 'resource':
      case 'data':
      case 'ephemeral':
        addResource(decodeResource(block, (block.type === 'resource' ? 'managed' : block.type) as ResourceMode, null, diagnostics));
        break;
      case 'provider': {
        const provider = decodeProvider(block, diagnostics);
        const key = provider.alias === null ? name : `${name}.${provider.alias}`;
        once(providers, key, provider, 'Duplicate provider configuration', (before) =>
          provider.alias === null
            ? `A default (non-aliased) provider configuration for ${JSON.stringify(name)} was already given at ${before}. If multiple configurations are required, set the "alias" argument for alternative configurations.`
            : `A provider configuration for ${JSON.stringify(name)} with alias ${JSON.stringify(provider.alias)} was already given at ${before}. Each configuration for the same provider must have a distinct alias.`,
        );
        break;
      }
      case 'moved': {
        const decoded = decodeMoved(block, diagnostics);
        if (decoded) moved.push(decoded);
        break;
      }
      case 'removed': {
        const decoded = decodeRemoved(block, diagnostics);
        if (decoded) removed.push(decoded);
        break;
      }
      case 'import': {
        const decoded = decodeImport(block, diagnostics);
        const before = decoded && imports.find((other) => sameTarget(other, decoded));
        if (before) diagnostics.push(importedTwice(before, decoded));
        else if (decoded) imports.push(decoded);
        break;
      }
      case 'check': {
        const { check, data } = decodeCheck(block, diagnostics);
        once(
          checks,
          name,
          check,
          `Duplicate check ${JSON.stringify(name)} configuration`,
          (before) => `A check block named ${JSON.stringify(name)} was already declared at ${before}. Check blocks must be unique within each module.`,
        );
        if (data) addResource(data);
        break;
      }
      default:
        diagnostics.push({
          severity: 'error',
          summary: 'Invalid required_providers block',
          detail: 'A "required_providers" block must be nested inside a "terraform" block.',
          subject: block.typeRange,
        });
    }
  }
  const { requiredAt: _place, ...rest } = settings;
  return { path, directory, files, variables, locals, outputs, resources, calls, providers, checks, moved, removed, imports, ...rest };
}

const targetText = ({ to }: ImportBlock): string | null => (to.kind === 'traversal' ? traversalText(to.traversal) : null);

const sameTarget = (one: ImportBlock, other: ImportBlock): boolean => targetText(one) !== null && targetText(one) === targetText(other);

function importedTwice(before: ImportBlock, again: ImportBlock): Diagnostic {
  const resource = (targetText(again) ?? '').replace(/\[[^\]]*\]$/, '');
  return {
    severity: 'error',
    summary: `Duplicate import configuration for ${JSON.stringify(resource)}`,
    detail: `An import block for the resource ${JSON.stringify(resource)} was already declared at ${rangeText(before.range)}. A resource can have only one import block.`,
    subject: again.toRange,
  };
}

type TerraformSettings = Draft<Pick<ModuleConfig, 'backend' | 'cloud'>> & {
  requiredProviders: Table<RequiredProvider>;
  requiredVersions: { constraint: string; range: SourceRange }[];
  requiredAt: SourceRange | null;
};

function decodeTerraform(block: Block, settings: TerraformSettings, diagnostics: Diagnostic[]): void {
  const { attributes, blocks } = content(block.body, TERRAFORM, diagnostics);
  if (attributes.required_version) {
    const range = attributes.required_version.expression.range;
    const faults: Diagnostic[] = [];
    const constraint = staticText(attributes.required_version.expression, faults);
    // A reference is wrong by itself: its type is not spoken of.
    const references = faults.filter((fault) => fault.summary === 'Variables not allowed');
    diagnostics.push(...(references.length ? references : faults));
    if (constraint !== null && checkConstraint(constraint, range, diagnostics)) settings.requiredVersions.push({ constraint, range: attributes.required_version.range });
  }
  if (attributes.experiments) {
    diagnostics.push({
      severity: 'error',
      summary: 'Module uses experimental features',
      detail: 'Experimental features are intended only for gathering early feedback on new language designs, and so are available only in alpha releases of Terraform.',
      subject: attributes.experiments.nameRange,
    });
  }
  for (const inner of blocks) {
    if (inner.type === 'backend') {
      const backend: BackendBlock = { type: inner.labels[0] ?? '', body: inner.body, range: inner.defRange, typeRange: inner.labelRanges[0] ?? inner.typeRange };
      if (settings.backend) {
        diagnostics.push({
          severity: 'error',
          summary: 'Duplicate backend configuration',
          detail: `A module may have only one backend configuration. The backend was previously configured at ${rangeText(settings.backend.range)}.`,
          subject: inner.defRange,
        });
      } else settings.backend = backend;
    } else if (inner.type === 'cloud') {
      settings.cloud = { type: 'cloud', body: inner.body, range: inner.defRange, typeRange: inner.typeRange };
    } else if (inner.type === 'required_providers') {
      const first = settings.requiredAt;
      if (first) {
        diagnostics.push({
          severity: 'error',
          summary: 'Duplicate required providers configuration',
          detail: `A module may have only one required providers configuration. The required providers were previously configured at ${rangeText(first)}.`,
          subject: inner.defRange,
        });
        continue;
      }
      settings.requiredAt = inner.defRange;
      for (const required of decodeRequiredProviders(inner, diagnostics)) settings.requiredProviders[required.name] = required;
    }
  }
}
