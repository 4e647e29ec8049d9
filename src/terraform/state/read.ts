// State files, format 4, read with Terraform's complaints.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Json } from '../../engine/json.ts';
import { compareKeys, formatInstance, formatResource, type InstanceKey, parseModule, type ResourceMode } from '../config/address.ts';
import { TERRAFORM_VERSION } from '../config/shape.ts';
import { parseVersion } from '../config/version.ts';
import { parseJson, withinDoubles } from '../lang/json-number.ts';
import type { JsonType } from '../lang/type.ts';
import { type CheckState, emptyState, type ObjectState, type OutputState, type ResourceState, type State, type StateStep } from './state.ts';
import { brokenAt } from './syntax.ts';
import { inFileOrder, outputsInFile } from './write.ts';

type Raw = { readonly [key: string]: Json | undefined };

export type StateReading = { readonly state: State; readonly problems?: undefined } | { readonly state?: undefined; readonly problems: readonly Diagnostic[] };

const problem = (summary: string, detail: string): Diagnostic => ({ severity: 'error', summary, detail });
const unsupported = (detail: string): Diagnostic => problem('Unsupported state file format', detail);

const KINDS: { readonly [kind: string]: string } = { object: 'object', string: 'string', number: 'number', boolean: 'bool' };

/** A command reads its state more than once, and the next command what this one wrote. States are never changed, so the last few are shared. */
const MOST = 8;
const recent: { readonly text: string; readonly reading: StateReading }[] = [];

/** Reads the text of a state file. An empty text is an empty state. */
export function readState(text: string): StateReading {
  const place = recent.findIndex((entry) => entry.text === text);
  const [found] = place < 0 ? [] : recent.splice(place, 1);
  const reading = found?.reading ?? readText(text);
  recent.unshift(found ?? { text, reading });
  if (recent.length > MOST) recent.pop();
  return reading;
}

/** Notes a state that was just written as a text, so that it need not be read to be known. */
export function noteWritten(text: string, state: State): void {
  const resources: Record<string, ResourceState> = {};
  for (const resource of inFileOrder(state)) {
    // Several deposed objects of one instance follow each other by id in a file, not as they came to be.
    if (resource.instances.some((instance) => Object.keys(instance.deposed).length > 1)) return;
    resources[formatResource({ ...resource, module: parseModule(resource.module) ?? [] })] = resource;
  }
  recent.unshift({ text, reading: { state: { ...state, terraformVersion: TERRAFORM_VERSION, outputs: outputsInFile(state), resources } } });
  if (recent.length > MOST) recent.pop();
}

/** The text as JSON, or where it stops being JSON. */
function jsonIn(text: string): { readonly raw: Json; readonly offset: number | null } {
  try {
    const raw = JSON.parse(text) as Json;
    return { raw: withinDoubles(text) ? raw : parseJson(text), offset: null };
  } catch (error) {
    const offset = brokenAt(text);
    if (offset === null) throw error;
    return { raw: null, offset };
  }
}

function readText(text: string): StateReading {
  if (text.trim() === '') return { state: emptyState() };
  const problems: Diagnostic[] = [];
  const { raw, offset } = jsonIn(text);
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
  if (version === 0)
    return {
      problems: [
        unsupported(
          'The state file uses JSON syntax but has a version number of zero. There was never a JSON-based state format zero, so this state file is invalid and cannot be processed.',
        ),
      ],
    };
  if (version > 4) {
    const creator = writer ? ` This state file was created by Terraform ${writer}.` : ' This state file may have been created by a newer version of Terraform.';
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
  const interned = new Map<string, string>();
  for (const entry of list(top.resources)) readResource(entry as Raw, resources, interned, problems);
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

function readResource(raw: Raw, resources: Record<string, ResourceState>, interned: Map<string, string>, problems: Diagnostic[]): void {
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
  let dependencies: readonly string[] = [];
  for (const entry of list(raw.instances)) {
    const instance = entry as Raw;
    const key = (instance.index_key ?? null) as InstanceKey;
    const known = instances.get(key) ?? { current: null, deposed: {} };
    instances.set(key, known);
    dependencies = readDependencies(list(instance.dependencies), dependencies, interned);
    const object = readObject(instance, dependencies);
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

/** Every object names all that it was made from: the names are shared, and lists that say the same. */
function readDependencies(raw: readonly Json[], before: readonly string[], interned: Map<string, string>): readonly string[] {
  if (raw.length === before.length && raw.every((name, index) => name === before[index])) return before;
  return raw.map((item) => {
    const name = textOf(item);
    const known = interned.get(name);
    if (known === undefined) interned.set(name, name);
    return known ?? name;
  });
}

function readObject(raw: Raw, dependencies: readonly string[]): ObjectState {
  return {
    status: raw.status === 'tainted' ? 'tainted' : 'ready',
    schemaVersion: typeof raw.schema_version === 'number' ? raw.schema_version : 0,
    attributes: raw.attributes ?? {},
    sensitive: list(raw.sensitive_attributes).map((path) => list(path).map((step) => readStep(step as Raw))),
    ...(raw.private ? { private: textOf(raw.private) } : {}),
    dependencies,
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
