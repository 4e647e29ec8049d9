// precondition, postcondition, validation and assert blocks: a condition and what to say when it does not hold.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Block, Expression } from '../../hcl/ast.ts';
import { references } from '../../lang/references.ts';
import type { CheckRule } from '../config.ts';
import { content } from '../content.ts';

const RULE = { attributes: ['condition!', 'error_message!'] };

/** Reads one; null when it is incomplete. A condition that refers to nothing is complained of; `look` may say more of any condition, and what it says also makes the rule useless. */
export function decodeCheckRule(block: Block, diagnostics: Diagnostic[], look?: (condition: Expression) => readonly Diagnostic[]): CheckRule | null {
  const { attributes } = content(block.body, RULE, diagnostics);
  const condition = attributes.condition?.expression;
  if (condition && references(condition).references.length === 0) {
    diagnostics.push({
      severity: 'error',
      summary: `Invalid ${block.type} expression`,
      detail: 'The condition expression must refer to at least one object from elsewhere in the configuration, or else its result would not be checking anything.',
      subject: condition.range,
    });
    if (!look) return null;
  }
  const more = condition && look ? look(condition) : [];
  diagnostics.push(...more);
  if (more.length || !condition || !attributes.error_message) return null;
  return { condition, errorMessage: attributes.error_message.expression, range: block.defRange };
}
