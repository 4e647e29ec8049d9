// Takes out of a transcript what may differ between two correct runs: ids, times, and the order of progress lines of different resources.

export const withoutColor = (text: string): string => text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '');

const PROGRESS =
  /^(\S.*?(?: \(deposed object [0-9a-f]{8}\))?): (?:Refreshing|Creating|Creation|Destroying|Destruction|Modifying|Modifications|Reading|Read complete|Still |Importing|Import |Preparing import)/;

/** Runs of progress lines, sorted by resource; each resource's own lines keep their order. */
function sortProgress(lines: readonly string[]): string[] {
  const sorted: string[] = [];
  let run: { address: string; index: number; line: string }[] = [];
  const flush = () => {
    run.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : a.index - b.index));
    sorted.push(...run.map((entry) => entry.line));
    run = [];
  };
  for (const line of lines) {
    const address = PROGRESS.exec(line)?.[1]?.replace(/ \(deposed object [0-9a-f]{8}\)$/, '');
    if (address) run.push({ address, index: run.length, line });
    else {
      flush();
      sorted.push(line);
    }
  }
  flush();
  return sorted;
}

/** The nodes of a cycle come in an order that differs from run to run. */
const sortCycle = (text: string): string =>
  text.replace(
    /(Error: Cycle: )([^\n]*(?:\n│ \S[^\n]*)*)/g,
    (_, head: string, list: string) =>
      head +
      list
        .split(/,\s*(?:│\s*)?|\n│ /)
        .filter(Boolean)
        .sort()
        .join(', '),
  );

/** What fed into a plan comes in any order. */
const sortRelevant = (text: string): string =>
  text.replace(
    /"relevant_attributes":\[(.*?\])\}\],/g,
    (_, list: string) =>
      `"relevant_attributes":[${list
        .split('},{')
        .map((entry) => entry.replace(/^\{/, ''))
        .sort()
        .join('},{')}}],`,
  );

/** A function that normalises the outputs of one case in order: the same id gets the same number throughout. */
export function normaliser(): (text: string) => string {
  const seen = new Map<string, string>();
  return (text) =>
    sortRelevant(sortCycle(sortProgress(tidy(withoutColor(text)).split('\n')).join('\n')))
      .replace(/\bafter (?:\d+h)?(?:\d+m)?\d+s\b/g, 'after <t>')
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
      .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000 UTC/g, '<time>')
      .replace(/\.\d{10}\.backup\b/g, '.<time>.backup')
      .replace(/\(deposed object [0-9a-f]{8}\)/g, '(deposed object <key>)')
      .replace(/dial tcp: lookup[\s\S]*?no such\n?[│ ]*host/g, '<network error>')
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) => {
        if (!seen.has(id)) seen.set(id, `<uuid:${seen.size + 1}>`);
        return seen.get(id) as string;
      });
}
