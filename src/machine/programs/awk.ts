// awk: patterns and actions over lines and fields.

import type { Process } from '../program.ts';
import { AwkError, runAwk } from './awk/run.ts';
import { AwkSyntax, parseAwk } from './awk/syntax.ts';
import type { Options } from './options.ts';
import { printf } from './printf.ts';
import { filter, linesOf } from './reading.ts';

const sourceOf = (process: Process, options: Options): string | undefined => {
  const file = options.value('f');
  return file === undefined ? options.operands[0] : process.disk.read(file);
};

export const awk = filter({
  grammar: {
    name: 'awk',
    valued: 'Fvf',
    long: { 'field-separator=': 'F', 'assign=': 'v', 'file=': 'f' },
    misuse: 2,
    early: true,
    help: 'usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]',
  },
  summary: 'patterns and actions over lines',
  files(process, options) {
    const source = sourceOf(process, options);
    if (source === undefined) {
      process.err('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n');
      return 2;
    }
    try {
      const rules = parseAwk(source);
      // A program of BEGIN alone reads nothing.
      if (rules.every((rule) => rule.when === 'BEGIN')) return ['/dev/null'];
    } catch (error) {
      if (!(error instanceof AwkSyntax)) throw error;
      process.err(`awk: ${error.message}\n`);
      return 2;
    }
    return (options.has('f') ? options.operands : options.operands.slice(1)).filter((name) => !/^[A-Za-z_]\w*=/.test(name));
  },
  run(process, options, inputs, failed) {
    const variables: Record<string, string> = {};
    const separator = options.value('F');
    if (separator !== undefined) variables.FS = separator === 't' ? '\t' : separator.replace(/\\t/g, '\t');
    for (const pair of [...options.values('v'), ...options.operands.slice(1).filter((name) => /^[A-Za-z_]\w*=/.test(name))])
      variables[pair.slice(0, pair.indexOf('='))] = pair
        .slice(pair.indexOf('=') + 1)
        .replace(/\\t/g, '\t')
        .replace(/\\n/g, '\n');
    try {
      const status = runAwk(
        parseAwk(sourceOf(process, options) ?? ''),
        variables,
        inputs.map((input) => ({ name: input.name === '-' ? '' : input.name, lines: linesOf(input.text) })),
        {
          out: process.out,
          write(path, text, anew) {
            if (path === '/dev/stderr') process.err(text);
            else if (path === '/dev/stdout') process.out(text);
            else process.disk.write(path, text, { append: !anew });
          },
          format(template, args) {
            let text = '';
            // Each format is used once here; a shell's printf would repeat it.
            const wanted = (template.replace(/%%/g, '').match(/%/g) ?? []).length;
            printf.start({ ...process, out: (piece) => (text += piece), err: () => {} } as Process, ['--', template.replaceAll('\\', '\\\\'), ...args.slice(0, wanted)]);
            return text;
          },
        },
      );
      return failed && status === 0 ? 2 : status;
    } catch (error) {
      if (!(error instanceof AwkError)) throw error;
      process.err(`awk: ${error.message}\n`);
      return 2;
    }
  },
});
