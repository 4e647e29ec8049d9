// The only place where real time drives simulated time, and where a quiet moment saves the run.
import type { DeskStore } from './desk-state.ts';
import { beatLength } from './pace.ts';

/** A run is saved when nothing has changed for this long. */
const QUIET = 700;
/** While time runs there is no quiet; then it is saved this often. */
const AT_LEAST_EVERY = 5000;
/** Milliseconds of work at a time on what a desk can do without at first: less than a frame of the screen. */
const IDLE = 8;

/** Starts the heartbeat of a desk; answers how to stop it (which saves once more). */
export function startHeartbeat(store: DeskStore): () => void {
  let lastBeat = performance.now();
  let changedAt = lastBeat;
  let savedAt = lastBeat;
  let whole = true;
  let request = 0;

  // What came before the frame that a kept run opens with is made again while nothing else is to do.
  const whenIdle = (work: () => void) => void ('requestIdleCallback' in globalThis ? requestIdleCallback(work) : setTimeout(work, 50));
  let stopped = false;
  const recover = () => {
    if (!stopped && store.getState().recover(IDLE)) whenIdle(recover);
  };

  const unsubscribe = store.subscribe((state, before) => {
    if (state.view !== before.view) changedAt = performance.now();
    if (state.session !== before.session && state.session) whenIdle(recover);
  });

  const tick = (time: number) => {
    const state = store.getState();
    const elapsed = time - lastBeat;
    if (elapsed >= beatLength(state.pace.speed)) {
      lastBeat = time;
      state.beat(elapsed);
    }
    const quiet = time - changedAt > QUIET;
    const due = state.saving.state === 'pending' && (quiet || time - savedAt > AT_LEAST_EVERY);
    // What was saved while things moved lacks the newest frame.
    if (due || (quiet && !whole)) {
      savedAt = time;
      whole = quiet;
      void state.save(quiet);
    }
    request = requestAnimationFrame(tick);
  };
  request = requestAnimationFrame(tick);

  const leaving = () => {
    store.getState().leaveBehind();
    void store.getState().save();
  };
  const hiding = () => {
    if (document.visibilityState === 'hidden') leaving();
  };
  document.addEventListener('visibilitychange', hiding);
  addEventListener('pagehide', leaving);

  return () => {
    stopped = true;
    cancelAnimationFrame(request);
    document.removeEventListener('visibilitychange', hiding);
    removeEventListener('pagehide', leaving);
    unsubscribe();
    void store.getState().save();
  };
}
