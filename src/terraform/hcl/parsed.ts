// Parsed files by their text: a configuration is read again at every step of a command, and seldom changes in between. Syntax trees are never changed, so they can be shared.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Body } from './ast.ts';
import { parseConfig, parseJsonConfig } from './parse.ts';

export type Parsed = { readonly body: Body; readonly diagnostics: readonly Diagnostic[] };

/** How much text may be remembered, in characters. A syntax tree takes some eighty bytes for each. */
const MOST = 600_000;
const known = new Map<string, { readonly text: string; readonly parsed: Parsed }>();
let remembered = 0;

function forget(key: string): void {
  remembered -= known.get(key)?.text.length ?? 0;
  known.delete(key);
}

/** The same as parsing it, remembered for the files that were asked for last. */
export function parsedFile(filename: string, text: string): Parsed {
  const key = `${filename}\n${text.length}`;
  const found = known.get(key);
  const entry = found?.text === text ? found : { text, parsed: (filename.endsWith('.json') ? parseJsonConfig : parseConfig)(filename, text) };
  forget(key);
  for (const oldest of known.keys()) {
    if (remembered + text.length <= MOST) break;
    forget(oldest);
  }
  known.set(key, entry);
  remembered += text.length;
  return entry.parsed;
}
