// The `checks` part of `terraform show -json`: what became of conditions.
import type { Json } from '../../engine/json.ts';
import { parseInstance } from '../config/address.ts';
import type { CheckState } from '../state/state.ts';

const KIND: Record<CheckState['kind'], string> = { resource: 'resource', output: 'output_value', check: 'check', var: 'var' };

export function checksJson(checks: readonly CheckState[]): Json[] {
  return [...checks]
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0))
    .map((check) => ({
      address: addressJson(check),
      status: check.status,
      ...(check.objects.length
        ? {
            instances: check.objects.map((object) => ({
              address: instanceJson(check, object.address),
              status: object.status,
              ...(object.failures?.length ? { problems: object.failures.map((message) => ({ message })) } : {}),
            })),
          }
        : {}),
    }));
}

/** The modules in front of an address, and the rest. */
function split(address: string): { readonly module: string; readonly rest: string } {
  const module = /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? '';
  return { module: module.replace(/\.$/, ''), rest: address.slice(module.length) };
}

function addressJson({ kind, address }: CheckState): Json {
  const { module, rest } = split(address);
  const words = rest.split('.');
  const data = kind === 'resource' && words[0] === 'data';
  const own = kind === 'resource' ? { mode: data ? 'data' : 'managed', name: words[data ? 2 : 1] ?? '' } : { name: words[1] ?? '' };
  return {
    kind: KIND[kind],
    ...('mode' in own ? { mode: own.mode } : {}),
    ...(module ? { module } : {}),
    name: own.name,
    to_display: address,
    ...(kind === 'resource' ? { type: words[data ? 1 : 0] ?? '' } : {}),
  };
}

function instanceJson({ kind }: CheckState, address: string): Json {
  const { module } = split(address);
  const key = kind === 'resource' ? (parseInstance(address)?.key ?? null) : null;
  return { ...(key === null ? {} : { instance_key: key }), ...(module ? { module } : {}), to_display: address };
}
