// What is asked of the learner now: a prediction, a choice, a permission.
import { beatOf, offered } from '../lesson/director.ts';
import { forecastChoices, forecastTitle } from '../lesson/forecast.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import type { Decision, DeskView } from './desk.ts';

export function decisionOf(scenario: Scenario, play: Play): Decision | null {
  const { agent, progress } = play;
  const { forecast } = progress;
  if (progress.guided && forecast && forecast.answer === null)
    return {
      kind: 'prediction',
      id: forecast.id,
      title: forecastTitle(forecast),
      markdown:
        forecast.from === 'question'
          ? 'The plan stands in the terminal, with its question. Predict, then answer it there.'
          : `The agent asks to run \`${agent.pending?.command ?? ''}\`.`,
      choices: forecastChoices(forecast).map(({ id, label }) => ({ id, label, detail: null, does: null, tone: 'plain' })),
    };
  if (agent.pending) return { kind: 'permission', id: `permission-${agent.asked}`, command: agent.pending.command, reason: agent.pending.why, terminal: agent.terminal };
  const beat = progress.open ? beatOf(scenario, progress.open.beat) : undefined;
  if (!beat?.decision || !progress.open) return null;
  if (progress.open.part === 'prediction' && beat.predict) {
    return {
      kind: 'prediction',
      id: beat.id,
      title: beat.predict.title,
      markdown: null,
      choices: beat.predict.choices.map((choice) => ({ id: choice.id, label: choice.label, detail: null, does: null, tone: 'plain' })),
    };
  }
  return {
    kind: 'choice',
    id: beat.id,
    title: beat.decision.title,
    markdown: null,
    pressing: beat.decision.pressing ?? false,
    choices: offered(play, beat).map((choice) => ({ id: choice.id, label: choice.label, detail: choice.detail ?? null, does: choice.does ?? null, tone: choice.tone ?? 'plain' })),
  };
}

export function hintOf(scenario: Scenario, play: Play): DeskView['hint'] {
  const open = play.progress.open;
  const hints = open ? (beatOf(scenario, open.beat)?.decision?.hints ?? []) : [];
  if (!open || !hints.length) return null;
  const given = play.progress.hints[open.beat] ?? 0;
  return { given: hints.slice(0, given), left: hints.length - given };
}

/** The panel that matters now: of the beat told last that names one. */
export function attentionOf(scenario: Scenario, play: Play): DeskView['attention'] {
  if (!play.progress.guided) return null;
  const told = Object.entries(play.progress.told).sort(([, a], [, b]) => b.fact - a.fact);
  for (const [id] of told) {
    const attention = beatOf(scenario, id)?.attention;
    if (attention) return { panel: attention.panel, detail: attention.detail ?? null };
  }
  return null;
}
