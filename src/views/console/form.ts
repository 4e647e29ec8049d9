// The form of a console button, as pure functions: which fields are asked for, what is sent, and whether it may be sent.
import type { ConsoleAction, ConsoleField } from '../desk.ts';

export type Values = Readonly<Record<string, string | boolean>>;

export const startValues = (action: ConsoleAction): Values => Object.fromEntries(action.fields.map((field) => [field.name, field.value]));

/** The fields that are asked for, given what the others say. */
export const fieldsShown = (action: ConsoleAction, values: Values): readonly ConsoleField[] =>
  action.fields.filter((field) => !field.when || values[field.when.field] === field.when.is);

/** Sets `a.b` in nested objects. */
function put(params: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) params[first] = value;
  else {
    const inner = { ...((params[first] as Record<string, unknown> | undefined) ?? {}) };
    put(inner, rest.join('.'), value);
    params[first] = inner;
  }
}

/** What the operation is sent. Fields left empty are not sent, as the real console does not send them. */
export function paramsOf(action: ConsoleAction, values: Values): Readonly<Record<string, unknown>> {
  const params: Record<string, unknown> = { ...action.params };
  for (const field of fieldsShown(action, values)) {
    const value = values[field.name];
    if (field.kind === 'acknowledge' || value === undefined || value === '') continue;
    if (field.kind === 'boolean') put(params, field.name, field.inverted ? !value : value);
    else put(params, field.name, field.kind === 'number' ? Number(value) : value);
  }
  return params;
}

/** Whether the button may be pressed: what is required is there, what is to be acknowledged is ticked, the word is typed. */
export function ready(action: ConsoleAction, values: Values, typed: string): boolean {
  if (action.confirm !== null && typed !== action.confirm) return false;
  return fieldsShown(action, values).every((field) => {
    const value = values[field.name];
    if (field.kind === 'acknowledge') return value === true;
    if (field.kind === 'number') return /^\d+$/.test(String(value));
    return !field.required || (typeof value === 'string' && value.trim() !== '');
  });
}
