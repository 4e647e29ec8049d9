// Type expressions: `list(string)`, `object({ name = string, size = optional(number, 10) })`, and the defaults that they carry.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Expression } from '../hcl/ast.ts';
import { variables } from '../hcl/variables.ts';
import { convert, isConversionError } from './convert.ts';
import { evaluate } from './evaluate.ts';
import { mark, unmark } from './marks.ts';
import { quote } from './quote.ts';
import { setOf } from './set.ts';
import type { Type } from './type.ts';
import { hasDynamic, isObject, withoutOptional } from './type.ts';
import { unify } from './unify.ts';
import type { Value } from './value.ts';
import { at, keysOf, put, typeOf, unknownOf } from './value.ts';

/** Defaults of `optional(type, value)`, in the shape of the type. Plain data. */
export interface Defaults {
  /** Of an object: its own attributes. */
  readonly values?: { readonly [name: string]: Value };
  /** Of an object's attributes or a tuple's elements (by index). */
  readonly inner?: { readonly [name: string]: Defaults };
  /** Of every element of a collection. */
  readonly each?: Defaults;
}

export interface Constraint {
  /** With optional attribute names. Convert with it after `applyDefaults`. */
  readonly type: Type;
  readonly defaults: Defaults | null;
}

const SUMMARY = 'Invalid type specification';
const ANY: Constraint = { type: 'dynamic', defaults: null };

/** Reads a type expression; null after an error. */
export function decodeConstraint(expression: Expression, diagnostics: Diagnostic[]): Constraint | null {
  const refuse = (detail: string, subject: SourceRange = expression.range): null => {
    diagnostics.push({ severity: 'error', summary: SUMMARY, detail, subject });
    return null;
  };
  const word = keyword(expression);
  if (word !== null) return primitive(word, refuse);
  if (expression.kind !== 'call')
    return refuse('A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).');
  const { name, args } = expression;
  if (name === 'bool' || name === 'string' || name === 'number' || name === 'any') {
    return refuse(`Primitive type keyword ${quote(name)} does not expect arguments.`, { ...expression.nameRange, end: expression.closeRange.end });
  }
  if (args.length !== 1) return wrongArguments(expression, refuse);
  const [arg] = args as [Expression];
  switch (name) {
    case 'list':
    case 'set':
    case 'map': {
      const inner = decodeConstraint(arg, diagnostics);
      if (!inner) return null;
      const type: Type = name === 'list' ? { list: inner.type } : name === 'set' ? { set: inner.type } : { map: inner.type };
      return { type, defaults: inner.defaults ? { each: inner.defaults } : null };
    }
    case 'object':
      return arg.kind === 'object'
        ? objectConstraint(arg, diagnostics)
        : refuse('Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.', arg.range);
    case 'tuple':
      return arg.kind === 'tuple' ? tupleConstraint(arg.items, diagnostics) : refuse('Tuple type constructor requires a list of element types.', arg.range);
    case 'optional':
      return refuse('Keyword "optional" is valid only as a modifier for object type attributes.', expression.nameRange);
    default:
      return refuse(`Keyword ${quote(name)} is not a valid type constructor.`, expression.range);
  }
}

const keyword = (expression: Expression): string | null => {
  if (expression.kind !== 'traversal' || expression.traversal.length !== 1) return null;
  const [root] = expression.traversal;
  return root?.kind === 'root' ? root.name : null;
};

function primitive(word: string, refuse: (detail: string) => null): Constraint | null {
  switch (word) {
    case 'bool':
    case 'string':
    case 'number':
      return { type: word, defaults: null };
    case 'any':
      return ANY;
    case 'list':
    case 'map':
    case 'set':
      return refuse(`The ${word} type constructor requires one argument specifying the element type.`);
    case 'object':
      return refuse('The object type constructor requires one argument specifying the attribute types and values as a map.');
    case 'tuple':
      return refuse('The tuple type constructor requires one argument specifying the element types as a list.');
    default:
      return refuse(`The keyword ${quote(word)} is not a valid type specification.`);
  }
}

function wrongArguments(call: Extract<Expression, { kind: 'call' }>, refuse: (detail: string, subject?: SourceRange) => null): null {
  const subject = call.args.length > 1 ? { ...call.args[1]!.range, end: call.closeRange.end } : call.closeRange;
  switch (call.name) {
    case 'list':
    case 'set':
    case 'map':
      return refuse(`The ${call.name} type constructor requires one argument specifying the element type.`, subject);
    case 'object':
      return refuse('The object type constructor requires one argument specifying the attribute types and values as a map.', subject);
    case 'tuple':
      return refuse('The tuple type constructor requires one argument specifying the element types as a list.', subject);
    case 'optional':
      return refuse('Keyword "optional" is valid only as a modifier for object type attributes.', call.nameRange);
    default:
      return refuse(`Keyword ${quote(call.name)} is not a valid type constructor.`, call.range);
  }
}

function tupleConstraint(items: readonly Expression[], diagnostics: Diagnostic[]): Constraint | null {
  const decoded = items.map((item) => decodeConstraint(item, diagnostics));
  if (decoded.includes(null)) return null;
  const inner: Record<string, Defaults> = {};
  decoded.forEach((item, index) => {
    if (item!.defaults) inner[String(index)] = item!.defaults;
  });
  return { type: { tuple: decoded.map((item) => item!.type) }, defaults: Object.keys(inner).length > 0 ? { inner } : null };
}

function objectConstraint(node: Extract<Expression, { kind: 'object' }>, diagnostics: Diagnostic[]): Constraint | null {
  const object: Record<string, Type> = {};
  const optional: string[] = [];
  const values: Record<string, Value> = {};
  const inner: Record<string, Defaults> = {};
  let ok = true;
  for (const item of node.items) {
    const name = keyword(item.key);
    if (name === null) {
      diagnostics.push({
        severity: 'error',
        summary: SUMMARY,
        detail: 'Object constructor map keys must be attribute names.',
        subject: item.key.range,
        context: node.range,
      });
      ok = false;
      continue;
    }
    const attribute = attributeConstraint(item.value, diagnostics);
    if (!attribute) {
      ok = false;
      continue;
    }
    put(object, name, attribute.type);
    if (attribute.optional) optional.push(name);
    if (attribute.value) put(values, name, attribute.value);
    if (attribute.defaults) put(inner, name, attribute.defaults);
  }
  if (!ok) return null;
  const defaults: Defaults = { ...(Object.keys(values).length > 0 ? { values } : {}), ...(Object.keys(inner).length > 0 ? { inner } : {}) };
  return { type: optional.length > 0 ? { object, optional: optional.sort() } : { object }, defaults: Object.keys(defaults).length > 0 ? defaults : null };
}

function attributeConstraint(node: Expression, diagnostics: Diagnostic[]): (Constraint & { readonly optional: boolean; readonly value?: Value }) | null {
  if (node.kind !== 'call' || node.name !== 'optional') {
    const plain = decodeConstraint(node, diagnostics);
    return plain ? { ...plain, optional: false } : null;
  }
  const refuse = (detail: string, subject: SourceRange): null => {
    diagnostics.push({ severity: 'error', summary: SUMMARY, detail, subject, context: node.range });
    return null;
  };
  if (node.args.length < 1) return refuse('Optional attribute modifier requires the attribute type as its argument.', node.range);
  if (node.args.length > 2) return refuse('Optional attribute modifier expects at most two arguments: the attribute type, and a default value.', node.args[2]!.range);
  const inner = decodeConstraint(node.args[0]!, diagnostics);
  if (!inner) return null;
  const given = node.args[1];
  if (!given) return { ...inner, optional: true };
  const before = diagnostics.length;
  for (const [root] of variables(given))
    if (root) diagnostics.push({ severity: 'error', summary: 'Variables not allowed', detail: 'Variables may not be used here.', subject: root.range });
  const value = evaluate(given, { data: { resolve: () => ({ value: unknownOf('dynamic') }) }, diagnostics });
  if (diagnostics.length > before) return null;
  // The default has its own type's defaults inside.
  const converted = convert(applyDefaults(value, inner), inner.type);
  if (isConversionError(converted)) {
    diagnostics.push({
      severity: 'error',
      summary: 'Invalid default value for optional attribute',
      detail: `This default value is not compatible with the attribute's type constraint: ${converted.error}.`,
      subject: given.range,
    });
    return null;
  }
  return { ...inner, optional: true, value: converted };
}

/** Fills in what optional attributes leave out. The value is not converted: attributes of a wrong type stay as they are. */
export function applyDefaults(value: Value, { type, defaults }: Constraint): Value {
  return defaults ? filled(value, type, defaults) : value;
}

function filled(marked: Value, type: Type, defaults: Defaults): Value {
  const [value, marks] = unmark(marked);
  if (value.k === 'null' || value.k === 'unknown') return marked;
  return mark(filledPlain(value, type, defaults), marks);
}

function filledPlain(value: Value, type: Type, defaults: Defaults): Value {
  if (typeof type === 'string') return value;
  if (isObject(type)) {
    if (value.k !== 'object' && value.k !== 'map') return value;
    const v: Record<string, Value> = {};
    for (const name of keysOf(value.v)) put(v, name, value.v[name]!);
    for (const [name, attribute] of Object.entries(type.object)) {
      const own = at(v, name);
      const fallback = defaults.values ? at(defaults.values, name) : undefined;
      const inner = defaults.inner ? at(defaults.inner, name) : undefined;
      const given = (own === undefined || own.k === 'null') && fallback !== undefined ? fallback : own;
      if (given !== undefined) put(v, name, inner ? filled(given, attribute, inner) : given);
    }
    return { k: 'object', v };
  }
  if ('tuple' in type) {
    if (value.k !== 'tuple' || !defaults.inner) return value;
    return {
      k: 'tuple',
      v: value.v.map((item, index) => (defaults.inner![String(index)] && type.tuple[index] ? filled(item, type.tuple[index]!, defaults.inner![String(index)]!) : item)),
    };
  }
  const { each } = defaults;
  if (!each) return value;
  const element = 'list' in type ? type.list : 'set' in type ? type.set : type.map;
  if (value.k === 'object' || value.k === 'map') {
    const v: Record<string, Value> = {};
    for (const key of keysOf(value.v)) put(v, key, filled(value.v[key]!, element, each));
    return { k: 'object', v };
  }
  if (value.k !== 'list' && value.k !== 'tuple' && value.k !== 'set') return value;
  const items = value.v.map((item) => filled(item, element, each));
  // Elements may now differ in type; conversion will bring them together again.
  if (value.k !== 'set') return { k: 'tuple', v: items };
  const own = hasDynamic(element) ? (unify(items.map(typeOf), true) ?? 'dynamic') : withoutOptional(element);
  const same = items.map((item) => convert(item, own));
  return same.some(isConversionError) ? { k: 'tuple', v: items } : setOf(own, same as Value[]);
}
