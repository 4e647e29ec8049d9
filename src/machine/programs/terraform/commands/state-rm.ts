// state rm: Terraform forgets what it made, and it stays.
import { covers, parseTarget, type Target } from '../../../../terraform/config/address.ts';
import { withoutInstance } from '../../../../terraform/state/edit.ts';
import { entries, entryAddress } from '../../../../terraform/state/state.ts';
import { addressProblems } from '../address-problem.ts';
import { help } from '../help/state-rm.ts';
import { DONE, FAILED, problem } from '../session.ts';
import { stateEdit } from './state-editing.ts';

export const stateRemove = stateEdit({
  name: 'rm',
  help,
  count: (given) => (given.length ? null : 'At least one address is required.'),
  carryOut: ({ session, flags, state, refuse, store }) => {
    const targets: Target[] = [];
    for (const text of flags.rest) {
      const target = parseTarget(text);
      if (!target) return refuse(addressProblems(text, 'target'));
      targets.push(target);
    }
    const all = entries(state);
    const doomed = [...new Set(targets.flatMap((target) => all.filter((entry) => covers(target, entry.address))))];
    if (!doomed.length) {
      if (flags.on('dry-run')) session.process.out('Would have removed nothing.\n');
      else
        return refuse([
          problem(
            'Invalid target address',
            'No matching objects found. To view the available instances, use "terraform state list". Please modify the address to reference a specific instance.',
          ),
        ]);
      return DONE;
    }
    const words = flags.on('dry-run') ? 'Would remove' : 'Removed';
    for (const entry of doomed) session.process.out(`${words} ${entryAddress(entry)}\n`);
    if (flags.on('dry-run')) return DONE;
    let next = state;
    for (const entry of doomed) next = withoutInstance(next, entry.address);
    const written = store(next);
    if (written.problem) {
      session.process.err(
        `Error saving the state: ${written.problem}\n\nThe state was not saved. No items were removed from the persisted\nstate. No backup was created since no modification occurred. Please\nresolve the issue above and try again.\n`,
      );
      return FAILED;
    }
    session.process.out(`Successfully removed ${doomed.length} resource instance(s).\n`);
    return DONE;
  },
});
