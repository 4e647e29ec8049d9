// What the desk shows, as plain data. The screen draws this and knows nothing else of the world.

/** Where one object stands in the three layers. */
export interface Marks {
  readonly config: boolean;
  readonly state: boolean;
  readonly reality: 'there' | 'changing' | 'going' | 'gone' | 'never';
}

export interface MapRow {
  readonly id: string;
  /** Short service word: `db`, `s3`, `vpc`. */
  readonly service: string;
  readonly name: string;
  /** Terraform address where there is one, else the cloud's id. */
  readonly address: string;
  /** How many instances the row stands for. */
  readonly count: number;
  readonly marks: Marks;
  /** Small remark: `created 22:31 today`. */
  readonly note: string | null;
  readonly lost: boolean;
}

export interface MapGroup {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly MapRow[];
  readonly total: number;
}

/** Of the conversation. `story` is prose of the case, in Markdown. */
export type ChatItem = { readonly id: string; readonly at: number; readonly clock: string } & (
  | { readonly kind: 'story'; readonly markdown: string }
  | { readonly kind: 'agent'; readonly markdown: string }
  | { readonly kind: 'you'; readonly text: string }
  /** A line that the agent runs in a terminal. */
  | {
      readonly kind: 'tool';
      readonly command: string;
      readonly terminal: string;
      readonly status: 'asked' | 'running' | 'done' | 'failed' | 'denied' | 'interrupted';
      readonly seconds: number;
      readonly exit: number | null;
    }
  | { readonly kind: 'mail'; readonly from: string; readonly subject: string; readonly markdown: string }
  /** After a consequence: what happened and why, with the facts it rests on. */
  | { readonly kind: 'card'; readonly title: string; readonly markdown: string; readonly tone: 'loss' | 'saved' | 'plain'; readonly facts: readonly FactLine[] }
  /** The act that begins. */
  | { readonly kind: 'act'; readonly number: number; readonly title: string }
);

export interface FactLine {
  readonly id: number;
  readonly clock: string;
  readonly text: string;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail: string | null;
  /** What it does, shown small at the right: `Ctrl-C`, a command line. */
  readonly does: string | null;
  readonly tone: 'plain' | 'destructive';
}

export type Decision =
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly title: string;
      readonly markdown: string | null;
      readonly choices: readonly Choice[] /** The clock runs on while it is open. */;
      readonly pressing: boolean;
    }
  /** Asked before a decision that destroys: answered once, then the decision comes. */
  | { readonly kind: 'prediction'; readonly id: string; readonly title: string; readonly markdown: string | null; readonly choices: readonly Choice[] }
  /** The agent wants to run something. Answers are `yes`, `always`, `no`. */
  | { readonly kind: 'permission'; readonly id: string; readonly command: string; readonly reason: string; readonly terminal: string };

export interface TerminalView {
  readonly id: string;
  /** `new-laptop ~/infra` */
  readonly label: string;
  readonly machine: string;
  /** The machine on which one more terminal can be opened beside this one; null when there are enough. */
  readonly opens: string | null;
  /** `prompt`: a command can be typed. `running`: Ctrl-C can be sent. `question`: the program asks for a line. `closed`: the machine is gone. */
  readonly status: 'prompt' | 'running' | 'question' | 'closed';
  /** The question wants a secret: no echo. */
  readonly secret: boolean;
  /** Prompt with ANSI colours, as it stands at the start of the line being typed. Empty unless `status` is `prompt`. */
  readonly prompt: string;
  /** How much has been written, in chunks, and the chunks. A rewind makes it shorter: draw anew when a chunk that was drawn has changed. */
  readonly output: { readonly length: number; readonly chunks: readonly (readonly string[])[] };
  readonly history: readonly string[];
  /** Who typed the line that is running. */
  readonly by: 'you' | 'agent' | 'cast' | null;
}

export interface EditorFile {
  readonly machine: string;
  readonly path: string;
  readonly text: string;
}

export interface SiteView {
  readonly url: string;
  readonly up: boolean;
  /** What the visitor's browser got. */
  readonly status: number | null;
  readonly error: { readonly title: string; readonly detail: string } | null;
  /** The page itself when there is one. */
  readonly page: {
    readonly title: string;
    readonly homework: string;
    readonly due: string;
    readonly answers: number | null;
    readonly board: readonly { readonly name: string; readonly points: number }[];
  } | null;
  /** Link by link from the visitor to the table, with the one that breaks. */
  readonly chain: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly minutesDown: number;
}

/** A copy of the data: the live one, a snapshot, a log, an export. */
export interface Copy {
  readonly id: string;
  readonly kind: 'live' | 'automated' | 'log' | 'manual' | 'final' | 'export' | 'retained' | 'vault' | 'replicated' | 'elsewhere' | 'hidden';
  readonly name: string;
  readonly account: string;
  readonly asOf: string;
  readonly rows: number | null;
  readonly there: boolean;
  /** Which call kills it. */
  readonly diesWith: string;
  readonly killedBy: string | null;
}

/** The words of an account that refuses: `InvalidParameterCombination`, and its sentence. */
export interface ConsoleRefusal {
  readonly code: string;
  readonly message: string;
}

/** The console before a page is opened. A page is asked for by its id (`Session.consolePage`), because most are never looked at. */
export interface ConsoleView {
  readonly services: readonly { readonly name: string; readonly pages: readonly { readonly id: string; readonly title: string }[] }[];
  /** What the account said to the last button, by the fact that it is; null when none was pressed lately. */
  readonly answer: { readonly fact: number; readonly service: string; readonly operation: string; readonly refused: ConsoleRefusal | null } | null;
}

export interface ConsoleTable {
  readonly id: string;
  readonly service: string;
  readonly title: string;
  readonly columns: readonly { readonly id: string; readonly title: string; readonly kind: 'text' | 'time' | 'number' | 'state' | 'last' }[];
  readonly rows: readonly {
    readonly id: string;
    readonly cells: Readonly<Record<string, string>>;
    readonly tone: 'plain' | 'busy' | 'bad';
    readonly details: readonly { readonly name: string; readonly value: string }[];
    readonly actions: readonly ConsoleAction[];
  }[];
  readonly empty: string;
  /** The page may not be seen, in the account's own words. */
  readonly refused: ConsoleRefusal | null;
  /** Actions of the page itself, such as opening a case. */
  readonly actions: readonly ConsoleAction[];
}

export interface ConsoleField {
  /** The member that is sent; `a.b` is a member of a member. */
  readonly name: string;
  readonly label: string;
  /** `acknowledge` has to be ticked and sends nothing. */
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'long' | 'acknowledge';
  readonly options?: readonly string[];
  readonly value: string | boolean;
  readonly required: boolean;
  /** Asked for only while another field is ticked, or is not. */
  readonly when?: { readonly field: string; readonly is: boolean } | null;
  /** The box says the opposite of the member: `Create final snapshot` for `SkipFinalSnapshot`. */
  readonly inverted?: boolean;
}

export interface ConsoleAction {
  readonly id: string;
  readonly label: string;
  readonly service: string;
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly fields: readonly ConsoleField[];
  /** What has to be typed before it is sent: `delete me`. */
  readonly confirm: string | null;
  readonly warning: string | null;
  readonly tone: 'plain' | 'destructive';
}

export interface BillView {
  readonly today: number;
  readonly monthly: number;
  readonly lines: readonly {
    readonly id: string;
    readonly label: string;
    readonly perHour: number;
    readonly perMonth: number;
    readonly soFar: number;
    readonly note: string | null;
  }[];
}

export interface GuardsView {
  readonly list: readonly {
    readonly id: string;
    readonly name: string;
    readonly inPlace: boolean;
    /** US dollars a month, and minutes of a person's ordinary week. */
    readonly monthly: number;
    readonly minutes: number;
    readonly price: string;
    readonly hole: string;
    readonly lines: readonly { readonly line: string; readonly terminal: string }[];
  }[];
  /** Of those in place. */
  readonly monthly: number;
  readonly minutes: number;
  /** Terminals at their prompt. */
  readonly free: readonly string[];
}

export interface StripView {
  readonly from: number;
  readonly to: number;
  /** The furthest instant of this evening that has been lived. */
  readonly lived: number;
  readonly now: number;
  readonly points: readonly { readonly at: number; readonly label: string; readonly kind: 'decision' | 'state' | 'loss' | 'plain'; readonly frame: number }[];
  /** Stretches in which something is being destroyed or the site is down. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly kind: 'destroy' | 'down' }[];
  /** Other evenings that left this one at an instant. */
  readonly branches: readonly { readonly id: string; readonly at: number; readonly to: number; readonly label: string }[];
}

export interface DeskView {
  readonly scenario: { readonly slug: string; readonly title: string };
  readonly act: { readonly number: number; readonly of: number; readonly title: string };
  readonly clock: { readonly at: number; readonly day: string; readonly time: string; readonly zone: string };
  readonly answers: { readonly stored: number | null; readonly lost: number };
  readonly chat: readonly ChatItem[];
  readonly decision: Decision | null;
  readonly hint: { readonly given: readonly string[]; readonly left: number } | null;
  readonly agent: { readonly mode: 'ask' | 'accept edits' | 'plan' | 'skip permissions'; readonly busy: boolean };
  readonly terminals: readonly TerminalView[];
  readonly files: readonly { readonly machine: string; readonly path: string }[];
  readonly site: SiteView;
  readonly map: { readonly groups: readonly MapGroup[]; readonly counts: { readonly config: number; readonly state: number; readonly reality: number } };
  readonly backups: { readonly copies: readonly Copy[]; readonly warning: string | null };
  readonly console: ConsoleView;
  readonly bill: BillView;
  /** Null until the case has come to guardrails. */
  readonly guards: GuardsView | null;
  readonly strip: StripView;
  /** Which panel matters now, in guided mode. */
  readonly attention: { readonly panel: 'chat' | 'terminal' | 'site' | 'map' | 'backups' | 'console' | 'bill' | 'guards'; readonly detail: string | null } | null;
  /** When the next thing happens by itself; null when nothing is under way. */
  readonly nextEventAt: number | null;
  /** The learner chose to wait until this instant, unless something is asked before; null when not. */
  readonly waitingUntil: number | null;
  readonly finished: boolean;
}
