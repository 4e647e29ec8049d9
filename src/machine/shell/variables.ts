// Variables of a shell: reading, setting, the special ones, and the environment that programs get.
import { readNumber } from './arithmetic.ts';
import { ShellError } from './error.ts';
import type { ShellState, Variable } from './frame.ts';

export { ShellError } from './error.ts';

/** Names and keys come from the person: `__proto__` must be a name like any other. */
const own = <T>(record: Record<string, T>, key: string): T | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && text !== '__proto__';

export const variable = (state: ShellState, name: string): Variable | undefined => own(state.vars, name);

/** The value of a variable or special parameter (but `@` and `*`); undefined when it is not set. */
export function valueOfName(state: ShellState, name: string, index?: string): string | undefined {
  if (/^[0-9]+$/.test(name)) {
    if (name === '0') return state.script?.name ?? state.name;
    return state.positional[Number(name) - 1];
  }
  switch (name) {
    case '?':
      return String(state.status);
    case '#':
      return String(state.positional.length);
    case '$':
      return String(state.pid);
    case '!':
      return state.lastBackground === null ? undefined : String(state.lastBackground);
    case '-':
      return `himBHs${state.options.errexit ? 'e' : ''}${state.options.xtrace ? 'x' : ''}${state.options.nounset ? 'u' : ''}`;
    case '@':
    case '*':
      return state.positional.join(' ');
    case 'LINENO':
      return String(state.script?.line ?? 1);
    case 'UID':
    case 'EUID':
      return '1000';
    case 'BASHPID':
      return String(state.pid);
    case 'BASH':
      return '/bin/bash';
    case 'BASH_VERSION':
      return '5.2.21(1)-release';
    case 'BASH_VERSINFO':
      return ['5', '2', '21', '1', 'release', 'x86_64-pc-linux-gnu'][Number(index ?? 0)];
    case 'OSTYPE':
      return 'linux-gnu';
    case 'HOSTTYPE':
      return 'x86_64';
    case 'MACHTYPE':
      return 'x86_64-pc-linux-gnu';
    case 'PPID':
      return String(state.pid - 11);
  }
  const found = variable(state, name);
  if (!found) return undefined;
  if (index !== undefined && index !== '@' && index !== '*') {
    if (found.items) return own(found.items, index);
    return index === '0' ? found.value : undefined;
  }
  return found.items ? own(found.items, '0') : found.value;
}

/** The elements of an array in order of their keys; a scalar is an array of one. */
export function elementsOf(state: ShellState, name: string): { keys: string[]; values: string[] } {
  if (name === '@' || name === '*') return { keys: state.positional.map((_, index) => String(index + 1)), values: state.positional };
  const found = variable(state, name);
  if (!found) return { keys: [], values: [] };
  if (!found.items) return { keys: ['0'], values: [found.value] };
  const keys = Object.keys(found.items);
  return { keys, values: keys.map((key) => found.items?.[key] ?? '') };
}

export interface Setting {
  readonly index?: string;
  readonly append?: boolean;
  /** The value is the number that an integer variable gets. */
  readonly counted?: boolean;
}

/** The value of an expression for an integer variable, of plain numbers and names. */
function sum(state: ShellState, text: string): string {
  const numbers = { get: (name: string, index?: string) => valueOfName(state, name, index), set: () => {}, word: (word: string) => word, command: () => '0' };
  return String(readNumber(text, numbers, 0));
}

/** Sets a variable. Throws the `readonly variable` error of bash. */
export function assign(state: ShellState, name: string, value: string, how: Setting = {}): void {
  if (!isName(name)) throw new ShellError(`\`${name}': not a valid identifier`);
  const found = variable(state, name);
  if (found?.readonly) throw new ShellError(`${name}: readonly variable`, 1, true);
  const target: Variable = found ?? { value: '', exported: false };
  if (found?.integer && how.counted !== true) {
    const before = how.append ? (how.index === undefined ? found.value : (found.items?.[how.index] ?? '')) : '';
    assign(state, name, sum(state, `${before === '' ? '' : `${before}+`}${value}`), { ...how, append: false, counted: true });
    return;
  }
  if (how.index !== undefined) {
    target.items ??= found ? { 0: found.value } : {};
    if (how.index === '__proto__') throw new ShellError(`${name}[${how.index}]: bad array subscript`);
    target.items[how.index] = how.append ? (own(target.items, how.index) ?? '') + value : value;
  } else if (target.items) target.items['0'] = how.append ? (target.items['0'] ?? '') + value : value;
  else target.value = how.append ? target.value + value : value;
  state.vars[name] = target;
}

/** Makes an array of values; `append` puts them behind the ones there are. */
export function assignArray(state: ShellState, name: string, values: readonly { readonly key: string | null; readonly value: string }[], append: boolean): void {
  const found = variable(state, name);
  if (found?.readonly) throw new ShellError(`${name}: readonly variable`, 1, true);
  const items: Record<string, string> = append ? { ...(found?.items ?? (found ? { 0: found.value } : {})) } : {};
  let next = Object.keys(items).reduce((high, key) => (/^\d+$/.test(key) ? Math.max(high, Number(key) + 1) : high), 0);
  for (const { key, value } of values) {
    const at = key ?? String(next);
    if (at === '__proto__') throw new ShellError(`${name}[${at}]: bad array subscript`);
    items[at] = value;
    if (/^\d+$/.test(at)) next = Number(at) + 1;
  }
  state.vars[name] = { value: '', exported: found?.exported ?? false, items };
}

export function unset(state: ShellState, name: string): void {
  const array = /^([A-Za-z_]\w*)\[(.+)\]$/.exec(name);
  if (array) {
    const items = variable(state, array[1] as string)?.items;
    if (items) delete items[array[2] as string];
    return;
  }
  if (variable(state, name)?.readonly) throw new ShellError(`unset: ${name}: cannot unset: readonly variable`);
  delete state.vars[name];
}

export function markExported(state: ShellState, name: string, exported: boolean): void {
  const found = variable(state, name);
  if (found) found.exported = exported;
  else if (exported) state.vars[name] = { value: '', exported: true };
}

/** The environment of a program started now. */
export function environment(state: ShellState): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of Object.keys(state.vars)) {
    const found = state.vars[name] as Variable;
    if (found.exported && !found.items) env[name] = found.value;
  }
  return env;
}

/** Quotes a value so that the shell reads it back: as `set`, `export -p` and `set -x` do. */
export function quoted(value: string): string {
  if (value === '') return "''";
  if (/^[A-Za-z0-9_@%+=:,./~^-]+$/.test(value) && !value.startsWith('~')) return value;
  return `'${value.replaceAll("'", "'\\''")}'`;
}
