// The strip of time: decisions, losses and other evenings on one line.
import { since } from '../engine/log.ts';
import { beatOf } from '../lesson/director.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import type { StripView } from './desk.ts';

/** What the keeper of frames adds: the frame that stood at an instant, the furthest instant, other branches. */
export interface Frames {
  readonly frameAt: (at: number) => number;
  /** The last frame in which a fact has not happened yet: where a question still stands open. */
  readonly frameBefore: (fact: number) => number;
  readonly to: number;
  /** The evening's last frame: the line keeps what came later while the past is shown, so that it stands still under a dragging hand. The frame shown, where left out. */
  readonly whole?: Play;
  /** Earlier frames have not been made yet, and will have other numbers. */
  readonly partial?: boolean;
  readonly branches: StripView['branches'];
}

type Line = Pick<StripView, 'points' | 'spans'>;

const known = new WeakMap<Play, Line>();

/** What happened, to the end of the evening that was played. */
function lineOf(scenario: Scenario, whole: Play, frames: Frames): Line {
  const { world } = whole;
  const points: StripView['points'][number][] = [];
  const spans: StripView['spans'][number][] = [];
  let down: number | null = null;
  let destroy: number | null = null;
  for (const fact of since(world.time.facts, world.setting.firstFact)) {
    const add = (label: string, kind: StripView['points'][number]['kind']) =>
      points.push({ at: fact.at, label, kind, frame: kind === 'decision' ? frames.frameBefore(fact.id) : frames.frameAt(fact.at) });
    if (fact.kind === 'decision.made') {
      const choice = beatOf(scenario, String(fact.data.beat))?.decision;
      if (choice) add(choice.title, 'decision');
    } else if (fact.kind === 'shell.line' && /^(cd \S+ && )?unzip -o/.test(String(fact.data.text))) add('state replaced by unzip', 'state');
    else if (fact.kind === 'rds.instance.deleting' && fact.data.resourceId === world.setting.database.resourceId) add('database deleted', 'loss');
    else if (fact.kind === 'rds.instance.restored') add('restored', 'plain');
    else if (fact.kind === 'support.replied') add('support answers', 'plain');
    else if (fact.kind === 'site.changed') {
      if (!fact.data.up) down ??= fact.at;
      else if (down !== null) {
        spans.push({ from: down, to: fact.at, kind: 'down' });
        down = null;
      }
    } else if (fact.kind === 'shell.line' && /terraform (destroy|apply -destroy)/.test(String(fact.data.text))) destroy = fact.at;
    else if (fact.kind === 'shell.exit' && destroy !== null && /terraform (destroy|apply -destroy)/.test(String(fact.data.text))) {
      spans.push({ from: destroy, to: fact.at, kind: 'destroy' });
      destroy = null;
    }
  }
  if (down !== null) spans.push({ from: down, to: world.time.now, kind: 'down' });
  if (destroy !== null) spans.push({ from: destroy, to: world.time.now, kind: 'destroy' });
  return { points, spans };
}

export function stripOf(scenario: Scenario, play: Play, frames: Frames): StripView {
  const { world } = play;
  const whole = frames.whole ?? play;
  const line = known.get(whole) ?? lineOf(scenario, whole, frames);
  if (frames.whole && !frames.partial) known.set(whole, line);
  return {
    from: world.setting.startedAt,
    to: Math.max(frames.to, world.setting.startedAt + 75 * 60_000),
    lived: Math.max(frames.to, world.time.now),
    now: world.time.now,
    ...line,
    branches: frames.branches,
  };
}
