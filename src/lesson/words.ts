// Fills the gaps in a case's prose with what is true at the moment: `{answers}`, `{planned}`. No number in a story is typed by hand.
import { calendar, iso } from '../engine/clock.ts';
import { since } from '../engine/log.ts';
import { billOf } from '../world/bill.ts';
import { copiesOf, duplicatesOf, productionOf, stateAt } from '../world/measure.ts';
import { minutesDownUntil } from '../world/site-now.ts';
import type { Stage } from './director.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** 194320 -> `194,320`. */
export const grouped = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
export const dollars = (value: number): string => `$${value.toFixed(2)}`;

/** `23:02`, or `23:02:41`, in the case's zone. */
export function clock(at: number, offsetMinutes: number, withSeconds = false): string {
  const c = calendar(at + offsetMinutes * 60_000);
  return `${two(c.hour)}:${two(c.minute)}${withSeconds ? `:${two(c.second)}` : ''}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Thu 26 Feb`, in the case's zone. */
export function dayOf(at: number, offsetMinutes: number): string {
  const c = calendar(at + offsetMinutes * 60_000);
  return `${DAYS[c.weekday]} ${c.day} ${MONTHS[c.month - 1]}`;
}

/** `1 h 20 min`, `41 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The vocabulary. Every word is computed when it is used. */
const WORDS: Readonly<Record<string, (stage: Stage) => string>> = {
  clock: ({ play, scenario }) => clock(play.world.time.now, scenario.zone.offset),
  answers: ({ play }) => grouped(productionOf(play.world).rows ?? 0),
  database: ({ play }) => play.world.setting.database.instance,
  duplicates: ({ play }) => String(duplicatesOf(play.world).length),
  /** Instances in the project's state on the new laptop. */
  'state-here': ({ play, scenario }) => String(stateAt(play.world, scenario.world.project.machine, `${scenario.world.project.path}/terraform.tfstate`)?.instances ?? 0),
  planned: ({ play }) => String(lastNumber(play, 'agent.finished', 'planned') ?? lastPlanned(play) ?? 0),
  down: ({ play }) => String(Math.round(minutesDownUntil(play.world, play.world.time.now))),
  copies: ({ play }) => String(copiesOf(play.world).filter((copy) => copy.restorable).length),
  'bill-month': ({ play }) => dollars(billOf(play.world).monthly),
  'lost-snapshots': ({ play }) =>
    String(since(play.world.time.facts, play.world.setting.firstFact).filter((fact) => fact.kind === 'rds.snapshot.deleted' || fact.kind === 'rds.snapshot.lost').length),
  'last-backup': ({ play, scenario }) => {
    const last = copiesOf(play.world)
      .filter((copy) => copy.kind === 'automated')
      .sort((a, b) => b.asOf - a.asOf)[0];
    return last ? clock(last.asOf, scenario.zone.offset) : 'none';
  },
  'newest-copy': ({ play }) =>
    copiesOf(play.world)
      .filter((copy) => copy.restorable && copy.kind !== 'live')
      .sort((a, b) => b.asOf - a.asOf)[0]?.name ?? 'no copy',
  /** When the production instance was handed to its deletion, in UTC. */
  'deleted-at': ({ play }) => {
    const loss = since(play.world.time.facts, play.world.setting.firstFact).find((fact) => fact.kind === 'rds.instance.deleting');
    return loss ? iso(loss.at).slice(0, 19).replace('T', ' ') : 'unknown';
  },
  /** The newest automated snapshot that was deleted with it. */
  'last-snapshot': ({ play }) => {
    const gone = since(play.world.time.facts, play.world.setting.firstFact).filter((fact) => fact.kind === 'rds.snapshot.deleted' && fact.data.kind === 'automated');
    return String(
      gone
        .map((fact) => fact.data.snapshot)
        .sort()
        .pop() ?? 'unknown',
    );
  },
  'project-path': ({ scenario }) => scenario.world.project.path,
};

function lastNumber(play: Stage['play'], kind: string, member: string): number | null {
  const found = since(play.world.time.facts, play.world.setting.firstFact).filter((fact) => fact.kind === kind && typeof fact.data[member] === 'number');
  const last = found[found.length - 1]?.data[member];
  return typeof last === 'number' ? last : null;
}

/** What the last plan on the screen of the assistant's terminal promised to add. */
function lastPlanned(play: Stage['play']): number | null {
  const terminal = play.world.computers.terminals[play.agent.terminal];
  if (!terminal) return null;
  const found = [
    ...since(terminal.output, Math.max(0, terminal.output.length - 4000))
      .join('')
      .matchAll(/(\d+) to add/g),
  ];
  return found.length ? Number(found[found.length - 1]?.[1]) : null;
}

/** Replaces each `{word}`. An unknown word is an author's mistake and throws; the checker meets every text before a learner does. */
export function fill(text: string, stage: Stage): string {
  return text.replace(/\{([a-z][a-z-]*)\}/g, (_, word: string) => {
    const known = WORDS[word];
    if (!known) throw new Error(`The story uses {${word}}, which is no word it can use: ${Object.keys(WORDS).join(', ')}.`);
    return known(stage);
  });
}

export const STORY_WORDS = Object.keys(WORDS);
