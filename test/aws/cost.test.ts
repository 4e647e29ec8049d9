import { describe, expect, test } from 'vitest';
import { accrue, billBetween, charge } from '../../src/aws/cost/bill.ts';
import { DAY, HOUR, iso } from '../../src/engine/clock.ts';
import { ACCOUNT, DATABASE, newWorld, out, pass, REGION, refusal, type World } from './fixture.ts';

const metered = (world: World) => accrue(world.cloud.accounts[ACCOUNT]!, world.time.now);
const day = (at: number) => iso(at).slice(0, 10);

/** Forty days old, with a database for as long and a load of objects. */
function inUse(): World {
  const world = newWorld();
  metered(world);
  out(world, 'rds', 'CreateDBInstance', DATABASE);
  pass(world, HOUR);
  metered(world);
  pass(world, 40 * DAY);
  metered(world);
  return world;
}
const period = (world: World, from: number, to = 0) => ({ TimePeriod: { Start: day(world.time.now + from * DAY), End: day(world.time.now + to * DAY) } });
const usage = (world: World, more: object) =>
  out(world, 'ce', 'GetCostAndUsage', { ...period(world, -20), Granularity: 'MONTHLY', Metrics: ['UnblendedCost'], ...more }).ResultsByTime as {
    Groups: { Keys: string[]; Metrics: { UnblendedCost: { Amount: string } } }[];
    Total: { UnblendedCost?: { Amount: string } };
  }[];
const sum = (world: World, more: object = {}) => usage(world, more).reduce((total, one) => total + Number(one.Total.UnblendedCost?.Amount ?? 0), 0);

describe('the bill', () => {
  test('comes to the same in all and in groups, and a filter parts it in two', () => {
    const world = inUse();
    for (const GroupBy of [[{ Type: 'DIMENSION', Key: 'SERVICE' }], [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }], [{ Type: 'TAG', Key: 'Project' }]]) {
      const groups = usage(world, { GroupBy }).flatMap((one) => one.Groups);
      expect(groups.reduce((total, one) => total + Number(one.Metrics.UnblendedCost.Amount), 0)).toBeCloseTo(sum(world), 6);
    }
    const storage = { Dimensions: { Key: 'USAGE_TYPE', Values: ['EU-RDS:GP2-Storage'] } };
    expect(sum(world, { Filter: storage })).toBeGreaterThan(0);
    expect(sum(world, { Filter: storage }) + sum(world, { Filter: { Not: storage } })).toBeCloseTo(sum(world), 6);
    expect(sum(world, { Filter: { And: [storage, { Not: storage }] } })).toBe(0);
    expect(
      refusal(world, 'ce', 'GetCostAndUsage', { ...period(world, -2), Granularity: 'DAILY', Metrics: ['UnblendedCost'], GroupBy: [{ Type: 'DIMENSION', Key: 'PLANET' }] }),
    ).toContain('ValidationException');
  });

  test('is forecast from what stands now, and not for an account that is too young or for days gone by', () => {
    const world = inUse();
    const forecast = (from: number, to: number) => out(world, 'ce', 'GetCostForecast', { ...period(world, from, to), Granularity: 'DAILY', Metric: 'UNBLENDED_COST' });
    const week = forecast(0, 7);
    expect(week.ForecastResultsByTime).toHaveLength(7);
    expect(Number(week.Total.Amount)).toBeCloseTo(7 * Number(week.ForecastResultsByTime[0].MeanValue), 6);
    const before = world.time.now;
    pass(world, 7 * DAY);
    expect(billBetween(world.cloud.accounts[ACCOUNT]!, before, world.time.now)).toBeCloseTo(Number(week.Total.Amount), 1);
    expect(refusal(world, 'ce', 'GetCostForecast', { ...period(world, -2, 2), Granularity: 'DAILY', Metric: 'UNBLENDED_COST' })).toContain('ValidationException');
    const young = newWorld();
    expect(refusal(young, 'ce', 'GetCostForecast', { ...period(young, 0, 2), Granularity: 'DAILY', Metric: 'UNBLENDED_COST' })).toContain('DataUnavailableException');
  });

  test('has what was paid once at its instant and never again', () => {
    const world = inUse();
    const at = world.time.now - 3 * DAY;
    const account = world.cloud.accounts[ACCOUNT]!;
    const [before, week] = [sum(world), billBetween(account, at - DAY, at)];
    charge(account, { at, id: 'lambda', service: 'AWS Lambda', label: 'Lambda functions', amount: 2.5 });
    expect(sum(world)).toBeCloseTo(before + 2.5, 6);
    expect(billBetween(account, at - DAY, at)).toBeCloseTo(week, 9);
  });

  test('goes on for copies in another Region when the database is gone', () => {
    const world = inUse();
    const away = { SourceDBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:${DATABASE.DBInstanceIdentifier}` };
    out(world, 'rds', 'StartDBInstanceAutomatedBackupsReplication', away, undefined, 'eu-central-1');
    out(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: DATABASE.DBInstanceIdentifier, SkipFinalSnapshot: true });
    pass(world, HOUR);
    metered(world);
    pass(world, DAY);
    const found = usage(world, { ...period(world, -1, 1), GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }] }).flatMap((one) => one.Groups);
    expect(found.find((one) => one.Keys[0] === 'EU-RDS:ChargedBackupUsage')).toBeDefined();
  });
});
