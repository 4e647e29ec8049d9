// Which lines two texts share: Myers' algorithm as git runs it, then each group of changed lines is moved to where people expect it
// (git's "indent heuristic"; the weights are git's). Hunks therefore come out as git's do.

/** Lines counted from 0: `aCount` lines at `a` give way to `bCount` lines at `b`. */
export interface LineChange {
  readonly a: number;
  readonly aCount: number;
  readonly b: number;
  readonly bCount: number;
}

/** The lines of a text, each with its break where it has one. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Marks per line; one more than there are lines, the last always 0. */
type Marks = Uint8Array;

function split(one: readonly number[], other: readonly number[], a: number, aEnd: number, b: number, bEnd: number): [number, number] {
  const [least, most] = [a - bEnd, aEnd - b];
  const [middle, farMiddle] = [a - b, aEnd - bEnd];
  const odd = ((middle - farMiddle) & 1) !== 0;
  const forward = new Map<number, number>([[middle, a]]);
  const backward = new Map<number, number>([[farMiddle, aEnd]]);
  let [low, high, farLow, farHigh] = [middle, middle, farMiddle, farMiddle];
  const at = (map: Map<number, number>, key: number) => map.get(key) as number;
  for (;;) {
    if (low > least) forward.set(--low - 1, -1);
    else low++;
    if (high < most) forward.set(++high + 1, -1);
    else high--;
    for (let diagonal = high; diagonal >= low; diagonal -= 2) {
      let i = at(forward, diagonal - 1) >= at(forward, diagonal + 1) ? at(forward, diagonal - 1) + 1 : at(forward, diagonal + 1);
      while (i < aEnd && i - diagonal < bEnd && one[i] === other[i - diagonal]) i++;
      forward.set(diagonal, i);
      if (odd && farLow <= diagonal && diagonal <= farHigh && at(backward, diagonal) <= i) return [i, i - diagonal];
    }
    if (farLow > least) backward.set(--farLow - 1, Number.POSITIVE_INFINITY);
    else farLow++;
    if (farHigh < most) backward.set(++farHigh + 1, Number.POSITIVE_INFINITY);
    else farHigh--;
    for (let diagonal = farHigh; diagonal >= farLow; diagonal -= 2) {
      let i = at(backward, diagonal - 1) < at(backward, diagonal + 1) ? at(backward, diagonal - 1) : at(backward, diagonal + 1) - 1;
      while (i > a && i - diagonal > b && one[i - 1] === other[i - diagonal - 1]) i--;
      backward.set(diagonal, i);
      if (!odd && low <= diagonal && diagonal <= high && i <= at(forward, diagonal)) return [i, i - diagonal];
    }
  }
}

/** A side of the comparison without the lines that cannot match: line numbers and where they were. */
interface Kept {
  readonly ids: number[];
  readonly places: number[];
}

function compare(one: Kept, other: Kept, inOne: Marks, inOther: Marks, from: number, to: number, otherFrom: number, otherTo: number): void {
  let [a, aEnd, b, bEnd] = [from, to, otherFrom, otherTo];
  while (a < aEnd && b < bEnd && one.ids[a] === other.ids[b]) {
    a++;
    b++;
  }
  while (a < aEnd && b < bEnd && one.ids[aEnd - 1] === other.ids[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  if (a === aEnd) for (; b < bEnd; b++) inOther[other.places[b] as number] = 1;
  else if (b === bEnd) for (; a < aEnd; a++) inOne[one.places[a] as number] = 1;
  else {
    const [i, j] = split(one.ids, other.ids, a, aEnd, b, bEnd);
    compare(one, other, inOne, inOther, a, i, b, j);
    compare(one, other, inOne, inOther, i, aEnd, j, bEnd);
  }
}

/** About the square root of a count of lines, as git estimates it. */
function manyFor(lines: number): number {
  let root = 1;
  for (let left = lines; left > 0; left >>= 2) root <<= 1;
  return Math.min(root, 1024);
}

/** Leaves out lines that the other side does not have, and lines that it has very often where they stand among such. */
function kept(ids: readonly number[], counts: ReadonlyMap<number, number>, from: number, to: number, marks: Marks): Kept {
  const many = manyFor(ids.length);
  const kinds = ids.map((id) => {
    const count = counts.get(id) ?? 0;
    return count === 0 ? 0 : count >= many ? 2 : 1;
  });
  const run = (at: number, step: 1 | -1): [unmatched: number, frequent: number] => {
    let [unmatched, frequent] = [0, 1];
    for (let i = at + step; i >= Math.max(from, at - 100) && i <= Math.min(to - 1, at + 100); i += step) {
      if (kinds[i] === 0) unmatched++;
      else if (kinds[i] === 2) frequent++;
      else break;
    }
    return [unmatched, frequent];
  };
  const drowned = (at: number) => {
    const [before, frequentBefore] = run(at, -1);
    if (before === 0) return false;
    const [after, frequentAfter] = run(at, 1);
    if (after === 0) return false;
    const frequent = frequentBefore + frequentAfter;
    return frequent * 4 < frequent + before + after;
  };
  const left: Kept = { ids: [], places: [] };
  for (let at = from; at < to; at++) {
    if (kinds[at] === 1 || (kinds[at] === 2 && !drowned(at))) {
      left.ids.push(ids[at] as number);
      left.places.push(at);
    } else marks[at] = 1;
  }
  return left;
}

const counted = (ids: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
};

function indentOf(line: string | undefined): number {
  let indent = 0;
  for (const letter of line ?? '') {
    if (letter === ' ') indent++;
    else if (letter === '\t') indent += 8 - (indent % 8);
    else if (!/\s/.test(letter)) return indent;
    if (indent >= 200) return 200;
  }
  return -1;
}

interface Score {
  indent: number;
  penalty: number;
}

/** How good a place `at` is for the edge of a group: less is better. */
function addEdge(lines: readonly string[], at: number, score: Score): void {
  const search = (step: 1 | -1): [blanks: number, indent: number] => {
    let blanks = 0;
    for (let i = at + step; i >= 0 && i < lines.length; i += step) {
      const indent = indentOf(lines[i]);
      if (indent !== -1) return [blanks, indent];
      if (++blanks === 20) return [blanks, 0];
    }
    return [blanks, -1];
  };
  const end = at >= lines.length;
  const own = end ? -1 : indentOf(lines[at]);
  const [blanksBefore, before] = search(-1);
  const [blanksAfter, after] = search(1);
  if (before === -1 && blanksBefore === 0) score.penalty += 1;
  if (end) score.penalty += 21;
  const following = own === -1 ? 1 + blanksAfter : 0;
  const blanks = blanksBefore + following;
  score.penalty += -30 * blanks + 6 * following;
  const indent = own !== -1 ? own : after;
  score.indent += indent;
  if (indent === -1 || before === -1 || indent === before) return;
  if (indent > before) score.penalty += blanks > 0 ? 10 : -4;
  else if (after !== -1 && after > indent) score.penalty += blanks > 0 ? 17 : 24;
  else score.penalty += blanks > 0 ? 17 : 23;
}

const notWorse = (one: Score, other: Score): boolean => 60 * Math.sign(one.indent - other.indent) + (one.penalty - other.penalty) <= 0;

/** A run of marked lines, possibly empty, between two unmarked ones. */
class Group {
  start = 0;
  end = 0;

  constructor(
    readonly marks: Marks,
    readonly ids: readonly number[],
  ) {
    while (marks[this.end]) this.end++;
  }

  get empty(): boolean {
    return this.start === this.end;
  }

  next(): boolean {
    if (this.end === this.ids.length) return false;
    this.start = this.end + 1;
    for (this.end = this.start; this.marks[this.end]; ) this.end++;
    return true;
  }

  previous(): void {
    if (this.start === 0) return;
    this.end = this.start - 1;
    for (this.start = this.end; this.start > 0 && this.marks[this.start - 1]; ) this.start--;
  }

  up(): boolean {
    if (this.start === 0 || this.ids[this.start - 1] !== this.ids[this.end - 1]) return false;
    this.marks[--this.start] = 1;
    this.marks[--this.end] = 0;
    while (this.start > 0 && this.marks[this.start - 1]) this.start--;
    return true;
  }

  down(): boolean {
    if (this.end >= this.ids.length || this.ids[this.start] !== this.ids[this.end]) return false;
    this.marks[this.start++] = 0;
    this.marks[this.end++] = 1;
    while (this.marks[this.end]) this.end++;
    return true;
  }
}

/** Slides groups of changed lines up and down: onto a group of the other side if there is one, else to the best edges. */
function settle(lines: readonly string[], ids: readonly number[], marks: Marks, otherIds: readonly number[], otherMarks: Marks): void {
  const group = new Group(marks, ids);
  const other = new Group(otherMarks, otherIds);
  do {
    if (group.empty) continue;
    let size: number;
    let earliest: number;
    let matching: number;
    do {
      size = group.end - group.start;
      matching = -1;
      while (group.up()) other.previous();
      earliest = group.end;
      if (!other.empty) matching = group.end;
      while (group.down()) {
        other.next();
        if (!other.empty) matching = group.end;
      }
    } while (size !== group.end - group.start);
    if (group.end === earliest) continue;
    if (matching !== -1) {
      while (other.empty) {
        group.up();
        other.previous();
      }
      continue;
    }
    let best = -1;
    let bestScore: Score = { indent: 0, penalty: 0 };
    for (let shift = Math.max(earliest, group.end - size - 1, group.end - 100); shift <= group.end; shift++) {
      const score: Score = { indent: 0, penalty: 0 };
      addEdge(lines, shift, score);
      addEdge(lines, shift - size, score);
      if (best === -1 || notWorse(score, bestScore)) {
        best = shift;
        bestScore = score;
      }
    }
    while (group.end > best) {
      group.up();
      other.previous();
    }
  } while (group.next() && other.next());
}

/** What differs between two lists of lines, in order. `fold` makes lines equal that shall count as equal. */
export function lineChanges(one: readonly string[], other: readonly string[], fold: (line: string) => string = (line) => line): LineChange[] {
  const numbers = new Map<string, number>();
  const number = (line: string) => {
    const key = fold(line);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  const [a, b] = [one.map(number), other.map(number)];
  const [inA, inB] = [new Uint8Array(a.length + 1), new Uint8Array(b.length + 1)];
  let [head, tail] = [0, 0];
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const left = kept(a, counted(b), head, a.length - tail, inA);
  const right = kept(b, counted(a), head, b.length - tail, inB);
  compare(left, right, inA, inB, 0, left.ids.length, 0, right.ids.length);
  settle(one, a, inA, b, inB);
  settle(other, b, inB, a, inA);
  const changes: LineChange[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (!inA[i] && !inB[j]) {
      i++;
      j++;
      continue;
    }
    const [fromA, fromB] = [i, j];
    while (inA[i]) i++;
    while (inB[j]) j++;
    changes.push({ a: fromA, aCount: i - fromA, b: fromB, bCount: j - fromB });
  }
  return changes;
}
