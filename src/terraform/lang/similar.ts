// "Did you mean ...?": the nearest known name to one that was mistyped.

/** The first of `names` that is less than three edits away from `given`, or null. */
export function similar(given: string, names: readonly string[]): string | null {
  for (const name of names) if (distance(given, name) < 3) return name;
  return null;
}

/** The nearest of `names` that is less than three edits away: where the real program goes through them in any order. */
export function closest(given: string, names: readonly string[]): string | null {
  let found: string | null = null;
  let least = 3;
  for (const name of names) {
    const edits = distance(given, name);
    if (edits < least) [found, least] = [name, edits];
  }
  return found;
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
