// Builtins that print: echo and printf. Programs of these names do the same for who is no shell.
import { echoed } from '../../programs/echo.ts';
import { formatted, PRINTF_USAGE } from '../../programs/printf.ts';
import { complain, put, stateOf } from '../here.ts';
import { assign, isName } from '../variables.ts';
import type { Builtin } from './builtin.ts';

export const PRINTING: Readonly<Record<string, Builtin>> = {
  echo: (here, argv, ports) => {
    put(here, ports, 1, echoed(argv));
    return 0;
  },
  printf: (here, argv, ports) => {
    const words = argv[0] === '--' ? argv.slice(1) : argv;
    const variable = words[0] === '-v' ? words[1] : undefined;
    const [format, ...rest] = variable === undefined ? words : words.slice(2);
    if (variable !== undefined && !isName(variable)) {
      complain(here, ports, `printf: \`${variable}': not a valid identifier`);
      return 2;
    }
    if (format === undefined || (words[0] === '-v' && variable === undefined)) {
      put(here, ports, 2, PRINTF_USAGE);
      return 2;
    }
    const said = formatted(format, rest);
    for (const problem of said.problems) complain(here, ports, `printf: ${problem}`);
    if (variable === undefined) put(here, ports, 1, said.text);
    else assign(stateOf(here), variable, said.text);
    return said.status;
  },
};
