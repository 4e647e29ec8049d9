// The debrief with what the replays show, as they finish. One worker for one evening; it ends with the debrief.

import { load } from 'virtual:cases';
import whatif from 'worker:src/app/whatif-worker.ts';
import { useEffect, useState } from 'react';
import { withVerdict } from '../views/debrief-verdict.ts';
import type { DebriefView } from '../views/debrief-view.ts';
import type { Session, TrialAnswer } from './session.ts';
import type { TrialOrder } from './whatif-worker.ts';

/** The session's debrief, completed guardrail by guardrail while it is on the screen. */
export function useDebrief(session: Session | null): DebriefView | null {
  const plain = session?.debrief() ?? null;
  const [shown, setShown] = useState<{ readonly of: DebriefView | null; readonly view: DebriefView | null }>({ of: null, view: null });
  useEffect(() => {
    const trial = session?.trial();
    const parts = trial && load[trial.slug];
    if (!session || !plain || !trial || !parts) return;
    const worker = new Worker(whatif, { type: 'module' });
    worker.onmessage = (event: MessageEvent<TrialAnswer>) => {
      setShown((before) => ({ of: plain, view: withVerdict(before.of === plain && before.view ? before.view : plain, event.data, trial.offset) }));
    };
    void Promise.all([parts.scenario(), parts.foundation()]).then(([scenario, foundation]) => {
      const order: TrialOrder = { trial, scenario: scenario.default, foundation: foundation.default };
      worker.postMessage(order);
    });
    return () => worker.terminate();
  }, [session, plain]);
  return shown.of === plain && shown.view ? shown.view : plain;
}
