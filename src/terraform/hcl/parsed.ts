// Parsed files by their text: a configuration is read again at every step of a command, and seldom changes in between. Syntax trees are never changed, so they can be shared.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Body } from './ast.ts';
import { parseConfig, parseJsonConfig } from './parse.ts';

export type Parsed = { readonly body: Body; readonly diagnostics: readonly Diagnostic[] };

const MOST = 400;
const known = new Map<string, { readonly text: string; readonly parsed: Parsed }>();

/** The same as parsing it, remembered for the last few hundred files. */
export function parsedFile(filename: string, text: string): Parsed {
  const key = `${filename}\n${text.length}`;
  const found = known.get(key);
  if (found && found.text === text) return found.parsed;
  const parsed = (filename.endsWith('.json') ? parseJsonConfig : parseConfig)(filename, text);
  if (known.size >= MOST) known.clear();
  known.set(key, { text, parsed });
  return parsed;
}
