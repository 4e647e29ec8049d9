// output: the values that a configuration gives out, from the state.
import type { Json } from '../../../../engine/json.ts';
import { convert } from '../../../../terraform/lang/convert.ts';
import { jsonText } from '../../../../terraform/lang/json-number.ts';
import { typeToJson } from '../../../../terraform/lang/type.ts';
import { typeOf } from '../../../../terraform/lang/value.ts';
import { knownJson } from '../../../../terraform/print/json-value.ts';
import { drawOutputs, outputValue } from '../../../../terraform/print/outputs.ts';
import { formatValue } from '../../../../terraform/print/value.ts';
import type { OutputState } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import { help } from '../help/output.ts';
import { openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem } from '../session.ts';
import { loadState } from '../state-access.ts';
import { misused, readNew } from '../usage.ts';

const NONE = problem(
  'No outputs found',
  'The state file either has no outputs defined, or all the defined outputs are empty. Please define an output in your configuration with the `output` keyword and run `terraform refresh` for it to become available. If you are using interpolation, please verify the interpolated value is not empty. You can use the `terraform console` command to assist.',
  'warning',
);

const plain = (output: OutputState): Json => knownJson(outputValue(output)) ?? null;

export const output: Command = {
  name: 'output',
  help,
  start: (given, argv) => {
    const reading = readNew(given, { json: 'bool', raw: 'bool', state: 'text' }, argv);
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const json = flags.on('json');
    const raw = flags.on('raw');
    if (raw && json) return misused(session, problem('Invalid output format', 'The -raw and -json options are mutually-exclusive.'));
    if (flags.rest.length > 1) {
      return misused(
        session,
        problem('Unexpected argument', 'The output command expects exactly one argument with the name of an output variable or no arguments to show all outputs.'),
      );
    }
    const name = flags.rest[0];
    if (raw && name === undefined) return misused(session, problem('Output name required', 'You must give the name of a single output value when using the -raw option.'));
    const opened = openBackend(session, { state: flags.text('state') });
    if (!opened.ok) return FAILED;
    const loaded = loadState(opened.store);
    const fail = (summary: string, detail: string): Progress => {
      report(session, [problem(summary, detail)]);
      return FAILED;
    };
    if (!loaded.ok) return fail('Failed to load state', loaded.message);
    const outputs = loaded.state?.outputs ?? {};
    const names = Object.keys(outputs).sort();
    if (name === undefined) {
      if (json) {
        const all = names.map((key) => {
          const item = outputs[key] as OutputState;
          return [key, { sensitive: item.sensitive === true, type: typeToJson(typeOf(outputValue(item))), value: plain(item) }];
        });
        session.process.out(`${jsonText(Object.fromEntries(all) as Json, 2)}\n`);
        return DONE;
      }
      if (!names.length) report(session, [NONE]);
      else session.process.out(drawOutputs(outputs));
      return DONE;
    }
    const found = outputs[name];
    if (!names.length && !json) {
      report(session, [NONE]);
      return DONE;
    }
    if (!found) {
      return fail(
        `Output ${JSON.stringify(name)} not found`,
        "The output variable requested could not be found in the state file. If you recently added this to your configuration, be sure to run `terraform apply`, since the state won't be updated with new output variables until that command is run.",
      );
    }
    if (json) session.process.out(`${jsonText(plain(found))}\n`);
    else if (raw) {
      const text = convert(outputValue(found), 'string');
      if ('error' in text) {
        return fail(
          'Unsupported value for raw output',
          `The -raw option only supports strings, numbers, and boolean values, but output value ${JSON.stringify(name)} is ${article(outputValue(found).k)}.\n\nUse the -json option for machine-readable representations of output values that have complex types.`,
        );
      }
      if (text.k !== 'string') {
        return fail('Unsupported value for raw output', `The value for output value ${JSON.stringify(name)} is null, so -raw mode cannot print it.`);
      }
      session.process.out(text.v);
    } else session.process.out(`${formatValue(outputValue(found))}\n`);
    return DONE;
  },
};

const KINDS: Record<string, string> = { list: 'list', set: 'set', tuple: 'tuple', map: 'map', object: 'object' };
const article = (kind: string): string => KINDS[kind] ?? kind;
