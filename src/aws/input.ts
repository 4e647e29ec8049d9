// Reads the parameters of a call, so that every service refuses what is missing or of the wrong type in its own words.
import type { Json } from '../engine/json.ts';
import type { AwsError, Params } from './operation.ts';

export interface Input {
  has(name: string): boolean;
  /** A text that must be there and not be empty. */
  text(name: string): string;
  optional(name: string): string | null;
  number(name: string): number | null;
  flag(name: string): boolean | null;
  texts(name: string): string[];
  record(name: string): Params | null;
  records(name: string): Params[];
}

export type Complaint = (problem: 'missing' | 'invalid', name: string, value?: Json) => AwsError;

export const isRecord = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A reader of `params` that throws what `complain` makes. Null and undefined both mean: not given. */
export function input(params: Params, complain: Complaint): Input {
  const list = (name: string): readonly Json[] => {
    const value = params[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw complain('invalid', name, value);
    return value as readonly Json[];
  };
  const optional = (name: string): string | null => {
    const value = params[name];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw complain('invalid', name, value);
  };
  return {
    has: (name) => params[name] !== undefined && params[name] !== null,
    optional,
    text(name) {
      const value = optional(name);
      if (value === null || value === '') throw complain('missing', name);
      return value;
    },
    number(name) {
      const value = params[name];
      if (value === undefined || value === null || value === '') return null;
      const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
      if (!Number.isFinite(number)) throw complain('invalid', name, value);
      return number;
    },
    flag(name) {
      const value = params[name];
      if (value === undefined || value === null) return null;
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw complain('invalid', name, value);
    },
    texts(name) {
      return list(name).map((value) => {
        if (typeof value !== 'string') throw complain('invalid', name, value);
        return value;
      });
    },
    record(name) {
      const value = params[name];
      if (value === undefined || value === null) return null;
      if (!isRecord(value)) throw complain('invalid', name, value);
      return value;
    },
    records(name) {
      return list(name).map((value) => {
        if (!isRecord(value)) throw complain('invalid', name, value);
        return value;
      });
    },
  };
}

/** An output without the members that are not there. */
export function given(members: { readonly [name: string]: Json | undefined }): Params {
  const out: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined && value !== null) out[name] = value;
  return out;
}
