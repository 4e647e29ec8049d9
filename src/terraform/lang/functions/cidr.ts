// cidrhost cidrnetmask cidrsubnet cidrsubnets: addresses as big integers of 32 or 128 bits.
import { toBigInt } from '../number.ts';
import type { Value } from '../value.ts';
import { listOf, stringOf } from '../value.ts';
import type { FunctionSpec } from './function.ts';
import { fail, number, param, text } from './function.ts';
import { whole } from './numeric.ts';

export interface Network {
  readonly address: bigint;
  readonly prefix: number;
  /** 32 or 128. */
  readonly bits: number;
}

/** Decimal parts may have leading zeros, as the real functions still allow. */
function parseV4(source: string): bigint | null {
  const parts = source.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(Number(part)), 0n);
}

function parseV6(source: string): bigint | null {
  let given = source;
  const tail = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(given);
  if (tail) {
    const v4 = parseV4(tail[1]!);
    if (v4 === null) return null;
    given = `${given.slice(0, -tail[1]!.length)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  }
  const halves = given.split('::');
  if (halves.length > 2) return null;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left!.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left!, ...Array<string>(right ? missing : 0).fill('0'), ...(right ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** An address of either family; null for what is none. */
export function parseAddress(source: string): { readonly address: bigint; readonly bits: number } | null {
  const v4 = parseV4(source);
  const address = v4 ?? (source.includes(':') ? parseV6(source) : null);
  return address === null ? null : { address, bits: v4 === null ? 128 : 32 };
}

/** A network and the address by which it was named; null for what is none. */
export function readNetwork(source: string): (Network & { readonly named: bigint }) | null {
  const match = /^([^/]*)\/(\d+)$/.exec(source);
  const found = match && parseAddress(match[1]!);
  const prefix = Number(match?.[2]);
  if (!found || prefix > found.bits) return null;
  return { address: found.address & mask(prefix, found.bits), prefix, bits: found.bits, named: found.address };
}

function parseNetwork(source: string, argument?: number): Network {
  return readNetwork(source) ?? fail(`invalid CIDR expression: invalid CIDR address: ${source}`, argument);
}

const mask = (prefix: number, bits: number): bigint => ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix);

function addressText(address: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - i * 16)) & 0xffffn));
  // The longest run of two or more zero groups is left out.
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (groups[i + length] === 0) length++;
    if (length > best.length) best = { start: i, length };
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  return best.start < 0 ? hex(groups) : `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}

/** `10.0.0.0/16`. */
export const networkText = ({ address, prefix, bits }: Network): string => `${addressText(address, bits)}/${prefix}`;

function host(source: string, given: Value | undefined): string {
  const network = parseNetwork(source);
  const { prefix, bits } = network;
  const wanted = toBigInt(number(given)) ?? fail('value must be a whole number');
  const size = 1n << BigInt(bits - prefix);
  const index = wanted < 0n ? -wanted - 1n : wanted;
  if (index >= size) return fail(`prefix of ${prefix} does not accommodate a host numbered ${index === wanted ? wanted : wanted + size < 0n ? wanted + size : index}`);
  return addressText(network.address + (wanted < 0n ? size + wanted : wanted), bits);
}

function subnet(source: string, newBits: number, given: Value | undefined): string {
  const network = parseNetwork(source);
  const prefix = network.prefix + newBits;
  const wanted = toBigInt(number(given)) ?? fail('value must be a whole number');
  if (prefix > network.bits) return fail(`insufficient address space to extend prefix of ${network.prefix} by ${newBits}`);
  if (wanted >= 1n << BigInt(Math.max(0, newBits))) return fail(`prefix extension of ${newBits} does not accommodate a subnet numbered ${wanted}`);
  return networkText({ address: placed(network, prefix, wanted), prefix, bits: network.bits });
}

/** The real function inserts the magnitude of a negative number byte by byte; the sum shows what comes of it. */
function placed(network: Network, prefix: number, wanted: bigint): bigint {
  const shifted = (wanted < 0n ? -wanted : wanted) << BigInt(network.bits - prefix);
  return wanted < 0n ? shifted & ((1n << BigInt(network.bits)) - 1n) : network.address | shifted;
}

function subnets(args: readonly Value[]): Value {
  const [first, ...rest] = args;
  const network = parseNetwork(text(first), 0);
  const out: Value[] = [];
  let next = network.address;
  const end = network.address + (1n << BigInt(network.bits - network.prefix));
  let previous: Network | null = null;
  for (const [index, value] of rest.entries()) {
    const newBits = whole(value, index + 1);
    if (newBits < 1) return fail('must extend prefix by at least one bit', index + 1);
    const prefix = network.prefix + newBits;
    if (newBits > 32 && network.bits === 32 && prefix <= network.bits) return fail('may not extend prefix by more than 32 bits', index + 1);
    if (prefix > network.bits) return fail(`would extend prefix to ${prefix} bits, which is too long for an ${network.bits === 32 ? 'IPv4' : 'IPv6'} address`, index + 1);
    const size = 1n << BigInt(network.bits - prefix);
    // Each begins at the next boundary of its own size.
    const start: bigint = previous === null ? next : ((next + size - 1n) / size) * size;
    if (start + size > end) {
      return fail(`not enough remaining address space for a subnet with a prefix of ${prefix} bits after ${previous ? networkText(previous) : networkText(network)}`, index + 1);
    }
    previous = { address: start, prefix, bits: network.bits };
    next = start + size;
    out.push(stringOf(networkText(previous)));
  }
  return listOf('string', out);
}

export const cidrFunctions: { readonly [name: string]: FunctionSpec } = {
  cidrhost: { params: [param('prefix', 'string'), param('hostnum', 'number')], returns: 'string', run: ([prefix, index]) => stringOf(host(text(prefix), index)) },
  cidrnetmask: {
    params: [param('prefix', 'string')],
    returns: 'string',
    run: ([prefix]) => {
      const network = parseNetwork(text(prefix));
      if (network.bits === 128) return fail(`IPv6 addresses cannot have a netmask: ${text(prefix)}`);
      return stringOf(addressText(mask(network.prefix, 32), 32));
    },
  },
  cidrsubnet: {
    params: [param('prefix', 'string'), param('newbits', 'number'), param('netnum', 'number')],
    returns: 'string',
    run: ([prefix, bits, index]) => stringOf(subnet(text(prefix), whole(bits), index)),
  },
  cidrsubnets: { params: [param('prefix', 'string')], variadic: param('newbits', 'number'), returns: { list: 'string' }, run: subnets },
};
