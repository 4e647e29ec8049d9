// What somebody can try. A run is a list of these with their times; everything else is derived again.

import type { SqlAnswer } from '../aws/rds/sql.ts';
import type { Json } from '../engine/json.ts';

/** Who did it. The agent and the cast go through the same door as the player. */
export type Actor = 'you' | 'agent' | 'cast';

export type Action =
  /** A line typed into a terminal: a command at the prompt, or an answer to a question. */
  | { readonly type: 'line'; readonly terminal: string; readonly text: string; readonly by: Actor }
  /** Ctrl-C. */
  | { readonly type: 'interrupt'; readonly terminal: string; readonly by: Actor }
  /** Ctrl-D. */
  | { readonly type: 'end'; readonly terminal: string; readonly by: Actor }
  /** One more terminal on a machine. */
  | { readonly type: 'open'; readonly machine: string; readonly by: Actor }
  /** A file saved in the editor. */
  | { readonly type: 'save'; readonly machine: string; readonly path: string; readonly text: string; readonly by: Actor }
  /** A button of the AWS console: an operation through the door, as the console's user. */
  | { readonly type: 'console'; readonly service: string; readonly operation: string; readonly params: { readonly [name: string]: unknown }; readonly by: Actor }
  /** An offered choice of the case. What it does in the world is in the scenario: other actions, or a goal for the agent. */
  | { readonly type: 'choose'; readonly beat: string; readonly choice: string }
  /** Words to the agent. */
  | { readonly type: 'say'; readonly text: string }
  /** An answer to the agent's permission prompt. */
  | { readonly type: 'permit'; readonly answer: 'yes' | 'always' | 'no' }
  /** An answer to a prediction asked before a decision. */
  | { readonly type: 'predict'; readonly prediction: string; readonly answer: string }
  /** A hint asked for, in three steps. */
  | { readonly type: 'hint' }
  /** Guided mode turned on or off. */
  | { readonly type: 'guide'; readonly guided: boolean }
  /** Something that a case or the agent wants in the record: a fact of its own, with nothing changed in the world. */
  | { readonly type: 'remark'; readonly kind: string; readonly data: { readonly [name: string]: Json | undefined }; readonly by: Actor }
  /** A cue for later: notes `cue` with this name when its time has come. */
  | { readonly type: 'cue'; readonly name: string; readonly at: number }
  /** What a Postgres answered to the program that waits in a terminal. The loop brings it; nobody else can. */
  | { readonly type: 'answer'; readonly terminal: string; readonly answer: SqlAnswer | null }
  /** Time goes by. */
  | { readonly type: 'wait'; readonly until: number };
