// Compares the bodies of resources: attributes and nested blocks, by the provider's schema.
import type { Value } from '../../lang/value.ts';
import type { AttributeSchema, BlockSchema } from '../../provider.ts';
import { compareAttribute, isEmptyText, partAction, withoutEmpty } from './compare.ts';
import { looksEqual, sameSensitivity } from './equal.ts';
import { pairElements, pairMembers } from './sequence.ts';
import { type BlockGroup, child, type Difference, forced, isSensitive, type Pair, type PartAction, present } from './tree.ts';

/** The change of a block's body: a resource's own, or a nested block's. */
export function compareBlock(pair: Pair, schema: BlockSchema): Difference {
  if (pair.after?.k === 'unknown') {
    const before = present(pair.before) ? compareBlock({ ...pair, after: null, afterSet: false }, schema) : null;
    return { action: before ? 'update' : 'create', replace: forced(pair), shape: { kind: 'unknown', before } };
  }
  const own = ownAction(pair);
  const before = attributesOf(pair.before);
  const after = attributesOf(pair.after);
  const parts: Record<string, Difference> = {};
  for (const [name, attribute] of Object.entries(schema.attributes ?? {})) {
    if (attribute.write_only) {
      parts[name] = { action: own === 'create' || own === 'delete' ? own : 'no-op', replace: false, shape: { kind: 'write-only' } };
      continue;
    }
    // An empty text in an attribute that is declared to be one counts as no text; elsewhere it is a value like others.
    const text = attribute.type === 'string' ? withoutEmpty : (value: Value | undefined) => value;
    const part = child(pair, name, text(sensitively(before[name], attribute)), text(sensitively(after[name], attribute)), false);
    let difference = compareAttribute(part, attribute);
    if (difference.shape.kind === 'unknown' && difference.shape.before && isEmptyText(before[name])) {
      difference = { ...difference, shape: { kind: 'unknown', before: { action: 'delete', replace: false, shape: { kind: 'literal', before: 'null', after: 'null' } } } };
    }
    if (difference.action === 'no-op' && !present(part.before) && !present(part.after)) {
      if (isEmptyText(before[name]) || isEmptyText(after[name])) parts[name] = difference;
      continue;
    }
    parts[name] = difference;
  }
  const groups: BlockGroup[] = [];
  for (const name of Object.keys(schema.block_types ?? {}).sort()) {
    const group = compareGroup(name, child(pair, name, before[name], after[name], false), (schema.block_types as NonNullable<typeof schema.block_types>)[name]!);
    if (group) groups.push(group);
  }
  const changed = Object.values(parts).some((part) => part.action !== 'no-op') || groups.some((group) => group.blocks.some((block) => block.difference.action !== 'no-op'));
  const action: PartAction = own === 'create' || own === 'delete' ? own : changed ? 'update' : 'no-op';
  return { action, replace: forced(pair), shape: { kind: 'block', parts, groups } };
}

type BlockType = NonNullable<BlockSchema['block_types']>[string];

function compareGroup(name: string, pair: Pair, type: BlockType): BlockGroup | null {
  const blocks: { label: string | null; difference: Difference }[] = [];
  const one = (part: Pair, label: string | null = null) => blocks.push({ label, difference: compareBlock(part, type.block) });
  const sensitive = { before: isSensitive(pair.before), after: isSensitive(pair.after) };
  if (pair.after?.k === 'unknown') {
    // How many there will be is not known: one line for what comes, then what there was.
    blocks.push({ label: null, difference: { action: present(pair.before) ? 'update' : 'create', replace: forced(pair), shape: { kind: 'unknown', before: null } } });
    const single = type.nesting_mode === 'single' || type.nesting_mode === 'group';
    for (const item of single && present(pair.before) ? [pair.before as Value] : elements(pair.before)) one({ ...pair, before: item, after: null, replace: [] });
    return { name, blocks, sensitive, replace: forced(pair) };
  }
  if (type.nesting_mode === 'single' || type.nesting_mode === 'group') {
    if (!present(pair.before) && !present(pair.after)) return null;
    one(pair);
  } else if (type.nesting_mode === 'map') {
    const before = attributesOf(pair.before);
    const after = attributesOf(pair.after);
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) one(child(pair, key, before[key], after[key], false), key);
  } else {
    const before = elements(pair.before);
    const after = elements(pair.after);
    const pairs =
      type.nesting_mode === 'set' ? pairMembers(before, after, (a, b) => looksEqual(a, b) && sameSensitivity(a, b)) : pairElements(before, after, looksEqual, () => true);
    for (const at of pairs) {
      one(child(pair, at.after ?? at.before ?? 0, at.before === null ? undefined : before[at.before], at.after === null ? undefined : after[at.after], false));
    }
  }
  return blocks.length ? { name, blocks, sensitive, replace: forced(pair) } : null;
}

const ownAction = (pair: Pair): PartAction => {
  const action = partAction({ ...pair, before: present(pair.before) ? HERE : null, after: present(pair.after) ? HERE : null });
  return action;
};
const HERE: Value = { k: 'object', v: {} };

const attributesOf = (value: Value | null): Readonly<Record<string, Value>> => (value && (value.k === 'object' || value.k === 'map') ? value.v : {});
const elements = (value: Value | null): readonly Value[] => (value && (value.k === 'list' || value.k === 'set' || value.k === 'tuple') ? value.v : []);

function sensitively(value: Value | undefined, schema: AttributeSchema): Value | undefined {
  if (!schema.sensitive || !value || value.k === 'null' || value.marks?.includes('sensitive')) return value;
  return { ...value, marks: [...(value.marks ?? []), 'sensitive'] };
}
