// What a screen may ask of a case being played. The pure side (`lesson/play`) implements it; the screen never reaches past it into the world.
import type { Tried } from '../views/debrief-verdict.ts';
import type { DebriefView, EveningView } from '../views/debrief-view.ts';
import type { ConsoleTable, DeskView, EditorFile } from '../views/desk.ts';
import type { Action } from '../world/actions.ts';
import type { Expected } from '../world/postgres.ts';
import type { KeptFrame } from './kept-frame.ts';

export type { Action } from '../world/actions.ts';

/** An action and the simulated instant (milliseconds) at which it was taken. */
export interface TimedAction {
  readonly at: number;
  readonly action: Action;
}

/** One evening: the actions after the instant at which it left its parent. */
export interface Branch {
  readonly id: string;
  /** The evening it left, and how many of that one's actions it shares. Null for the first. */
  readonly parent: { readonly id: string; readonly actions: number } | null;
  readonly label: string;
  readonly actions: readonly TimedAction[];
}

/** Everything needed to play a run again: plain JSON, no derived data. */
export interface RunRecord {
  readonly scenario: string;
  /** Version or content hash of the scenario it was played on. */
  readonly version: string;
  readonly seed: number;
  readonly branches: readonly Branch[];
  /** The branch being played. */
  readonly current: string;
  /** Free or guided, and whatever else changes what the director offers. */
  readonly settings: { readonly guided: boolean };
}

/** Where in time the desk stands. */
export interface Place {
  /** Index of the frame that is shown. */
  readonly frame: number;
  /** Index of the last frame of this branch. `frame < last`: the past is shown, and acting from here starts another branch. */
  readonly last: number;
  readonly branch: string;
}

/** What Tab offers: `options` replace the text of the line from `from` up to the cursor. */
export interface Completion {
  readonly from: number;
  readonly options: readonly string[];
}

/** The recorded evening that the first minute opens with: a session standing at its end, and the line already typed. */
export interface Prologue {
  readonly session: Session;
  readonly terminal: string;
  readonly line: string;
}

/**
 * The frames before the one that was read from a kept run: `there` (all of them, or none was missing), `going` (call again), `differs` (the actions lead
 * elsewhere, and what they lead to is shown now), `failed` (they cannot be played; what was read stands). The last two are said once.
 */
export type Earlier = 'there' | 'going' | 'differs' | 'failed';

/** A moment to show: a frame by index (or by the number that a view gives for it), the last frame not after an instant, or the first one in which a fact has happened. */
export type Target = { readonly frame: number } | { readonly at: number } | { readonly fact: number };

export interface Session {
  readonly slug: string;
  readonly title: string;

  /** The desk at the frame that is shown. Returns the same object until something changes. */
  view(): DeskView;
  /** The debrief of the branch that is shown, or null while the case goes on. */
  debrief(): DebriefView | null;
  place(): Place;
  /** All evenings of this run, the first one first. One that was loaded and not shown since has no figures until `reckon` plays it. */
  evenings(): readonly EveningView[];
  reckon(id: string): void;

  /**
   * The only door in. Throws `Unanswered` when a device has to be asked first: `view()` then shows how far things have come, and the same dispatch,
   * tried again with the answer known, goes on. Runs the action and what follows from it (the director's reactions included) until all is quiet.
   * From a frame in the past it first starts a branch there. A `wait` stops for everything that is due on its way
   * and ends early, at the instant at which something is asked,
   * and waits that follow each other are kept as one action of the run.
   */
  dispatch(action: Action): void;

  /** A Postgres that the frame shown makes likely to be asked soon; null for most. */
  expects(): Expected | null;

  /** Gives up what a device was asked for and could not answer: the frame before it is shown again. */
  forgetQuestion(): void;

  /** Shows another frame. Never changes the run. */
  rewindTo(target: Target): void;
  /** Starts another evening at the frame shown. Acting there does so by itself; this is for whoever wants to say it first. */
  fork(): void;
  /** Shows another evening, at its last frame. Its id is one of `view().strip.branches`. */
  switchBranch(id: string): void;

  complete(terminal: string, line: string, cursor: number): Completion;
  /** A file as it stands on a machine's disk in the frame shown; null when there is none. */
  editorFile(machine: string, path: string): EditorFile | null;
  /** A page of the console as it stands in the frame shown; null when there is none of that id. */
  consolePage(id: string): ConsoleTable | null;
  /** Ids of the map's rows that a command line would touch if it were run now in this terminal; empty when that cannot be said. */
  mapHighlight(commandLine: string, terminal: string): readonly string[];

  /** What it takes to play this evening again elsewhere; null when it cannot be. */
  trial(): Trial | null;
  /** Guided mode asks for predictions and points at one panel; free mode does not. Part of the run from the next action on. */
  setGuided(guided: boolean): void;
  record(): RunRecord;
  /** The newest frame of the evening being played, to be kept beside the record. Null where that makes no sense. */
  newest(): KeptFrame | null;
  /** Makes frames that are missing before the one that was read, for so many real milliseconds. Whoever rewinds to one does not need to wait for it. Throws `Unanswered`. */
  earlier(milliseconds: number): Earlier;
  /** Null for a case without a recorded evening. */
  prologue(): Prologue | null;
}

/** An evening to play again with something changed beforehand. */
export interface Trial {
  readonly slug: string;
  readonly seed: number;
  readonly guided: boolean;
  readonly actions: readonly TimedAction[];
  /** The instant at which it ended. */
  readonly until: number;
  /** Minutes ahead of UTC where the case plays. */
  readonly offset: number;
}

export type TrialAnswer = Tried;

/** What `openCase` answers. `refused` says in a sentence why the record is not what is played: the evening begins anew then. */
export interface Opened {
  readonly session: Session;
  /** The record was played to get here: what was kept with it, if anything, was of no use. */
  readonly played?: boolean;
  readonly refused: string | null;
}

/** `opening` says whether the recorded evening is wanted as well; `kept` is what was kept beside the record. */
export type OpenCase = (slug: string, record: RunRecord | null, opening: boolean, kept?: KeptFrame | null) => Promise<Opened>;

/** What the shelf says of a case before anything of it is loaded. */
export interface CaseCard {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: string;
}
