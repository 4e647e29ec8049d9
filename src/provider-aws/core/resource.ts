// What one file per aws_* type declares: which operations create, read, change and delete it, how long the provider waits, and its own checks.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Api } from './api.ts';
import type { Attrs } from './members.ts';
import type { TagStyle } from './tagging.ts';
import type { Checks } from './validation.ts';

/** Polling as the provider does it. Times in milliseconds. */
export interface Waiting {
  /** Before the first look. */
  readonly delay?: number;
  /** Between two looks. Default 5 s. */
  readonly poll?: number;
  /** Times in a row that the target must be seen. Default 1. */
  readonly hits?: number;
  readonly timeout: number;
  /** Present status; null when the object does not exist. */
  status(api: Api, attrs: Attrs): string | null;
  /** Statuses to wait for; an empty list waits until it is gone. */
  readonly target: readonly string[];
  /** Statuses on the way; any other one is an error. Default: anything. */
  readonly pending?: readonly string[];
  /** "waiting for ... " */
  readonly what: string;
}

/** One step of a change that takes several. */
export interface Step {
  run(api: Api, prior: Attrs, planned: Attrs): void;
  readonly wait?: Waiting;
}

/** A change as a type's own planning sees it. Plain data; what is unknown is absent. */
export interface Change {
  readonly creating: boolean;
  readonly prior: Attrs;
  readonly planned: Attrs;
  readonly config: Attrs;
  /** Whether these differ between prior and planned, or are unknown. */
  changed(...names: readonly string[]): boolean;
  /** Names that the configuration sets to something not known yet. */
  unknown(name: string): boolean;
}

/** Refusals after which the provider tries again, by code and, where the code says too little, by words of the message. */
export interface Retry {
  readonly codes: readonly string[];
  readonly saying?: readonly string[];
  /** Milliseconds after which a refusal is final. */
  readonly timeout: number;
}

export interface ResourceType {
  readonly name: string;
  /** As the provider's messages call it: `EC2 VPC`. */
  readonly label: string;
  /** What stands in parentheses in its messages; default: the id. */
  readonly shown?: (attrs: Attrs) => string;
  /** Beginning of an error message where it is not `creating LABEL (NAME)`. */
  message?(verb: 'creating' | 'reading' | 'updating' | 'deleting', attrs: Attrs): string;
  /** Types of the provider's newer framework put the cloud's words into the detail. */
  readonly framework?: boolean;
  /** Makes it. Returns at least the id, and what a read could not know. */
  create(api: Api, planned: Attrs): Attrs;
  /** The object as it is now, tags as `tags_all`; null when there is none. Attributes that are left out keep the state's value. */
  read(api: Api, state: Attrs): Attrs | null;
  /** Changes it. Returns what that made anew (a new id), if anything. */
  update?(api: Api, prior: Attrs, planned: Attrs): Attrs | undefined;
  /** A change that needs waiting in between (stop, change, start): what to do one after the other, after `update`. */
  steps?(prior: Attrs, planned: Attrs): readonly Step[];
  delete(api: Api, prior: Attrs): void;
  readonly retryCreate?: Retry;
  readonly retryDelete?: Retry;
  readonly created?: Waiting;
  /** A change right after the creation that the creating call could not take along (restored databases). */
  readonly settle?: { needed(planned: Attrs): boolean; run(api: Api, planned: Attrs): void; readonly wait: Waiting };
  readonly updated?: Waiting;
  readonly deleted?: Waiting;
  /** Seconds that the calls themselves take, from and to. */
  readonly takes?: { readonly create?: readonly [number, number]; readonly update?: readonly [number, number]; readonly delete?: readonly [number, number] };
  readonly tags?: TagStyle;
  /** Text attributes that hold JSON: texts that mean the same are the same. */
  readonly json?: readonly string[];
  /** Computed attributes whose new value is not known before a change of others: `{ endpoint: ['identifier'] }`. */
  readonly recomputed?: { readonly [attribute: string]: readonly string[] };
  /** Attributes and blocks that the cloud fills in although the schema does not say so: while the configuration leaves them out, what is there stays. */
  readonly keeps?: readonly string[];
  /** Attributes that force a replacement in this change, beyond the table's. */
  replaces?(change: Change): readonly string[];
  /** Further attributes that the provider knows while planning. */
  plan?(change: Change): Attrs;
  /** Texts that mean the same although they differ (DiffSuppressFunc). */
  readonly same?: { readonly [attribute: string]: (prior: string, planned: string) => boolean };
  /** What the provider checks of the configuration before any call. */
  readonly checks?: Checks;
  /** The form in which a text of the configuration is planned and kept (StateFunc); calls get it as it is written. */
  readonly kept?: { readonly [attribute: string]: (value: string) => string };
  /** What the provider refuses while it plans, when values are known (CustomizeDiff). */
  refuses?(change: Change): string | null;
  /** Problems of the configuration that no table can say. Unknown attributes are absent. */
  validate?(config: Attrs): readonly Diagnostic[];
  /** State to begin reading from, for an import id; default: just the id. */
  imported?(api: Api, id: string): Attrs;
  /** Attributes of a state written with an older schema version. */
  upgrade?(version: number, attributes: Attrs): Attrs;
}

export interface DataSource {
  readonly name: string;
  /** Made with the provider's newer framework. */
  readonly framework?: boolean;
  readonly checks?: Checks;
  /** All attributes that the configuration does not set. Throws a Refusal or a Complaint. */
  read(api: Api, config: Attrs): Attrs;
}

export interface EphemeralType {
  readonly name: string;
  /** What stands before a refusal: `reading Secrets Manager Secret Version (db)`. */
  failure(config: Attrs): string;
  /** All attributes that the configuration does not set. Throws a Refusal or a Complaint. */
  open(api: Api, config: Attrs): Attrs;
}
