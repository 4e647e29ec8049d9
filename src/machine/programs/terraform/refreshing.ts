// The end of `terraform refresh`: what was found is stored, and the outputs are shown.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { outputsLine } from '../../../terraform/print/json-lines.ts';
import { drawOutputs } from '../../../terraform/print/outputs.ts';
import type { State } from '../../../terraform/state/state.ts';
import type { StateStore } from './backend.ts';
import { problem, type Session } from './session.ts';
import { type Stored, storeState } from './state-access.ts';

/** Writes the refreshed state; says what went wrong, or nothing. */
export function storeRefreshed(session: Session, store: StateStore, before: Stored, state: State): readonly Diagnostic[] {
  const { problem: refusal } = storeState(session, store, before, state, true);
  return refusal === null ? [] : [problem(`failed to write state: ${refusal}`, '')];
}

/** The outputs below an apply or a refresh, or nothing. */
export function outputsText(session: Session, { outputs }: State): string {
  if (session.stream) return outputsLine(session.process.time.now, outputs);
  const text = drawOutputs(outputs);
  return text ? `${session.ink.bold(session.ink.green('\nOutputs:\n\n'))}${text}` : '';
}
