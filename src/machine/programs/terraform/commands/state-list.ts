// state list: the addresses of what the state holds.
import { covers, formatInstance, formatTarget, parseTarget } from '../../../../terraform/config/address.ts';
import { entries, entryAddress, type State } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import { addressProblems } from '../address-problem.ts';
import { help } from '../help/state-list.ts';
import { openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, complain, DONE, FAILED, problem, type Session } from '../session.ts';
import { loadState } from '../state-access.ts';
import { readOld } from '../usage.ts';

/** What the state commands say where no state was ever written. */
export function noStateFile(session: Session): Progress {
  session.process.err(
    `${session.ink.red('No state file was found!\n\nState management commands require a state file. Run this command\nin a directory where Terraform has been run or use the -state flag\nto point the command to a specific state location.')}\n`,
  );
  return FAILED;
}

export const stateList: Command = {
  name: 'state list',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, { state: 'text', id: 'text' }, argv, 'help-after');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const opened = openBackend(session, { state: flags.text('state') });
    if (!opened.ok) return FAILED;
    const loaded = loadState(opened.store);
    if (!loaded.ok) {
      complain(session, `Failed to load state: ${loaded.message}`);
      return FAILED;
    }
    if (!loaded.state) return noStateFile(session);
    const lines = select(session, loaded.state, flags.rest);
    if (!lines) return FAILED;
    const id = flags.text('id');
    for (const { address, ids } of lines) if (id === null || id === ids) session.process.out(`${address}\n`);
    return DONE;
  },
};

function select(session: Session, state: State, filters: readonly string[]): { address: string; ids: string | null }[] | null {
  const all = entries(state)
    .filter((entry) => entry.instance.current)
    .map((entry) => {
      const id = (entry.instance.current?.attributes as { id?: unknown } | null)?.id;
      return { entry, address: entryAddress(entry), ids: typeof id === 'string' ? id : null };
    });
  if (!filters.length) return all;
  const chosen = new Set<string>();
  for (const filter of filters) {
    const target = parseTarget(filter);
    if (!target) {
      report(session, addressProblems(filter, 'target'));
      return null;
    }
    const found = all.filter(({ entry }) => covers(target, entry.address));
    if (!found.length) {
      if (!target.resource) {
        report(session, [
          problem(
            'Unknown module',
            `The current state contains no module at ${formatTarget(target)}. If you've just added this module to the configuration, you must run "terraform apply" first to create the module's entry in the state.`,
          ),
        ]);
        return null;
      }
      const known = all.some(({ entry }) => target.resource && covers({ ...target, key: null }, entry.address));
      if (target.key !== null) {
        report(session, [
          problem(
            'Unknown resource instance',
            `The current state contains no resource instance ${formatTarget(target)}. If you've just added its resource to the configuration or have changed the count or for_each arguments, you must run "terraform apply" first to update the resource's entry in the state.`,
          ),
        ]);
        return null;
      }
      if (!known) {
        const address = formatInstance({ module: target.module, ...target.resource, key: null });
        report(session, [
          problem(
            'Unknown resource',
            `The current state contains no resource ${address}. If you've just added this resource to the configuration, you must run "terraform apply" first to create the resource's entry in the state.`,
          ),
        ]);
        return null;
      }
    }
    for (const { address } of found) chosen.add(address);
  }
  return all.filter(({ address }) => chosen.has(address));
}
