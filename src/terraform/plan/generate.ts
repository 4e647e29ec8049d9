// Configuration for imported objects that have none: what `-generate-config-out` writes.
import { formatModule, type InstanceAddress, parseInstance } from '../config/address.ts';
import { providerAddress, resolveProvider, sourceOf } from '../config/providers.ts';
import { impliedType } from '../config/schema.ts';
import { literalText } from '../lang/literal.ts';
import { unmarkDeep } from '../lang/marks.ts';
import { nullOf, type Value } from '../lang/value.ts';
import type { BlockSchema } from '../provider.ts';
import { instanceAt } from '../state/state.ts';
import { importObject } from './import.ts';
import type { WantedImport } from './import-blocks.ts';
import { changeKey, type PlanWalk } from './walk.ts';

/** Imports what no block of the configuration stands for, and plans a block for it. */
export function planGenerated(walk: PlanWalk, wanted: ReadonlyMap<string, WantedImport>): void {
  for (const [text, target] of wanted) {
    const address = parseInstance(text);
    if (!address || instanceAt(walk.state, address)?.current) continue;
    const name = target.block.provider?.name ?? (address.type.split('_')[0] as string);
    const provider = resolveProvider(walk.config, walk.config.root, name, target.block.provider?.alias ?? null);
    const source = provider?.source ?? sourceOf(walk.config.root, name);
    const where = provider?.address ?? providerAddress([], source, null);
    const schema = walk.schemas.resource(source, address.mode, address.type);
    const ready = walk.providers.get(where, walk.diagnostics);
    if (!schema || !ready) continue;
    const found = importObject(walk, { address, text, provider: ready, providerAddress: where, schema }, target);
    if (!found) continue;
    walk.claimed.add(text);
    walk.values.set(text, found.value);
    walk.changes.set(changeKey(address), {
      address: text,
      module: formatModule(address.module),
      mode: address.mode,
      type: address.type,
      name: address.name,
      key: address.key,
      provider: where,
      action: 'no-op',
      reason: null,
      before: found.value.k === 'null' ? nullOf(impliedType(schema.block)) : found.value,
      after: found.value,
      requiresReplace: [],
      importing: { id: target.id },
      generatedConfig: blockText(address, schema.block, found.value),
      dependencies: [],
    });
  }
}

/** `resource "t" "n" { ... }` with what a configuration may set. */
export function blockText(address: Pick<InstanceAddress, 'type' | 'name'>, schema: BlockSchema, value: Value): string {
  const lines = [`resource ${JSON.stringify(address.type)} ${JSON.stringify(address.name)} {`, ...bodyLines(schema, unmarkDeep(value)[0], '  '), '}'];
  return lines.join('\n');
}

function bodyLines(schema: BlockSchema, value: Value, indent: string): string[] {
  const fields = value.k === 'object' ? value.v : {};
  const names = Object.keys(schema.attributes ?? {})
    .filter((name) => {
      const attribute = schema.attributes?.[name];
      return attribute && !attribute.deprecated && (attribute.required || attribute.optional) && !(name === 'id' && attribute.computed);
    })
    .sort();
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = names.map((name) => {
    const own = fields[name] ?? nullOf('dynamic');
    const shown = schema.attributes?.[name]?.sensitive ? 'null # sensitive' : literalText(own, indent);
    return `${indent}${name.padEnd(width)} = ${shown}`;
  });
  for (const name of Object.keys(schema.block_types ?? {}).sort()) {
    const nested = schema.block_types?.[name];
    const inner = fields[name];
    if (!nested || !inner) continue;
    const items: readonly Value[] = inner.k === 'list' || inner.k === 'set' || inner.k === 'tuple' ? inner.v : inner.k === 'object' ? [inner] : [];
    for (const item of items) lines.push(`${indent}${name} {`, ...bodyLines(nested.block, item, `${indent}  `), `${indent}}`);
  }
  return lines;
}
