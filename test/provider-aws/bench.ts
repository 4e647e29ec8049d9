// A cloud, a clock and a provider without Terraform around them: plans and applies single resources the way Terraform would.

import { addAccount, call, emptyCloud, rootOf } from '../../src/aws/call.ts';
import type { Cloud } from '../../src/aws/cloud.ts';
import { runCloudJob } from '../../src/aws/jobs.ts';
import { newChance } from '../../src/engine/chance.ts';
import { instant } from '../../src/engine/clock.ts';
import type { Diagnostic } from '../../src/engine/diagnostic.ts';
import type { Json } from '../../src/engine/json.ts';
import { emptyLog } from '../../src/engine/log.ts';
import type { Timeline } from '../../src/engine/moment.ts';
import { nextJob } from '../../src/engine/moment.ts';
import type { CloudReply, Connection } from '../../src/provider-aws/connection.ts';
import type { Attrs } from '../../src/provider-aws/core/members.ts';
import { attrsOf, fromPlain } from '../../src/provider-aws/core/plain.ts';
import { awsProvider } from '../../src/provider-aws/provider.ts';
import { awsSchema, blockType } from '../../src/provider-aws/schema/schema.ts';
import { nullOf, type Value } from '../../src/terraform/lang/value.ts';
import { proposedNew } from '../../src/terraform/plan/proposed.ts';
import type { Applying, BlockSchema, PlannedChange, Provider } from '../../src/terraform/provider.ts';
import { zipOf } from '../aws/nightly/house.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

export interface Bench {
  readonly cloud: Cloud;
  readonly time: Timeline;
  readonly provider: Provider;
  /** A call as the account's root. */
  call(service: string, operation: string, params: { readonly [name: string]: Json | undefined }): CloudReply;
  /** Lets time go by, jobs and all. */
  until(at: number): void;
  config(type: string, attrs: Attrs): Value;
  plan(type: string, prior: Value | null, attrs: Attrs | null): PlannedChange;
  /** To the end of the apply; returns the new state and the problems. */
  apply(type: string, prior: Value | null, attrs: Attrs | null): { readonly state: Value; readonly diagnostics: readonly Diagnostic[]; readonly took: number };
  read(type: string, state: Value): Value;
}

/** Files beside the configuration. */
export const FILES: Readonly<Record<string, string>> = { 'nightly.zip': zipOf({ 'main.py': 'from dbjobs import count_rows as handler\n' }) };

export function connectionTo(cloud: Cloud, time: Timeline): Connection {
  return {
    time,
    env: { AWS_ACCESS_KEY_ID: 'AKIAROOT', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: REGION },
    home: '/home/user',
    readFile: () => null,
    readBase64: (path) => FILES[path] ?? null,
    cloud: ({ accessKeyId: _key, ...request }) => call(cloud, time, { ...request, principal: rootOf(ACCOUNT) }) as CloudReply,
  };
}

/** Runs what is due until an instant. */
export function advance(cloud: Cloud, time: Timeline, at: number): void {
  for (let job = nextJob(time); job && job.at <= at; job = nextJob(time)) {
    time.now = Math.max(time.now, job.at);
    delete time.jobs[job.id];
    runCloudJob(cloud, time, job);
  }
  time.now = Math.max(time.now, at);
}

export function newWorld(seed = 7): { cloud: Cloud; time: Timeline } {
  const time: Timeline = { now: instant(2026, 2, 1, 9), chance: newChance(seed), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const cloud = emptyCloud();
  addAccount(cloud, time, { id: ACCOUNT, alias: 'courses', region: REGION });
  return { cloud, time };
}

/** What a configuration holds where it has no block of a kind: an empty list, at every depth. */
function withEmptyBlocks(schema: BlockSchema, attrs: Attrs): Attrs {
  const blocks: Record<string, Json> = {};
  for (const [name, nested] of Object.entries(schema.block_types ?? {})) {
    if (nested.nesting_mode !== 'single') blocks[name] = ((attrs[name] as Attrs[] | undefined) ?? []).map((one) => withEmptyBlocks(nested.block, one)) as Json;
  }
  return { ...attrs, ...blocks };
}

export function bench(providerConfig: Attrs = {}): Bench {
  const { cloud, time } = newWorld();
  const provider = awsProvider(connectionTo(cloud, time));
  const problems = provider.configure(fromPlain(blockType(awsSchema.provider.block), providerConfig as Json));
  if (problems.length) throw new Error(problems.map((p) => p.summary).join('; '));
  const schema = (type: string) => awsSchema.resource_schemas[type]?.block ?? {};
  const none = (type: string) => nullOf(blockType(schema(type)));
  const config = (type: string, attrs: Attrs) => fromPlain(blockType(schema(type)), withEmptyBlocks(schema(type), attrs) as Json);
  const plan = (type: string, prior: Value | null, attrs: Attrs | null): PlannedChange => {
    if (attrs === null) return provider.plan(type, prior ?? none(type), none(type), none(type));
    const given = config(type, attrs);
    return provider.plan(type, prior ?? none(type), proposedNew(schema(type), prior ?? none(type), given), given);
  };
  const until = (at: number) => advance(cloud, time, at);
  return {
    cloud,
    time,
    provider,
    config,
    plan,
    until,
    call: (service, operation, params) => call(cloud, time, { service, operation, params, region: REGION, principal: rootOf(ACCOUNT) }) as CloudReply,
    apply(type, prior, attrs) {
      const began = time.now;
      const planned = plan(type, prior, attrs).planned;
      let step: Applying = provider.apply(type, prior ?? none(type), planned, attrs ? config(type, attrs) : none(type));
      for (let i = 0; !step.done; i++) {
        if (i > 2000) throw new Error('the apply does not end');
        until(step.wakeAt);
        step = provider.resume(type, JSON.parse(JSON.stringify(step.data)) as Json, false);
      }
      return { state: step.state, diagnostics: step.diagnostics, took: time.now - began };
    },
    read: (type, state) => {
      const reading = provider.read(type, state);
      if (reading.diagnostics.length) throw new Error(reading.diagnostics.map((d) => d.summary).join('; '));
      return reading.state;
    },
  };
}

/** The attributes of a state value. */
export const of = (state: Value): Attrs => attrsOf(state);

/** What is in the account, as text: all tables but the trail, which tells of refusals too. */
export const peekAccount = (b: Bench): string =>
  JSON.stringify(
    Object.entries(b.cloud.accounts[ACCOUNT]?.tables ?? {}).filter(([name]) => !name.includes('/cloudtrail.')),
    null,
    1,
  );
