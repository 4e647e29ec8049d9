// What git says about itself: its usage, the commands that people use every day, and names that are like a misspelled one.
import { COMMANDS, MISSING } from './commands/index.ts';

const USAGE = `usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>]
           [--exec-path[=<path>]] [-p | --paginate | -P | --no-pager]
           <command> [<args>]
`;

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['start a working area (see also: git help tutorial)', ['clone', 'init']],
  ['work on the current change (see also: git help everyday)', ['add', 'mv', 'restore', 'rm']],
  ['examine the history and state (see also: git help revisions)', ['diff', 'grep', 'log', 'show', 'status']],
  ['grow, mark and tweak your common history', ['branch', 'commit', 'merge', 'rebase', 'reset', 'switch', 'tag']],
  ['collaborate (see also: git help workflows)', ['fetch', 'pull', 'push']],
];

/** `common`, `usage`, or a command's name. */
export function helpText(topic: string): string {
  if (topic === 'usage') return USAGE;
  if (topic !== 'common') {
    const entry = COMMANDS[topic];
    return entry ? `git-${topic} - ${entry.summary}\n` : `No manual entry for git-${topic}\n`;
  }
  const groups = GROUPS.map(([title, names]) => `${title}\n${names.map((name) => `   ${name.padEnd(9)} ${COMMANDS[name]?.summary ?? ''}\n`).join('')}`);
  return `${USAGE}\nThese are common Git commands used in various situations:\n\n${groups.join('\n')}\nEvery other command of this simulation:\n   ${others().join(', ')}\nNot here: ${[...MISSING].sort().join(', ')}.\n`;
}

const others = (): string[] =>
  Object.keys(COMMANDS)
    .filter((name) => !GROUPS.some(([, names]) => names.includes(name)))
    .sort();

/** Damerau and Levenshtein's distance with git's weights: swapping is free, a letter left out costs little. */
function distance(from: string, to: string): number {
  const [swap, substitute, add, remove] = [0, 2, 1, 3];
  let [before, row]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at * add)];
  for (let i = 0; i < from.length; i++) {
    const next = [(i + 1) * remove];
    for (let j = 0; j < to.length; j++) {
      let best = (row[j] as number) + (from[i] === to[j] ? 0 : substitute);
      if (i > 0 && j > 0 && from[i - 1] === to[j] && from[i] === to[j - 1]) best = Math.min(best, (before[j - 1] as number) + swap);
      best = Math.min(best, (row[j + 1] as number) + remove, (next[j] as number) + add);
      next.push(best);
    }
    [before, row] = [row, next];
  }
  return row[to.length] as number;
}

/** Names of commands that a misspelled one may have meant. */
export function similarTo(name: string): string[] {
  const common = GROUPS.flatMap(([, names]) => names);
  const scored = [...Object.keys(COMMANDS), ...MISSING].map((each) => ({ each, score: common.includes(each) && each.startsWith(name) ? 0 : distance(name, each) + 1 }));
  const least = Math.min(...scored.map(({ score }) => score));
  if (least > 7) return [];
  return scored
    .filter(({ score }) => score === least)
    .map(({ each }) => each)
    .sort();
}
