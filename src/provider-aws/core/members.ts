// Attributes of Terraform and members of the API name the same things differently: tables say which is which, and these functions follow them.
import type { Json } from '../../engine/json.ts';
import type { Members } from '../connection.ts';

/** Attributes as plain data: null or absent is not set, unknown is absent. */
export type Attrs = { readonly [name: string]: Json | undefined };

/** Attribute -> member. A path such as `Endpoint.Address` or `VpcSecurityGroups[].VpcSecurityGroupId` is for reading only. */
export type MemberTable = { readonly [attribute: string]: string };

/** Follows a path of members: `A.B`, `List[].Member`, `List[0].Member`. Undefined where something is missing. */
export function pick(from: Json | undefined, path: string): Json | undefined {
  let at: Json | undefined = from;
  const steps = path.split('.');
  for (let i = 0; i < steps.length; i++) {
    const [, name, index] = /^(\w*)(?:\[(\d*)\])?$/.exec(steps[i] as string) ?? [];
    if (name) at = isRecord(at) ? at[name] : undefined;
    if (index === undefined) continue;
    if (!Array.isArray(at)) return undefined;
    if (index !== '') {
      at = at[Number(index)];
      continue;
    }
    const rest = steps.slice(i + 1).join('.');
    return (at as Json[]).map((item) => (rest ? (pick(item, rest) ?? null) : item)).filter((item) => item !== null);
  }
  return at;
}

export const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json | undefined } => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
export const orNull = (value: Json | undefined): Json => value ?? null;
export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
export const texts = (value: Json | undefined): string[] => list(value).map(text);
export const records = (value: Json | undefined): { readonly [key: string]: Json | undefined }[] => list(value).filter(isRecord);
/** The only element of a list block, or nothing. */
export const single = (value: Json | undefined): Attrs | undefined => records(value)[0];
export const map = (value: Json | undefined): { readonly [key: string]: string } =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, text(v)])) : {};

/** Undefined for null, empty text, an empty list: what a request leaves out. */
export const unlessEmpty = (value: Json | undefined): Json | undefined =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0) || (isRecord(value) && Object.keys(value).length === 0) ? undefined : value;

/** Request members of the attributes that are set. Only tables of plain member names make sense here. */
export function toMembers(attrs: Attrs, table: MemberTable): Record<string, Json | undefined> {
  const members: Record<string, Json | undefined> = {};
  for (const [attribute, member] of Object.entries(table)) {
    const value = attrs[attribute];
    if (value !== null && value !== undefined) members[member] = value;
  }
  return members;
}

/** Attributes read from a reply; a missing member is null. */
export function fromMembers(from: Json | undefined, table: MemberTable): Record<string, Json | undefined> {
  const attrs: Record<string, Json | undefined> = {};
  for (const [attribute, path] of Object.entries(table)) attrs[attribute] = pick(from, path) ?? null;
  return attrs;
}

/** Whether one of the attributes differs between two objects; both as the state would hold them. */
export const differ = (prior: Attrs, planned: Attrs, ...names: readonly string[]): boolean =>
  names.some((name) => JSON.stringify(prior[name] ?? null) !== JSON.stringify(planned[name] ?? null));

/** Members of a reply, which must be there: an operation that succeeded without it is a defect of the cloud. */
export function need(from: Members, path: string): string {
  const found = pick(from as Json, path);
  if (typeof found !== 'string') throw new Error(`the reply has no ${path}`);
  return found;
}

/** The first record of a list in a reply; null when there is none. */
export const firstOf = (reply: Members | null, path: string): { readonly [key: string]: Json | undefined } | null =>
  reply ? (records(pick(reply as Json, path))[0] ?? null) : null;
