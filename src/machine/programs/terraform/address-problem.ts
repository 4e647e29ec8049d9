// What is wrong with an address typed on the command line, in the words of the parser that reads it.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { RESERVED } from '../../../terraform/config/address.ts';
import { type AddressStep, parseTraversal } from '../../../terraform/hcl/parse-traversal.ts';
import { problem } from './session.ts';

const NOWHERE = { line: 1, column: 1, byte: 0 };

const WHOLE = 'value must be a whole number, between -9223372036854775808 and 9223372036854775807';

/** Why a text is no address, for a source that is nowhere to be seen. `kind` says whether a module alone would do. */
export function addressProblems(text: string, kind: 'instance' | 'target', filename = ''): readonly Diagnostic[] {
  const { steps, diagnostics } = parseTraversal(filename, text);
  const found = diagnostics.length ? diagnostics : [shapeFault(steps, kind)];
  return found.map(({ summary, detail }) => ({ ...problem(summary, detail), subject: { filename, start: NOWHERE, end: NOWHERE } }));
}

function shapeFault(steps: readonly AddressStep[], kind: 'instance' | 'target'): Diagnostic {
  const invalid = (detail: string, summary = 'Invalid address'): Diagnostic => problem(summary, detail);
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
