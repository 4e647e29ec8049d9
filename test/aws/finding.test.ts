// A finding holds as long as what was looked at is as it was, and no longer.
import { expect, test } from 'vitest';
import { type Account, type Cloud, peek, rows, table } from '../../src/aws/cloud.ts';
import { lines } from '../../src/aws/cost/rate.ts';
import { find, findIn } from '../../src/aws/finding.ts';
import { advance } from '../../src/engine/step.ts';
import { siteStanding, siteStatus } from '../../src/world/site.ts';
import { rules } from '../../src/world/step.ts';
import { type } from '../bench/typing.ts';
import { theCase, theWorld } from '../lesson/evening.ts';

const THINGS = table<{ readonly size: number }>('test.things');
const OTHERS = table<{ readonly size: number }>('test.others');

const account = (tables: Account['tables']): Account => Object.freeze({ id: '1', alias: 'one', createdAt: 0, tables: Object.freeze(tables) });
const shard = (size: number) => Object.freeze({ a: Object.freeze({ size }) });
const base = account({ 'here/test.things': shard(1), 'here/test.others': shard(1) });
const cloud = (...accounts: readonly Account[]): Cloud => ({ ...empty, accounts: Object.fromEntries(accounts.map((one) => [one.id, one])) });
const empty: Cloud = { partition: 'aws', accounts: {}, bucketOwners: {} };

test('what was read and changes ends it; what was not read may change', () => {
  const { value, holds } = findIn(base, (seen) => peek(seen, 'here', THINGS).a?.size);
  expect(value).toBe(1);
  expect(holds(base)).toBe(true);
  expect(holds(account({ ...base.tables, 'here/test.others': shard(2), 'there/test.others': shard(3) }))).toBe(true);
  expect(holds(account({ ...base.tables, 'here/test.things': shard(2) }))).toBe(false);
  expect(holds(account({ 'here/test.others': shard(1) }))).toBe(false);
});

test('a table that was looked for and not there ends it when it comes', () => {
  const { holds } = findIn(base, (seen) => peek(seen, 'there', OTHERS).a);
  expect(holds(account({ ...base.tables, 'there/test.things': shard(1) }))).toBe(true);
  expect(holds(account({ ...base.tables, 'there/test.others': shard(1) }))).toBe(false);
});

test('who went through the list of tables learns of a new one, and of one that is gone', () => {
  const { holds } = findIn(base, (seen) => Object.keys(seen.tables).length);
  expect(holds(account({ ...base.tables, 'here/test.things': shard(2) }))).toBe(true);
  expect(holds(account({ ...base.tables, 'there/test.things': shard(1) }))).toBe(false);
  expect(holds(account({ 'here/test.things': shard(1), 'there/test.things': shard(1) }))).toBe(false);
});

test('of a whole cloud: other accounts and other owners of names count', () => {
  const first = cloud(base);
  const { holds } = find(first, (seen) => Object.values(seen.accounts).map((one) => peek(one, 'here', THINGS).a?.size));
  expect(holds({ ...first })).toBe(true);
  expect(holds(cloud(base, { ...base, id: '2' }))).toBe(false);
  expect(holds(cloud({ ...base, id: '2' }))).toBe(false);
  expect(holds({ ...first, bucketOwners: {} })).toBe(false);
});

test('what is watched cannot be changed by who looks', () => {
  expect(() => findIn(base, (seen) => rows(seen, 'there', THINGS))).toThrow(TypeError);
});

test('through a destroy of production, the site and the bill found step by step are those found anew', () => {
  const terminal = theCase().world.past[0]?.terminal ?? '';
  let world = type(theWorld(), terminal, `cd ${theCase().world.project.path} && (terraform destroy -auto-approve > /dev/null &)`).world;
  const { host, path } = world.setting.site;
  const seen = new Set<boolean>();
  for (let steps = 0; steps < 240; steps++) {
    world = advance(rules, world, world.time.now + 60_000).world;
    const standing = siteStanding(world.cloud, host, path, world.time.now);
    const main = world.cloud.accounts[world.setting.account] as Account;
    const found = lines(main);
    if (steps % 8 > 0) continue;
    const { up, status, broken } = siteStatus(world.cloud, host, path, world.time.now);
    expect([standing.up, standing.status, standing.broken?.link]).toEqual([up, status, broken?.link]);
    expect(found).toEqual(lines({ ...main }));
    seen.add(up);
  }
  expect(seen).toEqual(new Set([true, false]));
}, 120_000);
