// version: which Terraform, and which providers the lock file chose.

import { help } from '../help/version.ts';
import { lockedProviders } from '../lockfile.ts';
import { type Command, DONE, VERSION } from '../session.ts';
import { readOld } from '../usage.ts';

export const version: Command = {
  name: 'version',
  help,
  start: (session, argv) => {
    const reading = readOld(session, help, { json: 'bool' }, argv, 'help-first', false);
    if (!reading.ok) return reading.progress;
    const selected = lockedProviders(session);
    if (reading.flags.on('json')) {
      const provider_selections = Object.fromEntries(selected.map((provider) => [provider.source, provider.version]));
      const text = JSON.stringify({ terraform_version: VERSION, platform: 'linux_amd64', provider_selections, terraform_outdated: false }, null, 2);
      session.process.out(`${text}\n`);
      return DONE;
    }
    session.process.out(`Terraform v${VERSION}\non linux_amd64\n${selected.map((provider) => `+ provider ${provider.source} v${provider.version}\n`).join('')}`);
    return DONE;
  },
};
