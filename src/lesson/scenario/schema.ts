// The shape of a case, as its author writes it in scenario.yaml. Raw YAML is `unknown`; only what passes this schema is a `Scenario`.
import { z } from 'zod/mini';

const id = z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens'));
const seconds = z.number().check(z.gte(0));
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const bound = z.strictObject({ gte: z.optional(z.number()), lt: z.optional(z.number()), is: z.optional(scalar), matches: z.optional(z.string()) });

/** What must be true of the world or of what happened. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** A beat has been told. */
  | { readonly fired: string }
  /** `beat/choice`, by clicking or by hand. */
  | { readonly chosen: string }
  /** At least `count` facts of this kind, with these members, since a beat or since the start. */
  | { readonly fact: string; readonly where?: Readonly<Record<string, string | number | boolean | null | Bound>>; readonly since?: string; readonly count?: number }
  /** The assistant ended a goal wanting to know this, and nothing has answered it yet. */
  | { readonly asks: string }
  | { readonly agent: 'idle' | 'busy' }
  | { readonly site: 'up' | 'down' }
  /** The production database, wherever it is: `there` with its rows, `deleting`, `empty` (an instance without them), `gone`. */
  | { readonly database: 'there' | 'deleting' | 'empty' | 'gone' }
  /** How many copies of the data there are that the learner can see and restore. */
  | { readonly copies: Bound }
  /** A Terraform state: how many resource instances, and whether it knows the production database. */
  | { readonly state: { readonly machine: string; readonly path: string; readonly instances?: Bound; readonly knowsProduction?: boolean } }
  | { readonly file: { readonly machine: string; readonly path: string; readonly exists?: boolean; readonly contains?: string } }
  | { readonly terminal: string; readonly status: 'prompt' | 'running' | 'question' | 'closed' }
  /** So many seconds have gone by since a beat was told. */
  | { readonly after: string; readonly seconds: number }
  /** Objects that tonight's first apply made a second time and that still exist. */
  | { readonly duplicates: Bound }
  | { readonly guardrail: string };

export interface Bound {
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
  readonly is?: string | number | boolean | null | undefined;
  readonly matches?: string | undefined;
}

const condition: z.ZodMiniType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition) }),
    z.strictObject({ any: z.array(condition) }),
    z.strictObject({ not: condition }),
    z.strictObject({ fired: id }),
    z.strictObject({ chosen: z.string().check(z.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'beat/choice')) }),
    z.strictObject({ fact: z.string(), where: z.optional(z.record(z.string(), z.union([scalar, bound]))), since: z.optional(id), count: z.optional(z.number()) }),
    z.strictObject({ asks: id }),
    z.strictObject({ agent: z.enum(['idle', 'busy']) }),
    z.strictObject({ site: z.enum(['up', 'down']) }),
    z.strictObject({ database: z.enum(['there', 'deleting', 'empty', 'gone']) }),
    z.strictObject({ copies: bound }),
    z.strictObject({ state: z.strictObject({ machine: z.string(), path: z.string(), instances: z.optional(bound), knowsProduction: z.optional(z.boolean()) }) }),
    z.strictObject({ file: z.strictObject({ machine: z.string(), path: z.string(), exists: z.optional(z.boolean()), contains: z.optional(z.string()) }) }),
    z.strictObject({ terminal: z.string(), status: z.enum(['prompt', 'running', 'question', 'closed']) }),
    z.strictObject({ after: id, seconds }),
    z.strictObject({ duplicates: bound }),
    z.strictObject({ guardrail: id }),
  ]),
) as unknown as z.ZodMiniType<Condition>;

/** Something that a choice or a beat sets off. Real actions, or a goal for the assistant; never an outcome. */
const deed = z.union([
  z.strictObject({ agent: id, with: z.optional(z.record(z.string(), scalar)), keep: z.optional(z.boolean()) }),
  z.strictObject({ line: z.string(), terminal: z.optional(z.string()) }),
  z.strictObject({ interrupt: z.string() }),
  /** The assistant drops what it was going to do. */
  z.strictObject({ drop: z.literal(true) }),
  z.strictObject({ mode: z.enum(['ask', 'accept edits', 'plan', 'skip permissions']) }),
  z.strictObject({ save: z.strictObject({ machine: z.string(), path: z.string(), file: z.string() }) }),
  z.strictObject({ console: z.string(), operation: z.string(), params: z.record(z.string(), z.unknown()) }),
  z.strictObject({ guardrail: id }),
  /** The learner says this to the assistant, in the conversation. */
  z.strictObject({ say: z.string() }),
  /** Lets time pass: seconds, or until nothing is under way (at most that many). */
  z.strictObject({ wait: seconds, quiet: z.optional(z.boolean()) }),
  /** Waits until a terminal is at its prompt. */
  z.strictObject({ free: z.string() }),
]);
export type Deed = z.infer<typeof deed>;

const choice = z.strictObject({
  id,
  label: z.string(),
  detail: z.optional(z.string()),
  does: z.optional(z.string()),
  tone: z.optional(z.enum(['plain', 'destructive'])),
  /** The choice is only offered when this holds. */
  if: z.optional(condition),
  do: z.optional(z.array(deed)),
  /** The learner has done this by hand: the decision counts as made. */
  when: z.optional(condition),
  /** Words with which it can be said to the assistant. */
  hears: z.optional(z.array(z.string())),
  /** What the public record says was chosen that night. */
  real: z.optional(z.boolean()),
});
export type ScenarioChoice = z.infer<typeof choice>;

const beat = z.strictObject({
  id,
  act: z.number(),
  when: condition,
  /** The beat begins its act. */
  begins: z.optional(z.boolean()),
  /** It can be told more than once: anew whenever its condition comes true again. */
  again: z.optional(z.boolean()),
  do: z.optional(z.array(deed)),
  mail: z.optional(z.strictObject({ from: z.string(), subject: z.string() })),
  card: z.optional(z.strictObject({ title: z.string(), tone: z.enum(['loss', 'saved', 'plain']), facts: z.array(z.string()) })),
  attention: z.optional(z.strictObject({ panel: z.enum(['chat', 'terminal', 'site', 'map', 'backups', 'console', 'bill', 'guards']), detail: z.optional(z.string()) })),
  predict: z.optional(z.strictObject({ title: z.string(), choices: z.array(z.strictObject({ id, label: z.string(), right: condition })) })),
  decision: z.optional(
    z.strictObject({
      title: z.string(),
      pressing: z.optional(z.boolean()),
      choices: z.array(choice),
      /** The decision is withdrawn without having been made. */
      lapses: z.optional(condition),
      hints: z.optional(z.array(z.string())),
    }),
  ),
  /** The evening is over: the debrief follows. */
  ends: z.optional(z.boolean()),
});
export type Beat = z.infer<typeof beat>;

const machine = z.strictObject({
  name: id,
  user: z.string(),
  colour: z.enum(['green', 'blue', 'yellow', 'magenta', 'cyan']),
  /** Folders of the case's `disk/` and where they are put. */
  disk: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  ssh: z.optional(z.strictObject({ users: z.array(z.string()) })),
  /** It is the EC2 instance with this Name tag: there while that runs. */
  instance: z.optional(z.string()),
});

export const scenarioSchema = z.strictObject({
  slug: id,
  title: z.string(),
  version: z.number(),
  summary: z.string(),
  minutes: z.string(),
  zone: z.strictObject({ name: z.string(), offset: z.number() }),
  world: z.strictObject({
    /** ISO instants: when the past begins, when the evening begins. */
    built: z.string(),
    starts: z.string(),
    account: z.strictObject({ id: z.string(), alias: z.string(), region: z.string() }),
    /** Further accounts of the same person, reached by a profile of their own. */
    others: z.optional(z.array(z.strictObject({ id: z.string(), alias: z.string(), profile: z.string() }))),
    user: z.strictObject({ name: z.string(), policies: z.array(z.string()) }),
    machines: z.array(machine),
    terminals: z.array(z.strictObject({ id, machine: id, cwd: z.optional(z.string()) })),
    images: z.array(z.strictObject({ repository: z.string(), tag: z.string() })),
    /** What was typed when everything was built, and in the hours before the evening. */
    past: z.array(z.strictObject({ terminal: id, line: z.string() })),
    eve: z.array(z.strictObject({ terminal: id, line: z.string() })),
    site: z.strictObject({ host: z.string(), path: z.string(), title: z.string() }),
    datasets: z._default(z.record(z.string(), z.strictObject({ since: z.string(), schema: z.array(z.string()), grow: z._default(z.record(z.string(), z.string()), {}) })), {}),
    database: z.strictObject({
      instance: z.string(),
      database: z.string(),
      table: z.string(),
      /** Rows at the last nightly backup before the start. */ rowsAtLastBackup: z.number(),
      perHour: z.number(),
    }),
    project: z.strictObject({ machine: id, path: z.string() }),
  }),
  agent: z.strictObject({ machine: id, terminal: id, mode: z.enum(['ask', 'accept edits', 'plan', 'skip permissions']) }),
  acts: z.array(z.strictObject({ number: z.number(), title: z.string() })),
  /** The evening of the first minute: the script that is played to its end and rewound. */
  prologue: z.optional(z.strictObject({ run: z.string(), until: id, /** ISO instant at which it stands. */ at: z.string(), terminal: id, line: z.string() })),
  beats: z.array(beat),
  objectives: z.array(
    z.strictObject({ id, title: z.string(), points: z.number(), met: condition, reached: z.optional(condition), evidence: z.array(z.string()), comment: z.string() }),
  ),
  real: z.array(z.strictObject({ clock: z.string(), text: z.string(), beat: z.optional(id) })),
  contradictions: z.array(z.strictObject({ topic: z.string(), text: z.string() })),
  sources: z.array(z.strictObject({ title: z.string(), url: z.string() })),
});

/** A checked case. */
export type ScenarioData = z.infer<typeof scenarioSchema>;

/** A checked case with its texts and files: what `play` needs. */
export interface Scenario extends ScenarioData {
  /** Prose by section of story.md. */
  readonly story: Readonly<Record<string, string>>;
  readonly briefing: string;
  readonly debrief: Readonly<Record<string, string>>;
  /** Path below `disk/` -> text. */
  readonly disk: Readonly<Record<string, string>>;
  /** Name below `runs/` -> script. */
  readonly runs: Readonly<Record<string, string>>;
}
