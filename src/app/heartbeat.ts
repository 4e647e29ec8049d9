// The only place where real time drives simulated time, and where a quiet moment saves the run.
import type { DeskStore } from './desk-store.ts';
import { beatLength } from './pace.ts';

/** A run is saved when nothing has changed for this long. */
const QUIET = 700;
/** While time runs there is no quiet; then it is saved this often. */
const AT_LEAST_EVERY = 5000;

/** Starts the heartbeat of a desk; answers how to stop it (which saves once more). */
export function startHeartbeat(store: DeskStore): () => void {
  let lastBeat = performance.now();
  let changedAt = lastBeat;
  let savedAt = lastBeat;
  let request = 0;

  const unsubscribe = store.subscribe((state, before) => {
    if (state.view !== before.view) changedAt = performance.now();
  });

  const tick = (time: number) => {
    const state = store.getState();
    const elapsed = time - lastBeat;
    if (elapsed >= beatLength(state.pace.speed)) {
      lastBeat = time;
      state.beat(elapsed);
    }
    if (state.saving.state === 'pending' && (time - changedAt > QUIET || time - savedAt > AT_LEAST_EVERY)) {
      savedAt = time;
      void state.save();
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
    cancelAnimationFrame(request);
    document.removeEventListener('visibilitychange', hiding);
    removeEventListener('pagehide', leaving);
    unsubscribe();
    void store.getState().save();
  };
}
