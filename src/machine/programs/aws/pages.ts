// Replies in pages: asking for the next, cutting by --max-items, going on from --starting-token, and putting pages together.
import { strFromU8, strToU8 } from 'fflate';
import { fromBase64, toBase64 } from '../../disk/base64.ts';
import { names, type PageData } from './model.ts';
import { CliError } from './output/print.ts';
import { Float, isList, isMap, isNumber, isTrue, numberOf, repr } from './output/python.ts';
import { JsonProblem, parseJson } from './output/read-json.ts';
import { search } from './query/search.ts';

export type Dict = Record<string, unknown>;

export interface PageOptions {
  readonly maxItems: number | null;
  readonly startingToken: string | null;
  /** A text where the service takes it as one. */
  readonly pageSize: number | string | null;
}

/** What a walk through pages leaves behind: the token to go on with, and what the first page alone says. */
export interface Walk {
  token: string | null;
  once: Dict;
}

const at = (value: unknown, path: string): unknown => path.split('.').reduce<unknown>((inner, name) => (isMap(inner) ? inner[name] : undefined), value) ?? null;

function setAt(target: Dict, path: string, value: unknown): void {
  const steps = path.split('.');
  let inner = target;
  for (const step of steps.slice(0, -1)) {
    if (!isMap(inner[step])) inner[step] = {};
    inner = inner[step] as Dict;
  }
  inner[steps[steps.length - 1] as string] = value;
}

/** Calls page after page. `ask` gives a page that may be changed. */
export function* walk(ask: (params: Dict) => Dict, page: PageData, params: Dict, options: PageOptions, left: Walk): Generator<Dict> {
  const inputs = names(page.i);
  const outputs = names(page.o);
  const keys = names(page.k);
  const primary = keys[0] as string;
  let tokens: Dict = Object.fromEntries(inputs.map((name) => [name, null]));
  let skip = 0;
  const given: Dict = { ...params };
  const inject = (from: Dict) => {
    for (const [name, token] of Object.entries(from)) {
      if (token !== null && token !== 'None') given[name] = token;
      else delete given[name];
    }
  };
  if (options.startingToken !== null) {
    const start = startOf(options.startingToken, inputs);
    tokens = start.tokens;
    skip = start.skip;
    inject(tokens);
  }
  if (options.pageSize !== null && page.l) given[page.l] = options.pageSize;
  let before: string | null = null;
  let seen = 0;
  for (let first = true; ; first = false) {
    const reply = ask(given);
    if (first && options.startingToken !== null) skipItems(reply, keys, skip);
    if (first) for (const path of page.n ?? []) setAt(left.once, path, search(path, reply) ?? null);
    if (!first) skip = 0;
    const items = at(reply, primary);
    const count = isList(items) ? items.length : typeof items === 'string' ? items.length : 0;
    const over = options.maxItems === null ? 0 : seen + count - options.maxItems;
    if (over > 0) {
      setAt(reply, primary, ((items as readonly unknown[] | null) ?? []).slice(0, count - over));
      left.token = encoded({ ...tokens, boto_truncate_amount: count - over + skip });
      yield reply;
      return;
    }
    // The token is read before the caller may change the page.
    const more = !page.m || isTrue(search(page.m, reply));
    const next: Dict = more ? Object.fromEntries(inputs.map((name, index) => [name, tokenOf(search(outputs[index] as string, reply))])) : {};
    seen += count;
    const ends = Object.values(next).every((token) => token === null);
    if (!ends && options.maxItems !== null && seen === options.maxItems) {
      left.token = encoded(next);
      yield reply;
      return;
    }
    yield reply;
    if (ends) return;
    const same = JSON.stringify(next);
    if (before === same) throw new CliError(`\nError during pagination: The same next token was received twice: ${repr(next)}\n`, 255);
    before = same;
    tokens = next;
    inject(next);
  }
}

const tokenOf = (found: unknown): unknown => (isTrue(found) ? found : null);

/** The first page when going on from a token: what was shown already is left out, of further result keys everything. */
function skipItems(reply: Dict, keys: readonly string[], skip: number): void {
  const [primary, ...others] = keys;
  const items = at(reply, primary as string);
  setAt(reply, primary as string, isList(items) || typeof items === 'string' ? items.slice(skip) : null);
  for (const key of others) {
    const sample = at(reply, key);
    setAt(reply, key, isList(sample) ? [] : typeof sample === 'string' ? '' : isNumber(sample) ? 0 : null);
  }
}

/** All pages as one: lists joined, numbers added, what is no list from the first page. */
export function together(pages: Iterable<Dict>, page: PageData, left: Walk): Dict {
  const whole: Dict = {};
  for (const reply of pages) {
    for (const key of names(page.k)) {
      const value = at(reply, key);
      if (value === null) continue;
      const so = at(whole, key);
      if (so === null) setAt(whole, key, isList(value) ? [...value] : value);
      else if (isList(value)) (so as unknown[]).push(...value);
      else if (isNumber(value)) setAt(whole, key, value instanceof Float || so instanceof Float ? new Float(numberOf(so as number) + numberOf(value)) : (so as number) + value);
      else if (typeof value === 'string') setAt(whole, key, String(so) + value);
    }
  }
  merge(whole, left.once);
  if (left.token !== null) whole.NextToken = left.token;
  return whole;
}

function merge(into: Dict, from: Dict): void {
  for (const [key, value] of Object.entries(from)) {
    if (isMap(value) && isMap(into[key])) merge(into[key] as Dict, value);
    else into[key] = value;
  }
}

/** What text output shows of each page: the result keys, and on the first what is no result. */
export function* shownPages(pages: Iterable<Dict>, page: PageData, left: Walk): Generator<Dict> {
  let first = true;
  for (const reply of pages) {
    const shown: Dict = first ? left.once : {};
    first = false;
    for (const key of names(page.k)) setAt(shown, key, at(reply, key));
    yield shown;
  }
}

/** Python's `json.dumps` of flat tokens, in base64. */
function encoded(tokens: Dict): string {
  const text = Object.entries(tokens)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ');
  return toBase64(strToU8(`{${text.replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}}`));
}

function startOf(token: string, inputs: readonly string[]): { readonly tokens: Dict; readonly skip: number } {
  const bytes = fromBase64(token);
  if (bytes) {
    try {
      const read = parseJson(strFromU8(bytes));
      if (isMap(read)) {
        const { boto_truncate_amount: skip = 0, ...tokens } = read;
        return { tokens, skip: Number(skip) };
      }
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
    }
  }
  // The old way: tokens and a count, by three underscores.
  const parts = token.split('___');
  const skip = parts.length === inputs.length + 1 ? Number(parts.pop()) : 0;
  if (parts.length > inputs.length || Number.isNaN(skip)) throw new CliError(`\nBad starting token: ${token}\n`, 255);
  return { tokens: Object.fromEntries(inputs.map((name, index) => [name, parts[index] ?? null])), skip };
}
