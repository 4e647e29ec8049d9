// ignore_changes: what the configuration says about these attributes is overruled by what is there.
import type { Traversal } from '../hcl/ast.ts';
import { nullOf, put, type Value } from '../lang/value.ts';
import type { BlockSchema } from '../provider.ts';

/** The configuration value with ignored parts replaced by the prior ones. */
export function ignoring(schema: BlockSchema, prior: Value, config: Value, ignored: 'all' | readonly Traversal[]): Value {
  if (prior.k !== 'object' || config.k !== 'object') return config;
  if (ignored === 'all') return everything(schema, prior, config);
  return ignored.reduce<Value>((value, traversal) => replaced(value, prior, pathOf(value, traversal)), config);
}

/** An index into anything but a map stands for the whole that it is taken of. */
function pathOf(value: Value, traversal: Traversal): (string | number)[] {
  const path = traversal.map((step) => (step.kind === 'index' ? step.key : step.name));
  const last = traversal.at(-1);
  if (last?.kind !== 'index' || typeof last.key !== 'string') return path;
  const whole = path.slice(0, -1).reduce<Value | undefined>((at, step) => (at?.k === 'object' || at?.k === 'map' ? at.v[step] : undefined), value);
  return whole?.k === 'object' ? path.slice(0, -1) : path;
}

/** With `all`, every attribute that a configuration may set is as before; a nested block is as before as a whole. */
function everything(schema: BlockSchema, prior: Extract<Value, { k: 'object' }>, config: Extract<Value, { k: 'object' }>): Value {
  const v: Record<string, Value> = { ...config.v };
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) {
    if (attribute.computed && !attribute.optional) continue;
    put(v, name, prior.v[name] ?? nullOf('dynamic'));
  }
  for (const name of Object.keys(schema.block_types ?? {})) if (prior.v[name]) put(v, name, prior.v[name] as Value);
  return { ...config, v };
}

function replaced(value: Value, prior: Value, path: readonly (string | number)[]): Value {
  const [step, ...rest] = path;
  if (step === undefined) return prior;
  if ((value.k === 'object' || value.k === 'map') && (prior.k === 'object' || prior.k === 'map')) {
    const key = String(step);
    const before = prior.v[key];
    const own = value.v[key];
    const v: Record<string, Value> = { ...value.v };
    if (before === undefined) {
      // A map entry that is not there yet is not added.
      if (value.k === 'map' && rest.length === 0) delete v[key];
      return { ...value, v };
    }
    if (rest.length && own === undefined) return value;
    put(v, key, rest.length ? replaced(own as Value, before, rest) : before);
    return { ...value, v };
  }
  if (value.k === 'null' && prior.k === 'map' && rest.length === 0) {
    const before = prior.v[String(step)];
    return before ? { ...prior, v: { [String(step)]: before } } : value;
  }
  if ((value.k === 'list' || value.k === 'tuple') && (prior.k === 'list' || prior.k === 'tuple') && typeof step === 'number') {
    const before = prior.v[step];
    return { ...value, v: value.v.map((item, index) => (index === step && before ? replaced(item, before, rest) : item)) } as Value;
  }
  return value;
}
