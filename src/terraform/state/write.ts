// State files, format 4, written with Terraform's layout (two spaces, its order of keys, its escapes).
import { fingerprint, type Json } from '../../engine/json.ts';
import type { InstanceKey } from '../config/address.ts';
import { TERRAFORM_VERSION } from '../config/shape.ts';
import { digitsOf, escaped } from '../lang/json-number.ts';
import type { CheckState, InstanceState, ObjectState, OutputState, ResourceState, State } from './state.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const marks = new WeakMap<ResourceState | InstanceState, string>();

/** The fingerprint of something, made once. */
function markOf<T extends ResourceState | InstanceState>(it: T, text: (it: T) => string): string {
  let mark = marks.get(it);
  if (mark === undefined) marks.set(it, (mark = fingerprint(text(it))));
  return mark;
}

/** A fingerprint of all that a state says but serial, lineage and who wrote it. Two states with the same one are written alike. */
export function stateMark(state: State): string {
  const resources = inFileOrder(state).map((resource) => markOf(resource, marked));
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

const marked = (resource: ResourceState): string => `${headText(resource)} ${resource.instances.map((instance) => markOf(instance, instanceText)).join(' ')}`;

const texts = new WeakMap<InstanceState, string>();

/** What a file says of an instance, at its place there: one entry, or one for each of its objects. Kept: an apply writes the whole state after each instance that it changes. */
function instanceText(instance: InstanceState): string {
  let text = texts.get(instance);
  if (text === undefined) {
    const list: string[] = [];
    const add = (object: ObjectState, deposed: string | null) => list.push(INSTANCE + layout(objectJson(instance.key, deposed, object), INSTANCE));
    if (instance.current) add(instance.current, null);
    for (const id of Object.keys(instance.deposed).sort(byText)) add(instance.deposed[id] as ObjectState, id);
    texts.set(instance, (text = list.join(',\n')));
  }
  return text;
}

const INSTANCE = ' '.repeat(8);

/** A resource's text, at its place in the file, up to its instances. */
function headText({ module, mode, type, name, provider }: ResourceState): string {
  const entries = Object.entries(module ? { module, mode, type, name, provider } : { mode, type, name, provider });
  return `{\n${entries.map(([key, text]) => `      "${key}": ${quoted(text)},\n`).join('')}      "instances": [`;
}

const resourceText = (resource: ResourceState): string =>
  resource.instances.length ? `${headText(resource)}\n${resource.instances.map(instanceText).join(',\n')}\n      ]\n    }` : `${headText(resource)}]\n    }`;

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
const quoted = (text: string): string => (/^[ !#-%'-;=?-[\]-~]*$/.test(text) ? `"${text}"` : escaped(JSON.stringify(text)));

function layout(value: Json, indent: string): string {
  if (typeof value === 'string') return digitsOf(value) ?? quoted(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + layout(item as Json, inner)).join(',\n')}\n${indent}]`;
  }
  const record = value as { readonly [key: string]: Json | undefined };
  const keys = Object.keys(record).filter((key) => record[key] !== undefined);
  if (keys.length === 0) return '{}';
  // Keys that look like array indices lost their place: a JavaScript object puts them first.
  if (/^\d+$/.test(keys[0] as string)) keys.sort(byText);
  return `{\n${keys.map((key) => `${inner}${quoted(key)}: ${layout(record[key] as Json, inner)}`).join(',\n')}\n${indent}}`;
}
