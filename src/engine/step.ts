// One step of any world: an action tried on a draft, then the next world. Time passes job by job, so that a long wait equals many short ones.
import { produce, setAutoFreeze } from 'immer';
import { because, type Job, nextJob, type Timeline } from './moment.ts';

setAutoFreeze(true);

/** The world as the engine sees it. */
export interface HasTime {
  time: Timeline;
}

/** What a domain supplies: how to try an action, and how to carry out a job. Both mutate the draft they are given. */
export interface Rules<World extends HasTime, Action> {
  act(world: World, action: Action): void;
  work(world: World, job: Job): void;
  /** Called after each action and each job: derived facts, such as the site going down. */
  settle(world: World): void;
  /** Whether `settle` has anything to do. Asked of the plain world, where reading is cheap; without it `settle` is always called. */
  unsettled?(world: World): boolean;
}

/** Tries an action. The world given stays as it is; the one returned is frozen. */
export function step<World extends HasTime, Action>(rules: Rules<World, Action>, world: World, action: Action): World {
  return settled(rules, produce(world, (draft) => void rules.act(draft as World, action)) as World);
}

function settled<World extends HasTime, Action>(rules: Rules<World, Action>, world: World): World {
  if (rules.unsettled && !rules.unsettled(world)) return world;
  return produce(world, (draft) => void rules.settle(draft as World)) as World;
}

/**
 * Lets time pass until `until`, but not past the first job that is due: carries that job out and returns. `done` says that `until` was reached.
 * Callers loop, so that whoever reacts to what happened does so at the instant at which it happened.
 */
export function advance<World extends HasTime, Action>(rules: Rules<World, Action>, world: World, until: number): { world: World; done: boolean } {
  const job = nextJob(world.time);
  if (!job || job.at > until) return { world: until > world.time.now ? (produce(world, (draft) => void ((draft as World).time.now = until)) as World) : world, done: true };
  const after = produce(world, (draft) => {
    const time = (draft as World).time;
    delete time.jobs[job.id];
    time.now = Math.max(time.now, job.at);
    because(time, job.cause, () => rules.work(draft as World, job));
  }) as World;
  return { world: settled(rules, after), done: false };
}
