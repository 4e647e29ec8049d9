// The world: the cloud, the computers, what visitors met, and the engine's timeline. Plain data; a frame is one of these.
import type { Cloud } from '../aws/cloud.ts';
import type { Dataset } from '../aws/rds/sql.ts';
import type { Timeline } from '../engine/moment.ts';
import type { Computers } from '../machine/machine.ts';
import type { Bill } from './bill.ts';
import type { SiteHistory } from './site/history.ts';

/** What does not change during an evening: where things are, and what was production when it began. */
export interface Setting {
  readonly account: string;
  readonly region: string;
  /** Further accounts of the same person, with the profile that reaches them. */
  readonly others: { readonly account: string; readonly profile: string }[];
  /** The IAM user who is signed in to the console. */
  readonly user: string;
  /** Minutes ahead of UTC where the learner sits. */
  readonly zone: { readonly name: string; readonly offset: number };
  readonly startedAt: number;
  /** The first fact of the evening; earlier ones are the past. */
  readonly firstFact: number;
  readonly site: { readonly host: string; readonly path: string; readonly title: string };
  readonly database: {
    readonly instance: string;
    readonly database: string;
    readonly table: string /** Resource id of the instance that was production when the evening began. */;
    readonly resourceId: string;
  };
  /** What databases began with, by the name of the data set. */
  readonly datasets: Readonly<Record<string, Dataset>>;
  readonly project: { readonly machine: string; readonly path: string };
  /** Keys of everything in the account when the evening began, as `table/key`. */
  readonly inventory: Readonly<Record<string, true>>;
  /** Machines that are EC2 instances: machine -> Name tag. */
  readonly hosted: Readonly<Record<string, string>>;
}

export interface World {
  time: Timeline;
  cloud: Cloud;
  computers: Computers;
  site: SiteHistory;
  bill: Bill;
  setting: Setting;
}
