// A state as text: every object as it would be written in a configuration, then the outputs.
import { compareKeys, formatInstance, formatModule, type ModuleAddress } from '../config/address.ts';
import { fromJson } from '../lang/json.ts';
import { typeFromJson } from '../lang/type.ts';
import type { Value } from '../lang/value.ts';
import { storedValue } from '../plan/stored.ts';
import type { ResourceSchema } from '../provider.ts';
import { entries, type ObjectState, type State, type StateEntry } from '../state/state.ts';
import { compareBlock } from './diff/block.ts';
import { compareTyped } from './diff/compare.ts';
import { attributeName, draw } from './diff/draw.ts';
import type { Pair } from './diff/tree.ts';
import { type Ink, inkFor } from './ink.ts';
import type { SchemaOf } from './plan.ts';

/** States are shown without symbols, with everything in them. */
const optionsWith = (ink: Ink) => ({ ink, all: true, noSymbols: true });

const same = (value: Value): Pair => ({ before: value, after: value, beforeSet: false, afterSet: false, replace: [], relevant: null });

/** One object: a comment with its address, then its block. Ends with a line break. */
export function drawObject(entry: StateEntry, object: ObjectState, schema: ResourceSchema, deposed: string | null = null, ink = inkFor(false)): string {
  const { address, resource } = entry;
  const notes = [object.status === 'tainted' ? '(tainted)' : '', deposed === null ? '' : `(deposed object ${deposed})`].filter(Boolean).join(' ');
  const value = storedValue(object, resource.type, schema, null);
  const body = draw(compareBlock(same(value), schema.block), 0, optionsWith(ink));
  const head = `${resource.mode === 'data' ? 'data' : 'resource'} ${JSON.stringify(resource.type)} ${JSON.stringify(resource.name)}`;
  return `# ${formatInstance(address)}:${notes ? ` ${notes}` : ''}\n${head} ${body}\n`;
}

/** A whole state: the root module's objects, then each module with those inside it. The empty text when nothing is in it. */
export function drawState(state: State, schemaOf: SchemaOf, ink = inkFor(false)): string {
  const modules = new Map<string, { readonly path: ModuleAddress; readonly blocks: string[] }>();
  for (const entry of entries(state)) {
    const { module } = entry.address;
    const own = modules.get(entry.resource.module) ?? { path: module, blocks: [] };
    modules.set(entry.resource.module, own);
    const schema = schemaOf(entry.resource);
    if (entry.instance.current) own.blocks.push(drawObject(entry, entry.instance.current, schema, null, ink));
    for (const id of Object.keys(entry.instance.deposed).sort()) own.blocks.push(drawObject(entry, entry.instance.deposed[id] as ObjectState, schema, id, ink));
  }
  // A blank line sets a module off from what is above it, but not from modules that are beside it: so the real tool prints it.
  let text = '';
  const visit = (path: ModuleAddress, first: boolean): void => {
    const own = modules.get(formatModule(path))?.blocks ?? [];
    if (own.length && !first) text += '\n';
    let begun = !first;
    for (const block of own) {
      text += `${begun ? '\n' : ''}${block}`;
      begun = true;
    }
    for (const child of childrenOf(path, modules.values())) visit(child, !begun);
  };
  visit([], true);
  const names = Object.keys(state.outputs).sort();
  const outputs = names.map((name) => {
    const output = state.outputs[name];
    if (!output) return '';
    const type = typeFromJson(output.type);
    const value: Value = { ...fromJson(output.value, type), ...(output.sensitive ? { marks: ['sensitive'] as const } : {}) };
    return `${attributeName(name)} = ${draw(compareTyped(same(value), type), 0, optionsWith(ink))}\n`;
  });
  return outputs.length ? `${text}\n\nOutputs:\n\n${outputs.join('')}` : text;
}

/** The modules right inside a module, in order. */
function childrenOf(path: ModuleAddress, all: Iterable<{ readonly path: ModuleAddress }>): ModuleAddress[] {
  const found = new Map<string, ModuleAddress>();
  const within = formatModule(path);
  for (const { path: other } of all) {
    const child = other.slice(0, path.length + 1);
    if (other.length > path.length && formatModule(other.slice(0, path.length)) === within) found.set(formatModule(child), child);
  }
  return [...found.values()].sort((a, b) => {
    const [left, right] = [a[a.length - 1], b[b.length - 1]];
    return left && right ? (left.name < right.name ? -1 : left.name > right.name ? 1 : compareKeys(left.key, right.key)) : 0;
  });
}
