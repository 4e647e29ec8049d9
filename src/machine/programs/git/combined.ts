// The patch of a merge: only what differs from every parent, with a column of marks for each (`diff --cc`).
import { strFromU8 } from 'fflate';
import { lineChanges, linesOf } from './linediff.ts';
import { isBinary, type PatchStyle, painted, quotedPath } from './patch.ts';
import { abbreviate, contentOf, hasObject, type Side, type Store } from './store.ts';

interface Row {
  /** One mark for each parent: `+` when that parent does not have the line, `-` when only it has. */
  readonly marks: string;
  readonly text: string;
  /** Whether the line stands in the result. */
  readonly kept: boolean;
}

/** Which parents a row differs from: 1, 2, or 3 for both. */
const differs = (row: Row): number => (row.marks[0] !== ' ' ? 1 : 0) + (row.marks[1] !== ' ' ? 2 : 0);

/** Runs of changed rows, three kept rows or less between them, without those in which all differs from the same one parent. */
function interestingRuns(rows: readonly Row[]): [from: number, to: number][] {
  const groups: [number, number][] = [];
  let gap = Number.POSITIVE_INFINITY;
  for (const [at, row] of rows.entries()) {
    if (differs(row) === 0) {
      gap++;
      continue;
    }
    const last = groups.at(-1);
    if (last && gap <= 3) last[1] = at + 1;
    else groups.push([at, at + 1]);
    gap = 0;
  }
  const runs: [number, number][] = [];
  for (const [from, to] of groups) {
    const kinds = new Set(rows.slice(from, to).map(differs));
    kinds.delete(0);
    if (kinds.size === 1 && !kinds.has(3)) continue;
    const last = runs.at(-1);
    if (last && from - last[1] <= 6) last[1] = to;
    else runs.push([from, to]);
  }
  return runs;
}

/** One file as it came out of a merge of two parents; empty when one of them had it like this. */
export function combinedPatch(store: Store, path: string, parents: readonly [Side | null, Side | null], result: Side | null, style: PatchStyle): string {
  const { colour } = style;
  const bold = (text: string) => `${painted(colour, 'bold', text)}\n`;
  const shortId = (side: Side | null) =>
    side === null ? '0000000' : hasObject(store, side.id) ? abbreviate(store, side.id) : result === side && side.bytes ? '0000000' : side.id.slice(0, 7);
  const name = quotedPath(path);
  let head = bold(`diff --cc ${name}`) + bold(`index ${parents.map(shortId).join(',')}..${result?.bytes ? '0000000' : shortId(result)}`);
  if (result === null) head += bold(`deleted file mode ${parents.map((side) => (side?.mode ?? 0).toString(8).padStart(6, '0')).join(',')}`);
  const sides = parents.map((side) => (side ? contentOf(store, side) : new Uint8Array()));
  const bytes = result ? contentOf(store, result) : new Uint8Array();
  if ([...sides, bytes].some(isBinary)) return `${head}Binary files differ\n`;
  head += bold(`--- ${parents.every((side) => side === null) ? '/dev/null' : quotedPath(`a/${path}`)}`) + bold(`+++ ${result ? quotedPath(`b/${path}`) : '/dev/null'}`);
  if (result === null) return head;
  const lines = linesOf(strFromU8(bytes));
  const changes = sides.map((side) => {
    const before = linesOf(strFromU8(side));
    return { before, changes: lineChanges(before, lines) };
  });
  const rows: Row[] = [];
  for (let at = 0; at <= lines.length; at++) {
    const gone = changes.map(({ before, changes: list }) => list.filter((change) => change.b === at).flatMap((change) => before.slice(change.a, change.a + change.aCount)));
    const [one = [], other = []] = gone;
    let from = 0;
    for (const change of [...lineChanges(one, other), { a: one.length, aCount: 0, b: other.length, bCount: 0 }]) {
      for (; from < change.a; from++) rows.push({ marks: '--', text: one[from] as string, kept: false });
      for (; from < change.a + change.aCount; from++) rows.push({ marks: '- ', text: one[from] as string, kept: false });
      for (const line of other.slice(change.b, change.b + change.bCount)) rows.push({ marks: ' -', text: line, kept: false });
    }
    if (at === lines.length) break;
    const marks = changes.map(({ changes: list }) => (list.some((change) => at >= change.b && at < change.b + change.bCount) ? '+' : ' ')).join('');
    rows.push({ marks, text: lines[at] as string, kept: true });
  }
  const runs = interestingRuns(rows);
  if (runs.length === 0) return '';
  let text = '';
  for (const [from, to] of runs) {
    const [begin, end] = [Math.max(0, from - 3), Math.min(rows.length, to + 3)];
    const position = (column: number | null, until: number) =>
      rows.slice(0, until).filter((row) => (column === null ? row.kept : row.marks[column] === '-' || (row.kept && row.marks[column] !== '+'))).length;
    const range = (column: number | null) => {
      const [start, count] = [position(column, begin), position(column, end) - position(column, begin)];
      return `${count === 0 ? start : start + 1},${count}`;
    };
    text += `${painted(colour, 'cyan', `@@@ -${range(0)} -${range(1)} +${range(null)} @@@`)}\n`;
    for (const row of rows.slice(begin, end)) {
      const whole = row.text.endsWith('\n');
      const body = row.marks + (whole ? row.text.slice(0, -1) : row.text);
      const name = row.marks.includes('-') ? 'red' : row.marks.includes('+') ? 'green' : null;
      text += `${name ? painted(colour, name, body) : body}\n${whole ? '' : '\\ No newline at end of file\n'}`;
    }
  }
  return head + text;
}
