// What is seen when the evening is over: the debrief, and the learner's evenings beside each other.
import type { FactLine } from './desk.ts';

/** One of the learner's evenings, to be set beside the others. */
export interface EveningView {
  readonly id: string;
  readonly label: string;
  /** The one that is shown. */
  readonly current: boolean;
  /** `21:40`, where it left another one; null for the first. */
  readonly leftAt: string | null;
  /** Null as long as it has not been played again since the app was opened. */
  readonly figures: {
    readonly title: string;
    readonly over: boolean;
    readonly rowsLost: number;
    readonly minutesDown: number;
    readonly stillDown: boolean;
    readonly money: { readonly once: number; readonly monthly: number };
  } | null;
}

export interface DebriefView {
  readonly ending: 'avoided' | 'half' | 'own-copy' | 'support' | 'lost';
  readonly title: string;
  readonly markdown: string;
  readonly score: { readonly points: number; readonly outOf: number };
  readonly rowsLost: number;
  readonly minutesDown: number;
  /** The site had not come back at the end. */
  readonly stillDown: boolean;
  readonly money: { readonly once: number; readonly monthly: number };
  readonly timeline: readonly {
    readonly fact: number;
    /** `Fri 27 Feb`, where a day begins. */
    readonly day: string | null;
    readonly clock: string;
    readonly text: string;
    readonly kind: 'you' | 'agent' | 'cloud' | 'loss' | 'site';
    readonly cause: number | null;
  }[];
  readonly decisions: readonly {
    readonly act: number;
    readonly question: string;
    readonly chosen: string;
    readonly changed: string;
    readonly real: string;
    readonly frame: number;
  }[];
  readonly guardrails: readonly {
    readonly id: string;
    readonly name: string;
    readonly inPlace: boolean;
    readonly stops: boolean;
    /** The first call that it refuses, by replay. */
    readonly at: string | null;
    readonly price: string;
    readonly hole: string;
    readonly rowsLost: number;
    readonly minutesDown: number;
    /** Whether its replay has been played; until then `stops` says nothing. */
    readonly tried: 'no' | 'yes' | 'failed';
    /** Where the replay lost the database too: the copy that was left because of it, and how many rows that is short. */
    readonly left: string | null;
  }[];
  readonly findings: readonly {
    readonly objective: string;
    readonly verdict: 'met' | 'missed' | 'not reached';
    readonly evidence: readonly FactLine[];
    readonly comment: string;
  }[];
  readonly real: readonly { readonly clock: string; readonly text: string; readonly yours: string | null }[];
  readonly contradictions: readonly { readonly topic: string; readonly text: string }[];
  readonly sources: readonly { readonly title: string; readonly url: string }[];
}
