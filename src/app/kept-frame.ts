// The newest frame of a run, kept beside its actions, so that a desk stands at once when the run is opened again. All of it is derived: whoever cannot
// use it, or does not trust it, plays the actions.
import { canonical, fingerprint } from '../engine/json.ts';
import { pack, unpack } from '../engine/shared.ts';
import type { Play } from '../lesson/progress.ts';
import type { World } from '../world/world.ts';
import type { Branch, RunRecord, TimedAction } from './session.ts';
import type { Standing } from './standing.ts';

/** A frame of an evening. */
export interface Frame {
  readonly play: Play;
  /** Actions of the branch that lead here. */
  readonly actions: number;
  /** Made by time passing alone: the next such frame may replace it. */
  readonly passing: boolean;
}

const MARK = 'undestroy-frame';
const VERSION = 1;

export interface KeptFrame {
  readonly mark: typeof MARK;
  readonly version: number;
  /** Which engine computed it: a hash of its sources. */
  readonly engine: string;
  readonly branch: string;
  /** How many of the branch's actions lead to it, the last of them up to `standing.at`. */
  readonly actions: number;
  /** Fingerprint of these actions, and of what they were played on. */
  readonly run: string;
  readonly standing: Standing;
  /** The play, packed on the world that the evening began with. */
  readonly text: string;
  /** Fingerprint of the text. */
  readonly sum: string;
}

/** Characters. A frame that takes more is not kept; the main case's disaster, to its end, takes three million. */
export const MOST_TEXT = 10_000_000;

/** The first actions of an evening, as far as an instant: a wait that reaches beyond it ends at it. */
export const upTo = (actions: readonly TimedAction[], count: number, at: number): TimedAction[] =>
  actions.slice(0, count).map((timed): TimedAction => (timed.action.type === 'wait' && timed.action.until > at ? { at: timed.at, action: { type: 'wait', until: at } } : timed));

const runOf = (record: RunRecord, branch: Branch, count: number, at: number): string =>
  fingerprint(canonical([record.scenario, record.version, record.seed, record.settings.guided, upTo(branch.actions, count, at)]));

/** Packs the newest frame of the evening that a record is playing. `standing` is what the frame comes to, `world` the one that the evening began with. Null when it would take too much room. */
export function packFrame(engine: string, record: RunRecord, { play, actions }: Frame, standing: Standing, world: World): KeptFrame | null {
  const branch = record.branches.find((one) => one.id === record.current);
  if (!branch) return null;
  const text = pack(play, world);
  if (text.length > MOST_TEXT) return null;
  return { mark: MARK, version: VERSION, engine, branch: branch.id, actions, run: runOf(record, branch, actions, standing.at), standing, text, sum: fingerprint(text) };
}

/** A stored value as a kept frame of this record's present evening; null when it is none, is damaged, or belongs to other actions. */
export function readKept(stored: unknown, record: RunRecord): KeptFrame | null {
  const kept = stored as KeptFrame | null;
  if (kept === null || typeof kept !== 'object' || kept.mark !== MARK || kept.version !== VERSION) return null;
  if (typeof kept.text !== 'string' || kept.text.length > MOST_TEXT || kept.sum !== fingerprint(kept.text)) return null;
  const branch = record.branches.find((one) => one.id === record.current);
  if (!branch || kept.branch !== branch.id || !(kept.actions <= branch.actions.length) || typeof kept.standing?.at !== 'number') return null;
  return kept.run === runOf(record, branch, kept.actions, kept.standing.at) ? kept : null;
}

/** The frame in it. Throws when the text cannot be read on this world. */
export function unpackFrame(kept: KeptFrame, record: RunRecord, world: World): Frame {
  const play = unpack(kept.text, world) as Play;
  if (play.world.time.now !== kept.standing.at) throw new Error('The packed frame is of another instant.');
  const last = record.branches.find((one) => one.id === kept.branch)?.actions[kept.actions - 1]?.action;
  // A wait that went on after it is played to its end.
  return { play, actions: last?.type === 'wait' && last.until > kept.standing.at ? kept.actions - 1 : kept.actions, passing: false };
}
