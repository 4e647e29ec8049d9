// RDS deletion protection, in the configuration and so in the account.
import { addToDatabase, databaseOf, editAndApply, type Guardrail } from './guardrail.ts';

export const deletionProtection: Guardrail = {
  id: 'deletion-protection',
  name: 'RDS deletion protection',
  monthly: 0,
  minutes: 0,
  price: 'Free. One more step when you do want to delete.',
  hole: 'One ModifyDBInstance away. With apply_immediately and a state that says it is off, the provider lifts it itself.',
  inPlace: (world) => databaseOf(world)?.deletionProtection ?? false,
  putInPlace: (_world, place) => editAndApply(addToDatabase('  deletion_protection = true'), place),
};
