// What is wrong with an address typed on the command line, in the words of the parser that reads it.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import { problem } from './session.ts';

export interface AddressFault {
  readonly summary: string;
  readonly detail: string;
}

const NOWHERE = { line: 1, column: 1, byte: 0 };

/** A fault as a diagnostic of a source that is nowhere to be seen. */
export function addressDiagnostic(fault: AddressFault, filename = ''): Diagnostic {
  return { ...problem(fault.summary, fault.detail), subject: { filename, start: NOWHERE, end: NOWHERE } };
}

/** The diagnostic for a text that is no instance address. */
export const addressProblem = (text: string): Diagnostic => addressDiagnostic(addressFault(text, 'instance'));

/** Why a text is no address. `kind` says whether a module alone would do. */
export function addressFault(text: string, kind: 'instance' | 'target'): AddressFault {
  return syntaxFault(text) ?? shapeFault(text, kind);
}

function syntaxFault(text: string): AddressFault | null {
  if (text === '') return { summary: 'Variable name required', detail: 'Must begin with a variable name.' };
  if (!/^[\p{ID_Start}_]/u.test(text)) return { summary: 'Variable name required', detail: 'Must begin with a variable name.' };
  let rest = text.replace(/^[\p{ID_Start}_][\p{ID_Continue}-]*/u, '');
  while (rest) {
    if (rest.startsWith('.')) {
      const name = /^\.[\p{ID_Start}_][\p{ID_Continue}-]*/u.exec(rest)?.[0];
      if (!name) {
        if (/^\.\d+/.test(rest)) return { summary: 'Attribute name required', detail: 'Dot must be followed by attribute name.' };
        return { summary: 'Attribute name required', detail: 'Dot must be followed by attribute name.' };
      }
      rest = rest.slice(name.length);
    } else if (rest.startsWith('[')) {
      const key = /^\[\s*(\d+|"(?:[^"\\]|\\.)*")\s*/.exec(rest)?.[0];
      if (/^\[\s*\*/.test(rest)) return { summary: 'Invalid address', detail: 'Splat expressions ([*]) may not be used here.' };
      if (!key) return { summary: 'Index value required', detail: 'Index brackets must contain either a literal number or a literal string.' };
      rest = rest.slice(key.length);
      if (!rest.startsWith(']')) return { summary: 'Unclosed index brackets', detail: 'Index key must be followed by a closing bracket.' };
      rest = rest.slice(1);
    } else return { summary: 'Invalid character', detail: 'Expected an attribute access or an index operator.' };
  }
  return null;
}

function shapeFault(text: string, kind: 'instance' | 'target'): AddressFault {
  const invalid = (detail: string): AddressFault => ({ summary: 'Invalid address', detail });
  const steps = [...text.matchAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\s*\]|[^.[\]]+/g)].map((match) => match[0]);
  let at = 0;
  while (steps[at] === 'module') {
    if (steps[at + 1] === undefined || steps[at + 1]?.startsWith('[')) return invalid('Prefix "module." must be followed by a module name.');
    at += 2;
    if (steps[at]?.startsWith('[')) at++;
  }
  if (at === steps.length && kind === 'instance')
    return invalid('A resource instance address is required here. The module path must be followed by a resource instance specification.');
  if (steps[at] === 'data' || steps[at] === 'ephemeral' || steps[at] === 'resource') at++;
  if (steps[at] === undefined || steps[at + 1] === undefined || steps[at]?.startsWith('[')) return invalid('Resource specification must include a resource type and name.');
  if (steps[at + 1]?.startsWith('[')) return invalid('A resource name is required.');
  at += 2;
  if (steps.length - at === 1 && !steps[at]?.startsWith('[')) return invalid('Resource instance key must be given in square brackets.');
  return invalid('Unexpected extra operators after address.');
}
