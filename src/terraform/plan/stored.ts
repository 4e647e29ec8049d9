// Objects of the state as values, and back.
import type { Json } from '../../engine/json.ts';
import { impliedType, sensitivePaths } from '../config/schema.ts';
import { hasMark, type MarkedPath, markWithPaths, unmarkDeep, unmarkDeepWithPaths } from '../lang/marks.ts';
import type { Value } from '../lang/value.ts';
import type { BlockSchema, Provider, ResourceSchema } from '../provider.ts';
import { fromJson, toJson } from '../state/json.ts';
import type { ObjectState, StateStep } from '../state/state.ts';
import type { ShownId } from './plan.ts';

const decoded = new WeakMap<ObjectState, Value>();

/** The value of a stored object, with what is sensitive marked. Attributes of an older schema version are brought up first. */
export function storedValue(object: ObjectState, type: string, schema: ResourceSchema, provider: Provider | null): Value {
  const known = decoded.get(object);
  if (known) return known;
  let attributes: Json = object.attributes;
  if (provider && object.schemaVersion < schema.version) attributes = provider.upgradeState(type, object.schemaVersion, attributes).attributes;
  const value = withSensitive(schema.block, fromJson(attributes, impliedType(schema.block)), object.sensitive.map(plainPath));
  decoded.set(object, value);
  return value;
}

const plainPath = (path: readonly StateStep[]): readonly (string | number)[] => path.map((step) => (typeof step === 'object' ? step.index : step));

/** Marks what the schema calls sensitive, and these paths too. */
export function withSensitive(schema: BlockSchema, value: Value, paths: readonly (readonly (string | number)[])[]): Value {
  const marks: MarkedPath[] = [...sensitivePaths(schema, value), ...paths].map((path) => ({ path, marks: ['sensitive'] }));
  return marks.length ? markWithPaths(value, marks) : value;
}

export interface Extras {
  readonly status?: ObjectState['status'];
  readonly private?: string;
  readonly dependencies: readonly string[];
  readonly createBeforeDestroy?: boolean;
}

/** An object as it is stored. Marks become paths; those that the schema knows of are left out. */
export function objectOfValue(value: Value, schema: ResourceSchema, extras: Extras): ObjectState {
  const [plain, paths] = unmarkDeepWithPaths(value);
  const known = new Set(sensitivePaths(schema.block, plain).map((path) => JSON.stringify(path)));
  const sensitive = paths.filter((entry) => entry.marks.includes('sensitive') && !known.has(JSON.stringify(entry.path))).map((entry) => typedPath(plain, entry.path));
  return {
    status: extras.status ?? 'ready',
    schemaVersion: schema.version,
    attributes: toJson(plain, impliedType(schema.block)),
    sensitive,
    ...(extras.private ? { private: extras.private } : {}),
    dependencies: extras.dependencies,
    ...(extras.createBeforeDestroy ? { createBeforeDestroy: true } : {}),
  };
}

function typedPath(value: Value, path: readonly (string | number)[]): StateStep[] {
  const steps: StateStep[] = [];
  let here: Value | undefined = value;
  for (const step of path) {
    steps.push(here?.k === 'map' && typeof step === 'string' ? { index: step } : step);
    if (here?.k === 'object' || here?.k === 'map') here = here.v[String(step)];
    else if ((here?.k === 'list' || here?.k === 'tuple') && typeof step === 'number') here = here.v[step];
    else here = undefined;
  }
  return steps;
}

/** By which attribute an object is named in progress lines: its id, else its name. */
export function shownId(value: Value): ShownId | null {
  if (value.k !== 'object') return null;
  for (const key of ['id', 'name']) {
    const own = value.v[key];
    if (!own || hasMark(own, 'sensitive')) continue;
    const [plain] = unmarkDeep(own);
    if (plain.k === 'string') return plain.v === '' && key === 'id' ? null : { key, value: plain.v };
  }
  const tags = value.v.tags;
  const name = tags?.k === 'map' ? tags.v.Name : undefined;
  return name?.k === 'string' ? { key: 'tags.Name', value: name.v } : null;
}
