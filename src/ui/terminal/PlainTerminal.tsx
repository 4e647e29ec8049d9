// A terminal without an emulator: output as text that can be read, selected and heard, and a box for the line. Also what a phone gets.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TerminalView } from '../../views/desk.ts';
import { stateInWords, type TerminalDoors } from './doing.ts';
import { textFrom } from './output.ts';
import { type Span, spansOf } from './spans.ts';
import styles from './terminal.module.css';

/** Only the end of a long output is drawn; the rest is one press away. */
const SHOWN = 400;

export function PlainTerminal({ view, doors, locked, prefill }: { view: TerminalView; doors: TerminalDoors; locked: boolean; prefill?: string | undefined }) {
  const [text, setText] = useState(prefill ?? '');
  const [all, setAll] = useState(false);
  const [past, setPast] = useState<number | null>(null);
  const log = useRef<HTMLDivElement>(null);
  // A line that was typed for the learner goes when it has been run.
  useEffect(() => setText(prefill ?? ''), [prefill]);
  const pinned = useRef(true);
  const lines = useMemo(() => {
    const drawn = spansOf(textFrom(view.output, 0));
    // After a line end the prompt stands on that line.
    return drawn.at(-1)?.length === 0 ? drawn.slice(0, -1) : drawn;
  }, [view.output]);
  const shown = all ? lines : lines.slice(-SHOWN);
  const canType = !locked && (view.status === 'prompt' || view.status === 'question');

  // biome-ignore lint/correctness/useExhaustiveDependencies: scroll after each change of the output
  useLayoutEffect(() => {
    const element = log.current;
    if (element && pinned.current) element.scrollTop = element.scrollHeight;
  }, [lines, view.status]);
  useEffect(() => doors.typing(view.secret ? '' : text), [text, view.secret, doors]);

  const recall = (step: number) => {
    const next = Math.max(0, Math.min(view.history.length, (past ?? 0) + step));
    setPast(next === 0 ? null : next);
    setText(next === 0 ? '' : (view.history[view.history.length - next] ?? ''));
  };

  return (
    <div className={`${styles.pane} ${styles.plain}`} data-terminal>
      <div
        ref={log}
        className={styles.plainLog}
        role="log"
        aria-label={`Output of ${view.label}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable from the keyboard
        tabIndex={0}
        onScroll={(event) => {
          const element = event.currentTarget;
          pinned.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
        }}
      >
        {lines.length > shown.length && (
          <button type="button" onClick={() => setAll(true)}>
            {lines.length - shown.length} earlier lines
          </button>
        )}
        {shown.map((spans, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a terminal have no other identity
          <div key={lines.length - shown.length + index}>
            <Parts spans={spans} />
          </div>
        ))}
        {view.status === 'prompt' && (
          <div>
            <Parts spans={spansOf(view.prompt)[0] ?? []} />
          </div>
        )}
      </div>
      <form
        className={styles.plainForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (!canType) return;
          pinned.current = true;
          doors.dispatch({ type: 'line', terminal: view.id, text, by: 'you' });
          setText('');
          setPast(null);
        }}
      >
        {view.status === 'running' ? (
          <button type="button" className={styles.stop} onClick={() => doors.dispatch({ type: 'interrupt', terminal: view.id, by: 'you' })} disabled={locked}>
            Stop it (Ctrl-C)
          </button>
        ) : (
          <>
            <input
              value={text}
              type={view.secret ? 'password' : 'text'}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (view.status !== 'prompt' || view.secret) return;
                if (event.key === 'ArrowUp') recall(1);
                else if (event.key === 'ArrowDown') recall(-1);
                else return;
                event.preventDefault();
              }}
              aria-label={view.status === 'question' ? 'Answer the program’s question' : `Command for ${view.label}`}
              placeholder={view.status === 'question' ? 'Answer' : 'Type a command'}
              disabled={!canType}
              autoCapitalize="off"
              autoCorrect="off"
              autoComplete="off"
              spellCheck={false}
              enterKeyHint="go"
            />
            <button type="submit" disabled={!canType}>
              Enter
            </button>
          </>
        )}
      </form>
      <p className={styles.foot}>
        <span role="status">{stateInWords(view)}</span>
      </p>
    </div>
  );
}

function Parts({ spans }: { spans: readonly Span[] }) {
  if (spans.length === 0) return '\u00a0';
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line have no other identity
  return spans.map((part, at) => <Part key={at} part={part} />);
}

function Part({ part }: { part: Span }) {
  if (!part.bold && !part.dim && part.colour === null) return <>{part.text}</>;
  return <span className={`${part.bold ? styles.bold : ''} ${part.dim ? styles.dim : ''} ${part.colour === null ? '' : styles[`colour${part.colour}`]}`}>{part.text}</span>;
}
