// What a console page is: calls that read, whose replies are its rows; columns picked out of these; and actions, each of which is one operation.
import type { Look } from '../../world/read.ts';
import type { ConsoleAction, ConsoleField } from '../desk.ts';

export type Item = { readonly [name: string]: unknown };

/** Reads the account as the console's user: `readAs` on the world that is shown. */
export type Ask = (service: string, operation: string, params?: Item) => Look;

/** A reading call that was refused. The page shows the words of the refusal in place of its rows. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Column {
  readonly title: string;
  /** Members of the row, outermost first; `tag:Name` is the value of a tag. */
  readonly path: string;
  /** `time` is shown as the console does, in UTC; `last` is what follows the last slash or colon of a name that AWS made long. */
  readonly kind: 'text' | 'time' | 'number' | 'state' | 'last';
}

export interface Page {
  readonly id: string;
  readonly service: string;
  readonly title: string;
  readonly rows: (ask: Ask, now: number) => readonly Item[];
  readonly key: string;
  readonly columns: readonly Column[];
  /** What the page says where there are no rows. */
  readonly empty: string;
  readonly actions?: (item: Item) => readonly ConsoleAction[];
  readonly pageActions?: readonly ConsoleAction[];
}

/** The values of `a.b.0.c` in a reply: a list on the way stands for each of its members, unless one of them is asked for by its number. */
export function valuesAt(item: unknown, path: string): readonly unknown[] {
  const names = path.split('.');
  let found: readonly unknown[] = [item];
  names.forEach((name, index) => {
    const numbered = /^\d+$/.test(names[index + 1] ?? '');
    found = found.flatMap((one) => {
      const value = one !== null && typeof one === 'object' ? (one as Record<string, unknown>)[name] : undefined;
      if (value === undefined || value === null) return [];
      return Array.isArray(value) && !numbered ? value : [value];
    });
  });
  return found;
}

const tagOf = (item: Item, key: string): string => {
  const tags = (item.Tags ?? item.TagList ?? []) as readonly { readonly Key?: string; readonly Value?: string }[];
  return tags.find((tag) => tag.Key === key)?.Value ?? '';
};

const plain = (value: unknown): string => (value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The text of a member. */
export const cell = (item: Item, path: string): string => (path.startsWith('tag:') ? tagOf(item, path.slice(4)) : valuesAt(item, path).map(plain).join(', '));

/** The rows of one reading call. `member` leads to them. */
export function rowsOf(ask: Ask, service: string, operation: string, member: string, params: Item = {}): readonly Item[] {
  const reply = ask(service, operation, params);
  if (!reply.ok) throw new Refused(reply.code, reply.message);
  return valuesAt(reply.output, member) as readonly Item[];
}

/** A page whose rows are one reply. */
export const from =
  (service: string, operation: string, member: string, params: Item = {}): Page['rows'] =>
  (ask) =>
    rowsOf(ask, service, operation, member, params);

export const column = (title: string, path: string, kind: Column['kind'] = 'text'): Column => ({ title, path, kind });

type FieldOptions = Partial<Pick<ConsoleField, 'when' | 'required' | 'inverted'>>;

/** A line of text. */
export const field = (name: string, label: string, value = '', options: FieldOptions = {}): ConsoleField => ({ name, label, kind: 'text', value, required: true, ...options });
export const number = (name: string, label: string, value: number): ConsoleField => ({ name, label, kind: 'number', value: String(value), required: true });
export const tick = (name: string, label: string, value: boolean, options: FieldOptions = {}): ConsoleField => ({
  name,
  label,
  kind: 'boolean',
  value,
  required: false,
  ...options,
});
export const long = (name: string, label: string): ConsoleField => ({ name, label, kind: 'long', value: '', required: true });
export const pick = (name: string, label: string, options: readonly string[], value = options[0] ?? ''): ConsoleField => ({
  name,
  label,
  kind: 'choice',
  options,
  value,
  required: true,
});
/** A box that must be ticked and sends nothing. */
export const acknowledge = (label: string, when: ConsoleField['when'] = null): ConsoleField => ({
  name: 'acknowledge',
  label,
  kind: 'acknowledge',
  value: false,
  required: true,
  when,
});

type ActionOptions = Partial<Pick<ConsoleAction, 'label' | 'fields' | 'confirm' | 'warning' | 'tone'>>;

/** A button: the operation that it sends, and what is sent always. */
export const action = (service: string, operation: string, label: string, params: Item = {}, options: ActionOptions = {}): ConsoleAction => ({
  id: `${operation} ${label}`,
  label,
  service,
  operation,
  params,
  fields: [],
  confirm: null,
  warning: null,
  tone: 'plain',
  ...options,
});

/** A button that takes something away: asked for once more, by typing a word unless the real console does not ask for one. */
export const removal = (service: string, operation: string, params: Item, options: ActionOptions = {}): ConsoleAction =>
  action(service, operation, options.label ?? 'Delete', params, { confirm: 'delete', tone: 'destructive', ...options });
