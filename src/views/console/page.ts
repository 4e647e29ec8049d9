// What a console page is: an operation whose reply is its rows, columns picked out of it, and actions that are operations.
import type { ConsoleAction } from '../desk.ts';

export type Item = { readonly [name: string]: unknown };

/** The value at `a.b.0.c`, as a cell's text. */
export function cell(item: Item, path: string): string {
  const value = path.split('.').reduce<unknown>((at, name) => (at && typeof at === 'object' ? (at as Record<string, unknown>)[name] : undefined), item);
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export interface Page {
  readonly id: string;
  readonly service: string;
  readonly title: string;
  /** Service and operation as the door knows them, with parameters. */
  readonly source: {
    readonly service: string;
    readonly operation: string;
    readonly params?: Item /** Members of the reply that hold the rows, outermost first. */;
    readonly rows: readonly string[];
  };
  readonly key: string;
  readonly columns: readonly { readonly title: string; readonly path: string; readonly align?: 'right' }[];
  readonly state?: string;
  readonly empty: string;
  readonly actions?: (item: Item) => readonly ConsoleAction[];
  readonly pageActions?: readonly ConsoleAction[];
}

/** A form field of text. */
export const field = (name: string, label: string, value = '', required = true): ConsoleAction['fields'][number] => ({ name, label, kind: 'text', value, required });
export const tick = (name: string, label: string, value: boolean): ConsoleAction['fields'][number] => ({ name, label, kind: 'boolean', value, required: false });
export const long = (name: string, label: string): ConsoleAction['fields'][number] => ({ name, label, kind: 'long', value: '', required: true });
export const pick = (name: string, label: string, options: readonly string[]): ConsoleAction['fields'][number] => ({
  name,
  label,
  kind: 'choice',
  options,
  value: options[0] ?? '',
  required: true,
});
