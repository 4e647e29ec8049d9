// Splits a text into words as a shell would, for TF_CLI_ARGS.

/** Words of a text with single quotes, double quotes and backslashes; null when a quote is not closed. */
export function shellWords(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "'" || c === '"') {
      word ??= '';
      for (i++; ; i++) {
        if (i >= text.length) return null;
        if (text[i] === c) break;
        if (c === '"' && text[i] === '\\') i++;
        word += text[i] ?? '';
      }
    } else if (c === '\\') word = (word ?? '') + (text[++i] ?? '');
    else if (/\s/.test(c)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + c;
  }
  if (word !== null) words.push(word);
  return words;
}
