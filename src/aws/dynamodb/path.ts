// Document paths in expressions: `Info`, `#name.inner[0]`, and the placeholders that stand for names and values.
import type { Json } from '../../engine/json.ts';
import { isRecord } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

export type Item = { readonly [attribute: string]: Json };
export type Path = readonly (string | number)[];

/** What the placeholders of a request stand for, and what its expression is called in refusals (`FilterExpression`). */
export interface Placeholders {
  readonly kind: string;
  readonly names: Params;
  readonly values: Params;
}

const refusal = (message: string) => new AwsError('ValidationException', message, 400, false);

export const syntaxError = (kind: string, tokens: readonly string[], at: number) =>
  refusal(`Invalid ${kind}: Syntax error; token: "${tokens[at] || '<EOF>'}", near: "${tokens.slice(Math.max(0, at - 1), at + 2).join(' ')}"`);

/** An expression's words: placeholders, names, numbers, signs. */
export const tokensOf = (expression: string): readonly string[] => expression.match(/[:#][A-Za-z0-9_]+|[A-Za-z_]\w*|\d+|<>|<=|>=|\S/g) ?? [];

/** Reads words one after the other. */
export function reader(expression: string, given: Placeholders) {
  const tokens = tokensOf(expression);
  let at = 0;
  const next = (ahead = 0) => tokens[at + ahead] ?? '';
  const bad = () => syntaxError(given.kind, tokens, at);
  const take = (wanted?: string): string => {
    const token = next();
    if (token === '' || (wanted !== undefined && token.toUpperCase() !== wanted)) throw bad();
    at++;
    return token;
  };
  const word = (text: string) => next().toUpperCase() === text;
  const name = (): string => {
    const token = take();
    if (token.startsWith('#')) {
      const real = given.names[token];
      if (typeof real !== 'string') throw refusal(`Invalid ${given.kind}: An expression attribute name used in the document path is not defined; attribute name: ${token}`);
      return real;
    }
    if (!/^[A-Za-z_]/.test(token)) {
      at--;
      throw bad();
    }
    return token;
  };
  const path = (): Path => {
    const parts: (string | number)[] = [name()];
    for (;;) {
      if (next() === '.') {
        take();
        parts.push(name());
      } else if (next() === '[' && /^\d+$/.test(next(1)) && next(2) === ']') {
        take();
        parts.push(Number(take()));
        take();
      } else return parts;
    }
  };
  const value = (): Json => {
    const token = take();
    const found = given.values[token];
    if (found === undefined) throw refusal(`Invalid ${given.kind}: An expression attribute value used in expression is not defined; attribute value: ${token}`);
    return found;
  };
  return { next, take, word, path, value, bad, ended: () => at >= tokens.length };
}

export type Reader = ReturnType<typeof reader>;

/** The attribute value at a path; undefined when there is none. */
export function at(item: Item | undefined, path: Path): Json | undefined {
  let found: Json | undefined = item?.[path[0] as string];
  for (const part of path.slice(1)) {
    if (!isRecord(found)) return undefined;
    if (typeof part === 'number') found = Array.isArray(found.L) ? found.L[part] : undefined;
    else found = isRecord(found.M) ? (found.M[part] as Json | undefined) : undefined;
  }
  return found;
}

/** The item with another value at a path, or without it. Throws when there is nothing to put it into. */
export function withValue(item: Item, path: Path, value: Json | undefined): Item {
  const [first, ...rest] = path as [string, ...(string | number)[]];
  const made: Record<string, Json> = { ...item };
  const inner = rest.length === 0 ? value : changed(item[first], rest, value);
  if (inner === undefined) delete made[first];
  else made[first] = inner;
  return made;
}

function changed(holder: Json | undefined, [part, ...rest]: Path, value: Json | undefined): Json {
  const wrong = refusal('The document path provided in the update expression is invalid for update');
  if (!isRecord(holder)) throw wrong;
  if (typeof part === 'number') {
    if (!Array.isArray(holder.L)) throw wrong;
    const list = [...(holder.L as Json[])];
    const inner = rest.length === 0 ? value : changed(list[part], rest, value);
    if (inner === undefined) list.splice(part, 1);
    else list[Math.min(part, list.length)] = inner;
    return { L: list };
  }
  if (!isRecord(holder.M)) throw wrong;
  const map: Record<string, Json> = { ...(holder.M as Record<string, Json>) };
  const inner = rest.length === 0 ? value : changed(map[part as string], rest, value);
  if (inner === undefined) delete map[part as string];
  else map[part as string] = inner;
  return { M: map };
}
