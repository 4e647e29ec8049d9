// Three texts become one: what only one side changed is taken, what both changed differently stands between conflict markers. Regions are cut as git cuts them.
import { type LineChange, lineChanges, linesOf } from './linediff.ts';

interface Region {
  readonly from: 'ours' | 'theirs' | 'both' | 'conflict';
  readonly base: number;
  readonly baseCount: number;
  readonly ours: number;
  readonly oursCount: number;
  readonly theirs: number;
  readonly theirsCount: number;
}

export interface Labels {
  readonly ours: string;
  readonly theirs: string;
}

export interface MergedText {
  readonly text: string;
  readonly conflicts: number;
}

/** Adds a region; one that touches the region before it becomes one with it. */
function add(regions: Region[], region: Region): void {
  const last = regions.at(-1);
  if (!last || (region.ours > last.ours + last.oursCount && region.theirs > last.theirs + last.theirsCount)) {
    regions.push(region);
    return;
  }
  regions[regions.length - 1] = {
    ...last,
    from: last.from === region.from ? last.from : 'conflict',
    baseCount: region.base + region.baseCount - last.base,
    oursCount: region.ours + region.oursCount - last.ours,
    theirsCount: region.theirs + region.theirsCount - last.theirs,
  };
}

function regionsOf(base: readonly string[], ours: readonly string[], theirs: readonly string[]): Region[] {
  const [mine, others] = [lineChanges(base, ours), lineChanges(base, theirs)];
  const regions: Region[] = [];
  const onlyOurs = (change: LineChange, shift: number) =>
    add(regions, { from: 'ours', base: change.a, baseCount: change.aCount, ours: change.b, oursCount: change.bCount, theirs: change.a + shift, theirsCount: change.aCount });
  const onlyTheirs = (change: LineChange, shift: number) =>
    add(regions, { from: 'theirs', base: change.a, baseCount: change.aCount, ours: change.a + shift, oursCount: change.aCount, theirs: change.b, theirsCount: change.bCount });
  let [i, j] = [0, 0];
  while (i < mine.length && j < others.length) {
    const [one, other] = [mine[i] as LineChange, others[j] as LineChange];
    if (one.a + one.aCount < other.a) {
      onlyOurs(one, other.b - other.a);
      i++;
      continue;
    }
    if (other.a + other.aCount < one.a) {
      onlyTheirs(other, one.b - one.a);
      j++;
      continue;
    }
    const same =
      one.a === other.a && one.aCount === other.aCount && one.bCount === other.bCount && ours.slice(one.b, one.b + one.bCount).every((line, at) => line === theirs[other.b + at]);
    const start = Math.min(one.a, other.a);
    const end = Math.max(one.a + one.aCount, other.a + other.aCount);
    const [oursAt, theirsAt] = [one.b - (one.a - start), other.b - (other.a - start)];
    if (!same)
      add(regions, {
        from: 'conflict',
        base: start,
        baseCount: end - start,
        ours: oursAt,
        oursCount: one.b + one.bCount + (end - one.a - one.aCount) - oursAt,
        theirs: theirsAt,
        theirsCount: other.b + other.bCount + (end - other.a - other.aCount) - theirsAt,
      });
    const [oneEnd, otherEnd] = [one.a + one.aCount, other.a + other.aCount];
    if (oneEnd >= otherEnd) j++;
    if (otherEnd >= oneEnd) i++;
  }
  for (; i < mine.length; i++) onlyOurs(mine[i] as LineChange, theirs.length - base.length);
  for (; j < others.length; j++) onlyTheirs(others[j] as LineChange, ours.length - base.length);
  return regions;
}

/** Takes out of conflicts what both sides have alike, then joins conflicts that are three lines apart or less. */
function refined(regions: readonly Region[], ours: readonly string[], theirs: readonly string[]): Region[] {
  const split = regions.flatMap((region): Region[] => {
    if (region.from !== 'conflict' || region.oursCount === 0 || region.theirsCount === 0) return [region];
    const changes = lineChanges(ours.slice(region.ours, region.ours + region.oursCount), theirs.slice(region.theirs, region.theirs + region.theirsCount));
    if (changes.length === 0) return [{ ...region, from: 'both' }];
    return changes.map((change) => ({ ...region, ours: region.ours + change.a, oursCount: change.aCount, theirs: region.theirs + change.b, theirsCount: change.bCount }));
  });
  const joined: Region[] = [];
  for (const region of split) {
    const last = joined.at(-1);
    if (last?.from === 'conflict' && region.from === 'conflict' && region.ours - (last.ours + last.oursCount) <= 3)
      joined[joined.length - 1] = { ...last, oursCount: region.ours + region.oursCount - last.ours, theirsCount: region.theirs + region.theirsCount - last.theirs };
    else joined.push(region);
  }
  return joined;
}

const closed = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

export function mergeTexts(base: string, ours: string, theirs: string, labels: Labels): MergedText {
  const [one, other] = [linesOf(ours), linesOf(theirs)];
  let text = '';
  let at = 0;
  let conflicts = 0;
  for (const region of refined(regionsOf(linesOf(base), one, other), one, other)) {
    if (region.from === 'ours' || region.from === 'both') continue;
    text += one.slice(at, region.ours).join('');
    const [mine, others] = [one.slice(region.ours, region.ours + region.oursCount).join(''), other.slice(region.theirs, region.theirs + region.theirsCount).join('')];
    if (region.from === 'theirs') text += others;
    else {
      conflicts++;
      text = `${closed(text)}<<<<<<< ${labels.ours}\n${closed(mine)}=======\n${closed(others)}>>>>>>> ${labels.theirs}\n`;
    }
    at = region.ours + region.oursCount;
  }
  return { text: text + one.slice(at).join(''), conflicts };
}
