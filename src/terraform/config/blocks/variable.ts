// variable blocks: type, default, validations.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Block, Expression } from '../../hcl/ast.ts';
import { parseExpression } from '../../hcl/parse.ts';
import { applyDefaults, type Constraint, decodeConstraint } from '../../lang/constraint.ts';
import { convert } from '../../lang/convert.ts';
import { references } from '../../lang/references.ts';
import { elementType, isCollection, isObject, isTuple, type Type } from '../../lang/type.ts';
import type { Value } from '../../lang/value.ts';
import type { CheckRule, VariableBlock } from '../config.ts';
import { content } from '../content.ts';
import { staticBool, staticText, staticValue } from '../static.ts';
import { decodeCheckRule } from './check-rule.ts';
import { checkName } from './name.ts';
import { keyword, literalText } from './traversal.ts';

const VARIABLE = { attributes: ['description', 'default', 'type', 'sensitive', 'ephemeral', 'nullable'], blocks: ['validation'] };
const RESERVED = new Set(['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals']);

export function decodeVariable(block: Block, diagnostics: Diagnostic[]): VariableBlock {
  const name = block.labels[0] ?? '';
  checkName(name, block.labelRanges[0], 'Invalid variable name', diagnostics);
  if (RESERVED.has(name)) {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid variable name',
      detail: `The variable name ${JSON.stringify(name)} is reserved due to its special meaning inside module blocks.`,
      subject: block.labelRanges[0],
    });
  }
  const { attributes, blocks } = content(block.body, VARIABLE, diagnostics);
  const constraint = attributes.type ? typeConstraint(attributes.type.expression, diagnostics) : ANY;
  const nullable = attributes.nullable ? (staticBool(attributes.nullable.expression, diagnostics) ?? true) : true;
  const flag = (key: string) => (attributes[key] ? (staticBool(attributes[key].expression, diagnostics) ?? false) : false);
  const variable: VariableBlock = {
    name,
    type: constraint.type,
    defaults: constraint.defaults,
    parsing: !attributes.type || constraint.type === 'string' || constraint.type === 'number' || constraint.type === 'bool' ? 'literal' : 'expression',
    default: attributes.default ? defaultValue(attributes.default.expression, constraint, nullable, diagnostics) : null,
    description: attributes.description ? staticText(attributes.description.expression, diagnostics) : null,
    sensitive: flag('sensitive'),
    ephemeral: flag('ephemeral'),
    nullable,
    validations: [],
    range: block.defRange,
  };
  const validations: CheckRule[] = [];
  for (const inner of blocks) {
    const rule = decodeCheckRule(inner, diagnostics, (condition) => speaksOf(name, condition));
    if (rule) validations.push(rule);
  }
  return { ...variable, validations };
}

/** The complaint about a condition that does not speak of its own variable. */
const speaksOf = (name: string, condition: Expression): readonly Diagnostic[] =>
  references(condition).references.some((reference) => reference.kind === 'variable' && reference.name === name)
    ? []
    : [
        {
          severity: 'error',
          summary: 'Invalid variable validation condition',
          detail: `The condition for variable ${JSON.stringify(name)} must refer to var.${name} in order to test incoming values.`,
          subject: condition.range,
        },
      ];

const ANY: Constraint = { type: 'dynamic', defaults: null };

function typeConstraint(expression: Parameters<typeof literalText>[0], diagnostics: Diagnostic[]): Constraint {
  const quoted = literalText(expression);
  if (quoted !== null && expression.range.filename.endsWith('.json'))
    return typeConstraint(parseExpression(expression.range.filename, quoted, expression.range.start).expression, diagnostics);
  if (quoted !== null) {
    const hint: Record<string, string> = {
      string: 'Remove the quotes around "string".',
      list: 'Remove the quotes around "list" and write list(string) instead to explicitly indicate that the list elements are strings.',
      map: 'Remove the quotes around "map" and write map(string) instead to explicitly indicate that the map elements are strings.',
    };
    diagnostics.push({
      severity: 'error',
      summary: hint[quoted] ? 'Invalid quoted type constraints' : 'Invalid legacy variable type hint',
      detail: hint[quoted]
        ? `Terraform 0.11 and earlier required type constraints to be given in quotes, but that form is now deprecated and will be removed in a future version of Terraform. ${hint[quoted]}`
        : 'To provide a full type expression, remove the surrounding quotes and give the type expression directly.',
      subject: expression.range,
    });
    return ANY;
  }
  const word = keyword(expression);
  if (word === 'list') return { type: { list: 'dynamic' }, defaults: null };
  if (word === 'map') return { type: { map: 'dynamic' }, defaults: null };
  return decodeConstraint(expression, diagnostics) ?? ANY;
}

/** Where in a value a conversion failed, in front of why: `.size: `, `["a"]: `. */
function pathText(path: readonly (string | number)[], type: Type): string {
  let text = '';
  let at: Type = type;
  for (const step of path) {
    const object = isObject(at);
    text += object ? `.${step}` : `[${JSON.stringify(step)}]`;
    if (isObject(at)) at = at.object[step] ?? 'dynamic';
    else if (isTuple(at)) at = at.tuple[Number(step)] ?? 'dynamic';
    else if (isCollection(at)) at = elementType(at);
  }
  return text && `${text}: `;
}

function defaultValue(expression: Parameters<typeof staticValue>[0], constraint: Constraint, nullable: boolean, diagnostics: Diagnostic[]): Value | null {
  const value = staticValue(expression, diagnostics);
  if (!value) return null;
  const filled = value.k === 'null' ? value : applyDefaults(value, constraint);
  const converted = convert(filled, constraint.type);
  if ('error' in converted) {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid default value for variable',
      detail: `This default value is not compatible with the variable's type constraint: ${pathText(converted.path, constraint.type)}${converted.error}.`,
      subject: expression.range,
    });
    return { k: 'unknown', type: constraint.type };
  }
  if (!nullable && converted.k === 'null') {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid default value for variable',
      detail: 'A null default value is not valid when nullable=false.',
      subject: expression.range,
    });
  }
  return converted;
}
