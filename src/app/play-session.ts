// A case being played, for the screen: frames, branches, and the views of the frame that is shown. The world itself is computed by `lesson/play`.

import { Unanswered } from '../engine/device.ts';
import { begin, dispatch, passTime } from '../lesson/play.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock } from '../lesson/words.ts';
import { completions } from '../machine/terminal.ts';
import { deskView } from '../views/assemble.ts';
import { consolePage } from '../views/console/index.ts';
import { debriefView, figuresOf } from '../views/debrief.ts';
import type { ConsoleTable, DebriefView, DeskView, EditorFile, EveningView } from '../views/desk.ts';
import { productionObjects } from '../views/map.ts';
import type { Action } from '../world/actions.ts';
import type { StateFile } from '../world/measure.ts';
import { outsideOf } from '../world/outside.ts';
import { type Expected, expectedPostgres } from '../world/postgres.ts';
import type { World } from '../world/world.ts';
import { lookAround } from './highlight.ts';
import type { Branch, Completion, Place, Prologue, RunRecord, Session, Target, TimedAction, Trial } from './session.ts';

export interface Frame {
  readonly play: Play;
  /** Actions of the branch that lead here. */
  readonly actions: number;
  /** Made by time passing alone: the next such frame may replace it. */
  readonly passing: boolean;
}

interface Evening {
  readonly id: string;
  readonly parent: { readonly id: string; readonly actions: number } | null;
  readonly label: string;
  readonly actions: TimedAction[];
  frames: Frame[];
}

/** Frames made by time alone are kept at this distance (simulated milliseconds), and whenever something happened. */
const STRIDE = 5000;

export interface SessionParts {
  readonly scenario: Scenario;
  /** The world at the evening's first instant. */
  readonly world: World;
  readonly seed: number;
  readonly version: string;
  readonly guided: boolean;
  readonly prologue?: () => Prologue | null;
}

export class PlaySession implements Session {
  readonly slug: string;
  readonly title: string;
  private readonly parts: SessionParts;
  private readonly production: StateFile['ids'];
  private all: Evening[];
  private current: Evening;
  private shown: number;
  private guided: boolean;
  private views = new WeakMap<Play, DeskView>();
  private debriefs = new WeakMap<Play, DebriefView>();

  /** `frames` are those of the record's evening where they have been made before; without them its actions are played. */
  constructor(parts: SessionParts, record: RunRecord | null, frames: readonly Frame[] = []) {
    this.parts = parts;
    this.slug = parts.scenario.slug;
    this.title = parts.scenario.title;
    this.guided = record?.settings.guided ?? parts.guided;
    this.production = productionObjects(parts.world, parts.scenario.world.past[0]?.terminal ?? 'old-laptop', parts.scenario.world.project.path);
    const first = begin(parts.scenario, parts.world, this.guided);
    if (record?.branches.length) {
      this.all = record.branches.map((branch) => ({ ...branch, actions: [...branch.actions], frames: [] }));
      this.current = this.all.find((one) => one.id === record.current) ?? (this.all[0] as Evening);
      this.current.frames = [...frames];
    } else {
      this.current = { id: 'b1', parent: null, label: 'Your evening', actions: [], frames: [] };
      this.all = [this.current];
    }
    this.firstFrame = { play: first, actions: 0, passing: false };
    this.shown = 0;
  }

  /**
   * Plays the record's actions again, to the present of the evening that was being played. Throws `Unanswered` where a device has to be asked;
   * called again, it goes on from there.
   */
  catchUp(): void {
    this.fill(this.current);
    this.shown = this.current.frames.length - 1;
  }

  /** The play at which a device was asked, until its answer is there. */
  private asking: Play | null = null;

  /** Does something that may have to ask a device first: then it is shown how far things have come. */
  private asked<T>(work: () => T): T {
    this.asking = null;
    try {
      return work();
    } catch (error) {
      if (error instanceof Unanswered) this.asking = error.soFar as Play | null;
      throw error;
    }
  }

  expects(): Expected | null {
    return expectedPostgres(this.frame().play.world);
  }

  forgetQuestion(): void {
    this.asking = null;
  }

  private readonly firstFrame: Frame;

  /** Plays a branch's actions again where its frames have not been made yet. */
  private fill(evening: Evening): void {
    if (evening.frames.length === 0) evening.frames = this.begunFrames(evening);
    const from = evening.frames[evening.frames.length - 1]?.actions ?? 0;
    for (let index = from; index < evening.actions.length; index++) {
      const timed = evening.actions[index] as TimedAction;
      this.advanceTo(evening, timed.at, index);
      if (timed.action.type !== 'wait') this.add(evening, dispatch(this.parts.scenario, this.lastOf(evening), timed.action), index + 1, false);
      else this.advanceTo(evening, timed.action.until, index + 1);
    }
  }

  /** The frames that an evening shares with the one it left. */
  private begunFrames(evening: Evening): Frame[] {
    const parent = evening.parent ? this.all.find((one) => one.id === evening.parent?.id) : undefined;
    if (!parent || !evening.parent) return [this.firstFrame];
    this.fill(parent);
    return parent.frames.filter((frame) => frame.actions <= (evening.parent?.actions ?? 0));
  }

  private lastOf = (evening: Evening): Play => (evening.frames[evening.frames.length - 1] as Frame).play;

  private advanceTo(evening: Evening, at: number, actions: number): void {
    const before = this.lastOf(evening);
    if (at > before.world.time.now) this.add(evening, dispatch(this.parts.scenario, before, { type: 'wait', until: at }), actions, true);
  }

  private add(evening: Evening, play: Play, actions: number, passing: boolean): void {
    const last = evening.frames[evening.frames.length - 1];
    const before = evening.frames[evening.frames.length - 2];
    const dull =
      passing && last?.passing && before && last.play.world.time.facts.length === before.play.world.time.facts.length && play.world.time.now - before.play.world.time.now < STRIDE;
    if (dull) evening.frames = [...evening.frames.slice(0, -1), { play, actions, passing }];
    else evening.frames = [...evening.frames, { play, actions, passing }];
  }

  private frame = (): Frame => this.current.frames[this.shown] as Frame;

  play = (): Play => this.frame().play;

  /** All frames of the evening that is shown. */
  frames = (): readonly Frame[] => this.current.frames;

  view(): DeskView {
    const play = this.asking ?? this.frame().play;
    const known = this.views.get(play);
    if (known) return known;
    const frames = this.current.frames;
    const made = deskView(this.parts.scenario, play, this.production, {
      frameAt: (at) => this.frameAt(at),
      frameBefore: (fact) => Math.max(0, this.frameOfFact(fact) - 1),
      to: (frames[frames.length - 1] as Frame).play.world.time.now,
      whole: (frames[frames.length - 1] as Frame).play,
      branches: this.all
        .filter((one) => one !== this.current && (one.parent || this.current.parent))
        .map((one) => ({
          id: one.id,
          at: this.leftAt(one),
          to: one.frames.length ? this.lastOf(one).world.time.now : (one.actions[one.actions.length - 1]?.at ?? this.leftAt(one)),
          label: one.label,
        })),
    });
    this.views.set(play, made);
    return made;
  }

  /** The instant at which another evening and this one part. */
  private leftAt(other: Evening): number {
    const own = other.parent ? other : this.current;
    const timed = own.actions[own.parent?.actions ?? 0];
    return timed?.at ?? this.parts.world.time.now;
  }

  debrief(): DebriefView | null {
    const { play } = this.frame();
    if (!play.progress.finished) return null;
    const known = this.debriefs.get(play);
    if (known) return known;
    const made = debriefView(this.parts.scenario, play, (at) => this.frameAt(at));
    this.debriefs.set(play, made);
    return made;
  }

  evenings(): readonly EveningView[] {
    const { scenario } = this.parts;
    return this.all.map((one) => {
      const left = one.parent && one.actions[one.parent.actions];
      return {
        id: one.id,
        label: one.label,
        current: one === this.current,
        leftAt: left ? clock(left.at, scenario.zone.offset) : null,
        figures: one.frames.length ? figuresOf(scenario, this.lastOf(one)) : null,
      };
    });
  }

  reckon(id: string): void {
    const found = this.all.find((one) => one.id === id);
    if (found) this.fill(found);
  }

  /** The player's actions up to the frame shown: what a guardrail is tried against. */
  run = (): readonly TimedAction[] => this.current.actions.slice(0, this.frame().actions);

  trial(): Trial {
    const { scenario, seed } = this.parts;
    return { slug: scenario.slug, seed, guided: this.guided, actions: this.run(), until: this.play().world.time.now, offset: scenario.zone.offset };
  }

  place = (): Place => ({ frame: this.shown, last: this.current.frames.length - 1, branch: this.current.id });

  dispatch(action: Action): void {
    this.asked(() => this.act(action));
  }

  private act(action: Action): void {
    const play = this.frame().play;
    if (this.shown < this.current.frames.length - 1) {
      if (action.type === 'wait') {
        this.shown++;
        return;
      }
      this.fork();
    }
    const evening = this.current;
    const now = play.world.time.now;
    if (action.type === 'wait') {
      const last = evening.actions[evening.actions.length - 1];
      const merged = last?.action.type === 'wait';
      // However fast time goes, it stands still at the instant at which something is asked.
      const next = passTime(this.parts.scenario, play, action.until, (later) => asks(later) !== asks(play));
      const until = next.world.time.now;
      if (until <= now && asks(next) === asks(play)) return;
      if (merged) evening.actions[evening.actions.length - 1] = { at: last.at, action: { type: 'wait', until } };
      else evening.actions.push({ at: now, action: { type: 'wait', until } });
      this.add(evening, next, evening.actions.length, true);
    } else {
      const next = dispatch(this.parts.scenario, play, action);
      evening.actions.push({ at: now, action });
      this.add(evening, next, evening.actions.length, false);
    }
    this.shown = evening.frames.length - 1;
  }

  /** From a frame in the past: another evening begins here. A wait that reaches beyond the frame ends at it. */
  fork(): void {
    const frame = this.frame();
    const now = frame.play.world.time.now;
    const shared = this.current.actions
      .slice(0, frame.actions)
      .map((timed): TimedAction => (timed.action.type === 'wait' && timed.action.until > now ? { at: timed.at, action: { type: 'wait', until: now } } : timed));
    const made: Evening = {
      id: `b${this.all.length + 1}`,
      parent: { id: this.current.id, actions: shared.length },
      label: `What if, from ${clock(now, this.parts.scenario.zone.offset)}`,
      actions: shared,
      frames: this.current.frames.slice(0, this.shown + 1),
    };
    this.all.push(made);
    this.current = made;
    this.views = new WeakMap();
  }

  private frameAt(at: number): number {
    const { frames } = this.current;
    let low = 0;
    let high = frames.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((frames[middle] as Frame).play.world.time.now <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first frame of this evening in which a fact has happened. */
  private frameOfFact(fact: number): number {
    const found = this.current.frames.findIndex((frame) => frame.play.world.time.facts.length > fact);
    return found < 0 ? this.shown : found;
  }

  rewindTo(target: Target): void {
    const index = 'frame' in target ? target.frame : 'at' in target ? this.frameAt(target.at) : this.frameOfFact(target.fact);
    this.shown = Math.max(0, Math.min(this.current.frames.length - 1, index));
    this.views = new WeakMap();
  }

  switchBranch(id: string): void {
    const found = this.all.find((one) => one.id === id);
    if (!found) return;
    this.asked(() => this.fill(found));
    this.current = found;
    this.shown = found.frames.length - 1;
    this.views = new WeakMap();
  }

  complete(terminal: string, line: string, cursor: number): Completion {
    const { world } = this.frame().play;
    const found = completions(world.computers, world.time.now, outsideOf(world), terminal, line, cursor);
    return { from: found.from, options: found.candidates };
  }

  editorFile(machine: string, path: string): EditorFile | null {
    const entry = this.frame().play.world.computers.machines[machine]?.disk[path];
    return entry?.type === 'file' && entry.text !== undefined ? { machine, path, text: entry.text } : null;
  }

  consolePage(id: string): ConsoleTable | null {
    return consolePage(this.frame().play, id);
  }

  mapHighlight(commandLine: string, terminal: string): readonly string[] {
    return lookAround(this.view(), commandLine, terminal);
  }

  setGuided(guided: boolean): void {
    this.guided = guided;
    const frame = this.frame();
    const play: Play = { ...frame.play, progress: { ...frame.play.progress, guided } };
    this.current.frames = this.current.frames.map((one, index) => (index === this.shown ? { ...one, play } : one));
  }

  record(): RunRecord {
    const branches: Branch[] = this.all.map((one) => ({ id: one.id, parent: one.parent, label: one.label, actions: one.actions }));
    return { scenario: this.slug, version: this.parts.version, seed: this.parts.seed, branches, current: this.current.id, settings: { guided: this.guided } };
  }

  prologue = (): Prologue | null => this.parts.prologue?.() ?? null;
}

/** What the learner is asked at this moment, as one word to compare; empty when nothing is. */
const asks = ({ progress, agent }: Play): string => {
  if (progress.forecast?.answer === null && progress.guided) return progress.forecast.id;
  return progress.open ? `${progress.open.beat}/${progress.open.part}` : agent.pending ? `permission ${agent.asked}` : '';
};
