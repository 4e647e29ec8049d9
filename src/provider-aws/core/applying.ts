// Carrying out a create, an update or a delete: the calls, then looking again and again until the cloud has done it, as plain data between two looks.

import { SECOND } from '../../engine/clock.ts';
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Json } from '../../engine/json.ts';
import type { Type } from '../../terraform/lang/type.ts';
import { nullOf, objectOf, unknownOf, type Value } from '../../terraform/lang/value.ts';
import type { Applying, BlockSchema } from '../../terraform/provider.ts';
import { type Api, Complaint, Refusal } from './api.ts';
import { range } from './latency.ts';
import { type Attrs, map, text } from './members.ts';
import { attrsOf, fromPlain } from './plain.ts';
import { completed } from './planning.ts';
import type { ResourceType, Step, Waiting } from './resource.ts';
import { retag } from './tagging.ts';

type Verb = 'create' | 'update' | 'delete';

/** What is kept between two looks. */
interface Pending {
  readonly verb: Verb;
  /** Attributes as planned (create, update) or as in the state (delete), the id and what the creation returned among them. */
  readonly attrs: Attrs;
  /** The planned value, what is to be read afterwards being unknown; null for a delete. */
  readonly planned: Value | null;
  readonly prior: Value | null;
  readonly since: number;
  /** The call is still to be made: it was refused and is tried again. */
  readonly calling: boolean;
  readonly seen: number;
  readonly attempts: number;
  /** Of an update in several steps: how many are done. */
  readonly step?: number;
}

export interface Subject {
  readonly type: ResourceType;
  readonly schema: BlockSchema;
  readonly valueType: Type;
  readonly api: Api;
  /** Turns what a read returned into a state value (tags split, empty for null). */
  stateOf(attrs: Attrs, before: Attrs): Value;
}

const problem = (error: unknown): Diagnostic => {
  if (error instanceof Refusal) return { severity: 'error', summary: error.message, detail: '' };
  if (error instanceof Complaint) return { severity: 'error', summary: error.message, detail: error.detail, ...(error.attribute ? { attribute: error.attribute } : {}) };
  throw error;
};

const GERUND = { create: 'creating', update: 'updating', delete: 'deleting' } as const;
const later = (pending: Pending, wakeAt: number): Applying => ({ done: false, wakeAt, data: pending as unknown as Json });

/** The name in a message: of the type's choice, else the id, else the name. */
const shown = (type: ResourceType, attrs: Attrs): string => type.shown?.(attrs) ?? (text(attrs.id) || text(attrs.name));

function prefixed(type: ResourceType, verb: Verb, attrs: Attrs, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  if (error.told) return error;
  const name = shown(type, attrs);
  const beginning = type.message?.(GERUND[verb], attrs) ?? `${GERUND[verb]} ${type.label}${name && !(type.framework && verb === 'create') ? ` (${name})` : ''}`;
  return type.framework ? new Complaint(beginning, error.message) : error.within(beginning);
}

/** Makes what the cloud decides unknown, so that the end of the apply reads it anew. */
function unsettled(schema: BlockSchema, keeps: readonly string[], planned: Value, config: Value): Value {
  if (planned.k !== 'object' || config.k !== 'object') return planned;
  const value: Record<string, Value> = { ...planned.v };
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) {
    const given = config.v[name];
    const now = planned.v[name];
    if ((!attribute.computed && !keeps.includes(name)) || name === 'tags_all' || given?.k !== 'null' || !now || now.k === 'unknown') continue;
    const inner = now.k === 'null' ? now.type : typeFor(now);
    if (inner) value[name] = unknownOf(inner);
  }
  for (const name of Object.keys(schema.block_types ?? {})) {
    const [given, now] = [config.v[name], planned.v[name]];
    if (!keeps.includes(name) || !now || (given?.k !== 'list' && given?.k !== 'set') || given.v.length > 0) continue;
    const inner = typeFor(now);
    if (inner) value[name] = unknownOf(inner);
  }
  return objectOf(value);
}

const typeFor = (value: Value): Type | null => {
  if (value.k === 'list') return { list: value.elem };
  if (value.k === 'set') return { set: value.elem };
  if (value.k === 'map') return { map: value.elem };
  return value.k === 'string' || value.k === 'number' || value.k === 'bool' ? value.k : null;
};

export function startApply(of: Subject, prior: Value, planned: Value, config: Value): Applying {
  const { type, api } = of;
  const since = api.now;
  if (planned.k !== 'object') return call(of, { verb: 'delete', attrs: attrsOf(prior), planned: null, prior, since, calling: true, seen: 0, attempts: 0 });
  const writeOnly: Record<string, Json | undefined> = {};
  for (const [name, attribute] of Object.entries(of.schema.attributes ?? {})) if (attribute.write_only) writeOnly[name] = attrsOf(config)[name];
  const settled = unsettled(of.schema, type.keeps ?? [], planned, config);
  const written: Record<string, Json | undefined> = {};
  for (const name of Object.keys(type.kept ?? {})) if (config.k === 'object' && config.v[name]?.k === 'string') written[name] = attrsOf(config)[name];
  const attrs = { ...attrsOf(planned), ...written, ...writeOnly };
  const verb: Verb = prior.k === 'object' ? 'update' : 'create';
  if (verb === 'update' && !type.update && type.tags === undefined) return finish(of, { verb, attrs, planned: settled, prior, since, calling: false, seen: 0, attempts: 0 });
  return call(of, { verb, attrs, planned: settled, prior: verb === 'update' ? prior : null, since, calling: true, seen: 0, attempts: 0 });
}

/** The calls of the verb. Refusals that the provider waits out are tried again later. */
function call(of: Subject, pending: Pending): Applying {
  const { type, api } = of;
  let attrs = pending.attrs;
  try {
    if (pending.verb === 'create') attrs = { ...attrs, ...type.create(api, attrs) };
    else if (pending.verb === 'delete') type.delete(api, attrs);
    else {
      const before = attrsOf(pending.prior as Value);
      if (type.tags) retag(api, type.tags, before, map(before.tags_all), map(attrs.tags_all));
      attrs = { ...attrs, ...(type.update?.(api, before, attrs) ?? {}) };
    }
  } catch (error) {
    const retry = pending.verb === 'delete' ? type.retryDelete : pending.verb === 'create' ? type.retryCreate : undefined;
    const again = error instanceof Refusal && retry && error.is(...retry.codes) && (retry.saying?.some((words) => error.said.includes(words)) ?? true);
    if (again && api.now - pending.since < retry.timeout) {
      return later({ ...pending, attempts: pending.attempts + 1 }, api.now + Math.min(10, 2 ** Math.min(pending.attempts, 4)) * SECOND);
    }
    return failed(of, { ...pending, attrs }, prefixed(type, pending.verb, attrs, error));
  }
  const takes = range(api, `provider.${type.name}`, type.takes?.[pending.verb] ?? [0.3, 1.4]);
  const delay = waitingFor(type, pending.verb)?.delay ?? 0;
  return later({ ...pending, attrs: minimal(attrs, of.schema), calling: false, since: pending.calling ? api.now : pending.since }, api.now + takes + delay);
}

/** The waiting that belongs to where an apply stands: of its verb, then of each step. */
function waitingOf(type: ResourceType, pending: Pending): Waiting | undefined {
  const step = pending.step ?? 0;
  if (pending.verb === 'create' && step > 0) return type.settle?.wait;
  if (pending.verb === 'update' && step > 0) return type.steps?.(attrsOf(pending.prior as Value), pending.attrs)[step - 1]?.wait;
  return waitingFor(type, pending.verb);
}

function nextStep(type: ResourceType, pending: Pending, before: Attrs): Step | undefined {
  const { settle } = type;
  if (pending.verb === 'update') return type.steps?.(before, pending.attrs)[pending.step ?? 0];
  if (pending.verb !== 'create' || (pending.step ?? 0) > 0 || !settle?.needed(pending.attrs)) return undefined;
  return { run: (api, _prior, planned) => settle.run(api, planned), wait: settle.wait };
}

/** What follows when a waiting is over: the next step of an update, or the end. */
function proceed(of: Subject, pending: Pending): Applying {
  const { type, api } = of;
  const step = pending.step ?? 0;
  const before = pending.verb === 'update' ? attrsOf(pending.prior as Value) : {};
  const next = nextStep(type, pending, before);
  if (!next) return finish(of, pending);
  try {
    next.run(api, before, pending.attrs);
  } catch (error) {
    return failed(of, pending, prefixed(type, 'update', pending.attrs, error));
  }
  return later({ ...pending, step: step + 1, seen: 0 }, api.now + (next.wait?.delay ?? 0) + SECOND / 2);
}

/** While waiting nobody needs the write-only values. */
const minimal = (attrs: Attrs, schema: Subject['schema']): Attrs => Object.fromEntries(Object.entries(attrs).filter(([name]) => !schema.attributes?.[name]?.write_only));

const waitingFor = (type: ResourceType, verb: Verb): Waiting | undefined => (verb === 'create' ? type.created : verb === 'update' ? type.updated : type.deleted);

export function resumeApply(of: Subject, data: Json, interrupted: boolean): Applying {
  const pending = data as unknown as Pending;
  const { type, api } = of;
  if (pending.calling) {
    if (interrupted) return failed(of, pending, new Complaint(`${GERUND[pending.verb]} ${type.label} (${shown(type, pending.attrs)}): context canceled`));
    return call(of, pending);
  }
  const waiting = waitingOf(type, pending);
  if (!waiting) return proceed(of, pending);
  const naming = `waiting for ${waiting.what} (${shown(type, pending.attrs)}) ${pending.verb}`;
  let status: string | null;
  try {
    status = waiting.status(api, pending.attrs);
  } catch (error) {
    return failed(of, pending, error instanceof Refusal ? new Complaint(`${naming}: ${error.message}`) : error);
  }
  const there = waiting.target.length === 0 ? status === null : status !== null && waiting.target.includes(status);
  const seen = there ? pending.seen + 1 : 0;
  if (there && seen >= (waiting.hits ?? 1)) return proceed(of, pending);
  if (interrupted) return failed(of, pending, new Complaint(`${naming}: context canceled`));
  if (status === null && waiting.target.length > 0) return failed(of, pending, new Complaint(`${naming}: couldn't find resource`));
  if (!there && waiting.pending && status !== null && !waiting.pending.includes(status)) {
    return failed(of, pending, new Complaint(`${naming}: unexpected state '${status}', wanted target '${waiting.target.join(', ')}'. last error: %!s(<nil>)`));
  }
  if (api.now - pending.since >= waiting.timeout) {
    const wanted = waiting.target.length ? `state to become '${waiting.target.join(', ')}'` : 'resource to be gone';
    return failed(of, pending, new Complaint(`${naming}: timeout while waiting for ${wanted} (last state: '${status ?? ''}', timeout: ${duration(waiting.timeout)})`));
  }
  return later({ ...pending, seen }, api.now + (waiting.poll ?? 5 * SECOND));
}

/** As Go writes a duration: `40m0s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `${h ? `${h}h` : ''}${h || m ? `${m}m` : ''}${s}s`;
}

function finish(of: Subject, pending: Pending): Applying {
  if (pending.verb === 'delete') return { done: true, state: nullOf(of.valueType), diagnostics: [] };
  try {
    const found = of.type.read(of.api, pending.attrs);
    if (!found) {
      return failed(of, pending, new Complaint(`reading ${of.type.label} (${shown(of.type, pending.attrs)}): couldn't find resource`));
    }
    return { done: true, state: completed(pending.planned as Value, of.stateOf({ ...pending.attrs, ...found }, pending.attrs), of.valueType), diagnostics: [] };
  } catch (error) {
    return failed(of, pending, error instanceof Refusal ? new Complaint(`reading ${of.type.label} (${shown(of.type, pending.attrs)}): ${error.message}`) : error);
  }
}

/** What exists by now, with the problem. A creation that got no id left nothing. */
function failed(of: Subject, pending: Pending, error: unknown): Applying {
  const diagnostics: Diagnostic[] = [problem(error)];
  for (const summary of error instanceof Complaint ? error.also : []) diagnostics.push({ severity: 'error', summary, detail: '' });
  const { type, valueType } = of;
  if (pending.verb === 'delete') return { done: true, state: pending.prior as Value, diagnostics };
  if (pending.verb === 'update') return { done: true, state: pending.prior as Value, diagnostics };
  if (!pending.attrs.id) return { done: true, state: nullOf(valueType), diagnostics };
  let found: Attrs | null = null;
  try {
    found = type.read(of.api, pending.attrs);
  } catch (again) {
    if (!(again instanceof Refusal)) throw again;
  }
  const attrs = { ...pending.attrs, ...(found ?? {}) };
  return { done: true, state: completed(pending.planned as Value, found ? of.stateOf(attrs, pending.attrs) : fromPlain(valueType, attrs), valueType), diagnostics };
}
