// validate: what is wrong with a configuration, without state, variables or remote services.
import { type Diagnostic, hasErrors } from '../../../../engine/diagnostic.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { jsonText } from '../../../../terraform/lang/json-number.ts';
import { validate as validateConfig } from '../../../../terraform/plan/validate.ts';
import { diagnosticJson } from '../../../../terraform/print/json-diagnostic.ts';
import { paragraph } from '../../../../terraform/print/words.ts';
import { help } from '../help/validate.ts';
import { hostOf, installedProviders, missingPackages, requiredSources } from '../host.ts';
import { configReader } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, outWidth, pathOf, problem, readText, type Session } from '../session.ts';
import { misused, readNew } from '../usage.ts';

export const validate: Command = {
  name: 'validate',
  help,
  start: (given, argv) => {
    const reading = readNew(given, { json: 'bool', 'no-tests': 'bool', 'test-directory': 'text' }, argv);
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length > 1) return misused(session, problem('Too many command line arguments', 'Expected at most one positional argument.'));
    const folder = flags.rest[0];
    const found = [...testFolder(session, flags.text('test-directory')), ...(folder === undefined ? check(session) : checkFolder(session, folder))];
    if (flags.on('json')) return asJson(session, found);
    if (hasErrors(found)) {
      report(session, found);
      return FAILED;
    }
    const { ink } = session;
    if (found.length) {
      report(session, found);
      session.process.out(
        `${paragraph(`${ink.green(ink.bold('Success!'))} The configuration is valid, but there were some validation warnings as shown above.`, outWidth(session))}\n`,
      );
    } else session.process.out(`${ink.green(ink.bold('Success!'))} The configuration is valid.\n\n`);
    return DONE;
  },
};

function testFolder(session: Session, folder: string | null): readonly Diagnostic[] {
  if (folder === null || session.process.disk.stat(pathOf(session, folder))?.type === 'folder') return [];
  return [problem('Test directory does not exist', `Requested test directory ${folder} does not exist.`, 'warning')];
}

function checkFolder(session: Session, folder: string): readonly Diagnostic[] {
  const full = pathOf(session, folder);
  if (session.process.disk.stat(full)?.type !== 'folder') return [problem('Failed to read module directory', `Module directory ${folder} does not exist or cannot be read.`)];
  return check({ ...session, folder: full });
}

function check(session: Session): readonly Diagnostic[] {
  const config = loadConfig(configReader(session));
  if (hasErrors(config.diagnostics)) return config.diagnostics;
  const sources = requiredSources(config);
  const gone = missingPackages(session, sources);
  const installed = installedProviders(session);
  const missing = sources.filter((source) => !installed.includes(source)).sort();
  if (gone || missing.length) return [...config.diagnostics, ...(missing.length ? missing : ['']).map(notInstalled)];
  return [...config.diagnostics, ...validateConfig(config, hostOf(session, 'default'))];
}

const notInstalled = (source: string): Diagnostic =>
  problem(
    'Missing required provider',
    `This configuration requires provider ${source}, but that provider isn't available. You may be able to install it automatically by running:\n  terraform init`,
  );

function asJson(session: Session, found: readonly Diagnostic[]) {
  const errors = found.filter((d) => d.severity === 'error').length;
  const text = jsonText(
    {
      format_version: '1.0',
      valid: errors === 0,
      error_count: errors,
      warning_count: found.length - errors,
      diagnostics: found.map((diagnostic) => diagnosticJson(diagnostic, (filename) => readText(session, filename))),
    },
    2,
  );
  session.process.out(`${text}\n`);
  return errors ? FAILED : DONE;
}
