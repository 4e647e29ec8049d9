// The assistant's own data: what it is doing, what it waits for, what it may do unasked. Plain, so that a rewind finds it as it was.
import type { Json } from '../engine/json.ts';

/** How much it asks. As in the coding agents of 2026: every command, commands but not edits, plan first, nothing at all. */
export const MODES = ['ask', 'accept edits', 'plan', 'skip permissions'] as const;
export type Mode = (typeof MODES)[number];

/** What came of the last command, as the assistant sees it: the text that the terminal showed, and nothing else. */
export interface Seen {
  readonly command: string;
  /** Without colours and without the echoed prompt. */
  readonly output: string;
  readonly exit: number | null;
  /** `denied`: a rule or the player said no. `interrupted`: somebody pressed Ctrl-C. */
  readonly outcome: 'done' | 'denied' | 'interrupted';
  /** Words of the player after a no. */
  readonly words: string | null;
}

export type Memory = { readonly [name: string]: Json | undefined };

/** What a goal wants next. After `run`, `save` and `pause` the goal is asked again; `finish` ends it. */
export type Move =
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'run'; readonly command: string; readonly why: string }
  | { readonly do: 'save'; readonly path: string; readonly text: string; readonly why: string }
  | { readonly do: 'pause'; readonly seconds: number }
  /** `asks`: what it would like to know, as a topic that a case can answer with a decision. */
  | { readonly do: 'finish'; readonly result: string; readonly asks?: string; readonly data?: Memory };

export interface Goal {
  readonly name: string;
  /** What it is about, for the log and for `play`. */
  readonly summary: string;
  begin(params: Memory): Memory;
  next(memory: Memory, seen: Seen | null): { readonly memory: Memory; readonly moves: readonly Move[] };
}

export interface Pending {
  readonly command: string;
  readonly why: string;
  /** The edit to make when allowed; null for a command. */
  readonly edit: { readonly path: string; readonly text: string } | null;
}

export interface AgentState {
  readonly machine: string;
  /** The terminal it types into. */
  readonly terminal: string;
  readonly home: string;
  mode: Mode;
  goal: { readonly name: string; memory: Memory } | null;
  /** Moves decided but not made yet. */
  queue: Move[];
  /** The command that runs, with how far the terminal's output was when it was typed. */
  running: { readonly command: string; readonly from: number; readonly line: number | null } | null;
  pending: Pending | null;
  /** Command prefixes that the player allowed for good. */
  allowed: string[];
  seen: Seen | null;
  /** Number of turns taken: names the cues. */
  turns: number;
  /** A cue is under way. */
  thinking: boolean;
  /** How often it has asked for permission. */
  asked: number;
  /** An earlier goal to take up again when the present one is finished. */
  later: { readonly name: string; readonly memory: Memory }[];
}

export const newAgent = (machine: string, terminal: string, home: string, mode: Mode): AgentState => ({
  machine,
  terminal,
  home,
  mode,
  goal: null,
  queue: [],
  running: null,
  pending: null,
  allowed: [],
  seen: null,
  turns: 0,
  thinking: false,
  asked: 0,
  later: [],
});

/** Whether something of the assistant's is under way or waits for an answer. */
export const isBusy = (agent: AgentState): boolean => agent.goal !== null || agent.queue.length > 0 || agent.running !== null || agent.pending !== null;
