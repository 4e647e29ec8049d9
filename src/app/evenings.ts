// The evenings of a run and their frames: made by playing actions, made again where a kept run brought only the newest one, and found by moment.
import { answerTo, patient, type Question, Unanswered } from '../engine/device.ts';
import { same } from '../engine/shared.ts';
import { begin, dispatch, passTime } from '../lesson/play.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock } from '../lesson/words.ts';
import type { World } from '../world/world.ts';
import { type Frame, upTo } from './kept-frame.ts';
import type { Earlier, RunRecord, Target, TimedAction } from './session.ts';
import { type Standing, standingOf } from './standing.ts';

export interface Evening {
  readonly id: string;
  readonly parent: { readonly id: string; readonly actions: number } | null;
  readonly label: string;
  actions: TimedAction[];
  frames: Frame[];
  /** The first frame there is was read, and those before it have not been made yet. */
  missing: boolean;
}

/** The making of missing frames, and how far it has come. */
interface Recovery {
  readonly again: Evening;
  readonly steps: Generator<Question | null, 'there' | 'differs'>;
}

/** Frames made by time alone are kept at this distance (simulated milliseconds), and whenever something happened. */
const STRIDE = 5000;

type Moment = { readonly at: number; readonly before?: never } | { readonly before: number; readonly at?: never };

export class Evenings {
  readonly all: Evening[];
  /** The one that is played and shown. */
  current: Evening;
  /** Index of the frame of it that is shown. */
  shown = 0;
  private readonly scenario: Scenario;
  private first: Frame;

  /** `frames` are those of the record's evening where they have been made before; `missing` says that only the last ones are given. */
  constructor(scenario: Scenario, world: World, guided: boolean, record: RunRecord | null, frames: readonly Frame[], missing: boolean) {
    this.scenario = scenario;
    this.first = { play: begin(scenario, world, guided), actions: 0, passing: false };
    if (record?.branches.length) {
      this.all = record.branches.map((branch) => ({ ...branch, actions: [...branch.actions], frames: [], missing: false }));
      this.current = this.all.find((one) => one.id === record.current) ?? (this.all[0] as Evening);
      this.current.frames = [...frames];
      this.current.missing = missing && frames.length > 0;
    } else {
      this.current = { id: 'b1', parent: null, label: 'Your evening', actions: [], frames: [], missing: false };
      this.all = [this.current];
    }
  }

  /** Whether anything has been done. */
  get untouched(): boolean {
    return this.all.length === 1 && this.current.actions.length === 0;
  }

  /** Begins an untouched evening anew. */
  beginAgain(world: World, guided: boolean): void {
    this.first = { play: begin(this.scenario, world, guided), actions: 0, passing: false };
    this.current.frames = [this.first];
    this.shown = 0;
  }

  frame = (): Frame => this.current.frames[this.shown] as Frame;

  /** Plays what has not been played of the present evening, and shows its last frame. */
  catchUp(): void {
    this.finish(this.playing(this.current));
    this.shown = this.current.frames.length - 1;
  }

  /** Plays a branch's actions again where its frames have not been made yet. */
  fill(evening: Evening): void {
    if (evening.missing) this.whole();
    this.finish(this.playing(evening));
  }

  /** Does a stretch of some work; undefined when more of it is left. */
  finish<T>(steps: Generator<Question | null, T>): T | undefined {
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done) return next.value;
      if (next.value && answerTo(next.value) === undefined) throw new Unanswered(next.value, null);
      if (this.over()) return undefined;
    }
  }

  /** The same, a stretch at a time: gives a question where a device has to be asked, and null where the time for a stretch is over. */
  *playing(evening: Evening): Generator<Question | null, void> {
    if (evening.frames.length === 0) evening.frames = yield* this.begunFrames(evening);
    const from = evening.frames[evening.frames.length - 1]?.actions ?? 0;
    for (let index = from; index < evening.actions.length; index++) {
      const { at, action } = evening.actions[index] as TimedAction;
      yield* this.passing(evening, at, index);
      if (action.type === 'wait') yield* this.passing(evening, action.until, index + 1);
      else this.add(evening, yield* patient(() => dispatch(this.scenario, this.lastOf(evening), action)), index + 1, false);
      if (this.over()) yield null;
    }
  }

  /** The frames that an evening shares with the one it left. */
  private *begunFrames(evening: Evening): Generator<Question | null, Frame[]> {
    const parent = evening.parent ? this.all.find((one) => one.id === evening.parent?.id) : undefined;
    if (!parent || !evening.parent) return [this.first];
    if (parent.missing) this.whole();
    yield* this.playing(parent);
    return parent.frames.filter((frame) => frame.actions <= (evening.parent?.actions ?? 0));
  }

  /** Lets the time of an evening go by up to an instant. */
  private *passing(evening: Evening, at: number, actions: number): Generator<Question | null, void> {
    const { scenario } = this;
    let play = this.lastOf(evening);
    if (at <= play.world.time.now) return;
    while (play.world.time.now < at) {
      if (this.over()) yield null;
      play = yield* patient(() => passTime(scenario, play, at, () => this.over()));
    }
    // What is due at the very instant as well.
    this.add(evening, yield* patient(() => passTime(scenario, play, at)), actions, true);
  }

  /** Real time (`performance.now()`) at which the present stretch is over. */
  private stretch = Number.POSITIVE_INFINITY;
  private over = (): boolean => performance.now() >= this.stretch;

  private recovery: Recovery | null = null;
  private recovered: Earlier = 'there';

  /** As `Session.earlier`. */
  earlier(milliseconds: number): Earlier {
    const evening = this.all.find((one) => one.missing);
    if (!evening) {
      const told = this.recovered;
      this.recovered = 'there';
      return told;
    }
    this.recovery ??= this.recoveryOf(evening);
    const { again, steps } = this.recovery;
    this.stretch = performance.now() + milliseconds;
    let how: Earlier | undefined;
    try {
      how = this.finish(steps);
    } catch (error) {
      if (error instanceof Unanswered) throw error;
      // What stands on the desk stays; only the way back is lost.
      how = 'failed';
    } finally {
      this.stretch = Number.POSITIVE_INFINITY;
    }
    if (how === undefined) return 'going';
    this.recovery = null;
    evening.missing = false;
    if (how === 'there') evening.frames = [...again.frames.slice(0, -1), ...evening.frames];
    if (how === 'differs') evening.frames = again.frames;
    if (evening === this.current && how !== 'failed') this.shown = how === 'there' ? this.shown + again.frames.length - 1 : evening.frames.length - 1;
    return how;
  }

  private recoveryOf(evening: Evening): Recovery {
    const [first] = evening.frames as [Frame];
    const { now } = first.play.world.time;
    const half = evening.actions[first.actions];
    const count = half?.action.type === 'wait' && half.at < now ? first.actions + 1 : first.actions;
    const again: Evening = { ...evening, actions: upTo(evening.actions, count, now), frames: [], missing: false };
    return { again, steps: this.recovering(evening, again, first) };
  }

  /** Plays up to the frame that was read. Where that does not lead to it, the actions are right, and those after it are played again as well. */
  private *recovering(evening: Evening, again: Evening, read: Frame): Generator<Question | null, 'there' | 'differs'> {
    yield* this.playing(again);
    const made = again.frames[again.frames.length - 1] as Frame;
    if (same(made.play, read.play)) return 'there';
    again.frames = [...again.frames.slice(0, -1), { ...made, actions: read.actions }];
    again.actions = evening.actions;
    yield* this.playing(again);
    return 'differs';
  }

  /** Makes all missing frames now. */
  whole(): void {
    if (this.all.some((one) => one.missing)) this.recovered = this.earlier(Number.POSITIVE_INFINITY);
  }

  lastOf = (evening: Evening): Play => (evening.frames[evening.frames.length - 1] as Frame).play;

  add(evening: Evening, play: Play, actions: number, passing: boolean): void {
    const last = evening.frames[evening.frames.length - 1];
    const before = evening.frames[evening.frames.length - 2];
    const dull =
      passing && last?.passing && before && last.play.world.time.facts.length === before.play.world.time.facts.length && play.world.time.now - before.play.world.time.now < STRIDE;
    if (dull) evening.frames = [...evening.frames.slice(0, -1), { play, actions, passing }];
    else evening.frames = [...evening.frames, { play, actions, passing }];
  }

  /** From the frame shown another evening begins, and is played from now on. A wait that reaches beyond the frame ends at it. */
  fork(): void {
    this.whole();
    const frame = this.frame();
    const now = frame.play.world.time.now;
    const shared = upTo(this.current.actions, frame.actions, now);
    const made: Evening = {
      id: `b${this.all.length + 1}`,
      parent: { id: this.current.id, actions: shared.length },
      label: `What if, from ${clock(now, this.scenario.zone.offset)}`,
      actions: shared,
      frames: this.current.frames.slice(0, this.shown + 1),
      missing: false,
    };
    this.all.push(made);
    this.current = made;
  }

  /** Shows a moment of the present evening. */
  show(target: Target): void {
    if (this.current.missing && !this.reaches(target)) this.whole();
    const index = 'frame' in target ? this.frameOf(target.frame) : 'at' in target ? this.frameAt(target.at) : this.frameOfFact(target.fact);
    this.shown = Math.max(0, Math.min(this.current.frames.length - 1, index));
  }

  /** Plays another evening from now on, and shows its last frame. */
  turnTo(evening: Evening): void {
    this.fill(evening);
    this.current = evening;
    this.shown = evening.frames.length - 1;
  }

  /** Moments whose frames have not been made yet. A view names them by numbers from -1 down; whoever rewinds to one gets it made. */
  private readonly promised: Moment[] = [];

  private promise(moment: Moment): number {
    const known = this.promised.findIndex((one) => one.at === moment.at && one.before === moment.before);
    return -(known >= 0 ? known + 1 : this.promised.push(moment));
  }

  /** The last frame not after an instant. */
  frameAt(at: number): number {
    const { frames, missing } = this.current;
    if (missing && at < (frames[0] as Frame).play.world.time.now) return this.promise({ at });
    let low = 0;
    let high = frames.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((frames[middle] as Frame).play.world.time.now <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last frame of this evening in which a fact has not happened. */
  frameBefore(fact: number): number {
    const { frames, missing } = this.current;
    if (missing && fact < (frames[0] as Frame).play.world.time.facts.length) return this.promise({ before: fact });
    return Math.max(0, this.frameOfFact(fact) - 1);
  }

  /** The first frame of this evening in which a fact has happened. */
  frameOfFact(fact: number): number {
    const found = this.current.frames.findIndex((frame) => frame.play.world.time.facts.length > fact);
    return found < 0 ? this.shown : found;
  }

  /** Whether the frames that are there tell of a moment. */
  private reaches(target: Target): boolean {
    const first = (this.current.frames[0] as Frame).play.world.time;
    return 'frame' in target ? target.frame >= 0 : 'at' in target ? target.at >= first.now : target.fact >= first.facts.length;
  }

  /** The frame that a view's number stands for. */
  private frameOf(number: number): number {
    const moment = this.promised[-number - 1];
    return number >= 0 || !moment ? number : moment.at === undefined ? this.frameBefore(moment.before as number) : this.frameAt(moment.at);
  }

  /** What the present evening had come to when so many of its actions were taken and it was so late; null when no frame stands there. */
  standing(actions: number, at: number): Standing | null {
    const found = this.current.frames.findLast((frame) => frame.actions <= actions && frame.play.world.time.now <= at);
    return found?.play.world.time.now === at ? standingOf(found.play) : null;
  }
}
