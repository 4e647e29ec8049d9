// The small marks of a drawn difference: indentation, symbols, and what is written after a value.
import type { Ink } from '../ink.ts';
import type { PartAction } from './tree.ts';

/** How a part is drawn, depending on what is around it. */
export interface DrawOptions {
  readonly ink: Ink;
  /** `-> null` was said further out, or would be wrong. */
  readonly quietNull?: boolean;
  /** `# forces replacement` was said further out. */
  readonly quietReplace?: boolean;
  /** Every part under this says that it forces replacement. */
  readonly allReplace?: boolean;
  /** Also what does not change. */
  readonly all?: boolean;
  /** No `+ ~ -` in front: states, and forgotten objects. */
  readonly noSymbols?: boolean;
}

export const indentation = (level: number): string => '    '.repeat(level);

export function symbol(action: PartAction, options: DrawOptions): string {
  if (options.noSymbols) return '';
  const { ink } = options;
  if (action === 'create') return `  ${ink.green('+')} `;
  if (action === 'delete') return `  ${ink.red('-')} `;
  return action === 'update' ? `  ${ink.yellow('~')} ` : '    ';
}

export const nullSuffix = (action: PartAction, options: DrawOptions): string => (action === 'delete' && !options.quietNull ? ` ${options.ink.gray('-> null')}` : '');

export const replaceSuffix = (difference: { readonly replace: boolean }, options: DrawOptions): string =>
  (difference.replace || options.allReplace) && !options.quietReplace ? ` ${options.ink.red('# forces replacement')}` : '';

export const hiddenNote = (what: string, count: number, options: DrawOptions): string => options.ink.gray(`# (${count} unchanged ${what}${count === 1 ? '' : 's'} hidden)`);

export const arrow = (options: DrawOptions): string => options.ink.yellow('->');
