// Which elements of two sequences are shown side by side: by position when there are as many and one is gone, else by their longest common subsequence.

/** Indexes into the two sequences; null where an element has no partner. */
export interface Pairing {
  readonly before: number | null;
  readonly after: number | null;
}

/** Pairs the elements of lists. `object` says that two different elements in the same gap are shown as one that changed. */
export function pairElements<T>(before: readonly T[], after: readonly T[], equal: (a: T, b: T) => boolean, object: (item: T) => boolean): Pairing[] {
  // When as many are left and all are still there, they have moved (observed with 1.11.4).
  if (before.length === after.length && !before.every((item) => after.some((other) => equal(item, other)))) return before.map((_, i) => ({ before: i, after: i }));
  const common = commonSubsequence(before, after, equal);
  const pairs: Pairing[] = [];
  let i = 0;
  let j = 0;
  for (const [ci, cj] of [...common, [before.length, after.length] as const]) {
    while (i < ci) {
      if (j < cj && object(before[i] as T) && object(after[j] as T)) pairs.push({ before: i, after: j++ });
      else pairs.push({ before: i, after: null });
      i++;
    }
    while (j < cj) pairs.push({ before: null, after: j++ });
    if (ci < before.length) pairs.push({ before: i++, after: j++ });
  }
  return pairs;
}

/** Pairs the elements of sets: equal ones, then what was removed, then what was added. */
export function pairMembers<T>(before: readonly T[], after: readonly T[], equal: (a: T, b: T) => boolean): Pairing[] {
  const taken = new Set<number>();
  const pairs: Pairing[] = [];
  before.forEach((item, i) => {
    const match = after.findIndex((other, j) => !taken.has(j) && equal(item, other));
    if (match >= 0) taken.add(match);
    pairs.push({ before: i, after: match >= 0 ? match : null });
  });
  after.forEach((_, j) => {
    if (!taken.has(j)) pairs.push({ before: null, after: j });
  });
  return pairs;
}

/** The longest common subsequence as pairs of indexes, in order: of equal elements the first ones are taken. */
export function commonSubsequence<T>(a: readonly T[], b: readonly T[], equal: (x: T, y: T) => boolean): (readonly [number, number])[] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      length[i * width + j] = equal(a[i - 1] as T, b[j - 1] as T)
        ? (length[(i - 1) * width + j - 1] as number) + 1
        : Math.max(length[(i - 1) * width + j] as number, length[i * width + j - 1] as number);
    }
  }
  const common: T[] = [];
  let i = a.length;
  let j = b.length;
  while (i > 0 && j > 0) {
    if (equal(a[i - 1] as T, b[j - 1] as T)) {
      common.push(a[--i] as T);
      j--;
    } else if ((length[(i - 1) * width + j] as number) > (length[i * width + j - 1] as number)) i--;
    else j--;
  }
  i = -1;
  j = -1;
  return common.reverse().map((item) => {
    do i++;
    while (!equal(a[i] as T, item));
    do j++;
    while (!equal(b[j] as T, item));
    return [i, j] as const;
  });
}
