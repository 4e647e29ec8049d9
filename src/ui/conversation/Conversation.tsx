// The left column: what is told, said and done, in order; below it the one thing that wants an answer.
import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Action } from '../../app/session.ts';
import type { DeskView } from '../../views/desk.ts';
import { ChatEntry } from './ChatEntry.tsx';
import styles from './conversation.module.css';
import { DecisionCard } from './DecisionCard.tsx';
import { Hints } from './Hints.tsx';
import { SayBox } from './SayBox.tsx';

interface Props {
  readonly view: DeskView;
  readonly past: boolean;
  readonly dispatch: (action: Action) => void;
  readonly onFact: (fact: number) => void;
  readonly onConsider: (command: string | null) => void;
  readonly foot?: React.ReactNode;
}

export function Conversation({ view, past, dispatch, onFact, onConsider, foot }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const dock = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const [below, setBelow] = useState(false);
  // A program of the learner's own keeps nobody busy but them.
  const working = view.agent.busy && view.decision === null && !view.terminals.some((terminal) => terminal.status === 'running' && terminal.by === 'you');
  const last = view.chat[view.chat.length - 1]?.id;

  // Stay at the end as things are added, unless the learner has scrolled up to read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs after each thing that is added
  useLayoutEffect(() => {
    if (pinned.current) toEnd(log.current);
    else setBelow(true);
  }, [last, view.decision?.id, view.chat.length]);
  useEffect(() => {
    const element = log.current;
    if (!element) return;
    const observer = new ResizeObserver(() => pinned.current && toEnd(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  /** The answered card is gone with the focus it had: the conversation takes it, so that the keyboard is not lost. */
  const answer = (action: Action) => {
    const inside = dock.current?.contains(document.activeElement) ?? false;
    dispatch(action);
    requestAnimationFrame(() => {
      if (inside && document.activeElement === document.body) log.current?.focus({ preventScroll: true });
    });
  };

  return (
    <div className={styles.column}>
      <h2 className="unseen">Conversation</h2>
      <div
        ref={log}
        className={styles.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable from the keyboard
        tabIndex={0}
        role="log"
        aria-label="Conversation"
        onScroll={(event) => {
          const element = event.currentTarget;
          pinned.current = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
          if (pinned.current) setBelow(false);
        }}
      >
        <div className={styles.spring} />
        {view.chat.map((item) => (
          <ChatEntry key={item.id} item={item} onFact={onFact} />
        ))}
        {working && (
          <p className={styles.busy}>
            <span className={styles.who}>agent</span>
            <span>at work</span>
          </p>
        )}
      </div>
      {below && (
        <button
          type="button"
          className={styles.toEnd}
          onClick={() => {
            pinned.current = true;
            setBelow(false);
            toEnd(log.current);
          }}
        >
          <ArrowDown size={14} aria-hidden /> newer below
        </button>
      )}
      <div ref={dock} className={styles.dock}>
        {foot}
        {view.decision && <DecisionCard key={view.decision.id} decision={view.decision} dispatch={answer} onConsider={onConsider} />}
        {!view.finished && <Hints hint={view.hint} onAsk={() => dispatch({ type: 'hint' })} />}
        {!view.finished && <SayBox past={past} onSay={(text) => dispatch({ type: 'say', text })} />}
      </div>
    </div>
  );
}

function toEnd(element: HTMLElement | null) {
  if (element) element.scrollTop = element.scrollHeight;
}
