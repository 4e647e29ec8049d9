// How far a case has come: what has been told, what is asked, what was answered. The words themselves are facts in the world's record.
import type { AgentState } from '../agent/state.ts';
import type { World } from '../world/world.ts';
import type { Deed } from './scenario/schema.ts';

export interface Told {
  readonly at: number;
  /** The fact `beat.told`. */
  readonly fact: number;
}

export interface Made {
  readonly beat: string;
  readonly choice: string;
  readonly at: number;
  readonly by: 'click' | 'hand' | 'words';
  readonly fact: number;
}

/** A deed still to be done. `until` is set when a wait begins. */
export interface Hand {
  readonly deed: Deed;
  readonly until: number | null;
}

/** A prediction of what a plan will do, and how the world stood before it. */
export interface Forecast {
  readonly id: string;
  /** Where the command runs, or will. */
  readonly terminal: string;
  readonly from: 'question' | 'permission';
  /** What of production goes; what the account says to new things; whether the site answers. */
  readonly asks: 'data' | 'twice' | 'site';
  readonly adds: number;
  readonly destroys: number;
  readonly before: { readonly database: boolean; readonly automated: number; readonly site: boolean; readonly duplicates: number };
  /** How many facts there were when it was asked. */
  readonly fact: number;
  readonly answer: string | null;
}

export interface Progress {
  act: number;
  told: Record<string, Told>;
  /** The beat whose decision is open, or whose prediction has to be answered before it. */
  open: { readonly beat: string; readonly part: 'prediction' | 'decision' } | null;
  made: Made[];
  /** Answers to the case's own predictions, with what was right at that instant, and whether the learner has been told. */
  predicted: Record<string, { readonly choice: string; readonly at: number; readonly right: string; readonly told: boolean }>;
  /** The prediction that is asked of the plan at hand, until it has come out. */
  forecast: Forecast | null;
  /** The `yes` for which one was asked last. */
  foreseen: string | null;
  hints: Record<string, number>;
  /** What the assistant wants to know. */
  asks: string | null;
  /** What a choice or a beat still does, in order: lines as their terminals become free, waits, goals for the assistant. */
  hands: Hand[];
  /** How many facts have been looked at. */
  read: number;
  guided: boolean;
  finished: boolean;
  /** Cues asked for, by name. */
  cued: Record<string, true>;
}

export const newProgress = (guided: boolean): Progress => ({
  act: 0,
  told: {},
  open: null,
  made: [],
  predicted: {},
  forecast: null,
  foreseen: null,
  hints: {},
  asks: null,
  hands: [],
  read: 0,
  guided,
  finished: false,
  cued: {},
});

/** A case being played: three slices, all plain data, all in every frame. */
export interface Play {
  readonly world: World;
  readonly agent: AgentState;
  readonly progress: Progress;
}
