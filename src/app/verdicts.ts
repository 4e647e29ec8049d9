// The debrief with what the replays show, as they finish. One worker for one evening; it ends with the debrief.
import { useEffect, useState } from 'react';
import { type DebriefView, withVerdict } from '../views/debrief-verdict.ts';
import type { Session, TrialAnswer } from './session.ts';

/** The session's debrief, completed guardrail by guardrail while it is on the screen. */
export function useDebrief(session: Session | null): DebriefView | null {
  const plain = session?.debrief() ?? null;
  const [shown, setShown] = useState<{ readonly of: DebriefView | null; readonly view: DebriefView | null }>({ of: null, view: null });
  useEffect(() => {
    const trial = session?.trial();
    if (!session || !plain || !trial) return;
    const worker = new Worker(new URL('./whatif-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<TrialAnswer>) => {
      setShown((before) => ({ of: plain, view: withVerdict(before.of === plain && before.view ? before.view : plain, event.data, trial.offset) }));
    };
    worker.postMessage(trial);
    return () => worker.terminate();
  }, [session, plain]);
  return shown.of === plain && shown.view ? shown.view : plain;
}
