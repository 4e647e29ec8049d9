// The ledger of fidelity: how far the simulated tools agree with what the real ones printed, and what they do not do at all.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SERVICES } from '../../../src/aws/services.ts';
import { awsFormatVerb } from '../../../src/headless/aws-format.ts';
import { parseCase } from '../../../src/headless/txtar.ts';
import { SERVICE_NAMES, serviceNamed } from '../../../src/machine/programs/aws/model.ts';
import { compareSession } from '../psql/compare.ts';
import { sessionFiles as psqlFiles, readSession } from '../psql/sessions.ts';
import { compareSession as compareShell } from '../shell/compare.ts';
import { shellFiles } from '../shell/sessions.ts';
import { VERSION } from './binary.ts';
import { compareExpressions, expressionFiles, readExpressions } from './expressions.ts';
import { compareFile, sessionFiles } from './sessions.ts';

/** A number of recorded things, and how many of them ours prints alike. */
export interface Tally {
  readonly name: string;
  readonly recorded: number;
  readonly alike: number;
}

export interface Service {
  readonly name: string;
  readonly operations: number;
  readonly simulated: number;
}

export interface Ledger {
  readonly terraform: string;
  readonly corpora: readonly Tally[];
  /** Command lines within the sessions, by command. */
  readonly commands: readonly Tally[];
  /** Services of the aws program, with how many of the real one's operations the account carries out, and the commands that it does not. */
  readonly services: readonly Service[];
  readonly differences: readonly { readonly what: string; readonly why: string }[];
  readonly differently: readonly string[];
  readonly outOfScope: readonly string[];
}

const OUT_OF_SCOPE: readonly string[] = [
  'terraform login, logout, test, and the packages of providers lock and mirror: each says so in one line. What metadata and schemas tell in prose is left out.',
  'HCP Terraform (the cloud block), modules and providers from a registry or another network: nothing is downloaded.',
  'init -from-module.',
  'AWS: services and operations that no case or lab needs; the aws program says of each that it is not part of the simulation.',
  'Stack traces of the real program where it fails inside.',
];

/** Where the simulation is coarser than the real thing, and no recording shows it. */
const DIFFERENTLY: readonly string[] = [
  'Times in the cloud are drawn from ranges that are usual for each operation; ids, addresses and endpoints are made up.',
  'A program killed with SIGKILL leaves what it had written; what it had launched ends with it.',
];

/** The recorded commands of the AWS CLI: those chosen by hand, and those made from a seed. */
export const awsLines = (root: string): string[] =>
  ['commands', 'random'].flatMap((name) =>
    readFileSync(path.join(root, 'awscli', `${name}.jsonl`), 'utf8')
      .split('\n')
      .filter(Boolean),
  );

const CORPORA: Readonly<Record<string, string>> = { terraform: 'Terraform sessions', color: 'Terraform sessions with colours', aws: 'Terraform sessions on AWS' };

/** The real program's commands of a service, but for its waiters and those that only it knows. */
const commandsOf = (name: string): readonly string[] => (serviceNamed(name)?.commands ?? '').split(' ').filter((command) => command !== 'wait' && command !== '');
/** Whether the account has the operation behind a command; the program knows the options of some that it has not. */
function isSimulated(name: string, command: string): boolean {
  const service = serviceNamed(name);
  const operation = service && Object.hasOwn(service.operations, command) ? service.operations[command] : undefined;
  return operation !== undefined && Object.hasOwn(SERVICES[service?.service ?? '']?.operations ?? {}, operation.o);
}

/** How much of each service is simulated, counted at the account's door. */
export const servicesOf = (): Service[] =>
  SERVICE_NAMES.map((name) => {
    const commands = commandsOf(name);
    return { name, operations: commands.length, simulated: commands.filter((command) => isSimulated(name, command)).length };
  });

const table = (counts: ReadonlyMap<string, { recorded: number; alike: number }>): Tally[] =>
  [...counts].map(([name, count]) => ({ name, ...count })).sort((a, b) => b.recorded - a.recorded || (a.name < b.name ? -1 : 1));

function add(counts: Map<string, { recorded: number; alike: number }>, name: string, recorded: number, alike: number): void {
  const own = counts.get(name) ?? { recorded: 0, alike: 0 };
  own.recorded += recorded;
  own.alike += alike;
  counts.set(name, own);
}

const COMMAND = /^(?:[A-Z_a-z0-9]+=(?:"[^"]*"|'[^']*'|\S*) )*terraform(?: -chdir=\S*)? +((?:state|workspace|providers) [a-z][a-z-]*|[a-z][a-z-]*)/;

/** The command that a line runs, as `terraform state mv`; null for other programs. */
export const commandOf = (line: string): string | null => {
  const name = COMMAND.exec(line)?.[1];
  return name === undefined ? null : `terraform ${name}`;
};

/** Compares all that is recorded. Takes a minute or two: psql’s lines are typed in a whole world. */
export async function makeLedger(root: string): Promise<Ledger> {
  const corpora = new Map<string, { recorded: number; alike: number }>();
  const commands = new Map<string, { recorded: number; alike: number }>();
  for (const { corpus, file } of sessionFiles(root)) {
    const found = await compareFile(file);
    add(corpora, CORPORA[corpus] ?? corpus, 1, found.length ? 0 : 1);
    const left = found.map((difference) => difference.cmd);
    for (const { cmd } of parseCase(readFileSync(file, 'utf8')).steps) {
      const name = commandOf(cmd);
      const at = left.indexOf(cmd);
      if (at >= 0) left.splice(at, 1);
      if (name) add(commands, name, 1, at < 0 ? 1 : 0);
    }
  }
  for (const file of expressionFiles(root)) {
    const { length } = readExpressions(path.join(root, file));
    add(corpora, 'Terraform expressions', length, length - compareExpressions(path.join(root, file)).length);
  }
  const lines = awsLines(root);
  const said = awsFormatVerb([], lines.join('\n')).split('\n').filter(Boolean);
  const alike = lines.filter((line, index) => {
    const want = JSON.parse(line) as { out: string; exit: number };
    const got = JSON.parse(said[index] ?? '{"out":"","exit":-1}') as { out: string; exit: number };
    return want.out.trimEnd() === got.out.trimEnd() && want.exit === got.exit;
  });
  add(corpora, 'AWS CLI commands', lines.length, alike.length);
  for (const file of psqlFiles(path.join(root, 'psql'))) {
    const { length } = readSession(file);
    add(corpora, 'psql and pg_dump lines', length, length - (await compareSession(file)).length);
  }
  for (const file of shellFiles(path.join(root, 'shell'))) {
    const { length } = readSession(file);
    add(corpora, 'Shell lines', length, length - compareShell(file).length);
  }
  const reasons = JSON.parse(readFileSync(path.join(root, 'differences.json'), 'utf8')) as Record<string, string>;
  return {
    terraform: VERSION,
    corpora: table(corpora),
    commands: table(commands),
    services: servicesOf(),
    differences: Object.entries(reasons).map(([what, why]) => ({ what, why })),
    differently: DIFFERENTLY,
    outOfScope: OUT_OF_SCOPE,
  };
}

const rows = (list: readonly Tally[]): string =>
  list.map(({ name, recorded, alike }) => `| ${name} | ${recorded} | ${alike} | ${((100 * alike) / recorded).toFixed(1)} % |\n`).join('');

/** The commands of a service that are not simulated, folded: some services have hundreds. */
function leftOut(name: string): string {
  const names = commandsOf(name).filter((command) => !isSimulated(name, command));
  return names.length ? `<details><summary>Not simulated: ${name} (${names.length})</summary>\n\n${names.join(', ')}\n\n</details>\n` : '';
}

/** The ledger as a page. */
export const ledgerPage = (ledger: Ledger): string => `# Fidelity

How far the simulated tools agree with the real ones, computed by \`npm run ledger\` from what is recorded under \`test/recorded\` (Terraform ${ledger.terraform}, AWS CLI 2.9.19, psql 15.18, bash 5.2.15 and the tools of Debian 12).
"Alike" is: the same text and the same exit status, but for ids, times and the order of progress lines; in sessions on AWS also but for what the cloud makes up, in those of psql but for what 16 words otherwise than 15. The recordings are a sample, chosen by hand and by chance; they are no proof for what was not recorded.

| recorded | count | alike | |
|---|---:|---:|---:|
${rows(ledger.corpora)}
## Command by command

Every command line of the Terraform sessions.

| command | lines | alike | |
|---|---:|---:|---:|
${rows(ledger.commands)}
## AWS, service by service

Commands of AWS CLI 2.9.19 that the simulated account carries out. Whoever types another one of these services is told that it is not part of the simulation.

| service | commands | simulated |
|---|---:|---:|
${ledger.services.map(({ name, operations, simulated }) => `| ${name} | ${operations} | ${simulated} |\n`).join('')}
${ledger.services.map(({ name }) => leftOut(name)).join('')}
## What still differs

${ledger.differences.map(({ what, why }) => `- \`${what}\`: ${why}\n`).join('')}
## Simulated differently

${ledger.differently.map((line) => `- ${line}\n`).join('')}
## Out of scope

${ledger.outOfScope.map((line) => `- ${line}\n`).join('')}`;

/** Where the two forms of the ledger lie. */
export const LEDGER_DATA = 'src/ui/notes/fidelity.json';
export const LEDGER_PAGE = 'docs/fidelity.md';

/** Writes both. */
export async function writeLedger(root: string): Promise<void> {
  const ledger = await makeLedger(root);
  writeFileSync(LEDGER_DATA, `${JSON.stringify(ledger, null, 2)}\n`);
  writeFileSync(LEDGER_PAGE, ledgerPage(ledger));
  for (const { name, recorded, alike } of ledger.corpora) console.log(`${name.padEnd(34)} ${String(alike).padStart(5)} of ${recorded}`);
}
