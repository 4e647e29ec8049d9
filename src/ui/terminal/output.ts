// From the world's terminal text to what the emulator must be told: append what is new, or draw anew after a rewind.

export interface Output {
  readonly length: number;
  readonly chunks: readonly (readonly string[])[];
}

export type Change = { readonly type: 'none' } | { readonly type: 'append'; readonly text: string } | { readonly type: 'redraw' };

const NONE: Output = { length: 0, chunks: [] };

/** Compares what was drawn with what there is. Full chunks are compared by identity first, which is what frames share. */
export function changeOf(drawn: Output | null, output: Output): Change {
  const old = drawn ?? NONE;
  if (old === output) return { type: 'none' };
  let count = 0;
  for (let index = 0; index < old.chunks.length && count < old.length; index++) {
    const was = old.chunks[index] ?? [];
    const is = output.chunks[index];
    if (was !== is) {
      const same = is !== undefined && is.length >= was.length && was.every((entry, position) => entry === is[position]);
      // A chunk in the middle that grew would shift everything after it.
      if (!same || (is.length > was.length && index < old.chunks.length - 1)) return { type: 'redraw' };
    }
    count += was.length;
  }
  const text = textFrom(output, old.length);
  return text === '' && output.length === old.length ? { type: 'none' } : { type: 'append', text };
}

/** All text from the entry at `from` on, safe for the emulator. */
export function textFrom(output: Output, from: number): string {
  let position = 0;
  let text = '';
  for (const chunk of output.chunks) {
    if (position + chunk.length > from) text += chunk.slice(Math.max(0, from - position)).join('');
    position += chunk.length;
  }
  return onlyColours(text);
}

/** The last lines of the text, safe for the emulator. A colour that began before them is not known here. */
export function endOf(output: Output, lines: number): string {
  const entries: string[] = [];
  let ends = 0;
  for (let index = output.chunks.length - 1; index >= 0 && ends < lines; index--) {
    const chunk = output.chunks[index] ?? [];
    for (let at = chunk.length - 1; at >= 0 && ends < lines; at--) {
      const entry = chunk[at] ?? '';
      entries.push(entry);
      ends += entry.split('\n').length - 1;
    }
  }
  const all = entries.reverse().join('').split('\n');
  return onlyColours(all.slice(-lines).join('\n'));
}

/**
 * Keeps colours (SGR) and the plain ways to clear a line or the screen; drops every other escape and control character,
 * so that no text of the world can move the cursor about, set the title or talk to the clipboard. Line ends become CR LF.
 */
export function onlyColours(text: string): string {
  return text
    .replace(/\x1b(?:\[([0-9;:?]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()][A-Z0-9]|.|$)/g, (all, numbers: string | undefined, final: string | undefined) => {
      if (final === 'm' && !/[?]/.test(numbers ?? '')) return all;
      if ((final === 'J' && /^[23]?$/.test(numbers ?? '')) || (final === 'K' && /^[012]?$/.test(numbers ?? '')) || (final === 'H' && (numbers ?? '') === '')) return all;
      return '';
    })
    .replace(/[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f]/g, '')
    .replace(/\r?\n/g, '\r\n');
}
