// git clone, init, fetch, pull, push, remote: other copies of a repository, on this machine or one that can be reached.
import type { DiskView } from '../../disk/disk.ts';
import { baseName, joinPath } from '../../disk/path.ts';
import type { Process } from '../../program.ts';
import type { Git, Outer, Subcommand } from './git.ts';
import { emptyRepository, headOf, history, load, type Repository, rootOf, save, treeOf } from './store.ts';
import { changed, put, statOf } from './worktree.ts';

interface Place {
  readonly disk: DiskView;
  readonly root: string;
}

/** Finds the repository behind a URL: a folder here, `host:path`, or `https://host/path` (then in `/srv/git` of that host). */
function placeOf(process: Process, url: string): Place | string {
  const web = /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?\/(.+?)\/?$/.exec(url);
  const short = web ? null : /^(?:[^@/]+@)?([^/:]+):(.+)$/.exec(url);
  const host = web?.[1] ?? short?.[1];
  if (host === undefined) {
    const root = process.disk.stat(joinPath(url, '.git')) ? process.disk.resolve(url) : null;
    return root === null ? `fatal: repository '${url}' does not exist\n` : { disk: process.disk, root };
  }
  const far = process.reach(host);
  if (!far)
    return web
      ? `fatal: unable to access '${url}/': Could not resolve host: ${host}\n`
      : `ssh: Could not resolve hostname ${host}: Name or service not known\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n`;
  const path = (web?.[2] ?? short?.[2] ?? '').replace(/^~\//, '');
  const candidates = [path, `/${path}`, `/srv/git/${path}`].flatMap((each) => [each, each.replace(/\.git$/, '')]);
  const found = candidates.find((each) => far.disk.stat(joinPath(each, '.git/undestroy.json')));
  return found === undefined ? `fatal: repository '${url}' not found\n` : { disk: far.disk, root: far.disk.resolve(found) };
}

const clone: Outer = (process, argv) => {
  const [url, folder] = argv.filter((word) => !word.startsWith('-'));
  if (url === undefined) {
    process.err('fatal: You must specify a repository to clone.\n');
    return 129;
  }
  const target =
    folder ??
    baseName(url.replace(/\/$/, ''))
      .replace(/\.git$/, '')
      .replace(/^.*:/, '');
  if (process.disk.stat(target)?.type === 'folder' && process.disk.list(target).length > 0) {
    process.err(`fatal: destination path '${target}' already exists and is not an empty directory.\n`);
    return 128;
  }
  process.err(`Cloning into '${target}'...\n`);
  const place = placeOf(process, url);
  if (typeof place === 'string') {
    process.err(place);
    return 128;
  }
  const from = load(place.disk, place.root);
  const repository: Repository = {
    ...emptyRepository(),
    head: from.head,
    commits: from.commits,
    branches: {},
    remotes: { origin: { url: place.disk === process.disk ? place.root : url, branches: { ...from.branches } } },
  };
  const id = from.branches[from.head];
  if (id !== undefined) repository.branches[from.head] = id;
  else process.err('warning: You appear to have cloned an empty repository.\n');
  repository.index = { ...treeOf(repository, headOf(repository)) };
  const root = process.disk.resolve(target);
  process.disk.makeFolder(root, { parents: true });
  for (const path of Object.keys(repository.index)) put(process.disk, root, path, repository.index[path]);
  save(process.disk, root, repository);
  const count = history(repository, headOf(repository)).length * 3;
  if (place.disk !== process.disk)
    process.err(`remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\nReceiving objects: 100% (${count}/${count}), done.\n`);
  else process.err('done.\n');
  return 0;
};

const init: Outer = (process, argv) => {
  const [folder = '.'] = argv.filter((word) => !word.startsWith('-') && word !== 'main');
  const root = process.disk.resolve(folder);
  if (rootOf(process.disk, folder) === root) {
    process.out(`Reinitialized existing Git repository in ${root}/.git/\n`);
    return 0;
  }
  if (!process.disk.stat(root)) process.disk.makeFolder(root, { parents: true });
  save(process.disk, root, emptyRepository());
  process.out(`Initialized empty Git repository in ${root}/.git/\n`);
  return 0;
};

/** Learns what the remote has. Gives its place, or has said why not. */
function fetchFrom(git: Git, say: boolean): Place | null {
  const origin = git.repository.remotes.origin;
  if (!origin) {
    git.process.err(
      "fatal: 'origin' does not appear to be a git repository\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n",
    );
    return null;
  }
  const place = placeOf(git.process, origin.url);
  if (typeof place === 'string') {
    git.process.err(place);
    return null;
  }
  const far = load(place.disk, place.root);
  for (const [id, commit] of Object.entries(far.commits)) git.repository.commits[id] ??= commit;
  for (const [branch, id] of Object.entries(far.branches)) {
    const before = origin.branches[branch];
    if (before !== id && say)
      git.process.err(`From ${origin.url}\n   ${before ? `${before.slice(0, 7)}..${id.slice(0, 7)}` : '* [new branch]   '}  ${branch.padEnd(10)} -> origin/${branch}\n`);
    origin.branches[branch] = id;
  }
  return place;
}

const pull: Subcommand = (git) => {
  const { repository, process } = git;
  if (!fetchFrom(git, true)) return 1;
  const [here, there] = [headOf(repository), repository.remotes.origin?.branches[repository.head] ?? null];
  if (there === null || here === there || history(repository, here).some(({ id }) => id === there)) {
    process.out('Already up to date.\n');
    return 0;
  }
  if (here !== null && !history(repository, there).some(({ id }) => id === here)) {
    process.err('hint: You have divergent branches and need to specify how to reconcile them.\nfatal: Need to specify how to reconcile divergent branches.\n');
    return 128;
  }
  const [before, after] = [treeOf(repository, here), treeOf(repository, there)];
  const moving = changed(before, after);
  const blocked = moving.filter(({ path }) => {
    const full = joinPath(git.root, path);
    return process.disk.stat(full)?.type === 'file' && process.disk.read(full) !== (before[path] ?? null) && process.disk.read(full) !== after[path];
  });
  if (blocked.length > 0) {
    process.err(
      `error: Your local changes to the following files would be overwritten by merge:\n${blocked.map(({ path }) => `\t${path}\n`).join('')}Please commit your changes or stash them before you merge.\nAborting\n`,
    );
    return 1;
  }
  for (const { path } of moving) {
    put(process.disk, git.root, path, after[path]);
    const text = after[path];
    if (text === undefined) delete repository.index[path];
    else repository.index[path] = text;
  }
  repository.branches[repository.head] = there;
  process.out(`${here === null ? '' : `Updating ${here.slice(0, 7)}..${there.slice(0, 7)}\n`}Fast-forward\n${statOf(before, after, true)}`);
  return 0;
};

const push: Subcommand = (git) => {
  const { repository, process } = git;
  const origin = repository.remotes.origin;
  const place = fetchFrom(git, false);
  if (!origin || !place) return 128;
  const [here, there] = [repository.branches[repository.head], origin.branches[repository.head]];
  if (here === undefined) {
    process.err(`error: src refspec ${repository.head} does not match any\nerror: failed to push some refs to '${origin.url}'\n`);
    return 1;
  }
  if (here === there) {
    process.err('Everything up-to-date\n');
    return 0;
  }
  if (there !== undefined && !history(repository, here).some(({ id }) => id === there)) {
    process.err(`To ${origin.url}\n ! [rejected]        ${repository.head} -> ${repository.head} (fetch first)\nerror: failed to push some refs to '${origin.url}'\n`);
    return 1;
  }
  const far = load(place.disk, place.root);
  for (const { id, commit } of history(repository, here)) far.commits[id] ??= commit;
  far.branches[repository.head] = here;
  save(place.disk, place.root, far);
  origin.branches[repository.head] = here;
  process.err(`To ${origin.url}\n   ${there ? `${there.slice(0, 7)}..${here.slice(0, 7)}` : '* [new branch]   '}  ${repository.head} -> ${repository.head}\n`);
  return 0;
};

export const commandsOfRemotes: { readonly outside: Readonly<Record<string, Outer>>; readonly inside: Readonly<Record<string, Subcommand>> } = {
  outside: { clone, init },
  inside: {
    fetch: (git) => (fetchFrom(git, true) ? 0 : 128),
    pull,
    push,
    remote: (git, argv) => {
      const { remotes } = git.repository;
      if (argv[0] === 'add' && argv[1] && argv[2]) {
        if (remotes[argv[1]]) {
          git.process.err(`error: remote ${argv[1]} already exists.\n`);
          return 3;
        }
        remotes[argv[1]] = { url: argv[2], branches: {} };
      } else if (argv[0] === 'get-url' && argv[1]) git.process.out(`${remotes[argv[1]]?.url ?? ''}\n`);
      else
        for (const name of Object.keys(remotes))
          git.process.out(argv[0] === '-v' ? `${name}\t${remotes[name]?.url} (fetch)\n${name}\t${remotes[name]?.url} (push)\n` : `${name}\n`);
      return 0;
    },
  },
};
