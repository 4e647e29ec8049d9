// Addresses that carry a signature (AWS Signature Version 4), made on this machine without a call.
import { strToU8 } from 'fflate';
import { iso } from '../../../engine/clock.ts';
import { hex, hmac, sha256 } from '../../../engine/digest.ts';
import type { Keys } from './credentials.ts';

const bytes = (text: string): number[] => [...strToU8(text)];

/** Percent signs for all but plain letters and those of `safe`. */
export const percent = (text: string, safe = ''): string =>
  [...strToU8(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(letter) || safe.includes(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

export interface ToSign {
  readonly host: string;
  /** Percent-encoded, with its slash. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly service: string;
  readonly region: string;
  /** For how long it is good, in seconds. */
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The digest of a body that there is not, or that nobody signs. */
  readonly payload: 'empty' | 'unsigned';
}

/** Host, path and query with the signature, without a scheme. */
export function signed(keys: Keys, { host, path, query: given, service, region, seconds, now, payload }: ToSign): string {
  const at = `${iso(now).slice(0, 19).replace(/[-:]/g, '')}Z`;
  const scope = `${at.slice(0, 8)}/${region}/${service}/aws4_request`;
  const query = [
    ...given,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.id}/${scope}`],
    ['X-Amz-Date', at],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
    ...(keys.token === null ? [] : [['X-Amz-Security-Token', keys.token]]),
  ].map(([name, value]) => `${name}=${percent(value as string)}`);
  const body = payload === 'unsigned' ? 'UNSIGNED-PAYLOAD' : hex(sha256([]));
  const request = ['GET', path, [...query].sort().join('&'), `host:${host}`, '', 'host', body].join('\n');
  const text = ['AWS4-HMAC-SHA256', at, scope, hex(sha256(bytes(request)))].join('\n');
  const key = [at.slice(0, 8), region, service, 'aws4_request'].reduce((so, part) => hmac(sha256, so, bytes(part)), bytes(`AWS4${keys.secret}`));
  return `${host}${path}?${query.join('&')}&X-Amz-Signature=${hex(hmac(sha256, key, bytes(text)))}`;
}
