// A run as a text that a person can write: `$ line`, `> choice`, `? answer`, `@ words`, `^C 41s`, `~ 8h`, `% terminal`, `# comment`. Played through the same loop as clicks and keys.
import { impatient, patient, type Question } from '../engine/device.ts';
import { statusOf } from '../machine/terminal.ts';
import type { Action } from '../world/actions.ts';
import { beatOf, offered } from './director.ts';
import { dispatch, nextAt, passTime, underWay } from './play.ts';
import type { Play } from './progress.ts';
import type { Scenario } from './scenario/schema.ts';

/** How long a script waits at most for things to come to rest, in milliseconds. */
const PATIENCE = 48 * 3_600_000;

export interface ScriptLine {
  readonly line: number;
  readonly kind: 'type' | 'choose' | 'answer' | 'say' | 'interrupt' | 'wait' | 'terminal' | 'permit' | 'hint';
  readonly text: string;
  /** Milliseconds, for `^C` and `~`. */
  readonly time: number;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1h30m`, `41s`, `8h` in milliseconds; null when it is no duration. */
export function parseDuration(text: string): number | null {
  let total = 0;
  const rest = text.trim().replace(/(\d+(?:\.\d+)?)\s*(s|min|m|h|d)\s*/g, (_, amount: string, unit: string) => {
    total += Number(amount) * (UNITS[unit] ?? 0);
    return '';
  });
  return rest === '' && text.trim() !== '' ? total : null;
}

/** Reads a script. Throws with the line's number when a line is none of these. */
export function parseScript(text: string): ScriptLine[] {
  const lines: ScriptLine[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trimEnd();
    if (line.trim() === '' || line.startsWith('#')) return;
    const rest = line.slice(2).trim();
    const add = (kind: ScriptLine['kind'], time = 0) => lines.push({ line: index + 1, kind, text: rest, time });
    const timed = (kind: 'interrupt' | 'wait', words: string) => {
      const time = words.trim() === '' ? 0 : parseDuration(words);
      if (time === null) throw new Error(`line ${index + 1}: "${words.trim()}" is no duration; write 41s, 25m or 8h.`);
      lines.push({ line: index + 1, kind, text: '', time });
    };
    if (line.startsWith('$ ')) add('type');
    else if (line.startsWith('> ')) add('choose');
    else if (line === '?' || line.startsWith('? ')) add('answer');
    else if (line.startsWith('@ ')) add('say');
    else if (line.startsWith('% ')) add('terminal');
    else if (line.startsWith('! ')) add('permit');
    else if (line === '!hint') add('hint');
    else if (line.startsWith('^C')) timed('interrupt', line.slice(2));
    else if (line.startsWith('~')) timed('wait', line.slice(1));
    else throw new Error(`line ${index + 1}: "${line}" is no line of a script. Lines begin with $, >, ?, @, %, !, ^C, ~ or #.`);
  });
  return lines;
}

/** Lets time pass until a decision is open, a program asks something, or nothing is under way any more. */
export function settle(scenario: Scenario, play: Play): Play {
  const until = play.world.time.now + PATIENCE;
  return passTime(scenario, play, nextAt(play) === null ? play.world.time.now : until, (now) => waits(now) || !underWay(now));
}

const asking = (play: Play) => Object.values(play.world.computers.terminals).some((terminal) => statusOf(terminal, play.world.computers) === 'question');
const waits = (play: Play) => play.progress.open !== null || play.agent.pending !== null || asking(play) || play.progress.finished;

/** Nothing runs in the terminal that a line is meant for. */
const free = (play: Play, terminal: string): boolean => {
  const found = play.world.computers.terminals[terminal];
  return !found || statusOf(found, play.world.computers) !== 'running';
};

/** A script that does not fit the evening it is played on. `play` is how far it came. */
export class ScriptError extends Error {
  constructor(
    message: string,
    readonly play: Play,
  ) {
    super(message);
  }
}

export interface Played {
  readonly play: Play;
  /** The player's actions with their instants: the run. */
  readonly actions: readonly { readonly at: number; readonly action: Action }[];
}

/** Plays a script from a play's present. `enough` is asked at rest, before each choice; true there ends the script early. */
export const playScript = (scenario: Scenario, from: Play, lines: readonly ScriptLine[], enough?: (play: Play) => boolean): Played =>
  impatient(playingScript(scenario, from, lines, enough));

/** The same, where somebody can answer what a device is asked on the way. */
export function* playingScript(scenario: Scenario, from: Play, lines: readonly ScriptLine[], enough?: (play: Play) => boolean): Generator<Question, Played, void> {
  let play = yield* patient(() => settle(scenario, from));
  let terminal = scenario.agent.terminal;
  const actions: { at: number; action: Action }[] = [];
  const go = function* (action: Action) {
    actions.push({ at: play.world.time.now, action });
    play = yield* patient(() => dispatch(scenario, play, action));
  };
  const pass = function* (milliseconds: number) {
    const until = play.world.time.now + milliseconds;
    play = yield* patient(() => passTime(scenario, play, until));
  };
  for (const line of lines) {
    if (play.progress.finished) throw new ScriptError(`line ${line.line}: the case is over before this line.`, play);
    switch (line.kind) {
      case 'terminal':
        if (!play.world.computers.terminals[line.text]) yield* go({ type: 'open', machine: line.text.replace(/-\d+$/, ''), by: 'you' });
        if (!play.world.computers.terminals[line.text]) throw new ScriptError(`line ${line.line}: there is no terminal ${line.text}.`, play);
        terminal = line.text;
        break;
      case 'wait':
        yield* pass(line.time);
        break;
      case 'interrupt':
        yield* pass(line.time);
        yield* go({ type: 'interrupt', terminal, by: 'you' });
        break;
      case 'type':
      case 'answer': {
        const until = play.world.time.now + PATIENCE;
        const here = terminal;
        play = yield* patient(() => passTime(scenario, play, nextAt(play) === null ? play.world.time.now : until, (now) => free(now, here) && now.progress.hands.length === 0));
        yield* go({ type: 'line', terminal, text: line.text, by: 'you' });
        break;
      }
      case 'say':
        yield* go({ type: 'say', text: line.text });
        break;
      case 'hint':
        yield* go({ type: 'hint' });
        break;
      case 'permit':
        play = yield* patient(() => settle(scenario, play));
        if (!play.agent.pending) throw new ScriptError(`line ${line.line}: the agent asks for no permission here.`, play);
        yield* go({ type: 'permit', answer: line.text as 'yes' | 'always' | 'no' });
        break;
      case 'choose': {
        play = yield* patient(() => settle(scenario, play));
        if (enough?.(play)) return { play, actions };
        const open = play.progress.open;
        const beat = open ? beatOf(scenario, open.beat) : undefined;
        if (!open || !beat) throw new ScriptError(`line ${line.line}: nothing is to be chosen here (${describe(play)}).`, play);
        if (open.part === 'prediction') {
          if (!beat.predict?.choices.some((choice) => choice.id === line.text))
            throw new ScriptError(
              `line ${line.line}: the prediction of ${beat.id} has no answer "${line.text}": ${beat.predict?.choices.map((choice) => choice.id).join(', ')}.`,
              play,
            );
          yield* go({ type: 'predict', prediction: open.beat, answer: line.text });
          break;
        }
        const choices = offered(play, beat);
        if (!choices.some((choice) => choice.id === line.text))
          throw new ScriptError(`line ${line.line}: ${beat.id} offers no "${line.text}": ${choices.map((choice) => choice.id).join(', ')}.`, play);
        yield* go({ type: 'choose', beat: open.beat, choice: line.text });
        break;
      }
    }
  }
  play = yield* patient(() => settle(scenario, play));
  return { play, actions };
}

const describe = (play: Play) => `act ${play.progress.act}, told last: ${Object.keys(play.progress.told).at(-1) ?? 'nothing'}, agent ${play.agent.goal?.name ?? 'idle'}`;
