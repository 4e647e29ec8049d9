// The provider's own checks of a configuration, before any call: carries out what a type declares, in the order and the words of its SDK.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { isWhollyKnown, type Value } from '../../terraform/lang/value.ts';
import type { At, Check, Said } from './checks.ts';
import { attrsOf, toPlain } from './plain.ts';
import type { ResourceType } from './resource.ts';

/** What a type checks. Paths leave out indexes (`default_action.type`); those that an argument is related to have them (`rule.0.prefix`). */
export interface Checks {
  readonly values?: { readonly [path: string]: Check };
  /** ConflictsWith: the argument, and those that must not be there beside it. */
  readonly conflicts?: { readonly [path: string]: readonly string[] };
  /** ExactlyOneOf. Each of a group says so by itself. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** AtLeastOneOf: the argument, and those of which one must be there, itself among them. */
  readonly atLeastOne?: { readonly [path: string]: readonly string[] };
  /** RequiredWith: the argument, and those that must be there beside it. */
  readonly together?: { readonly [path: string]: readonly string[] };
  /** What the provider says to who still uses an argument. */
  readonly deprecated?: { readonly [path: string]: string };
}

/** A value on its way down a path. `place` ends at the first set, whose elements have no place of their own. */
interface Found {
  readonly value: Value;
  readonly at: At;
  readonly place: string;
}

type Problem = Omit<Diagnostic, 'severity'>;

const ITEMS = ['list', 'set', 'tuple'];
/** Whether an argument is there at all: an empty text, a no and an empty list are, a block that nobody wrote is not. */
const isThere = (value: Value | undefined, block: boolean): boolean =>
  value !== undefined && value.k !== 'null' && !(block && ITEMS.includes(value.k) && (value as { v: readonly Value[] }).v.length === 0);

/** The values at the end of a path; the elements of a list one by one. */
function reach(found: Found, steps: readonly string[]): readonly Found[] {
  const { value, at, place } = found;
  if (value.k === 'list' || value.k === 'set' || value.k === 'tuple') {
    return value.v.flatMap((item, i) => {
      const path = `${at.path}[${value.k === 'set' ? `Value(${JSON.stringify(toPlain(item) ?? null)})` : i}]`;
      const inner = place === at.path && value.k !== 'set' ? path : place;
      return reach({ value: item, at: { ...at, key: `${at.key}.${i}`, path }, place: inner }, steps);
    });
  }
  const [name, ...rest] = steps;
  if (name === undefined) return value.k === 'null' ? [] : [found];
  const member = value.k === 'object' ? value.v[name] : undefined;
  if (member === undefined) return [];
  const key = at.key ? `${at.key}.${name}` : name;
  const path = at.path ? `${at.path}.${name}` : name;
  return reach({ value: member, at: { key, name, path }, place: place === at.path ? path : place }, rest);
}

const ROOT = (value: Value): Found => ({ value, at: { key: '', name: '', path: '' }, place: '' });

/** The value at an absolute key such as `rule.0.prefix`. */
function lookUp(config: Value, key: string): Value | undefined {
  return key.split('.').reduce<Value | undefined>((at, step) => {
    if (at?.k === 'object') return at.v[step];
    return at?.k === 'list' || at?.k === 'set' ? at.v[Number(step)] : undefined;
  }, config);
}

/** Carries out a type's checks. `blocks` are the names of its nested blocks. */
export function runChecks(checks: Checks, config: Value, options: { readonly blocks: ReadonlySet<string>; readonly framework?: boolean | undefined }): readonly Diagnostic[] {
  if (config.k !== 'object') return [];
  const problems: Diagnostic[] = [];
  const stopped: string[] = [];
  const isStopped = (path: string) => stopped.some((one) => path === one || path.startsWith(`${one}.`));
  const add = (problem: Problem) => problems.push({ severity: 'error', ...problem });
  const present = (key: string) => isThere(lookUp(config, key), options.blocks.has(key));
  const unknown = (key: string) => lookUp(config, key)?.k === 'unknown';
  // The SDK looks into a block only when all of it is known.
  const known = (path: string) => options.framework === true || isWhollyKnown(config.v[path.split('.')[0] as string] ?? config);
  const stop = (key: string, summary: string, detail: string) => {
    if (isStopped(key)) return;
    add({ summary, detail: `"${key}": ${detail}`, attribute: key.replace(/\.(\d+)/g, '[$1]') });
    stopped.push(key.replace(/\.\d+/g, ''));
  };
  /** The keys of the elements that a nested argument may be in. */
  const keysOf = (path: string): readonly string[] => {
    const steps = path.split('.');
    const name = steps.pop() as string;
    return steps.length === 0 ? [name] : reach(ROOT(config), steps).map((found) => `${found.at.key}.${name}`);
  };

  for (const group of checks.exactlyOne ?? []) {
    const all = [...group].sort();
    const given = all.filter((key) => !unknown(key) && present(key));
    const names = all.join(',');
    for (const path of group) {
      for (const key of keysOf(path.replace(/\.\d+/g, ''))) {
        if (given.length === 0 && !all.some(unknown)) stop(key, 'Invalid combination of arguments', `one of \`${names}\` must be specified`);
        else if (given.length > 1) stop(key, 'Invalid combination of arguments', `only one of \`${names}\` can be specified, but \`${given.join(',')}\` were specified.`);
      }
    }
  }
  for (const [path, group] of Object.entries(checks.atLeastOne ?? {})) {
    const all = [...group].sort();
    if (all.some((key) => unknown(key) || present(key))) continue;
    for (const key of keysOf(path)) stop(key, 'Missing required argument', `one of \`${all.join(',')}\` must be specified`);
  }
  for (const [path, others] of Object.entries(checks.together ?? {})) {
    const all = [...new Set([...others, path])].sort();
    for (const key of keysOf(path)) {
      if (present(key) && !all.every((other) => unknown(other) || present(other))) stop(key, 'Missing required argument', `all of \`${all.join(',')}\` must be specified`);
    }
  }
  for (const [path, others] of Object.entries(checks.conflicts ?? {})) {
    if (!known(path)) continue;
    for (const key of keysOf(path)) {
      const other = present(key) ? others.find((one) => !unknown(one) && present(one)) : undefined;
      if (other !== undefined) stop(key, 'Conflicting configuration arguments', `conflicts with ${other}`);
    }
  }
  for (const [path, check] of Object.entries(checks.values ?? {})) {
    if (isStopped(path) || !known(path)) continue;
    for (const found of reach(ROOT(config), path.split('.'))) {
      const plain = isWhollyKnown(found.value) ? toPlain(found.value) : undefined;
      if (plain === undefined) continue;
      for (const said of check.run(plain, found.at)) add(worded(said, found.place));
    }
  }
  for (const [path, detail] of Object.entries(checks.deprecated ?? {})) {
    const steps = path.split('.');
    if (isStopped(path) || (steps.length > 1 && !known(path))) continue;
    const places = steps.length > 1 ? reach(ROOT(config), steps).map((found) => found.place) : isThere(config.v[path], options.blocks.has(path)) ? [path] : [];
    for (const attribute of places) problems.push({ severity: 'warning', summary: options.framework ? 'Attribute Deprecated' : 'Argument is deprecated', detail, attribute });
  }
  return problems;
}

const worded = (said: Said, attribute: string): Problem => (typeof said === 'string' ? { summary: said, detail: '', attribute } : { ...said, attribute });

/** Problems of a resource's configuration. What is unknown is not checked. */
export function checkResource(type: ResourceType | undefined, config: Value, blocks: ReadonlySet<string>): readonly Diagnostic[] {
  return [...runChecks(type?.checks ?? {}, config, { blocks, framework: type?.framework }), ...(type?.validate?.(attrsOf(config)) ?? [])];
}
