// "Did you mean": the nearest known name, when it is near enough.

/** Number of single-character edits between two words. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The first of `names` less than three edits away from `given`, or the empty text. */
export function nearest(given: string, names: Iterable<string>): string {
  for (const name of names) if (Math.abs(name.length - given.length) < 3 && distance(given, name) < 3) return name;
  return '';
}

/** ` Did you mean "x"?` or nothing. */
export function didYouMean(given: string, names: Iterable<string>): string {
  const name = nearest(given, names);
  return name && ` Did you mean ${JSON.stringify(name)}?`;
}
