// An address on its own, as a command line gives it: a name, then attributes and literal keys, with the parser's words for what is wrong.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { quotedLabel } from './parse.ts';
import { scanner } from './scan.ts';
import { Tokens } from './tokens.ts';

/** A name, or a key in brackets. A number is kept as it was written. */
export type AddressStep = { readonly name: string } | { readonly number: string } | { readonly text: string };

/** Reads as far as it can. The steps are of use only when there are no diagnostics. */
export function parseTraversal(filename: string, text: string): { readonly steps: readonly AddressStep[]; readonly diagnostics: readonly Diagnostic[] } {
  const tokens = new Tokens(scanner(filename, text), false);
  const steps: AddressStep[] = [];
  const first = tokens.read();
  if (first.type !== 'identifier') tokens.error('Variable name required', 'Must begin with a variable name.', first.range);
  else {
    steps.push({ name: first.text });
    while (tokens.peek().type !== 'end' && tokens.diagnostics.length === 0) readStep(tokens, steps);
  }
  return { steps, diagnostics: tokens.problems() };
}

function readStep(tokens: Tokens, steps: AddressStep[]): void {
  const sign = tokens.read();
  const next = tokens.peek();
  const required = (summary: string, detail: string) => tokens.error(summary, detail, next.range);
  if (sign.type === '.') {
    tokens.read();
    if (next.type === 'identifier') steps.push({ name: next.text });
    else required('Attribute name required', next.type === '*' ? 'Splat expressions (.*) may not be used here.' : 'Dot must be followed by attribute name.');
    return;
  }
  if (sign.type !== '[') {
    tokens.error('Invalid character', 'Expected an attribute access or an index operator.', sign.range);
    return;
  }
  if (next.type === 'number') steps.push({ number: tokens.read().text });
  else if (next.type === 'openQuote') steps.push({ text: quotedLabel(tokens).text });
  else {
    if (next.type === '*') required('Attribute name required', 'Splat expressions ([*]) may not be used here.');
    else required('Index value required', 'Index brackets must contain either a literal number or a literal string.');
    return;
  }
  const close = tokens.read();
  if (close.type !== ']') tokens.error('Unclosed index brackets', 'Index key must be followed by a closing bracket.', close.range);
}
