// Random calls of every operation by all kinds of callers, and the laws that hold whatever they are. Used by a test with a thousand, by the bench with many.
import { type Draft, produce } from 'immer';
import { call, rootOf } from '../../../src/aws/call.ts';
import { type Account, type Cloud, recordOf, tidy } from '../../../src/aws/cloud.ts';
import { TRAIL, TRAIL_KEY, type TrailRecord } from '../../../src/aws/cloudtrail/record.ts';
import { observe } from '../../../src/aws/cloudwatch/evaluate.ts';
import { accrue, billBetween } from '../../../src/aws/cost/bill.ts';
import { runCloudJob } from '../../../src/aws/jobs.ts';
import type { CloudAnswer, Params } from '../../../src/aws/operation.ts';
import { census } from '../../../src/aws/rds/contents.ts';
import type { Snapshot } from '../../../src/aws/rds/tables.ts';
import { SERVICES } from '../../../src/aws/services.ts';
import { between, type Chance, newChance } from '../../../src/engine/chance.ts';
import { HOUR } from '../../../src/engine/clock.ts';
import { entry, type Log } from '../../../src/engine/log.ts';
import { because, nextJob } from '../../../src/engine/moment.ts';
import { ACCOUNT, REGION, type World } from '../fixture.ts';
import { beginning, type Caller } from './beginning.ts';
import { gather, type Pool, parametersOf, paramsFor } from './inputs.ts';
import { LISTS } from './lists.ts';
import { CALLS, type Make, type Pick } from './makes.ts';

/** Every operation of every service. */
export const OPERATIONS: readonly string[] = Object.values(SERVICES).flatMap((service) => Object.keys(service.operations).map((name) => `${service.name} ${name}`));
const NAMED = Object.keys(CALLS);

const rowTexts = new WeakMap<Snapshot, string>();

/** What each snapshot of every account holds, as text. */
function frozenRows(cloud: Cloud): Map<string, string> {
  const found = new Map<string, string>();
  for (const account of Object.values(cloud.accounts)) {
    for (const [shard, rows] of Object.entries(account.tables)) {
      if (!shard.endsWith('/rds.snapshot')) continue;
      for (const snapshot of Object.values(recordOf<Snapshot>(rows))) {
        let text = rowTexts.get(snapshot);
        if (text === undefined) {
          text = JSON.stringify(census(snapshot.contents, snapshot.dataAt));
          rowTexts.set(snapshot, text);
        }
        found.set(`${account.id}/${shard} ${snapshot.identifier} ${snapshot.resourceId} ${snapshot.startedAt}`, text);
      }
    }
  }
  return found;
}

/** Records of a request among those made since `before`, in any account. */
function recordsOf(before: Cloud, after: Cloud, requestId: string): TrailRecord[] {
  const found: TrailRecord[] = [];
  for (const account of Object.values(after.accounts)) {
    for (const shard in account.tables) {
      const old = before.accounts[account.id]?.tables[shard];
      if (!shard.endsWith(`/${TRAIL.name}`) || old === account.tables[shard]) continue;
      const log = recordOf(account.tables[shard])[TRAIL_KEY] as Log<TrailRecord>;
      for (let i = (recordOf(old)[TRAIL_KEY] as Log<TrailRecord> | undefined)?.length ?? 0; i < log.length; i++) {
        const record = entry(log, i) as TrailRecord;
        if (record.requestId === requestId) found.push(record);
      }
    }
  }
  return found;
}

/** Tables of any account that are not the same object any more, the trail aside. */
function changed(before: Cloud, after: Cloud): string[] {
  const found = before.bucketOwners === after.bucketOwners ? [] : ['bucketOwners'];
  for (const id of new Set([...Object.keys(before.accounts), ...Object.keys(after.accounts)])) {
    const [a, b] = [before.accounts[id]?.tables ?? {}, after.accounts[id]?.tables ?? {}];
    if (a === b) continue;
    for (const shard of new Set([...Object.keys(a), ...Object.keys(b)])) if (!shard.endsWith(TRAIL.name) && a[shard] !== b[shard]) found.push(`${id}/${shard}`);
  }
  return found;
}

export interface Tally {
  readonly calls: number;
  readonly refused: number;
  readonly jobs: number;
  readonly breaches: readonly string[];
  readonly spent: number;
  /** Operations that were called, and those that succeeded at least once. */
  readonly tried: ReadonlySet<string>;
  readonly succeeded: ReadonlySet<string>;
  /** Error codes, with how often. */
  readonly codes: ReadonlyMap<string, number>;
}

let looked: { readonly parameters: ReadonlyMap<string, readonly string[]>; readonly pool: Pool } | null = null;

/** Which parameters operations look at, and the names and ids that the beginning shows. The same each time. */
function known(world: World): { readonly parameters: ReadonlyMap<string, readonly string[]>; readonly pool: Pool } {
  if (looked) return looked;
  const pool: Pool = new Map();
  for (const account of Object.values(world.cloud.accounts))
    for (const [shard, rows] of Object.entries(account.tables)) if (!/cloudtrail|cost\.|sts\./.test(shard)) gather(pool, recordOf(rows) as Params);
  for (const service of Object.values(SERVICES)) {
    for (const [operation, { kind }] of Object.entries(service.operations)) {
      if (kind !== 'read' || !/^(Describe|List)/.test(operation)) continue;
      produce(world, (draft: Draft<World>) => {
        const answer = call(draft.cloud, draft.time, { service: service.name, operation, params: {}, region: REGION, principal: rootOf(ACCOUNT) });
        if (answer.ok) gather(pool, answer.output);
      });
    }
  }
  looked = { parameters: parametersOf(world, pool, newChance(1)), pool };
  return looked;
}

/** Makes `count` random calls, with time passing in between, and says which laws were broken. `among` narrows them to some operations. */
export function randomCalls(seed: number, count: number, among: readonly string[] | null = null): Tally {
  const begun = beginning();
  let { world } = begun;
  const { parameters } = known(world);
  const pool: Pool = new Map([...known(world).pool].map(([name, values]) => [name, [...values]]));
  const chance: Chance = newChance(seed);
  const pick: Pick = (list) => list[between(chance, 'pick', 0, list.length - 1)] as string;
  const breaches: string[] = [];
  const [tried, succeeded, codes] = [new Set<string>(), new Set<string>(), new Map<string, number>()];
  const began = world.time.now;
  let [refused, jobs, settled] = [0, 0, 0];
  const spent = new Map<string, number>();
  const proven = new Map<string, readonly string[]>();
  const callers: Caller[] = [...begun.callers];
  let held = frozenRows(world.cloud);
  const settle = () => {
    world = produce(world, (draft: Draft<World>) => {
      observe(draft.cloud, draft.time);
      for (const account of Object.values(draft.cloud.accounts)) accrue(account as Account, draft.time.now);
      tidy(draft.cloud);
    });
    const now = frozenRows(world.cloud);
    for (const [id, rows] of held) if (now.has(id) && now.get(id) !== rows) breaches.push(`the rows of ${id} changed from ${rows} to ${now.get(id)}`);
    held = now;
    // Summing a long meter takes long: now and then is enough, since what was noted is never changed.
    if (settled++ % 20 !== 0) return;
    for (const account of Object.values(world.cloud.accounts)) {
      const [bill, before] = [billBetween(account, began, world.time.now), spent.get(account.id) ?? 0];
      if (bill < before - 1e-9) breaches.push(`the bill of ${account.id} went from ${before} to ${bill}`);
      spent.set(account.id, bill);
    }
  };
  const wait = (until: number) => {
    for (let job = nextJob(world.time); job && job.at <= until; job = nextJob(world.time)) {
      const due = job;
      world = produce(world, (draft: Draft<World>) => {
        delete draft.time.jobs[due.id];
        draft.time.now = Math.max(draft.time.now, due.at);
        because(draft.time, due.cause, () => runCloudJob(draft.cloud, draft.time, due));
      });
      jobs++;
    }
    world = produce(world, (draft: Draft<World>) => void (draft.time.now = until));
    settle();
  };
  const attempt = (name: string, params: Params, as: Caller, region: string): CloudAnswer => {
    const [service = '', operation = ''] = name.split(' ');
    let answer: CloudAnswer | undefined;
    world = produce(world, (draft: Draft<World>) => {
      answer = call(draft.cloud, draft.time, { service, operation, params, region, ...as });
    });
    return answer as unknown as CloudAnswer;
  };
  /** Sessions last an hour: the old ones stay among the callers, with what has expired. */
  const renew = () => {
    for (const { from, params } of begun.sessions) {
      const answer = attempt('sts AssumeRole', params, from, REGION);
      const key = answer.ok ? (answer.output.Credentials as Params) : null;
      if (key) callers.splice(begun.callers.length, callers.length > begun.callers.length + 8 ? 1 : 0, { accessKeyId: key.AccessKeyId as string });
    }
  };
  for (let i = 0; i < count && breaches.length < 10; i++) {
    if (between(chance, 'wait', 0, 3) === 0) wait(world.time.now + between(chance, 'hours', 1, 300) * (HOUR / 100));
    if (i % 100 === 0) renew();
    // Mostly any operation at all; every third time one whose parameters somebody put together.
    const name = pick(among ?? (i % 3 === 0 ? NAMED : OPERATIONS));
    const [service = '', operation = ''] = name.split(' ');
    const made = CALLS[name];
    const params = made && (i % 3 === 0 || between(chance, 'made', 0, 2) === 0) ? (made as Make)(pick) : paramsFor(chance, pool, parameters.get(name) ?? [], proven.get(name));
    const as = callers[between(chance, 'who', 0, callers.length - 1)] as Caller;
    const region = between(chance, 'region', 0, 19) === 0 ? pick(['us-east-1', 'eu-central-1']) : REGION;
    const before = world;
    const replied = attempt(name, params, as, region);
    const said = () => `${name} ${JSON.stringify(params)} of ${JSON.stringify(as)}`;
    tried.add(name);
    const touched = changed(before.cloud, world.cloud);
    if (replied.ok) {
      succeeded.add(name);
      proven.set(name, Object.keys(params));
      gather(pool, replied.output);
      if (SERVICES[service]?.operations[operation]?.kind === 'write') gather(pool, params);
    } else {
      refused++;
      codes.set(replied.code, (codes.get(replied.code) ?? 0) + 1);
      if (replied.code === 'InternalFailure') breaches.push(`${said()} broke down: ${JSON.stringify(replied.fields)}`);
      if (before.time.jobs !== world.time.jobs) breaches.push(`${said()} was refused (${replied.code}) and changed the jobs`);
    }
    if (touched.length > 0 && (!replied.ok || SERVICES[service]?.operations[operation]?.kind === 'read'))
      breaches.push(`${said()} was ${replied.ok ? 'a read' : `refused (${replied.code})`} and changed ${touched.join(', ')}`);
    const records = recordsOf(before.cloud, world.cloud, replied.requestId);
    // Who cannot be told from anybody is in no account's trail.
    const nobody = !replied.ok && records.length === 0 && before.cloud === world.cloud;
    if (records.length !== 1 && !nobody) breaches.push(`${said()} left ${records.length} records`);
    if (records[0] && (records[0].error?.code ?? null) !== (replied.ok ? null : replied.code)) breaches.push(`${said()}: the trail does not say how it went`);
    if (nobody && as.principal && replied.code !== 'NotSimulated') breaches.push(`${said()} left no record`);
    const list = LISTS[name];
    if (replied.ok && list && touched.length > 0) {
      let shown = '';
      produce(world, (draft: Draft<World>) => {
        const account = touched[0]?.split('/')[0] ?? ACCOUNT;
        const looked = call(draft.cloud, draft.time, { service, operation: list[0], params: list[1](params), region, principal: rootOf(account) });
        shown = JSON.stringify(looked.ok ? looked.output : looked);
      });
      if (shown.includes(list[2](params))) breaches.push(`${said()} succeeded, and ${list[0]} lists it: ${shown}`);
    }
    // As if a few calls were made within one step, and what follows from them at its end.
    if (touched.length > 0 && between(chance, 'settle', 0, 2) === 0) settle();
  }
  return { calls: count, refused, jobs, breaches, spent: [...spent.values()].reduce((a, b) => a + b, 0), tried, succeeded, codes };
}
