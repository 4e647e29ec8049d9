// The values of a backend block: plain ones, checked against what that kind of backend takes.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { Json } from '../../../engine/json.ts';
import type { BackendBlock } from '../../../terraform/config/config.ts';
import { staticValue } from '../../../terraform/config/static.ts';
import { toDouble } from '../../../terraform/lang/number.ts';
import type { Value } from '../../../terraform/lang/value.ts';
import type { BackendKind } from './backend.ts';
import { problem, type Session } from './session.ts';
import { suggestion } from './suggestion.ts';

const LOCAL: BackendKind['arguments'] = { path: { type: 'string' }, workspace_dir: { type: 'string' } };

export type BackendValues =
  | { readonly ok: true; readonly config: { readonly [name: string]: Json }; readonly arguments: BackendKind['arguments'] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What a kind of backend takes, or null when there is no such kind. */
export const backendArguments = (session: Session, type: string): BackendKind['arguments'] | null =>
  type === 'local' ? LOCAL : (session.installation.backends[type]?.arguments ?? null);

/** The names alone, of backends that are not a session's. */
export function argumentNames(backends: { readonly [type: string]: BackendKind }, type: string): readonly string[] | null {
  const known = type === 'local' ? LOCAL : backends[type]?.arguments;
  return known ? Object.keys(known) : null;
}

/** Kinds that earlier versions had. */
const REMOVED: { readonly [type: string]: string } = {
  ...Object.fromEntries(
    ['artifactory', 'etcd', 'etcdv3', 'manta', 'swift'].map((type) => [type, `The ${JSON.stringify(type)} backend is not supported in Terraform v1.3 or later.`]),
  ),
  azure: 'The "azure" backend name has been removed, please use "azurerm".',
};

/** Why there is no such kind of backend. */
export const noBackend = (type: string): string => (Object.hasOwn(REMOVED, type) ? (REMOVED[type] as string) : `There is no backend type named ${JSON.stringify(type)}.`);

/** The values of a block, null where nothing is set. */
export function backendValues(session: Session, block: BackendBlock): BackendValues {
  const known = backendArguments(session, block.type);
  if (!known) return { ok: false, diagnostics: [{ ...problem('Unsupported backend type', noBackend(block.type)), subject: block.typeRange }] };
  const found = bodyValues(block.body, known);
  if (!found.ok) return found;
  const config: Record<string, Json> = {};
  for (const name of Object.keys(known)) config[name] = found.config[name] ?? null;
  return { ok: true, config, arguments: known };
}

const WORDS = { string: 'string', number: 'a number', bool: 'a bool' };

/** What a body sets, of a block or of a file of `-backend-config`. */
export function bodyValues(body: BackendBlock['body'], known: BackendKind['arguments']): BackendValues {
  const diagnostics: Diagnostic[] = [];
  const config: Record<string, Json> = {};
  for (const attribute of body.attributes) {
    if (!Object.hasOwn(known, attribute.name)) {
      const detail = `An argument named ${JSON.stringify(attribute.name)} is not expected here.${suggestion(attribute.name, Object.keys(known))}`;
      diagnostics.push({ ...problem('Unsupported argument', detail), subject: attribute.nameRange });
      continue;
    }
    const value = staticValue(attribute.expression, diagnostics);
    if (!value) continue;
    const type = known[attribute.name]?.type ?? 'string';
    if ((type === 'string' || type === 'number' || type === 'bool') && ['list', 'set', 'tuple', 'map', 'object'].includes(value.k)) {
      diagnostics.push({
        ...problem('Incorrect attribute value type', `Inappropriate value for attribute ${JSON.stringify(attribute.name)}: ${WORDS[type]} required.`),
        subject: attribute.expression.range,
      });
      continue;
    }
    config[attribute.name] = plain(value);
  }
  for (const nested of body.blocks) {
    diagnostics.push({ ...problem('Unsupported block type', `Blocks of type ${JSON.stringify(nested.type)} are not expected here.`), subject: nested.typeRange });
  }
  return diagnostics.some((d) => d.severity === 'error') ? { ok: false, diagnostics } : { ok: true, config, arguments: known };
}

/** A known value as JSON. */
export function plain(value: Value): Json {
  switch (value.k) {
    case 'string':
    case 'bool':
      return value.v;
    case 'number':
      return toDouble(value.v);
    case 'list':
    case 'set':
    case 'tuple':
      return value.v.map(plain);
    case 'map':
    case 'object':
      return Object.fromEntries(Object.entries(value.v).map(([name, item]) => [name, plain(item)]));
    default:
      return null;
  }
}
