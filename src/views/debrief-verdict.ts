// What a guardrail's replay adds to a debrief: whether it would have stopped the evening, and at which call.
import { clock, grouped } from '../lesson/words.ts';
import type { Verdict } from '../whatif/replay.ts';
import type { DebriefView } from './debrief-view.ts';
import { sentence } from './fact-line.ts';

export type Tried = { readonly verdict: Verdict } | { readonly guardrail: string; readonly failed: string };

/** The debrief with one guardrail's replay put in. One that could not be played again says so and claims nothing. */
export function withVerdict(view: DebriefView, tried: Tried, offset: number): DebriefView {
  const id = 'verdict' in tried ? tried.verdict.guardrail : tried.guardrail;
  return {
    ...view,
    guardrails: view.guardrails.map((guardrail) => {
      if (guardrail.id !== id) return guardrail;
      if (!('verdict' in tried)) return { ...guardrail, tried: 'failed' };
      const { stops, at, outcome, left } = tried.verdict;
      return {
        ...guardrail,
        tried: 'yes',
        stops,
        at: at ? `${clock(at.at, offset, true)}  ${sentence(at) ?? at.kind}` : null,
        rowsLost: outcome.rowsLost,
        minutesDown: outcome.minutesDown,
        left: left ? `${left.name}, of ${clock(left.asOf, offset)}, ${left.missing === 0 ? 'no row' : grouped(left.missing)} short` : null,
      };
    }),
  };
}
