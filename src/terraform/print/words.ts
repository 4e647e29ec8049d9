// Wrapping of paragraphs, as Terraform wraps its own: at a width in columns, leaving indented lines alone.

/** The width Terraform takes where there is no terminal. */
export const NO_TERMINAL = 78;

/** Wraps each line at `width` columns between words. Lines that begin with a space stay as they are. */
export function wrapWords(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith(' ') ? line : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && [...current].length + 1 + [...word].length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  lines.push(current);
  return lines.join('\n');
}

/** The rule between a plan and the notes under it. */
export const rule = (width: number): string => '─'.repeat(Math.max(1, width - 1));

/** Wraps a paragraph for a page of `width` columns, of which the last stays empty. */
export const paragraph = (text: string, width: number): string => wrapWords(text, width - 1);
