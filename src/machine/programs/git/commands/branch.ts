// git branch.

import { changeSetting, withoutSection } from '../config.ts';
import { branchName, type Command, type Git, headId, paint, reason, short, subjectAt } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { type Grammar, readOptions } from '../options.ts';
import { filtersRefs, REF_FILTERS, refFilter } from '../ref-filter.ts';
import { appendReflog, deleteRef, headOf, isRefName, putReflog, reflogOf, refsBelow, resolveRef, setHead, shortName, symbolicTarget, updateRef } from '../refs.ts';
import { commitNamed, fullName, upstreamOf } from '../revision.ts';
import { aheadBehind, isAncestor } from '../walk.ts';
import { detachedText } from './status.ts';

const GRAMMAR: Grammar = {
  usage: [
    'git branch [<options>] [-r | -a] [--merged] [--no-merged]',
    'git branch [<options>] [-f] [--recurse-submodules] <branch-name> [<start-point>]',
    'git branch [<options>] [-l] [<pattern>...]',
    'git branch [<options>] [-r] (-d | -D) <branch-name>...',
    'git branch [<options>] (-m | -M) [<old-branch>] <new-branch>',
    'git branch [<options>] (-c | -C) [<old-branch>] <new-branch>',
    'git branch [<options>] [-r | -a] [--points-at]',
    'git branch [<options>] [-r | -a] [--format]',
  ],
  options: {
    delete: 'd',
    'delete-force': 'D',
    move: 'm',
    'move-force': 'M',
    copy: 'c',
    list: 'l',
    all: 'a',
    remotes: 'r',
    verbose: 'v',
    quiet: 'q',
    force: 'f',
    'show-current': '',
    'set-upstream-to=': 'u',
    'unset-upstream': '',
    track: 't',
    'no-track': '',
    ...REF_FILTERS,
    'sort=': '',
    'format=': '',
    'column=?': '',
    'no-column': '',
    'color=?': '',
    'no-color': '',
    'edit-description': '',
    'ignore-case': 'i',
    'abbrev=?': '',
  },
};

const configFile = (git: Git): string => `${git.repository.folder}/config`;

/** Lets a branch follow another one; `upstream` is a full name. */
export function follow(git: Git, branch: string, upstream: string): void {
  const { disk } = git.repository;
  const [, remote, name] = /^refs\/remotes\/([^/]+)\/(.+)$/.exec(upstream) ?? [];
  changeSetting(disk, configFile(git), `branch.${branch}.remote`, remote ?? '.');
  changeSetting(disk, configFile(git), `branch.${branch}.merge`, name === undefined ? upstream : `refs/heads/${name}`);
}

/** Makes a branch at a commit; gives its full name. */
export function makeBranch(git: Git, name: string, start: string, force = false): string {
  const full = `refs/heads/${name}`;
  if (!isRefName(name) || name === 'HEAD') throw new Fatal(`fatal: '${name}' is not a valid branch name`);
  const there = resolveRef(git.repository, full);
  if (there !== null && !force) throw new Fatal(`fatal: a branch named '${name}' already exists`);
  if (force && symbolicTarget(git.repository, 'HEAD') === full) throw new Fatal(`fatal: cannot force update the branch '${name}' used by worktree at '${git.repository.root}'`);
  const id = commitNamed(git.names, start);
  if (id === null) throw new Fatal(`fatal: not a valid object name: '${start === 'HEAD' ? (branchName(git) ?? start) : start}'`);
  updateRef(git.repository, full, id, reason(git, there === null ? `branch: Created from ${start}` : `branch: Reset to ${start}`));
  return full;
}

function remove(git: Git, names: readonly string[], force: boolean, remote: boolean, quiet: boolean): number {
  const { repository } = git;
  let status = 0;
  for (const name of names) {
    const full = remote ? `refs/remotes/${name}` : `refs/heads/${name}`;
    const id = resolveRef(repository, full);
    const head = headOf(repository);
    if (!remote && head.branch === full) {
      git.err(`error: cannot delete branch '${name}' used by worktree at '${repository.root}'\n`);
      status = 1;
      continue;
    }
    if (id === null) {
      git.err(`error: ${remote ? 'remote-tracking ' : ''}branch '${name}' not found${remote ? '' : '.'}\n`.replace('found.', 'found'));
      status = 1;
      continue;
    }
    if (!force && !remote) {
      const upstream = upstreamOf(git.config, full);
      const upstreamId = upstream === null ? null : resolveRef(repository, upstream);
      const against = upstreamId ?? head.id;
      const inHead = head.id !== null && isAncestor(repository, id, head.id);
      if (against === null || !isAncestor(repository, id, against)) {
        if (upstreamId !== null && inHead) git.err(`warning: not deleting branch '${name}' that is not yet merged to\n         '${upstream}', even though it is merged to HEAD.\n`);
        git.err(`error: The branch '${name}' is not fully merged.\nIf you are sure you want to delete it, run 'git branch -D ${name}'.\n`);
        status = 1;
        continue;
      }
      if (upstreamId !== null && !inHead) git.err(`warning: deleting branch '${name}' that has been merged to\n         '${upstream}', but not yet merged to HEAD.\n`);
    }
    deleteRef(repository, full);
    const text = repository.disk.read(configFile(git));
    if (!remote) repository.disk.write(configFile(git), withoutSection(text, `branch.${name}`));
    if (!quiet) git.out(`Deleted ${remote ? 'remote-tracking ' : ''}branch ${name} (was ${short(git, id)}).\n`);
  }
  return status;
}

function rename(git: Git, names: readonly string[], force: boolean, copy: boolean): number {
  const { repository } = git;
  const [from, to] = names.length > 1 ? names : [branchName(git), names[0]];
  if (from === null || from === undefined) throw new Fatal('fatal: cannot rename the current branch while not on any.');
  if (to === undefined) throw new Fatal('fatal: branch name required');
  if (!isRefName(to)) throw new Fatal(`fatal: '${to}' is not a valid branch name`);
  const [old, full] = [`refs/heads/${from}`, `refs/heads/${to}`];
  const id = resolveRef(repository, old);
  const current = symbolicTarget(repository, 'HEAD') === old;
  if (id === null && !current) throw new Fatal(`fatal: no branch named '${from}'`);
  if (resolveRef(repository, full) !== null && !force && from !== to) throw new Fatal(`fatal: a branch named '${to}' already exists`);
  if (id !== null && from !== to) {
    const log = reflogOf(repository, old);
    if (!copy) deleteRef(repository, old);
    const why = reason(git, `Branch: ${copy ? 'copied' : 'renamed'} ${old} to ${full}`);
    updateRef(repository, full, id, why);
    putReflog(repository, full, [{ from: id, to: id, who: why.who, message: why.message }, ...log]);
    if (current && !copy) appendReflog(repository, 'HEAD', id, id, why);
  }
  if (current && !copy) setHead(repository, full, null);
  const text = repository.disk.read(configFile(git));
  if (!copy) repository.disk.write(configFile(git), withoutSection(text, `branch.${from}`, `branch.${to}`));
  return 0;
}

interface Row {
  readonly full: string;
  readonly id: string;
}

/** `[origin/main: ahead 1]` for `-vv`, `[ahead 1]` for `-v`. */
function tracking(git: Git, row: Row, verbose: number): string {
  const upstream = upstreamOf(git.config, row.full);
  if (upstream === null) return '';
  const there = resolveRef(git.repository, upstream);
  const { ahead, behind } = there === null ? { ahead: 0, behind: 0 } : aheadBehind(git.repository, row.id, there);
  const parts = there === null ? ['gone'] : [...(ahead > 0 ? [`ahead ${ahead}`] : []), ...(behind > 0 ? [`behind ${behind}`] : [])];
  if (verbose < 2) return parts.length === 0 ? '' : ` [${parts.join(', ')}]`;
  return ` [${paint(git, 'blue', shortName(upstream))}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}]`;
}

function list(git: Git, given: ReturnType<typeof readOptions>): number {
  const { repository } = git;
  const both = given.has('all');
  const locals = given.has('remotes') ? [] : refsBelow(repository, 'refs/heads/');
  const remotes = given.has('remotes') || both ? refsBelow(repository, 'refs/remotes/') : [];
  const verbose = given.order.filter((name) => name === 'verbose').length;
  const filter = refFilter(git, given, [...given.words, ...(given.after ?? [])]);
  const head = headOf(repository);
  const rows = [...locals, ...remotes].filter(([full, id]) => filter.shows(full, id));
  const detached =
    head.branch === null && !given.has('remotes') && filter.patterns.length === 0 && head.id !== null && filter.passes(head.id)
      ? `(${detachedText(git, head.id).replace(/^Not currently.*/, 'no branch')})`
      : null;
  const nameOf = (full: string) => (full.startsWith('refs/remotes/') && both ? `remotes/${shortName(full)}` : shortName(full));
  if (given.value('format') !== undefined) {
    for (const [full, id] of rows)
      git.out(
        `${(given.value('format') as string).replace(/%\((\*?[\w:]+)\)/g, (_, key: string) => {
          const known: Readonly<Record<string, string>> = {
            refname: full,
            'refname:short': shortName(full),
            objectname: id,
            'objectname:short': short(git, id),
            HEAD: head.branch === full ? '*' : ' ',
            subject: subjectAt(git, id),
            'contents:subject': subjectAt(git, id),
            upstream: upstreamOf(git.config, full) ?? '',
            'upstream:short': shortName(upstreamOf(git.config, full) ?? ''),
          };
          if (known[key] === undefined) throw new Fatal(`fatal: unknown field name: ${key}`);
          return known[key];
        })}\n`,
      );
    return 0;
  }
  const width = Math.max(0, ...rows.map(([full]) => nameOf(full).length), detached?.length ?? 0);
  const line = (mark: string, name: string, colour: 'green' | 'red' | null, id: string, full: string) => {
    const padded = verbose > 0 ? name.padEnd(width) : name;
    const written = colour === null ? padded : paint(git, colour, padded);
    git.out(`${mark} ${written}${verbose > 0 ? ` ${short(git, id)}${tracking(git, { full, id }, verbose)} ${subjectAt(git, id)}` : ''}\n`);
  };
  if (detached !== null) line('*', detached, 'green', head.id as string, '');
  for (const [full, id] of rows) {
    const target = symbolicTarget(repository, full);
    if (target !== null && verbose === 0) git.out(`  ${paint(git, 'red', nameOf(full))} -> ${shortName(target)}\n`);
    else if (target !== null) git.out(`  ${paint(git, 'red', nameOf(full).padEnd(width))} -> ${shortName(target)}\n`);
    else line(head.branch === full ? '*' : ' ', nameOf(full), head.branch === full ? 'green' : full.startsWith('refs/remotes/') ? 'red' : null, id, full);
  }
  return 0;
}

export const branch: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  const { repository } = git;
  const words = [...given.words, ...(given.after ?? [])];
  if (given.has('show-current')) {
    const name = branchName(git);
    if (name !== null) git.out(`${name}\n`);
    return 0;
  }
  if (given.has('delete') || given.has('delete-force')) {
    if (words.length === 0) throw new Fatal('fatal: branch name required');
    return remove(git, words, given.has('delete-force') || given.has('force'), given.has('remotes'), given.has('quiet'));
  }
  if (given.has('move') || given.has('move-force') || given.has('copy')) return rename(git, words, given.has('move-force') || given.has('force'), given.has('copy'));
  const upstream = given.value('set-upstream-to');
  if (upstream !== undefined) {
    const name = words[0] ?? branchName(git);
    if (name === null) throw new Fatal(`fatal: could not set upstream of HEAD to ${upstream} when it does not point to any branch.`);
    if (resolveRef(repository, `refs/heads/${name}`) === null)
      throw new Fatal(words[0] === undefined ? `fatal: no commit on branch '${name}' yet` : `fatal: branch '${name}' does not exist`);
    const full = fullName(repository, upstream);
    if (full === null)
      throw new Fatal(
        `fatal: the requested upstream branch '${upstream}' does not exist\nhint: \nhint: If you are planning on basing your work on an upstream\nhint: branch that already exists at the remote, you may need to\nhint: run "git fetch" to retrieve it.\nhint: \nhint: If you are planning to push out a new local branch that\nhint: will track its remote counterpart, you may want to use\nhint: "git push -u" to set the upstream config as you push.\nhint: Disable this message with "git config advice.setUpstreamFailure false"`,
      );
    follow(git, name, full);
    git.out(`branch '${name}' set up to track '${shortName(full)}'.\n`);
    return 0;
  }
  if (given.has('unset-upstream')) {
    const name = words[0] ?? branchName(git) ?? '';
    if (upstreamOf(git.config, name) === null) throw new Fatal(`fatal: branch '${name}' has no upstream information`);
    for (const key of ['remote', 'merge']) changeSetting(repository.disk, configFile(git), `branch.${name}.${key}`, null);
    return 0;
  }
  const asked = filtersRefs(given) || ['list', 'all', 'remotes', 'format'].some((option) => given.has(option));
  const [name, start] = words;
  if (asked || name === undefined) return headId(git) === null && refsBelow(repository, 'refs/').length === 0 ? 0 : list(git, given);
  const full = makeBranch(git, name, start ?? 'HEAD', given.has('force'));
  const origin = start === undefined ? null : fullName(repository, start);
  if (origin?.startsWith('refs/remotes/') && !given.order.includes('no-track') && given.flag('track') !== false) {
    follow(git, shortName(full), origin);
    if (!given.has('quiet')) git.out(`branch '${name}' set up to track '${shortName(origin)}'.\n`);
  }
  return 0;
};
