// Terraform's own refusal to plan the destruction of the database.
import { addToDatabase, configurationOf, configured, editAndApply, type Guardrail } from './guardrail.ts';

export const preventDestroy: Guardrail = {
  id: 'prevent-destroy',
  name: 'prevent_destroy on the database',
  monthly: 0,
  minutes: 0,
  price: 'Free. A destroy of the whole project needs an edit first.',
  hole: 'It lives in the configuration: delete the block, or destroy from a folder without it, and it is gone. The console and the CLI have never heard of it.',
  inPlace: (world) => configured(configurationOf(world), 'prevent_destroy', 'true'),
  putInPlace: (_world, place) => editAndApply(addToDatabase('  lifecycle {\\n    prevent_destroy = true\\n  }'), place),
};
