// The aws program: finds the command, its options and credentials, and prints what comes back. What a service does is behind the door.
import type { Process, Program, Progress } from '../../program.ts';
import { configure } from './configure.ts';
import { SERVICES } from './model.ts';
import { helpOf, TOP_COMMANDS } from './help.ts';
import { checkQuery, CliError, FORMATS, type Format, print, queried } from './output/print.ts';
import { parseOptions, request, takeGlobals } from './request.ts';
import { s3 } from './s3.ts';
import { settingsOf } from './settings.ts';
import { hyphenated } from './model.ts';
import { invalidChoice, usageError } from './usage.ts';
import { beginWait, goOn, type WaitState } from './wait.ts';

const VERSION = 'aws-cli/2.33.22 Python/3.13.11 Linux/6.8.0 exe/x86_64.ubuntu.24 prompt/off';

function guarded(process: Process, work: () => Progress): Progress {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.err(error.message);
    return { exit: error.exit };
  }
}

function start(process: Process, argv: readonly string[]): Progress {
  return guarded(process, () => {
    const words = argv;
    if (words[0] === '--version') {
      process.out(`${VERSION}\n`);
      return { exit: 0 };
    }
    const { globals, rest } = takeGlobals(words);
    const [command, operationName, ...others] = rest;
    if (command === undefined) throw usageError('the following arguments are required: command');
    if (rest.includes('help')) {
      process.out(helpOf(rest.slice(0, rest.indexOf('help'))));
      return { exit: 0 };
    }
    if (command !== 's3' && command !== 'configure' && !SERVICES[command]) {
      if (TOP_COMMANDS.includes(command)) throw new CliError(`\nThis account is a simulation, and aws ${command} is not part of it.\n`, 255);
      throw invalidChoice('command', command, TOP_COMMANDS);
    }
    if (globals.query !== null) checkQuery(globals.query);
    const settings = settingsOf(process, globals);
    if (command === 'configure') {
      process.out(configure(process, settings, rest.slice(1)));
      return { exit: 0 };
    }
    if (command === 's3') return { exit: s3(process, settings, rest.slice(1)) };
    const service = SERVICES[command] as NonNullable<(typeof SERVICES)[string]>;
    if (operationName === undefined) throw usageError('the following arguments are required: operation');
    if (operationName === 'wait') {
      const name = others[0];
      if (name === undefined) throw usageError('the following arguments are required: waiter_state');
      if (!service.waits[name]) throw invalidChoice('waiter_state', name, Object.keys(service.waits).sort());
      return beginWait(process, settings, service, command, name, others.slice(1));
    }
    const operation = service.operations[operationName];
    if (!operation) {
      if (service.commands.includes(operationName)) throw new CliError(`\nThis account is a simulation, and aws ${command} ${operationName} is not part of it.\n`, 255);
      throw invalidChoice('operation', operationName, [...service.commands, 'help']);
    }
    const parsed = parseOptions(others, operation, service, process);
    if (!FORMATS.includes(settings.output as Format)) throw new CliError(`\nUnknown output type: ${settings.output}\n`, 255);
    const result = request(process, settings, globals, service, operation, parsed);
    process.out(print(queried(globals.query, result), settings.output as Format, operation.o, process.terminal.out ? process.columns : 80));
    return { exit: 0 };
  });
}

export const aws: Program = {
  name: 'aws',
  summary: 'AWS Command Line Interface',
  start,
  resume(process, state, wake) {
    if (wake.by === 'interrupt') {
      process.out('\n');
      return { exit: 130 };
    }
    const waiting = state as unknown as WaitState;
    return guarded(process, () => goOn(process, waiting, SERVICES[waiting.service] as NonNullable<(typeof SERVICES)[string]>));
  },
  complete(_process, words, prefix) {
    const [command, operation] = words.slice(1).filter((word) => !word.startsWith('-'));
    const starting = (list: readonly string[]) => list.filter((name) => name.startsWith(prefix)).sort();
    if (!command) return starting([...Object.keys(SERVICES), 's3', 'configure']);
    if (command === 's3') return operation ? [] : starting(['ls', 'cp', 'mv', 'rm', 'sync', 'mb', 'rb']);
    const service = SERVICES[command];
    if (!service) return [];
    if (!operation) return starting([...Object.keys(service.operations), ...(Object.keys(service.waits).length ? ['wait'] : [])]);
    if (operation === 'wait') return starting(Object.keys(service.waits));
    const input = service.operations[operation]?.i;
    if (!prefix.startsWith('-') || !input) return [];
    return starting([...Object.keys(service.shapes[input]?.m ?? {}).map((member) => `--${hyphenated(member)}`), '--query', '--output', '--region', '--profile']);
  },
};
