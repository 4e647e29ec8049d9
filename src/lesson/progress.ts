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

export interface Progress {
  act: number;
  told: Record<string, Told>;
  /** The beat whose decision is open, or whose prediction has to be answered before it. */
  open: { readonly beat: string; readonly part: 'prediction' | 'decision' } | null;
  made: Made[];
  predicted: Record<string, { readonly choice: string; readonly at: number }>;
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
