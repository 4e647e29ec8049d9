// The family tree of the data: each copy, its owner, its age, and which call kills it.
import { calendar } from '../engine/clock.ts';
import { since } from '../engine/log.ts';
import type { Fact } from '../engine/moment.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock } from '../lesson/words.ts';
import { copiesOf, productionOf } from '../world/measure.ts';
import type { Copy, DeskView } from './desk.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Thu 26 Feb, 02:04` in the case's zone. */
export function dated(at: number, offset: number): string {
  const c = calendar(at + offset * 60_000);
  return `${c.day} ${MONTHS[c.month - 1]}, ${clock(at, offset)}`;
}

const DIES: Readonly<Record<string, string>> = {
  live: 'DeleteDBInstance, or a destroy by the state that knows it',
  log: 'with the instance',
  automated: 'DeleteDBInstance, unless it says to keep automated backups',
  manual: 'DeleteDBSnapshot only',
  export: 'DeleteObject, or a lifecycle that forgets it; no destroy of the project',
  vault: 'DeleteRecoveryPoint, unless the vault is locked',
  replicated: 'DeleteDBInstanceAutomatedBackup in that Region, or the end of its retention',
  elsewhere: 'DeleteDBSnapshot, with keys of that account',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The call at the end of a chain of causes. */
function callBehind(facts: ReadonlyMap<number, Fact>, fact: Fact): string | null {
  for (let at: Fact | undefined = fact, steps = 0; at && steps < 20; at = at.cause === null ? undefined : facts.get(at.cause), steps++) {
    if (at.kind === 'aws.call') return `${text(at.data.operation)} at `;
  }
  return null;
}

export function backupsOf(scenario: Scenario, play: Play): DeskView['backups'] {
  const { world } = play;
  const { offset } = scenario.zone;
  const owner = world.setting.account;
  const facts = since(world.time.facts, 0);
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const copies: Copy[] = [];
  const present = copiesOf(world);
  for (const copy of present) {
    copies.push({
      id: copy.id,
      kind: copy.kind,
      name: copy.name,
      account: copy.account,
      asOf: copy.kind === 'live' ? 'now' : dated(copy.asOf, offset),
      rows: copy.rows,
      there: true,
      diesWith: DIES[copy.kind] ?? '',
      killedBy: null,
    });
  }
  const production = productionOf(world);
  if (production.instance && production.status === 'there' && production.instance.retentionDays > 0) {
    copies.push({
      id: 'log',
      kind: 'log',
      name: 'transaction log',
      account: owner,
      asOf: 'up to five minutes ago',
      rows: production.rows,
      there: true,
      diesWith: DIES.log ?? '',
      killedBy: null,
    });
  }
  for (const fact of facts) {
    const gone = fact.id >= world.setting.firstFact && (fact.kind === 'rds.snapshot.deleted' || fact.kind === 'rds.instance.deleted');
    if (!gone) continue;
    const call = callBehind(byId, fact);
    const killedBy = call ? `${call}${clock(fact.at, offset, true)}` : `at ${clock(fact.at, offset, true)}`;
    const rows =
      fact.data.rows && typeof fact.data.rows === 'object'
        ? (fact.data.rows as Record<string, number>)[`${world.setting.database.database}.${world.setting.database.table}`]
        : undefined;
    if (fact.kind === 'rds.snapshot.deleted') {
      const kind = fact.data.kind === 'manual' ? 'manual' : fact.data.kind === 'awsbackup' ? 'vault' : 'automated';
      copies.push({
        id: `gone-${fact.id}`,
        kind,
        name: text(fact.data.snapshot),
        account: owner,
        asOf: typeof fact.data.dataAt === 'number' ? dated(fact.data.dataAt, offset) : '',
        rows: rows ?? null,
        there: false,
        diesWith: DIES[kind] ?? '',
        killedBy,
      });
    } else if (fact.data.resourceId === world.setting.database.resourceId) {
      copies.push({
        id: `gone-${fact.id}`,
        kind: 'live',
        name: text(fact.data.identifier),
        account: owner,
        asOf: dated(fact.at, offset),
        rows: rows ?? null,
        there: false,
        diesWith: DIES.live ?? '',
        killedBy,
      });
    }
  }
  const automated = present.filter((copy) => copy.kind === 'automated').length;
  const independent = present.filter((copy) => copy.kind !== 'live' && copy.kind !== 'automated' && copy.kind !== 'hidden').length;
  const warning =
    production.status === 'there' && production.instance
      ? independent
        ? null
        : `Dies with this instance: ${automated} automated ${automated === 1 ? 'backup' : 'backups'} and the transaction log. There is no copy that does not belong to it.`
      : automated + independent === 0
        ? 'There is no copy of the data that this account can see.'
        : null;
  return { copies, warning };
}
