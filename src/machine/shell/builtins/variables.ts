// Builtins about variables: export, unset, declare, local, readonly, let.
import { evaluate, parseArithmetic, readNumber } from '../arithmetic.ts';
import { scopeOf } from '../attempt.ts';
import { numbersOf } from '../expand.ts';
import type { FrameOf, Ports, Variable } from '../frame.ts';
import { complain, type Here, put, stateOf } from '../here.ts';
import { functionText } from '../listing.ts';
import { arithmeticProblem } from '../sums.ts';
import { assign, isName, markExported, ShellError, unset, variable } from '../variables.ts';
import type { Builtin } from './builtin.ts';

interface Declaration {
  readonly name: string;
  readonly value: string | null;
  readonly index: string | undefined;
  readonly append: boolean;
}

function declarationOf(word: string): Declaration | null {
  const match = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+)?=([\s\S]*))?$/.exec(word);
  return match && isName(match[1] as string) ? { name: match[1] as string, value: match[4] ?? null, index: match[2], append: match[3] === '+' } : null;
}

/** A variable as `declare -p` writes it. */
function shown(name: string, found: Variable): string {
  const flags = `${found.items ? (found.keyed ? 'A' : 'a') : ''}${found.integer ? 'i' : ''}${found.readonly ? 'r' : ''}${found.exported ? 'x' : ''}` || '-';
  const protect = (value: string) => value.replace(/["\\$`]/g, '\\$&');
  if (found.items) {
    return `declare -${flags} ${name}=(${Object.entries(found.items)
      .map(([key, value]) => `[${key}]="${protect(value)}"`)
      .join(' ')})\n`;
  }
  return `declare -${flags} ${name}="${protect(found.value)}"\n`;
}

function showAll(here: Here, ports: Ports, only: (found: Variable) => boolean): void {
  const { vars } = stateOf(here);
  for (const name of Object.keys(vars).sort()) {
    const found = vars[name] as Variable;
    if (only(found)) put(here, ports, 1, shown(name, found));
  }
}

/** The innermost function call, to which `local` belongs. */
const callOf = (here: Here): FrameOf<'call'> | undefined => here.task.stack.findLast((frame) => frame.kind === 'call') as FrameOf<'call'> | undefined;

function localise(here: Here, name: string): void {
  const call = callOf(here);
  if (!call || Object.hasOwn(call.locals, name)) return;
  const state = stateOf(here);
  const before = variable(state, name);
  call.locals[name] = before ? { ...before } : null;
  state.vars[name] = { value: '', exported: before?.exported ?? false };
}

/** `declare -f` and `-F`. */
function listFunctions(here: Here, ports: Ports, names: readonly string[], short: boolean): number {
  const { functions, sources = {} } = stateOf(here);
  const wanted = names.length > 0 ? names : Object.keys(functions).sort();
  for (const name of wanted) {
    if (!Object.hasOwn(functions, name)) return 1;
    if (short) put(here, ports, 1, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else if (sources[name] !== undefined) put(here, ports, 1, functionText(name, sources[name]));
  }
  return 0;
}

const USAGE = {
  export: 'export: usage: export [-fn] [name[=value] ...] or export -p',
  readonly: 'readonly: usage: readonly [-aAf] [name[=value] ...] or readonly -p',
  declare: 'declare: usage: declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  local: 'local: usage: local [option] name[=value] ...',
} as const;

const declaring =
  (builtin: 'export' | 'readonly' | 'declare' | 'local'): Builtin =>
  (here, argv, ports) => {
    const state = stateOf(here);
    let flags = '';
    const words: string[] = [];
    for (const word of argv) {
      if (/^[-+][A-Za-z]+$/.test(word) && words.length === 0) flags += word.startsWith('-') ? word.slice(1) : '';
      else if (word !== '--') words.push(word);
    }
    if (/[fF]/.test(flags) && (builtin === 'declare' || (builtin === 'export' && words.length === 0))) return listFunctions(here, ports, words, flags.includes('F'));
    const known = builtin === 'export' ? 'pnf' : builtin === 'readonly' ? 'paAf' : 'aAfFgiIlnrtuxp';
    const invalid = [...flags].find((letter) => !known.includes(letter));
    if (invalid) {
      complain(here, ports, `${builtin}: -${invalid}: invalid option`);
      put(here, ports, 2, `${USAGE[builtin]}\n`);
      return 2;
    }
    if (builtin === 'local' && !callOf(here)) {
      complain(here, ports, 'local: can only be used in a function');
      return 1;
    }
    if (words.length === 0) {
      showAll(here, ports, (found) =>
        builtin === 'export' || flags.includes('x') ? found.exported : builtin === 'readonly' || flags.includes('r') ? found.readonly === true : true,
      );
      return 0;
    }
    let status = 0;
    for (const word of words) {
      const given = declarationOf(word);
      if (!given) {
        complain(here, ports, `${builtin}: \`${word}': not a valid identifier`);
        status = 1;
        continue;
      }
      if (flags.includes('p')) {
        const found = variable(state, given.name);
        if (found) put(here, ports, 1, shown(given.name, found));
        else {
          complain(here, ports, `${builtin}: ${given.name}: not found`);
          status = 1;
        }
        continue;
      }
      try {
        if (builtin === 'local' || (builtin === 'declare' && callOf(here) && !flags.includes('g'))) localise(here, given.name);
        if (flags.includes('i')) state.vars[given.name] = { exported: false, value: '', ...variable(state, given.name), integer: true };
        if (given.value !== null) {
          assign(state, given.name, given.value, { append: given.append, ...(given.index === undefined ? {} : { index: given.index }) });
        } else if (/[aA]/.test(flags)) state.vars[given.name] = { exported: false, ...variable(state, given.name), value: '', items: variable(state, given.name)?.items ?? {} };
        if (flags.includes('A')) (variable(state, given.name) as Variable).keyed = true;
        if (builtin === 'export' || flags.includes('x')) markExported(state, given.name, !flags.includes('n'));
        if (builtin === 'readonly' || flags.includes('r')) state.vars[given.name] = { ...(variable(state, given.name) ?? { value: '', exported: false }), readonly: true };
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        complain(here, ports, `${builtin}: ${error.message}`);
        status = 1;
      }
    }
    return status;
  };

export const VARIABLES: Readonly<Record<string, Builtin>> = {
  export: declaring('export'),
  readonly: declaring('readonly'),
  declare: declaring('declare'),
  typeset: declaring('declare'),
  local: declaring('local'),
  unset: (here, argv, ports) => {
    const state = stateOf(here);
    let status = 0;
    const functions = argv[0] === '-f';
    for (const name of argv.filter((word) => !/^-[fv]$/.test(word))) {
      try {
        if (functions || (!variable(state, name) && Object.hasOwn(state.functions, name))) delete state.functions[name];
        else unset(state, name);
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        complain(here, ports, error.message);
        status = 1;
      }
    }
    return status;
  },
  let: (here, argv, ports) => {
    if (argv.length === 0) {
      complain(here, ports, 'let: expression expected');
      return 1;
    }
    let last = 0n;
    for (const text of argv) {
      const tree = parseArithmetic(text);
      const numbers = numbersOf(scopeOf(here));
      try {
        const problem = arithmeticProblem(text);
        if (problem) throw new ShellError(problem, 1, true);
        last = tree ? evaluate(tree, numbers) : readNumber(text, numbers, 0);
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        throw new ShellError(`let: ${error.message.startsWith(text) ? '' : `${text}: `}${error.message}`, 1);
      }
    }
    return last === 0n ? 1 : 0;
  },
};
