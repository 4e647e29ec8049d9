// providers lock and mirror: what they say before they fetch packages, which is no part of this simulation.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import type { FlagTable } from '../flags.ts';
import { help as lockHelp } from '../help/providers-lock.ts';
import { help as mirrorHelp } from '../help/providers-mirror.ts';
import { requiredSources } from '../host.ts';
import { configReader } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem, type Session } from '../session.ts';
import { readOld } from '../usage.ts';

const BUILT_IN = 'terraform.io/builtin/';

/** Packages that would have to be fetched; null after a complaint about the configuration. */
function fetched(session: Session): readonly string[] | null {
  const config = loadConfig(configReader(session));
  if (hasErrors(config.diagnostics)) {
    report(session, config.diagnostics);
    return null;
  }
  return requiredSources(config);
}

function refuse(session: Session, summary: string, detail: string): typeof FAILED {
  report(session, [problem(summary, detail)]);
  return FAILED;
}

const wrongPlatform = (platforms: readonly string[]): string | undefined => platforms.find((platform) => !/^[^_]+_[^_]+$/.test(platform));

const refusePlatform = (session: Session, platform: string) =>
  refuse(
    session,
    'Invalid target platform',
    `The string ${JSON.stringify(platform)} given in the -platform option is not a valid target platform: must be two words separated by an underscore.`,
  );

const PLATFORMS: FlagTable = { platform: 'list' };

export const providersLock: Command = {
  name: 'providers lock',
  help: lockHelp,
  start: (given, argv) => {
    const reading = readOld(
      given,
      `${lockHelp}\n`,
      { ...PLATFORMS, 'fs-mirror': 'text', 'net-mirror': 'text', 'enable-plugin-cache': 'bool', 'test-directory': 'text' },
      argv,
      'help-first',
    );
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const [folder, address] = [flags.text('fs-mirror'), flags.text('net-mirror')];
    if (folder !== null && address !== null)
      return refuse(session, 'Invalid installation method options', 'The -fs-mirror and -net-mirror command line options are mutually-exclusive.');
    const platform = wrongPlatform(flags.list('platform'));
    if (platform !== undefined) return refusePlatform(session, platform);
    if (address !== null && !address.startsWith('https://'))
      return refuse(session, 'Invalid network mirror URL', 'The -net-mirror option requires a valid https: URL as the mirror base URL.');
    const sources = fetched(session);
    if (!sources) return FAILED;
    for (const word of flags.rest) {
      const parts = word.split('/');
      if (parts.length > 3 || parts.includes(''))
        return refuse(session, 'Invalid provider source string', 'The "source" attribute must be in the format "[hostname/][namespace/]name"');
      const source = [...['registry.terraform.io', 'hashicorp'].slice(0, 3 - parts.length), ...parts].join('/');
      if (!sources.includes(source)) return refuse(session, 'Invalid provider argument', `The provider ${source} is not required by the current configuration.`);
    }
    if (sources.some((source) => !source.startsWith(BUILT_IN))) {
      session.process.err('terraform providers lock: fetching packages from their registry is not part of this simulation.\n');
      return FAILED;
    }
    session.process.out('\nSuccess! Terraform has validated the lock file and found no need for changes.\n');
    return DONE;
  },
};

export const providersMirror: Command = {
  name: 'providers mirror',
  help: mirrorHelp,
  start: (given, argv) => {
    const reading = readOld(given, `${mirrorHelp}\n`, { ...PLATFORMS, 'lock-file': 'bool' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const [target] = flags.rest;
    if (target === undefined || flags.rest.length > 1)
      return refuse(session, 'No output directory specified', 'The providers mirror command requires an output directory as a command-line argument.');
    const platform = wrongPlatform(flags.list('platform'));
    if (platform !== undefined) return refusePlatform(session, platform);
    const sources = fetched(session);
    if (!sources) return FAILED;
    if (sources.some((source) => !source.startsWith(BUILT_IN))) {
      session.process.err('terraform providers mirror: fetching packages from their registry is not part of this simulation.\n');
      return FAILED;
    }
    for (const source of sources) session.process.out(`- Skipping ${source} because it is built in to Terraform CLI\n`);
    if (session.process.disk.stat(session.process.disk.resolve(target))?.type === 'folder') return DONE;
    return refuse(
      session,
      'Failed to update indexes',
      `Could not scan the output directory to get package metadata for the JSON indexes: cannot search ${target}: lstat ${target}: no such file or directory.`,
    );
  },
};
