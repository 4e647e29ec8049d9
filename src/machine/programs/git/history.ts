// git log, show, diff, branch, rev-parse: what was.
import { formatDate, zoneAt } from '../zone.ts';
import type { Git, Subcommand } from './git.ts';
import { type Commit, headOf, history, revision, type Tree, treeOf, workingFiles } from './store.ts';
import { changed, patch, statOf } from './worktree.ts';

const colours = (git: Git): boolean => git.process.terminal.out;
const yellow = (git: Git, text: string): string => (colours(git) ? `\x1b[33m${text}\x1b[m` : text);

/** ` (HEAD -> main, origin/main)`. */
function decoration(git: Git, id: string): string {
  const { repository } = git;
  const names: string[] = [];
  if (headOf(repository) === id) names.push(repository.detached !== null ? 'HEAD' : `HEAD -> ${repository.head}`);
  for (const remote of Object.keys(repository.remotes))
    for (const [branch, at] of Object.entries(repository.remotes[remote]?.branches ?? {})) if (at === id) names.push(`${remote}/${branch}`);
  for (const [branch, at] of Object.entries(repository.branches)) if (at === id && branch !== repository.head) names.push(branch);
  return names.length > 0 && colours(git) ? yellow(git, ` (${names.join(', ')})`) : '';
}

const dateOf = (git: Git, at: number): string => formatDate(at, zoneAt(at, git.process.env.TZ), '%a %b %-d %H:%M:%S %Y %z');

function header(git: Git, id: string, commit: Commit): string {
  const body = commit.message.trimEnd().replace(/^/gm, '    ');
  return `${yellow(git, `commit ${id}`)}${decoration(git, id)}\nAuthor: ${commit.author} <${commit.email}>\nDate:   ${dateOf(git, commit.at)}\n\n${body}\n`;
}

const log: Subcommand = (git, argv) => {
  let [oneline, patches, stat, limit] = [false, false, false, Number.POSITIVE_INFINITY];
  let from: string | null = headOf(git.repository);
  const names: string[] = [];
  let grep: string | null = null;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--oneline') oneline = true;
    else if (word === '-p' || word === '--patch') patches = true;
    else if (word === '--stat') stat = true;
    else if (word === '-n') limit = Number(argv[++at]);
    else if (/^-(n)?\d+$/.test(word)) limit = Number(word.replace(/^-n?/, ''));
    else if (/^--max-count=\d+$/.test(word)) limit = Number(word.slice(12));
    else if (word.startsWith('--grep=')) grep = word.slice(7);
    else if (['--graph', '--decorate', '--all', '--no-color', '--color', '--no-decorate', '--'].includes(word)) continue;
    else if (word.startsWith('-')) {
      git.process.err(`fatal: unrecognized argument: ${word}\n`);
      return 128;
    } else if (revision(git.repository, word)) from = revision(git.repository, word);
    else names.push(word);
  }
  if (from === null) {
    git.process.err(`fatal: your current branch '${git.repository.head}' does not have any commits yet\n`);
    return 128;
  }
  const paths = git.paths(names);
  if (paths === null) return 128;
  const unknown = names.find(
    (_, index) =>
      !history(git.repository, from).some(({ commit }) =>
        Object.keys(commit.tree).some((each) => each === paths[index] || each.startsWith(`${paths[index]}/`) || paths[index] === ''),
      ),
  );
  if (unknown !== undefined) {
    git.process.err(
      `fatal: ambiguous argument '${unknown}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'\n`,
    );
    return 128;
  }
  let shown = 0;
  for (const { id, commit } of history(git.repository, from)) {
    const before = treeOf(git.repository, commit.parent);
    if (paths.length > 0 && !changed(before, commit.tree).some(({ path }) => paths.some((each) => each === '' || path === each || path.startsWith(`${each}/`)))) continue;
    if (grep !== null && !commit.message.includes(grep)) continue;
    if (shown++ >= limit) break;
    if (oneline) git.process.out(`${yellow(git, id.slice(0, 7))}${decoration(git, id)} ${commit.message.split('\n')[0]}\n`);
    else git.process.out(`${shown > 1 ? '\n' : ''}${header(git, id, commit)}`);
    if (stat) git.process.out(`${oneline ? '' : '\n'}${statOf(before, commit.tree, true)}`);
    if (patches) git.process.out(`${oneline ? '' : '\n'}${patch(before, commit.tree, colours(git), paths)}`);
  }
  return 0;
};

const show: Subcommand = (git, argv) => {
  const stat = argv.includes('--stat');
  const [name = 'HEAD'] = argv.filter((word) => !word.startsWith('-'));
  const file = /^([^:]*):(.+)$/.exec(name);
  const id = revision(git.repository, file ? file[1] || 'HEAD' : name);
  const commit = id === null ? undefined : git.repository.commits[id];
  if (id === null || !commit) {
    git.process.err(
      `fatal: ambiguous argument '${name}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'\n`,
    );
    return 128;
  }
  if (file) {
    const text = commit.tree[file[2] as string];
    if (text === undefined) {
      git.process.err(`fatal: path '${file[2]}' does not exist in '${file[1] || 'HEAD'}'\n`);
      return 128;
    }
    git.process.out(text);
    return 0;
  }
  const before = treeOf(git.repository, commit.parent);
  git.process.out(`${header(git, id, commit)}\n${stat ? statOf(before, commit.tree, true) : patch(before, commit.tree, colours(git))}`);
  return 0;
};

const diff: Subcommand = (git, argv) => {
  const { repository } = git;
  const staged = argv.includes('--staged') || argv.includes('--cached');
  const words = argv.filter((word) => word !== '--' && !word.startsWith('-'));
  const unknown = argv.find(
    (word) => word.startsWith('-') && !['--', '--staged', '--cached', '--stat', '--name-only', '--color', '--no-color', '--name-status', '-w', '-b'].includes(word),
  );
  if (unknown) {
    git.process.err(`error: invalid option: ${unknown}\n`);
    return 129;
  }
  const ids: string[] = [];
  while (words[0] !== undefined && ids.length < 2) {
    const pair = words[0].split('..');
    const found = pair.length === 2 ? pair.map((each) => revision(repository, each || 'HEAD')) : [revision(repository, words[0])];
    if (found.includes(null) || git.process.disk.stat(words[0])) break;
    ids.push(...(found as string[]));
    words.shift();
  }
  const paths = git.paths(words);
  if (paths === null) return 128;
  const working = () => {
    const files = workingFiles(git.process.disk, git.root, repository.index);
    const tracked: Tree = {};
    for (const path of Object.keys(repository.index)) if (files[path] !== undefined) tracked[path] = files[path];
    return tracked;
  };
  const before = ids[0] !== undefined ? treeOf(repository, ids[0]) : staged ? treeOf(repository, headOf(repository)) : repository.index;
  const after = ids[1] !== undefined ? treeOf(repository, ids[1]) : staged ? repository.index : working();
  if (argv.includes('--stat')) git.process.out(statOf(before, after, true));
  else if (argv.includes('--name-only')) for (const { path } of changed(before, after)) git.process.out(`${path}\n`);
  else if (argv.includes('--name-status')) for (const { path, change } of changed(before, after)) git.process.out(`${change}\t${path}\n`);
  else git.process.out(patch(before, after, colours(git), paths));
  return 0;
};

const branch: Subcommand = (git, argv) => {
  const { repository, process } = git;
  const names = argv.filter((word) => !word.startsWith('-'));
  if (argv[0] === '--show-current') {
    process.out(repository.detached === null ? `${repository.head}\n` : '');
    return 0;
  }
  if (argv[0] === '-d' || argv[0] === '-D') {
    for (const name of names) {
      if (name === repository.head && repository.detached === null) {
        process.err(`error: cannot delete branch '${name}' used by worktree at '${git.root}'\n`);
        return 1;
      }
      const id = repository.branches[name];
      if (!id) {
        process.err(`error: branch '${name}' not found\n`);
        return 1;
      }
      delete repository.branches[name];
      process.out(`Deleted branch ${name} (was ${id.slice(0, 7)}).\n`);
    }
    return 0;
  }
  const [name, start] = names;
  if (name !== undefined) {
    const id = revision(repository, start ?? 'HEAD');
    if (repository.branches[name]) {
      process.err(`fatal: a branch named '${name}' already exists\n`);
      return 128;
    }
    if (id === null) {
      process.err(`fatal: not a valid object name: '${start ?? repository.head}'\n`);
      return 128;
    }
    repository.branches[name] = id;
    return 0;
  }
  if (repository.detached !== null) process.out(`* (HEAD detached at ${repository.detached.slice(0, 7)})\n`);
  for (const each of Object.keys(repository.branches).sort()) {
    const here = each === repository.head && repository.detached === null;
    process.out(here ? `* ${colours(git) ? `\x1b[32m${each}\x1b[m` : each}\n` : `  ${each}\n`);
  }
  if (argv.includes('-a') || argv.includes('-r'))
    for (const [remote, at] of Object.entries(repository.remotes))
      for (const each of Object.keys(at.branches)) process.out(`  ${argv.includes('-a') ? 'remotes/' : ''}${remote}/${each}\n`);
  return 0;
};

export const commandsOfHistory: Readonly<Record<string, Subcommand>> = {
  log,
  show,
  diff,
  branch,
  'rev-parse': (git, argv) => {
    for (const word of argv.filter((each) => each !== '--short' && each !== '--verify')) {
      if (word === '--show-toplevel') git.process.out(`${git.root}\n`);
      else if (word === '--is-inside-work-tree') git.process.out('true\n');
      else if (word === '--abbrev-ref') continue;
      else if (word === 'HEAD' && argv.includes('--abbrev-ref')) git.process.out(`${git.repository.detached === null ? git.repository.head : 'HEAD'}\n`);
      else {
        const id = revision(git.repository, word);
        if (id === null) {
          git.process.err(`fatal: ambiguous argument '${word}': unknown revision or path not in the working tree.\n`);
          return 128;
        }
        git.process.out(`${argv.includes('--short') ? id.slice(0, 7) : id}\n`);
      }
    }
    return 0;
  },
};
