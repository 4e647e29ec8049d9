// Automated backups that stay for their retention period after the instance is deleted.
import { addToDatabase, configurationOf, configured, editAndApply, type Guardrail } from './guardrail.ts';

export const keepBackups: Guardrail = {
  id: 'keep-backups',
  name: 'delete_automated_backups = false',
  monthly: 0,
  minutes: 0,
  price: 'Free until it is used; then storage until they expire.',
  hole: 'Retained backups expire. After the retention period they are gone as well, and nobody is asked.',
  inPlace: (world) => configured(configurationOf(world), 'delete_automated_backups', 'false'),
  putInPlace: (_world, place) => editAndApply(addToDatabase('  delete_automated_backups = false'), place),
};
