// get: installs modules, and nothing else.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import { installModules } from '../../../../terraform/config/load.ts';
import { MANIFEST, newModules, writeManifest } from '../../../../terraform/config/manifest.ts';
import { help } from '../help/get.ts';
import { configReader } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, dataFile, FAILED, readText, writeText } from '../session.ts';
import { readOld, wrongCount } from '../usage.ts';

export const get: Command = {
  name: 'get',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, { update: 'bool', 'test-directory': 'text' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length) return wrongCount(session, 'Too many command line arguments. Did you mean to use -chdir?', help, null);
    const { config, modules, installed } = installModules(configReader(session));
    for (const { key, dir } of newModules(installed, flags.on('update') ? null : readText(session, dataFile(session, MANIFEST)))) session.process.out(`- ${key} in ${dir}\n`);
    if (installed.length) writeText(session, dataFile(session, MANIFEST), writeManifest(modules, readText(session, dataFile(session, MANIFEST))));
    report(session, config.diagnostics);
    return hasErrors(config.diagnostics) ? FAILED : DONE;
  },
};
