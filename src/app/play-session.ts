// A case being played, for the screen: frames, branches, and the views of the frame that is shown. The world itself is computed by `lesson/play`.

import { Unanswered } from '../engine/device.ts';
import { dispatch, passTime } from '../lesson/play.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock } from '../lesson/words.ts';
import { completions } from '../machine/terminal.ts';
import { deskView } from '../views/assemble.ts';
import { consolePage } from '../views/console/index.ts';
import { debriefView, figuresOf } from '../views/debrief.ts';
import type { DebriefView, EveningView } from '../views/debrief-view.ts';
import type { ConsoleTable, DeskView, EditorFile } from '../views/desk.ts';
import { productionObjects } from '../views/map.ts';
import type { Action } from '../world/actions.ts';
import type { StateFile } from '../world/measure.ts';
import { outsideOf } from '../world/outside.ts';
import { type Expected, expectedPostgres } from '../world/postgres.ts';
import type { World } from '../world/world.ts';
import { type Evening, Evenings } from './evenings.ts';
import { lookAround } from './highlight.ts';
import { type Frame, type KeptFrame, packFrame } from './kept-frame.ts';
import type { Branch, Completion, Earlier, Place, Prologue, RunRecord, Session, Target, TimedAction, Trial } from './session.ts';
import { type Standing, standingOf } from './standing.ts';

export type { Frame } from './kept-frame.ts';

export interface SessionParts {
  readonly scenario: Scenario;
  /** The world at the evening's first instant. */
  readonly world: World;
  readonly seed: number;
  readonly version: string;
  readonly guided: boolean;
  /** Which engine this is, where that is known: without it no frame is kept. */
  readonly engine?: string;
  readonly prologue?: () => Prologue | null;
}

export class PlaySession implements Session {
  readonly slug: string;
  readonly title: string;
  private readonly parts: SessionParts;
  private readonly production: StateFile['ids'];
  private readonly run: Evenings;
  /** As the learner wants it now. The run turns with the next action. */
  private guided: boolean;
  private begunGuided: boolean;
  private views = new WeakMap<Play, DeskView>();
  private debriefs = new WeakMap<Play, DebriefView>();

  /** `frames` are those of the record's evening where they have been made before; without them its actions are played. `missing` says that only the last ones are given. */
  constructor(parts: SessionParts, record: RunRecord | null, frames: readonly Frame[] = [], missing = false) {
    this.parts = parts;
    this.slug = parts.scenario.slug;
    this.title = parts.scenario.title;
    this.guided = record?.settings.guided ?? parts.guided;
    this.begunGuided = this.guided;
    this.production = productionObjects(parts.world, parts.scenario.world.past[0]?.terminal ?? 'old-laptop', parts.scenario.world.project.path);
    this.run = new Evenings(parts.scenario, parts.world, this.guided, record, frames, missing);
  }

  /**
   * Plays the record's actions again, to the present of the evening that was being played. Throws `Unanswered` where a device has to be asked;
   * called again, it goes on from there.
   */
  catchUp(): void {
    this.run.catchUp();
  }

  earlier(milliseconds: number): Earlier {
    const how = this.run.earlier(milliseconds);
    if (how !== 'going') this.views = new WeakMap();
    return how;
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
    return expectedPostgres(this.play().world);
  }

  forgetQuestion(): void {
    this.asking = null;
  }

  play = (): Play => this.run.frame().play;

  /** All frames of the evening that is shown. */
  frames = (): readonly Frame[] => this.run.current.frames;

  /** What the present evening had come to; see `Evenings.standing`. */
  standing = (actions: number, at: number): Standing | null => this.run.standing(actions, at);

  view(): DeskView {
    const play = this.turned(this.asking ?? this.play());
    const known = this.views.get(play);
    if (known) return known;
    const { current, all } = this.run;
    const whole = this.run.lastOf(current);
    const made = deskView(this.parts.scenario, play, this.production, {
      frameAt: (at) => this.run.frameAt(at),
      frameBefore: (fact) => this.run.frameBefore(fact),
      partial: current.missing,
      to: whole.world.time.now,
      whole,
      branches: all
        .filter((one) => one !== current && (one.parent || current.parent))
        .map((one) => ({
          id: one.id,
          at: this.leftAt(one),
          to: one.frames.length ? this.run.lastOf(one).world.time.now : (one.actions[one.actions.length - 1]?.at ?? this.leftAt(one)),
          label: one.label,
        })),
    });
    this.views.set(play, made);
    return made;
  }

  /** The instant at which another evening and this one part. */
  private leftAt(other: Evening): number {
    const own = other.parent ? other : this.run.current;
    const timed = own.actions[own.parent?.actions ?? 0];
    return timed?.at ?? this.parts.world.time.now;
  }

  debrief(): DebriefView | null {
    const play = this.play();
    if (!play.progress.finished) return null;
    const known = this.debriefs.get(play);
    if (known) return known;
    const made = debriefView(this.parts.scenario, play, (at) => this.run.frameAt(at));
    this.debriefs.set(play, made);
    return made;
  }

  evenings(): readonly EveningView[] {
    const { scenario } = this.parts;
    return this.run.all.map((one) => {
      const left = one.parent && one.actions[one.parent.actions];
      return {
        id: one.id,
        label: one.label,
        current: one === this.run.current,
        leftAt: left ? clock(left.at, scenario.zone.offset) : null,
        figures: one.frames.length ? figuresOf(scenario, this.run.lastOf(one)) : null,
      };
    });
  }

  reckon(id: string): void {
    const found = this.run.all.find((one) => one.id === id);
    if (found) this.run.fill(found);
    this.views = new WeakMap();
  }

  /** The player's actions up to the frame shown: what a guardrail is tried against. */
  trial(): Trial {
    const { scenario, seed } = this.parts;
    return {
      slug: scenario.slug,
      seed,
      guided: this.begunGuided,
      actions: this.run.current.actions.slice(0, this.run.frame().actions),
      until: this.play().world.time.now,
      offset: scenario.zone.offset,
    };
  }

  place = (): Place => ({ frame: this.run.shown, last: this.run.current.frames.length - 1, branch: this.run.current.id });

  dispatch(action: Action): void {
    this.asked(() => this.act(action));
  }

  private act(action: Action): void {
    const play = this.play();
    if (this.run.shown < this.run.current.frames.length - 1) {
      if (action.type === 'wait') {
        this.run.shown++;
        return;
      }
      this.fork();
    }
    const { scenario } = this.parts;
    const evening = this.run.current;
    const now = play.world.time.now;
    // A change of mind about guidance is part of the run from here on.
    const turn: TimedAction[] = play.progress.guided === this.guided ? [] : [{ at: now, action: { type: 'guide', guided: this.guided } }];
    const from = turn.reduce((before, timed) => dispatch(scenario, before, timed.action), play);
    if (action.type === 'wait') {
      const last = evening.actions[evening.actions.length - 1];
      // However fast time goes, it stands still at the instant at which something is asked.
      const next = passTime(scenario, from, action.until, (later) => asks(later) !== asks(from));
      const until = next.world.time.now;
      if (until <= now && asks(next) === asks(play)) return;
      if (last?.action.type === 'wait' && turn.length === 0) evening.actions[evening.actions.length - 1] = { at: last.at, action: { type: 'wait', until } };
      else evening.actions.push(...turn, { at: now, action: { type: 'wait', until } });
      this.run.add(evening, next, evening.actions.length, true);
    } else {
      const next = dispatch(scenario, from, action);
      evening.actions.push(...turn, { at: now, action });
      this.run.add(evening, next, evening.actions.length, false);
    }
    this.run.shown = evening.frames.length - 1;
  }

  fork(): void {
    this.asked(() => this.run.fork());
    this.views = new WeakMap();
  }

  rewindTo(target: Target): void {
    this.asked(() => this.run.show(target));
    this.views = new WeakMap();
  }

  switchBranch(id: string): void {
    const found = this.run.all.find((one) => one.id === id);
    if (!found) return;
    this.asked(() => this.run.turnTo(found));
    this.views = new WeakMap();
  }

  complete(terminal: string, line: string, cursor: number): Completion {
    const { world } = this.play();
    const found = completions(world.computers, world.time.now, outsideOf(world), terminal, line, cursor);
    return { from: found.from, options: found.candidates };
  }

  editorFile(machine: string, path: string): EditorFile | null {
    const entry = this.play().world.computers.machines[machine]?.disk[path];
    return entry?.type === 'file' && entry.text !== undefined ? { machine, path, text: entry.text } : null;
  }

  consolePage(id: string): ConsoleTable | null {
    return consolePage(this.play(), id);
  }

  mapHighlight(commandLine: string, terminal: string): readonly string[] {
    return lookAround(this.view(), commandLine, terminal);
  }

  setGuided(guided: boolean): void {
    this.guided = guided;
    // Where nothing has been done yet, the run begins so.
    if (!this.run.untouched || this.begunGuided === guided) return;
    this.begunGuided = guided;
    this.run.beginAgain(this.parts.world, guided);
  }

  private readonly turnedPlays = new WeakMap<Play, Play>();

  /** A play as it is shown under the guidance that the learner wants now. */
  private turned(play: Play): Play {
    if (play.progress.guided === this.guided) return play;
    const known = this.turnedPlays.get(play) ?? { ...play, progress: { ...play.progress, guided: this.guided } };
    this.turnedPlays.set(play, known);
    return known;
  }

  record(): RunRecord {
    const branches: Branch[] = this.run.all.map((one) => ({ id: one.id, parent: one.parent, label: one.label, actions: one.actions }));
    return { scenario: this.slug, version: this.parts.version, seed: this.parts.seed, branches, current: this.run.current.id, settings: { guided: this.begunGuided } };
  }

  newest(): KeptFrame | null {
    const { engine, world } = this.parts;
    const last = this.frames()[this.frames().length - 1];
    return engine && last && last.actions > 0 ? packFrame(engine, this.record(), last, standingOf(last.play), world) : null;
  }

  prologue = (): Prologue | null => this.parts.prologue?.() ?? null;
}

/** What the learner is asked at this moment, as one word to compare; empty when nothing is. */
const asks = ({ progress, agent }: Play): string => {
  if (progress.forecast?.answer === null && progress.guided) return progress.forecast.id;
  return progress.open ? `${progress.open.beat}/${progress.open.part}` : agent.pending ? `permission ${agent.asked}` : '';
};
