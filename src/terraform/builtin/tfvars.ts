// The functions of the built-in provider: provider::terraform::encode_tfvars and its like.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { justAttributes } from '../config/content.ts';
import { rangeText } from '../config/range.ts';
import { staticValue } from '../config/static.ts';
import { parseConfig } from '../hcl/parse.ts';
import { literalText } from '../lang/literal.ts';
import type { ProviderFunction } from '../lang/scope.ts';
import { isWhollyKnown, keysOf, objectOf, stringOf, UNKNOWN, unknownOf, type Value } from '../lang/value.ts';

const SOURCE = '<decode_tfvars argument>';

const words = (found: readonly Diagnostic[]): string | null => {
  const first = found.find((d) => d.severity === 'error');
  return first ? `${first.subject ? rangeText(first.subject) : SOURCE}: ${first.summary}; ${first.detail}` : null;
};

function decode(text: string): ReturnType<ProviderFunction['call']> {
  const { body, diagnostics } = parseConfig(SOURCE, text);
  const syntax = words(diagnostics);
  if (syntax) return { error: `invalid tfvars syntax: ${syntax}` };
  const found: Diagnostic[] = [];
  const attributes = justAttributes(body, found);
  const content = words(found);
  if (content) return { error: `invalid tfvars content: ${content}` };
  const values: Record<string, Value> = {};
  for (const { name, expression } of attributes) {
    const problems: Diagnostic[] = [];
    const value = staticValue(expression, problems);
    const problem = words(problems);
    if (problem || !value) return { error: `invalid expression for variable ${JSON.stringify(name)}: ${problem ?? ''}` };
    values[name] = value;
  }
  return { value: objectOf(values) };
}

function encode(value: Value): ReturnType<ProviderFunction['call']> {
  if (value.k !== 'object' && value.k !== 'map') return { error: 'invalid value to encode: must be an object whose attribute names will become the encoded variable names' };
  const names = keysOf(value.v);
  const wrong = names.find((name) => !/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name));
  if (wrong !== undefined) return { error: `invalid variable name ${JSON.stringify(wrong)}: must be a valid identifier, per Terraform's rules for input variable declarations` };
  return { value: stringOf(names.map((name) => `${name} = ${literalText(value.v[name] as Value)}\n`).join('')) };
}

export const TFVARS_FUNCTIONS: { readonly [name: string]: ProviderFunction } = {
  encode_tfvars: {
    params: [{ name: 'value', type: 'dynamic' }],
    returns: 'string',
    call: ([value]) => (isWhollyKnown(value as Value) ? encode(value as Value) : { value: unknownOf('string') }),
  },
  decode_tfvars: { params: [{ name: 'src', type: 'string' }], call: ([source]) => (source?.k === 'string' ? decode(source.v) : { value: UNKNOWN }) },
  encode_expr: {
    params: [{ name: 'value', type: 'dynamic' }],
    returns: 'string',
    call: ([value]) => ({ value: isWhollyKnown(value as Value) ? stringOf(literalText(value as Value)) : unknownOf('string') }),
  },
};
