// A fact as a sentence, for timelines, cards and evidence. Facts that only the machinery cares about have none.
import type { Fact } from '../engine/moment.ts';
import { clock, grouped } from '../lesson/words.ts';
import type { FactLine } from './desk.ts';

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const who: Readonly<Record<string, string>> = { you: 'You', agent: 'The agent', cast: 'Somebody' };
const by = (fact: Fact) => who[text(fact.data.by)] ?? 'Somebody';
const shortened = (line: string, most = 90) => (line.length > most ? `${line.slice(0, most - 1)}…` : line).replaceAll('\n', ' ');

type Sentence = (fact: Fact) => string | null;

const nameOf = (fact: Fact) =>
  text(fact.data.name) ||
  text(fact.data.secret) ||
  text(fact.data.policy) ||
  text(fact.data.id) ||
  text(fact.data.identifier) ||
  text(fact.data.snapshot) ||
  text(fact.data.arn) ||
  text(fact.data.bucket);

const SENTENCES: Readonly<Record<string, Sentence>> = {
  'shell.line': (fact) => `${by(fact)} ran \`${shortened(text(fact.data.text))}\` on ${text(fact.data.machine)}`,
  'shell.exit': (fact) => (fact.data.exit === 0 ? null : `\`${shortened(text(fact.data.text), 60)}\` ended with exit code ${text(fact.data.exit)}`),
  'shell.interrupt': (fact) => (fact.data.signal ? null : `${by(fact)} pressed Ctrl-C`),
  'process.signal': (fact) => `${by(fact)} sent SIG${text(fact.data.signal)} to \`${shortened(text(fact.data.program), 60)}\``,
  'terminal.opened': (fact) => `${by(fact)} opened another terminal on ${text(fact.data.machine)}`,
  'file.saved': (fact) => `${by(fact)} saved ${text(fact.data.path)}`,
  'aws.call': (fact) => (fact.data.kind === 'write' ? `${text(fact.data.operation)} was called${resource(fact)}${words(fact)}` : null),
  'aws.refused': (fact) => `${text(fact.data.operation)} was refused: ${text(fact.data.code)}`,
  'console.clicked': (fact) => `${by(fact)} clicked ${text(fact.data.operation)} in the console`,
  'rds.instance.deleting': (fact) =>
    `The deletion of ${text(fact.data.identifier)} began, with ${fact.data.deleteAutomatedBackups ? 'its automated backups' : 'its automated backups kept'} and ${fact.data.skipFinalSnapshot ? 'no final snapshot' : 'a final snapshot'}`,
  'rds.instance.deleted': (fact) => `The database instance ${text(fact.data.identifier)} was gone`,
  'rds.instance.created': (fact) => `The database instance ${text(fact.data.identifier)} became available`,
  'rds.instance.restored': (fact) => `${text(fact.data.identifier)} was restored from ${text(fact.data.from) || text(fact.data.snapshot)}`,
  'rds.cluster.deleting': (fact) =>
    `The deletion of the cluster ${text(fact.data.identifier)} began, with ${fact.data.deleteAutomatedBackups ? 'its automated backups' : 'its automated backups kept'} and ${fact.data.skipFinalSnapshot ? 'no final snapshot' : 'a final snapshot'}`,
  'rds.cluster.deleted': (fact) => `The database cluster ${text(fact.data.identifier)} was gone`,
  'rds.cluster.created': (fact) => `The database cluster ${text(fact.data.identifier)} became available`,
  'rds.cluster.failed-over': (fact) => `The cluster ${text(fact.data.identifier)} failed over to ${text(fact.data.to)}`,
  'rds.snapshot.created': (fact) => `The ${text(fact.data.kind)} snapshot ${text(fact.data.snapshot)} was complete`,
  'rds.snapshot.deleted': (fact) => `The ${text(fact.data.kind)} snapshot ${text(fact.data.snapshot)} was deleted`,
  'rds.data.exported': (fact) => `${total(fact)} rows of ${text(fact.data.identifier)} were exported to s3://${text(fact.data.bucket)}`,
  'rds.data.loaded': (fact) => `${total(fact)} rows were loaded into ${text(fact.data.identifier)} from s3://${text(fact.data.bucket)}`,
  'cloudwatch.alarm.state': (fact) => `The alarm ${text(fact.data.name)} went from ${text(fact.data.from)} to ${text(fact.data.to)}`,
  'lambda.function.failed': (fact) => `The function ${text(fact.data.name)} failed: ${text(fact.data.error)}`,
  'events.delivery.failed': (fact) => `The rule ${text(fact.data.name)} could not start its target: ${shortened(text(fact.data.reason))}`,
  'scheduler.delivery.failed': (fact) => `The schedule ${text(fact.data.name)} could not start its target: ${shortened(text(fact.data.reason))}`,
  'stepfunctions.execution.failed': (fact) => `An execution of ${text(fact.data.machine).split(':').pop()} failed: ${text(fact.data.error)}`,
  'rds.instance.protection': (fact) => `Deletion protection of ${text(fact.data.identifier)} was switched ${fact.data.on ? 'on' : 'off'}`,
  'site.changed': (fact) => (fact.data.up ? 'The site was up again' : `The site went down: ${text(fact.data.broken) || text(fact.data.reason)}`),
  'support.plan.changed': (fact) => `The support plan became ${text(fact.data.to)}`,
  'support.case.opened': () => 'A support case was opened',
  'support.replied': () => 'Support answered',
  'agent.said': () => null,
  'agent.runs': () => null,
  'agent.asked': (fact) => `The agent asked whether it may run \`${shortened(text(fact.data.command), 70)}\``,
  'agent.permitted': (fact) => `You answered ${text(fact.data.answer)}`,
  'agent.denied': (fact) => `The agent was denied \`${shortened(text(fact.data.command), 70)}\``,
  'agent.mode': (fact) => `The agent's mode became "${text(fact.data.mode)}"`,
  'agent.finished': (fact) => FINISHED[text(fact.data.goal)] ?? null,
  'decision.made': (fact) => `You decided: ${text(fact.data.label)}`,
};

/** Rows of all tables that a fact names. */
const total = (fact: Fact): string =>
  grouped(
    Object.values(fact.data.rows && typeof fact.data.rows === 'object' ? fact.data.rows : {})
      .map(Number)
      .reduce((sum, rows) => sum + rows, 0),
  );

const FINISHED: Readonly<Record<string, string>> = {
  'explain-plan': 'The agent reported where the state is',
  'list-new': 'The agent listed what is new',
  'list-destroy': 'The agent read out what a destroy would take',
  'compare-archive': 'The agent compared the two states',
  unpack: 'The agent had unpacked the archive',
};

const resource = (fact: Fact): string => {
  const arn = text(fact.data.resource);
  return !arn || arn === '*' ? '' : ` on ${arn.split(/[:/]/).pop()}`;
};

/** The words of a request that decide what happens to data. */
const words = (fact: Fact): string => {
  const params = fact.data.params as Record<string, unknown> | undefined;
  const telling = ['skipFinalSnapshot', 'deleteAutomatedBackups', 'deletionProtection', 'applyImmediately']
    .filter((name) => typeof params?.[name] === 'boolean')
    .map((name) => `${name}: ${String(params?.[name])}`);
  return telling.length ? ` (${telling.join(', ')})` : '';
};

/** The sentence of a fact, or null when it has none. Things that begin and end (`ec2.vpc.deleted`) get theirs from their kind. */
export function sentence(fact: Fact): string | null {
  const known = SENTENCES[fact.kind];
  if (known) return known(fact);
  const parts =
    /^(ec2|elbv2|ecs|ecr|route53|s3|logs|iam|kms|acm|secretsmanager|lambda|events|scheduler|stepfunctions|sns|cloudwatch)\.([a-z-]+)\.(created|deleted|terminated|launched|allocated|released)$/.exec(
      fact.kind,
    );
  if (!parts) return null;
  return `The ${(parts[2] as string).replaceAll('-', ' ')} ${nameOf(fact)} was ${parts[3]}`;
}

export function factLine(fact: Fact, offset: number): FactLine | null {
  const line = sentence(fact);
  return line ? { id: fact.id, clock: clock(fact.at, offset, true), text: line } : null;
}
