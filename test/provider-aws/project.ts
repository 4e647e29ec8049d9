// The main case's project, planned and applied through planner, provider and cloud, with no command line in between.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../../src/aws/cloud.ts';
import { hex } from '../../src/engine/chance.ts';
import type { Diagnostic } from '../../src/engine/diagnostic.ts';
import type { Timeline } from '../../src/engine/moment.ts';
import { awsProvider } from '../../src/provider-aws/provider.ts';
import { advance as advanceApply } from '../../src/terraform/apply/advance.ts';
import { type ApplyEvent, startApply } from '../../src/terraform/apply/apply.ts';
import type { Config } from '../../src/terraform/config/config.ts';
import { installModules, loadConfig } from '../../src/terraform/config/load.ts';
import { MANIFEST, writeManifest } from '../../src/terraform/config/manifest.ts';
import type { Host } from '../../src/terraform/host.ts';
import { makePlan } from '../../src/terraform/plan/make.ts';
import type { Plan, PlanMode } from '../../src/terraform/plan/plan.ts';
import { emptyState, type State } from '../../src/terraform/state/state.ts';
import { advance, connectionTo } from './bench.ts';

const ROOT = new URL('../../scenarios/wheres-my-database/disk/', import.meta.url).pathname;

/** Files of folders under `disk`, merged as if copied into one. */
export function filesOf(...folders: readonly string[]): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (base: string, at: string) => {
    for (const name of readdirSync(join(base, at))) {
      const path = at ? `${at}/${name}` : name;
      if (statSync(join(base, path)).isDirectory()) walk(base, path);
      else files[path] = readFileSync(join(base, path), 'utf8');
    }
  };
  for (const folder of folders) walk(join(ROOT, folder), '');
  return files;
}

export function configOf(files: Readonly<Record<string, string>>): Config {
  const list = (path: string): string[] | null => {
    const prefix = path === '.' || path === '' ? '' : `${path.replace(/^\.\//, '')}/`;
    const names = new Set<string>();
    for (const file of Object.keys(files)) {
      if (!file.startsWith(prefix)) continue;
      const rest = file.slice(prefix.length);
      names.add(rest.includes('/') ? `${rest.split('/')[0]}/` : rest);
    }
    return names.size ? [...names].sort() : null;
  };
  const read = (path: string) => files[path.replace(/^\.\//, '')] ?? null;
  const manifest = writeManifest(installModules({ read, list }).modules, null);
  return loadConfig({ read: (path) => (path === MANIFEST ? manifest : read(path)), list });
}

export interface Project {
  readonly cloud: Cloud;
  readonly time: Timeline;
  readonly config: Config;
}

const VARIABLES = ['domain', 'admin_cidr', 'admin_public_key', 'db_password'];

function hostOf(project: Project): Host {
  return {
    providers: { 'registry.terraform.io/hashicorp/aws': () => awsProvider(connectionTo(project.cloud, project.time)) },
    now: project.time.now,
    hex: (length) => hex(project.time.chance, 'terraform', length),
    files: { kind: () => null, read: () => '', list: () => [] },
    cwd: '/home/you/infra',
    workspace: 'default',
  };
}

export function planOf(project: Project, state: State, mode: PlanMode = 'normal', tfvars: Readonly<Record<string, string>> = {}) {
  const variables = Object.fromEntries(VARIABLES.map((name) => [name, { value: { k: 'string', v: tfvars[name] ?? '' }, from: 'a file' }]));
  const { plan, diagnostics } = makePlan(project.config, state, { mode, variables: variables as never }, hostOf(project));
  if (!plan) throw new Error(diagnostics.map((d) => `${d.summary}: ${d.detail}`).join('\n'));
  return { plan, diagnostics };
}

export interface Applied {
  readonly state: State;
  readonly events: readonly ApplyEvent[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: { readonly added: number; readonly changed: number; readonly destroyed: number };
}

/** Carries a plan out, letting time pass; stops early when `until` says so. */
export function applyPlan(project: Project, plan: Plan, until: (events: readonly ApplyEvent[]) => boolean = () => false): Applied {
  let run = startApply(plan);
  const events: ApplyEvent[] = [];
  for (;;) {
    const step = advanceApply(run, hostOf(project));
    events.push(...step.events);
    run = step.run;
    if (step.wakeAt === null || until(events)) return { state: run.state, events, diagnostics: run.diagnostics, counts: run.counts };
    advance(project.cloud, project.time, step.wakeAt);
  }
}

export const fresh = (): State => emptyState('11111111-2222-3333-4444-555555555555');
