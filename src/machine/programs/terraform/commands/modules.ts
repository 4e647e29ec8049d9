// modules: the calls of a configuration that is installed, as a tree or as JSON.
import { hasErrors } from '../../../../engine/diagnostic.ts';
import { type Config, type ModuleCall, type ModuleConfig, pathKey } from '../../../../terraform/config/config.ts';
import { loadConfig } from '../../../../terraform/config/load.ts';
import { help } from '../help/modules.ts';
import { configReader, hasConfiguration } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem } from '../session.ts';
import { misused, readNew } from '../usage.ts';

export const modules: Command = {
  name: 'modules',
  help,
  start: (given, argv) => {
    const reading = readNew(given, { json: 'bool' }, argv);
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length) return misused(session, problem('Too many command line arguments', 'Expected no positional arguments'));
    const config = hasConfiguration(session) ? loadConfig(configReader(session)) : null;
    if (config && hasErrors(config.diagnostics)) {
      report(session, config.diagnostics);
      return FAILED;
    }
    const calls = config ? callsBelow(config, config.root) : [];
    if (flags.on('json')) {
      const listed = calls.map(({ call }) => ({ key: call.name, source: call.source, version: call.version ?? '' }));
      session.process.out(`${JSON.stringify({ format_version: '1.0', modules: listed.length ? listed : null })}\n`);
      return DONE;
    }
    if (!config || !calls.length) session.process.out('No modules found in configuration.\n');
    else session.process.out(`\nModules declared by configuration:\n.\n${branches(config, config.root, '')}\n`);
    return DONE;
  },
};

const callsOf = (config: Config, module: ModuleConfig): readonly { readonly call: ModuleCall; readonly inner: ModuleConfig | null }[] =>
  Object.keys(module.calls)
    .sort()
    .map((name) => ({ call: module.calls[name] as ModuleCall, inner: config.modules[pathKey([...module.path, name])] ?? null }));

const callsBelow = (config: Config, module: ModuleConfig): readonly { readonly call: ModuleCall }[] =>
  callsOf(config, module).flatMap(({ call, inner }) => [{ call }, ...(inner ? callsBelow(config, inner) : [])]);

function branches(config: Config, module: ModuleConfig, indent: string): string {
  const list = callsOf(config, module);
  return list
    .map(({ call, inner }, i) => {
      const last = i === list.length - 1;
      const version = call.version === null ? '' : ` (${call.version})`;
      const line = `${indent}${last ? '└── ' : '├── '}${JSON.stringify(call.name)}[${call.source}]${version}\n`;
      return inner ? line + branches(config, inner, `${indent}${last ? '    ' : '│\u00a0\u00a0 '}`) : line;
    })
    .join('');
}
