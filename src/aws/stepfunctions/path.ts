// Paths and templates of the Amazon States Language: `$.a.b[0]`, `$$.Execution.Name`, members that end in `.$`, and `States.Format`.
import type { Json } from '../../engine/json.ts';
import { isRecord } from '../input.ts';

/** A state's own error, with the name that Retry and Catch look at. */
export class StateError extends Error {
  constructor(
    readonly error: string,
    cause: string,
  ) {
    super(cause);
  }
}

export interface Scope {
  /** `$` */
  readonly data: Json;
  /** `$$` */
  readonly context: Json;
}

const steps = (path: string): (string | number)[] | null => {
  const found: (string | number)[] = [];
  let rest = path;
  while (rest !== '') {
    const match = /^(?:\.([A-Za-z_][\w-]*)|\['([^']*)'\]|\[(\d+)\])/.exec(rest);
    if (!match) return null;
    found.push(match[3] !== undefined ? Number(match[3]) : ((match[1] ?? match[2]) as string));
    rest = rest.slice(match[0].length);
  }
  return found;
};

/** The value at a path, undefined when there is none. Throws States.Runtime for what is no path. */
export function lookUp(path: string, scope: Scope): Json | undefined {
  const own = path.startsWith('$$');
  const way = path.startsWith('$') ? steps(path.slice(own ? 2 : 1)) : null;
  if (!way) throw new StateError('States.Runtime', `Invalid path '${path}'`);
  let found: Json | undefined = own ? scope.context : scope.data;
  for (const step of way) found = typeof step === 'number' ? (Array.isArray(found) ? (found[step] as Json | undefined) : undefined) : isRecord(found) ? found[step] : undefined;
  return found;
}

/** The value at a path that must be there. */
export function valueAt(path: string, scope: Scope): Json {
  const found = lookUp(path, scope);
  if (found === undefined) throw new StateError('States.Runtime', `Invalid path '${path}': No results for path`);
  return found;
}

/** `States.Format('a {}', $.b)`, `States.UUID()` are the intrinsic functions here; others are refused. */
function intrinsic(text: string, scope: Scope): Json {
  const format = /^States\.Format\('((?:[^'\\]|\\.)*)'((?:\s*,\s*\$[^,)]*)*)\)$/.exec(text);
  if (!format) throw new StateError('States.IntrinsicFailure', `The intrinsic function '${text}' is not part of this simulation: States.Format is.`);
  const values = (format[2] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  let next = 0;
  return (format[1] ?? '').replace(/\\(.)|\{\}/g, (all, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const path = values[next++];
    if (path === undefined) throw new StateError('States.IntrinsicFailure', `Too few arguments for ${all} in ${text}`);
    const value = valueAt(path, scope);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** A payload template with its paths filled in. */
export function fill(template: Json | undefined, scope: Scope): Json {
  if (Array.isArray(template)) return template.map((one) => fill(one as Json, scope));
  if (!isRecord(template)) return template ?? null;
  const out: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(template)) {
    if (name.endsWith('.$') && typeof value === 'string') out[name.slice(0, -2)] = value.startsWith('$') ? valueAt(value, scope) : intrinsic(value, scope);
    else out[name] = fill(value, scope);
  }
  return out;
}

/** `data` with `value` put at `path` (ResultPath): `$` replaces it, null leaves it as it was. */
export function putAt(data: Json, path: string | null | undefined, value: Json): Json {
  if (path === null) return data;
  if (path === undefined || path === '$') return value;
  const way = steps(path.slice(1));
  if (!path.startsWith('$') || !way) throw new StateError('States.Runtime', `Invalid path '${path}'`);
  const put = (at: Json, rest: readonly (string | number)[]): Json => {
    const [first, ...more] = rest;
    if (first === undefined) return value;
    const record = isRecord(at) ? at : {};
    return { ...record, [String(first)]: put((record[String(first)] ?? {}) as Json, more) };
  };
  return put(data, way);
}
