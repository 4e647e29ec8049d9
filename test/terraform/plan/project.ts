// A project in memory with a provider that takes its time: what the tests of planning and applying work on.
import type { Diagnostic } from '../../../src/engine/diagnostic.ts';
import { advance } from '../../../src/terraform/apply/advance.ts';
import { type ApplyEvent, type ApplyRun, interrupt, startApply } from '../../../src/terraform/apply/apply.ts';
import { builtinProvider } from '../../../src/terraform/builtin.ts';
import type { Config } from '../../../src/terraform/config/config.ts';
import { installModules, loadConfig } from '../../../src/terraform/config/load.ts';
import { MANIFEST, writeManifest } from '../../../src/terraform/config/manifest.ts';
import type { ConfigReader } from '../../../src/terraform/config/sources.ts';
import type { Host } from '../../../src/terraform/host.ts';
import { nullOf, objectOf, stringOf, unknownOf, type Value } from '../../../src/terraform/lang/value.ts';
import { makePlan, type Planning } from '../../../src/terraform/plan/make.ts';
import { validate } from '../../../src/terraform/plan/validate.ts';
import type { PlanOptions } from '../../../src/terraform/plan/walk.ts';
import type { Provider } from '../../../src/terraform/provider.ts';
import { emptyState, type State } from '../../../src/terraform/state/state.ts';

export type Files = Record<string, string>;

export function reader(files: Files): ConfigReader {
  return {
    read: (path) => files[path] ?? null,
    list: (path) => {
      const prefix = path === '.' ? '' : `${path}/`;
      const names = new Set<string>();
      for (const file of Object.keys(files)) {
        if (!file.startsWith(prefix)) continue;
        const [first = '', ...rest] = file.slice(prefix.length).split('/');
        names.add(rest.length ? `${first}/` : first);
      }
      return names.size || path === '.' ? [...names].sort() : null;
    },
  };
}

/** Loads after an `init`. */
export function load(files: Files | string): Config {
  const all = typeof files === 'string' ? { 'main.tf': files } : files;
  const { modules } = installModules(reader(all));
  return loadConfig(reader({ ...all, [MANIFEST]: writeManifest(modules, null) }));
}

/** What exists "in the cloud" of the slow provider, by id. */
export type Cloud = Map<string, { name: string; size: string }>;

/** `slow_thing`: name forces replacement, size does not; every change takes 25 seconds; a name with `bad` fails, `half` fails after the object
 * exists, `sticky` cannot be deleted, `patient` goes on when interrupted. */
export function slowProvider(cloud: Cloud): Provider {
  const none: readonly Diagnostic[] = [];
  const text = (value: Value, name: string): string => {
    const field = value.k === 'object' ? value.v[name] : undefined;
    return field?.k === 'string' ? field.v : '';
  };
  const object = (id: string, name: string, size: string): Value => objectOf({ id: stringOf(id), name: stringOf(name), size: size ? stringOf(size) : nullOf('string') });
  const type = { object: { id: 'string', name: 'string', size: 'string' } } as const;
  const settle = (data: { id: string; name: string; size: string; gone?: boolean }) => {
    if (data.gone) {
      if (data.name.includes('sticky')) {
        return {
          done: true as const,
          state: object(data.id, data.name, data.size),
          diagnostics: [{ severity: 'error' as const, summary: `deleting thing (${data.id}): in use`, detail: '' }],
        };
      }
      cloud.delete(data.id);
      return { done: true as const, state: nullOf(type), diagnostics: none };
    }
    const error = [{ severity: 'error' as const, summary: `creating thing (${data.name}): refused`, detail: '' }];
    if (data.name.includes('bad')) return { done: true as const, state: nullOf(type), diagnostics: error };
    cloud.set(data.id, { name: data.name, size: data.size });
    return { done: true as const, state: object(data.id, data.name, data.size), diagnostics: data.name.includes('half') ? error : none };
  };
  let count = 0;
  return {
    schema: {
      provider: { version: 0, block: {} },
      resource_schemas: {
        slow_thing: {
          version: 0,
          block: { attributes: { id: { type: 'string', computed: true }, name: { type: 'string', required: true }, size: { type: 'string', optional: true } } },
        },
      },
      data_source_schemas: {
        slow_list: { version: 0, block: { attributes: { filter: { type: 'string', optional: true }, names: { type: ['list', 'string'], computed: true } } } },
      },
    },
    configure: () => none,
    validateResource: () => none,
    validateData: () => none,
    plan: (_type, prior, proposed) => {
      if (proposed.k !== 'object') return { planned: proposed, requiresReplace: [], diagnostics: none };
      if (prior.k === 'null') return { planned: objectOf({ ...proposed.v, id: unknownOf('string') }), requiresReplace: [], diagnostics: none };
      return { planned: proposed, requiresReplace: [['name']], diagnostics: none };
    },
    read: (_type, state) => {
      const found = cloud.get(text(state, 'id'));
      return { state: found ? object(text(state, 'id'), found.name, found.size) : nullOf(type), diagnostics: none };
    },
    readData: (_type, config) => {
      const filter = text(config, 'filter');
      const names = [...cloud.values()]
        .map((thing) => thing.name)
        .filter((name) => name.includes(filter))
        .sort();
      return { state: objectOf({ filter: filter ? stringOf(filter) : nullOf('string'), names: { k: 'list', elem: 'string', v: names.map(stringOf) } }), diagnostics: none };
    },
    apply: (_type, prior, planned) => {
      const gone = planned.k === 'null';
      const from = gone ? prior : planned;
      const id = prior.k === 'null' ? `t-${cloud.size}${count++}` : text(prior, 'id');
      return {
        done: false,
        wakeAt: time.now + 25_000,
        data: { id, name: text(from, 'name'), size: text(from, 'size'), until: time.now + 25_000, ...(gone ? { gone: true } : {}) },
      };
    },
    resume: (_type, data, interrupted) => {
      const own = data as { id: string; name: string; size: string; until: number; gone?: boolean };
      if (interrupted && own.name.includes('patient') && time.now < own.until) return { done: false, wakeAt: own.until, data };
      return settle(own);
    },
    importState: (_type, id) => ({ imported: [{ type: 'slow_thing', state: object(id, cloud.get(id)?.name ?? '', cloud.get(id)?.size ?? '') }], diagnostics: none }),
    upgradeState: (_type, _version, attributes) => ({ attributes, diagnostics: none }),
  };
}

/** The clock of the slow provider, set by `apply`. */
export const time = { now: 0 };

export function host(cloud: Cloud = new Map()): Host {
  let drawn = 0;
  const hex = (length: number): string => {
    let digits = '';
    while (digits.length < length) digits += ((drawn++ * 7 + 3) % 16).toString(16);
    return digits;
  };
  return {
    providers: {
      'terraform.io/builtin/terraform': () => builtinProvider({ uuid: () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}` }),
      'registry.terraform.io/hashicorp/slow': () => slowProvider(cloud),
    },
    now: time.now,
    hex,
    cwd: '/project',
    workspace: 'default',
  };
}

export const plan = (files: Files | string, state: State, cloud: Cloud = new Map(), options: Partial<PlanOptions> = {}): Planning =>
  makePlan(load(files), state, { mode: 'normal', variables: {}, ...options }, host(cloud));

export const problems = (files: Files | string): string[] => validate(load(files), host()).map((d) => `${d.severity} ${d.subject?.start.line ?? '-'}: ${d.summary}: ${d.detail}`);

/** Lines such as `create slow_thing.a`, of what a plan changes. */
export const actions = (planning: Planning): string[] =>
  (planning.plan?.changes ?? []).filter((change) => change.action !== 'no-op').map((change) => `${change.action} ${change.address}`);

export interface Applied {
  readonly run: ApplyRun;
  readonly state: State;
  readonly lines: string[];
}

/** Carries a plan out, through JSON between any two moments; `stopAt` are seconds at which Ctrl-C is pressed. */
export function apply(planning: Planning, cloud: Cloud = new Map(), stopAt: readonly number[] = []): Applied {
  if (!planning.plan) throw new Error('no plan');
  let run = startApply(planning.plan);
  const lines: string[] = [];
  const start = time.now;
  const stops = stopAt.map((seconds) => start + seconds * 1000);
  for (let i = 0; i < 1000; i++) {
    const step = advance(run, { ...host(cloud), now: time.now });
    run = JSON.parse(JSON.stringify(step.run)) as ApplyRun;
    lines.push(...step.events.flatMap((event) => line(event, start)));
    if (step.wakeAt === null) break;
    const stop = stops[0];
    if (stop !== undefined && stop < step.wakeAt) {
      stops.shift();
      time.now = stop;
      run = interrupt(run);
    } else time.now = step.wakeAt;
  }
  return { run, state: run.state, lines };
}

function line(event: ApplyEvent, start: number): string[] {
  if (event.kind === 'state' || event.kind === 'provisioner-output' || event.kind === 'provisioning') return [];
  const at = (event.at - start) / 1000;
  const what = 'verb' in event ? `${event.verb} ` : '';
  const deposed = 'deposed' in event && event.deposed ? ' (deposed)' : '';
  return [`${at}s ${event.kind} ${what}${event.address}${deposed}`];
}

export const nothing = (): State => emptyState('lineage');
