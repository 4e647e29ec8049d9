// Accounts with many things, and one step of a world on them without its site: for the benches.
import { type Draft, produce } from 'immer';
import { call, rootOf } from '../../src/aws/call.ts';
import { type Account, tidy, untidy } from '../../src/aws/cloud.ts';
import { observe, stirring } from '../../src/aws/cloudwatch/evaluate.ts';
import { accrue, metered } from '../../src/aws/cost/bill.ts';
import type { Params } from '../../src/aws/operation.ts';
import { ACCOUNT, REGION, type World } from '../aws/fixture.ts';

/** Copies the last row of a table `count` times, under other names. Mutates. The door itself is what is measured later. */
export function multiply(world: World, shard: string, count: number): void {
  const { tables } = world.cloud.accounts[ACCOUNT] as Account;
  tables[shard] ??= {};
  const made = tables[shard] as Record<string, unknown>;
  const [key, row] = Object.entries(made).at(-1) as [string, object];
  for (let i = 0; i < count; i++) {
    const text = JSON.stringify(row).replaceAll('model', `copy-${i}`).replaceAll(key, `${key}-${i}`);
    made[key.includes('model') ? key.replace('model', `copy-${i}`) : `${key}-${i}`] = JSON.parse(text);
  }
}

/** One step of a world, without the site: the call, then what is read and metered. Throws what AWS refuses with. */
export function step(world: World, service: string, operation: string, params: Params): World {
  const after = produce(world, (draft: Draft<World>) => {
    const answer = call(draft.cloud, draft.time, { service, operation, params, region: REGION, principal: rootOf(ACCOUNT) });
    if (!answer.ok) throw new Error(`${operation}: ${answer.code} ${answer.message}`);
  });
  return settled(after);
}

export const settled = (world: World): World => {
  const moved = stirring(world.cloud, world.time.now);
  if (!moved && metered(world.cloud.accounts[ACCOUNT] as Account) && !untidy(world.cloud)) return world;
  return produce(world, (draft: Draft<World>) => {
    if (moved) observe(draft.cloud, draft.time);
    accrue(draft.cloud.accounts[ACCOUNT] as Account, draft.time.now);
    tidy(draft.cloud);
  });
};
