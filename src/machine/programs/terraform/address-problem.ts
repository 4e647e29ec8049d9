// What is wrong with an address typed on the command line, in the words of the parser that reads it.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { shapeFault } from '../../../terraform/config/address-shape.ts';
import { parseTraversal } from '../../../terraform/hcl/parse-traversal.ts';
import { problem } from './session.ts';

const NOWHERE = { line: 1, column: 1, byte: 0 };

/** Why a text is no address, for a source that is nowhere to be seen. `kind` says whether a module alone would do. */
export function addressProblems(text: string, kind: 'instance' | 'target', filename = ''): readonly Diagnostic[] {
  const { steps, diagnostics } = parseTraversal(filename, text);
  const found = diagnostics.length ? diagnostics : [shapeFault(steps, kind)];
  return found.map(({ summary, detail }) => ({ ...problem(summary, detail), subject: { filename, start: NOWHERE, end: NOWHERE } }));
}
