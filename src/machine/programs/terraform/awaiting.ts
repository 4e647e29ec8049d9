// The plan that a terminal's terraform stands before with its question, for whoever looks at the screen: it is what the lines above the question say.
import type { Plan } from '../../../terraform/plan/plan.ts';
import type { Terminal } from '../../terminal.ts';

/** The plan that waits for a `yes` in this terminal; null when nothing does. */
export function planAwaiting(terminal: Terminal): Plan | null {
  const session = terminal.sessions[terminal.sessions.length - 1];
  for (const task of Object.values(session?.tasks ?? {}))
    for (const frame of task.stack) {
      if (frame.kind !== 'program' || frame.name !== 'terraform' || frame.phase.is !== 'waiting' || frame.phase.wait.for !== 'line') continue;
      // The program keeps its command's own data below its own.
      const kept = frame.state as { readonly state?: { readonly step?: string; readonly plan?: unknown } } | null;
      if (kept?.state?.step === 'approval') return kept.state.plan as Plan;
    }
  return null;
}
