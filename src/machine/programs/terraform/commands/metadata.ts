// metadata: the signatures of the language's functions.
import { functionsJson } from '../../../../terraform/print/json-schema.ts';
import { help } from '../help/metadata.ts';
import { help as functionsHelp } from '../help/metadata-functions.ts';
import { type Command, DONE, FAILED } from '../session.ts';
import { readOld } from '../usage.ts';

/** Alone it only says what is under it. */
export const metadata: Command = {
  name: 'metadata',
  help,
  start: (session) => {
    session.process.out(`${help}\n`);
    return FAILED;
  },
};

export const metadataFunctions: Command = {
  name: 'metadata functions',
  help: functionsHelp,
  start: (given, argv) => {
    const reading = readOld(given, `${functionsHelp}\n`, { json: 'bool' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (!flags.on('json')) {
      session.process.err(`The \`terraform metadata functions\` command requires the \`-json\` flag.\n\n${functionsHelp}\n`);
      return FAILED;
    }
    session.process.out(`${JSON.stringify(functionsJson())}\n`);
    return DONE;
  },
};
