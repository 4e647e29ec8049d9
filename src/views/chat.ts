// The conversation, read off the record: what was told, said, run and answered, in order.

import { since } from '../engine/log.ts';
import type { Fact } from '../engine/moment.ts';
import { beatOf } from '../lesson/director.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock, dayOf } from '../lesson/words.ts';
import type { ChatItem, FactLine } from './desk.ts';
import { factLine } from './fact-line.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** All items so far. */
export function chatOf(scenario: Scenario, play: Play): ChatItem[] {
  const { offset } = scenario.zone;
  const facts = since(play.world.time.facts, play.world.setting.firstFact);
  const items: ChatItem[] = [];
  const tools = toolResults(play, facts);
  for (const fact of facts) {
    const base = { id: String(fact.id), at: fact.at, clock: clock(fact.at, offset) };
    switch (fact.kind) {
      case 'beat.told': {
        if (fact.data.begins)
          items.push({ ...base, id: `${fact.id}.act`, kind: 'act', number: Number(fact.data.act), title: scenario.acts.find((act) => act.number === fact.data.act)?.title ?? '' });
        const mail = fact.data.mail as { from: string; subject: string } | undefined;
        if (mail) items.push({ ...base, kind: 'mail', from: mail.from, subject: mail.subject, markdown: text(fact.data.text) });
        else if (fact.data.text) items.push({ ...base, kind: 'story', markdown: text(fact.data.text) });
        const card = fact.data.card as { title: string; tone: 'loss' | 'saved' | 'plain'; facts: string[] } | undefined;
        if (card)
          items.push({
            ...base,
            id: `${fact.id}.card`,
            kind: 'card',
            title: card.title,
            markdown: scenario.debrief[`card ${text(fact.data.beat)}`] ?? '',
            tone: card.tone,
            facts: evidence(facts, fact.id, card.facts, offset),
          });
        break;
      }
      case 'agent.said':
        items.push({ ...base, kind: 'agent', markdown: text(fact.data.text) });
        break;
      case 'you.said':
        items.push({ ...base, kind: 'you', text: text(fact.data.text) });
        break;
      case 'decision.made': {
        const choice = beatOf(scenario, text(fact.data.beat))?.decision?.choices.find((one) => one.id === fact.data.choice);
        if (fact.data.by === 'click' && !choice?.do?.some((deed) => 'say' in deed)) items.push({ ...base, kind: 'you', text: text(fact.data.label) });
        break;
      }
      case 'prediction.told': {
        const [predicted, happened] = [text(fact.data.predicted), text(fact.data.happened)];
        const right = predicted === happened;
        items.push({
          ...base,
          kind: 'card',
          title: right ? 'As you predicted' : 'Not as you predicted',
          markdown: `${text(fact.data.title)}\n\n${right ? `${happened}.` : `You said: ${predicted}. It was: **${happened}**.`}`,
          tone: 'plain',
          facts: [],
        });
        break;
      }
      case 'support.replied':
        items.push({ ...base, kind: 'mail', from: 'AWS Support', subject: 'Your case', markdown: text(fact.data.body) });
        break;
      case 'agent.runs':
        items.push({
          ...base,
          kind: 'tool',
          command: text(fact.data.command),
          terminal: text(fact.data.terminal),
          ...(tools.get(fact.id) ?? { status: 'running', seconds: 0, exit: null }),
        });
        break;
      case 'agent.denied':
        items.push({ ...base, kind: 'tool', command: text(fact.data.command), terminal: play.agent.terminal, status: 'denied', seconds: 0, exit: null });
        break;
      default:
    }
  }
  return items;
}

type Result = { readonly status: 'running' | 'done' | 'failed' | 'interrupted'; readonly seconds: number; readonly exit: number | null };

/** How each command of the agent ended: the first exit in its terminal after it. */
function toolResults(play: Play, facts: readonly Fact[]): Map<number, Result> {
  const results = new Map<number, Result>();
  let open: Fact | null = null;
  let interrupted = false;
  for (const fact of facts) {
    if (fact.kind === 'agent.runs') {
      open = fact;
      interrupted = false;
    } else if (open && fact.data.terminal === play.agent.terminal && fact.kind === 'shell.interrupt') interrupted = true;
    else if (open && fact.data.terminal === play.agent.terminal && fact.kind === 'shell.exit') {
      const exit = typeof fact.data.exit === 'number' ? fact.data.exit : null;
      results.set(open.id, { status: interrupted ? 'interrupted' : exit ? 'failed' : 'done', seconds: Math.round((fact.at - open.at) / 1000), exit });
      open = null;
    }
  }
  if (open) results.set(open.id, { status: 'running', seconds: Math.round((play.world.time.now - open.at) / 1000), exit: null });
  return results;
}

/** How many facts a card rests on at most. */
const MOST = 6;

/** The last facts of the kinds that a card names, before it was told. Of calls, those that led to the others where there are others. */
function evidence(facts: readonly Fact[], before: number, kinds: readonly string[], offset: number): FactLine[] {
  const named = facts.filter((fact) => fact.id < before && kinds.includes(fact.kind) && factLine(fact, offset) !== null);
  const others = named.filter((fact) => fact.kind !== 'aws.call');
  const calls = named.filter((fact) => fact.kind === 'aws.call' && (others.length ? led(facts, fact.id, others) : TELLING.test(String(fact.data.operation))));
  const first = others.length ? calls.slice(0, 2) : [];
  const last = (others.length ? others : calls).slice(first.length - MOST);
  const chosen = [...first, ...last];
  const spans = new Set(chosen.map((fact) => dayOf(fact.at, offset))).size > 1;
  return chosen
    .sort((one, other) => one.id - other.id)
    .flatMap((fact) => {
      const line = factLine(fact, offset);
      // Among facts of another day a clock alone would mislead.
      return line ? [spans ? { ...line, clock: `${dayOf(fact.at, offset).slice(0, 3)} ${line.clock}` } : line] : [];
    });
}

/** Calls that say something by themselves. */
const TELLING = /^Delete(DB|Load|Vpc|Service|Cluster)|^(CreateDBSnapshot|TerminateInstances)/;

/** Whether one of these facts goes back to the fact `cause`. */
function led(facts: readonly Fact[], cause: number, later: readonly Fact[]): boolean {
  const first = facts[0]?.id ?? 0;
  return later.some((fact) => {
    let at: number | null = fact.cause;
    while (at !== null && at > cause) at = facts[at - first]?.cause ?? null;
    return at === cause;
  });
}
