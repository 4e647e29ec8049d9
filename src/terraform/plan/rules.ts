// Conditions that must hold: pre- and postconditions, validations of variables, assertions of check blocks.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { CheckRule } from '../config/config.ts';
import { variables } from '../hcl/variables.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import { hasMark, unmark } from '../lang/marks.ts';
import type { Scope } from '../lang/scope.ts';
import type { Value } from '../lang/value.ts';
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
  readonly validating?: boolean;
}

/** Evaluates one condition. What cannot be known yet is `unknown`, without complaint. */
export function checkRule(rule: CheckRule, kind: RuleKind, scope: Scope, diagnostics: Diagnostic[], options: RuleOptions = {}): RuleOutcome {
  const severity = options.severity ?? 'error';
  const found: Diagnostic[] = [];
  const own: Scope = { ...scope, diagnostics: found };
  const [condition] = unmark(evaluate(rule.condition, own));
  if (found.some((d) => d.severity === 'error')) {
    // The message is worked out nevertheless; where a reference leads nowhere, neither of them sees anything.
    const message = kind === 'Variable validation' ? [] : messageOf(rule, own).problems;
    const blind = [...found, ...message].some(isStatic) ? [rule.condition, rule.errorMessage].flatMap(unseen) : [];
    const told = blind.length ? [...found, ...message].filter(isStatic) : [...found, ...message];
    diagnostics.push(...[...blind, ...told].map((d) => ({ ...d, severity: d.severity === 'error' ? severity : d.severity })));
    return { status: 'error' };
  }
  // While validating nothing is known yet of what a message would say; variables are asked for theirs when a condition fails.
  const early = options.validating || kind === 'Variable validation' ? null : messageOf(rule, own);
  if (early) {
    diagnostics.push(...withSeverity(early.problems, severity));
    if (early.problems.some((d) => d.severity === 'error')) return { status: 'error' };
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
  const message = early ?? variableMessage(rule, own);
  diagnostics.push({
    severity,
    summary: FAILED[kind],
    detail: message.text + (options.appendix ? `\n\n${options.appendix}` : ''),
    subject: options.subject ?? rule.condition.range,
    ...(options.address ? { address: options.address } : {}),
    ...described(rule, own),
    extra: { failedCondition: true },
  });
  if (!early) diagnostics.push(...withSeverity(message.problems, severity));
  return { status: 'fail', message: message.text };
}

/** Problems that are found before anything is evaluated. */
const isStatic = ({ summary }: Diagnostic): boolean => summary.startsWith('Reference to undeclared resource') || summary.startsWith('Reference to undeclared module');

const unseen = (expression: CheckRule['condition']): Diagnostic[] =>
  variables(expression).map((traversal) => ({
    severity: 'error',
    summary: 'Unknown variable',
    detail: `There is no variable named ${JSON.stringify(traversal[0]?.kind === 'root' ? traversal[0].name : '')}.`,
    subject: traversal[0]?.range,
  }));

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

interface Message {
  readonly text: string;
  readonly problems: readonly Diagnostic[];
}

/** Only errors become what the condition is worth; warnings stay. */
const withSeverity = (diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): Diagnostic[] =>
  diagnostics.map((d) => (d.severity === 'error' ? { ...d, severity } : d));

const NO_MESSAGE = 'This check failed, but has an invalid error message as described in the other accompanying messages.';

const secretive = (rule: CheckRule, severity: Diagnostic['severity'], what: string, advice: string): Diagnostic => ({
  severity,
  summary: `Error message refers to ${what} values`,
  detail: `The error expression used to explain this condition refers to ${what} values, so Terraform will not display the resulting message.\n\nYou can correct this by removing references to ${what} values, or by ${advice}`,
  subject: rule.errorMessage.range,
});

const secretiveOf = (rule: CheckRule, value: Value, severity: Diagnostic['severity']): Diagnostic[] => {
  if (hasMark(value, 'sensitive'))
    return [secretive(rule, severity, 'sensitive', 'carefully using the nonsensitive() function if the expression will not reveal the sensitive data.')];
  if (hasMark(value, 'ephemeral')) return [secretive(rule, severity, 'ephemeral', 'using the ephemeralasnull() function on the references to not reveal ephemeral data.')];
  return [];
};

/** What a condition says when it fails. It is worked out, and complains, whether it fails or not (observed with 1.11.4). */
function messageOf(rule: CheckRule, scope: Scope): Message {
  const found: Diagnostic[] = [];
  const value = evaluate(rule.errorMessage, { ...scope, diagnostics: found });
  if (found.some((d) => d.severity === 'error')) return { text: NO_MESSAGE, problems: found };
  const hidden = secretiveOf(rule, value, 'warning');
  if (hidden.length) return { text: NO_MESSAGE, problems: [...found, ...hidden] };
  const text = convert(unmark(value)[0], 'string');
  if ('error' in text) return { text: NO_MESSAGE, problems: [...found, unsuitable(rule, text.error)] };
  if (text.k === 'null') return { text: NO_MESSAGE, problems: [...found, unsuitable(rule, 'expression evaluated to null')] };
  return { text: text.k === 'string' ? text.v.trim() : NO_MESSAGE, problems: found };
}

const unsuitable = (rule: CheckRule, reason: string): Diagnostic => ({
  severity: 'error',
  summary: 'Invalid error message',
  detail: `Unsuitable value for error message: ${reason}.`,
  subject: rule.errorMessage.range,
});

/** The same for a variable's validation, which complains of secrets gravely. */
function variableMessage(rule: CheckRule, scope: Scope): Message {
  const found: Diagnostic[] = [];
  const value = evaluate(rule.errorMessage, { ...scope, diagnostics: found });
  const hidden = hasMark(value, 'sensitive') ? secretiveOf(rule, value, 'error') : [];
  if (hidden.length) return { text: 'The error message included a sensitive value, so it will not be displayed.', problems: [...found, ...hidden] };
  if (hasMark(value, 'ephemeral')) return { text: 'The error message included an ephemeral value, so it will not be displayed.', problems: found };
  const text = convert(unmark(value)[0], 'string');
  return { text: 'error' in text || text.k !== 'string' ? 'Failed to evaluate condition error message.' : text.v.trim(), problems: found };
}
