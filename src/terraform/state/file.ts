// State files, format 4: read with Terraform's complaints, written with its layout (two spaces, its order of keys, its escapes).
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { fingerprint, type Json } from '../../engine/json.ts';
import { compareKeys, formatInstance, formatResource, type InstanceKey, parseModule, type ResourceMode } from '../config/address.ts';
import { TERRAFORM_VERSION } from '../config/shape.ts';
import { parseVersion } from '../config/version.ts';
import { digitsOf, escaped, parseJson } from '../lang/json-number.ts';
import type { JsonType } from '../lang/type.ts';
import { type CheckState, emptyState, type ObjectState, type OutputState, type ResourceState, type State, type StateStep } from './state.ts';
import { brokenAt } from './syntax.ts';

type Raw = { readonly [key: string]: Json | undefined };

export type StateReading = { readonly state: State; readonly problems?: undefined } | { readonly state?: undefined; readonly problems: readonly Diagnostic[] };

const problem = (summary: string, detail: string): Diagnostic => ({ severity: 'error', summary, detail });
const unsupported = (detail: string): Diagnostic => problem('Unsupported state file format', detail);

const KINDS: { readonly [kind: string]: string } = { object: 'object', string: 'string', number: 'number', boolean: 'bool' };

/** Reads the text of a state file. An empty text is an empty state. */
export function readState(text: string): StateReading {
  if (text.trim() === '') return { state: emptyState() };
  const problems: Diagnostic[] = [];
  const offset = brokenAt(text);
  const raw = offset === null ? parseJson(text) : null;
  if (offset !== null) problems.push(unsupported(`The state file could not be parsed as JSON: syntax error at byte offset ${offset}.`));
  if (offset === null && (Array.isArray(raw) || raw === null || typeof raw !== 'object')) {
    if (raw !== null) problems.push(unsupported(`The version in the state file is ${Array.isArray(raw) ? 'array' : KINDS[typeof raw]}. A positive whole number is required.`));
  }
  const top: Raw = raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? (raw as Raw) : {};
  const { version } = top;
  if (version === undefined || version === null) {
    problems.push(unsupported('The state file does not have a "version" attribute, which is required to identify the format version.'));
  } else if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    const kind = typeof version === 'number' ? `number ${version}` : Array.isArray(version) ? 'array' : KINDS[typeof version];
    problems.push(unsupported(`The version in the state file is ${kind}. A positive whole number is required.`));
  }
  if (problems.length) return { problems };
  return readVersion(top, version as number);
}

function readVersion(top: Raw, version: number): StateReading {
  const writer = typeof top.terraform_version === 'string' ? top.terraform_version : '';
  if (version === 0) return { problems: [unsupported('The state file uses format version zero, which is not supported by any version of Terraform.')] };
  if (version > 4) {
    const creator = writer ? ` This state file was created by Terraform ${writer}.` : '';
    return { problems: [unsupported(`The state file uses format version ${version}, which is not supported by Terraform ${TERRAFORM_VERSION}.${creator}`)] };
  }
  if (version < 4) return readOld(top, version);
  if (writer !== '' && !parseVersion(writer)) {
    return {
      problems: [
        problem('Invalid Terraform version string', `State file claims to have been written by Terraform version ${JSON.stringify(writer)}, which is not a valid version string.`),
      ],
    };
  }
  const problems: Diagnostic[] = [];
  const resources: Record<string, ResourceState> = {};
  for (const entry of list(top.resources)) readResource(entry as Raw, resources, problems);
  if (problems.length) return { problems };
  const outputs: Record<string, OutputState> = {};
  for (const [name, output] of Object.entries((top.outputs ?? {}) as Raw)) {
    const { value = null, type = 'dynamic', sensitive } = output as Raw;
    outputs[name] = { value, type: type as JsonType, ...(sensitive ? { sensitive: true } : {}) };
  }
  return {
    state: {
      terraformVersion: writer || TERRAFORM_VERSION,
      serial: typeof top.serial === 'number' ? top.serial : 0,
      lineage: typeof top.lineage === 'string' ? top.lineage : '',
      outputs,
      resources,
      checks: Array.isArray(top.check_results) ? list(top.check_results).map((entry) => readCheck(entry as Raw)) : null,
    },
  };
}

/** Formats 1 to 3: only what holds no resource can be carried over. */
function readOld(top: Raw, version: number): StateReading {
  for (const module of list(top.modules)) {
    if (Object.keys(((module as Raw).resources ?? {}) as Raw).length > 0) {
      return { problems: [unsupported(`The state file uses format version ${version}, whose resources this simulation does not upgrade.`)] };
    }
  }
  return {
    state: { ...emptyState(typeof top.lineage === 'string' ? top.lineage : ''), serial: typeof top.serial === 'number' ? top.serial : 0 },
  };
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function readResource(raw: Raw, resources: Record<string, ResourceState>, problems: Diagnostic[]): void {
  const mode = textOf(raw.mode) as ResourceMode;
  const type = textOf(raw.type);
  const name = textOf(raw.name);
  const module = textOf(raw.module);
  const path = parseModule(module);
  if (mode !== 'managed' && mode !== 'data') {
    problems.push(
      problem(
        'Invalid resource mode in state',
        `State contains a resource with mode ${JSON.stringify(mode)} (${JSON.stringify(type)} ${JSON.stringify(name)}) which is not supported.`,
      ),
    );
    return;
  }
  if (!path) {
    problems.push(problem('Invalid module address', `The state contains a resource in module ${JSON.stringify(module)}, which is not a valid module address.`));
    return;
  }
  const instances = new Map<InstanceKey, { current: ObjectState | null; deposed: Record<string, ObjectState> }>();
  for (const entry of list(raw.instances)) {
    const instance = entry as Raw;
    const key = (instance.index_key ?? null) as InstanceKey;
    const known = instances.get(key) ?? { current: null, deposed: {} };
    instances.set(key, known);
    const object = readObject(instance);
    const deposed = textOf(instance.deposed);
    if (deposed) known.deposed[deposed] = object;
    else if (known.current) {
      const address = formatInstance({ module: path, mode, type, name, key });
      problems.push(problem('Duplicate resource instance in state', `The state contains more than one current object for ${address}.`));
    } else known.current = object;
  }
  const address = formatResource({ module: path, mode, type, name });
  const before = resources[address]?.instances ?? [];
  resources[address] = {
    module,
    mode,
    type,
    name,
    provider: textOf(raw.provider),
    instances: [...before, ...[...instances].map(([key, rest]) => ({ key, ...rest }))].sort((a, b) => compareKeys(a.key, b.key)),
  };
}

function readObject(raw: Raw): ObjectState {
  return {
    status: raw.status === 'tainted' ? 'tainted' : 'ready',
    schemaVersion: typeof raw.schema_version === 'number' ? raw.schema_version : 0,
    attributes: raw.attributes ?? {},
    sensitive: list(raw.sensitive_attributes).map((path) => list(path).map((step) => readStep(step as Raw))),
    ...(raw.private ? { private: textOf(raw.private) } : {}),
    dependencies: list(raw.dependencies).map(textOf),
    ...(raw.create_before_destroy ? { createBeforeDestroy: true } : {}),
  };
}

function readStep(raw: Raw): StateStep {
  if (raw.type !== 'index') return textOf(raw.value);
  const inner = raw.value as Raw;
  return typeof inner.value === 'number' ? inner.value : { index: textOf(inner.value) };
}

function readCheck(raw: Raw): CheckState {
  return {
    kind: textOf(raw.object_kind) as CheckState['kind'],
    address: textOf(raw.config_addr),
    status: textOf(raw.status) as CheckState['status'],
    objects: list(raw.objects).map((entry) => {
      const object = entry as Raw;
      return {
        address: textOf(object.object_addr),
        status: textOf(object.status) as CheckState['status'],
        ...(object.failure_messages ? { failures: list(object.failure_messages).map(textOf) } : {}),
      };
    }),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const marks = new WeakMap<ResourceState, string>();

/** A fingerprint of all that a state says but serial, lineage and who wrote it. Two states with the same one are written alike. */
export function stateMark(state: State): string {
  const resources = sorted(state).map((resource) => {
    let mark = marks.get(resource);
    if (mark === undefined) {
      mark = fingerprint(resourceText(resource));
      marks.set(resource, mark);
    }
    return mark;
  });
  return fingerprint(`${resources.join(' ')} ${writeState({ ...state, serial: 0, lineage: '', resources: {} })}`);
}

const sorted = (state: State): readonly ResourceState[] =>
  Object.values(state.resources).sort((a, b) => byText(a.module, b.module) || byText(a.mode, b.mode) || byText(a.type, b.type) || byText(a.name, b.name));

/** The text of a state file, with a newline at its end. */
export function writeState(state: State): string {
  const resources = sorted(state);
  const top = {
    version: 4,
    terraform_version: TERRAFORM_VERSION,
    serial: state.serial,
    lineage: state.lineage,
    outputs: Object.fromEntries(
      Object.keys(state.outputs)
        .sort(byText)
        .map((name) => {
          const output = state.outputs[name] as OutputState;
          return [name, { value: output.value, type: output.type as Json, ...(output.sensitive ? { sensitive: true } : {}) }];
        }),
    ),
    resources: RESOURCES,
    check_results: state.checks ? state.checks.map(checkJson) : null,
  };
  const text = resources.length ? `[\n${resources.map((resource) => `    ${resourceText(resource)}`).join(',\n')}\n  ]` : '[]';
  return `${layout(top as unknown as Json, '').replace(quoted(RESOURCES), () => text)}\n`;
}

/** Stands for the resources until their texts are put in. */
const RESOURCES = '\u0001resources';
const texts = new WeakMap<ResourceState, string>();

/** A resource's text at its place in the file. Kept with the resource: an apply writes the whole state after each one that it changes. */
function resourceText(resource: ResourceState): string {
  let text = texts.get(resource);
  if (text === undefined) {
    text = layout(resourceJson(resource), '    ');
    texts.set(resource, text);
  }
  return text;
}

function resourceJson(resource: ResourceState): Json {
  const instances: Json[] = [];
  for (const instance of resource.instances) {
    if (instance.current) instances.push(objectJson(instance.key, null, instance.current));
    for (const id of Object.keys(instance.deposed).sort(byText)) instances.push(objectJson(instance.key, id, instance.deposed[id] as ObjectState));
  }
  return {
    ...(resource.module ? { module: resource.module } : {}),
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    provider: resource.provider,
    instances,
  };
}

function objectJson(key: InstanceKey, deposed: string | null, object: ObjectState): Json {
  return {
    ...(key === null ? {} : { index_key: key }),
    ...(object.status === 'tainted' ? { status: 'tainted' } : {}),
    ...(deposed ? { deposed } : {}),
    schema_version: object.schemaVersion,
    attributes: object.attributes,
    sensitive_attributes: object.sensitive.map((path) =>
      path.map((step) =>
        typeof step === 'string'
          ? { type: 'get_attr', value: step }
          : { type: 'index', value: typeof step === 'number' ? { value: step, type: 'number' } : { value: step.index, type: 'string' } },
      ),
    ),
    ...(object.private ? { private: object.private } : {}),
    ...(object.dependencies.length ? { dependencies: object.dependencies } : {}),
    ...(object.createBeforeDestroy ? { create_before_destroy: true } : {}),
  };
}

const checkJson = (check: CheckState): Json => ({
  object_kind: check.kind,
  config_addr: check.address,
  status: check.status,
  objects: check.objects.length
    ? check.objects.map((object) => ({ object_addr: object.address, status: object.status, ...(object.failures?.length ? { failure_messages: object.failures } : {}) }))
    : null,
});

/** A string of JSON as Go writes it: angle brackets and ampersands escaped. */
const quoted = (text: string): string => escaped(JSON.stringify(text));

function layout(value: Json, indent: string): string {
  if (typeof value === 'string') return digitsOf(value) ?? quoted(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + layout(item as Json, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value as Raw).filter(([, item]) => item !== undefined) as [string, Json][];
  if (entries.length === 0) return '{}';
  // Keys that look like array indices lost their place: a JavaScript object puts them first.
  if (entries.some(([key]) => /^\d+$/.test(key))) entries.sort(([a], [b]) => byText(a, b));
  return `{\n${entries.map(([key, item]) => `${inner}${quoted(key)}: ${layout(item, inner)}`).join(',\n')}\n${indent}}`;
}
