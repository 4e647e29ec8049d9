// State files, format 4, written with Terraform's layout (two spaces, its order of keys, its escapes).
import { fingerprint, type Json } from '../../engine/json.ts';
import type { InstanceKey } from '../config/address.ts';
import { TERRAFORM_VERSION } from '../config/shape.ts';
import { digitsOf, escaped } from '../lang/json-number.ts';
import type { CheckState, ObjectState, OutputState, ResourceState, State } from './state.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const marks = new WeakMap<ResourceState, string>();

/** A fingerprint of all that a state says but serial, lineage and who wrote it. Two states with the same one are written alike. */
export function stateMark(state: State): string {
  const resources = inFileOrder(state).map((resource) => {
    let mark = marks.get(resource);
    if (mark === undefined) {
      mark = fingerprint(resourceText(resource));
      marks.set(resource, mark);
    }
    return mark;
  });
  return fingerprint(`${resources.join(' ')} ${writeState({ ...state, serial: 0, lineage: '', resources: {} })}`);
}

/** The resources as they follow each other in a file. */
export const inFileOrder = (state: State): readonly ResourceState[] =>
  Object.values(state.resources).sort((a, b) => byText(a.module, b.module) || byText(a.mode, b.mode) || byText(a.type, b.type) || byText(a.name, b.name));

/** The outputs as a file has them: sorted by name. */
export const outputsInFile = (state: State): State['outputs'] =>
  Object.fromEntries(
    Object.keys(state.outputs)
      .sort(byText)
      .map((name) => {
        const { value, type, sensitive } = state.outputs[name] as OutputState;
        return [name, { value, type, ...(sensitive ? { sensitive: true } : {}) }];
      }),
  );

/** The text of a state file, with a newline at its end. */
export function writeState(state: State): string {
  const resources = inFileOrder(state);
  const top = {
    version: 4,
    terraform_version: TERRAFORM_VERSION,
    serial: state.serial,
    lineage: state.lineage,
    outputs: outputsInFile(state),
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
  const entries = Object.entries(value as { readonly [key: string]: Json | undefined }).filter(([, item]) => item !== undefined) as [string, Json][];
  if (entries.length === 0) return '{}';
  // Keys that look like array indices lost their place: a JavaScript object puts them first.
  if (entries.some(([key]) => /^\d+$/.test(key))) entries.sort(([a], [b]) => byText(a, b));
  return `{\n${entries.map(([key, item]) => `${inner}${quoted(key)}: ${layout(item, inner)}`).join(',\n')}\n${indent}}`;
}
