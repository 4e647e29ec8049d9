// Takes out of a transcript what may differ between two correct runs: ids, times, and the order of progress lines of different resources.
import { cloudNames, withoutComputed } from './normalise-cloud.ts';

export const withoutColor = (text: string): string => text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '');

const PROGRESS =
  /^(\S.*?(?: \((?:deposed object [0-9a-f]{8}|local-exec|remote-exec)\))?): (?:(?<=-exec\): )|Provisioning with|Refreshing|Creating|Creation|Destroying|Destruction|Modifying|Modifications|Reading|Read complete|Still |Importing|Import |Preparing import)/;

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
    const address = PROGRESS.exec(line)?.[1]?.replace(/ \((?:deposed object [0-9a-f]{8}|local-exec|remote-exec)\)$/, '');
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

/** How long something takes is the cloud's to say, and so is how often Terraform says that it still waits. */
const withoutWaiting = (lines: readonly string[]): string[] => lines.filter((line) => !/: Still (?:creating|destroying|modifying|reading)\.\.\. \[/.test(line));

/** A function that normalises the outputs of one case in order: the same id gets the same number throughout. `config`: all files of a session with a cloud. */
export function normaliser(config?: string): (text: string) => string {
  const seen = new Map<string, string>();
  const named = config === undefined ? (text: string) => text : cloudNames(config);
  const shown = (text: string): string[] => {
    const lines = tidy(withoutColor(text)).split('\n');
    return config === undefined ? lines : withoutComputed(withoutWaiting(lines), config);
  };
  return (text) =>
    named(sortRelevant(sortCycle(sortProgress(shown(text)).join('\n'))).replace(/\bafter (?:\d+h)?(?:\d+m)?\d+s\b/g, 'after <t>'))
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
      .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000 UTC/g, '<time>')
      .replace(/\.\d{10}\.backup\b/g, '.<time>.backup')
      .replace(/\(deposed object [0-9a-f]{8}\)/g, '(deposed object <key>)')
      .replace(/\/tmp\/terraform\d{6,10}\b/g, '/tmp/terraform<digits>')
      .replace(/dial tcp: lookup[\s\S]*?no such\n?[│ ]*host/g, '<network error>')
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) => {
        if (!seen.has(id)) seen.set(id, `<uuid:${seen.size + 1}>`);
        return seen.get(id) as string;
      });
}
