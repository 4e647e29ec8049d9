// Arithmetic on IPv4 blocks: what lies in what, and which address comes next.
import { byText } from '../../engine/memory.ts';

export interface Block {
  /** The network address as an unsigned 32-bit number. */
  readonly base: number;
  readonly bits: number;
  readonly size: number;
}

/** Reads `10.0.0.0/16`; null when it is no IPv4 block. */
export function parseBlock(text: string): Block | null {
  return read(text).block;
}

const read = byText((text) => ({ block: blockIn(text) }), 1000);

function blockIn(text: string): Block | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return null;
  const parts = match.slice(1, 5).map(Number);
  const bits = Number(match[5]);
  if (parts.some((part) => part > 255) || bits > 32) return null;
  const size = 2 ** (32 - bits);
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  return { base: address - (address % size), bits, size };
}

export const addressText = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

export const blockText = (block: Block): string => `${addressText(block.base)}/${block.bits}`;

export const contains = (outer: Block, inner: Block): boolean => inner.base >= outer.base && inner.base + inner.size <= outer.base + outer.size;

export const overlaps = (one: Block, other: Block): boolean => one.base < other.base + other.size && other.base < one.base + one.size;

/** Whether an address such as `10.0.1.7` lies in a block such as `10.0.0.0/16`. */
export function addressIn(address: string, block: string): boolean {
  const inner = parseBlock(`${address}/32`);
  const outer = parseBlock(block);
  return inner !== null && outer !== null && contains(outer, inner);
}
