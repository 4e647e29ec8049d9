// The same evening with one thing changed beforehand: what each guardrail keeps, up to the end of the destroy.

import { produce } from 'immer';
import { expect, test } from 'vitest';
import { POINTS } from '../../src/aws/backup/vault.ts';
import { call, rootOf } from '../../src/aws/call.ts';
import { peek } from '../../src/aws/cloud.ts';
import type { CloudAnswer, Params } from '../../src/aws/operation.ts';
import { canonical } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { endingOf, lossOf, outcomeOf, rowsLost } from '../../src/lesson/outcome.ts';
import { dispatch, passTime } from '../../src/lesson/play.ts';
import { guarded, replay, tryGuardrail } from '../../src/whatif/replay.ts';
import { copiesOf, productionOf } from '../../src/world/measure.ts';
import type { World } from '../../src/world/world.ts';
import { framesOf, linesUpTo, theCase, theFoundation, theWorld } from '../lesson/evening.ts';

const asRoot = (world: World, service: string, operation: string, params: Params) => {
  let answer: CloudAnswer | undefined;
  produce(world, (draft) => {
    answer = call(draft.cloud, draft.time, { service, operation, params, region: world.setting.region, principal: rootOf(world.setting.account) });
  });
  return answer as CloudAnswer;
};

const LONG = 180_000;
let made: ReturnType<typeof framesOf> | null = null;
/** The evening up to the answer that the database is gone. */
const evening = () => {
  made ??= framesOf(linesUpTo('disaster', '> finish'));
  return made;
};
const until = () => evening().play.world.time.now;
const withOne = (id: string) => replay(theCase(), guarded(theFoundation(), [id]), false, evening().actions, until());
const restorable = (play: { readonly world: ReturnType<typeof theWorld> }) => copiesOf(play.world).filter((copy) => copy.restorable);

test(
  'without a guardrail everything goes',
  () => {
    const { play } = evening();
    expect(lossOf(play.world)).not.toBe(null);
    expect(rowsLost(play.world)).toBeGreaterThan(190_000);
    expect(restorable(play)).toEqual([]);
  },
  LONG,
);

test(
  'a guarded world without a guardrail is the world, and the foundation is left as it was',
  () => {
    const before = canonical(theFoundation());
    expect(canonical(guarded(theFoundation(), []))).toBe(canonical(theWorld()));
    guarded(theFoundation(), ['deny-destroy']);
    expect(canonical(theFoundation())).toBe(before);
  },
  LONG,
);

test(
  'with deletion protection AWS refuses, and no row is lost',
  () => {
    const play = withOne('deletion-protection');
    expect(productionOf(play.world).status).toBe('there');
    expect(rowsLost(play.world)).toBe(0);
    expect(since(play.world.time.facts, play.world.setting.firstFact).some((fact) => fact.kind === 'aws.refused' && fact.data.operation === 'DeleteDBInstance')).toBe(true);
  },
  LONG,
);

test(
  'with prevent_destroy Terraform refuses before anything is deleted',
  () => {
    const play = withOne('prevent-destroy');
    expect(rowsLost(play.world)).toBe(0);
    expect(productionOf(play.world).status).toBe('there');
  },
  LONG,
);

test.each([
  ['separate-project', (kind: string) => kind !== 'rds.instance.deleting'],
  ['list-before-delete', (kind: string) => kind === 'agent.asked'],
  ['ci-only', (kind: string) => kind === 'aws.refused'],
] as const)(
  'with %s the database is never handed to its deletion',
  (id, sign) => {
    const play = withOne(id);
    expect(lossOf(play.world)).toBe(null);
    expect(rowsLost(play.world)).toBe(0);
    expect(since(play.world.time.facts, play.world.setting.firstFact).some((fact) => sign(fact.kind))).toBe(true);
  },
  LONG,
);

test(
  'with a manual snapshot the instance goes, and a copy is left to restore from',
  () => {
    const play = withOne('manual-snapshot');
    expect(lossOf(play.world)).not.toBe(null);
    expect(restorable(play).map((copy) => copy.kind)).toEqual(['manual']);
    expect(restorable(play)[0]?.rows).toBeGreaterThan(190_000);
  },
  LONG,
);

test(
  'with a locked vault the instance goes, and the copy of the night cannot be deleted',
  () => {
    const { world } = withOne('vault-lock');
    expect(lossOf(world)).not.toBe(null);
    expect(restorable({ world }).map((copy) => copy.kind)).toEqual(['vault']);
    const { account, region } = world.setting;
    const point = Object.values(peek(world.cloud.accounts[account]!, region, POINTS))[0];
    const answer = asRoot(world, 'backup', 'DeleteRecoveryPoint', { BackupVaultName: 'locked', RecoveryPointArn: point?.arn });
    expect(answer.ok ? 'deleted' : answer.code).toBe('InvalidRequestException');
  },
  LONG,
);

test(
  'with a policy from above even the root user cannot delete the database',
  () => {
    const { world } = withOne('separate-accounts');
    expect(productionOf(world).status).toBe('there');
    expect(rowsLost(world)).toBe(0);
    const refused = since(world.time.facts, world.setting.firstFact).find((fact) => fact.kind === 'aws.refused' && fact.data.operation === 'DeleteDBInstance');
    expect(String(refused?.data.message)).toContain('with an explicit deny in a service control policy: arn:aws:organizations::726403918254:policy/');
    const answer = asRoot(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: world.setting.database.instance, SkipFinalSnapshot: true });
    expect(answer.ok ? 'deleted' : answer.code).toBe('AccessDenied');
  },
  LONG,
);

test(
  'with a copy in another account nothing of this one reaches it, and it can be brought back',
  () => {
    const play = withOne('snapshot-elsewhere');
    expect(lossOf(play.world)).not.toBe(null);
    expect(restorable(play)).toEqual([]);
    const [copy] = copiesOf(play.world);
    expect(copy?.kind).toBe('elsewhere');
    expect(copy?.rows).toBeGreaterThan(190_000);
    const arn = `arn:aws:rds:eu-west-1:${copy?.account}:snapshot:${copy?.name}`;
    for (const operation of ['DeleteDBSnapshot', 'DescribeDBSnapshots']) {
      const answer = asRoot(play.world, 'rds', operation, { DBSnapshotIdentifier: arn });
      expect(answer.ok ? 'reached' : answer.code).toBe('DBSnapshotNotFound');
    }
    let back = play;
    for (const [beat, choice] of [
      ['gone', 'ask'],
      ['no-backups', 'elsewhere'],
    ] as const)
      back = passTime(theCase(), dispatch(theCase(), back, { type: 'choose', beat, choice }), back.world.time.now + 900_000);
    expect(restorable(back).map((one) => one.name)).toEqual(['courses-back']);
  },
  LONG,
);

test(
  'a verdict says whether it stops, and at which refusal',
  () => {
    const { play, actions } = evening();
    const verdict = tryGuardrail(theCase(), theFoundation(), 'deletion-protection', false, actions, play, outcomeOf(theCase(), play));
    expect(verdict.guardrail).toBe('deletion-protection');
    expect(verdict.stops).toBe(true);
    expect(verdict.outcome.rowsLost).toBe(0);
    expect(verdict.at).toMatchObject({ kind: 'aws.refused', data: { operation: 'DeleteDBInstance' } });
    expect(endingOf(play.world)).toBe('lost');
  },
  LONG,
);
test(
  'an action that is not possible any more does nothing',
  () => {
    const { actions } = evening();
    const odd = [{ at: theWorld().time.now, action: { type: 'choose' as const, beat: 'no-such-beat', choice: 'x' } }, ...actions.slice(0, 1)];
    expect(() => replay(theCase(), theWorld(), false, odd)).not.toThrow();
    expect(canonical(replay(theCase(), theWorld(), false, odd).world)).toBe(canonical(replay(theCase(), theWorld(), false, actions.slice(0, 1)).world));
  },
  LONG,
);
