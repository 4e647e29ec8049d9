// What the desk knows and what can be done at it, as types: the one place where a click or a key looks up its door.
import type { StoreApi } from 'zustand/vanilla';
import type { DeskView } from '../views/desk.ts';
import { CALM, type Pace, type Speed } from './pace.ts';
import type { Action, Place, Prologue, RunRecord, Session, Target } from './session.ts';
import type { Aside } from './storage/vault.ts';

export type Phase = 'loading' | 'prologue' | 'playing' | 'failed';

export interface Saving {
  readonly state: 'none' | 'pending' | 'saved' | 'failed';
  readonly message: string | null;
}

/** A sentence that stays until it is dismissed, with the run that it speaks of where that can be downloaded. */
export interface Remark {
  readonly text: string;
  readonly run: Aside | null;
}

export interface DeskState {
  readonly phase: Phase;
  readonly failure: string | null;
  readonly session: Session | null;
  readonly view: DeskView | null;
  readonly place: Place | null;
  readonly prologue: Prologue | null;
  readonly pace: Pace;
  readonly saving: Saving;
  /** A device is being asked: until its answer is there time stands still, and what is done meanwhile waits its turn. */
  readonly asking: boolean;
  /** Another tab plays this case: nothing is dispatched or saved here. */
  readonly lookingOn: boolean;
  readonly remarks: readonly Remark[];
}

export interface DeskActions {
  /** Opens a case, with its kept run where there is one. `opening` plays the first minute when the case has one and no run is kept. */
  enter(slug: string, options: { readonly guided: boolean; readonly opening: boolean }): Promise<void>;
  leave(): void;
  dispatch(action: Action): void;
  /** Real milliseconds since the last heartbeat; answers whether time moved. */
  beat(elapsed: number): boolean;
  rewindTo(target: Target): void;
  /** Starts another evening at the moment shown. */
  fork(): void;
  switchBranch(id: string): void;
  toPresent(): void;
  play(): void;
  pause(): void;
  setSpeed(speed: Speed): void;
  skip(): void;
  setGuided(guided: boolean): void;
  endPrologue(): void;
  lookOn(lookingOn: boolean): void;
  /** Begins the case anew; the kept run is forgotten. */
  restart(): Promise<void>;
  /** Plays a run from a file in place of the present one, which is put aside. Rejects with a sentence, and changes nothing, when that run cannot be played. */
  openRecord(record: RunRecord): Promise<void>;
  dismiss(remark: Remark): void;
  /** Works for so many real milliseconds at the frames before the one that the desk was opened at. Answers whether there is more to do. */
  recover(milliseconds: number): boolean;
  /** Saves now. `whole` packs the newest frame as well, for a desk that stands at once: a tenth of a second late in an evening, so not while things move. */
  save(whole?: boolean): Promise<void>;
  /** Keeps what is not saved yet in the instant of leaving the page. */
  leaveBehind(): void;
}

export type DeskStore = StoreApi<DeskState & DeskActions>;

/** Before a case is opened. */
export const EMPTY: DeskState = {
  phase: 'loading',
  failure: null,
  session: null,
  view: null,
  place: null,
  prologue: null,
  pace: CALM,
  saving: { state: 'none', message: null },
  asking: false,
  lookingOn: false,
  remarks: [],
};
