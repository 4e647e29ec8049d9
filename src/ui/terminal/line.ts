// The line being typed: a pure reducer over keys, as a shell's line editor behaves (readline's default keys). It draws nothing and runs nothing.
import type { Key, KeyName } from './keys.ts';

export interface Line {
  readonly text: string;
  /** Index into `text` (UTF-16), always at the edge of a character as a reader sees it. */
  readonly cursor: number;
  /** Which line of the history is shown, counted from its end (1 is the last); null for the line itself. */
  readonly past: number | null;
  /** The line as it was before the history was opened. */
  readonly draft: string;
  readonly killed: string;
  /** The key before killed text: what is killed next joins it. */
  readonly killing: boolean;
  /** The word of an earlier line that Alt-. has put in, so that the next one takes its place. */
  readonly borrowed: { readonly past: number; readonly from: number } | null;
  readonly search: { readonly query: string; readonly found: number | null; readonly before: string } | null;
  /** The key before was Escape: Tab then leaves the terminal. */
  readonly escaped: boolean;
  /** How many Tabs came one after another. */
  readonly tabs: number;
  /** Completions listed below the line until the next key. */
  readonly offered: readonly string[];
}

export const EMPTY_LINE: Line = { text: '', cursor: 0, past: null, draft: '', killed: '', killing: false, borrowed: null, search: null, escaped: false, tabs: 0, offered: [] };

/** What a key asks of the world outside the line. */
export type Effect =
  | { readonly type: 'submit'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end' }
  | { readonly type: 'clear' }
  | { readonly type: 'complete' }
  | { readonly type: 'leave' }
  | { readonly type: 'bell' };

export interface Situation {
  readonly history: readonly string[];
  /** `secret` lines are neither searched nor taken from the history. */
  readonly secret: boolean;
  /** At a program's question there is no history and no completion either. */
  readonly question: boolean;
}

export interface Step {
  readonly line: Line;
  readonly effects: readonly Effect[];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The edges of the characters in a text, from 0 to its length. */
function edges(text: string): number[] {
  const list: number[] = [];
  for (const segment of segmenter.segment(text)) list.push(segment.index);
  list.push(text.length);
  return list;
}

const before = (text: string, cursor: number) => edges(text).findLast((edge) => edge < cursor) ?? 0;
const after = (text: string, cursor: number) => edges(text).find((edge) => edge > cursor) ?? text.length;
const wordStart = (text: string, cursor: number) => cursor - (/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, cursor))?.[0].length ?? 0);
const wordEnd = (text: string, cursor: number) => cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
/** Ctrl-W goes by blanks, Alt-B and Alt-Backspace by words, as in readline. */
const blankStart = (text: string, cursor: number) => cursor - (/\S*\s*$/.exec(text.slice(0, cursor))?.[0].length ?? 0);

/** Applies a key. Text may hold several characters; a paste of several lines submits all but its last. */
export function press(line: Line, key: Key, situation: Situation): Step {
  const calm: Line = { ...line, escaped: false, offered: [], tabs: 0, killing: false, borrowed: null };
  if (key.type === 'text') return line.search ? searchFor(calm, (line.search.query ?? '') + key.text, situation) : only(insert(calm, key.text));
  if (key.type === 'paste') return paste(calm, key.text);
  if (calm.search) return searching(calm, key.name, situation);
  return pressKey(calm, key.name, situation, line);
}

const only = (line: Line): Step => ({ line, effects: [] });
const withEffect = (line: Line, effect: Effect): Step => ({ line, effects: [effect] });

function insert(line: Line, text: string): Line {
  return { ...line, text: line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor), cursor: line.cursor + text.length };
}

/** Control characters in a paste are dropped, tabs become spaces; a final line end leaves nothing typed. */
function paste(line: Line, pasted: string): Step {
  const lines = pasted
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '')
    .split('\n');
  let current = insert({ ...line, search: null }, lines[0] ?? '');
  const effects: Effect[] = [];
  for (const next of lines.slice(1)) {
    effects.push({ type: 'submit', text: current.text });
    current = insert({ ...EMPTY_LINE, killed: line.killed }, next);
  }
  return { line: current, effects };
}

/** Kills a stretch; `was` is the line before the key, whose kill this one joins. */
function cut(line: Line, was: Line, from: number, to: number): Line {
  if (from === to) return { ...line, killing: was.killing };
  const piece = line.text.slice(from, to);
  const killed = !was.killing ? piece : from < line.cursor ? piece + was.killed : was.killed + piece;
  return { ...line, text: line.text.slice(0, from) + line.text.slice(to), cursor: from, killed, killing: true };
}

/** Alt-.: the last word of the line before; pressed again, of the one before that. */
function borrow(line: Line, was: Line, { history, question }: Situation): Step {
  const past = (was.borrowed?.past ?? 0) + 1;
  const word = question ? undefined : lastWord(history[history.length - past] ?? '');
  if (word === undefined) return withEffect({ ...line, borrowed: was.borrowed }, { type: 'bell' });
  const from = was.borrowed?.from ?? line.cursor;
  const text = line.text.slice(0, from) + word + line.text.slice(line.cursor);
  return only({ ...line, text, cursor: from + word.length, borrowed: { past, from } });
}

const lastWord = (text: string): string | undefined => /(?:"(?:\\.|[^"])*"|'[^']*'|\\.|[^\s"'])+$/.exec(text.trimEnd())?.[0];

/** Alt-U, Alt-L, Alt-C: the word from the cursor on, in other letters. */
function recase(line: Line, how: (word: string) => string): Line {
  const end = wordEnd(line.text, line.cursor);
  return { ...line, text: line.text.slice(0, line.cursor) + how(line.text.slice(line.cursor, end)) + line.text.slice(end), cursor: end };
}

function pressKey(line: Line, name: KeyName, situation: Situation, was: Line): Step {
  const { text, cursor } = line;
  const at = (position: number): Step => only({ ...line, cursor: position });
  switch (name) {
    case 'enter':
      return withEffect({ ...EMPTY_LINE, killed: line.killed }, { type: 'submit', text });
    case 'interrupt':
      return withEffect({ ...EMPTY_LINE, killed: line.killed }, { type: 'interrupt' });
    case 'end-of-input':
      return text === '' ? withEffect(line, { type: 'end' }) : only(erase(line, cursor, after(text, cursor)));
    case 'clear':
      return withEffect(line, { type: 'clear' });
    case 'tab':
      // There is nothing to complete on an empty line: Tab goes on, as it does everywhere else.
      if (was.escaped || text === '') return withEffect(line, { type: 'leave' });
      if (situation.question) return withEffect(line, { type: 'bell' });
      return withEffect({ ...line, tabs: was.tabs + 1 }, { type: 'complete' });
    case 'back-tab':
      return withEffect(line, { type: 'leave' });
    case 'escape':
      return only({ ...line, escaped: true });
    case 'left':
      return at(before(text, cursor));
    case 'right':
      return at(after(text, cursor));
    case 'home':
      return at(0);
    case 'end':
      return at(text.length);
    case 'word-left':
      return at(wordStart(text, cursor));
    case 'word-right':
      return at(wordEnd(text, cursor));
    case 'backspace':
      return only(erase(line, before(text, cursor), cursor));
    case 'delete':
      return only(erase(line, cursor, after(text, cursor)));
    case 'kill-word-back':
      return only(cut(line, was, blankStart(text, cursor), cursor));
    case 'kill-part-back':
      return only(cut(line, was, wordStart(text, cursor), cursor));
    case 'kill-word-forward':
      return only(cut(line, was, cursor, wordEnd(text, cursor)));
    case 'kill-to-end':
      return only(cut(line, was, cursor, text.length));
    case 'kill-to-start':
      return only(cut(line, was, 0, cursor));
    case 'yank':
      return only(insert(line, line.killed));
    case 'swap':
      return only(swap(line));
    case 'last-word':
      return borrow(line, was, situation);
    case 'upper':
      return only(recase(line, (word) => word.toUpperCase()));
    case 'lower':
      return only(recase(line, (word) => word.toLowerCase()));
    case 'capital':
      return only(recase(line, (word) => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (letter) => letter.toUpperCase())));
    case 'up':
      return situation.question ? withEffect(line, { type: 'bell' }) : recall(line, (line.past ?? 0) + 1, situation);
    case 'down':
      return situation.question || line.past === null ? withEffect(line, { type: 'bell' }) : recall(line, line.past - 1, situation);
    case 'search':
      return situation.question ? only(line) : only({ ...line, search: { query: '', found: null, before: text } });
    case 'cancel':
      return only(line);
  }
}

function erase(line: Line, from: number, to: number): Line {
  return from === to ? line : { ...line, text: line.text.slice(0, from) + line.text.slice(to), cursor: from };
}

/** Ctrl-T: swaps the two characters around the cursor. */
function swap(line: Line): Line {
  const end = line.cursor === line.text.length ? line.cursor : after(line.text, line.cursor);
  const middle = before(line.text, end);
  const start = before(line.text, middle);
  if (start === middle) return line;
  return { ...line, text: line.text.slice(0, start) + line.text.slice(middle, end) + line.text.slice(start, middle) + line.text.slice(end), cursor: end };
}

function recall(line: Line, past: number, situation: Situation): Step {
  if (past === 0) return only({ ...line, text: line.draft, cursor: line.draft.length, past: null });
  const text = situation.history[situation.history.length - past];
  if (text === undefined) return withEffect(line, { type: 'bell' });
  return only({ ...line, text, cursor: text.length, past, draft: line.past === null ? line.text : line.draft });
}

/** Ctrl-R: the newest line of the history at or before `from` that holds the query. */
function searchFor(line: Line, query: string, situation: Situation, from = situation.history.length - 1): Step {
  const found = query === '' ? -1 : situation.history.findLastIndex((entry, index) => index <= from && entry.includes(query));
  const search = { query, found: found < 0 ? null : found, before: line.search?.before ?? line.text };
  if (found < 0) return { line: { ...line, search }, effects: query === '' ? [] : [{ type: 'bell' }] };
  const text = situation.history[found] ?? '';
  return only({ ...line, text, cursor: text.indexOf(query), search });
}

function searching(line: Line, name: KeyName, situation: Situation): Step {
  const search = line.search;
  if (!search) return only(line);
  switch (name) {
    case 'search':
      return searchFor(line, search.query, situation, (search.found ?? situation.history.length) - 1);
    case 'backspace':
      return searchFor(line, search.query.slice(0, before(search.query, search.query.length)), situation);
    case 'cancel':
    case 'interrupt':
      return only({ ...line, text: search.before, cursor: search.before.length, search: null });
    case 'escape':
      return only({ ...line, search: null, escaped: true });
    default:
      return pressKey({ ...line, search: null }, name, situation, line);
  }
}

/**
 * Puts a completion into the line. One option is put in whole, with a blank unless it is a folder or ends a flag with `=`;
 * several give what they have in common, and are listed on the second Tab.
 */
export function complete(line: Line, completion: { readonly from: number; readonly options: readonly string[] }): Step {
  const { from, options } = completion;
  const typed = line.text.slice(from, line.cursor);
  const put = (word: string): Line => ({ ...line, text: line.text.slice(0, from) + word + line.text.slice(line.cursor), cursor: from + word.length });
  if (options.length === 0) return withEffect(line, { type: 'bell' });
  if (options.length === 1) {
    const word = options[0] as string;
    const rest = line.text.slice(line.cursor);
    return only({ ...put(/[/= ]$/.test(word) || rest.startsWith(' ') ? word : `${word} `), tabs: 0 });
  }
  const common = options.reduce((shared, option) => {
    let length = 0;
    while (length < shared.length && shared[length] === option[length]) length++;
    return shared.slice(0, length);
  });
  if (common.length > typed.length && common.startsWith(typed)) return only({ ...put(common), tabs: 1 });
  return line.tabs >= 2 ? only({ ...line, offered: options }) : withEffect(line, { type: 'bell' });
}
