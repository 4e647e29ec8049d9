// What a guardrail is: whether it is in place, how a person puts it in place, what it costs, where its hole is.
import { peek } from '../aws/cloud.ts';
import { INSTANCES, type Instance } from '../aws/rds/tables.ts';
import { accountOf } from '../world/measure.ts';
import type { World } from '../world/world.ts';

/** What a person does to put it in place: lines typed, and waits until a terminal is free. */
export type Step = { readonly line: string; readonly terminal: string } | { readonly free: string };

/** Where the hands are: during the evening on the machine with the project, or beforehand on the one where the state is. */
export interface Place {
  /** The terminal whose folder has the state. */
  readonly terminal: string;
  /** Other terminals whose machines hold a copy of the configuration. */
  readonly copies: readonly string[];
}

export interface Guardrail {
  readonly id: string;
  readonly name: string;
  /** US dollars a month, in the account of the case. */
  readonly monthly: number;
  /** Minutes of a person's time in an ordinary week. */
  readonly minutes: number;
  readonly price: string;
  readonly hole: string;
  inPlace(world: World): boolean;
  putInPlace(world: World, place: Place): readonly Step[];
}

/** The instance under the production name, or null. */
export const databaseOf = (world: World): Readonly<Instance> | null =>
  Object.values(peek(accountOf(world), world.setting.region, INSTANCES)).find((one) => one.identifier === world.setting.database.instance) ?? null;

/** The text of all .tf files of the project on the learner's machine. */
export function configurationOf(world: World, machine = world.setting.project.machine): string {
  const disk = world.computers.machines[machine]?.disk ?? {};
  const texts: string[] = [];
  for (const [path, entry] of Object.entries(disk))
    if (path.startsWith(`${world.setting.project.path}/`) && path.endsWith('.tf') && entry.type === 'file') texts.push(entry.text ?? '');
  return texts.join('\n');
}

/** A line typed in the project's folder that leaves the shell where it was. */
export const inProject = (line: string): string => `(cd ~/infra && ${line})`;

/** Adds a line after `skip_final_snapshot` in whichever file has it: that is where the database is. */
export const addToDatabase = (line: string): string => inProject(`sed -i '/skip_final_snapshot/a ${line}' $(grep -rl --include=*.tf skip_final_snapshot .)`);

/** Edits the configuration wherever there is a copy of it, then applies where the state is. */
export const editAndApply = (edit: string, place: Place): readonly Step[] => [
  ...place.copies.map((terminal) => ({ line: edit, terminal })),
  { line: `${edit} && ${inProject('terraform apply -auto-approve -input=false')}`, terminal: place.terminal },
  { free: place.terminal },
];

/** The attributes of the database in configuration text: uncommented assignments only. */
export const configured = (text: string, name: string, value: string): boolean => new RegExp(`^[^#\\n]*\\b${name}\\s*=\\s*${value}\\b`, 'm').test(text);
