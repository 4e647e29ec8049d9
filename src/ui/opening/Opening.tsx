// The first minute: the recorded evening's end, one line already typed, then time runs back to the start. Played by the engine, not a film.
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DeskStore } from '../../app/desk-state.ts';
import { CALM } from '../../app/pace.ts';
import type { Action } from '../../app/session.ts';
import { useSettings } from '../../app/settings.ts';
import { ChatEntry } from '../conversation/ChatEntry.tsx';
import desk_ from '../desk/desk.module.css';
import { Machine } from '../desk/Machine.tsx';
import { TopBar } from '../desk/TopBar.tsx';
import { useNarrow, useStill } from '../page.ts';
import { Button } from '../parts/Button.tsx';
import { clockOf, zoneOffset } from '../parts/format.ts';
import { Strip } from '../strip/Strip.tsx';
import { MapPanel } from '../world/MapPanel.tsx';
import { Site } from '../world/Site.tsx';
import styles from './opening.module.css';

/** typed: the line waits. told: it has run, and what it means is told. back: time runs back, when the learner says so. start: 22:00 again. */
type Stage = 'typed' | 'told' | 'back' | 'start';

/** Simulated milliseconds: what comes later than this does not belong to the answer. */
const AT_ONCE = 60_000;
const RUNNING_BACK = 4200;

export function Opening({ desk }: { desk: DeskStore }) {
  const { prologue, session, endPrologue } = useStore(desk);
  const [stage, setStage] = useState<Stage>('typed');
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const still = useStill();
  const narrow = useNarrow();
  const settings = useSettings();
  /** All is told that comes at once. */
  const [told, setTold] = useState(false);
  const turn = useRef<HTMLButtonElement>(null);
  const begin = useRef<HTMLButtonElement>(null);
  const recorded = prologue?.session;

  const finish = useCallback(() => {
    const slug = session?.slug;
    if (slug && !settings.opened.includes(slug)) settings.change({ opened: [...settings.opened, slug] });
    endPrologue();
  }, [session, settings, endPrologue]);

  const dispatch = useCallback(
    (action: Action) => {
      if (!recorded || stage !== 'typed' || action.type !== 'line') return;
      recorded.dispatch(action);
      setStage('told');
    },
    [recorded, stage],
  );

  useEffect(() => {
    if (stage !== 'told' || !recorded) return;
    // What the agent says comes as simulated time goes on.
    let beats = 0;
    const beat = setInterval(() => {
      const { nextEventAt: next, clock } = recorded.view();
      if (next !== null && next - clock.at <= AT_ONCE && beats++ < 4) recorded.dispatch({ type: 'wait', until: next });
      else setTold(true);
      redraw();
    }, 700);
    return () => clearInterval(beat);
  }, [stage, recorded]);

  useEffect(() => {
    if (stage !== 'back' || !recorded) return;
    const { strip } = recorded.view();
    const from = strip.now;
    const to = strip.from;
    if (still) {
      recorded.rewindTo({ at: to });
      setStage('start');
      return;
    }
    const began = performance.now();
    let lastDrawn = 0;
    let request = requestAnimationFrame(function run(time) {
      const share = Math.min(1, (time - began) / RUNNING_BACK);
      const eased = share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2;
      if (time - lastDrawn > 45 || share === 1) {
        lastDrawn = time;
        recorded.rewindTo({ at: Math.round(from + (to - from) * eased) });
        redraw();
      }
      if (share < 1) request = requestAnimationFrame(run);
      else setStage('start');
    });
    return () => cancelAnimationFrame(request);
  }, [stage, recorded, still]);

  useEffect(() => {
    if (stage === 'start') begin.current?.focus();
    if (stage === 'told' && told) turn.current?.focus();
  }, [stage, told]);

  const doors = useMemo(
    () => ({
      dispatch,
      complete: () => ({ from: 0, options: [] }),
      file: () => null,
      typing: () => undefined,
    }),
    [dispatch],
  );

  if (!prologue || !recorded) return null;
  const view = recorded.view();
  // Its facts lead to other moments, which are not to be visited yet.
  const shown = view.chat.slice(-6).map((item) => (item.kind === 'card' ? { ...item, facts: [] } : item));
  const start = clockOf(view.strip.from, zoneOffset(view.clock));
  const nothing = () => undefined;
  const showsMap = stage === 'back' || stage === 'start';

  const words = (
    <section className={styles.words} aria-label="The end of the evening">
      {stage !== 'start' && <h2 className="unseen">The end of the evening</h2>}
      <div className={styles.log} aria-live="polite">
        {stage !== 'start' && shown.map((item) => <ChatEntry key={item.id} item={item} onFact={nothing} />)}
        {stage === 'start' && (
          <div className={styles.again}>
            <h2>It is {view.clock.time.slice(0, 5)} again.</h2>
            <p>Nothing has happened yet.</p>
            <button ref={begin} type="button" className={styles.begin} onClick={finish}>
              Begin the evening
            </button>
          </div>
        )}
      </div>
      <div className={styles.foot}>
        {stage === 'typed' && (
          <>
            <p className={styles.ask}>It is {view.clock.time.slice(0, 5)}. The site is gone. One question is already typed: which backups are left?</p>
            <Button look="strong" onClick={() => dispatch({ type: 'line', terminal: prologue.terminal, text: prologue.line, by: 'you' })}>
              Run it <kbd className={styles.key}>Enter</kbd>
            </Button>
          </>
        )}
        {stage === 'told' && told && (
          <>
            <p className={styles.ask}>Here, time can be turned back.</p>
            <button ref={turn} type="button" className={styles.begin} onClick={() => setStage('back')}>
              Turn it back to {start}
            </button>
          </>
        )}
        {stage !== 'start' && (
          <Button look="quiet" onClick={finish}>
            Skip this
          </Button>
        )}
      </div>
    </section>
  );

  return (
    <div className={desk_.desk} data-narrow={narrow}>
      <TopBar view={view} saving={{ state: 'none', message: null }} />
      <main className={styles.columns} data-stage={stage}>
        {words}
        <section className={styles.machine} aria-label="The machine">
          <Machine
            view={{ ...view, files: [], terminals: view.terminals.map((one) => ({ ...one, opens: null })) }}
            doors={doors}
            locked={stage !== 'typed'}
            narrow={narrow}
            prefill={stage === 'typed' ? { terminal: prologue.terminal, line: prologue.line } : undefined}
          />
        </section>
        {!narrow && (
          <section className={styles.world} aria-label="The world">
            <h2 className="unseen">The world</h2>
            {showsMap ? <MapPanel map={view.map} highlight={[]} /> : <Site site={view.site} />}
          </section>
        )}
      </main>
      <footer className={styles.time}>
        <Strip
          view={view}
          place={recorded.place()}
          pace={CALM}
          locked
          bare
          onPlay={nothing}
          onPause={nothing}
          onSpeed={nothing}
          onSkip={nothing}
          onRewind={nothing}
          onBranch={nothing}
          onPresent={nothing}
          onFork={nothing}
        />
      </footer>
    </div>
  );
}
