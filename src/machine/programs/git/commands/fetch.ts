// git fetch and pull: what others have.
import { branchName, type Command, type Git, headId, needWorkTree, reason } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { type Grammar, readOptions } from '../options.ts';
import { reachable, remotesOf, transfer } from '../place.ts';
import { deleteRef, headOf, refsBelow, resolveRef, shortName, updateRef } from '../refs.ts';
import { defaultRemote, openPlace, remoteNamed } from '../remote-names.ts';
import { putGitFile } from '../repository.ts';
import { upstreamOf } from '../revision.ts';
import { abbreviate, hasObject } from '../store.ts';
import { isAncestor } from '../walk.ts';
import { mergeCommit, refuseUnfinished } from './merge.ts';
import { rebase } from './rebase.ts';

/** What the other side says while it packs. */
function sayProgress(git: Git, count: number): void {
  if (!git.process.terminal.err) return;
  git.err(
    `remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\nremote: Compressing objects: 100% (${count}/${count}), done.\nremote: Total ${count} (delta 0), reused 0 (delta 0), pack-reused 0\nUnpacking objects: 100% (${count}/${count}), done.\n`,
  );
}

/** One moved ref in the table of results. */
export interface Row {
  readonly mark: string;
  readonly summary: string;
  readonly from: string;
  readonly to: string;
  readonly note: string;
}

/** The table of moved refs: ` * [new branch]      main -> origin/main`. `width` holds two ids with dots between. */
function rowsText(rows: readonly Row[], width: number): string {
  const from = Math.max(10, ...rows.map((row) => row.from.length));
  return rows.map((row) => ` ${row.mark} ${row.summary.padEnd(width)} ${row.from.padEnd(from)} -> ${row.to}${row.note}\n`).join('');
}

interface Fetched {
  /** What `pull` merges: the branch that was asked for, or the one that is followed. */
  readonly wanted: { readonly id: string; readonly branch: string; readonly url: string } | null;
}

export function fetchFrom(
  git: Git,
  name: string,
  refs: readonly string[],
  how: { readonly prune?: boolean; readonly tags?: boolean; readonly quiet?: boolean; readonly verb: string },
): Fetched {
  const { repository } = git;
  const remote = remoteNamed(git, name);
  const place = openPlace(git, remote.url);
  const from = place.repository;
  const branch = headOf(repository).branch;
  const rows: Row[] = [];
  const merged = refs[0]?.split(':')[0] ?? (branch === null ? undefined : git.config.get(`branch.${shortName(branch)}.merge`)?.replace(/^refs\/heads\//, ''));
  const heads = [...refsBelow(from, 'refs/heads/')].sort(([a], [b]) => Number(shortName(b) === merged) - Number(shortName(a) === merged));
  for (const each of refs) {
    const source = each.replace(/^\+/, '').split(':')[0] as string;
    if (resolveRef(from, `refs/heads/${source}`) === null && resolveRef(from, `refs/tags/${source}`) === null) throw new Fatal(`fatal: couldn't find remote ref ${source}`);
  }
  const chosen = refs.length > 0 ? heads.filter(([ref]) => refs.some((each) => each.replace(/^\+/, '').split(':')[0] === shortName(ref))) : heads;
  const tags = refsBelow(from, 'refs/tags/').filter(([ref, id]) => resolveRef(repository, ref) === null && (how.tags === true || hasObject(repository, id) || refs.length === 0));
  const count = reachable(
    from,
    [...chosen, ...tags].map(([, id]) => id),
    (id) => hasObject(repository, id),
  ).length;
  if (count > 0 && how.quiet !== true) sayProgress(git, count);
  transfer(
    from,
    repository,
    [...chosen, ...tags].map(([, id]) => id),
  );
  const brief = (id: string) => abbreviate(repository, id);
  if (remote.known && how.prune)
    for (const [ref] of refsBelow(repository, `refs/remotes/${name}/`)) {
      const own = ref.slice(`refs/remotes/${name}/`.length);
      if (own === 'HEAD' || resolveRef(from, `refs/heads/${own}`) !== null) continue;
      deleteRef(repository, ref);
      rows.push({ mark: '-', summary: '[deleted]', from: '(none)', to: shortName(ref), note: '' });
    }
  const action = `${how.verb}${refs.length > 0 || name !== 'origin' ? ` ${[name, ...refs].join(' ')}` : ''}`;
  for (const [ref, id] of chosen) {
    const target = `refs/remotes/${name}/${shortName(ref)}`;
    const spec = refs.find((each) => each.replace(/^\+/, '').split(':')[0] === shortName(ref));
    const local = spec?.includes(':') ? `refs/heads/${spec.split(':')[1]}` : null;
    if (!remote.known || refs.length > 0) rows.push({ mark: '*', summary: 'branch', from: shortName(ref), to: 'FETCH_HEAD', note: '' });
    for (const to of [...(remote.known ? [target] : []), ...(local ? [local] : [])]) {
      const before = resolveRef(repository, to);
      if (before === id) continue;
      const forward = before === null || isAncestor(repository, before, id);
      const summary = before === null ? '[new branch]' : `${brief(before)}${forward ? '..' : '...'}${brief(id)}`;
      rows.push({ mark: before === null ? '*' : forward ? ' ' : '+', summary, from: shortName(ref), to: shortName(to), note: forward ? '' : '  (forced update)' });
      updateRef(repository, to, id, reason(git, `${action}: ${before === null ? 'storing head' : forward ? 'fast-forward' : 'forced-update'}`));
    }
  }
  for (const [ref, id] of tags) {
    putGitFile(repository, ref, `${id}\n`);
    rows.push({ mark: '*', summary: '[new tag]', from: shortName(ref), to: shortName(ref), note: '' });
  }
  if (rows.length > 0 && how.quiet !== true) git.err(`From ${shownUrl(remote.url)}\n${rowsText(rows, 2 * brief(chosen[0]?.[1] ?? '0000000').length + 3)}`);
  const lines = chosen.map(([ref, id]) => `${id}\t${merged === shortName(ref) ? '' : 'not-for-merge'}\tbranch '${shortName(ref)}' of ${shownUrl(remote.url)}\n`);
  putGitFile(repository, 'FETCH_HEAD', [...lines.filter((line) => !line.includes('not-for-merge')), ...lines.filter((line) => line.includes('not-for-merge'))].join(''));
  const wanted = chosen.find(([ref]) => shortName(ref) === merged);
  return { wanted: wanted ? { id: wanted[1], branch: shortName(wanted[0]), url: shownUrl(remote.url) } : null };
}

/** An address as messages show it. */
const shownUrl = (url: string): string => url.replace(/(.)\/+$/, '$1').replace(/\/?\.git$/, '');

const FETCH: Grammar = {
  usage: [
    'git fetch [<options>] [<repository> [<refspec>...]]',
    'git fetch [<options>] <group>',
    'git fetch --multiple [<options>] [(<repository> | <group>)...]',
    'git fetch --all [<options>]',
  ],
  options: { all: '', prune: 'p', tags: 't', 'no-tags': 'n', quiet: 'q', verbose: 'v', force: 'f', 'dry-run': '', 'depth=': '', append: 'a', progress: '', unshallow: '' },
};

export const fetch: Command = (git, argv) => {
  const given = readOptions(FETCH, argv);
  const [name, ...refs] = given.words;
  const how = { prune: given.has('prune') || git.config.flag('fetch.prune') === true, tags: given.has('tags'), quiet: given.has('quiet'), verb: 'fetch' };
  if (given.has('dry-run')) throw missing("'fetch --dry-run'");
  const names = given.has('all') ? remotesOf(git.config).map((remote) => remote.name) : [name ?? defaultRemote(git)];
  if (names.length === 1 && name === undefined && remotesOf(git.config).length === 0 && !given.has('all')) return 0;
  for (const each of names) {
    if (given.has('all')) git.out(`Fetching ${each}\n`);
    fetchFrom(git, each, refs, how);
  }
  return 0;
};

const PULL: Grammar = {
  usage: ['git pull [<options>] [<repository> [<refspec>...]]'],
  options: {
    'rebase=?': 'r',
    'no-rebase': '',
    ff: '',
    'no-ff': '',
    'ff-only': '',
    quiet: 'q',
    verbose: 'v',
    prune: 'p',
    tags: 't',
    all: '',
    'no-edit': '',
    edit: '',
    commit: '',
    'no-commit': '',
    squash: '',
    stat: '',
    'no-stat': 'n',
    autostash: '',
    'allow-unrelated-histories': '',
    force: 'f',
  },
};

export const pull: Command = (git, argv) => {
  const given = readOptions(PULL, argv);
  needWorkTree(git);
  const { repository } = git;
  refuseUnfinished(git, 'pull');
  const branch = branchName(git);
  const [name, ...refs] = given.words;
  const remote = name ?? defaultRemote(git);
  const upstream = branch === null ? null : upstreamOf(git.config, branch);
  const rebasing =
    given.order.includes('rebase') && given.value('rebase') !== 'false' ? true : given.order.includes('no-rebase') ? false : (git.config.flag('pull.rebase') ?? null);
  if (remotesOf(git.config).length === 0 && name === undefined && upstream === null) {
    throw new Fatal(noTracking(branch, rebasing === true, false), 1);
  }
  const { wanted } = fetchFrom(git, remote, refs, {
    prune: given.has('prune'),
    tags: given.has('tags'),
    quiet: given.has('quiet'),
    verb: `pull${given.words.length > 0 && name === 'origin' && refs.length === 0 ? ' origin' : ''}`,
  });
  if (!wanted) {
    if (branch === null)
      throw new Fatal(
        'You are not currently on a branch.\nPlease specify which branch you want to merge with.\nSee git-pull(1) for details.\n\n    git pull <remote> <branch>\n',
        1,
      );
    if (upstream === null) throw new Fatal(noTracking(branch, rebasing === true, true), 1);
    throw new Fatal(`Your configuration specifies to merge with the ref '${git.config.get(`branch.${branch}.merge`)}'\nfrom the remote, but no such ref was fetched.`, 1);
  }
  const head = headId(git);
  if (rebasing === true && head !== null && !isAncestor(repository, wanted.id, head)) return rebase(git, [`refs/remotes/${remote}/${wanted.branch}`]);
  const diverged = head !== null && !isAncestor(repository, wanted.id, head) && !isAncestor(repository, head, wanted.id);
  const ff = given.has('ff-only') || git.config.get('pull.ff') === 'only';
  if (diverged && rebasing === null && !ff && !given.order.includes('no-ff') && !given.has('ff') && git.config.get('pull.ff') === undefined) {
    git.err(
      'hint: You have divergent branches and need to specify how to reconcile them.\nhint: You can do so by running one of the following commands sometime before\nhint: your next pull:\nhint: \nhint:   git config pull.rebase false  # merge\nhint:   git config pull.rebase true   # rebase\nhint:   git config pull.ff only       # fast-forward only\nhint: \nhint: You can replace "git config" with "git config --global" to set a default\nhint: preference for all repositories. You can also pass --rebase, --no-rebase,\nhint: or --ff-only on the command line to override the configured default per\nhint: invocation.\n',
    );
    throw new Fatal('fatal: Need to specify how to reconcile divergent branches.');
  }
  return mergeCommit(git, {
    id: wanted.id,
    word: wanted.id,
    subject: `Merge branch '${wanted.branch}' of ${wanted.url}`,
    mode: ff ? 'ff-only' : given.order.includes('no-ff') ? 'no-ff' : 'normal',
    squash: given.has('squash'),
    commit: !given.order.includes('no-commit'),
    quiet: given.has('quiet'),
    unrelated: given.has('allow-unrelated-histories'),
    action: ['pull', ...given.words].join(' '),
    stat: !given.order.includes('no-stat'),
  });
};

const noTracking = (branch: string | null, rebasing: boolean, remotes: boolean): string =>
  `There is no tracking information for the current branch.\nPlease specify which branch you want to ${rebasing ? 'rebase against' : 'merge with'}.\nSee git-pull(1) for details.\n\n    git pull <remote> <branch>\n\nIf you wish to set tracking information for this branch you can do so with:\n\n    git branch --set-upstream-to=${remotes ? 'origin' : '<remote>'}/<branch> ${branch ?? ''}\n`;
