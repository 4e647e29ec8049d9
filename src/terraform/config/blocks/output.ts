// output blocks.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Block } from '../../hcl/ast.ts';
import type { CheckRule, OutputBlock } from '../config.ts';
import { content } from '../content.ts';
import { staticBool, staticText } from '../static.ts';
import { decodeCheckRule } from './check-rule.ts';
import { checkName } from './name.ts';
import { dependsOn } from './traversal.ts';

const OUTPUT = { attributes: ['description', 'value!', 'depends_on', 'sensitive', 'ephemeral'], blocks: ['precondition', 'postcondition'] };

export function decodeOutput(block: Block, diagnostics: Diagnostic[]): OutputBlock {
  const name = block.labels[0] ?? '';
  checkName(name, block.labelRanges[0], 'Invalid output name', diagnostics);
  const { attributes, blocks } = content(block.body, OUTPUT, diagnostics);
  const preconditions: CheckRule[] = [];
  for (const inner of blocks) {
    if (inner.type === 'postcondition') {
      diagnostics.push({
        severity: 'error',
        summary: 'Postconditions are not allowed',
        detail: 'Output values can only have preconditions, not postconditions.',
        subject: inner.typeRange,
      });
      continue;
    }
    const rule = decodeCheckRule(inner, diagnostics);
    if (rule) preconditions.push(rule);
  }
  const ephemeral = attributes.ephemeral ? (staticBool(attributes.ephemeral.expression, diagnostics) ?? false) : false;
  return {
    name,
    expression: attributes.value?.expression ?? { kind: 'null', range: block.defRange },
    description: attributes.description ? staticText(attributes.description.expression, diagnostics) : null,
    sensitive: attributes.sensitive ? (staticBool(attributes.sensitive.expression, diagnostics) ?? false) : false,
    ephemeral,
    dependsOn: dependsOn(attributes.depends_on, diagnostics),
    preconditions,
    range: block.defRange,
  };
}
