// What Tab offers after `git`: commands, branches and tags, remotes, and files that the command could take.

import { DiskError } from '../../disk/disk.ts';
import type { Process } from '../../program.ts';
import { COMMANDS } from './commands/index.ts';
import { configOf } from './config.ts';
import { Fatal } from './fatal.ts';
import { ignoringOf } from './ignore.ts';
import { remotesOf } from './place.ts';
import { refsBelow, shortName } from './refs.ts';
import { repositoryAround } from './repository.ts';
import { loadIndex } from './staging.ts';
import { scanOf, unstagedChanges } from './worktree.ts';

const REVISIONS = [
  'checkout',
  'switch',
  'merge',
  'rebase',
  'branch',
  'log',
  'show',
  'diff',
  'reset',
  'cherry-pick',
  'revert',
  'tag',
  'describe',
  'rev-parse',
  'rev-list',
  'merge-base',
  'shortlog',
];
const REMOTES = ['fetch', 'pull', 'push'];
const SUBS: Readonly<Record<string, readonly string[]>> = {
  stash: ['apply', 'branch', 'clear', 'drop', 'list', 'pop', 'push', 'show'],
  remote: ['add', 'get-url', 'prune', 'remove', 'rename', 'set-url', 'show'],
};

type Reader = Pick<Process, 'disk' | 'cwd' | 'env'>;

function candidates(process: Reader, command: string, words: readonly string[]): string[] {
  const repository = repositoryAround(process.disk);
  if (!repository) return [];
  const config = configOf(process.disk, process.env.HOME ?? '/', repository.folder, []);
  const found: string[] = [];
  const subs = SUBS[command];
  if (subs && words.length === 0) found.push(...subs);
  if (REMOTES.includes(command) && words.length === 0) found.push(...remotesOf(config).map((remote) => remote.name));
  else if (REVISIONS.includes(command) || REMOTES.includes(command)) {
    found.push('HEAD', ...refsBelow(repository, 'refs/').flatMap(([name]) => (/^refs\/(heads|tags|remotes)\//.test(name) ? [shortName(name)] : [])));
  }
  const index = loadIndex(repository);
  const scan = scanOf(repository, index, ignoringOf(repository, config, process.env.HOME ?? '/'));
  const here = process.disk.resolve('.');
  const prefix = here === repository.root ? '' : `${here.slice(repository.root.length + 1)}/`;
  const own = (paths: readonly string[]) => paths.flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []));
  const changed = () => unstagedChanges(index, scan.tracked).map((change) => change.path);
  if (command === 'add') found.push(...own([...changed(), ...scan.untrackedShort, ...index.conflicts.keys()]));
  else if (command === 'restore') found.push(...own(words.includes('--staged') || words.includes('-S') ? [...index.entries.keys()] : changed()));
  else if (['rm', 'mv', 'blame', 'diff'].includes(command)) found.push(...own([...index.entries.keys()]));
  return found;
}

/** `words` are the words before the one that is being typed, without quotes. */
export function completions(process: Reader, words: readonly string[], prefix: string): string[] {
  const [, command, ...rest] = words;
  if (command === undefined)
    return Object.keys(COMMANDS)
      .filter((each) => each.startsWith(prefix))
      .sort();
  try {
    return [...new Set(candidates(process, command, rest))].filter((each) => each.startsWith(prefix)).sort();
  } catch (error) {
    if (error instanceof Fatal || error instanceof DiskError) return [];
    throw error;
  }
}
