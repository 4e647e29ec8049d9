// A last snapshot when the instance is deleted through Terraform.
import { configurationOf, configured, databaseOf, editAndApply, type Guardrail, inProject } from './guardrail.ts';

export const finalSnapshot: Guardrail = {
  id: 'final-snapshot',
  name: 'A final snapshot on deletion',
  monthly: 0,
  minutes: 0,
  price: 'Free until it is used; then cents a month for the snapshot.',
  hole: "The state's value counts, not the file's: it has to be applied before it protects. A deletion by CLI or console decides for itself.",
  inPlace: (world) => databaseOf(world) !== null && configured(configurationOf(world), 'skip_final_snapshot', 'false'),
  putInPlace: (_world, place) =>
    editAndApply(
      inProject(
        `sed -i 's/skip_final_snapshot *= *true/skip_final_snapshot = false\\n  final_snapshot_identifier = "courses-final"/' $(grep -rl --include=*.tf skip_final_snapshot .)`,
      ),
      place,
    ),
};
