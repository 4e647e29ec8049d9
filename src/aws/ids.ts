// Names that AWS makes up. Each kind has a stream of chance of its own, so that one more id of a kind shifts no other.
import { draw, hex, word } from '../engine/chance.ts';
import type { Timeline } from '../engine/moment.ts';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An EC2-style id: `vpc-` and 17 hexadecimal digits, the first a 0. */
export const ec2Id = (time: Timeline, prefix: string): string => `${prefix}-0${hex(time.chance, `id.${prefix}`, 16)}`;

/** `length` hexadecimal digits for other ids, such as the end of a load balancer's ARN. */
export const hexId = (time: Timeline, kind: string, length: number): string => hex(time.chance, `id.${kind}`, length);

/** `db-` and 26 upper-case letters and digits: the `DbiResourceId`, which lives on after a rename. */
export const dbResourceId = (time: Timeline): string => `db-${word(time.chance, 'id.db', 26, UPPER)}`;

/** IAM unique ids: AIDA user, AROA role, ANPA policy, AIPA instance profile, AGPA group; 21 characters in all. */
export const iamId = (time: Timeline, prefix: 'AIDA' | 'AROA' | 'ANPA' | 'AIPA' | 'AGPA'): string => `${prefix}${word(time.chance, 'id.iam', 17, UPPER)}`;

/** A key id: AKIA of a user, ASIA of a session; 20 characters. */
export const accessKeyId = (time: Timeline, prefix: 'AKIA' | 'ASIA'): string => `${prefix}${word(time.chance, 'id.key', 16, UPPER)}`;

/** 40 characters. */
export const secretKey = (time: Timeline): string => word(time.chance, 'id.secret', 40, `${MIXED}/+`);

/** Letters and digits of both cases, such as the six at the end of a secret's ARN. */
export const mixedId = (time: Timeline, kind: string, length: number): string => word(time.chance, `id.${kind}`, length, MIXED);

/** Upper-case letters and digits, such as a hosted zone's. */
export const upperId = (time: Timeline, kind: string, length: number): string => word(time.chance, `id.${kind}`, length, UPPER);

/** A version 4 UUID. Every call draws two, so it takes four numbers, not one for each digit. */
export function uuidOf(time: Timeline, kind: string): string {
  const h = [0, 1, 2, 3].map(() => draw(time.chance, `id.${kind}`).toString(16).padStart(8, '0')).join('');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${'89ab'[Number.parseInt(h.charAt(16), 16) % 4]}${h.slice(17, 20)}-${h.slice(20)}`;
}

/** `arn:aws:service:region:account:resource`; region and account are empty for some services. */
export const arn = (service: string, region: string, account: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;

/** The parts of an ARN, or null when the text is none. */
export function parseArn(text: string): { readonly service: string; readonly region: string; readonly account: string; readonly resource: string } | null {
  const parts = text.split(':');
  if (parts.length < 6 || parts[0] !== 'arn') return null;
  return { service: parts[2] ?? '', region: parts[3] ?? '', account: parts[4] ?? '', resource: parts.slice(5).join(':') };
}
