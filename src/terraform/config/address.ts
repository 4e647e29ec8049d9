// Addresses of modules, resources and their instances, as people type them and as state, plan and progress lines print them.

export type InstanceKey = string | number | null;

export interface ModuleStep {
  readonly name: string;
  readonly key: InstanceKey;
}

/** A module instance; empty for the root. */
export type ModuleAddress = readonly ModuleStep[];

export type ResourceMode = 'managed' | 'data' | 'ephemeral';

/** A resource within a module instance: all its instances. */
export interface ResourceAddress {
  readonly module: ModuleAddress;
  readonly mode: ResourceMode;
  readonly type: string;
  readonly name: string;
}

export interface InstanceAddress extends ResourceAddress {
  readonly key: InstanceKey;
}

export const ROOT: ModuleAddress = [];

/** `[0]`, `["k"]` or nothing. */
export const formatKey = (key: InstanceKey): string => (key === null ? '' : typeof key === 'number' ? `[${key}]` : `[${quoteKey(key)}]`);

function quoteKey(text: string): string {
  return JSON.stringify(text).replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
}

/** `module.a["k"].module.b`; empty for the root. */
export const formatModule = (module: ModuleAddress): string => module.map((step) => `module.${step.name}${formatKey(step.key)}`).join('.');

/** `module.a.module.b` from the names of calls alone. */
export const formatModulePath = (path: readonly string[]): string => path.map((name) => `module.${name}`).join('.');

/** `aws_vpc.main`, `data.aws_ami.linux`. */
export const formatName = (mode: ResourceMode, type: string, name: string): string => `${mode === 'managed' ? '' : `${mode}.`}${type}.${name}`;

export function formatResource(address: ResourceAddress): string {
  const module = formatModule(address.module);
  return `${module}${module && '.'}${formatName(address.mode, address.type, address.name)}`;
}

export const formatInstance = (address: InstanceAddress): string => formatResource(address) + formatKey(address.key);

export const modulePath = (module: ModuleAddress): readonly string[] => module.map((step) => step.name);

/** The address without any instance key: the object of the configuration. */
export function configAddress(address: ResourceAddress): string {
  const path = formatModulePath(modulePath(address.module));
  return `${path}${path && '.'}${formatName(address.mode, address.type, address.name)}`;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** No key, then numbers, then strings. */
export function compareKeys(a: InstanceKey, b: InstanceKey): number {
  const rank = (key: InstanceKey) => (key === null ? 0 : typeof key === 'number' ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a ?? ''), String(b ?? ''));
}

export function compareModules(a: ModuleAddress, b: ModuleAddress): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const left = a[i] as ModuleStep;
    const right = b[i] as ModuleStep;
    const order = compareText(left.name, right.name) || compareKeys(left.key, right.key);
    if (order) return order;
  }
  return 0;
}

/** The order in which plans and `state list` name instances: shallow modules first, data before managed, then type, name, key. */
export function compareInstances(a: InstanceAddress, b: InstanceAddress): number {
  return (
    compareModules(a.module, b.module) ||
    (a.mode === b.mode ? 0 : a.mode === 'data' ? -1 : b.mode === 'data' ? 1 : compareText(a.mode, b.mode)) ||
    compareText(a.type, b.type) ||
    compareText(a.name, b.name) ||
    compareKeys(a.key, b.key)
  );
}

/** What `-target` and `state` arguments may name. `name` null: the module; `anyKey`: all instances of the resource. */
export interface Target {
  readonly module: ModuleAddress;
  readonly resource: { readonly mode: ResourceMode; readonly type: string; readonly name: string } | null;
  readonly key: InstanceKey;
}

export function formatTarget(target: Target): string {
  if (!target.resource) return formatModule(target.module);
  return formatInstance({ module: target.module, ...target.resource, key: target.key });
}

/** Whether a target covers an instance. Steps without a key cover every key. */
export function covers(target: Target, instance: InstanceAddress): boolean {
  if (!coversModule(target.module, instance.module)) return false;
  if (!target.resource) return true;
  if (target.module.length !== instance.module.length) return false;
  const { mode, type, name } = target.resource;
  return mode === instance.mode && type === instance.type && name === instance.name && (target.key === null || target.key === instance.key);
}

export function coversModule(outer: ModuleAddress, inner: ModuleAddress): boolean {
  return outer.length <= inner.length && outer.every((step, i) => step.name === inner[i]?.name && (step.key === null || step.key === inner[i]?.key));
}

const STEP = /^\s*(?:\.?([\p{ID_Start}_][\p{ID_Continue}-]*)|\[\s*(?:(\d+)|"((?:[^"\\$%]|\\(?:["\\nrt]|u[0-9a-fA-F]{4})|\$\$\{|%%\{|[$%](?!\{))*)")\s*\])/u;
/** Words of the language: a resource type of that name is written with `resource.` before it. */
export const RESERVED = new Set(['count', 'each', 'local', 'path', 'self', 'terraform', 'var', 'template', 'lazy', 'arg']);

/** The raw steps of an address: names and keys in order. Null when the text is no address at all. */
export function addressSteps(text: string): (string | { readonly key: string | number })[] | null {
  const steps: (string | { readonly key: string | number })[] = [];
  let rest = text;
  while (rest) {
    const match = STEP.exec(rest);
    if (!match || (steps.length === 0 && (rest.startsWith('.') || match[1] === undefined))) return null;
    if (match[1] !== undefined && steps.length > 0 && !rest.startsWith('.')) return null;
    if (match[1] !== undefined) steps.push(match[1]);
    else if (match[2] !== undefined) steps.push({ key: Number(match[2]) });
    else steps.push({ key: JSON.parse(`"${match[3]}"`.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{')) as string });
    rest = rest.slice(match[0].length);
  }
  return steps.length ? steps : null;
}

/** Reads `module.a["k"].data.t.n[0]` and its shorter forms. Null where it is none of them. */
export function parseTarget(text: string): Target | null {
  const steps = addressSteps(text);
  if (!steps) return null;
  const module: ModuleStep[] = [];
  let i = 0;
  const keyAt = (): InstanceKey => {
    const step = steps[i];
    if (typeof step !== 'object') return null;
    i++;
    return step.key;
  };
  while (steps[i] === 'module') {
    const name = steps[i + 1];
    if (typeof name !== 'string') return null;
    i += 2;
    module.push({ name, key: keyAt() });
  }
  if (i === steps.length) return { module, resource: null, key: null };
  const word = steps[i];
  const mode: ResourceMode = word === 'data' || word === 'ephemeral' ? word : 'managed';
  if (typeof word === 'string' && RESERVED.has(word)) return null;
  if (mode !== 'managed' || word === 'resource') i++;
  const type = steps[i];
  const name = steps[i + 1];
  if (typeof type !== 'string' || typeof name !== 'string') return null;
  i += 2;
  const key = keyAt();
  return i === steps.length ? { module, resource: { mode, type, name }, key } : null;
}

/** Reads the address of one instance (or of a resource without count). Null where it is a module or no address. */
export function parseInstance(text: string): InstanceAddress | null {
  const target = parseTarget(text);
  return target?.resource ? { module: target.module, ...target.resource, key: target.key } : null;
}

/** Reads `module.a["k"].module.b`; the empty text is the root. */
export function parseModule(text: string): ModuleAddress | null {
  if (text === '') return ROOT;
  const target = parseTarget(text);
  return target && !target.resource ? target.module : null;
}
