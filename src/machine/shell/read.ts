// The builtin `read`: a frame that waits for a line of its input and splits it into variables.
import { pop } from './control.ts';
import type { FrameOf } from './frame.ts';
import { complain, type Here, stateOf, streamOf } from './here.ts';
import { assign, assignArray, ShellError, valueOfName } from './variables.ts';

/** Goes on with `line` where one was typed; otherwise takes one from the stream. False when there is none yet. */
export function stepRead(here: Here, frame: FrameOf<'read'>, line: { readonly text: string | null } | null): boolean {
  const stream = streamOf(here, frame.ports[0]);
  let text: string | null;
  let ended = false;
  if (!stream) {
    if (!line) return false;
    text = frame.most === null ? line.text : (line.text?.slice(0, frame.most) ?? null);
    ended = text === null;
  } else {
    const found = frame.delimiter === '' ? -1 : stream.text.indexOf(frame.delimiter);
    const short = frame.most !== null && (found < 0 || found > frame.most) && stream.text.length >= frame.most;
    const end = short ? (frame.most as number) : found;
    if (end < 0 && !stream.closed) return false;
    text = end < 0 ? stream.text : stream.text.slice(0, end);
    stream.text = end < 0 ? '' : stream.text.slice(short ? end : end + 1);
    ended = end < 0;
  }
  const state = stateOf(here);
  const value = frame.raw ? (text ?? '') : (text ?? '').replace(/\\(.)/g, '$1');
  pop(here);
  try {
    store(here, frame, value);
    state.status = ended && !frame.lines ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    complain(here, frame.ports, `read: ${error.message}`);
    state.status = 1;
  }
  return true;
}

function store(here: Here, frame: FrameOf<'read'>, value: string): void {
  const state = stateOf(here);
  const separator = valueOfName(state, 'IFS') ?? ' \t\n';
  const white = [...separator].filter((letter) => ' \t\n'.includes(letter)).join('');
  const strip = (text: string) => {
    let [from, to] = [0, text.length];
    while (from < to && white.includes(text[from] as string)) from++;
    while (to > from && white.includes(text[to - 1] as string)) to--;
    return text.slice(from, to);
  };
  if (frame.names.length === 0 && frame.array === null) {
    assign(state, 'REPLY', value);
    return;
  }
  let rest = strip(value);
  const next = (): string => {
    let at = 0;
    while (at < rest.length && !separator.includes(rest[at] as string)) at++;
    const word = rest.slice(0, at);
    let after = at;
    while (after < rest.length && white.includes(rest[after] as string)) after++;
    if (after < rest.length && separator.includes(rest[after] as string) && !white.includes(rest[after] as string)) after++;
    while (after < rest.length && white.includes(rest[after] as string)) after++;
    rest = rest.slice(after);
    return word;
  };
  if (frame.array !== null && frame.lines) {
    const lines = value === '' ? [] : value.replace(/\n$/, '').split('\n');
    const values = lines.map((line, index) => ({ key: null, value: frame.lines?.strip || (index === lines.length - 1 && !value.endsWith('\n')) ? line : `${line}\n` }));
    assignArray(state, frame.array, values, false);
    return;
  }
  if (frame.array !== null) {
    const values: { key: null; value: string }[] = [];
    while (rest !== '') values.push({ key: null, value: next() });
    assignArray(state, frame.array, values, false);
    return;
  }
  for (const name of frame.names.slice(0, -1)) assign(state, name, next());
  assign(state, frame.names.at(-1) as string, rest);
}
