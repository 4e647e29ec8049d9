// Conditions that must hold: pre- and postconditions, validations of variables, assertions of check blocks.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { CheckRule } from '../config/config.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import { hasMark, unmark } from '../lang/marks.ts';
import type { Scope } from '../lang/scope.ts';
import type { CheckStatus } from '../state/state.ts';
import { describeReferences } from './describe.ts';

export interface RuleOutcome {
  readonly status: CheckStatus;
  readonly message?: string;
}

export type RuleKind = 'Resource precondition' | 'Resource postcondition' | 'Module output value precondition' | 'Check block assertion' | 'Variable validation';

const FAILED: { readonly [kind in RuleKind]: string } = {
  'Resource precondition': 'Resource precondition failed',
  'Resource postcondition': 'Resource postcondition failed',
  'Module output value precondition': 'Module output value precondition failed',
  'Check block assertion': 'Check block assertion failed',
  'Variable validation': 'Invalid value for variable',
};

export interface RuleOptions {
  /** Assertions of check blocks only warn. */
  readonly severity?: Diagnostic['severity'];
  readonly subject?: SourceRange;
  /** Put after the message, in a paragraph of its own. */
  readonly appendix?: string;
  readonly address?: string;
}

/** Evaluates one condition. What cannot be known yet is `unknown`, without complaint. */
export function checkRule(rule: CheckRule, kind: RuleKind, scope: Scope, diagnostics: Diagnostic[], options: RuleOptions = {}): RuleOutcome {
  const severity = options.severity ?? 'error';
  const found: Diagnostic[] = [];
  const own: Scope = { ...scope, diagnostics: found };
  const [condition] = unmark(evaluate(rule.condition, own));
  if (found.some((d) => d.severity === 'error')) {
    diagnostics.push(...found.map((d) => ({ ...d, severity })));
    return { status: 'error' };
  }
  if (condition.k === 'unknown') return { status: 'unknown' };
  const problem = (summary: string, detail: string): RuleOutcome => {
    diagnostics.push({ severity, summary, detail, subject: rule.condition.range });
    return { status: 'error' };
  };
  if (condition.k === 'null') return problem('Invalid condition result', 'Condition expression must return either true or false, not null.');
  const result = convert(condition, 'bool');
  if ('error' in result || result.k !== 'bool')
    return problem('Invalid condition result', `Invalid condition result value: ${'error' in result ? result.error : 'a bool is required'}.`);
  if (result.v) return { status: 'pass' };
  const message = messageOf(rule, own, severity, diagnostics);
  diagnostics.push({
    severity,
    summary: FAILED[kind],
    detail: message + (options.appendix ? `\n\n${options.appendix}` : ''),
    subject: options.subject ?? rule.condition.range,
    ...(options.address ? { address: options.address } : {}),
    ...described(rule, own),
    extra: { failedCondition: true },
  });
  return { status: 'fail', message };
}

/** What a plan says of an assertion that only the apply can decide. */
export const knownLater = (rule: CheckRule, scope: Scope): Diagnostic => ({
  severity: 'warning',
  summary: 'Check block assertion known after apply',
  detail: 'The condition could not be evaluated at this time, a result will be known when this plan is applied.',
  subject: rule.condition.range,
  ...described(rule, scope),
});

const described = (rule: CheckRule, scope: Scope): Pick<Diagnostic, 'values'> => {
  const values = describeReferences(rule.condition, { ...scope, diagnostics: [] });
  return values.length ? { values } : {};
};

function messageOf(rule: CheckRule, scope: Scope, severity: Diagnostic['severity'], diagnostics: Diagnostic[]): string {
  const found: Diagnostic[] = [];
  const value = evaluate(rule.errorMessage, { ...scope, diagnostics: found });
  diagnostics.push(...found.map((d) => ({ ...d, severity })));
  if (hasMark(value, 'sensitive')) {
    diagnostics.push({
      severity,
      summary: 'Error message refers to sensitive values',
      detail:
        'The error expression used to explain this condition refers to sensitive values, so Terraform will not display the resulting message.\n\nYou can correct this by removing references to sensitive values, or by carefully using the nonsensitive() function if the expression will not reveal the sensitive data.',
      subject: rule.errorMessage.range,
    });
    return 'The error message included a sensitive value, so it will not be displayed.';
  }
  if (hasMark(value, 'ephemeral')) return 'The error message included an ephemeral value, so it will not be displayed.';
  const text = convert(unmark(value)[0], 'string');
  if ('error' in text || text.k !== 'string') return 'Failed to evaluate condition error message.';
  return text.v.trim();
}
