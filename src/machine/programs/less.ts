// less and more: here they print all of it, since the terminal scrolls.
import { filter } from './reading.ts';

const make = (name: 'less' | 'more') =>
  filter({
    grammar: { name, flags: 'NSRFXiIMmrEe', help: `Usage: ${name} [file ...]\nShows files. The whole text is printed: scroll the terminal to read it.` },
    summary: 'show files (printed whole; scroll to read)',
    files(process, options) {
      if (options.operands.length > 0 || !process.terminal.in) return options.operands;
      process.err(name === 'less' ? 'Missing filename ("less --help" for help)\n' : "more: bad usage\nTry 'more --help' for more information.\n");
      return 1;
    },
    run(process, _options, inputs, failed) {
      for (const input of inputs) {
        if (inputs.length > 1) process.out(`::::::::::::::\n${input.name}\n::::::::::::::\n`);
        process.out(input.text);
      }
      return failed ? 1 : 0;
    },
  });

export const less = make('less');
export const more = make('more');
