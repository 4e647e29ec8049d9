// The debrief: what happened with its causes, what it cost, what was decided, the recorded evening beside it. All of it read off the run.
import { since } from '../engine/log.ts';
import type { Fact } from '../engine/moment.ts';
import { GUARDRAILS } from '../guardrails/index.ts';
import { beatOf } from '../lesson/director.ts';
import { lossOf, outcomeOf } from '../lesson/outcome.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock, dayOf } from '../lesson/words.ts';
import type { DebriefView, EveningView } from './debrief-view.ts';
import type { FactLine } from './desk.ts';
import { factLine, sentence } from './fact-line.ts';

type Line = DebriefView['timeline'][number];

const LOSS = /^(rds\.instance\.(deleting|deleted)|rds\.snapshot\.deleted)$/;

/** Facts worth a line: what people did, what changed data or the site, what was refused. Repeated small things are left to the trail. */
function worth(fact: Fact): Line['kind'] | null {
  if (LOSS.test(fact.kind)) return 'loss';
  if (fact.kind === 'site.changed') return 'site';
  if (
    fact.kind === 'decision.made' ||
    fact.kind === 'agent.permitted' ||
    fact.kind === 'shell.interrupt' ||
    fact.kind === 'console.clicked' ||
    (fact.kind === 'shell.line' && fact.data.by === 'you')
  )
    return 'you';
  if (
    fact.kind === 'agent.denied' ||
    (fact.kind === 'shell.line' && fact.data.by === 'agent' && /terraform (apply|destroy|import|state)|unzip|aws rds/.test(String(fact.data.text)))
  )
    return 'agent';
  // That something is not there is an answer, not a refusal.
  if (fact.kind === 'aws.refused' && /^(Get|List|Describe|Head)/.test(String(fact.data.operation)) && !/AccessDenied|Unauthorized|Subscription/.test(String(fact.data.code)))
    return null;
  if (/^(rds\.|support\.|aws\.refused)/.test(fact.kind)) return 'cloud';
  return null;
}

const AGAIN = / \((\d+) times\)$/;

export function timelineOf(scenario: Scenario, play: Play): Line[] {
  const facts = since(play.world.time.facts, play.world.setting.firstFact);
  const lines: Line[] = [];
  let today = '';
  const listed = new Map<number, true>();
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  for (const fact of facts) {
    const kind = worth(fact);
    const text = kind && sentence(fact);
    if (!kind || !text) continue;
    // The nearest cause that has a line of its own.
    let cause = fact.cause;
    while (cause !== null && !listed.has(cause)) cause = byId.get(cause)?.cause ?? null;
    // The same thing several times in a row, for the same reason, is one line.
    const last = lines[lines.length - 1];
    if (last && kind === 'cloud' && last.cause === cause && last.text.replace(AGAIN, '') === text) {
      const times = Number(AGAIN.exec(last.text)?.[1] ?? 1) + 1;
      lines[lines.length - 1] = { ...last, text: `${text} (${times} times)` };
      continue;
    }
    listed.set(fact.id, true);
    const day = dayOf(fact.at, scenario.zone.offset);
    lines.push({ fact: fact.id, day: day === today ? null : day, clock: clock(fact.at, scenario.zone.offset, true), text, kind, cause });
    today = day;
  }
  return lines;
}

/** What each decision set off: the weightiest thing that happened between it and the next. */
function changedBy(facts: readonly Fact[], from: number, to: number, deleted: Fact | null): string {
  const between = facts.filter((fact) => fact.id > from && fact.id < to);
  if (deleted && deleted.id > from && deleted.id < to) return 'The deletion of the production database followed from it.';
  const down = between.find((fact) => fact.kind === 'site.changed' && !fact.data.up);
  if (down) return 'The site went down after it.';
  const up = between.find((fact) => fact.kind === 'site.changed' && fact.data.up);
  if (up) return 'The site came up again after it.';
  const writes = between.filter((fact) => fact.kind === 'aws.call' && fact.data.kind === 'write');
  const refused = between.filter((fact) => fact.kind === 'aws.refused').length;
  if (writes.length) return `${writes.length} changing ${writes.length === 1 ? 'call' : 'calls'} to AWS${refused ? `, ${refused} of them refused` : ''}.`;
  return 'Nothing changed in the account.';
}

const TITLES: Readonly<Record<DebriefView['ending'], string>> = {
  avoided: 'Nothing was lost',
  half: 'Stopped half-way',
  'own-copy': 'Lost, and brought back from your own copy',
  support: 'Lost, and recovered by support',
  lost: 'Lost for good',
};

/** What an evening came to, finished or not, in the figures that two evenings are compared by. */
export function figuresOf(scenario: Scenario, play: Play): NonNullable<EveningView['figures']> {
  const { ending, rowsLost, minutesDown, stillDown, money } = outcomeOf(scenario, play);
  return { title: TITLES[ending], over: play.progress.finished, rowsLost, minutesDown, stillDown, money };
}

/** The debrief without the guardrails' replays, which take a while: those are added when they are known. */
export function debriefView(scenario: Scenario, play: Play, frameAt: (at: number) => number): DebriefView {
  const outcome = outcomeOf(scenario, play);
  const { world, progress } = play;
  const facts = since(world.time.facts, world.setting.firstFact);
  const loss = lossOf(world);
  const made = facts.filter((fact) => fact.kind === 'decision.made');
  const lineOf = (id: number): FactLine | null => {
    const fact = facts.find((one) => one.id === id);
    return fact ? factLine(fact, scenario.zone.offset) : null;
  };
  return {
    ending: outcome.ending,
    title: TITLES[outcome.ending],
    markdown: scenario.debrief[outcome.ending] ?? '',
    score: outcome.score,
    rowsLost: outcome.rowsLost,
    minutesDown: outcome.minutesDown,
    stillDown: outcome.stillDown,
    money: outcome.money,
    timeline: timelineOf(scenario, play),
    decisions: made.flatMap((fact, index) => {
      const beat = beatOf(scenario, String(fact.data.beat));
      if (!beat?.decision || beat.act === 0 || beat.act >= 8) return [];
      const next = made[index + 1]?.id ?? Number.POSITIVE_INFINITY;
      return [
        {
          act: beat.act,
          question: beat.decision.title,
          chosen: String(fact.data.label),
          changed: changedBy(facts, fact.id, next, loss),
          real: beat.decision.choices.find((choice) => choice.real)?.label ?? '',
          frame: frameAt(fact.at - 1),
        },
      ];
    }),
    guardrails: Object.values(GUARDRAILS).map((guardrail) => ({
      id: guardrail.id,
      name: guardrail.name,
      inPlace: guardrail.inPlace(world),
      stops: false,
      at: null,
      price: guardrail.price,
      hole: guardrail.hole,
      rowsLost: outcome.rowsLost,
      minutesDown: outcome.minutesDown,
      tried: 'no' as const,
      left: null,
    })),
    findings: outcome.findings.map((finding) => ({
      objective: finding.title,
      verdict: finding.verdict,
      evidence: finding.evidence.map(lineOf).filter((line): line is FactLine => line !== null),
      comment: finding.comment,
    })),
    real: scenario.real.map((line) => {
      const told = line.beat ? progress.told[line.beat] : undefined;
      return { clock: line.clock, text: line.text, yours: told ? clock(told.at, scenario.zone.offset) : null };
    }),
    contradictions: scenario.contradictions,
    sources: scenario.sources,
  };
}
