// git status, add, commit, checkout, restore, reset, rm, mv: the working folder and the index.
import { joinPath } from '../../disk/path.ts';
import type { Git, Subcommand } from './git.ts';
import { commitTree, contentOf, headOf, ignores, revision, type Tree, treeOf, workingFiles } from './store.ts';
import { type Change, changed, put, statOf } from './worktree.ts';

const WORDS: Readonly<Record<Change, string>> = { A: 'new file:   ', M: 'modified:   ', D: 'deleted:    ' };

interface State {
  readonly staged: readonly { readonly path: string; readonly change: Change }[];
  readonly unstaged: readonly { readonly path: string; readonly change: Change }[];
  readonly untracked: readonly string[];
}

function stateOf(git: Git): State {
  const { repository } = git;
  const files = workingFiles(git.process.disk, git.root, repository.index);
  const tracked: Tree = {};
  for (const path of Object.keys(repository.index)) if (files[path] !== undefined) tracked[path] = files[path];
  const untracked = new Set<string>();
  for (const path of Object.keys(files)) {
    if (Object.hasOwn(repository.index, path)) continue;
    // A folder without tracked files is shown as one.
    const parts = path.split('/');
    const at = parts.findIndex((_, index) => index < parts.length - 1 && !Object.keys(repository.index).some((each) => each.startsWith(`${parts.slice(0, index + 1).join('/')}/`)));
    untracked.add(at < 0 ? path : `${parts.slice(0, at + 1).join('/')}/`);
  }
  return { staged: changed(treeOf(repository, headOf(repository)), repository.index), unstaged: changed(repository.index, tracked), untracked: [...untracked].sort() };
}

/** How a path in the repository is written from where one stands. */
function relative(git: Git, path: string): string {
  const here = git.process.disk.resolve('.').slice(git.root.length + 1);
  if (here === '') return path;
  const [from, to] = [here.split('/'), path.split('/')];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/') || './';
}

function tracking(git: Git): string {
  const { repository } = git;
  const remote = repository.remotes.origin?.branches[repository.head];
  if (remote === undefined || repository.detached !== null) return '';
  let ahead = 0;
  for (let id = headOf(repository); id !== null && id !== remote; id = repository.commits[id]?.parent ?? null) ahead++;
  if (ahead === 0) return `Your branch is up to date with 'origin/${repository.head}'.\n\n`;
  return `Your branch is ahead of 'origin/${repository.head}' by ${ahead} commit${ahead === 1 ? '' : 's'}.\n  (use "git push" to publish your local commits)\n\n`;
}

const status: Subcommand = (git, argv) => {
  const { process, repository } = git;
  const { staged, unstaged, untracked } = stateOf(git);
  const paint = (text: string, code: string) => (process.terminal.out ? `\x1b[${code}m${text}\x1b[m` : text);
  if (argv.some((word) => ['-s', '--short', '--porcelain', '-sb'].includes(word))) {
    for (const path of [...new Set([...staged, ...unstaged].map((each) => each.path))].sort()) {
      const [left, right] = [staged.find((each) => each.path === path)?.change ?? ' ', unstaged.find((each) => each.path === path)?.change ?? ' '];
      process.out(`${left === ' ' ? ' ' : paint(left, '32')}${right === ' ' ? ' ' : paint(right, '31')} ${relative(git, path)}\n`);
    }
    for (const path of untracked) process.out(`${paint('??', '31')} ${relative(git, path)}\n`);
    return 0;
  }
  process.out(repository.detached !== null ? `${paint('HEAD detached at ', '31')}${repository.detached.slice(0, 7)}\n` : `On branch ${repository.head}\n`);
  process.out(tracking(git));
  if (headOf(repository) === null) process.out('\nNo commits yet\n\n');
  const list = (items: readonly { readonly path: string; readonly change: Change }[], code: string) =>
    items.map((each) => `\t${paint(`${WORDS[each.change]}${relative(git, each.path)}`, code)}\n`).join('');
  if (staged.length > 0)
    process.out(`Changes to be committed:\n  (use "git ${headOf(repository) === null ? 'rm --cached' : 'restore --staged'} <file>..." to unstage)\n${list(staged, '32')}\n`);
  if (unstaged.length > 0) {
    const removing = unstaged.some((each) => each.change === 'D') ? 'add/rm' : 'add';
    process.out(
      `Changes not staged for commit:\n  (use "git ${removing} <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n${list(unstaged, '31')}\n`,
    );
  }
  if (untracked.length > 0)
    process.out(
      `Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${untracked.map((path) => `\t${paint(relative(git, path), '31')}\n`).join('')}\n`,
    );
  if (staged.length === 0) {
    if (unstaged.length > 0) process.out('no changes added to commit (use "git add" and/or "git commit -a")\n');
    else if (untracked.length > 0) process.out('nothing added to commit but untracked files present (use "git add" to track)\n');
    else process.out(headOf(repository) === null ? 'nothing to commit (create/copy files and use "git add" to track)\n' : 'nothing to commit, working tree clean\n');
  }
  return 0;
};

const within = (path: string, folder: string): boolean => folder === '' || path === folder || path.startsWith(`${folder}/`);

const add: Subcommand = (git, argv) => {
  const { repository, process } = git;
  const all = argv.some((word) => ['-A', '--all', '-u', '--update'].includes(word));
  const force = argv.includes('-f') || argv.includes('--force');
  const names = argv.filter((word) => !word.startsWith('-'));
  if (names.length === 0 && !all) {
    process.err("Nothing specified, nothing added.\nhint: Maybe you wanted to say 'git add .'?\n");
    return 0;
  }
  const paths = names.length === 0 ? [''] : git.paths(names);
  if (paths === null) return 128;
  const files = workingFiles(process.disk, git.root, repository.index);
  const ignored = ignores(process.disk, git.root);
  for (const [index, path] of paths.entries()) {
    const known = [...Object.keys(files), ...Object.keys(repository.index)].filter((each) => within(each, path));
    const there = process.disk.stat(joinPath(git.root, path));
    if (known.length === 0 && there?.type === 'file' && force) files[path] = contentOf(process.disk, joinPath(git.root, path));
    else if (known.length === 0 && there && path !== '') {
      if (there.type === 'folder' && !ignored(path, true)) continue;
      process.err(`The following paths are ignored by one of your .gitignore files:\n${path}\nhint: Use -f if you really want to add them.\n`);
      return 1;
    } else if (known.length === 0 && path !== '') {
      process.err(`fatal: pathspec '${names[index]}' did not match any files\n`);
      return 128;
    }
    const wanted = argv.some((word) => word === '-u' || word === '--update') ? Object.keys(repository.index) : [...Object.keys(files), ...Object.keys(repository.index)];
    for (const each of wanted.filter((one) => within(one, path))) {
      const text = files[each];
      if (text === undefined) delete repository.index[each];
      else repository.index[each] = text;
    }
  }
  return 0;
};

const commit: Subcommand = (git, argv) => {
  const { repository, process } = git;
  const messages: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (/^-a?m$/.test(word) || word === '--message') messages.push(argv[++at] ?? '');
    else if (/^--message=/.test(word)) messages.push(word.slice(10));
    else if (/^-m./.test(word)) messages.push(word.slice(2));
    else if (word === '--amend' || !/^(-a|--all|-q|--quiet|--allow-empty|-v|--no-edit|-s)$/.test(word)) {
      process.err(word === '--amend' ? 'git: commit --amend is not part of this simulation.\n' : `error: unknown option \`${word.replace(/^-+/, '')}'\n`);
      return word === '--amend' ? 1 : 129;
    }
  }
  if (argv.some((word) => ['-a', '--all', '-am'].includes(word))) add(git, ['-u']);
  const { staged } = stateOf(git);
  if (staged.length === 0 && !argv.includes('--allow-empty')) return status(git, []) || 1;
  if (messages.length === 0) {
    process.err('error: no editor in this simulation: give the message with -m\nAborting commit due to empty commit message.\n');
    return 1;
  }
  const message = messages.join('\n\n');
  if (message.trim() === '') {
    process.err('Aborting commit due to empty commit message.\n');
    return 1;
  }
  const before = treeOf(repository, headOf(repository));
  const first = headOf(repository) === null;
  const name = process.env.GIT_AUTHOR_NAME ?? process.host.user;
  const id = commitTree(repository, {
    message,
    author: name,
    email: process.env.GIT_AUTHOR_EMAIL ?? `${process.host.user}@${process.host.name}`,
    at: process.time.now,
    tree: { ...repository.index },
  });
  if (argv.includes('-q') || argv.includes('--quiet')) return 0;
  process.out(
    `[${repository.detached !== null ? 'detached HEAD' : repository.head}${first ? ' (root-commit)' : ''} ${id.slice(0, 7)}] ${message.split('\n')[0]}\n${statOf(before, repository.index, false)}`,
  );
  for (const each of staged) if (each.change !== 'M') process.out(` ${each.change === 'A' ? 'create' : 'delete'} mode 100644 ${each.path}\n`);
  return 0;
};

/** Files in the working folder become those of a commit; local changes in the way refuse it. */
function checkoutTree(git: Git, target: Tree): boolean {
  const { repository, process } = git;
  const { staged, unstaged } = stateOf(git);
  const dirty = new Set([...staged, ...unstaged].map((each) => each.path));
  const moving = changed(treeOf(repository, headOf(repository)), target);
  const blocked = moving.filter((each) => dirty.has(each.path));
  if (blocked.length > 0) {
    process.err(
      `error: Your local changes to the following files would be overwritten by checkout:\n${blocked.map((each) => `\t${each.path}\n`).join('')}Please commit your changes or stash them before you switch branches.\nAborting\n`,
    );
    return false;
  }
  for (const { path } of moving) {
    put(process.disk, git.root, path, target[path]);
    const text = target[path];
    if (text === undefined) delete repository.index[path];
    else repository.index[path] = text;
  }
  return true;
}

/** Restores paths from the index, or from a commit. */
function restorePaths(git: Git, names: readonly string[], source: Tree, fromIndex: boolean): number {
  const paths = git.paths(names);
  if (paths === null) return 128;
  for (const [index, path] of paths.entries()) {
    const found = Object.keys(source).filter((each) => within(each, path));
    if (found.length === 0) {
      git.process.err(`error: pathspec '${names[index]}' did not match any file(s) known to git\n`);
      return 1;
    }
    for (const each of found) {
      put(git.process.disk, git.root, each, source[each]);
      if (!fromIndex) git.repository.index[each] = source[each] as string;
    }
  }
  return 0;
}

function switchTo(git: Git, name: string, create: boolean, start: string | undefined, detach: boolean): number {
  const { repository, process } = git;
  if (create) {
    if (repository.branches[name]) {
      process.err(`fatal: a branch named '${name}' already exists\n`);
      return 128;
    }
    const id = revision(repository, start ?? 'HEAD');
    if (id !== null) {
      if (start !== undefined && !checkoutTree(git, treeOf(repository, id))) return 1;
      repository.branches[name] = id;
    }
    repository.head = name;
    repository.detached = null;
    process.err(`Switched to a new branch '${name}'\n`);
    return 0;
  }
  const id = repository.branches[name] ?? repository.remotes.origin?.branches[name] ?? (detach ? revision(repository, name) : null);
  if (id === null || id === undefined) {
    process.err(detach ? `error: pathspec '${name}' did not match any file(s) known to git\n` : `fatal: invalid reference: ${name}\n`);
    return detach ? 1 : 128;
  }
  if (name === repository.head && repository.detached === null) {
    process.err(`Already on '${name}'\n`);
    return 0;
  }
  if (!checkoutTree(git, treeOf(repository, id))) return 1;
  const isBranch = repository.branches[name] !== undefined || repository.remotes.origin?.branches[name] !== undefined;
  if (isBranch) {
    repository.branches[name] ??= id;
    repository.head = name;
    repository.detached = null;
    process.err(`Switched to branch '${name}'\n`);
  } else {
    repository.detached = id;
    process.err(`Note: switching to '${name}'.\n\nYou are in 'detached HEAD' state.\n\nHEAD is now at ${id.slice(0, 7)} ${repository.commits[id]?.message.split('\n')[0]}\n`);
  }
  return 0;
}

export const commandsOfWork: Readonly<Record<string, Subcommand>> = {
  status,
  add,
  commit,
  checkout: (git, argv) => {
    const cut = argv.indexOf('--');
    const names = cut < 0 ? [] : argv.slice(cut + 1);
    const words = (cut < 0 ? argv : argv.slice(0, cut)).filter((word) => word !== '-q');
    if (cut >= 0) {
      const id = words[0] === undefined ? null : revision(git.repository, words[0]);
      return restorePaths(git, names, id === null ? git.repository.index : treeOf(git.repository, id), id === null);
    }
    if (words[0] === '-b' || words[0] === '-B') return words[1] === undefined ? 129 : switchTo(git, words[1], true, words[2], true);
    const [name, ...rest] = words;
    if (name === undefined) return 0;
    const id = git.repository.branches[name] ?? revision(git.repository, name);
    if (id && rest.length > 0) return restorePaths(git, rest, treeOf(git.repository, id), false);
    if (!id && git.repository.remotes.origin?.branches[name] === undefined) return restorePaths(git, words, git.repository.index, true);
    return switchTo(git, name, false, undefined, true);
  },
  switch: (git, argv) => {
    const create = argv[0] === '-c' || argv[0] === '--create';
    const [name, start] = argv.filter((word) => !word.startsWith('-'));
    if (name === undefined) {
      git.process.err('fatal: missing branch or commit argument\n');
      return 128;
    }
    return switchTo(git, name, create, start, argv.includes('--detach'));
  },
  restore: (git, argv) => {
    const names = argv.filter((word) => !word.startsWith('-'));
    if (names.length === 0) {
      git.process.err('fatal: you must specify path(s) to restore\n');
      return 128;
    }
    if (!argv.includes('--staged') && !argv.includes('-S')) return restorePaths(git, names, git.repository.index, true);
    const paths = git.paths(names);
    if (paths === null) return 128;
    const head = treeOf(git.repository, headOf(git.repository));
    for (const path of new Set([...Object.keys(head), ...Object.keys(git.repository.index)])) {
      if (!paths.some((each) => within(path, each))) continue;
      const text = head[path];
      if (text === undefined) delete git.repository.index[path];
      else git.repository.index[path] = text;
    }
    return 0;
  },
  reset: (git, argv) => {
    const { repository, process } = git;
    const hard = argv.includes('--hard');
    const words = argv.filter((word) => !word.startsWith('-'));
    const id = revision(repository, words[0] ?? 'HEAD');
    if (id === null) {
      process.err(`fatal: ambiguous argument '${words[0] ?? 'HEAD'}': unknown revision or path not in the working tree.\n`);
      return 128;
    }
    const target = treeOf(repository, id);
    if (hard) for (const { path } of changed({ ...repository.index, ...treeOf(repository, headOf(repository)) }, target)) put(process.disk, git.root, path, target[path]);
    if (hard) for (const path of Object.keys(target)) put(process.disk, git.root, path, target[path]);
    if (!argv.includes('--soft')) repository.index = { ...target };
    if (repository.detached !== null) repository.detached = id;
    else repository.branches[repository.head] = id;
    if (hard) process.out(`HEAD is now at ${id.slice(0, 7)} ${repository.commits[id]?.message.split('\n')[0]}\n`);
    return 0;
  },
  rm: (git, argv) => {
    const names = argv.filter((word) => !word.startsWith('-'));
    const paths = git.paths(names);
    if (paths === null) return 128;
    for (const [index, path] of paths.entries()) {
      const found = Object.keys(git.repository.index).filter((each) => within(each, path));
      if (found.length === 0) {
        git.process.err(`fatal: pathspec '${names[index]}' did not match any files\n`);
        return 128;
      }
      if (found.length > 1 && !argv.includes('-r')) {
        git.process.err(`fatal: not removing '${names[index]}' recursively without -r\n`);
        return 128;
      }
      for (const each of found) {
        delete git.repository.index[each];
        if (!argv.includes('--cached')) put(git.process.disk, git.root, each, undefined);
        git.process.out(`rm '${each}'\n`);
      }
    }
    return 0;
  },
  mv: (git, argv) => {
    const paths = git.paths(argv.filter((word) => !word.startsWith('-')));
    if (paths === null) return 128;
    const [from, to] = paths;
    if (from === undefined || to === undefined || paths.length > 2) return 129;
    const text = git.repository.index[from];
    if (text === undefined) {
      git.process.err(`fatal: not under version control, source=${from}, destination=${to}\n`);
      return 128;
    }
    const target = git.process.disk.stat(joinPath(git.root, to))?.type === 'folder' ? joinPath(to, from.slice(from.lastIndexOf('/') + 1)) : to;
    git.process.disk.rename(joinPath(git.root, from), joinPath(git.root, target));
    delete git.repository.index[from];
    git.repository.index[target] = text;
    return 0;
  },
};
