// git: enough of it to see what changed, keep it, and get it from elsewhere. The store is our own (see store.ts).
import type { Process, Program } from '../../program.ts';
import { commandsOfHistory } from './history.ts';
import { commandsOfRemotes } from './remotes.ts';
import { load, type Repository, rootOf, save } from './store.ts';
import { commandsOfWork } from './work.ts';

/** What a subcommand works on. */
export interface Git {
  readonly process: Process;
  readonly root: string;
  readonly repository: Repository;
  /** Operands as paths in the repository; null when one is outside. */
  paths(names: readonly string[]): string[] | null;
}

/** Gives the exit status. The repository is saved when it has changed. */
export type Subcommand = (git: Git, argv: readonly string[]) => number;

/** Those that need no repository. */
export type Outer = (process: Process, argv: readonly string[]) => number;

const HELP = `usage: git [-v | --version] [-h | --help] [-C <path>] <command> [<args>]

These are common Git commands used in various situations:

   clone      Clone a repository into a new directory
   init       Create an empty Git repository
   add        Add file contents to the index
   mv, rm     Move or remove files from the working tree and the index
   restore    Restore working tree files
   diff       Show changes between commits, commit and working tree, etc
   log        Show commit logs
   show       Show various types of objects
   status     Show the working tree status
   branch     List, create, or delete branches
   checkout   Switch branches or restore working tree files
   switch     Switch branches
   commit     Record changes to the repository
   reset      Reset current HEAD to the specified state
   fetch      Download objects and refs from another repository
   pull       Fetch from and integrate with another repository or a local branch
   push       Update remote refs along with associated objects
   remote     List remotes
`;

const INSIDE: Readonly<Record<string, Subcommand>> = { ...commandsOfHistory, ...commandsOfWork, ...commandsOfRemotes.inside };

/** Real git has these; this one does not. */
const MISSING = [
  'bisect',
  'blame',
  'cherry-pick',
  'clean',
  'gc',
  'grep',
  'merge',
  'notes',
  'rebase',
  'reflog',
  'revert',
  'stash',
  'submodule',
  'tag',
  'worktree',
  'config',
  'ls-files',
];

export const git: Program = {
  name: 'git',
  summary: 'versions of a folder',
  start(process, argv) {
    let words = [...argv];
    while (words[0] === '-C' || words[0] === '--no-pager' || words[0] === '-c') words = words.slice(words[0] === '--no-pager' ? 1 : 2);
    const folder = argv[0] === '-C' ? argv[1] : undefined;
    const [name, ...rest] = words;
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      process.out(HELP);
      return { exit: name === undefined ? 1 : 0 };
    }
    if (name === '--version' || name === '-v') {
      process.out('git version 2.43.0\n');
      return { exit: 0 };
    }
    const outer = commandsOfRemotes.outside[name];
    if (outer) return { exit: outer(process, rest) };
    const work = Object.hasOwn(INSIDE, name) ? INSIDE[name] : undefined;
    if (!work) {
      process.err(MISSING.includes(name) ? `git: '${name}' is not part of this simulation.\n` : `git: '${name}' is not a git command. See 'git --help'.\n`);
      return { exit: 1 };
    }
    const root = rootOf(process.disk, folder);
    if (root === null) {
      process.err('fatal: not a git repository (or any of the parent directories): .git\n');
      return { exit: 128 };
    }
    const repository = load(process.disk, root);
    const before = JSON.stringify(repository);
    const status = work(
      {
        process,
        root,
        repository,
        paths(names) {
          const list = names.map((each) => process.disk.resolve(each));
          const outside = list.find((path) => path !== root && !path.startsWith(`${root}/`));
          if (outside !== undefined) {
            process.err(`fatal: ${outside}: '${outside}' is outside repository at '${root}'\n`);
            return null;
          }
          return list.map((path) => path.slice(root.length + 1));
        },
      },
      rest,
    );
    if (JSON.stringify(repository) !== before) save(process.disk, root, repository);
    return { exit: status };
  },
  complete: (_process, words, prefix) =>
    words.length === 1 ? [...Object.keys(INSIDE), ...Object.keys(commandsOfRemotes.outside)].filter((each) => each.startsWith(prefix)).sort() : [],
};
