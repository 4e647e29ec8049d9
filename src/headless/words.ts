// Splits a recorded command line into its words as a POSIX shell quotes them; no expansions.

export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] as string;
    if (/\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (letter === "'") {
      const end = line.indexOf("'", at + 1);
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (letter === '"') {
      word ??= '';
      for (at++; at < line.length && line[at] !== '"'; at++) {
        if (line[at] === '\\' && '"\\$`\n'.includes(line[at + 1] ?? '')) at++;
        word += line[at];
      }
    } else if (letter === '\\') word = (word ?? '') + (line[++at] ?? '');
    else word = (word ?? '') + letter;
  }
  if (word !== null) words.push(word);
  return words;
}
