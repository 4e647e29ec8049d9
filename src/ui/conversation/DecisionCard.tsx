// The thing that wants an answer: a decision, a prediction before it, or the agent's permission prompt. Number keys answer, with Alt from inside the terminal too.
import { useEffect, useRef } from 'react';
import type { Action } from '../../app/session.ts';
import type { Choice, Decision } from '../../views/desk.ts';
import { Inline, spoken } from '../parts/Inline.tsx';
import { Markdown } from '../parts/Markdown.tsx';
import styles from './decision.module.css';

const PERMISSION: readonly Choice[] = [
  { id: 'yes', label: 'Yes', detail: null, does: null, tone: 'plain' },
  { id: 'always', label: 'Yes, and don’t ask again', detail: null, does: null, tone: 'plain' },
  { id: 'no', label: 'No', detail: null, does: null, tone: 'plain' },
];

export const choicesOf = (decision: Decision): readonly Choice[] => (decision.kind === 'permission' ? PERMISSION : decision.choices);

/** The action that answers a decision with a choice. */
export function answerTo(decision: Decision, choice: string): Action {
  switch (decision.kind) {
    case 'choice':
      return { type: 'choose', beat: decision.id, choice };
    case 'prediction':
      return { type: 'predict', prediction: decision.id, answer: choice };
    case 'permission':
      return { type: 'permit', answer: choice as 'yes' | 'always' | 'no' };
  }
}

/** True where a digit typed belongs to a text field, the terminal or a dialog. */
const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, dialog, [data-terminal]') !== null);

/** The key of a choice: 1 to 9 from the top, and 0 for the last where there are more; empty for those between. */
const digitOf = (index: number, count: number): string => (count > 9 && index === count - 1 ? '0' : index < 9 ? String(index + 1) : '');

/** What a choice does stands beside its words when it is a key, and below them when it is a line. */
const beside = (does: string): boolean => does.length <= 8;

/** A card with more choices than this scrolls them, and keeps the last in sight: it is the way on. */
const MANY = 6;

interface Props {
  readonly decision: Decision;
  readonly dispatch: (action: Action) => void;
  /** The learner considers a command line (hovers or focuses it), or no longer: the map shows what it would touch. */
  readonly onConsider: (command: string | null) => void;
}

export function DecisionCard({ decision, dispatch, onConsider }: Props) {
  const choices = choicesOf(decision);
  const answer = useRef<(choice: string) => void>(() => undefined);
  answer.current = (choice) => dispatch(answerTo(decision, choice));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey) return;
      // With Alt a number answers from everywhere, the terminal included; alone it must not belong to a text.
      const digit = event.altKey ? /^Digit(\d)$/.exec(event.code)?.[1] : /^\d$/.exec(event.key)?.[0];
      if (!digit || (event.target instanceof Element && event.target.closest('dialog'))) return;
      if (!event.altKey && typesText(event.target)) return;
      const choice = choices.find((_, index) => digitOf(index, choices.length) === digit);
      if (!choice) return;
      event.preventDefault();
      event.stopPropagation();
      answer.current(choice.id);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [choices]);

  // A permission prompt is considered as long as it stands.
  const asked = decision.kind === 'permission' ? decision.command : null;
  useEffect(() => {
    onConsider(asked);
    return () => onConsider(null);
  }, [asked, onConsider]);

  const titleId = `decision-${decision.id.replace(/\W/g, '_')}`;
  return (
    <section className={styles.decision} data-kind={decision.kind} aria-labelledby={titleId}>
      {decision.kind === 'prediction' && <p className={styles.kicker}>Before you answer, predict</p>}
      {decision.kind === 'permission' ? (
        <>
          <h3 id={titleId}>The agent wants to run this in {decision.terminal}</h3>
          <pre className={styles.command}>{decision.command}</pre>
          {decision.reason && <p className={styles.body}>{decision.reason}</p>}
        </>
      ) : (
        <>
          <h3 id={titleId}>
            <Inline text={decision.title} />
          </h3>
          {decision.markdown && <Markdown className={styles.body} text={decision.markdown} />}
        </>
      )}
      <ol className={styles.choices} data-many={choices.length > MANY}>
        {choices.map((choice, index) => (
          <li key={choice.id}>
            <button
              type="button"
              data-tone={choice.tone}
              onClick={() => answer.current(choice.id)}
              onPointerEnter={() => onConsider(choice.does ?? asked)}
              onPointerLeave={() => onConsider(asked)}
              onFocus={() => onConsider(choice.does ?? asked)}
              onBlur={() => onConsider(asked)}
              aria-keyshortcuts={digitOf(index, choices.length) ? `${digitOf(index, choices.length)} Alt+${digitOf(index, choices.length)}` : undefined}
            >
              <kbd aria-hidden title={`${digitOf(index, choices.length)}, or Alt+${digitOf(index, choices.length)} from the terminal`}>
                {digitOf(index, choices.length)}
              </kbd>
              <span className={styles.label}>
                <Inline text={choice.label} />
                {choice.detail && (
                  <small>
                    <Inline text={choice.detail} />
                  </small>
                )}
                {choice.does && !beside(choice.does) && <code className={styles.does}>{choice.does}</code>}
              </span>
              {choice.does && beside(choice.does) && <code className={styles.does}>{choice.does}</code>}
            </button>
          </li>
        ))}
      </ol>
      <span className="unseen" role="status">
        {decision.kind === 'permission' ? `The agent asks to run ${decision.command}.` : `${spoken(decision.title)} ${choices.length} choices.`}
      </span>
    </section>
  );
}
