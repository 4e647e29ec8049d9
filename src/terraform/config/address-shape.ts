// What is wrong with the shape of an address whose syntax is fine.
import type { AddressStep } from '../hcl/parse-traversal.ts';
import { RESERVED } from './address.ts';

const WHOLE = 'value must be a whole number, between -9223372036854775808 and 9223372036854775807';

export interface AddressFault {
  readonly summary: string;
  readonly detail: string;
}

/** Why steps are no address. `kind` says whether a module alone would do. */
export function shapeFault(steps: readonly AddressStep[], kind: 'instance' | 'target'): AddressFault {
  const invalid = (detail: string, summary = 'Invalid address'): AddressFault => ({ summary, detail });
  const nameAt = (index: number): string | null => {
    const step = steps[index];
    return step && 'name' in step ? step.name : null;
  };
  const isKey = (index: number): boolean => steps[index] !== undefined && nameAt(index) === null;
  let at = 0;
  while (nameAt(at) === 'module') {
    if (nameAt(at + 1) === null) return invalid('Prefix "module." must be followed by a module name.', 'Invalid address operator');
    at += 2;
    if (isKey(at)) at++;
  }
  if (at === steps.length && kind === 'instance')
    return invalid('A resource instance address is required here. The module path must be followed by a resource instance specification.');
  const word = nameAt(at) ?? '';
  if (RESERVED.has(word))
    return invalid(
      `The keyword ${JSON.stringify(word)} is reserved and cannot be used to target a resource address. If you are targeting a resource type that uses a reserved keyword, please prefix your address with "resource.".`,
    );
  if (word === 'data' || word === 'ephemeral' || word === 'resource') at++;
  if (nameAt(at) === null || steps[at + 1] === undefined) return invalid('Resource specification must include a resource type and name.');
  if (isKey(at + 1)) return invalid('A resource name is required.');
  at += 2;
  if (steps.length - at > 1) return invalid('Unexpected extra operators after address.');
  return isKey(at) ? invalid(`Invalid resource instance key: ${WHOLE}.`) : invalid('Resource instance key must be given in square brackets.');
}
