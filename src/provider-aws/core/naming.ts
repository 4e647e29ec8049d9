// Names that the provider makes up when the configuration gives none, and filters as EC2 takes them.

import { draw } from '../../engine/chance.ts';
import { calendar } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import type { Api } from './api.ts';
import { type Attrs, text } from './members.ts';

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** `prefix` and 26 digits: the instant and a counter, as the provider's SDK makes unique ids. */
export function uniqueName(api: Api, prefix = 'terraform-'): string {
  const c = calendar(api.now);
  const instant = `${c.year}${pad(c.month, 2)}${pad(c.day, 2)}${pad(c.hour, 2)}${pad(c.minute, 2)}${pad(c.second, 2)}${pad(c.millisecond, 3)}`;
  return `${prefix}${instant}${pad(draw(api.time.chance, 'provider.unique') % 10, 1)}${pad((api.time.chance.drawn['provider.unique'] ?? 0) % 100_000_000, 8)}`;
}

/** The name that is configured, or made from a prefix. */
export const nameOr = (api: Api, planned: Attrs, attribute = 'name', fallback = 'terraform-'): string =>
  text(planned[attribute]) || uniqueName(api, text(planned[`${attribute}_prefix`]) || fallback);

export const filters = (of: { readonly [name: string]: string | readonly string[] }): Json =>
  Object.entries(of).map(([Name, value]) => ({ Name, Values: typeof value === 'string' ? [value] : value }));

/** IEEE CRC-32 of an ASCII text, in decimal: part of the ids that the provider makes for routes. */
export function crc32(value: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < value.length; i++) {
    crc ^= value.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
