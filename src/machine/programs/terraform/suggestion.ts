// "Did you mean ...?": the nearest known name, as Terraform measures nearness.

/** ` Did you mean "plan"?`, or nothing when no known name is near enough (fewer than three edits). */
export function suggestion(given: string, known: readonly string[]): string {
  const near = known.find((name) => edits(given, name) < 3);
  return near === undefined ? '' : ` Did you mean ${JSON.stringify(near)}?`;
}

/** Levenshtein distance. */
export function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
