// Turns the body of a block into a value, by the schema of a resource type or provider.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Attribute, Block, Body } from '../hcl/ast.ts';
import { blocksOf } from '../hcl/json.ts';
import { convert } from '../lang/convert.ts';
import { evaluate } from '../lang/evaluate.ts';
import { mark, unmark } from '../lang/marks.ts';
import type { Scope } from '../lang/scope.ts';
import { setOf } from '../lang/set.ts';
import { elementType, hasDynamic, isList, isObject, isSet, type Type, typeToJson } from '../lang/type.ts';
import { entriesOf, objectOf, put, unknownOf, type Value } from '../lang/value.ts';
import type { AttributeSchema, BlockSchema } from '../provider.ts';
import { extraneous, labelsFit, unsupportedArgument, unsupportedBlock } from './content.ts';
import { attributeType, emptyNested, impliedType, nestedType } from './schema.ts';

type Nested = NonNullable<BlockSchema['block_types']>[string];

/** The object that a body describes. Errors go to the scope's diagnostics; what they spoil is unknown. */
export function decodeBody(body: Body, given: BlockSchema, scope: Scope): Value {
  const before = scope.diagnostics.length;
  const value = decodeAs(body, asWritten(body, given), scope);
  if (scope.diagnostics.length === before) return value;
  // References come first: when one leads nowhere, what else is wrong with the block is not looked at.
  const unresolved = scope.diagnostics.slice(before).filter((d) => d.extra?.unresolved);
  if (unresolved.length > 0) scope.diagnostics.splice(before, scope.diagnostics.length, ...unresolved);
  return value;
}

/** Schemas in which some attributes are blocks, by the names of these: what is remembered by a schema is then remembered for them too. */
const rewritten = new WeakMap<BlockSchema, Map<string, BlockSchema>>();

/** Attributes that are lists or sets of objects may be written as blocks (as with the `ingress` of a security group); then they are decoded as such. */
function asWritten(body: Body, schema: BlockSchema): BlockSchema {
  const names = new Set<string>();
  for (const block of body.blocks) {
    const name = block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type;
    if (schema.attributes?.[name]?.type && !schema.block_types?.[name]) names.add(name);
  }
  if (names.size === 0) return schema;
  let known = rewritten.get(schema);
  if (!known) rewritten.set(schema, (known = new Map()));
  const key = [...names].join(' ');
  let made = known.get(key);
  if (!made) known.set(key, (made = withBlocks(schema, names)));
  return made;
}

function withBlocks(schema: BlockSchema, names: ReadonlySet<string>): BlockSchema {
  let attributes: Record<string, AttributeSchema> | null = null;
  let types: Record<string, Nested> | null = null;
  for (const name of names) {
    const type = attributeType(schema.attributes?.[name] as AttributeSchema);
    const mode = isList(type) ? 'list' : isSet(type) ? 'set' : null;
    const element = isList(type) || isSet(type) ? elementType(type) : null;
    if (!mode || !element || !isObject(element)) continue;
    attributes ??= { ...schema.attributes };
    types ??= { ...schema.block_types };
    delete attributes[name];
    types[name] = { nesting_mode: mode, block: blockOf(element) };
  }
  return attributes && types ? { ...schema, attributes, block_types: types } : schema;
}

/** The schema of blocks that stand for objects of a type: everything is optional. */
const blockOf = (type: { readonly object: { readonly [name: string]: Type } }): BlockSchema => ({
  attributes: Object.fromEntries(Object.entries(type.object).map(([name, inner]) => [name, { type: typeToJson(inner), optional: true }])),
});

function decodeAs(body: Body, schema: BlockSchema, scope: Scope): Value {
  const attributes = schema.attributes ?? {};
  const types = schema.block_types ?? {};
  const given = new Map<string, Attribute>();
  const blocks = [...body.blocks];
  const present: Record<string, Attribute> = {};
  for (const attribute of body.attributes) present[attribute.name] = attribute;
  for (const attribute of body.attributes) {
    const own = attributes[attribute.name];
    if (own) given.set(attribute.name, attribute);
    else if (body.json && types[attribute.name]) blocks.push(...blocksOf(attribute, types[attribute.name]?.nesting_mode === 'map' ? 1 : 0));
    else if (body.json && attribute.name === 'dynamic') blocks.push(...blocksOf(attribute, 1));
    else if (body.json) scope.diagnostics.push(extraneous(attribute, [...Object.keys(attributes), ...Object.keys(types)]));
    else scope.diagnostics.push(unsupportedArgument(attribute, settable(attributes), Object.keys(types), present));
  }
  const v: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const source = given.get(name);
    if (!source && attribute.required) {
      scope.diagnostics.push({
        severity: 'error',
        summary: 'Missing required argument',
        detail: `The argument ${JSON.stringify(name)} is required, but no definition was found.`,
        subject: body.endRange,
      });
    }
    put(v, name, source ? attributeValue(source, attribute, scope) : { k: 'null', type: attributeType(attribute) });
  }
  decodeBlocks(body, blocks, schema, scope, v);
  return objectOf(v);
}

const settable = (attributes: NonNullable<BlockSchema['attributes']>): string[] => Object.keys(attributes);

function attributeValue(source: Attribute, attribute: AttributeSchema, scope: Scope): Value {
  const type = attributeType(attribute);
  const before = scope.diagnostics.length;
  const value = evaluate(source.expression, scope);
  if (scope.diagnostics.slice(before).some((d) => d.severity === 'error')) return unknownOf(type);
  const converted = convert(value, type);
  if ('error' in converted) {
    scope.diagnostics.push({
      severity: 'error',
      summary: 'Incorrect attribute value type',
      detail: `Inappropriate value for attribute ${JSON.stringify(source.name)}: ${converted.error}.`,
      subject: source.expression.range,
      context: source.range,
    });
    return unknownOf(type);
  }
  return converted;
}

function decodeBlocks(body: Body, blocks: readonly Block[], schema: BlockSchema, scope: Scope, v: Record<string, Value>): void {
  const types = schema.block_types ?? {};
  const found = new Map<string, { block: Block; scope: Scope }[]>();
  const unknown = new Set<string>();
  for (const block of blocks) {
    if (block.type === 'dynamic') {
      if (labelsFit(block, ['type'], scope.diagnostics)) expandDynamic(block, types, scope, found, unknown);
      continue;
    }
    if (!types[block.type]) {
      scope.diagnostics.push(unsupportedBlock(block, Object.keys(types), Object.keys(schema.attributes ?? {})));
      continue;
    }
    push(found, block.type, { block, scope });
  }
  for (const [name, nested] of Object.entries(types)) {
    const list = found.get(name) ?? [];
    if (unknown.has(name)) {
      put(v, name, unknownOf(nestedType(nested)));
      continue;
    }
    checkCount(name, nested, list, body, scope);
    put(v, name, list.length ? nestedValue(nested, list) : emptyNested(nested));
  }
}

function push<T>(table: Map<string, T[]>, key: string, item: T): void {
  const list = table.get(key);
  if (list) list.push(item);
  else table.set(key, [item]);
}

function checkCount(name: string, nested: Nested, list: readonly { block: Block }[], body: Body, scope: Scope): void {
  const least = nested.min_items ?? 0;
  const most = nested.max_items ?? (nested.nesting_mode === 'single' || nested.nesting_mode === 'group' ? 1 : 0);
  if (list.length < least) {
    const detail = nested.nesting_mode === 'single' ? `A ${name} block is required.` : `At least ${least} ${JSON.stringify(name)} blocks are required.`;
    scope.diagnostics.push({
      severity: 'error',
      summary: nested.nesting_mode === 'single' ? `Missing ${name} block` : `Insufficient ${name} blocks`,
      detail,
      subject: body.endRange,
    });
  } else if (most > 0 && list.length > most) {
    const extra = list[most]?.block;
    const single = nested.nesting_mode === 'single' || nested.nesting_mode === 'group';
    scope.diagnostics.push({
      severity: 'error',
      summary: single ? `Duplicate ${name} block` : `Too many ${name} blocks`,
      detail: single
        ? `Only one block of type ${JSON.stringify(name)} is allowed. Previous definition was at ${list[0]?.block.defRange.filename}:${list[0]?.block.defRange.start.line}.`
        : `No more than ${most} ${JSON.stringify(name)} blocks are allowed`,
      subject: extra?.defRange ?? body.range,
    });
  }
}

function nestedValue(nested: Nested, list: readonly { block: Block; scope: Scope }[]): Value {
  const values = list.map(({ block, scope }) => decodeBody(block.body, nested.block, scope));
  const type = impliedType(nested.block);
  switch (nested.nesting_mode) {
    case 'list':
      return hasDynamic(type) ? { k: 'tuple', v: values } : { k: 'list', elem: type, v: values };
    case 'set':
      return setOf(type, values);
    case 'map': {
      const v: Record<string, Value> = {};
      for (const [index, { block }] of list.entries()) put(v, block.labels[0] ?? '', values[index] as Value);
      return hasDynamic(type) ? objectOf(v) : { k: 'map', elem: type, v };
    }
    default:
      return values[0] as Value;
  }
}

/** A `dynamic "x"` block stands for a block of type x per element of its for_each. */
function expandDynamic(block: Block, types: { readonly [name: string]: Nested }, scope: Scope, found: Map<string, { block: Block; scope: Scope }[]>, unknown: Set<string>): void {
  const type = block.labels[0] as string;
  if (!types[type]) {
    scope.diagnostics.push({
      ...unsupportedBlock({ ...block, type, typeRange: block.labelRanges[0] ?? block.typeRange }, Object.keys(types), []),
    });
    return;
  }
  const named = (name: string) => block.body.attributes.find((attribute) => attribute.name === name);
  const forEach = named('for_each');
  const inner = block.body.blocks.find((candidate) => candidate.type === 'content');
  if (!forEach) {
    scope.diagnostics.push(missing('for_each', block.body.endRange));
    return;
  }
  if (!inner) {
    scope.diagnostics.push({
      severity: 'error',
      summary: 'Insufficient content blocks',
      detail: 'At least 1 "content" blocks are required.',
      subject: block.body.endRange,
    });
    return;
  }
  const iterator = named('iterator');
  const name = iterator?.expression.kind === 'traversal' && iterator.expression.traversal[0]?.kind === 'root' ? iterator.expression.traversal[0].name : type;
  const before = scope.diagnostics.length;
  const [value, marks] = unmark(evaluate(forEach.expression, scope));
  if (scope.diagnostics.length > before) {
    unknown.add(type);
    return;
  }
  if (value.k === 'unknown') {
    unknown.add(type);
    return;
  }
  if (value.k === 'null' || !['list', 'set', 'tuple', 'map', 'object'].includes(value.k)) {
    scope.diagnostics.push({
      severity: 'error',
      summary: 'Invalid dynamic for_each value',
      detail: value.k === 'null' ? 'Cannot use a null value in for_each.' : `Cannot use a ${value.k} value in for_each. An iterable collection is required.`,
      subject: forEach.expression.range,
    });
    return;
  }
  const labels = named('labels');
  for (const [key, item] of entriesOf(value)) {
    const names = { ...scope.names, [name]: objectOf({ key: mark(key, marks), value: mark(item, marks) }) };
    const own: Scope = { ...scope, names };
    const label = labels ? evaluate(labels.expression, own) : null;
    const texts = label && (label.k === 'tuple' || label.k === 'list') ? label.v.map((part) => (part.k === 'string' ? part.v : '')) : [];
    push(found, type, { block: { ...inner, type, labels: texts, defRange: block.defRange }, scope: own });
  }
}

const missing = (name: string, subject: SourceRange): Diagnostic => ({
  severity: 'error',
  summary: 'Missing required argument',
  detail: `The argument ${JSON.stringify(name)} is required, but no definition was found.`,
  subject,
});
