// How each family of services words a bad request, and the readings that need more than a type: choices and instants.
import { parseIso } from '../engine/clock.ts';
import type { Complaint, Input } from './input.ts';
import { AwsError, type Params } from './operation.ts';

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** The `1 validation error detected` grammar that IAM and the JSON services share. */
export const validation = (member: string, value: string | null, constraint: string, code = 'ValidationException'): AwsError =>
  new AwsError(code, `1 validation error detected: Value ${value === null ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${constraint}`, 400, false);

/** RDS. */
export const queryWords: Complaint = (problem, name) =>
  problem === 'missing'
    ? new AwsError('MissingParameter', `The request must contain the parameter ${name}`, 400, false)
    : new AwsError('InvalidParameterValue', `Invalid value for the parameter ${name}`, 400, false);

/** IAM and STS. */
export const iamWords: Complaint = (problem, name) =>
  problem === 'missing'
    ? validation(camel(name), null, 'Member must not be null', 'ValidationError')
    : new AwsError('ValidationError', `Invalid value for the parameter ${name}`, 400, false);

/** Services that speak JSON. */
export const jsonWords: Complaint = (problem, name) =>
  problem === 'missing'
    ? validation(camel(name), null, 'Member must not be null')
    : new AwsError('SerializationException', `Unexpected value type in payload for ${name}`, 400, false);

/** S3. */
export const s3Words: Complaint = (problem, name) =>
  problem === 'missing'
    ? new AwsError('InvalidRequest', `Missing required parameter ${name}`, 400, false)
    : new AwsError('InvalidArgument', `Invalid value for ${name}`, 400, false);

/** One of the values of an enumeration; `otherwise` when not given. */
export function choice<T extends string>(from: Input, complain: Complaint, name: string, allowed: readonly T[], otherwise?: T): T {
  const value = from.optional(name) ?? otherwise;
  if (value === undefined) throw complain('missing', name);
  if (!(allowed as readonly string[]).includes(value)) throw complain('invalid', name, value);
  return value as T;
}

/** An instant in milliseconds, given as ISO text, as a date, or as epoch seconds; null when not given. */
export function moment(params: Params, complain: Complaint, name: string): number | null {
  const value = params[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value * 1000;
  if (typeof value !== 'string') throw complain('invalid', name, value);
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const at = parseIso(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : /[zZ]$|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
  if (at === null) throw complain('invalid', name, value);
  return at;
}
