// The values of a configuration, worked out when they are asked for: variables, locals, outputs, how often things repeat. Planning, applying,
// validating and the console all evaluate through this; they differ only in what a resource instance is worth.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatModule, formatName, type InstanceKey, type ModuleAddress, ROOT } from '../config/address.ts';
import { type Config, type ModuleCall, type ModuleConfig, pathKey, type ResourceBlock } from '../config/config.ts';
import { providerOf } from '../config/providers.ts';
import { impliedType } from '../config/schema.ts';
import type { Host } from '../host.ts';
import { evaluate } from '../lang/evaluate.ts';
import { hasMark, mark } from '../lang/marks.ts';
import { references } from '../lang/references.ts';
import type { ProviderFunction, Scope, Surroundings } from '../lang/scope.ts';
import type { Type } from '../lang/type.ts';
import { objectOf, put, UNKNOWN, unknownOf, type Value } from '../lang/value.ts';
import { countOf, type Expansion, forEachOf, type Repetition } from './repetition.ts';
import { checkReference, resolveReference } from './resolve.ts';
import type { Schemas } from './schemas.ts';
import { childVariable, rootVariable, type VariableInputs } from './variables.ts';

export type Phase = 'validate' | 'plan' | 'apply';

export interface ModuleInstance {
  readonly address: ModuleAddress;
  /** `module.a["k"]`; empty for the root. */
  readonly text: string;
  readonly module: ModuleConfig;
  readonly call: ModuleCall | null;
  readonly parent: ModuleInstance | null;
  readonly repetition: Repetition;
}

export interface EvaluationInput {
  readonly config: Config;
  readonly host: Host;
  readonly schemas: Schemas;
  readonly phase: Phase;
  readonly variables: VariableInputs;
  /** What `plantimestamp()` says. */
  readonly planTime: number;
  /** The value of a resource instance as far as known; null when it is nowhere. */
  instance(module: ModuleInstance, resource: ResourceBlock, key: InstanceKey): Value | null;
  /** All instances of a resource, where the configuration cannot say (a destroy goes by the state). */
  expansion?(module: ModuleInstance, resource: ResourceBlock): Expansion | null;
}

export interface Evaluation {
  readonly input: EvaluationInput;
  readonly root: ModuleInstance;
  /** All instances of the module that a path of calls leads to. */
  instancesOf(path: readonly string[], diagnostics: Diagnostic[]): readonly ModuleInstance[];
  expand(module: ModuleInstance, resource: ResourceBlock, diagnostics: Diagnostic[]): Expansion;
  scope(module: ModuleInstance, repetition: Repetition, diagnostics: Diagnostic[], self?: Value): Scope;
  variable(module: ModuleInstance, name: string, diagnostics: Diagnostic[]): Value;
  local(module: ModuleInstance, name: string, diagnostics: Diagnostic[]): Value;
  output(module: ModuleInstance, name: string, diagnostics: Diagnostic[]): Value;
  /** All instances of a resource as one value: an object, a tuple or an object of objects. */
  resource(module: ModuleInstance, resource: ResourceBlock, diagnostics: Diagnostic[]): Value;
  /** The outputs of a module call, or one of them: an object, a tuple or an object of objects. */
  call(module: ModuleInstance, call: ModuleCall, diagnostics: Diagnostic[]): Value;
  /** Forgets the combined value of a resource, after one of its instances changed. */
  forget(module: ModuleInstance, resource: ResourceBlock): void;
}

/** A memory of values. Errors of a value are reported by whoever asks first. */
export function newEvaluation(input: EvaluationInput): Evaluation {
  type ProviderFunctions = { readonly [name: string]: ProviderFunction };

  const { config } = input;
  const root: ModuleInstance = { address: ROOT, text: '', module: config.root, call: null, parent: null, repetition: {} };
  const modules = new Map<string, readonly ModuleInstance[]>([['', [root]]]);
  const values = new Map<string, Value>();
  const expansions = new Map<string, Expansion>();
  const busy = new Set<string>();
  const functions = new Map<ModuleConfig, ProviderFunctions>();
  const surroundings = new Map<ModuleConfig, Surroundings>();

  /** What the providers that a module requires by name offer to its expressions. */
  function functionsOf(module: ModuleConfig): ProviderFunctions {
    let known = functions.get(module);
    if (!known) {
      const found: Record<string, ProviderFunction> = {};
      for (const [name, { source }] of Object.entries(module.requiredProviders)) {
        for (const [inner, own] of Object.entries(input.host.providers[source]?.().functions ?? {})) found[`provider::${name}::${inner}`] = own;
      }
      known = found;
      functions.set(module, known);
    }
    return known;
  }

  /** What functions may touch: the same for all expressions of a module. */
  function aroundOf(module: ModuleConfig): Surroundings {
    let known = surroundings.get(module);
    if (!known) {
      known = {
        ...(input.host.files ? { files: input.host.files } : {}),
        ...(input.phase === 'apply' ? { impure: impureOf(input.host) } : {}),
        planTime: input.planTime,
        providerFunctions: functionsOf(module),
      };
      surroundings.set(module, known);
    }
    return known;
  }

  /** Evaluates once; a value that needs itself (an error found elsewhere) is unknown. */
  const once = (key: string, work: () => Value): Value => {
    const known = values.get(key);
    if (known) return known;
    if (busy.has(key)) return UNKNOWN;
    busy.add(key);
    const value = work();
    busy.delete(key);
    values.set(key, value);
    return value;
  };

  const self: Evaluation = {
    input,
    root,
    instancesOf: (path, diagnostics) => {
      const key = pathKey(path);
      const known = modules.get(key);
      if (known) return known;
      const name = path[path.length - 1] as string;
      const module = config.modules[key];
      const list: ModuleInstance[] = [];
      for (const parent of self.instancesOf(path.slice(0, -1), diagnostics)) {
        const call = parent.module.calls[name];
        if (!call || !module) continue;
        const expansion = repetitionOf(self, parent, call, diagnostics);
        for (const instance of expansion.keys) {
          const address = [...parent.address, { name, key: instance }];
          list.push({ address, text: formatModule(address), module, call, parent, repetition: expansion.repetition(instance) });
        }
      }
      modules.set(key, list);
      return list;
    },
    expand: (module, resource, diagnostics) => {
      const key = `${module.text}|${formatName(resource.mode, resource.type, resource.name)}`;
      let expansion = expansions.get(key);
      if (!expansion) {
        expansion = input.expansion?.(module, resource) ?? repetitionOf(self, module, resource, diagnostics);
        expansions.set(key, expansion);
      }
      return expansion;
    },
    scope: (module, repetition, diagnostics, own) => ({
      data: {
        check: (reference) => checkReference(self, module, reference),
        resolve: (reference, found) => resolveReference(self, module, repetition, own ?? null, reference, found),
      },
      diagnostics,
      around: aroundOf(module.module),
    }),
    variable: (module, name, diagnostics) =>
      once(`${module.text}|var.${name}`, () => {
        const block = module.module.variables[name];
        if (!block) return UNKNOWN;
        return module.parent ? childVariable(self, module, block, diagnostics) : rootVariable(self, block, diagnostics);
      }),
    local: (module, name, diagnostics) =>
      once(`${module.text}|local.${name}`, () => {
        const block = module.module.locals[name];
        if (!block) return UNKNOWN;
        const own = references(block.expression).references.filter((reference) => reference.kind === 'local' && reference.name === name);
        for (const reference of own) diagnostics.push(selfReferencing(module, name, reference.range));
        return own.length ? UNKNOWN : evaluate(block.expression, self.scope(module, module.repetition, diagnostics));
      }),
    output: (module, name, diagnostics) =>
      once(`${module.text}|output.${name}`, () => {
        const block = module.module.outputs[name];
        if (!block) return UNKNOWN;
        const value = evaluate(block.expression, self.scope(module, {}, diagnostics));
        // `sensitive` of a module's output says how to show it, and does not mark the value (observed with 1.11.4).
        return block.ephemeral ? mark(value, 'ephemeral') : value;
      }),
    resource: (module, resource, diagnostics) =>
      once(`${module.text}|${formatName(resource.mode, resource.type, resource.name)}`, () => combined(self, module, resource, diagnostics)),
    call: (module, call, diagnostics) => once(`${module.text}|module.${call.name}`, () => callValue(self, module, call, diagnostics)),
    forget: (module, resource) => {
      values.delete(`${module.text}|${formatName(resource.mode, resource.type, resource.name)}`);
    },
  };
  return self;
}

const selfReferencing = (module: ModuleInstance, name: string, subject: Diagnostic['subject']): Diagnostic => ({
  severity: 'error',
  summary: 'Self-referencing local value',
  detail: `Local value ${module.text}${module.text && '.'}local.${name} cannot use its own result as part of its expression.`,
  subject,
});

const impureOf = (host: Host) => ({
  now: () => host.now,
  uuid: () => {
    const digits = host.hex(32);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
  },
  bytes: (count: number) => {
    const digits = host.hex(count * 2);
    return Array.from({ length: count }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
  },
});

type Repeated = { readonly count: ResourceBlock['count']; readonly forEach: ResourceBlock['forEach'] };

function repetitionOf(evaluation: Evaluation, module: ModuleInstance, block: Repeated, diagnostics: Diagnostic[]): Expansion {
  const validating = evaluation.input.phase === 'validate';
  const scope = evaluation.scope(module, {}, diagnostics);
  if (block.count) return countOf(block.count, scope, validating);
  if (block.forEach) return forEachOf(block.forEach, scope, validating);
  return { kind: 'single', keys: [null], repetition: () => ({}) };
}

function combined(evaluation: Evaluation, module: ModuleInstance, resource: ResourceBlock, diagnostics: Diagnostic[]): Value {
  const expansion = evaluation.expand(module, resource, diagnostics);
  const missing = (): Value => missingInstance(evaluation, module, resource);
  // While validating nothing is said of it, not even its type: what follows its name is checked by the schema.
  if (expansion.kind === 'unknown' || evaluation.input.phase === 'validate') return hasMark(missing(), 'ephemeral') ? mark(UNKNOWN, 'ephemeral') : UNKNOWN;
  const worth = (key: InstanceKey): Value | null => evaluation.input.instance(module, resource, key);
  if (expansion.kind === 'single') return worth(null) ?? missing();
  if (expansion.kind === 'count') {
    const found = expansion.keys.map(worth);
    const length = found.findLastIndex((value) => value !== null) + 1;
    return { k: 'tuple', v: found.slice(0, length).map((value) => value ?? missing()) };
  }
  const v: Record<string, Value> = {};
  for (const key of expansion.keys) {
    const value = worth(key);
    if (value) put(v, String(key), value);
  }
  return objectOf(v);
}

/** What is neither stored nor planned has the attributes of its type, and nothing is known of them. */
function missingInstance({ input }: Evaluation, module: ModuleInstance, resource: ResourceBlock): Value {
  const provider = providerOf(input.config, module.module, resource);
  const schema = provider && input.schemas.resource(provider.source, resource.mode, resource.type);
  if (!schema) return UNKNOWN;
  const value = unknownOf(impliedType(schema.block));
  return resource.mode === 'ephemeral' ? mark(value, 'ephemeral') : value;
}

function callValue(evaluation: Evaluation, module: ModuleInstance, call: ModuleCall, diagnostics: Diagnostic[]): Value {
  const path = [...module.module.path, call.name];
  const instances = evaluation.instancesOf(path, diagnostics).filter((instance) => instance.parent === module);
  const outputs = (instance: ModuleInstance): Value => {
    const v: Record<string, Value> = {};
    for (const name of Object.keys(instance.module.outputs)) put(v, name, evaluation.output(instance, name, diagnostics));
    return objectOf(v);
  };
  if (evaluation.input.phase === 'validate') {
    // Only the names of the outputs are known before there is a plan.
    const inner = evaluation.input.config.modules[pathKey(path)];
    if (!inner) return UNKNOWN;
    const one: Type = { object: Object.fromEntries(Object.keys(inner.outputs).map((name) => [name, 'dynamic' as const])) };
    return unknownOf(call.count ? { list: one } : call.forEach ? { map: one } : one);
  }
  if (call.count) return { k: 'tuple', v: instances.map(outputs) };
  if (call.forEach) {
    const v: Record<string, Value> = {};
    for (const instance of instances) put(v, String(instance.address[instance.address.length - 1]?.key), outputs(instance));
    return objectOf(v);
  }
  const only = instances[0];
  return only ? outputs(only) : UNKNOWN;
}
