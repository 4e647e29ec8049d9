// providers: who needs which provider; and their schemas as JSON.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import { type Config, type ModuleConfig, pathKey } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { localProvider, sourceOf } from '../../../../terraform/config/providers.ts';
import { writtenConstraints } from '../../../../terraform/config/version.ts';
import { providerSchemaJson } from '../../../../terraform/print/json-schema.ts';
import { help } from '../help/providers.ts';
import { help as schemaHelp } from '../help/providers-schema.ts';
import { hostOf, inconsistentLockFile, requiredSources, stateSources } from '../host.ts';
import { configReader, hasConfiguration, openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem } from '../session.ts';
import { loadState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';

export const providers: Command = {
  name: 'providers',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help.slice(0, help.indexOf('\n\nSubcommands:')), { 'test-directory': 'text' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length) return wrongCount(session, 'Too many command line arguments. Did you mean to use -chdir?', help, null);
    if (!hasConfiguration(session)) {
      report(session, [problem('No configuration files', `The directory ${session.folder} contains no Terraform configuration files.`)]);
      return FAILED;
    }
    const config = loadConfig(configReader(session));
    if (hasErrors(config.diagnostics)) {
      report(session, config.diagnostics);
      return FAILED;
    }
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const loaded = loadState(opened.store);
    session.process.out(`\nProviders required by configuration:\n.\n${branches(config, config.root, '')}\n`);
    const inState = loaded.ok ? stateSources(loaded.state) : [];
    report(session, config.diagnostics);
    if (inState.length) session.process.out(`Providers required by state:\n\n${inState.map((source) => `    provider[${source}]\n\n`).join('')}`);
    return DONE;
  },
};

function branches(config: Config, module: ModuleConfig, indent: string): string {
  const own = new Map<string, Set<string>>();
  const need = (source: string, versions: readonly string[] = []) => own.set(source, new Set([...(own.get(source) ?? []), ...versions]));
  for (const required of Object.values(module.requiredProviders)) need(required.source, required.versions);
  for (const resource of Object.values(module.resources)) need(sourceOf(module, localProvider(resource)));
  for (const provider of Object.values(module.providers)) need(sourceOf(module, provider.name), provider.version ? [provider.version] : []);
  const lines = [...own.keys()].sort().map((source) => {
    const versions = writtenConstraints([...(own.get(source) ?? [])]);
    return { text: `provider[${source}]${versions ? ` ${versions}` : ''}`, inner: null as ModuleConfig | null };
  });
  for (const name of Object.keys(module.calls).sort()) {
    const inner = config.modules[pathKey([...module.path, name])];
    if (inner) lines.push({ text: `module.${name}`, inner });
  }
  return lines
    .map(({ text, inner }, i) => {
      const last = i === lines.length - 1;
      return `${indent}${last ? '└── ' : '├── '}${text}\n${inner ? branches(config, inner, `${indent}${last ? '    ' : '│\u00a0\u00a0 '}`) : ''}`;
    })
    .join('');
}

export const providersSchema: Command = {
  name: 'providers schema',
  help: schemaHelp,
  start: (given, argv) => {
    const reading = readOld(given, `${schemaHelp}\n`, { json: 'bool' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (!flags.on('json')) {
      session.process.err(`The \`terraform providers schema\` command requires the \`-json\` flag.\n\n${schemaHelp}\n`);
      return FAILED;
    }
    const config = loadConfig(configReader(session));
    const inconsistent = inconsistentLockFile(session, config);
    const problems = [...config.diagnostics, ...(inconsistent ? [inconsistent] : [])];
    if (hasErrors(problems)) {
      report(session, problems);
      return FAILED;
    }
    const host = hostOf(session, 'default');
    const schemas = requiredSources(config).flatMap((source) => {
      const make = host.providers[source];
      return make ? [[source, providerSchemaJson(make())] as const] : [];
    });
    session.process.out(`${JSON.stringify({ format_version: '1.0', ...(schemas.length ? { provider_schemas: Object.fromEntries(schemas) } : {}) })}\n`);
    return DONE;
  },
};
