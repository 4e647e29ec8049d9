// Update expressions: SET, REMOVE, ADD and DELETE, each with one or more changes separated by commas.
import type { Json } from '../../engine/json.ts';
import { isRecord } from '../input.ts';
import { AwsError } from '../operation.ts';
import { operand } from './condition.ts';
import { at, type Item, type Path, type Placeholders, reader, withValue } from './path.ts';

const refuse = (message: string) => new AwsError('ValidationException', message, 400, false);

const number = (value: Json | undefined): number => {
  if (!isRecord(value) || typeof value.N !== 'string') throw refuse('An operand in the update expression has an incorrect data type');
  return Number(value.N);
};

const SETS = ['SS', 'NS', 'BS'];
const setOf = (value: Json | undefined): readonly [kind: string, members: readonly Json[]] | null => {
  const [kind = '', held] = isRecord(value) ? (Object.entries(value)[0] ?? []) : [];
  return SETS.includes(kind) && Array.isArray(held) ? [kind, held as Json[]] : null;
};

/** The item after an update, and the paths that it touched. All values are read from the item as it was. Throws ValidationException. */
export function updated(expression: string, item: Item, given: Placeholders): { readonly item: Item; readonly touched: readonly Path[] } {
  const words = reader(expression, given);
  const touched: Path[] = [];
  let made = item;
  const put = (path: Path, value: Json | undefined) => {
    if (touched.some((one) => one.join('.') === path.join('.')))
      throw refuse(
        `Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${path.join(', ')}], path two: [${path.join(', ')}]`,
      );
    touched.push(path);
    made = withValue(made, path, value);
  };
  const term = (): Json => {
    const name = words.next();
    if ((name === 'if_not_exists' || name === 'list_append') && words.next(1) === '(') {
      words.take();
      words.take('(');
      const first = name === 'if_not_exists' ? at(item, words.path()) : operand(words, item).value;
      words.take(',');
      const second = operand(words, item).value;
      words.take(')');
      if (name === 'if_not_exists') return there(first ?? second);
      const [a, b] = [first, second].map((one) => (isRecord(one) && Array.isArray(one.L) ? (one.L as Json[]) : null));
      if (!a || !b) throw refuse('An operand in the update expression has an incorrect data type');
      return { L: [...a, ...b] };
    }
    return there(operand(words, item).value);
  };
  const there = (value: Json | undefined): Json => {
    if (value === undefined) throw refuse('The provided expression refers to an attribute that does not exist in the item');
    return value;
  };
  const CHANGES: Readonly<Record<string, () => void>> = {
    SET() {
      const path = words.path();
      words.take('=');
      let value = term();
      while (words.next() === '+' || words.next() === '-') value = { N: String(words.take() === '+' ? number(value) + number(term()) : number(value) - number(term())) };
      put(path, value);
    },
    REMOVE() {
      put(words.path(), undefined);
    },
    ADD() {
      const path = words.path();
      const [more, before] = [words.value(), at(item, path)];
      const set = setOf(more);
      const old = setOf(before);
      if (set && before !== undefined && old?.[0] !== set[0]) throw refuse('An operand in the update expression has an incorrect data type');
      if (set) put(path, { [set[0]]: [...new Set([...(old?.[1] ?? []), ...set[1]])] });
      else put(path, { N: String((before === undefined ? 0 : number(before)) + number(more)) });
    },
    DELETE() {
      const path = words.path();
      const [less, old] = [setOf(words.value()), setOf(at(item, path))];
      if (!less) throw refuse('An operand in the update expression has an incorrect data type');
      const left = (old?.[1] ?? []).filter((one) => !less[1].includes(one));
      put(path, left.length > 0 ? { [less[0]]: left } : undefined);
    },
  };
  const clauses = new Set<string>();
  do {
    const name = words.next().toUpperCase();
    const change = Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
    if (!change) throw words.bad();
    if (clauses.has(name)) throw refuse(`Invalid UpdateExpression: The "${name}" section can only be used once in an update expression;`);
    clauses.add(name);
    words.take();
    change();
    while (words.next() === ',') {
      words.take();
      change();
    }
  } while (!words.ended());
  return { item: made, touched };
}
