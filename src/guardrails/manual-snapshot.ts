// A manual snapshot: belongs to the account, not to the instance and not to any state.
import { copiesOf } from '../world/measure.ts';
import type { Guardrail } from './guardrail.ts';

export const manualSnapshot: Guardrail = {
  id: 'manual-snapshot',
  name: 'A manual snapshot of the database',
  monthly: 1.9,
  minutes: 5,
  price: 'About two dollars a month for 20 GB, and somebody who remembers.',
  hole: 'As old as the last one. And whoever may delete snapshots may delete this one.',
  inPlace: (world) => copiesOf(world).some((copy) => copy.kind === 'manual' && !copy.bySupport),
  putInPlace: (world, place) => [
    {
      line: `aws rds create-db-snapshot --db-instance-identifier ${world.setting.database.instance} --db-snapshot-identifier courses-by-hand --query 'DBSnapshot.[DBSnapshotIdentifier,Status]' --output text`,
      terminal: place.terminal,
    },
    { line: 'aws rds wait db-snapshot-available --db-snapshot-identifier courses-by-hand', terminal: place.terminal },
    { free: place.terminal },
  ],
};
